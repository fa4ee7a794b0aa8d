"""Let four lanes receive while a person edits the same orders, mappings and quants, and look at what is left."""
