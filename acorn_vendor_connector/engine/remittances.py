"""Know a line again, put several files of one payment together, and tell whether it is balanced."""
from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date as Date
from decimal import Decimal

from .classify import LineFacts, normal
from .numbers import canonical
from .reasons import Reason, reason

ZERO = Decimal(0)
NEW, SAME, MORE, STATUS, CONFLICT = VERDICTS = ('new', 'same', 'more', 'status', 'conflict')
BALANCED, HIDDEN, DIFFERS, UNKNOWN = STATES = ('balanced', 'hidden', 'differs', 'unknown')
# A rate has at least so many decimals; fewer means that zeros were dropped.
_RATE_DECIMALS = 4
_VOID = ('VOID', 'VOIDED', 'CANCELLED', 'CANCELED')
# What makes a payment another payment; the rest may be stated by one file and missing in another.
_FIXED = ('date', 'currency', 'amount', 'invoice_currency', 'invoice_amount')


@dataclass(frozen=True)
class Payment:
    """The head of a payment as a file states it; `has_hidden`: the file warns that lines of it are hidden."""

    number: str
    date: Date | None = None
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
        return bool(self.void_reason) or normal(self.status) in _VOID

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
    """What a file adds to what we know. `payment` and `lines` are the outcome; of a conflict, what we knew.

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
    keys = [_key(line) for line in lines]
    ranks: Counter = Counter()
    found = [''] * len(lines)
    for index in sorted(range(len(lines)), key=lambda each: (keys[each], _rest(lines[each]))):
        ranks[keys[index]] += 1
        text = '\x1f'.join((canonical(payee), canonical(number), *keys[index], str(ranks[keys[index]])))
        found[index] = hashlib.sha256(text.encode()).hexdigest()
    return tuple(found)


def merge(known: Remittance | None, incoming: Remittance, payee: str = '') -> Merge:
    """Put a file's payment and what we know of it together: every line once, whatever came first."""
    if known is None:
        head = incoming.payment
        return Merge(NEW, head, incoming.lines, tuple(range(len(incoming.lines))), _lack(head, incoming.lines))
    conflict = _other_payment(known.payment, incoming.payment)
    added = _added(known, incoming, payee)
    lines = (*known.lines, *(incoming.lines[index] for index in added))
    head = _head(known.payment, incoming.payment)
    conflict = conflict or _overfilled(known, incoming, head, lines)
    if conflict:
        return Merge(CONFLICT, known.payment, known.lines, (), _lack(known.payment, known.lines), conflict)
    status_changed = _status(head) != _status(known.payment)
    verdict = MORE if added else STATUS if status_changed else SAME
    return Merge(verdict, head, lines, added, _lack(head, lines), None, status_changed)


def balance(payment: Payment, lines: Iterable[LineFacts]) -> Balance:
    """Compare the payment with its lines to the cent; remainders do not count as lines."""
    lines = [line for line in lines if not line.is_remainder]
    total = _total(lines)
    stated = payment.lines_amount
    if stated is None:
        return Balance(UNKNOWN, ZERO, reason('no_amount' if payment.amount is None else 'no_invoice_amount', total=str(total)))
    others = sorted({line.currency for line in lines if line.currency} - {payment.lines_currency})
    if payment.lines_currency and others:
        return Balance(DIFFERS, stated - total, reason('line_currency', currencies=others, payment=payment.lines_currency))
    if total != stated:
        return _unbalanced(payment, lines, stated - total)
    return _by_rate(payment) or Balance(BALANCED)


def _unbalanced(payment: Payment, lines: list[LineFacts], difference: Decimal) -> Balance:
    if payment.has_hidden:
        return Balance(HIDDEN, difference, reason('hidden_lines', difference=str(difference)))
    code = 'lines_differ' if lines else 'no_lines'
    return Balance(DIFFERS, difference, reason(code, difference=str(difference)))


def _by_rate(payment: Payment) -> Balance | None:
    """Check the amount paid by the stated rate, as exactly as the rate is stated."""
    rate, amount, lines_amount = payment.exchange_rate, payment.amount, payment.invoice_amount
    if not rate or amount is None or lines_amount is None or payment.currency == payment.lines_currency:
        return None
    places = max(_RATE_DECIMALS, -rate.as_tuple().exponent)
    slack = abs(lines_amount) * Decimal(5).scaleb(-places - 1) + Decimal('0.005')
    difference = amount - lines_amount * rate
    if abs(difference) <= slack:
        return None
    return Balance(DIFFERS, ZERO, reason('rate_differs', rate=str(rate), difference=str(round(difference, 2))))


def _key(line: LineFacts) -> tuple[str, ...]:
    amounts = (line.paid, line.discount, line.withholding)
    return canonical(line.number), normal(line.type), *(f'{amount.normalize() + ZERO:f}' for amount in amounts)


def _rest(line: LineFacts) -> tuple[str, ...]:
    return tuple(str(getattr(line, each.name)) for each in fields(line) if each.name != 'id')


def _added(known: Remittance, incoming: Remittance, payee: str) -> tuple[int, ...]:
    number = incoming.payment.number
    there = set(identities(payee, number, known.lines))
    return tuple(
        index for index, identity in enumerate(identities(payee, number, incoming.lines)) if identity not in there)


def _other_payment(known: Payment, incoming: Payment) -> Reason | None:
    for name in _FIXED:
        before, after = getattr(known, name), getattr(incoming, name)
        if before not in (None, '') and after not in (None, '') and before != after:
            return reason('payment_differs', field=name, known=str(before), incoming=str(after))
    return None


def _head(known: Payment, incoming: Payment) -> Payment:
    """Return what both files say of a payment; a void is final: it is paid again under another number."""
    later = known if known.is_void and not incoming.is_void else incoming
    earlier = incoming if later is known else known
    values = {
        each.name: getattr(later, each.name) or getattr(earlier, each.name)
        for each in fields(Payment) if each.name != 'has_hidden'
    }
    return Payment(**values, has_hidden=known.has_hidden or incoming.has_hidden)


def _status(payment: Payment) -> tuple[str, str]:
    return payment.status, payment.void_reason


def _overfilled(known: Remittance, incoming: Remittance, head: Payment, lines: tuple[LineFacts, ...]) -> Reason | None:
    """Refuse lines beyond a payment that one of the files already accounts for in full."""
    stated = head.lines_amount
    total = _total(lines)
    if stated is None or total == stated:
        return None
    parts = [each for each in (known.lines, incoming.lines) if each]
    is_full = any(_total(each) == stated for each in parts)
    is_beyond = not head.has_hidden and len(lines) > len(known.lines) and abs(total) > abs(stated) and total * stated >= 0
    if (is_full and len(lines) > min(len(each) for each in parts)) or is_beyond:
        return reason('overfilled', over=str(total - stated))
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
    return replace(LineFacts(0), currency=payment.lines_currency, paid=found.difference, is_remainder=True)
