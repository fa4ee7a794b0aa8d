"""Decide when something that failed is tried again, and when it is left to a person."""
from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Policy:
    """Wait `base`, then twice as long each time, at most `cap`; give up after `attempts` (None: never)."""

    base: timedelta
    cap: timedelta
    attempts: int | None = None


# Time heals the first three; an authorisation may be repaired at Amazon without anybody telling us, so it is looked at
# again, seldom. Data and business rules do not change by waiting.
POLICIES = {
    'busy': Policy(timedelta(seconds=5), timedelta(minutes=5)),
    'throttled': Policy(timedelta(seconds=30), timedelta(minutes=15)),
    'network': Policy(timedelta(minutes=1), timedelta(hours=1)),
    'authorisation': Policy(timedelta(hours=1), timedelta(hours=6)),
    'internal': Policy(timedelta(minutes=5), timedelta(hours=6), attempts=5),
}
# Answers that were cut or came from a gateway: data by kind, but the next answer may be whole.
TRANSIENT_CODES = frozenset(('not_json', 'bad_token_answer'))


def policy(kind: str, code: str | None = None) -> Policy | None:
    """Return how this kind of trouble is tried again, or None when it is not."""
    return POLICIES['network'] if code in TRANSIENT_CODES else POLICIES.get(kind)


def retry_at(kind: str, attempts: int, now: datetime, retry_after: float | None = None, code: str | None = None,
             jitter: Callable[[], float] = random.random) -> datetime | None:
    """Return when to try again after `attempts` failures in a row, or None when a person must act.

    `retry_after` (seconds) is Amazon's wish and never undercut. Jitter spreads many accounts over a quarter either way.
    """
    found = policy(kind, code)
    if found is None or (found.attempts is not None and attempts >= found.attempts):
        return None
    # Beyond 2**20 the cap has long been reached; the bound keeps the number small.
    delay = min(found.cap, found.base * 2 ** min(max(attempts, 1) - 1, 20)) * (0.75 + jitter() / 2)
    return now + max(delay, timedelta(seconds=retry_after or 0))
