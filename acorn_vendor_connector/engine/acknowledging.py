"""Hold an answer against the order it answers: is one due, what does an earlier one still bind, may this one be sent?

Amazon's rules: a line left out is rejected; a later answer takes the place of the earlier one and states the whole line
again; what was rejected stays rejected; quantities and prices may be corrected within 48 hours, afterwards only dates.
"""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_CEILING, Decimal

from ..spapi.vendor_acknowledgements import (
    ACCEPTED,
    BACKORDERED,
    CODES,
    REJECTED,
    REJECTION_REASONS,
    Acknowledgement,
    AnsweredItem,
    Part,
)
from ..spapi.vendor_orders import Order, OrderItem, Quantity
from .dates import DELIVERY, Dates, local_day
from .deadlines import CORRECT
from .reasons import Reason, reason

# Amazon cancels by itself what has not come 30 days after the end of the window.
LATEST_BACKORDER = timedelta(days=30)


@dataclass(frozen=True)
class Standing:
    """What an earlier answer still says about a line, in the line's present unit."""

    accepted: int = 0
    backordered: int = 0
    rejected: int = 0


def open_items(order: Order) -> tuple[OrderItem, ...]:
    """Return the lines that Amazon still orders: each of them has to be answered, and no other."""
    return tuple(item for item in order.items if not item.is_cancelled)


def is_due(order: Order, given: Acknowledgement | None) -> bool:
    """Tell whether Amazon waits for an answer; `given` is our last one that Amazon has.

    An order that somebody answered without us, in Vendor Central or by EDI, is not answered again.
    """
    if not order.is_open:
        return False
    if given is None:
        return order.state == 'New'
    if order.state == 'New' and _is_after(order.state_changed_at, given.answered_at):
        return True
    answered = {item.line_key: item for item in given.items}
    costs_too = changed_since(order, given)
    return any(_is_outdated(answered.get(item.line_key), item, costs_too) for item in open_items(order))


def _is_outdated(answered: AnsweredItem | None, item: OrderItem, costs_too: bool) -> bool:
    if answered is None or not (_same_unit(answered, item) and answered.ordered.amount == item.quantity.amount):
        return True
    return bool(costs_too and item.net_cost and item.net_cost != answered.net_cost)


def _same_unit(answered: AnsweredItem, item: OrderItem) -> bool:
    ordered, stated = item.quantity, answered.ordered
    return (ordered.unit, ordered.pieces_per_unit) == (stated.unit, stated.pieces_per_unit)


def changed_since(order: Order, given: Acknowledgement) -> bool:
    """Tell whether Amazon changed the order after our answer."""
    return _is_after(order.content_changed_at, given.answered_at)


def _is_after(moment: datetime | None, other: datetime) -> bool:
    return moment is not None and moment > other


