"""Decide: plain values in, plain values out. Never imports odoo, the database or the network."""
