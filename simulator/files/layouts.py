"""Every layout that Amazon exports: what builds it, and how it usually comes."""
from collections.abc import Callable
from dataclasses import dataclass

from . import edi, lists, order_books, remittance

BOOKS = ("xlsx", "csv", "xls")


@dataclass(frozen=True)
class Layout:
    """A layout, the containers in which it is real (the first is the usual one), and the usual locale."""

    kind: str
    build: Callable
    containers: tuple
    file_name: str
    locale: str = "us"
    dates: str = None  # as the locale's, where the layout has no way of its own

    @property
    def is_edi(self):
        return self.containers == ("txt",)


def _chargebacks(locale, dates, centre="Fulfillment center"):
    return Layout("chargebacks", lists.chargebacks(centre), ("csv", "xlsx"), "Chargebacks", locale, dates)


LAYOUTS = {
    "remittance_us": Layout("remittance", remittance.remittance("us"), BOOKS, "Payments"),
    "remittance_eu": Layout("remittance", remittance.remittance("eu"), BOOKS, "Payments", "de"),
    "remittance_types": Layout("remittance", remittance.remittance("types"), BOOKS, "Payments", "in"),
    "deductions": Layout("deductions", lists.deductions, ("csv", "xlsx"), "ReadyForDeduction"),
    "invoices_v1": Layout("invoices", lists.invoices_v1, ("csv", "xlsx", "xls"), "advancedSearchExportAll"),
    "invoices_v2": Layout("invoices", lists.invoices_v2, ("csv", "xlsx"), "Headers.2026-03-01.na-us_R"),
    "chargebacks_us": _chargebacks("us", "mmm d, yyyy"),
    "chargebacks_uk": _chargebacks("uk", "dd-mmm-yyyy", "Fulfilment centre"),
    "chargebacks_au": _chargebacks("au", "dmy", "Fulfilment centre"),
    "shortages": Layout("claims", lists.shortages, ("xlsx", "csv"), "ShortageDisputes"),
    "price_disputes": Layout("claims", lists.price_disputes, ("xlsx", "csv"), "Disputes"),
    "returns_xls": Layout("returns", lists.returns, ("xls", "xlsx"), "Returns"),
    "agreements": Layout("agreements", lists.agreements, ("xlsx", "csv"), "CoopList"),
    "agreement_backup": Layout("agreements", lists.agreement_backup, ("xlsx", "csv"), "BackupReport"),
    "x12_820": Layout("remittance", edi.x12_820, ("txt",), "820"),
    "edifact_remadv": Layout("remittance", edi.edifact_remadv, ("txt",), "REMADV", "de"),
    "purchase_orders_v1": Layout("purchase_orders", order_books.v1, ("xlsx", "csv", "xls"), "PurchaseOrderItems"),
    "purchase_orders_v2": Layout("purchase_orders", order_books.v2, ("xlsx", "csv"), "POItems"),
}
