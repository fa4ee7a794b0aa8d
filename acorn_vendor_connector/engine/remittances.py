"""Know a line again, put several files of one payment together, and tell whether it is balanced."""
from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from .classify import LineFacts, normal
from .numbers import canonical
from .reasons import Reason, reason

ZERO = Decimal(0)
NEW, SAME, MORE, STATUS, CONFLICT = VERDICTS = ('new', 'same', 'more', 'status', 'conflict')
BALANCED, HIDDEN, DIFFERS, UNKNOWN = STATES = ('balanced', 'hidden', 'differs', 'unknown')
# A rate has at least so many decimals; fewer means that zeros were dropped.
_RATE_DECIMALS = 4
_HALF_A_CENT = Decimal('0.005')
_VOID = ('VOID', 'VOIDED', 'CANCELLED', 'CANCELED')
_NO_REASON = ('', 'NA', 'NO', 'NONE')
# What makes a payment another payment; the rest may be stated by one file and missing in another.
_FIXED = ('date', 'currency', 'amount', 'invoice_currency', 'invoice_amount')
_GAINED = (*_FIXED, 'exchange_rate', 'has_hidden')
_STATUS = ('type', 'status', 'void_reason')
_STATED = ('number', *_FIXED, *_STATUS)
Key = Callable[[LineFacts], tuple[str, ...]]


@dataclass(frozen=True)
class Payment:
    """The head of a payment as a file states it; `has_hidden`: the file warns that lines of it are hidden."""

    number: str
    date: date | None = None
    currency: str = ''
    amount: Decimal | None = None
    invoice_currency: str = ''
    invoice_amount: Decimal | None = None
    exchange_rate: Decimal | None = None
    type: str = ''
    status: str = ''
    void_reason: str = ''
    has_hidden: bool = False

    @property
    def is_void(self) -> bool:
        return canonical(self.void_reason) not in _NO_REASON or canonical(self.status) in _VOID

    @property
    def lines_currency(self) -> str:
        return self.invoice_currency or self.currency

    @property
    def lines_amount(self) -> Decimal | None:
        """Return what the lines should add up to, in their currency."""
        if self.invoice_amount is not None:
            return self.invoice_amount
        same = not self.invoice_currency or self.invoice_currency == self.currency
        return self.amount if same else None


@dataclass(frozen=True)
class Remittance:
    """A payment with its lines, without a remainder."""

    payment: Payment
    lines: tuple[LineFacts, ...] = ()


@dataclass(frozen=True)
class Merge:
    """What a file adds to what we know: 'more' are lines, or what the head did not state before.

    `payment` and `lines` are the outcome; of a conflict, what we knew.

    `added` are the positions of the new lines in the incoming ones. `difference` is what the lines then lack.
    """

    verdict: str
    payment: Payment
    lines: tuple[LineFacts, ...]
    added: tuple[int, ...] = ()
    difference: Decimal | None = None
    reason: Reason | None = None
    status_changed: bool = False


@dataclass(frozen=True)
class Balance:
    """`difference` is the payment minus its lines, in their currency; `reason` says why, as far as known."""

    state: str
    difference: Decimal = ZERO
    reason: Reason | None = None


def identities(payee: str, number: str, lines: Sequence[LineFacts]) -> tuple[str, ...]:
    """Return the identity of every line: payee, payment, number, type, amounts, and the how many-th of equals it is.

    Equal lines get their ranks by the rest of what they state, so that the order of rows does not matter.
    """
    texts = ('\x1f'.join((canonical(payee), canonical(number), *key)) for key in _ranked(lines, _key))
    return tuple(hashlib.sha256(text.encode()).hexdigest() for text in texts)


