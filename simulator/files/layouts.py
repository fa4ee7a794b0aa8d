"""Every layout that Amazon exports: what builds it, and how it usually comes."""
from collections.abc import Callable
from dataclasses import dataclass

from . import remittance


@dataclass(frozen=True)
class Layout:
    """A layout, the containers in which it is real (the first is the usual one), and the usual locale."""

    kind: str
    build: Callable
    containers: tuple
    locale: str = "us"
    file_name: str = "Export"
    dates: str = None


LAYOUTS = {
    "remittance_us": Layout("remittance", remittance.remittance("us"), ("xlsx", "csv", "xls"), file_name="Payments"),
    "remittance_eu": Layout("remittance", remittance.remittance("eu"), ("xlsx", "csv", "xls"), "de", "Payments"),
    "remittance_types": Layout("remittance", remittance.remittance("types"), ("xlsx", "csv", "xls"), "in", "Payments"),
}
