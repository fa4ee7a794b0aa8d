"""Follow a line from what Amazon ordered to what it received, and give every piece that is lost or gained a reason."""
from __future__ import annotations

from dataclasses import dataclass

from .reasons import Reason, reason

ACKNOWLEDGED, ACCEPTED, SHIPPED, RECEIVED = STEPS = ('acknowledged', 'accepted', 'shipped', 'received')


@dataclass(frozen=True)
class Counts:
    """One line in pieces, by both sets of books; None is what nobody has said yet.

    `ordered` is what Amazon orders today; `acknowledged` (with what comes later) and `rejected` are our last answer;
    `accepted` and `received` are what Amazon shows. `shipped` is None where the order was never in our books: then what
    Amazon waited for has left by other ways. `ship_by_is_past`: the goods should have left. `is_over`: Amazon expects
    nothing more, because the order is closed or the line received.
    """

    ordered: int
    acknowledged: int | None = None
    rejected: int = 0
    accepted: int | None = None
    shipped: int | None = 0
    received: int | None = None
    ship_by_is_past: bool = False
    is_over: bool = False


@dataclass(frozen=True)
class Difference:
    """One step at which pieces are lost or gained; `actual` is None where it is words that are missing, not pieces.

    What `is_open` may still come right by itself or by the next thing we do; the rest is a fact.
    """

    step: str
    expected: int
    actual: int | None
    reason: Reason
    is_open: bool = False

    @property
    def pieces(self) -> int:
        return 0 if self.actual is None else self.actual - self.expected


def compare(counts: Counts) -> tuple[Difference, ...]:
    """Return every difference of a line; together their pieces lead from what is ordered to what was received."""
    found = [*_acknowledged(counts), *_accepted(counts), *_shipped(counts), *_received(counts)]
    return tuple(found)


def expected_to_ship(counts: Counts) -> int:
    """Return what Amazon waits for: what it accepted, else what we acknowledged, else what it ordered.

    Never more than it still orders: what it cancelled after our answer is not ours to ship.
    """
    known = (counts.accepted, counts.acknowledged, counts.ordered)
    return min(next(pieces for pieces in known if pieces is not None), counts.ordered)


def _acknowledged(counts: Counts):
    """Compare our answer with the order: what we rejected, and what Amazon changed after it."""
    if counts.acknowledged is None:
        if counts.ordered and counts.accepted is None:
            yield Difference(ACKNOWLEDGED, counts.ordered, None, reason('not_answered'), is_open=not counts.is_over)
        return
    ordered, answered = counts.ordered, counts.acknowledged + counts.rejected
    if answered > ordered:
        yield Difference(ACKNOWLEDGED, ordered, None, reason('ordered_less', answered=answered))
    elif answered < ordered:
        yield Difference(ACKNOWLEDGED, ordered, answered, reason('ordered_more'), is_open=not counts.is_over)
    acknowledged = _still_acknowledged(counts)
    if acknowledged < min(answered, ordered):
        yield Difference(ACKNOWLEDGED, min(answered, ordered), acknowledged, reason('rejected'))


def _still_acknowledged(counts: Counts) -> int:
    return min(counts.acknowledged, counts.ordered)


def _accepted(counts: Counts):
    """Compare what Amazon made of our answer with the answer."""
    if counts.accepted is None:
        if counts.acknowledged is not None and counts.ordered:
            expected = _still_acknowledged(counts)
            yield Difference(ACCEPTED, expected, None, reason('not_confirmed'), is_open=not counts.is_over)
        return
    accepted = expected_to_ship(counts)
    if counts.acknowledged is None:
        code = 'answered_elsewhere' if accepted == counts.ordered else 'rejected_elsewhere'
        yield Difference(ACCEPTED, counts.ordered, accepted, reason(code))
        return
    expected = _still_acknowledged(counts)
    if accepted != expected:
        yield Difference(
            ACCEPTED, expected, accepted, reason('accepted_less' if accepted < expected else 'accepted_more'))


def _shipped(counts: Counts):
    expected, shipped = expected_to_ship(counts), counts.shipped
    if shipped is None:
        return
    if shipped > expected:
        yield Difference(SHIPPED, expected, shipped, reason('shipped_more'))
    elif shipped < expected:
        has_time = not counts.ship_by_is_past and not counts.is_over
        code = 'to_ship' if has_time else 'shipped_less'
        yield Difference(SHIPPED, expected, shipped, reason(code), is_open=not counts.is_over)


def _received(counts: Counts):
    shipped = expected_to_ship(counts) if counts.shipped is None else counts.shipped
    received = counts.received or 0
    if received > shipped:
        yield Difference(RECEIVED, shipped, received, reason('received_more' if shipped else 'received_unshipped'))
    elif received < shipped:
        code = 'received_less' if counts.is_over else 'to_receive'
        yield Difference(RECEIVED, shipped, received, reason(code), is_open=not counts.is_over)
