"""Find what Amazon changed about an order of ours, or our answer to it, and decide what becomes of each difference."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from .acknowledging import Promise, promise
from .change_table import (
    CANCELLED,
    DO,
    LIST,
    PARTLY,
    REFUSE,
    Change,
    OurLine,
    OurOrder,
    judge,
    line_states,
    order_states,
)
from .dates import local_day
from .reasons import reason

if TYPE_CHECKING:
    from ..spapi.vendor_acknowledgements import Acknowledgement, AnsweredItem
    from ..spapi.vendor_orders import Order, OrderItem


def compare(old: Order, new: Order, ours: OurOrder, other_company: bool = False,
            followed: Acknowledgement | None = None, given: Acknowledgement | None = None,
            tz_name: str | None = None) -> tuple[Change, ...]:
    """Return every difference between two versions of an order and of our answer, with its verdict for our sale order.

    `other_company` says that the new ship-to belongs to another company than the old one. `followed` is the answer that
    our sale order follows, `given` the one that Amazon has; promised days are told in the zone of `tz_name`.
    """
    states = order_states(ours)
    if old.is_cancelled and not new.is_cancelled and CANCELLED in states:
        return (judge('uncancel_order', None, 'cancelled', new.state or '', states),)
    if new.is_cancelled and not old.is_cancelled and PARTLY not in states:
        return (judge('cancel_order', None, old.state or '', 'cancelled', states),)
    found = [*_order_changes(old, new, ours, states, other_company)]
    if any(change.field == 'ship_to_company' and change.verdict == DO for change in found):
        # Made again from the new version: nothing else is left to change.
        return tuple(found)
    followed_then, followed_now = answers_by_line(followed, old), answers_by_line(followed, new)
    given_now = answers_by_line(given, new)
    for before, after in match_lines(old.items, new.items):
        line = ours.lines.get(before.line_key) if before else None
        key = after and after.line_key
        line_change = _LineChange(
            before, after, line, line_states(ours, line),
            had=promise(before, before and followed_then.get(before.line_key)),
            bound=promise(after, followed_now.get(key)),
            wanted=promise(after, given_now.get(key)),
            tz_name=tz_name)
        found += line_change.judge()
    return tuple(found)


def answers_by_line(answer: Acknowledgement | None, order: Order) -> dict[str, AnsweredItem]:
    """Return what an answer says about each line of this version of the order."""
    if answer is None:
        return {}
    return {
        item.line_key: answered for answered, item in match_lines(answer.items, order.items)
        if answered and item and _same_product(answered, item)}


def is_rejected(order: Order, answer: Acknowledgement | None) -> bool:
    """Tell whether we owe nothing of what Amazon orders, because we rejected all of it."""
    answered = answers_by_line(answer, order)
    return bool(answered) and not any(promise(item, answered.get(item.line_key)).total for item in order.items)


def _order_changes(old: Order, new: Order, ours: OurOrder, states, other_company: bool):
    if _windows(old) != _windows(new):
        yield judge('window', None, _window_text(old), _window_text(new), states, edited=ours.edited_date)
    if old.ship_to != new.ship_to:
        name = 'ship_to_company' if other_company else 'ship_to'
        yield judge(name, None, old.ship_to or '', new.ship_to or '', states)
    if old.bill_to != new.bill_to:
        yield judge('bill_to', None, old.bill_to or '', new.bill_to or '', states)
    if old.is_consignment != new.is_consignment:
        yield judge('consignment', None, _type_text(old), _type_text(new), states)
    else:
        if old.order_type != new.order_type:
            yield judge('order_type', None, old.order_type or '', new.order_type or '', states)
        if old.payment_method != new.payment_method:
            yield judge('payment_method', None, old.payment_method or '', new.payment_method or '', states)
    if new.is_closed and not old.is_closed and not new.is_cancelled:
        yield judge('closed', None, old.state or '', new.state or '', states)


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


@dataclass(frozen=True)
class _LineChange:
    """One line before and after, with what we promise of it.

    Our order follows `had`. `bound` is what the same answer says of the new version, `wanted` what the answer that
    Amazon has by now says of it.
    """

    before: OrderItem | None
    after: OrderItem | None
    line: OurLine | None
    states: frozenset[str]
    had: Promise
    bound: Promise
    wanted: Promise
    tz_name: str | None

    def judge(self) -> Iterator[Change]:
        before, after = self.before, self.after
        if before is None:
            if not after.is_cancelled:
                yield judge('new_line', after.line_key, '', str(after.quantity), self.states, *self.wanted.parts)
            return
        if after is None:
            if not before.is_cancelled:
                yield from self._quantity_change('removed_line', str(before.quantity), '')
            return
        if not _same_product(before, after):
            yield judge('product', before.line_key, _product_text(before), _product_text(after), self.states)
        if _money(before) != _money(after):
            yield _cost_change(before, after, self.line, self.states)
        if before.quantity.pieces_per_unit != after.quantity.pieces_per_unit and not (
                before.is_cancelled or after.is_cancelled):
            yield from self._unit_changes()
        else:
            if name := _quantity_field(before, after):
                yield from self._quantity_change(name, str(before.quantity), str(after.quantity))
            yield from self._answer_changes()

    def _unit_changes(self) -> Iterator[Change]:
        """Judge another unit; where a person has to settle that, our answer in the new unit waits for it, too."""
        before, after = str(self.before.quantity), str(self.after.quantity)
        unit = judge('unit', self.before.line_key, before, after, self.states, *self.wanted.parts)
        yield unit
        for change in self._answer_changes():
            yield replace(unit, field=change.field, before=change.before, after=change.after)

    def _answer_changes(self) -> Iterator[Change]:
        """Judge what our answer takes out of our order or puts off."""
        if self.bound.rejected != self.wanted.rejected:
            yield from self._quantity_change(
                'rejected', self._amount_text(self.bound.rejected), self._amount_text(self.wanted.rejected))
        if self.bound.backorder != self.wanted.backorder:
            yield from self._quantity_change(
                'backordered', self._backorder_text(self.bound), self._backorder_text(self.wanted))

    def _quantity_change(self, name: str, before: str, after: str) -> Iterator[Change]:
        """Judge a quantity, and split it where a part has already left: that part is refused, the rest is done."""
        key, wanted = self.before.line_key, self.wanted
        if self.had.goods == wanted.goods:
            yield Change(name, key, before, after, DO)
            return
        if self.line is None:
            yield self._judge_without_line(name, before, after)
            return
        expected, target, actual = self.line.keep(self.had), self.line.keep(wanted), self.line.parts
        edited = None if actual in (expected, target) else (_parts_text(expected), _parts_text(actual))
        change = judge(name, key, before, after, self.states, *target, edited=edited)
        if change.verdict != DO or sum(target) == wanted.total or name == 'backordered':
            yield change
            return
        if sum(actual) > sum(target):
            yield change
        yield Change(name, key, before, after, REFUSE, reason('below_delivered'))

    def _judge_without_line(self, name: str, before: str, after: str) -> Change:
        """Judge a line that our order does not have: fine where nothing is wanted, or where it is only wanted now."""
        change = judge(name, self.before.line_key, before, after, self.states, *self.wanted.parts)
        if change.verdict == DO and self.wanted.total and name != 'uncancel_line':
            return Change(name, self.before.line_key, before, after, LIST, reason('no_sale_line'))
        return change

    def _amount_text(self, amount: int) -> str:
        return str(replace(self.after.quantity, amount=amount))

    def _backorder_text(self, promised: Promise) -> str:
        moment = promised.ships_at or promised.arrives_at
        day = f', {local_day(moment, self.tz_name).isoformat()}' if promised.later and moment else ''
        return self._amount_text(promised.later) + day


def _quantity_field(before: OrderItem, after: OrderItem) -> str | None:
    """Return what Amazon did to the quantity, if anything."""
    if before.is_cancelled != after.is_cancelled:
        return 'cancel_line' if after.is_cancelled else 'uncancel_line'
    if before.quantity.amount == after.quantity.amount:
        return None
    return 'quantity_up' if after.quantity.amount > before.quantity.amount else 'quantity_down'


def _parts_text(parts) -> str:
    """Write down a quantity, with the backordered part beside it where there is one."""
    now, later = (f'{Decimal(part).normalize():f}' for part in parts)
    return f'{now} + {later}' if parts[1] else now


def _cost_change(before: OrderItem, after: OrderItem, line: OurLine | None, states) -> Change:
    old, new = _money(before), _money(after)
    name = 'currency' if old and new and old.currency != new.currency else 'cost'
    return judge(name, before.line_key, _money_text(old), _money_text(new), states, edited=line and line.edited_price)


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
