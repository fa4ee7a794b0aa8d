"""Count calls so that Amazon need not refuse them: one token bucket per selling partner and operation."""
from __future__ import annotations

import threading
import time
from collections.abc import Callable

# (calls a second, burst) from the usage plan written in each of Amazon's API models.
DEFAULT_PLAN = (10.0, 10)
PLANS = {
    'getTransaction': (10.0, 20),
}
# Other processes and programs use the same plan, and nobody tells us how much: each refusal means that we take more
# than our share, each call that passes that we might take more. So all find theirs, with few calls refused.
LESS, MORE, LEAST_SHARE = 0.7, 0.002, 0.05
# The sandbox gives every operation the same, smaller plan ("The Selling Partner API sandbox").
SANDBOX_PLAN = (5.0, 15)


class TokenBucket:
    """Hold up to `burst` calls and gain our share of `rate` a second. Not thread-safe by itself."""

    def __init__(self, rate: float, burst: int, clock: Callable[[], float] = time.monotonic):
        self.rate = rate
        self.burst = burst
        self._share = 1.0
        self._clock = clock
        self._tokens = float(burst)
        self._at = clock()

    def _refill(self) -> None:
        now = self._clock()
        self._tokens = min(float(self.burst), self._tokens + max(0.0, now - self._at) * self._pace)
        self._at = now

    @property
    def _pace(self) -> float:
        return self.rate * self._share

    def acquire(self) -> float:
        """Take one call and return 0, or take nothing and return the seconds until one is there."""
        self._refill()
        # A clock that ticks in floats may leave a full token at 0.9999999.
        if self._tokens >= 1 - 1e-9:
            self._tokens = max(0.0, self._tokens - 1)
            return 0.0
        return (1 - self._tokens) / self._pace

    def set_rate(self, rate: float) -> None:
        """Go on with another rate; what was gained until now was gained at the old one."""
        self._refill()
        self.rate = rate

    def pass_one(self) -> None:
        """Be a little bolder: Amazon let a call pass."""
        self._refill()
        self._share = min(1.0, self._share + MORE)

    def drain(self) -> None:
        """Forget every call in hand and go slower: Amazon has just said that there is none, somebody else had it."""
        self._refill()
        self._tokens = 0.0
        self._share = max(LEAST_SHARE, self._share * LESS)

    @property
    def refill_seconds(self) -> float:
        """How long an empty bucket needs to be full."""
        return self.burst / self._pace


class Throttle:
    """Keep the buckets of this process, by (selling partner, operation): Amazon counts per app and vendor group.

    Never sleeps. Other processes have their own buckets; what they use up together Amazon answers with a 429, and each
    takes less until they fit.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic, plans: dict | None = None,
                 default: tuple[float, int] = DEFAULT_PLAN):
        self._clock = clock
        self._plans = PLANS if plans is None else plans
        self._default = default
        self._buckets: dict[tuple, TokenBucket] = {}
        self._lock = threading.Lock()

    def _bucket(self, partner, operation: str) -> TokenBucket:
        key = (partner, operation)
        if key not in self._buckets:
            self._buckets[key] = TokenBucket(*self._plans.get(operation, self._default), clock=self._clock)
        return self._buckets[key]

    def acquire(self, partner, operation: str) -> float:
        """Return 0 when the call may go now (it is then counted), else the seconds to wait before asking again."""
        with self._lock:
            return self._bucket(partner, operation).acquire()

    def learn(self, partner, operation: str, rate: float | None) -> None:
        """Note that a call passed, and the rate that Amazon stated in x-amzn-RateLimit-Limit; nonsense is ignored."""
        with self._lock:
            bucket = self._bucket(partner, operation)
            bucket.pass_one()
            if rate and 0 < rate < float('inf'):
                bucket.set_rate(rate)

    def drain(self, partner, operation: str) -> float:
        """Note a refusal and return the seconds until a full burst is there again."""
        with self._lock:
            bucket = self._bucket(partner, operation)
            bucket.drain()
            return bucket.refill_seconds


_PRODUCTION, _SANDBOX = Throttle(), Throttle(plans={}, default=SANDBOX_PLAN)


def shared(environment: str) -> Throttle:
    """Return the one throttle of this process for the environment; a simulator keeps production's plan."""
    return _SANDBOX if environment == 'sandbox' else _PRODUCTION
