"""Hold the laws of money: nothing is lost, nothing is counted twice, nothing is paid twice."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from .classes import CLAIMS_ON_INVOICES, INVOICE

if TYPE_CHECKING:
    from .candidates import Invoice, Proposal
    from .classify import Classified, LineFacts

ZERO = Decimal(0)


class Imbalance(AssertionError):
    """Money appeared or vanished: an error of ours, never of the data."""


@dataclass(frozen=True)
class Total:
    """All lines of one class, in the invoice currency."""

    line_class: str
    is_reversal: bool
    lines: int
    amount: Decimal


def check(
    lines: Iterable[tuple[LineFacts, Classified]], proposals: Iterable[Proposal],
    invoices: Mapping[int, Invoice] | None = None,
) -> None:
    """Assert that every line has one proposal, in order, which gives away exactly what the line moves or nothing.

    Of the invoices given, none may get more than is open of it, but from lines with a question.
    """
    given: dict[int, Decimal] = defaultdict(Decimal)
    for (line, classified), proposal in zip(lines, proposals, strict=True):
        if proposal.line_id != line.id:
            raise Imbalance(f'line {line.id} has the proposal of line {proposal.line_id}')
        if not proposal.allocations:
            continue
        moved = sum((amount for _invoice, amount in proposal.allocations), ZERO)
        if moved != classified.allocated(line):
            raise Imbalance(f'line {line.id} moves {classified.allocated(line)}, but {moved} is allocated')
        if invoices and classified.line_class == INVOICE and not proposal.question:
            for invoice_id, amount in proposal.allocations:
                given[invoice_id] += amount
            given[proposal.allocations[-1][0]] += proposal.write_off
    for invoice_id, amount in given.items():
        if not _is_within(amount, still_open(invoices[invoice_id])):
            raise Imbalance(f'invoice {invoice_id} has {still_open(invoices[invoice_id])} open, but gets {amount}')


def _is_within(amount: Decimal, open_amount: Decimal) -> bool:
    return min(ZERO, open_amount) <= amount <= max(ZERO, open_amount)


def totals(lines: Iterable[tuple[LineFacts, Classified]]) -> tuple[Total, ...]:
    """Return what was paid per class; together it is what all lines paid."""
    amounts: dict[tuple[str, bool], list[Decimal]] = defaultdict(list)
    paid = ZERO
    for line, classified in lines:
        amounts[classified.line_class, classified.is_reversal].append(line.paid)
        paid += line.paid
    found = tuple(
        Total(line_class, is_reversal, len(each), sum(each, ZERO))
        for (line_class, is_reversal), each in sorted(amounts.items())
    )
    if sum((total.amount for total in found), ZERO) != paid:
        raise Imbalance(f'the classes do not add up to {paid}')
    return found


def still_open(invoice: Invoice, allocated: Iterable[Decimal] = ()) -> Decimal:
    """Return what is left of an invoice after the payments known and these; its sign is the invoice's."""
    return invoice.total - invoice.allocated - invoice.proposed - sum(allocated, ZERO)


def held(lines: Iterable[tuple[LineFacts, Classified]]) -> dict[tuple[str, str], Decimal]:
    """Return what Amazon still holds per number and kind of claim: positive, until all of it is reversed."""
    found: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    paid = ZERO
    for line, classified in lines:
        if classified.line_class in CLAIMS_ON_INVOICES:
            found[classified.base_key, classified.line_class] -= line.paid
            paid += line.paid
    if sum(found.values(), ZERO) != -paid:
        raise Imbalance(f'claims and reversals do not net to {paid}')
    return dict(found)
