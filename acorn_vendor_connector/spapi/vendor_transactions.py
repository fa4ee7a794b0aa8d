"""Read what becomes of the documents we send, as Amazon's model `vendorTransactionStatus` v1 states it."""
from __future__ import annotations

from dataclasses import dataclass

from .wire import Note, Reader, read_json

PROCESSING, SUCCESS, FAILURE = 'Processing', 'Success', 'Failure'
STATUSES = (PROCESSING, SUCCESS, FAILURE)


@dataclass(frozen=True)
class Complaint:
    """One thing that Amazon did not like about a document; `message` is free text and not stable."""

    code: str
    message: str

    def __str__(self):
        return ': '.join(part for part in (self.code, self.message) if part)


@dataclass(frozen=True)
class Transaction:
    """What Amazon says about one document: an unknown status is still being processed, as far as we can tell."""

    id: str
    status: str
    complaints: tuple[Complaint, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.status not in (SUCCESS, FAILURE)


def read_transaction_id(body: bytes) -> str:
    """Return the id that Amazon gave to what we sent: free text, whatever its form."""
    return Reader(read_json(body)).child('payload', required=True).text('transactionId', required=True)


def read_transaction(body: bytes) -> Transaction:
    """Return the status of one transaction; raise WireError when the answer cannot be understood."""
    found = Reader(read_json(body)).child('payload', required=True).child('transactionStatus', required=True)
    return Transaction(
        id=found.text('transactionId', expected=True) or '',
        status=found.word('status', STATUSES, required=True),
        complaints=tuple(_complaint(error) for error in found.children('errors')),
        notes=tuple(found.notes),
    )


def _complaint(error: Reader) -> Complaint:
    """Read one error leniently: whatever it says has to reach a person."""
    message, details = error.text('message', expected=True), error.text('details')
    text = ' — '.join(part for part in (message, details) if part)
    return Complaint(error.text('code', expected=True) or '', text)

