"""All layouts that are known; a module of layouts is added here and nowhere else."""
from __future__ import annotations

from . import (
    agreements,
    chargebacks,
    claims,
    deductions,
    edi_820,
    edi_remadv,
    invoices,
    purchase_orders,
    remittance,
    returns,
)
from .layouts import EdiLayout, Layout

_MODULES = (
    remittance, edi_820, edi_remadv, deductions, invoices, chargebacks, claims, returns, agreements, purchase_orders)

LAYOUTS: tuple[Layout, ...] = tuple(
    layout for module in _MODULES for layout in module.LAYOUTS if isinstance(layout, Layout))
EDI_LAYOUTS: tuple[EdiLayout, ...] = tuple(
    layout for module in _MODULES for layout in module.LAYOUTS if isinstance(layout, EdiLayout))
