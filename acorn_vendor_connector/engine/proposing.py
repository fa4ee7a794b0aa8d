"""Propose an answer to every order of a batch, and say why a person should look before it is sent."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal

from ..spapi.vendor_acknowledgements import (
    ACCEPTED,
    BACKORDERED,
    OBSOLETE,
    REJECTED,
    UNAVAILABLE,
    Acknowledgement,
    AnsweredItem,
    Part,
)
from ..spapi.vendor_orders import Money, Order, OrderItem
from .acknowledging import LATEST_BACKORDER, open_items, refusals, standing
from .dates import SHIP, Dates, end_of_day, local_day
from .pricing import LinePrice, round_price
from .promising import Ledger, Pieces, turn
from .reasons import Reason, reason

# What the policy of a vendor code accepts: everything, what is free to promise, or that too, but a person always looks.
ALL, FREE, ASK = POLICIES = ('all', 'free', 'ask')
SELLABLE, DISCONTINUED, UNMAPPED, ARCHIVED, NOT_SELLABLE = PRODUCT_STATES = (
    'sellable', 'discontinued', 'unmapped', 'archived', 'not_sellable')
# What becomes of a line whose price differs from the agreed one; a cost case states our price and asks Amazon to agree.
ACCEPT, REJECT, COST_CASE = PRICE_DECISIONS = ('accept', 'reject', 'cost_case')

# What is accepted of a product in this state, by policy; with which of Amazon's reasons the rest is rejected; and what
# a person is told. Only what was discontinued on purpose is rejected for good without anybody looking: Amazon no longer
# orders what it was told twice does not exist. What we know nothing of is accepted, and a person looks: that can still
# be corrected, a rejection never.
NONE = 'none'
_SHARES = {
    SELLABLE: ({ALL: ALL, FREE: FREE, ASK: FREE}, UNAVAILABLE, None),
    DISCONTINUED: ({ALL: FREE, FREE: FREE, ASK: FREE}, OBSOLETE, None),
    UNMAPPED: ({ALL: ALL, FREE: ALL, ASK: ALL}, UNAVAILABLE, 'answer_unmapped'),
    ARCHIVED: ({ALL: NONE, FREE: NONE, ASK: NONE}, OBSOLETE, 'answer_archived'),
    NOT_SELLABLE: ({ALL: NONE, FREE: NONE, ASK: NONE}, UNAVAILABLE, 'answer_not_sellable'),
}
_PLACES = 6


@dataclass(frozen=True)
class Policy:
    """How a vendor code answers. `price` is what becomes of differing prices; None: a person decides each.

    `backorder_days` is how long after the window goods may still leave, 0 for never. A person looks at an order that
    is worth more than `look_above`, which is in its currency.
    """

    accept: str = ASK
    price: str | None = None
    backorder_days: int = 0
    look_above: Decimal | None = None


@dataclass(frozen=True)
class Known:
    """What we know about one line. `goods` names its product in its warehouse for the ledger, None if that is unknown.

    `pieces_each` is how many of the ledger's pieces one of Amazon's eaches is. What is not `stocked` is always free.
    `shipped` of these have left already: what an earlier answer promised needs them no more.
    `agreed_cost` is the agreed price on the basis of Amazon's cost, `decision` a person's about a price that differs.
    """

    state: str = UNMAPPED
    goods: Hashable | None = None
    stocked: bool = True
    pieces_each: Pieces = 1
    shipped: Pieces = 0
    price: LinePrice = field(default_factory=LinePrice)
    agreed_cost: Decimal | None = None
    decision: str | None = None


@dataclass(frozen=True)
class Asked:
    """An order that waits for an answer; `key` is its name in the ledger, `known` is by line key.

    `given` is our last answer that Amazon has: what it promised stays promised, what it rejected stays rejected.
    """

    key: Hashable
    order: Order
    policy: Policy
    known: dict[str, Known] = field(default_factory=dict, hash=False)
    dates: Dates | None = None
    tz_name: str | None = None
    given: Acknowledgement | None = None


@dataclass(frozen=True)
class Proposal:
    """An answer, and why a person should look at it first; without a reason it may be sent as it is."""

    asked: Asked
    answer: Acknowledgement
    looks: tuple[Reason, ...] = ()

    @property
    def is_automatic(self) -> bool:
        return not self.looks


def propose(asked: Iterable[Asked], ledger: Ledger, now: datetime) -> list[Proposal]:
    """Propose an answer to each order; nothing is promised twice, neither within the batch nor to others.

    Promises that Amazon has already come first. Then whoever is due first gets first, however the batch is sorted.
    """
    drafts = [_Draft(each, ledger, now) for each in asked]
    for draft in drafts:
        ledger.release(draft.asked.key)
    for draft in drafts:
        draft.keep()
    for draft in sorted(drafts, key=_Draft.turn):
        draft.divide()
    return [draft.proposal() for draft in drafts]


def price_decision(known: Known, policy: Policy) -> str | None:
    """Return what becomes of a line's price, None where somebody has still to decide."""
    if not known.price.differs:
        return ACCEPT
    decided = known.decision or policy.price
    return None if decided == COST_CASE and known.agreed_cost is None else decided


