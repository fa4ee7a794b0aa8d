"""Hold the laws of money: nothing is lost, nothing is counted twice, nothing is paid twice."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from .classes import INVOICE

if TYPE_CHECKING:
    from .candidates import Invoice, Proposal
    from .classify import Classified, LineFacts

ZERO = Decimal(0)


class Imbalance(AssertionError):
    """Money appeared or vanished: an error of ours, never of the data."""


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


def still_open(invoice: Invoice, allocated: Iterable[Decimal] = ()) -> Decimal:
    """Return what is left of an invoice after the payments known and these; its sign is the invoice's."""
    return invoice.total - invoice.allocated - invoice.proposed - sum(allocated, ZERO)
