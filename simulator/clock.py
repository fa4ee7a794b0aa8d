"""Time as the simulator sees it: it runs with the machine, or stands still until it is moved."""
import re
from datetime import datetime, timedelta, timezone

ISO_8601 = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:?\d\d)?", re.IGNORECASE
)


class Clock:
    """Tell the time; a clock made with a moment stands still there, any other runs with the machine."""

    def __init__(self, now=None, offset=timedelta(0)):
        self._standing_at = now.astimezone(timezone.utc) if now else None
        self.offset = offset

    def now(self):
        return (self._standing_at or datetime.now(timezone.utc)) + self.offset

    def advance(self, delta):
        self.offset += delta


def parse(text):
    """Read an ISO-8601 moment; without a zone it is UTC, as in the examples of Amazon's sandbox. Raise ValueError."""
    found = ISO_8601.fullmatch(text.strip())
    if not found:
        raise ValueError(f"not an ISO-8601 date and time: {text}")
    *parts, fraction, zone = found.groups()
    micro = int((fraction or "0").ljust(6, "0")[:6])
    moment = datetime(*(int(part or 0) for part in parts), micro, tzinfo=timezone.utc)
    if not zone or zone in "Zz":
        return moment
    sign = -1 if zone[0] == "+" else 1
    digits = zone[1:].replace(":", "")
    return moment + sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))


def text(moment):
    """Write a moment the way Amazon does: UTC, whole seconds, Z."""
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def six_months_before(moment):
    """Return the same day six calendar months earlier, or the last day of that month."""
    month = moment.month - 6
    year = moment.year - (1 if month < 1 else 0)
    month = month if month > 0 else month + 12
    day = moment.day
    while True:
        try:
            return moment.replace(year=year, month=month, day=day)
        except ValueError:
            day -= 1
