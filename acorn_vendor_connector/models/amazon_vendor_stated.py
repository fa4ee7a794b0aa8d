"""Read orders and answers from our records as the engine reads them, and write answers down so that nothing is lost."""

from collections import defaultdict
from decimal import Decimal

from ..engine.dates import end_of_day, local_day, order_dates
from ..spapi.vendor_acknowledgements import (
    CODES,
    OBSOLETE,
    UNAVAILABLE,
    UNIDENTIFIED,
    Acknowledgement,
    AnsweredItem,
    Part,
)
from ..spapi.vendor_orders import Money, Order, OrderItem, Party, Quantity
from ..spapi.wire import Interval
from .amazon_vendor_time import aware

CODE_OF = {code: code.lower() for code in CODES}
REASON_OF = {UNAVAILABLE: "unavailable", UNIDENTIFIED: "unidentified", OBSOLETE: "obsolete", None: False}
_CODES = {stored: code for code, stored in CODE_OF.items()}
_REASONS = {stored: reason for reason, stored in REASON_OF.items()}
_UNITS = {"eaches": "Eaches", "cases": "Cases"}
SHIP = "ship"


def stated_order(order):
    """Return the purchase order as Amazon states it now."""
    window = Interval(aware(order.window_start), aware(order.window_end)) if order.window_kind else None
    return Order(
        number=order.name,
        state=order.amazon_state_stated or None,
        has_details=True,
        ordered_at=aware(order.ordered_at),
        content_changed_at=aware(order.changed_at),
        state_changed_at=aware(order.state_changed_at),
        order_type=order.order_type or None,
        payment_method=order.payment_method or None,
        selling_party=Party(order.code_id.name),
        ship_to_party=Party(order.ship_to_id.name) if order.ship_to_id else None,
        ship_window=window if order.window_kind == SHIP else None,
        delivery_window=window if order.window_kind != SHIP else None,
        items=tuple(_stated_item(line) for line in order.line_ids if not line.withdrawn),
    )


def _stated_item(line):
    return OrderItem(
        sequence=line.sequence_number,
        quantity=_quantity(line.quantity, line.unit, line.unit_size),
        asin=line.asin or None,
        vendor_sku=line.vendor_sku or None,
        backorder_allowed=line.backorder_allowed,
        net_cost=_money(line.net_cost_stated, line.currency_stated, line.price_weight_unit),
        list_price=_money(line.list_price_stated, line.currency_stated),
    )


def stated_dates(order, stated):
    """Return the days of the order in its ship-to's time zone, as they were found when it was received."""
    days = order.ship_to_id._get_transit_days() or order.store_id.transit_days
    return order_dates(stated.ship_window, stated.delivery_window, order._zone(), days)


# Answers


def answer_of(acknowledgement, now):
    """Return the answer that the records state; one that was not given yet is given `now`."""
    order = acknowledgement.order_id
    lines = defaultdict(list)
    for line in acknowledgement.line_ids:
        lines[line.line_id].append(line)
    return Acknowledgement(
        number=order.name,
        vendor_code=order.code_id.name,
        answered_at=aware(acknowledgement.answered_at) or now,
        items=tuple(_answered_item(parts, order._zone()) for parts in lines.values()),
    )


def _answered_item(lines, zone):
    line = lines[0]
    return AnsweredItem(
        sequence=line.sequence_number,
        ordered=_quantity(line.ordered, line.unit, line.unit_size),
        parts=tuple(_part(each, zone) for each in lines),
        asin=line.asin or None,
        vendor_sku=line.vendor_sku or None,
        net_cost=_money(line.net_cost_stated, line.currency_stated, line.price_weight_unit),
        list_price=_money(line.list_price_stated, line.list_currency_stated),
        discount_multiplier=_decimal(line.discount_stated),
    )


def _part(line, zone):
    moment = end_of_day(line.promised_on, zone) if line.promised_on else None
    ships = line.promise_kind == SHIP
    return Part(
        code=_CODES[line.code],
        quantity=line.quantity,
        ships_at=moment if ships else None,
        arrives_at=None if ships else moment,
        rejection_reason=_REASONS[line.rejection_reason],
    )


def answer_values(answer, lines, zone):
    """Return the values of the lines of an answer, without their answer; `lines` are the order's, by line key."""
    return [
        {**_item_values(item, lines[item.line_key]), **_part_values(part, zone)}
        for item in answer.items
        for part in item.parts
    ]


def _item_values(item, line):
    cost, listed = item.net_cost or Money(), item.list_price or Money()
    return {
        "line_id": line.id,
        "position": line.position,
        "sequence_number": item.sequence,
        "asin": item.asin or False,
        "vendor_sku": item.vendor_sku or False,
        "ordered": item.ordered.amount,
        "unit": item.ordered.unit.lower(),
        "unit_size": item.ordered.unit_size or 0,
        "net_cost_stated": _text(cost.amount),
        "currency_stated": cost.currency or False,
        "price_weight_unit": cost.weight_unit or False,
        "list_price_stated": _text(listed.amount),
        "list_currency_stated": listed.currency or False,
        "discount_stated": _text(item.discount_multiplier),
        "promise_kind": line.order_id.window_kind,
    }


def _part_values(part, zone):
    moment = part.ships_at or part.arrives_at
    return {
        "code": CODE_OF[part.code],
        "quantity": part.quantity,
        "promised_on": local_day(moment, zone) if moment else False,
        "rejection_reason": REASON_OF[part.rejection_reason],
    }


# Values


def _quantity(amount, unit, size):
    return Quantity(amount, _UNITS[unit], size or None)


def _money(amount, currency, weight_unit=None):
    if not amount and not weight_unit:
        return None
    return Money(_decimal(amount), currency or None, weight_unit or None)


def _decimal(text):
    return Decimal(text) if text else None


def _text(number):
    return False if number is None else str(number)