def standing(answered: AnsweredItem | None, ordered: Quantity) -> Standing:
    """Return what an earlier answer to a line still says now that so much is ordered.

    Where Amazon lowered the quantity, what we had rejected went first.
    """
    if answered is None:
        return Standing()
    before, per_unit = answered.ordered.pieces_per_unit, ordered.pieces_per_unit
    lowered = max(0, answered.ordered.pieces - ordered.pieces)
    final = Decimal(max(0, answered.quantity(REJECTED) * before - lowered))
    rejected = min(ordered.amount, int((final / per_unit).to_integral_value(ROUND_CEILING)))
    accepted = min(ordered.amount - rejected, answered.quantity(ACCEPTED) * before // per_unit)
    backordered = min(ordered.amount - rejected - accepted, answered.quantity(BACKORDERED) * before // per_unit)
    return Standing(accepted, backordered, rejected)


@dataclass(frozen=True)
class Promise:
    """What we owe of a line, in its unit: `now` within Amazon's window, `later` by the moment that we stated.

    What nobody has answered yet counts as owed: we deliver what is ordered until we say otherwise.
    """

    now: int = 0
    later: int = 0
    rejected: int = 0
    ships_at: datetime | None = None
    arrives_at: datetime | None = None

    @property
    def parts(self) -> tuple[int, int]:
        return self.now, self.later

    @property
    def total(self) -> int:
        return sum(self.parts)

    @property
    def backorder(self) -> tuple:
        return (self.later, self.ships_at, self.arrives_at) if self.later else (0, None, None)

    @property
    def goods(self) -> tuple:
        """Return all that our own order has to say."""
        return self.now, *self.backorder


def promise(item: OrderItem | None, answered: AnsweredItem | None) -> Promise:
    """Return what we owe of a line as it is ordered now, by our answer to it."""
    if item is None or item.is_cancelled:
        return Promise()
    stands = standing(answered, item.quantity)
    put_off = next((part for part in answered.parts if part.code == BACKORDERED), None) if answered else None
    return Promise(
        now=item.quantity.amount - stands.rejected - stands.backordered,
        later=stands.backordered,
        rejected=stands.rejected,
        ships_at=put_off and put_off.ships_at,
        arrives_at=put_off and put_off.arrives_at)


def refusals(order: Order, answer: Acknowledgement, now: datetime, dates: Dates | None = None,
             tz_name: str | None = None, given: Acknowledgement | None = None) -> tuple[Reason, ...]:
    """Return every reason why the answer must not be sent; none means that it may.

    `dates` are the order's days in the ship-to's time zone, `given` is our last answer that Amazon has.
    """
    refused = _refused_order(order, answer)
    if refused:
        return (refused,)
    check = _LineCheck(order, now, dates, tz_name, given)
    items = {item.line_key: item for item in order.items}
    stated = Counter(answered.line_key for answered in answer.items)
    return (
        *(reason('line_unanswered', line=item.sequence) for item in open_items(order) if not stated[item.line_key]),
        *(reason('line_twice', line=line) for line, times in stated.items() if times > 1),
        *(found for answered in answer.items for found in check.refusals(items.get(answered.line_key), answered)),
    )


def _refused_order(order: Order, answer: Acknowledgement) -> Reason | None:
    if (order.number, order.vendor_code) != (answer.number, answer.vendor_code):
        return reason('answer_of_another_order', number=order.number, answered=answer.number)
    if not order.has_details:
        return reason('order_without_lines', number=order.number)
    if order.is_cancelled:
        return reason('answer_to_cancelled', number=order.number)
    if order.is_closed:
        return reason('answer_to_closed', number=order.number)
    return None


class _LineCheck:
    """Look for what is wrong with the answer to one line."""

    def __init__(self, order, now, dates, tz_name, given):
        self.now, self.dates, self.tz_name = now, dates, tz_name
        self.given = {item.line_key: item for item in given.items} if given else {}
        self.too_late = bool(
            given and order.ordered_at and now > order.ordered_at + CORRECT and not changed_since(order, given))

    def refusals(self, item: OrderItem | None, answered: AnsweredItem) -> Iterator[Reason]:
        if item is None:
            yield reason('line_unknown', line=answered.sequence)
        elif item.is_cancelled:
            yield reason('line_cancelled', line=item.sequence)
        else:
            if (item.asin, item.vendor_sku) != (answered.asin, answered.vendor_sku):
                yield reason('identifiers_differ', line=item.sequence)
            yield from _quantity_refusals(item, answered)
            yield from _price_refusals(item, answered)
            for part in answered.parts:
                yield from self._part_refusals(item, part)
            yield from self._correction_refusals(item, answered)

    def _part_refusals(self, item: OrderItem, part: Part) -> Iterator[Reason]:
        if part.code == BACKORDERED:
            if not item.backorder_allowed:
                yield reason('backorder_not_allowed', line=item.sequence)
            if not (part.ships_at or part.arrives_at):
                yield reason('backorder_without_date', line=item.sequence)
        if (part.code == REJECTED) != (part.rejection_reason in REJECTION_REASONS):
            yield reason('rejection_reason', line=item.sequence)
        for moment, window in ((part.ships_at, self._leaving()), (part.arrives_at, self._arriving())):
            if moment is not None:
                yield from self._date_refusals(item, part, local_day(moment, self.tz_name), window)

    def _leaving(self) -> tuple[date, date] | None:
        return (self.dates.ship_from, self.dates.ship_by) if self.dates else None

    def _arriving(self) -> tuple[date, date] | None:
        """Return the days of arrival; a ship window does not say when goods arrive."""
        known = self.dates and self.dates.kind == DELIVERY
        return (self.dates.first_day, self.dates.last_day) if known else None

    def _date_refusals(self, item, part, day, window) -> Iterator[Reason]:
        if day < local_day(self.now, self.tz_name):
            yield reason('date_in_past', line=item.sequence, date=day.isoformat())
        elif window:
            first, last = window
            if part.code == BACKORDERED:
                last += LATEST_BACKORDER
            if not first <= day <= last:
                yield reason('date_outside_window', line=item.sequence, date=day.isoformat(),
                             first=first.isoformat(), last=last.isoformat())

    def _correction_refusals(self, item: OrderItem, answered: AnsweredItem) -> Iterator[Reason]:
        given = self.given.get(item.line_key)
        if given is None:
            return
        final = standing(given, item.quantity).rejected
        if answered.quantity(REJECTED) < final:
            yield reason('rejection_final', line=item.sequence, rejected=final)
        if self.too_late and (_split(given), given.net_cost) != (_split(answered), answered.net_cost):
            yield reason('correction_too_late', line=item.sequence)


def _split(answered: AnsweredItem) -> tuple[int, ...]:
    return tuple(answered.quantity(code) for code in CODES)


def _quantity_refusals(item: OrderItem, answered: AnsweredItem) -> Iterator[Reason]:
    ordered, stated = item.quantity, answered.ordered
    if not _same_unit(answered, item):
        yield reason('unit_differs', line=item.sequence, ordered=str(ordered), answered=str(stated))
    elif ordered.amount != stated.amount:
        yield reason('order_changed_since', line=item.sequence, ordered=str(ordered), answered=str(stated))
    elif any(part.quantity != int(part.quantity) or part.quantity <= 0 for part in answered.parts):
        yield reason('quantity_not_whole', line=item.sequence, unit=ordered.unit)
    elif answered.quantity() != ordered.amount:
        code = 'quantity_above' if answered.quantity() > ordered.amount else 'quantity_below'
        yield reason(code, line=item.sequence, ordered=str(ordered), answered=f'{answered.quantity()}')


def _price_refusals(item: OrderItem, answered: AnsweredItem) -> Iterator[Reason]:
    """Refuse an answer without a price, even where everything is rejected: Amazon takes no line without one."""
    cost, asked = answered.net_cost, item.net_cost or item.list_price
    if cost is None or cost.amount is None:
        yield reason('no_price_to_state', line=item.sequence)
    elif cost.amount <= 0:
        yield reason('price_not_positive', line=item.sequence, price=str(cost.amount))
    elif not cost.currency:
        yield reason('no_currency', line=item.sequence)
    elif asked and (asked.currency, asked.weight_unit) != (cost.currency, cost.weight_unit):
        yield reason('price_basis_differs', line=item.sequence)
