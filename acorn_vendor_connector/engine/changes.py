"""Decide what becomes of a change that Amazon makes to an order of ours: one table, field × state → verdict."""
from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING

from .reasons import Reason, reason

if TYPE_CHECKING:
    from ..spapi.vendor_orders import Order, OrderItem

# do: our documents follow by themselves. list: not applied, a person decides and can still follow here. refuse: cannot
# be followed any more, because goods or an invoice are out; a person settles it with Amazon.
DO, LIST, REFUSE = VERDICTS = ('do', 'list', 'refuse')

DRAFT, CONFIRMED, PARTLY, FULLY, INVOICED, LOCKED, CANCELLED = STATES = (
    'draft', 'confirmed', 'partly_shipped', 'fully_shipped', 'invoiced', 'locked', 'cancelled')

# A line or order has one of draft, confirmed, partly_shipped, fully_shipped and cancelled, and may be invoiced and
# locked besides: the strictest of its cells holds. Rows down to `product` are about a line, the others about the order.
# - quantity_down and cancel_line of a partly shipped line are done as far as nothing has left, the rest is refused.
# - uncancel_order of a cancelled order makes a new sale order: ours had followed Amazon's cancellation.
# - ship_to_company is a ship-to of another company: ours is cancelled and made again there, if nothing has left.
# - bill_to decides customer, taxes and terms, which Odoo settles when an order is made: a person decides.
# - closed is a person's only while something is still to be shipped: Amazon expects nothing more.
# - order_type and payment_method are kept with Amazon's facts and change nothing in our books, unless the order becomes
#   or stops to be a consignment.
_TABLE = """
                  draft   confirmed  partly_shipped  fully_shipped  invoiced  locked  cancelled
quantity_up       do      do         do              list           list      list    list
quantity_down     do      do         do              refuse         refuse    list    list
cancel_line       do      do         do              refuse         refuse    list    do
uncancel_line     do      do         do              list           list      list    list
cost              do      do         list            list           refuse    list    list
currency          list    list       refuse          refuse         refuse    list    list
unit              do      list       list            refuse         refuse    list    list
product           do      list       list            refuse         refuse    list    list
removed_line      do      do         do              refuse         refuse    list    do
new_line          do      do         do              list           list      list    list
window            do      do         do              refuse         do        list    list
ship_to           do      do         do              refuse         list      list    list
ship_to_company   do      do         list            refuse         refuse    list    list
bill_to           list    list       list            list           refuse    list    list
cancel_order      do      do         list            refuse         refuse    list    do
uncancel_order    do      do         do              list           list      list    do
closed            list    list       list            do             do        do      do
consignment       list    list       list            refuse         refuse    list    list
order_type        do      do         do              do             do        do      do
payment_method    do      do         do              do             do        do      do
"""


def _read_table(text: str) -> dict[tuple[str, str], str]:
    header, *rows = (line.split() for line in text.strip().splitlines())
    return {(name, state): verdict for name, *cells in rows for state, verdict in zip(header, cells, strict=True)}


TABLE = _read_table(_TABLE)
FIELDS = tuple(dict.fromkeys(name for name, _state in TABLE))

# Why a cell is not `do`; the first state that applies gives the reason.
_WHY = {
    CANCELLED: 'sale_cancelled', LOCKED: 'locked', INVOICED: 'invoiced', FULLY: 'shipped', PARTLY: 'shipped',
    CONFIRMED: 'needs_person', DRAFT: 'needs_person',
}


@dataclass(frozen=True)
class OurLine:
    """Our sale line of one of Amazon's lines, in Amazon's unit; what has left and what is invoiced in pieces.

    `edited_price` is (expected, actual) when somebody changed the price here.
    """

    quantity: Decimal
    pieces_per_unit: int = 1
    shipped_pieces: Decimal = Decimal(0)
    invoiced_pieces: Decimal = Decimal(0)
    edited_price: tuple[str, str] | None = None

    @property
    def shipped_units(self) -> int:
        """Return the smallest whole quantity that covers what has left."""
        return int((self.shipped_pieces / self.pieces_per_unit).to_integral_value(ROUND_CEILING))

    @property
    def is_fully_shipped(self) -> bool:
        return 0 < self.quantity * self.pieces_per_unit <= self.shipped_pieces


@dataclass(frozen=True)
class OurOrder:
    """Our sale order: `state` is draft, confirmed or cancelled; lines by Amazon's line key.

    `edited_date` is (expected, actual) when somebody changed the date here.
    """

    state: str
    locked: bool = False
    lines: dict[str, OurLine] = field(default_factory=dict, hash=False)
    edited_date: tuple[str, str] | None = None


