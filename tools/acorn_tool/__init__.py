"""The developer's tool: gets the Odoo host, a database and an environment, and runs the project in them."""
