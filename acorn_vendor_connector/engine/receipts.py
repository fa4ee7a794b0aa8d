"""Derive what Amazon received, and when, from the totals that it tells: a receipt is the difference of two readings.

Amazon states of a line only how much it received so far, and the last date. The receipts of a line are a chain with
numbers that leave no gap: the opening one is what had been received before we first looked, whatever its dates were;
every later one is what came since, or what Amazon took back. So their sum is always what Amazon told last.
"""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from .identity import is_newer

if TYPE_CHECKING:
    from ..spapi.vendor_order_status import LineStatus, OrderStatus

OPENING, RECEIPT, CORRECTION = KINDS = ('opening', 'receipt', 'correction')


@dataclass(frozen=True)
class Reading:
    """What one answer of Amazon said about a line: the pieces received so far, and how it counted them.

    `pieces` is None where it said nothing. `changed_at` is Amazon's date of the order, `requested_at` when we asked.
    """

    pieces: int | None
    requested_at: datetime
    changed_at: datetime | None = None
    last_received_at: datetime | None = None
    unit: str = 'Eaches'
    unit_size: int | None = None

    @property
    def counted_in(self) -> tuple[str, int]:
        """Return the unit and how many pieces it has: what a piece is has not changed where these are the same."""
        return self.unit, self.unit_size or 1


@dataclass(frozen=True)
class Receipt:
    """One entry of a line's chain; (line, number) is its key.

    A correction is dated when we learnt of it: Amazon's date is that of its last receipt. `unit_changed` tells that
    Amazon counts in another unit than before, so that the difference may be one of words.
    """

    number: int
    kind: str
    pieces: int
    total: int
    received_at: datetime
    unit_changed: bool = False


@dataclass(frozen=True)
class Ledger:
    """Where the chain of a line ends: the reading that counts, and how many receipts it took to get there.

    `is_watched`: we have looked before, so what comes now has come since; Amazon says nothing until something arrives.
    """

    reading: Reading | None = None
    receipts: int = 0
    is_watched: bool = False

    @property
    def pieces(self) -> int:
        return self.reading.pieces if self.reading else 0


def reading_of(line: LineStatus, order: OrderStatus, requested_at: datetime) -> Reading:
    """Return what an answer that we asked for at `requested_at` says about a line."""
    counted = line.received or line.ordered
    return Reading(
        line.received_pieces, requested_at, order.updated_at, line.last_received_at,
        **({'unit': counted.unit, 'unit_size': counted.unit_size} if counted else {}))


def book(ledger: Ledger, reading: Reading) -> tuple[Ledger, Receipt | None]:
    """Return the ledger after a reading and the receipt that it makes; what is old, or says nothing, makes none."""
    is_late = ledger.reading is not None and not is_newer(ledger.reading, reading)
    if reading.pieces is None or is_late:
        return replace(ledger, is_watched=True), None
    receipt = _receipt(ledger, reading)
    return Ledger(reading, ledger.receipts + bool(receipt), is_watched=True), receipt


def book_all(ledger: Ledger, readings: Iterable[Reading]) -> tuple[Ledger, tuple[Receipt, ...]]:
    """Book one reading after the other."""
    receipts = []
    for reading in readings:
        ledger, receipt = book(ledger, reading)
        if receipt:
            receipts.append(receipt)
    return ledger, tuple(receipts)


def _receipt(ledger: Ledger, reading: Reading) -> Receipt | None:
    pieces = reading.pieces - ledger.pieces
    if not pieces:
        return None
    kind = CORRECTION if pieces < 0 else RECEIPT if ledger.is_watched else OPENING
    learnt_at = reading.changed_at or reading.requested_at
    return Receipt(
        number=ledger.receipts + 1,
        kind=kind,
        pieces=pieces,
        total=reading.pieces,
        received_at=learnt_at if kind == CORRECTION else reading.last_received_at or learnt_at,
        unit_changed=ledger.pieces > 0 and ledger.reading.counted_in != reading.counted_in,
    )