@dataclass(frozen=True)
class Change:
    """One difference and what becomes of it; `target` is the quantity to set, in Amazon's unit."""

    field: str
    line: str | None
    before: str
    after: str
    verdict: str
    why: Reason | None = None
    target: int | None = None


def compare(old: Order, new: Order, ours: OurOrder, other_company: bool = False) -> tuple[Change, ...]:
    """Return every difference between two versions of an order, with its verdict for our sale order.

    `other_company` says that the new ship-to belongs to another company than the old one.
    """
    states = order_states(ours)
    if old.is_cancelled and not new.is_cancelled and CANCELLED in states:
        return (_judge('uncancel_order', None, 'cancelled', new.state or '', states),)
    if new.is_cancelled and not old.is_cancelled and PARTLY not in states:
        return (_judge('cancel_order', None, old.state or '', 'cancelled', states),)
    found = [*_order_changes(old, new, ours, states, other_company)]
    if any(change.field == 'ship_to_company' and change.verdict == DO for change in found):
        # Made again from the new version: nothing else is left to change.
        return tuple(found)
    for before, after in match_lines(old.items, new.items):
        found += _line_changes(before, after, ours, states)
    return tuple(found)


def order_states(ours: OurOrder) -> frozenset[str]:
    """Return the columns of the table that hold for the order as a whole."""
    lines = [line for line in ours.lines.values() if line.quantity or line.shipped_pieces]
    return _states(
        ours, any(line.shipped_pieces > 0 for line in lines), all(line.is_fully_shipped for line in lines),
        any(line.invoiced_pieces > 0 for line in lines))


def line_states(ours: OurOrder, line: OurLine | None) -> frozenset[str]:
    """Return the columns of the table that hold for one line."""
    if line is None:
        return _states(ours, False, False, False)
    return _states(ours, line.shipped_pieces > 0, line.is_fully_shipped, line.invoiced_pieces > 0)


def _states(ours: OurOrder, shipped: bool, fully: bool, invoiced: bool) -> frozenset[str]:
    if ours.state == CANCELLED:
        return frozenset((CANCELLED,))
    progress = FULLY if shipped and fully else PARTLY if shipped else ours.state
    return frozenset((progress,)) | ({INVOICED} if invoiced else set()) | ({LOCKED} if ours.locked else set())


def verdict(name: str, states: frozenset[str]) -> tuple[str, str | None]:
    """Return the strictest verdict of the states, and the code of the reason when it is not `do`."""
    strictest = max((TABLE[name, state] for state in states), key=VERDICTS.index)
    if strictest == DO:
        return DO, None
    if name == 'closed':
        return strictest, 'closed_at_amazon'
    return strictest, next(why for state, why in _WHY.items() if state in states and TABLE[name, state] == strictest)


def _judge(name, line, before, after, states, target=None, edited=None) -> Change:
    """Look the change up in the table; what somebody edited here is never written over."""
    found, why = verdict(name, states)
    if found == DO and edited:
        found, because = LIST, reason('edited', expected=edited[0], actual=edited[1])
    else:
        because = reason(why) if why else None
    return Change(name, line, before, after, found, because, target if found == DO else None)


def _order_changes(old: Order, new: Order, ours: OurOrder, states, other_company: bool):
    if _windows(old) != _windows(new):
        yield _judge('window', None, _window_text(old), _window_text(new), states, edited=ours.edited_date)
    if old.ship_to != new.ship_to:
        name = 'ship_to_company' if other_company else 'ship_to'
        yield _judge(name, None, old.ship_to or '', new.ship_to or '', states)
    if old.bill_to != new.bill_to:
        yield _judge('bill_to', None, old.bill_to or '', new.bill_to or '', states)
    if old.is_consignment != new.is_consignment:
        yield _judge('consignment', None, _type_text(old), _type_text(new), states)
    else:
        if old.order_type != new.order_type:
            yield _judge('order_type', None, old.order_type or '', new.order_type or '', states)
        if old.payment_method != new.payment_method:
            yield _judge('payment_method', None, old.payment_method or '', new.payment_method or '', states)
    if new.is_closed and not old.is_closed and not new.is_cancelled:
        yield _judge('closed', None, old.state or '', new.state or '', states)


