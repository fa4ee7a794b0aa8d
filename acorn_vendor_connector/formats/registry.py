"""All layouts that are known; a module of layouts is added here and nowhere else."""
from __future__ import annotations

from . import remittance
from .layouts import EdiLayout, Layout

_MODULES = (remittance,)

LAYOUTS: tuple[Layout, ...] = tuple(
    layout for module in _MODULES for layout in module.LAYOUTS if isinstance(layout, Layout))
EDI_LAYOUTS: tuple[EdiLayout, ...] = tuple(
    layout for module in _MODULES for layout in module.LAYOUTS if isinstance(layout, EdiLayout))
