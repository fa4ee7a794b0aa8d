"""Read Amazon's view of purchase orders line by line, as its model `vendorOrders` v1 states it.

Amazon tells quantities that add up: what it ordered and cancelled, one change after the other, makes what is ordered
now; what is backordered stands among the accepted; what it received is the total so far, with the last date only.
"""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from . import vendor_orders
from .vendor_orders import Money, OrdersPage, Party, Quantity, line_key, read_money, read_party, read_quantity
from .wire import Note, Reader, WireError

# Raise it whenever the same bytes would be read differently: messages remember which version read them.
PARSER_VERSION = 1

OPEN, CLOSED = STATUSES = ('OPEN', 'CLOSED')
ACCEPTED, PARTIALLY_ACCEPTED, REJECTED, UNCONFIRMED = CONFIRMATIONS = (
    'ACCEPTED', 'PARTIALLY_ACCEPTED', 'REJECTED', 'UNCONFIRMED')
CHANGED, CONFIRMED = ('ordered', 'cancelled'), ('accepted', 'rejected')
NOT_RECEIVED, PARTIALLY_RECEIVED, RECEIVED = RECEIVE_STATUSES = ('NOT_RECEIVED', 'PARTIALLY_RECEIVED', 'RECEIVED')


@dataclass(frozen=True)
class QuantityChange:
    """One time that Amazon ordered more or cancelled some of a line; the quantities are what came or went then."""

    changed_at: datetime | None = None
    ordered: Quantity | None = None
    cancelled: Quantity | None = None


@dataclass(frozen=True)
class Confirmation:
    """One answer of the vendor that Amazon processed, for one line."""

    confirmed_at: datetime | None = None
    accepted: Quantity | None = None
    rejected: Quantity | None = None


@dataclass(frozen=True)
class LineStatus:
    """One line. What is None is not stated; properties in pieces are None where Amazon does not tell."""

    sequence: str
    asin: str | None = None
    vendor_sku: str | None = None
    net_cost: Money | None = None
    list_price: Money | None = None
    ordered: Quantity | None = None
    changes: tuple[QuantityChange, ...] = ()
    confirmation: str | None = None
    accepted: Quantity | None = None
    rejected: Quantity | None = None
    confirmations: tuple[Confirmation, ...] = ()
    receive_status: str | None = None
    received: Quantity | None = None
    last_received_at: datetime | None = None

    @property
    def line_key(self) -> str:
        return line_key(self.sequence)

    @property
    def is_confirmed(self) -> bool:
        return self.confirmation not in (None, UNCONFIRMED)

    @property
    def ordered_pieces(self) -> int | None:
        return self.ordered and self.ordered.pieces

    @property
    def cancelled_pieces(self) -> int:
        return sum(change.cancelled.pieces for change in self.changes if change.cancelled)

    @property
    def accepted_pieces(self) -> int | None:
        return self._confirmed_pieces(self.accepted, {ACCEPTED: self.ordered_pieces, REJECTED: 0})

    @property
    def rejected_pieces(self) -> int | None:
        return self._confirmed_pieces(self.rejected, {ACCEPTED: 0, REJECTED: self.ordered_pieces})

    def _confirmed_pieces(self, quantity: Quantity | None, by_word: dict) -> int | None:
        """Return what is stated of a confirmed line, or what its word alone already says."""
        if not self.is_confirmed:
            return None
        return self._pieces(quantity) if quantity else by_word.get(self.confirmation)

    @property
    def received_pieces(self) -> int | None:
        if self.received:
            return self._pieces(self.received)
        return 0 if self.receive_status == NOT_RECEIVED else None

    @property
    def history(self) -> tuple[tuple[datetime | None, str, int | None], ...]:
        """Return (when, what, pieces) of all that Amazon tells of the line's past, the earliest first."""
        told = [
            *((change.changed_at, what, getattr(change, what)) for change in self.changes for what in CHANGED),
            *((shown.confirmed_at, what, getattr(shown, what)) for shown in self.confirmations for what in CONFIRMED),
        ]
        happened = [(moment, what, self._pieces(quantity)) for moment, what, quantity in told if quantity]
        return tuple(sorted(
            (event for event in happened if event[2] != 0), key=lambda event: (event[0] is not None, event[0])))

    def _pieces(self, quantity: Quantity) -> int | None:
        """Return the pieces of a quantity; None for cases whose size stands nowhere, of what was ordered in eaches."""
        has_size = quantity.unit_size or not quantity.is_cases or (self.ordered and self.ordered.is_cases)
        return quantity.pieces if has_size or not quantity.amount else None