def match_lines(old: tuple[OrderItem, ...], new: tuple[OrderItem, ...]):
    """Return pairs (old line or None, new line or None).

    Nobody says that Amazon keeps its numbering: a line is the same under its number with the same product, else where
    the same product stands alone on both sides, else under its number with another product.
    """
    pairs, left, right = [], list(old), list(new)

    def pair(fits):
        for line in tuple(left):
            partners = [other for other in right if fits(line, other)]
            if len(partners) == 1 and sum(fits(mine, partners[0]) for mine in left) == 1:
                left.remove(line)
                right.remove(partners[0])
                pairs.append((line, partners[0]))

    pair(lambda line, other: line.line_key == other.line_key and _same_product(line, other))
    pair(_same_product)
    pair(lambda line, other: line.line_key == other.line_key)
    return [*pairs, *((line, None) for line in left), *((None, line) for line in right)]


def _same_product(line: OrderItem, other: OrderItem) -> bool:
    if line.asin and other.asin:
        return line.asin == other.asin
    return line.vendor_sku == other.vendor_sku


def _line_changes(before: OrderItem | None, after: OrderItem | None, ours: OurOrder, states):
    if before is None:
        if not after.is_cancelled:
            yield _judge('new_line', after.line_key, '', str(after.quantity), states, target=after.quantity.amount)
        return
    line = ours.lines.get(before.line_key)
    own_states = line_states(ours, line)
    if after is None:
        if not before.is_cancelled:
            yield from _quantity_change('removed_line', before, None, line, own_states)
        return
    if not _same_product(before, after):
        yield _judge('product', before.line_key, _product_text(before), _product_text(after), own_states)
    if _money(before) != _money(after):
        yield _cost_change(before, after, line, own_states)
    if before.is_cancelled != after.is_cancelled:
        name = 'cancel_line' if after.is_cancelled else 'uncancel_line'
        yield from _quantity_change(name, before, after, line, own_states)
    elif before.quantity.pieces_per_unit != after.quantity.pieces_per_unit and not after.is_cancelled:
        yield _judge('unit', before.line_key, str(before.quantity), str(after.quantity), own_states,
                     target=after.quantity.amount)
    elif before.quantity.amount != after.quantity.amount:
        name = 'quantity_up' if after.quantity.amount > before.quantity.amount else 'quantity_down'
        yield from _quantity_change(name, before, after, line, own_states)


def _quantity_change(name: str, before: OrderItem, after: OrderItem | None, line: OurLine | None, states):
    """Judge a quantity, and split it where a part has already left: that part is refused, the rest is done."""
    wanted = after.quantity.amount if after else 0
    texts = (str(before.quantity), str(after.quantity) if after else '')
    if line is None:
        yield _judge_without_line(name, before, wanted, texts, states)
        return
    expected = max(before.quantity.amount, line.shipped_units)
    edited = None
    if line.quantity not in (expected, wanted):
        edited = (str(expected), f'{line.quantity.normalize():f}')
    target = max(wanted, line.shipped_units)
    change = _judge(name, before.line_key, *texts, states, target=target, edited=edited)
    if change.verdict != DO or target == wanted:
        yield change
        return
    if line.quantity > target:
        yield change
    yield Change(name, before.line_key, *texts, REFUSE, reason('below_delivered'))


def _judge_without_line(name, before, wanted, texts, states) -> Change:
    """Judge a line that our sale order does not have: fine where nothing is wanted, or where it is only wanted now."""
    change = _judge(name, before.line_key, *texts, states, target=wanted)
    if change.verdict == DO and wanted and name != 'uncancel_line':
        return Change(name, before.line_key, *texts, LIST, reason('no_sale_line'))
    return change


def _cost_change(before: OrderItem, after: OrderItem, line: OurLine | None, states) -> Change:
    old, new = _money(before), _money(after)
    name = 'currency' if old and new and old.currency != new.currency else 'cost'
    return _judge(name, before.line_key, _money_text(old), _money_text(new), states, edited=line and line.edited_price)


def _money(item: OrderItem):
    """Return what our price rests on: the net cost, or the list price of a book without one."""
    return item.net_cost or item.list_price


def _money_text(money) -> str:
    if money is None or money.amount is None:
        return ''
    return ' '.join(part for part in (str(money.amount), money.currency, money.weight_unit) if part)


def _product_text(item: OrderItem) -> str:
    return ' '.join(part for part in (item.asin, item.vendor_sku) if part)


def _type_text(order: Order) -> str:
    return ' '.join(part for part in (order.order_type, order.payment_method) if part)


def _windows(order: Order):
    return order.ship_window, order.delivery_window


def _window_text(order: Order) -> str:
    window = order.ship_window or order.delivery_window
    if window is None:
        return ''
    return '--'.join(moment.strftime('%Y-%m-%dT%H:%M:%SZ') for moment in (window.start, window.end))
