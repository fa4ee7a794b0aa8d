"""What workers do inside Odoo: a function takes the `Work` at hand and returns something that fits into JSON."""
