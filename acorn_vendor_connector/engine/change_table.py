"""Hold the rules by which our order follows what changes: one table, field × state → verdict."""
from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal

from .acknowledging import Promise
from .reasons import Reason, reason

# do: our documents follow by themselves. list: not applied, a person decides and can still follow here. refuse: cannot
# be followed any more, because goods or an invoice are out; a person settles it with Amazon.
DO, LIST, REFUSE = VERDICTS = ('do', 'list', 'refuse')

DRAFT, CONFIRMED, PARTLY, FULLY, INVOICED, LOCKED, CANCELLED = STATES = (
    'draft', 'confirmed', 'partly_shipped', 'fully_shipped', 'invoiced', 'locked', 'cancelled')

# A line or order has one of draft, confirmed, partly_shipped, fully_shipped and cancelled, and may be invoiced and
# locked besides: the strictest of its cells holds. Rows down to `product` are about a line, the others about the order.
# - quantity_down and cancel_line of a partly shipped line are done as far as nothing has left, the rest is refused.
# - rejected and backordered are our own answer, once Amazon has it: the first leaves our order, the second moves to a
#   part of its own. An order that is cancelled here delivers nothing anyway.
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
rejected          do      do         do              refuse         refuse    list    do
backordered       do      do         do              refuse         list      list    list
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
# What only changes Amazon's facts, once the table says that nothing is in the way; and what sets quantities.
FACTS_ONLY = frozenset(('closed', 'order_type', 'payment_method'))
QUANTITIES = frozenset((
    'quantity_up', 'quantity_down', 'cancel_line', 'uncancel_line', 'removed_line', 'new_line', 'rejected',
    'backordered'))

# Why a cell is not `do`; the first state that applies gives the reason.
_WHY = {
    CANCELLED: 'sale_cancelled', LOCKED: 'locked', INVOICED: 'invoiced', FULLY: 'shipped', PARTLY: 'shipped',
    CONFIRMED: 'needs_person', DRAFT: 'needs_person',
}


@dataclass(frozen=True)
class OurLine:
    """Our side of one of Amazon's lines, in Amazon's unit; what has left and what is invoiced in pieces.

    `later` is the part that we backordered, with a sale line of its own; what is invoiced counts for both.
    `edited_price` is (expected, actual) when somebody changed the price here.
    """

    quantity: Decimal
    pieces_per_unit: int = 1
    shipped_pieces: Decimal = Decimal(0)
    invoiced_pieces: Decimal = Decimal(0)
    edited_price: tuple[str, str] | None = None
    later: Decimal = Decimal(0)
    shipped_later_pieces: Decimal = Decimal(0)

    @property
    def parts(self) -> tuple[Decimal, Decimal]:
        return self.quantity, self.later

    @property
    def all_shipped_pieces(self) -> Decimal:
        return self.shipped_pieces + self.shipped_later_pieces

    @property
    def is_fully_shipped(self) -> bool:
        return 0 < sum(self.parts) * self.pieces_per_unit <= self.all_shipped_pieces

    def keep(self, promised: Promise) -> tuple[int, int]:
        """Return both parts as near to a promise as can be: what has left stays, and the other part gives way."""
        least_now, least_later = self._units(self.shipped_pieces), self._units(self.shipped_later_pieces)
        now = max(promised.total - max(promised.later, least_later), least_now)
        return now, max(promised.total - now, least_later)

    def _units(self, pieces: Decimal) -> int:
        """Return the smallest whole quantity that covers these pieces."""
        return int((pieces / self.pieces_per_unit).to_integral_value(ROUND_CEILING))


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
    """One difference and what becomes of it.

    `target` is the quantity to set, in Amazon's unit, and `later` that of the backordered part.
    """

    field: str
    line: str | None
    before: str
    after: str
    verdict: str
    why: Reason | None = None
    target: int | None = None
    later: int = 0

    @property
    def is_noted(self) -> bool:
        """Tell whether there is nothing to do for it in our books."""
        return self.field in FACTS_ONLY or (self.field in QUANTITIES and self.target is None)


def order_states(ours: OurOrder) -> frozenset[str]:
    """Return the columns of the table that hold for the order as a whole."""
    lines = [line for line in ours.lines.values() if any(line.parts) or line.all_shipped_pieces]
    return _states(
        ours, any(line.all_shipped_pieces > 0 for line in lines), all(line.is_fully_shipped for line in lines),
        any(line.invoiced_pieces > 0 for line in lines))


def line_states(ours: OurOrder, line: OurLine | None) -> frozenset[str]:
    """Return the columns of the table that hold for one line."""
    if line is None:
        return _states(ours, False, False, False)
    return _states(ours, line.all_shipped_pieces > 0, line.is_fully_shipped, line.invoiced_pieces > 0)


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


def judge(name, line, before, after, states, target=None, later=0, edited=None) -> Change:
    """Look the change up in the table; what somebody edited here is never written over."""
    found, why = verdict(name, states)
    if found == DO and edited:
        found, because = LIST, reason('edited', expected=edited[0], actual=edited[1])
    else:
        because = reason(why) if why else None
    if found != DO or CANCELLED in states:
        target, later = None, 0
    return Change(name, line, before, after, found, because, target, later)
