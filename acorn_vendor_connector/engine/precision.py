"""Tell how far a rule can be trusted from the sample that people checked."""
from __future__ import annotations

from math import sqrt

# Two-sided 95 %.
_Z = 1.959963984540054


def interval(right: int, total: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of the share of right answers; nothing checked is anything from 0 to 1."""
    if not total:
        return 0.0, 1.0
    share, square = right / total, _Z * _Z
    centre = share + square / (2 * total)
    spread = _Z * sqrt(share * (1 - share) / total + square / (4 * total * total))
    scale = 1 + square / total
    # At the ends the interval touches 0 and 1 exactly; floating point would miss them by a hair.
    low = 0.0 if not right else (centre - spread) / scale
    high = 1.0 if right == total else (centre + spread) / scale
    return low, high


def loses_permission(right: int, total: int, limit: float, judged_from: int) -> bool:
    """Tell whether a rule may no longer act alone: enough was checked, and its lower bound is under the limit."""
    return total > 0 and total >= judged_from and interval(right, total)[0] < limit
