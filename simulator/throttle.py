"""Amazon's usage plans: a token bucket for each operation and pair of app and vendor group."""
import threading
import time

UNTHROTTLED_RATE = 10_000.0


class Throttle:
    """Count requests against the plan; `factor` multiplies every rate and burst, None lifts the limits."""

    def __init__(self, factor=1.0, monotonic=time.monotonic):
        self.factor = factor
        self._monotonic = monotonic
        self._buckets = {}
        self._lock = threading.Lock()

    def rate(self, route):
        return UNTHROTTLED_RATE if self.factor is None else route.rate * self.factor

    def admits(self, route, key):
        """Take one token from the bucket, or say no."""
        if self.factor is None:
            return True
        burst = max(1.0, route.burst * self.factor)
        with self._lock:
            now = self._monotonic()
            tokens, since = self._buckets.get((route.operation, key), (burst, now))
            tokens = min(burst, tokens + (now - since) * self.rate(route))
            admitted = tokens >= 1
            self._buckets[route.operation, key] = (tokens - admitted, now)
            return admitted
