"""Decide when to look again at what became of a document, and when silence is long enough."""
from __future__ import annotations

from datetime import datetime, timedelta

# Longer than any time-out of a request: who has not come back by then will not come back.
LONGEST_CALL = timedelta(minutes=5)
# Amazon says that results show within half an hour, and that no news by then are mostly good news.
PATIENCE = timedelta(minutes=30)
SOONEST, LATEST = timedelta(minutes=1), timedelta(hours=1)


def next_look(sent_at: datetime, now: datetime) -> datetime:
    """Return when to ask again: the older the document, the less often."""
    return now + min(max(now - sent_at, SOONEST), LATEST)


def is_overdue(sent_at: datetime, now: datetime, patience: timedelta = PATIENCE) -> bool:
    """Tell whether Amazon had all the time it takes."""
    return now - sent_at >= patience
