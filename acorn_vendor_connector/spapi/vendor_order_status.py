"""Compare what we answered with what Amazon shows of it, as its model `vendorOrders` v1 states both."""
from __future__ import annotations

from .wire import Reader, read_json

UNCONFIRMED = 'UNCONFIRMED'


def read_confirmed(body: bytes) -> dict[str, dict[str, tuple[int, int]]]:
    """Return {order number: {line: (accepted, rejected)}} of a page of statuses; unconfirmed lines are left out."""
    found = {}
    for order in Reader(read_json(body)).child('payload', required=True).children('ordersStatus'):
        lines = found.setdefault(order.text('purchaseOrderNumber', required=True), {})
        for item in order.children('itemStatus'):
            shown = item.child('acknowledgementStatus')
            if shown and shown.text('confirmationStatus') != UNCONFIRMED:
                quantities = (_amount(shown.child(name)) for name in ('acceptedQuantity', 'rejectedQuantity'))
                lines[_line_key(item)] = tuple(quantities)
    return found


def read_answered(document: dict) -> dict[str, tuple[int, int]]:
    """Return {line: (accepted, rejected)} of an acknowledgement of ours; what comes later is accepted."""
    found = {}
    for item in Reader(document).children('items', required=True):
        accepted = rejected = 0
        for part in item.children('itemAcknowledgements', required=True):
            amount = _amount(part.child('acknowledgedQuantity', required=True))
            if part.text('acknowledgementCode', required=True) == 'Rejected':
                rejected += amount
            else:
                accepted += amount
        found[_line_key(item)] = (accepted, rejected)
    return found


def _amount(quantity: Reader | None) -> int:
    return quantity.integer('amount') or 0 if quantity else 0


def _line_key(item: Reader) -> str:
    return (item.text('itemSequenceNumber', required=True)).lstrip('0') or '0'