def merge(known: Remittance | None, incoming: Remittance) -> Merge:
    """Put a file's payment and what we know of it together: every line once, whatever came first.

    Files of another kind, as an EDIFACT message beside a workbook, call types otherwise: where there is no room for
    a line twice, its number and what was paid are enough to know it again.
    """
    if known is None:
        head = incoming.payment
        return Merge(NEW, head, incoming.lines, tuple(range(len(incoming.lines))), _lack(head, incoming.lines))
    head = _head(known.payment, incoming.payment)
    for key in (_key, _key_in_any_kind_of_file):
        added = _added(known, incoming, key)
        lines = (*known.lines, *(incoming.lines[index] for index in added))
        overfilled = _overfilled(known, incoming, head, lines)
        if not overfilled:
            break
    conflict = _other_payment(known.payment, incoming.payment) or overfilled
    if conflict:
        return Merge(CONFLICT, known.payment, known.lines, (), _lack(known.payment, known.lines), conflict)
    status_changed = any(getattr(head, name) != getattr(known.payment, name) for name in _STATUS)
    is_more = added or any(getattr(head, name) != getattr(known.payment, name) for name in _GAINED)
    verdict = MORE if is_more else STATUS if status_changed else SAME
    return Merge(verdict, head, lines, added, _lack(head, lines), None, status_changed)


def balance(payment: Payment, lines: Iterable[LineFacts]) -> Balance:
    """Compare the payment with its lines to the cent; remainders do not count as lines."""
    lines = [line for line in lines if not line.is_remainder]
    total, stated, currency = _total(lines), payment.lines_amount, payment.lines_currency
    if stated is None:
        return _by_rate_only(payment, total)
    others = sorted({line.currency for line in lines if line.currency} - {currency})
    if currency and others:
        return Balance(DIFFERS, stated - total, reason('line_currency', currencies=others, payment=currency))
    if total != stated:
        return _unbalanced(payment, lines, stated - total)
    if payment.exchange_rate and payment.amount is not None and payment.currency != currency:
        return _by_rate(payment, stated) or Balance(BALANCED)
    return Balance(BALANCED)


def _unbalanced(payment: Payment, lines: list[LineFacts], difference: Decimal) -> Balance:
    if payment.has_hidden:
        return Balance(HIDDEN, difference, reason('hidden_lines', difference=f'{difference:f}'))
    is_less = difference * (payment.lines_amount or -difference) > 0
    code = 'no_lines' if not lines else 'lines_missing' if is_less else 'lines_beyond'
    return Balance(DIFFERS, difference, reason(code, difference=f'{difference:f}'))


def _by_rate_only(payment: Payment, total: Decimal) -> Balance:
    """Balance a payment that states no amount in the currency of its lines."""
    if payment.amount is None:
        return Balance(UNKNOWN, ZERO, reason('no_amount', total=f'{total:f}'))
    if not payment.exchange_rate:
        return Balance(UNKNOWN, ZERO, reason('no_rate', total=f'{total:f}', amount=f'{payment.amount:f}'))
    return _by_rate(payment, total) or Balance(BALANCED)


def _by_rate(payment: Payment, lines_amount: Decimal) -> Balance | None:
    """Check the amount paid by the stated rate, whichever way it is stated, as exactly as it is stated.

    The difference then is one in the payment's currency, which no line can explain.
    """
    rate, amount = payment.exchange_rate, payment.amount
    unit = Decimal(5).scaleb(-max(_RATE_DECIMALS, -rate.as_tuple().exponent) - 1)
    difference = amount - lines_amount * rate
    if abs(difference) <= abs(lines_amount) * unit + _HALF_A_CENT:
        return None
    if abs(lines_amount - amount * rate) <= abs(amount) * unit + _HALF_A_CENT:
        return None
    return Balance(DIFFERS, ZERO, reason('rate_differs', rate=f'{rate:f}', difference=f'{difference:.2f}'))


def _key(line: LineFacts) -> tuple[str, ...]:
    amounts = (line.paid, line.discount, line.withholding)
    stated = (f'{amount.normalize():f}' if amount else '0' for amount in amounts)
    return _same_number(line.number), normal(line.type), *stated


