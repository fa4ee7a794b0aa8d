"""Say what is free to promise: what is there and what will come, less what others have been promised.

A piece is free from a day on if nobody needs it on that day or on any later one, also after what still comes in: goods
promised for Friday are not free on Monday, unless Wednesday's receipt replaces them.
"""
from __future__ import annotations

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from decimal import Decimal

Pieces = int | Decimal

_NEVER = datetime.max.replace(tzinfo=timezone.utc)


@dataclass(frozen=True)
class Supply:
    """Goods that will come in; `goods` is whatever names a product in a warehouse.

    A receipt that is overdue comes when the caller says it comes: with its old date it counts as if it were there.
    """

    goods: Hashable
    at: datetime
    pieces: Pieces


@dataclass(frozen=True)
class Demand:
    """Goods that an order needs on a day; what is `reserved` of them is kept apart already today."""

    goods: Hashable
    at: datetime
    pieces: Pieces
    reserved: Pieces = 0
    order: Hashable | None = None


class Ledger:
    """Keep the books of what is free while promises are handed out one after the other.

    Pieces are of the product's own unit; `on_hand` counts the reserved ones too. Whatever falls on one day should have
    the same moment: what a question costs is the number of different ones.
    """

    def __init__(self, on_hand: Mapping[Hashable, Pieces], supplies: Iterable[Supply] = (),
                 demands: Iterable[Demand] = ()):
        self._accounts = defaultdict(_Account)
        self._demands = defaultdict(list)
        for goods, pieces in on_hand.items():
            self._accounts[goods].now += pieces
        for supply in supplies:
            self._accounts[supply.goods].enter(supply.at, supply.pieces)
        for demand in demands:
            self._book(demand, -1)
            if demand.order is not None:
                self._demands[demand.order].append(demand)

    def release(self, order: Hashable) -> None:
        """Take an order's own demand and reservation out: what it is promised takes their place."""
        for demand in self._demands.pop(order, ()):
            self._book(demand, 1)

    def promise(self, goods: Hashable, at: datetime, pieces: Pieces) -> None:
        """Promise pieces for a day, free or not: nobody who asks later gets them too."""
        self._accounts[goods].enter(at, -pieces)

    def free(self, goods: Hashable, at: datetime) -> Pieces:
        """Return how many pieces may be promised for that day; never less than none."""
        return max(0, self._accounts[goods].lows(at)[0][1])

    def free_since(self, goods: Hashable, pieces: Pieces, at: datetime) -> datetime | None:
        """Return the first moment from `at` on at which that many are free, None when they never are."""
        return next((moment for moment, low in self._accounts[goods].lows(at) if low >= pieces), None)

    def _book(self, demand: Demand, sign: int) -> None:
        account = self._accounts[demand.goods]
        account.now += sign * demand.reserved
        account.enter(demand.at, sign * (demand.pieces - demand.reserved))


class _Account:
    """What is there `now` of some goods, and how much more or less of them at which moments."""

    def __init__(self):
        self.now = 0
        self._moments = []
        self._steps = {}

    def enter(self, at: datetime, pieces: Pieces) -> None:
        if at not in self._steps:
            insort(self._moments, at)
            self._steps[at] = 0
        self._steps[at] += pieces

    def lows(self, since: datetime) -> list[tuple[datetime, Pieces]]:
        """Return (moment, the least there will ever be from it on), from `since` on; it never falls."""
        passed = bisect_right(self._moments, since)
        balance = self.now + sum(self._steps[moment] for moment in self._moments[:passed])
        balances = [(since, balance)]
        for moment in self._moments[passed:]:
            balance += self._steps[moment]
            balances.append((moment, balance))
        lows, low = [], balance
        for moment, left in reversed(balances):
            low = min(low, left)
            lows.append((moment, low))
        return lows[::-1]


def turn(due_at: datetime | None, ordered_at: datetime | None, *name: str) -> tuple:
    """Return by what orders queue for the same goods: due first, then ordered first, then by name."""
    return due_at or _NEVER, ordered_at or _NEVER, *name
