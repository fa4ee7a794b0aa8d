"""Vendor Central's files: a seeded ledger of invoices and payments, and every layout in which Amazon exports it."""
from . import bad
from .layouts import LAYOUTS
from .ledger import Ledger
from .writing import File, write

__all__ = ["LAYOUTS", "File", "Ledger", "bad", "write"]
