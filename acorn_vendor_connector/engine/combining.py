"""Find the few invoices that a lump sum pays: the only ones that can be, or a question."""
from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, islice
from math import comb

NONE, ONE, SEVERAL, TOO_MANY = 'none', 'one', 'several', 'too_many'
MOST_CANDIDATES = 30
MOST_INVOICES = 4


@dataclass(frozen=True)
class Combined:
    """What adds up: `ids` of the only solution, of the first two, or of all candidates where they are too many.

    `chance` is about how many sums of that many invoices hit an amount by accident; round amounts do so more often.
    """

    state: str
    ids: tuple[int, ...] = ()
    chance: Decimal = Decimal(0)


def combine(
    amount: Decimal, candidates: Iterable[tuple[int, Decimal]], tolerance: Decimal = Decimal(0),
    most: int = MOST_INVOICES, most_candidates: int = MOST_CANDIDATES,
) -> Combined:
    """Return the 1 to `most` (4 at the outside) of the (id, open amount) whose sum is the amount, give or take.

    The answer does not depend on the order of the candidates. Beyond `most_candidates` nothing is tried: among that
    many, something always adds up by chance.
    """
    usable = sorted((open_amount, each) for each, open_amount in candidates if open_amount * amount > 0)
    if len(usable) > most_candidates:
        return Combined(TOO_MANY, tuple(sorted(each for _amount, each in usable)))
    low, high = amount - tolerance, amount + tolerance
    found = tuple(islice(_solutions(usable, low, high, most), 2))
    if len(found) > 1:
        return Combined(SEVERAL, tuple(sorted(frozenset().union(*found))))
    if not found:
        return Combined(NONE)
    return Combined(ONE, tuple(sorted(found[0])), _chance([each for each, _id in usable], tolerance, most))


def _chance(opens: list[Decimal], tolerance: Decimal, most: int) -> Decimal:
    """Return the sums that were tried, spread over all that they can be in steps of the smallest unit."""
    unit = Decimal(1).scaleb(min(each.normalize().as_tuple().exponent for each in opens))
    sums = sum(comb(len(opens), size) for size in range(1, most + 1))
    reach = sum(sorted(map(abs, opens))[-most:], Decimal(0))
    return sums * (2 * tolerance + unit) / reach


def _solutions(usable, low, high, most):
    """Yield every set of invoices once; one invoice alone counts, too: it makes a sum of others doubtful."""
    seen = set()
    for size, search in enumerate((_ones, _twos, _threes, _fours), start=1):
        if size <= most:
            for solution in search(usable, low, high):
                if solution not in seen:
                    seen.add(solution)
                    yield solution


def _within(sums: Sequence[tuple], low: Decimal, high: Decimal):
    """Return the part of sorted (sum, …) that lies between the two."""
    return sums[bisect_left(sums, low, key=_sum):bisect_right(sums, high, key=_sum)]


def _sum(item: tuple) -> Decimal:
    return item[0]


def _ones(usable, low, high):
    return (frozenset({each}) for _amount, each in _within(usable, low, high))


def _twos(usable, low, high):
    for index, (amount, each) in enumerate(usable):
        for _amount, other in _within(usable[index + 1:], low - amount, high - amount):
            yield frozenset({each, other})


def _threes(usable, low, high):
    for (first, a), (second, b) in combinations(usable, 2):
        for _amount, c in _within(usable, low - first - second, high - first - second):
            if c not in (a, b):
                yield frozenset({a, b, c})


def _fours(usable, low, high):
    pairs = sorted((first + second, a, b) for (first, a), (second, b) in combinations(usable, 2))
    for amount, a, b in pairs:
        for _amount, c, d in _within(pairs, low - amount, high - amount):
            if len({a, b, c, d}) == 4:
                yield frozenset({a, b, c, d})
