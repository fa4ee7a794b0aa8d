"""A sheet of any container: a name, and rows that are read when somebody asks."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Sheet:
    """`rows()` yields (number of the row, cells); a cell is None, str, int, float, bool, date, datetime or time."""

    name: str
    rows: Callable[[], Iterator[tuple[int, tuple]]]
    is_hidden: bool = False


class WithoutValue:
    """A formula whose result is not in the file."""

    def __str__(self):
        return '=…'


WITHOUT_VALUE = WithoutValue()
