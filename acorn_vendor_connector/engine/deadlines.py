"""Say until when an order must be answered, and when somebody has to be told about it."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

# Amazon's guide to its vendor APIs: answer within 24 hours of the order's date; quantities, prices and dates may be
# corrected within 48 hours, afterwards only dates.
ANSWER = timedelta(hours=24)
CORRECT = timedelta(hours=48)


@dataclass(frozen=True)
class Deadlines:
    answer_by: datetime
    remind_at: datetime
    escalate_at: datetime


def asked_at(ordered_at: datetime, answered_at: datetime | None = None,
             changes: Iterable[datetime | None] = ()) -> datetime:
    """Return since when Amazon waits for the answer that is due; `changes` are the times of what it changed last.

    Its guide counts from the order's date, also where the order changes before it is answered. Of an answer due again
    it says nothing: that one is counted from the first change after our answer, or from our answer, if it crossed one.
    """
    if answered_at is None:
        return ordered_at
    return min((moment for moment in changes if moment and moment > answered_at), default=answered_at)


def deadlines(asked: datetime, working: Iterable[tuple[datetime, datetime]], remind: timedelta, escalate: timedelta,
              answer: timedelta = ANSWER) -> Deadlines:
    """Return the deadlines of an answer asked for at `asked`, wherever its order waits.

    `remind` and `escalate` say how much working time has to be left before the answer is due. `working` are the
    intervals in which people work, in any order and for longer than that if need be.
    """
    answer_by = asked + answer
    times = list(working)
    return Deadlines(
        answer_by, with_time_left(asked, answer_by, times, remind), with_time_left(asked, answer_by, times, escalate))


def with_time_left(start: datetime, end: datetime, working: Iterable[tuple[datetime, datetime]],
                   needed: timedelta) -> datetime:
    """Return the last moment with that much working time left before `end`; `start` where there is no such moment."""
    for opens, closes in sorted(working, reverse=True):
        opened, closed = max(opens, start), min(closes, end)
        if closed - opened >= needed:
            return closed - needed
        needed -= max(closed - opened, timedelta(0))
    return start