def _key_in_any_kind_of_file(line: LineFacts) -> tuple[str, ...]:
    return _same_number(line.number), f'{line.paid.normalize():f}'


def _same_number(text: str) -> str:
    """Return what a number has in common with itself in other exports: spreadsheets drop zeros before digits."""
    key = canonical(text)
    return key.lstrip('0') or key[-1:] if key.isdigit() else key


def _rest(line: LineFacts) -> tuple[str, ...]:
    return tuple(str(getattr(line, each.name)) for each in fields(line) if each.name != 'id')


def _ranked(lines: Sequence[LineFacts], key: Key) -> list[tuple[str, ...]]:
    """Return the key of every line and the how many-th of equals it is."""
    equals: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, line in enumerate(lines):
        equals[key(line)].append(place)
    ranked: list[tuple[str, ...]] = [()] * len(lines)
    for same, places in equals.items():
        if len(places) > 1:
            places.sort(key=lambda place: _rest(lines[place]))
        for rank, place in enumerate(places, start=1):
            ranked[place] = (*same, str(rank))
    return ranked


def _added(known: Remittance, incoming: Remittance, key: Key) -> tuple[int, ...]:
    there = set(_ranked(known.lines, key))
    return tuple(place for place, each in enumerate(_ranked(incoming.lines, key)) if each not in there)


def _other_payment(known: Payment, incoming: Payment) -> Reason | None:
    for name in _FIXED:
        before, after = getattr(known, name), getattr(incoming, name)
        if before not in (None, '') and after not in (None, '') and before != after:
            return reason('payment_differs', field=name, known=str(before), incoming=str(after))
    return None


def _head(known: Payment, incoming: Payment) -> Payment:
    """Return what both files say of a payment, the later one first.

    A void is final: Amazon pays again under another number. Of two rates the more exact one is kept.
    """
    later, earlier = (known, incoming) if known.is_void and not incoming.is_void else (incoming, known)
    values = {}
    for name in _STATED:
        first = getattr(later, name)
        values[name] = getattr(earlier, name) if first in (None, '') else first
    rates = [each.exchange_rate for each in (known, incoming) if each.exchange_rate is not None]
    values['exchange_rate'] = min(rates, key=lambda rate: (rate.as_tuple().exponent, rate), default=None)
    return Payment(**values, has_hidden=known.has_hidden or incoming.has_hidden)


def _overfilled(known: Remittance, incoming: Remittance, head: Payment, lines: tuple[LineFacts, ...]) -> Reason | None:
    """Refuse lines that one of the files leaves no room for.

    A file that adds up to the payment is complete. Without hidden lines the sum never goes beyond the payment either.
    """
    stated, total = head.lines_amount, _total(lines)
    if stated is None or total == stated:
        return None
    is_more = len(lines) > len(known.lines)
    was_complete = is_more and _total(known.lines) == stated
    is_complete = len(lines) > len(incoming.lines) and _total(incoming.lines) == stated
    is_beyond = is_more and not head.has_hidden and total * stated >= 0 and abs(total) > abs(stated)
    if (known.lines and was_complete) or (incoming.lines and is_complete) or is_beyond:
        return reason('overfilled', over=f'{total - stated:f}')
    return None


def _total(lines: Iterable[LineFacts]) -> Decimal:
    return sum((line.paid for line in lines if not line.is_remainder), ZERO)


def _lack(payment: Payment, lines: Iterable[LineFacts]) -> Decimal | None:
    stated = payment.lines_amount
    return None if stated is None else stated - _total(lines)


def remainder(payment: Payment, lines: Iterable[LineFacts]) -> LineFacts | None:
    """Return the line that stands for what is hidden; None where nothing is."""
    found = balance(payment, lines)
    if found.state != HIDDEN:
        return None
    return LineFacts(0, currency=payment.lines_currency, paid=found.difference, is_remainder=True)
