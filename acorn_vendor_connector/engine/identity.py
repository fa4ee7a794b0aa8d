"""Decide whether a document we have just read is news."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

SAME, NEWER, STALE = 'same', 'newer', 'stale'


@dataclass(frozen=True)
class Version:
    """One reading of a document: the hash of its content, Amazon's change date, and when we asked for it."""

    digest: str
    changed_at: datetime | None
    requested_at: datetime


def decide(current: Version | None, incoming: Version) -> str:
    """Compare with the current version only: 10, then 12, then 10 again are three versions.

    Newer is what Amazon says changed later; where it does not say, or says the same, what we asked for later. Two
    different contents in one answer are taken in their order.
    """
    if current is None:
        return NEWER
    if incoming.digest == current.digest:
        return SAME
    return NEWER if is_newer(current, incoming) else STALE


def is_newer(current, incoming) -> bool:
    """Tell by their `changed_at` and `requested_at` which of two answers is the later one."""
    stated = incoming.changed_at and current.changed_at
    if stated and incoming.changed_at != current.changed_at:
        return incoming.changed_at > current.changed_at
    return incoming.requested_at >= current.requested_at
