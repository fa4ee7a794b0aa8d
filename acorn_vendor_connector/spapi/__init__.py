"""Speak Amazon's Selling Partner API: regions, tokens, requests and wire documents. Never imports odoo."""
