"""Read what co-op and other agreements cost: the list of their invoices, and the report that backs one of them up."""
from __future__ import annotations

