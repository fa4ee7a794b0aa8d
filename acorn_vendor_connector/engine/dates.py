"""Turn Amazon's windows, which are instants in UTC, into the days that people and carriers mean.

Amazon writes a window as UTC instants at midnight of some local day: 2019-08-21T07:00Z--2019-08-27T07:00Z is midnight
to midnight in US Pacific time, and a window whose start and end are equal means that very day. The day of the end
therefore belongs to the window, also when the end stands exactly at its midnight: the window above lasts until the end
of 27 August. A reading that stopped at the first second of the last day would turn an exact day into nothing.
"""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

SHIP, DELIVERY = 'ship', 'delivery'
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Span:
    """A window as Amazon states it: two aware instants."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Dates:
    """`first_day` and `last_day` are the window's local days; the goods leave on `ship_from` at the earliest.

    `due_at` (aware UTC) is the last second of the day on which they have to leave the warehouse.
    """

    kind: str
    start: datetime
    end: datetime
    first_day: date
    last_day: date
    ship_from: date
    ship_by: date
    due_at: datetime


def zone(name: str | None) -> ZoneInfo | timezone:
    """Return the time zone of that name; UTC where none is known."""
    try:
        return ZoneInfo(name) if name else timezone.utc
    except (ZoneInfoNotFoundError, ValueError):
        return timezone.utc


def local_day(moment: datetime, tz_name: str | None) -> date:
    return moment.astimezone(zone(tz_name)).date()


def end_of_day(day: date, tz_name: str | None) -> datetime:
    """Return the last second of a local day in UTC, also on the days on which clocks change."""
    midnight = datetime.combine(day + timedelta(days=1), time(), zone(tz_name))
    return midnight.astimezone(timezone.utc) - _SECOND


def order_dates(ship_window: Span | None, delivery_window: Span | None, tz_name: str | None,
                transit_days: int = 0) -> Dates | None:
    """Return the days of an order in the ship-to's time zone; None without a window.

    A ship window says itself when the goods leave. A delivery window says when they arrive: they leave `transit_days`
    calendar days before. Amazon states one of the two; should both be there, the ship window is the stricter promise.
    """
    kind, window = (SHIP, ship_window) if ship_window else (DELIVERY, delivery_window)
    if window is None:
        return None
    first, last = local_day(window.start, tz_name), local_day(window.end, tz_name)
    travel = timedelta(days=transit_days if kind == DELIVERY else 0)
    return Dates(
        kind=kind, start=window.start, end=window.end, first_day=first, last_day=last,
        ship_from=first - travel, ship_by=last - travel, due_at=end_of_day(last - travel, tz_name))


def departure(arrives_at: datetime, tz_name: str | None, transit_days: int) -> datetime:
    """Return the end of the day on which goods have to leave to arrive on the day of a moment."""
    return end_of_day(local_day(arrives_at, tz_name) - timedelta(days=transit_days), tz_name)


def same_days(one: Span | None, other: Span | None, tz_name: str | None) -> bool:
    """Tell whether two windows mean the same local days; their hours do not matter."""
    if one is None or other is None:
        return one is other
    return all(
        local_day(mine, tz_name) == local_day(theirs, tz_name)
        for mine, theirs in ((one.start, other.start), (one.end, other.end)))
