"""Decide what one unit on our sale line costs, from what Amazon states and what was agreed."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from .reasons import Reason, reason

EACH, CASE = 'each', 'case'
NET_COST, WEIGHT, AGREED = 'net_cost', 'weight', 'agreed'

# Exact by international agreement of 1959: one pound is 0.45359237 kg, an ounce a sixteenth of it.
KILOGRAMS_PER = {
    'KILOGRAMS': Decimal(1),
    'GRAMS': Decimal('0.001'),
    'POUNDS': Decimal('0.45359237'),
    'OUNCES': Decimal('0.45359237') / 16,
}


@dataclass(frozen=True)
class LineFacts:
    """One line as Amazon states it; `unit` is Eaches or Cases, amounts are without tax."""

    line: str
    quantity: int
    unit: str = 'Eaches'
    unit_size: int | None = None
    net_cost: Decimal | None = None
    list_price: Decimal | None = None
    currency: str | None = None
    weight_unit: str | None = None

    @property
    def is_cases(self) -> bool:
        return self.unit == 'Cases'

    @property
    def pieces_per_unit(self) -> int:
        return self.unit_size or 1 if self.is_cases else 1


@dataclass(frozen=True)
class Terms:
    """What we know ourselves. Prices are per each and in the line's currency; the weight is of one each, in kg.

    `cost_basis` says what Amazon's cost of a line in cases is for: Amazon's documents contradict each other, so the
    vendor code has a setting. `digits` are the decimals a price may have in our books; None keeps them all.
    """

    cost_basis: str = EACH
    product: str = ''
    weight: Decimal | None = None
    agreed_price: Decimal | None = None
    tolerance_percent: Decimal = Decimal(0)
    digits: int | None = None


@dataclass(frozen=True)
class LinePrice:
    """`price` is for one unit of the sale line, a case where Amazon orders cases; None when the line waits.

    `exact` is the price before it was rounded to our decimals. `provisional`: worked out from our weight; Amazon may
    weigh it otherwise. `differs`: from the agreed price by more than the tolerance.
    """

    price: Decimal | None = None
    exact: Decimal | None = None
    price_each: Decimal | None = None
    source: str | None = None
    provisional: bool = False
    differs: bool = False
    reasons: tuple[Reason, ...] = ()

    @property
    def waits(self) -> bool:
        return bool(self.reasons)

    @property
    def was_rounded(self) -> bool:
        return self.price != self.exact


def price_line(line: LineFacts, terms: Terms) -> LinePrice:
    """Return the price of one unit of the sale line, or why the line waits.

    A cancelled line (quantity 0) needs no price and never waits.
    """
    if line.quantity == 0:
        return LinePrice()
    if line.is_cases and not line.unit_size:
        return _waits('case_size_missing', line)
    if line.net_cost is not None:
        return _price_from_cost(line, terms)
    return _price_as_agreed(line, terms)


def _price_from_cost(line: LineFacts, terms: Terms) -> LinePrice:
    if line.net_cost <= 0:
        return _waits('price_not_positive', line, price=str(line.net_cost))
    if not line.currency:
        return _waits('no_currency', line)
    if line.weight_unit is not None:
        return _price_from_weight(line, terms)
    if line.is_cases and terms.cost_basis == CASE:
        return _priced(line.net_cost, line.net_cost / line.unit_size, NET_COST, terms)
    return _priced(line.net_cost * line.pieces_per_unit, line.net_cost, NET_COST, terms)


def _price_from_weight(line: LineFacts, terms: Terms) -> LinePrice:
    """Price by the weight of what is bought, whether it comes in cases or not."""
    if line.weight_unit not in KILOGRAMS_PER:
        return _waits('weight_unit_unknown', line, unit=line.weight_unit)
    if not terms.weight or terms.weight <= 0:
        return _waits('weight_missing', line, terms.product, product=terms.product)
    each = line.net_cost * terms.weight / KILOGRAMS_PER[line.weight_unit]
    priced = _priced(each * line.pieces_per_unit, each, WEIGHT, terms)
    return priced if priced.price > 0 else _waits('price_not_positive', line, price=str(priced.price))


def _price_as_agreed(line: LineFacts, terms: Terms) -> LinePrice:
    """Price a book that Amazon orders at list price: only our agreement says what it costs net."""
    if terms.agreed_price is None or terms.agreed_price <= 0:
        return _waits('price_missing', line, terms.product, product=terms.product)
    if not line.currency:
        return _waits('no_currency', line)
    return _priced(terms.agreed_price * line.pieces_per_unit, terms.agreed_price, AGREED, terms)


def _priced(exact: Decimal, each: Decimal, source: str, terms: Terms) -> LinePrice:
    return LinePrice(
        price=round_price(exact, terms.digits), exact=exact, price_each=each, source=source,
        provisional=source == WEIGHT, differs=differs(each, terms.agreed_price, terms.tolerance_percent))


def agreed_cost(line: LineFacts, terms: Terms) -> Decimal | None:
    """Return the agreed price on the basis on which Amazon states this line's cost: per each, case or weight."""
    if terms.agreed_price is None or terms.agreed_price <= 0:
        return None
    if line.weight_unit is not None:
        known = line.weight_unit in KILOGRAMS_PER and terms.weight and terms.weight > 0
        return terms.agreed_price / terms.weight * KILOGRAMS_PER[line.weight_unit] if known else None
    return terms.agreed_price * (line.pieces_per_unit if terms.cost_basis == CASE else 1)


def _waits(code: str, line: LineFacts, *cause_key, **params) -> LinePrice:
    return LinePrice(reasons=(reason(code, *cause_key, line=line.line, **params),))


def round_price(price: Decimal, digits: int | None) -> Decimal:
    """Return the price with our decimals, half a unit up; None leaves it alone."""
    return price if digits is None else price.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def differs(price: Decimal, agreed: Decimal | None, tolerance_percent: Decimal) -> bool:
    """Tell whether the price is off the agreed one by more than the tolerance; without agreement nothing differs."""
    if agreed is None:
        return False
    return abs(price - agreed) * 100 > abs(agreed) * tolerance_percent


def one_currency(lines: Iterable[LineFacts]) -> tuple[str | None, tuple[Reason, ...]]:
    """Return the currency of an order, or why it has none; cancelled lines have no say."""
    found = sorted({line.currency for line in lines if line.currency and line.quantity})
    if len(found) > 1:
        return None, (reason('mixed_currencies', currencies=', '.join(found)),)
    return (found[0] if found else None), ()