@dataclass(frozen=True)
class OrderStatus:
    """One purchase order as Amazon sees it; CLOSED means that it expects nothing more."""

    number: str
    status: str | None = None
    ordered_at: datetime | None = None
    updated_at: datetime | None = None
    selling_party: Party | None = None
    ship_to_party: Party | None = None
    lines: tuple[LineStatus, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def vendor_code(self) -> str | None:
        return self.selling_party.party_id if self.selling_party else None

    @property
    def ship_to(self) -> str | None:
        return self.ship_to_party.party_id if self.ship_to_party else None

    @property
    def is_closed(self) -> bool:
        return self.status == CLOSED

    @property
    def confirmed(self) -> dict[str, tuple[int | None, int | None]]:
        """Return {line: (accepted, rejected)} in pieces; unconfirmed lines are left out."""
        return {
            line.line_key: (line.accepted_pieces, line.rejected_pieces) for line in self.lines if line.is_confirmed}


# Answers of Amazon, and what can be told of an order's status that is otherwise unreadable

def read_page(body: bytes) -> OrdersPage:
    """Split an answer of getPurchaseOrdersStatus; raise WireError when it is no such answer."""
    return vendor_orders.read_page(body, 'ordersStatus')


def vendor_code(raw) -> str | None:
    """Return the vendor code of a status that may be otherwise unreadable."""
    try:
        return Reader(raw).child('sellingParty', required=True).text('partyId')
    except WireError:
        return None


def updated_at(raw) -> datetime | None:
    """Return when Amazon updated the order last, of a status that may be otherwise unreadable."""
    try:
        return Reader(raw).instant('lastUpdatedDate')
    except WireError:
        return None


# One order

def parse_status(raw) -> OrderStatus:
    """Read the status of one order; raise WireError with the path of what cannot be understood."""
    order = Reader(raw)
    return OrderStatus(
        number=order.text('purchaseOrderNumber', required=True),
        status=order.word('purchaseOrderStatus', STATUSES, expected=True),
        ordered_at=order.instant('purchaseOrderDate', expected=True),
        updated_at=order.instant('lastUpdatedDate'),
        selling_party=read_party(order.child('sellingParty', expected=True)),
        ship_to_party=read_party(order.child('shipToParty', expected=True)),
        lines=_lines(order),
        notes=tuple(order.notes),
    )


def _lines(order: Reader) -> tuple[LineStatus, ...]:
    lines, seen = [], set()
    for item in order.children('itemStatus', required=True):
        line = _line(item)
        if line.line_key in seen:
            raise WireError(item.at('itemSequenceNumber'), f'{line.sequence} stands twice')
        seen.add(line.line_key)
        lines.append(line)
    return tuple(lines)


def _line(item: Reader) -> LineStatus:
    ordering = item.child('orderedQuantity')
    ordered = _quantity(ordering, 'orderedQuantity')
    shown = item.child('acknowledgementStatus')
    receiving = item.child('receivingStatus')
    return LineStatus(
        sequence=item.text('itemSequenceNumber', required=True),
        asin=item.text('buyerProductIdentifier'),
        vendor_sku=item.text('vendorProductIdentifier'),
        net_cost=read_money(item.child('netCost')),
        list_price=read_money(item.child('listPrice')),
        ordered=ordered,
        changes=tuple(_change(each, ordered) for each in _children(ordering, 'orderedQuantityDetails')),
        confirmation=shown and shown.word('confirmationStatus', CONFIRMATIONS),
        accepted=_quantity(shown, 'acceptedQuantity', ordered),
        rejected=_quantity(shown, 'rejectedQuantity', ordered),
        confirmations=tuple(_confirmation(each, ordered) for each in _children(shown, 'acknowledgementStatusDetails')),
        receive_status=receiving and receiving.word('receiveStatus', RECEIVE_STATUSES),
        received=_quantity(receiving, 'receivedQuantity', ordered),
        last_received_at=receiving and receiving.instant('lastReceiveDate'),
    )


def _change(change: Reader, ordered: Quantity | None) -> QuantityChange:
    # Vendors have seen Amazon write a cancellation as an order of less than nothing.
    return QuantityChange(
        change.instant('updatedDate'),
        _quantity(change, 'orderedQuantity', ordered, signed=True), _quantity(change, 'cancelledQuantity', ordered))


def _confirmation(shown: Reader, ordered: Quantity | None) -> Confirmation:
    return Confirmation(
        shown.instant('acknowledgementDate'),
        _quantity(shown, 'acceptedQuantity', ordered), _quantity(shown, 'rejectedQuantity', ordered))


def _quantity(holder: Reader | None, name: str, like: Quantity | None = None, signed: bool = False) -> Quantity | None:
    """Return a quantity that may be missing; what it leaves out is as it was ordered."""
    found = holder and holder.child(name)
    return found and read_quantity(found, like, signed)


def _children(holder: Reader | None, name: str) -> list[Reader]:
    return holder.children(name) if holder else []


# What we answered beside what Amazon shows of it

def read_confirmed(body: bytes) -> dict[str, dict[str, tuple[int | None, int | None]]]:
    """Return {order number: {line: (accepted, rejected)}} in pieces of a page; unconfirmed lines are left out."""
    statuses = map(parse_status, read_page(body).orders)
    return {status.number: status.confirmed for status in statuses}


def read_answered(document: dict) -> dict[str, tuple[int, int]]:
    """Return {line: (accepted, rejected)} in pieces of an acknowledgement of ours; what comes later is accepted."""
    found = {}
    for item in Reader(document).children('items', required=True):
        ordered = _quantity(item, 'orderedQuantity')
        accepted = rejected = 0
        for part in item.children('itemAcknowledgements', required=True):
            pieces = read_quantity(part.child('acknowledgedQuantity', required=True), ordered).pieces
            if part.text('acknowledgementCode', required=True) == 'Rejected':
                rejected += pieces
            else:
                accepted += pieces
        found[line_key(item.text('itemSequenceNumber', required=True))] = (accepted, rejected)
    return found
