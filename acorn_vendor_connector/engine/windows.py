"""Cut the time to read into windows that Amazon accepts."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta

# Amazon's model of getPurchaseOrders: a range of at most 7 days, and only orders of the last 6 months.
MAX_DAYS = 7
HISTORY = relativedelta(months=6)
# A request takes time to arrive; without this margin the oldest window would be too old by then.
HISTORY_MARGIN = timedelta(hours=1)
OVERLAP = timedelta(minutes=10)
# Amazon's own lists may lag behind: the last minutes are left for the next time.
LAG = timedelta(minutes=2)


@dataclass(frozen=True)
class Window:
    after: datetime
    before: datetime


def oldest(now: datetime) -> datetime:
    """Return the earliest moment that may be asked for."""
    return _floor(now - HISTORY + HISTORY_MARGIN)


def next_window(position: datetime, now: datetime, until: datetime | None = None, max_days: float = MAX_DAYS,
                overlap: timedelta = OVERLAP, lag: timedelta = LAG) -> Window | None:
    """Return the next window to read when everything before `position` has been read; None when nothing is due.

    The window begins `overlap` before the position, for what Amazon lists late, and ends at `until` or `lag` before
    now. Times are whole seconds, as Amazon reads them.
    """
    longest = timedelta(days=max_days)
    if overlap >= longest:
        raise ValueError('the overlap must be shorter than a window')
    after = max(_floor(position - overlap), oldest(now))
    end = min(now - lag, until) if until else now - lag
    before = _floor(min(after + longest, end))
    if before <= position or before <= after:
        return None
    return Window(after, before)


def position_after(window: Window) -> datetime:
    """Return the position when every page of the window has been read."""
    return window.before


def is_finished(position: datetime, until: datetime | None) -> bool:
    """Tell whether a back-fill has reached its end; a standing feed never does."""
    return until is not None and _floor(until) <= position


def progress(origin: datetime, position: datetime, end: datetime) -> float:
    """Return how much of the way from origin to end is read, from 0 to 1."""
    if end <= origin:
        return 1.0
    return min(1.0, max(0.0, (position - origin) / (end - origin)))


def _floor(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
