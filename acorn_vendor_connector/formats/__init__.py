"""Read the files that Amazon gives to people, safely: bytes in, plain documents out. Never imports odoo."""
