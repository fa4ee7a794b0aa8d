"""Purchase order workbooks: the same orders that the API shows, one row for each line."""
from datetime import date
from decimal import Decimal

from ..orders import pieces_of_unit
from .sheets import Row, Sheet, Table

V1_FIRST = (
    "PO", "Vendor", "Ship to location", "ASIN", "External ID", "External ID Type", "Model Number", "Title",
    "Availability", "Window Type", "Window Start", "Window End", "Expected Date", "Quantity Requested",
    "Accepted Quantity", "Quantity received", "Quantity Outstanding",
)
V2_HEADINGS = (
    "PO", "Vendor code", "Order date", "Status", "Product name", "ASIN", "External ID", "External ID Type",
    "Model number", "Freight terms", "Ship-to location", "Window type", "Window start", "Window end",
    "Requested quantity", "Accepted quantity", "Received quantity", "Outstanding quantity", "Cost", "Currency code",
    "Total cost",
)


def v1(view):
    """One row for each line; where a line is ordered in cases, every line states what a case costs and holds."""
    lines = list(_lines(view))
    has_cases = any(line.size > 1 for line in lines)
    costs = ("Case Cost", "Case Size") if has_cases else ("Unit Cost",)
    place = "Warehouse" if view.place.language != "en" else "Ship to location"
    headings = [place if heading == "Ship to location" else heading for heading in V1_FIRST]
    rows = []
    for line in lines:
        cost = [line.cost * line.size, line.size] if has_cases else [line.cost]
        rows.append(
            Row(
                [
                    line.order.number, line.order.vendor_code, line.ship_to, line.asin, line.external, line.kind,
                    line.sku, line.title, "AC - Accepted: In stock", line.window[0], line.window[1], line.window[2],
                    line.window[1], *line.quantities, *cost, line.currency, line.total,
                ],
                line.truth(),
            )
        )
    return [Sheet("PO Items", [Table([*headings, *costs, "", "Total Cost"], rows)])]


def v2(view):
    """One row for each line, in pieces whatever it is ordered in."""
    rows = [
        Row(
            [
                line.order.number, line.order.vendor_code, line.order.placed_at.date(), _state(line.order), line.title,
                line.asin, line.external, line.kind, line.sku, "Collect", line.ship_to, *line.window,
                *(quantity * line.size for quantity in line.quantities), line.cost, line.currency, line.total,
            ],
            line.truth(in_pieces=True),
        )
        for line in _lines(view)
    ]
    return [Sheet("Line Items", [Table(list(V2_HEADINGS), rows)])]


def _state(order):
    return {"New": "Unconfirmed", "Acknowledged": "Confirmed"}.get(order.state, order.state)


def _lines(view):
    for order in view.orders:
        for item in order.lines:
            if "orderedQuantity" in item and item.get("netCost"):
                yield OrderLine(order, item, view.products)


class OrderLine:
    """A line of an order, as Vendor Central shows it: quantities and costs in the unit in which it is ordered."""

    def __init__(self, order, item, products):
        self.order = order
        self.item = item
        self.sequence_number = item["itemSequenceNumber"]
        self.size = pieces_of_unit(item)
        self.asin = item.get("amazonProductIdentifier")
        self.external = item.get("vendorProductIdentifier")
        article = products.get(self.asin) or products.get(self.external)
        self.kind = {13: "EAN", 14: "GTIN"}.get(len(self.external or ""), "SKU") if self.external else None
        self.sku = article.sku if article else None
        self.title = article.name if article else "Unknown product"
        self.cost = Decimal(str(item["netCost"].get("amount", 0)))
        self.currency = item["netCost"].get("currencyCode")

    @property
    def ship_to(self):
        return self.order.details.get("shipToParty", {}).get("partyId")

    @property
    def window(self):
        """Return (type, first day, last day)."""
        details = self.order.details
        kind = "Delivery window" if "deliveryWindow" in details else "Ship window"
        text = details.get("deliveryWindow") or details.get("shipWindow")
        if not text:
            return (None, None, None)
        first, _dashes, last = text.partition("--")
        return (kind, *(date.fromisoformat(moment[:10]) if moment else None for moment in (first, last)))

    @property
    def quantities(self):
        """Return requested, accepted, received and outstanding."""
        requested = self.item["orderedQuantity"].get("amount", 0)
        accepted = self.order.expected(self.item) // self.size
        received = self.order.received(self.sequence_number) // self.size
        return [requested, accepted, received, max(0, accepted - received)]

    @property
    def total(self):
        return self.cost * self.size * self.quantities[0]

    def truth(self, in_pieces=False):
        factor = self.size if in_pieces else 1
        requested, accepted, received, _outstanding = (quantity * factor for quantity in self.quantities)
        return {
            "order": self.order.number, "line": self.sequence_number, "vendor_code": self.order.vendor_code,
            "asin": self.asin, "requested": requested, "accepted": accepted, "received": received,
            "case_size": 1 if in_pieces else self.size, "cost": str(self.cost), "currency": self.currency,
            "total": str(self.total),
        }
