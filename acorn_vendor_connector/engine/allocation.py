"""Hold the laws of money: nothing is lost, nothing is counted twice, nothing is paid twice."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from .classes import CLAIMS_ON_INVOICES

if TYPE_CHECKING:
    from .classify import Classified, LineFacts
    from .matching import Invoice, Proposal

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


def check(lines: Iterable[tuple[LineFacts, Classified]], proposals: Iterable[Proposal]) -> None:
    """Assert that every line has one proposal, in order, which gives away exactly what the line moves or nothing."""
    for (line, classified), proposal in zip(lines, proposals, strict=True):
        if proposal.line_id != line.id:
            raise Imbalance(f'line {line.id} has the proposal of line {proposal.line_id}')
        given = sum((amount for _invoice, amount in proposal.allocations), ZERO)
        if proposal.allocations and given != classified.allocated(line):
            raise Imbalance(f'line {line.id} moves {classified.allocated(line)}, but {given} is allocated')


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
    for line, classified in lines:
        if classified.line_class in CLAIMS_ON_INVOICES:
            found[classified.base_key, classified.line_class] -= line.paid
    return dict(found)
