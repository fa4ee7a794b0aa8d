"""Show what posting a remittance would do: roles instead of accounts, debits equal to credits in every currency."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from .allocation import Imbalance
from .classes import CLEARING, DISCOUNT, DUE_FROM, DUE_TO, INVOICE, RECEIVABLE, ROLES, SUSPENSE, WITHHOLDING
from .classes import WRITE_OFF as WRITTEN_OFF

if TYPE_CHECKING:
    from .candidates import Invoice, Proposal
    from .classify import Classified, LineFacts
    from .remittances import Payment

ZERO = Decimal(0)
DEBIT, CREDIT = SIDES = ('debit', 'credit')


@dataclass(frozen=True)
class Entry:
    """One line of an entry, amount positive. `label` is a code: the class, or why it is there; `company_id` its books.

    The clearing of a payment in another currency than its invoices is in theirs; `paid` and `paid_currency` say what
    reaches the bank.
    """

    role: str
    side: str
    amount: Decimal
    currency: str
    label: str = ''
    company_id: int | None = None
    invoice_id: int | None = None
    paid: Decimal | None = None
    paid_currency: str = ''


@dataclass(frozen=True)
class Booked:
    """A line with what it is and what it is linked to; `invoices` are those of its proposal."""

    facts: LineFacts
    classified: Classified
    proposal: Proposal
    invoices: tuple[Invoice, ...] = ()


class _Place(NamedTuple):
    company_id: int | None
    role: str
    label: str
    currency: str
    invoice_id: int | None = None


def bookings(payment: Payment, lines: Iterable[Booked], company_id: int | None = None) -> tuple[Entry, ...]:
    """Return what posting would do in the payee's company (`company_id`) and in those of the invoices.

    A void payment does nothing; lines with a question go to suspense, and so does what the lines do not account for.
    """
    if payment.is_void:
        return ()
    lines = tuple(lines)
    sums: dict[_Place, Decimal] = defaultdict(Decimal)
    currency, stated = payment.lines_currency or _sole_currency(lines), payment.lines_amount
    for line in lines:
        for place, debit in _moves(line, line.facts.currency or currency, company_id):
            sums[place] += debit
    clearing = _Place(company_id, CLEARING, 'payment', currency)
    if stated is not None and stated != sums[clearing]:
        sums[_Place(company_id, SUSPENSE, 'difference', currency)] -= stated - sums[clearing]
        sums[clearing] = stated
    entries = tuple(_entry(place, debit, payment, clearing) for place, debit in sums.items() if debit)
    _check(entries)
    return entries


def _sole_currency(lines: tuple[Booked, ...]) -> str:
    currencies = {line.facts.currency for line in lines if line.facts.currency}
    return currencies.pop() if len(currencies) == 1 else ''


def _moves(line: Booked, currency: str, company_id: int | None):
    """Yield (place, debit); a credit is a negative debit. What a line moves sums to zero."""
    facts, classified, proposal = line.facts, line.classified, line.proposal
    yield _Place(company_id, CLEARING, 'payment', currency), facts.paid
    if proposal.question or (classified.line_class == INVOICE and not proposal.allocations):
        label = proposal.question.code if proposal.question else classified.line_class
        yield _Place(company_id, SUSPENSE, label, currency), -facts.paid
    elif classified.line_class == INVOICE:
        yield from _on_invoices(line, currency, company_id)
    else:
        owner = line.invoices[0].company_id if line.invoices and company_id else company_id
        yield from _between(company_id, owner, currency, facts.paid)
        yield _Place(owner, ROLES[classified.line_class], classified.line_class, currency), -facts.paid


def _on_invoices(line: Booked, currency: str, company_id: int | None):
    facts, proposal = line.facts, line.proposal
    owners = {each.id: each.company_id if company_id else company_id for each in line.invoices}
    beside = {DISCOUNT: facts.discount, WITHHOLDING: facts.withholding, WRITTEN_OFF: proposal.write_off}
    last = proposal.allocations[-1][0]
    for invoice_id, amount in proposal.allocations:
        owner = owners.get(invoice_id, company_id)
        # What is beside the money belongs to the last of several invoices, as the write-off does.
        extra = beside if invoice_id == last else {}
        credit = amount + extra.get(WRITTEN_OFF, ZERO)
        yield _Place(owner, RECEIVABLE, INVOICE, currency, invoice_id), -credit
        for role, debit in extra.items():
            yield _Place(owner, role, role, currency), debit
        yield from _between(company_id, owner, currency, credit - sum(extra.values(), ZERO))


def _between(company_id: int | None, owner: int | None, currency: str, paid: Decimal):
    """Yield what the payee's company owes another one for money on its invoices."""
    if owner != company_id:
        yield _Place(company_id, DUE_TO, str(owner), currency), -paid
        yield _Place(owner, DUE_FROM, str(company_id), currency), paid


def _entry(place: _Place, debit: Decimal, payment: Payment, clearing: _Place) -> Entry:
    is_exchanged = place == clearing and payment.currency not in ('', place.currency)
    return Entry(
        place.role, DEBIT if debit > 0 else CREDIT, abs(debit), place.currency, place.label, place.company_id,
        place.invoice_id, payment.amount if is_exchanged else None, payment.currency if is_exchanged else '')


def _check(entries: tuple[Entry, ...]) -> None:
    sums: dict[tuple, Decimal] = defaultdict(Decimal)
    for entry in entries:
        sums[entry.company_id, entry.currency] += entry.amount if entry.side == DEBIT else -entry.amount
    if any(sums.values()):
        raise Imbalance(f'debits and credits differ: {dict(sums)}')
