"""Write our answer to a purchase order as Amazon's model `vendorOrders` v1 states submitAcknowledgement."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .vendor_orders import Money, OrderItem, Quantity
from .wire import instant_text

ACCEPTED, BACKORDERED, REJECTED = CODES = ('Accepted', 'Backordered', 'Rejected')
UNAVAILABLE, UNIDENTIFIED, OBSOLETE = REJECTION_REASONS = (
    'TemporarilyUnavailable', 'InvalidProductIdentifier', 'ObsoleteProduct')


@dataclass(frozen=True)
class Part:
    """What we do with a part of a line; `quantity` in the unit of the line, `rejection_reason` one of Amazon's."""

    code: str
    quantity: int
    ships_at: datetime | None = None
    arrives_at: datetime | None = None
    rejection_reason: str | None = None


@dataclass(frozen=True)
class AnsweredItem:
    """One line: what Amazon ordered, echoed, and our answer to all of it.

    `net_cost` is what we shall invoice. A book at list price has `list_price` and `discount_multiplier` besides.
    """

    sequence: str
    ordered: Quantity
    parts: tuple[Part, ...]
    asin: str | None = None
    vendor_sku: str | None = None
    net_cost: Money | None = None
    list_price: Money | None = None
    discount_multiplier: Decimal | None = None

    line_key = OrderItem.line_key

    def quantity(self, *codes: str) -> int:
        """Return how much of the line is answered with these codes, or with any."""
        return sum(part.quantity for part in self.parts if part.code in (codes or CODES))


@dataclass(frozen=True)
class Acknowledgement:
    """One answer to one order; it takes the place of every earlier one, and a line it leaves out is rejected."""

    number: str
    vendor_code: str
    answered_at: datetime
    items: tuple[AnsweredItem, ...]


def document(answer: Acknowledgement) -> dict:
    """Return one element of `acknowledgements`, as Amazon reads it."""
    return {
        'purchaseOrderNumber': answer.number,
        'sellingParty': {'partyId': answer.vendor_code},
        'acknowledgementDate': _moment(answer.answered_at),
        'items': [_item(item) for item in answer.items],
    }


def _item(item: AnsweredItem) -> dict:
    return _stated(
        itemSequenceNumber=item.sequence,
        amazonProductIdentifier=item.asin,
        vendorProductIdentifier=item.vendor_sku,
        orderedQuantity=_quantity(item.ordered, item.ordered.amount),
        netCost=_money(item.net_cost),
        listPrice=_money(item.list_price),
        discountMultiplier=_decimal(item.discount_multiplier),
        itemAcknowledgements=[_part(item, part) for part in item.parts],
    )


def _part(item: AnsweredItem, part: Part) -> dict:
    return _stated(
        acknowledgementCode=part.code,
        acknowledgedQuantity=_quantity(item.ordered, part.quantity),
        scheduledShipDate=_moment(part.ships_at),
        scheduledDeliveryDate=_moment(part.arrives_at),
        rejectionReason=part.rejection_reason,
    )


def _quantity(ordered: Quantity, amount: int) -> dict:
    return _stated(amount=amount, unitOfMeasure=ordered.unit, unitSize=ordered.unit_size)


def _money(money: Money | None) -> dict | None:
    if money is None:
        return None
    return _stated(currencyCode=money.currency, amount=_decimal(money.amount), unitOfMeasure=money.weight_unit)


def _decimal(number: Decimal | None) -> str | None:
    return None if number is None else f'{number:f}'


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else instant_text(moment)


def _stated(**values) -> dict:
    return {name: value for name, value in values.items() if value is not None}