def price_at_stake(known: Known, item: OrderItem) -> Decimal:
    """Return what the difference between Amazon's price and ours is worth on this line; above 0 Amazon pays more."""
    theirs = item.net_cost
    if theirs is None or theirs.amount is None or known.agreed_cost is None or known.price.price is None:
        return Decimal(0)
    return (1 - known.agreed_cost / theirs.amount) * known.price.price * item.quantity.amount


class _Draft:
    """The answer to one order while it is being made."""

    def __init__(self, asked: Asked, ledger: Ledger, now: datetime):
        self.asked, self.ledger, self.now = asked, ledger, now
        self.parts = defaultdict(list)
        self.looks = []
        # An order answered late ships today at the earliest.
        self.ships_at = max(asked.dates.due_at, now) if asked.dates else now

    @staticmethod
    def turn(draft: _Draft) -> tuple:
        asked = draft.asked
        due_at = asked.dates and asked.dates.due_at
        return turn(due_at, asked.order.ordered_at, asked.order.number, asked.order.vendor_code or '')

    # What stands

    def keep(self) -> None:
        """Take over what an earlier answer says, as far as it still can be so."""
        given = {item.line_key: item for item in self.asked.given.items} if self.asked.given else {}
        for item in open_items(self.asked.order):
            if item.line_key in given:
                self.parts[item.line_key] += self._kept(item, given[item.line_key])
                shipped = self._known(item).shipped
                for part in self.parts[item.line_key]:
                    shipped -= self._promise(item, part, shipped)

    def _kept(self, item: OrderItem, given: AnsweredItem) -> Iterator[Part]:
        stands = standing(given, item.quantity)
        yield from _first(given, ACCEPTED, stands.accepted)
        yield from _first(given, REJECTED, stands.rejected)
        if item.backorder_allowed:
            yield from (part for part in _first(given, BACKORDERED, stands.backordered) if not self._is_past(part))

    def _is_past(self, part: Part) -> bool:
        day = local_day(part.ships_at or part.arrives_at, self.asked.tz_name)
        return day < local_day(self.now, self.asked.tz_name)

    # What is new

    def divide(self) -> None:
        """Decide about everything that no earlier answer has decided."""
        for item in open_items(self.asked.order):
            for part in self._division(item, item.quantity.amount - self._answered(item)):
                self.parts[item.line_key].append(part)
                self._promise(item, part)
            self.looks += self._line_looks(item)

    def _division(self, item: OrderItem, rest: int) -> Iterator[Part]:
        """Split the rest of a line; each part is promised before the next one is asked for."""
        known = self._known(item)
        shares, rejection, _look = _SHARES[known.state]
        share = shares[self.asked.policy.accept]
        if price_decision(known, self.asked.policy) == REJECT:
            share, rejection = NONE, UNAVAILABLE
        elif share == FREE and self._is_unknown(item):
            share = ALL
        accepted = rest if share == ALL else self._free(item, rest, self.ships_at) if share == FREE else 0
        if accepted:
            yield Part(ACCEPTED, accepted)
        backordered = self._backorder(item, rest - accepted) if share == FREE else None
        if backordered:
            yield backordered
        rejected = rest - accepted - (backordered.quantity if backordered else 0)
        if rejected:
            yield Part(REJECTED, rejected, rejection_reason=rejection)

    def _free(self, item: OrderItem, wanted: int, at: datetime) -> int:
        """Return how many whole units of the line are free at a moment, of those wanted; never a part of a case."""
        known = self._known(item)
        if not known.stocked:
            return wanted
        return min(wanted, int(self.ledger.free(known.goods, at) // self._pieces(item)))

    def _is_unknown(self, item: OrderItem) -> bool:
        """Tell whether nobody can say how much of a line is free."""
        known = self._known(item)
        return known.stocked and (known.goods is None or _lacks_case_size(item))

    def _backorder(self, item: OrderItem, wanted: int) -> Part | None:
        """Offer for one later day as much as will be free by the last day that the policy allows."""
        dates, days = self.asked.dates, min(timedelta(self.asked.policy.backorder_days), LATEST_BACKORDER)
        if not (wanted and days and dates and item.backorder_allowed):
            return None
        latest = end_of_day(dates.ship_by + days, self.asked.tz_name)
        if latest <= self.ships_at:
            return None
        units = self._free(item, wanted, latest)
        if not units:
            return None
        moment = self.ledger.free_since(self._known(item).goods, units * self._pieces(item), self.ships_at)
        leaves = local_day(moment, self.asked.tz_name)
        if dates.kind == SHIP:
            return Part(BACKORDERED, units, ships_at=end_of_day(leaves, self.asked.tz_name))
        return Part(BACKORDERED, units, arrives_at=end_of_day(leaves + self._travel(), self.asked.tz_name))

    def _leaves_at(self, part: Part) -> datetime:
        """Return when the goods of a part are needed in the warehouse."""
        if part.code == ACCEPTED:
            return self.ships_at
        if part.ships_at:
            return part.ships_at
        return end_of_day(local_day(part.arrives_at, self.asked.tz_name) - self._travel(), self.asked.tz_name)

    def _promise(self, item: OrderItem, part: Part, shipped: Pieces = 0) -> Pieces:
        """Promise the goods of a part, but for those that were shipped; return how many of these it took."""
        goods = self._known(item).goods
        if part.code == REJECTED or goods is None:
            return 0
        pieces = part.quantity * self._pieces(item)
        gone = min(shipped, pieces)
        self.ledger.promise(goods, self._leaves_at(part), pieces - gone)
        return gone

    def _travel(self) -> timedelta:
        return self.asked.dates.last_day - self.asked.dates.ship_by if self.asked.dates else timedelta(0)

    def _known(self, item: OrderItem) -> Known:
        return self.asked.known.get(item.line_key, Known())

    def _pieces(self, item: OrderItem) -> Pieces:
        return item.quantity.pieces_per_unit * self._known(item).pieces_each

    def _answered(self, item: OrderItem) -> int:
        return sum(part.quantity for part in self.parts[item.line_key])

    # The answer

    def proposal(self) -> Proposal:
        asked, order = self.asked, self.asked.order
        answer = Acknowledgement(
            order.number, order.vendor_code or '', self.now,
            tuple(self._answered_item(item) for item in open_items(order)))
        refused = refusals(order, answer, self.now, asked.dates, asked.tz_name, asked.given)
        return Proposal(asked, answer, (*self._order_looks(), *self.looks, *refused))

    def _answered_item(self, item: OrderItem) -> AnsweredItem:
        cost = self._stated_cost(item)
        return AnsweredItem(
            item.sequence, item.quantity, _merged(self.parts[item.line_key]), item.asin, item.vendor_sku,
            net_cost=cost, list_price=item.list_price, discount_multiplier=_discount(cost, item.list_price))

    def _stated_cost(self, item: OrderItem) -> Money | None:
        """Return the price that we shall invoice: Amazon's, or ours for a cost case or a book without a net cost."""
        known, theirs = self._known(item), item.net_cost
        if theirs and theirs.amount is not None and price_decision(known, self.asked.policy) != COST_CASE:
            return theirs
        basis = theirs or item.list_price
        if known.agreed_cost is None or basis is None:
            return None
        return Money(_rounded(known.agreed_cost), basis.currency, theirs.weight_unit if theirs else None)

    # Why a person looks

    def _line_looks(self, item: OrderItem) -> Iterator[Reason]:
        known, line = self._known(item), item.sequence
        shares, _rejection, look = _SHARES[known.state]
        if look:
            yield reason(look, line=line, identifiers=' '.join(filter(None, (item.asin, item.vendor_sku))))
        elif shares[self.asked.policy.accept] == FREE and known.stocked and known.goods is None:
            yield reason('stock_unknown', line=line)
        if _lacks_case_size(item):
            yield reason('case_size_missing', line=line)
        if price_decision(known, self.asked.policy) is None:
            yield reason('price_undecided', line=line)

    def _order_looks(self) -> Iterator[Reason]:
        policy, order = self.asked.policy, self.asked.order
        if policy.accept == ASK:
            yield reason('policy_asks')
        if self.asked.dates is None:
            yield reason('no_window', number=order.number)
        if policy.look_above is not None:
            prices = [(item, self._known(item).price.price) for item in open_items(order)]
            if any(price is None for _item, price in prices):
                yield reason('value_unknown', number=order.number)
            else:
                value = sum((item.quantity.amount * price for item, price in prices), Decimal(0))
                if value > policy.look_above:
                    yield reason('worth_a_look', value=f'{value:.2f}', limit=f'{policy.look_above:.2f}')


def _lacks_case_size(item: OrderItem) -> bool:
    return item.quantity.is_cases and not item.quantity.unit_size


def _first(given: AnsweredItem, code: str, units: int) -> Iterator[Part]:
    """Return the parts of that code, as many units of them as still hold."""
    for part in given.parts:
        held = min(part.quantity, units) if part.code == code else 0
        if held:
            units -= held
            yield replace(part, quantity=held)


def _merged(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Add up parts that say the same."""
    sums = defaultdict(int)
    for part in parts:
        sums[replace(part, quantity=0)] += part.quantity
    return tuple(replace(part, quantity=quantity) for part, quantity in sums.items())


def _discount(cost: Money | None, list_price: Money | None) -> Decimal | None:
    """Return by what a book's list price is multiplied; a price above the list price is no discount."""
    if cost is None or cost.amount is None or list_price is None or not list_price.amount:
        return None
    multiplier = _rounded(cost.amount / list_price.amount)
    return multiplier if 0 < multiplier <= 1 else None


def _rounded(number: Decimal) -> Decimal:
    """Return the number with no more decimals than we keep of a price."""
    return round_price(number, _PLACES).normalize() if -number.as_tuple().exponent > _PLACES else number
