"""Find the lists in the sheets of a file by their headings, and read their rows.

Every row is looked at once, in order. A row of texts among which are known headings begins a list; what follows are its
rows, until the next headings. Rows with a single cell, and rows that begin with a heading without being headings
(Amazon's warnings do), are kept beside the lists as `Loose`.
"""
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from . import headings, layouts, limits
from .cells import as_text, clean
from .errors import Refused
from .layouts import Context, Layout, Section
from .locales import Evidence, Place
from .reading import Heading
from .sheets import WITHOUT_VALUE
from .values import Reader, is_nothing

_DIGIT = re.compile('[0-9]')


@dataclass(frozen=True)
class Loose:
    """A row that belongs to no list: its cells as texts, without empty ones."""

    sheet: str
    row: int
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    index: int
    key: str
    text: str
    field: layouts.Field | None = None


@dataclass
class Found:
    """Headings and what stands below them, before it is known which list that is. `hits` counts known headings."""

    sheet: str
    row: int
    texts: tuple[str, ...]
    hits: int
    rows: list[tuple[int, tuple]] = field(default_factory=list)
    keys: frozenset[str] = frozenset()

    def headings(self) -> list[tuple[str, str]]:
        """Return key and text of every column; one without a heading is named by its place."""
        width = max((len(cells) for _row, cells in self.rows), default=0)
        named, last, blank = [], '', 0
        for text in (*self.texts, *('' for _ in range(width - len(self.texts)))):
            key = headings.key(text)
            last, blank = (key, 0) if key else (last, blank + 1)
            named.append((key or f'after {last}' + (f' {blank}' if blank > 1 else ''), text))
        return named


@dataclass
class Table:
    """A list whose section is known."""

    sheet: str
    row: int                  # of its headings
    section: Section
    columns: tuple[Column, ...]
    rows: list[tuple[int, tuple]]

    def has(self, name: str) -> bool:
        return any(column.field and column.field.name == name for column in self.columns)

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the required fields without a column, in the order of the section."""
        return tuple(each.name for each in self.section.fields if each.required and not self.has(each.name))

    @property
    def unknown(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.field is None)

    def unknown_headings(self) -> tuple[Heading, ...]:
        """Return the columns that nobody knows and in which something stands."""
        samples = {column.index: '' for column in self.unknown}
        for _row, cells in self.rows:
            for index in [index for index, sample in samples.items() if not sample and index < len(cells)]:
                samples[index] = as_text(cells[index])[:60]
            if all(samples.values()):
                break
        return tuple(
            Heading(column.key, column.text, samples[column.index]) for column in self.unknown
            if column.text or samples[column.index])

    def testify(self, evidence: Evidence):
        """Tell how dates and numbers are written in this list."""
        for column in self.columns:
            if column.field is not None and column.field.type in (layouts.DATE, *layouts.NUMERIC):
                self._testify(column, evidence)

    def _testify(self, column: Column, evidence: Evidence):
        index, heading, is_date = column.index, column.text, column.field.type == layouts.DATE
        currency = next(
            (each.index for each in self.columns if each.field and each.field.name == column.field.currency), None)
        has_texts = has_dates = False
        for row, cells in self.rows:
            value = cells[index] if index < len(cells) else None
            if type(value) is not str:
                has_dates = has_dates or isinstance(value, date)
                continue
            text = clean(value)
            if is_nothing(text):
                continue
            where = Place(self.sheet, row, heading)
            if is_date:
                has_texts = True
                evidence.date(text, where)
            else:
                evidence.number(text, where, _at(cells, currency).upper() if currency is not None else '')
        if has_texts and has_dates:
            evidence.mixed(Place(self.sheet, self.row, heading))

    def records(self, context: Context) -> Iterator[tuple[Place, dict]]:
        """Yield where each row stands and its values by field, typed as the fields say; absent where the cell is empty.

        Columns that nobody knows are in 'extra', by heading. The rows are given away: they can be read once.
        """
        readers = [(column, column.field and Reader(column, self.sheet, context)) for column in self.columns]
        rows, self.rows = self.rows, []
        rows.reverse()
        while rows:
            row, cells = rows.pop()
            values = self._record(row, cells, readers)
            if values:
                yield Place(self.sheet, row, ''), values

    def _record(self, row, cells, readers) -> dict:
        values: dict = {}
        extra: dict = {}
        width = len(cells)
        for column, reader in readers:
            value = cells[column.index] if column.index < width else None
            if value is None or value == '':
                continue
            if reader is not None:
                value = reader.value_of(value, row)
                if value is not None:
                    values[column.field.name] = value
            elif value is not WITHOUT_VALUE:
                text = as_text(value)
                if text:
                    extra[column.text or column.key] = text
        if extra:
            values['extra'] = extra
        return values


def _at(cells, index) -> str:
    return as_text(cells[index]) if index < len(cells) else ''


class Finder:
    """Go through sheets row by row and collect lists (`found`) and what stands around them (`loose`)."""

    def __init__(self, known: frozenset[str]):
        """`known` are the keys of all headings of all layouts."""
        self._known = known
        self._keys = headings.Keys()
        self.found: list[Found] = []
        self.loose: list[Loose] = []
        self._rows = 0
        self._cells = 0

    def look_through(self, sheet: str, rows: Iterator[tuple[int, tuple]]):
        current, last = None, 0
        for number, cells in rows:
            filled = [value for value in cells if value is not None and value != '']
            if not filled:
                continue
            self._count(len(cells), len(filled))
            hits = self._heading_hits(filled)
            # Words right below the rows of a list that we know are one more row, not the headings of another list.
            if hits is not None and (hits or current is None or not current.hits or number - last != 1):
                current = self._begin(sheet, number, cells, hits, current)
            elif current is None or self._is_aside(filled, current):
                self._set_aside(sheet, number, filled)
            else:
                current.rows.append((number, cells))
                last = number

    def _count(self, width: int, filled: int):
        self._rows += 1
        self._cells += filled
        if self._rows > limits.ROWS:
            raise Refused('too_many_rows', limit=limits.ROWS)
        if width > limits.COLUMNS:
            raise Refused('too_large', what='columns', limit=limits.COLUMNS)
        if self._cells > limits.CELLS:
            raise Refused('too_large', what='cells', limit=limits.CELLS)

    def _is_label(self, value) -> bool:
        return type(value) is str and len(value) <= headings.MAX_LENGTH and self._keys[value] in self._known

    def _is_aside(self, filled, current: Found) -> bool:
        """Tell whether a row is a title, a warning or a sum rather than a row of the list."""
        first = filled[0]
        if len(filled) == 1 or _is_invisible(filled):
            return True
        if type(first) is not str:
            return False
        key = self._keys[first]
        if len(filled) == 2 and key in self._known:
            return True
        return key in headings.TOTALS or key in current.keys or key.removesuffix('s') in current.keys

    def _heading_hits(self, filled) -> int | None:
        """Return how many known headings a row of headings has; None when it is none."""
        if len(filled) < 3 or not all(type(value) is str for value in filled):
            return None
        first = sum(map(self._is_label, filled[:4]))
        has_digits = any(map(_DIGIT.search, filled))
        if not first and has_digits:
            return None
        hits = sum(map(self._is_label, filled))
        if hits >= 3 and 2 * hits >= len(filled):
            return hits
        # Headings in a language that we do not know: texts only, and each says something else.
        is_plain = not has_digits and len({value.strip() for value in filled}) == len(filled) >= 4
        return hits if is_plain or hits >= 4 else None

    def _begin(self, sheet, number, cells, hits, current):
        texts = tuple(map(as_text, cells))
        if current is not None and current.sheet == sheet and current.texts == texts:
            return current  # headings repeated at the top of a printed page
        self.found.append(Found(sheet, number, texts, hits, keys=frozenset(filter(None, map(headings.key, texts)))))
        return self.found[-1]

    def _set_aside(self, sheet, number, filled):
        texts = tuple(text for text in map(as_text, filled) if text)
        if texts and len(self.loose) < limits.LOOSE_ROWS:
            self.loose.append(Loose(sheet, number, texts))


def _is_invisible(filled) -> bool:
    return all(type(value) is str and not clean(value) for value in filled[:8])


def assigned(found: Found, section: Section, chosen) -> Table:
    """Return the list as that section; `chosen` maps keys of headings to fields, before what we know ourselves."""
    columns, taken = [], set()
    for index, (key, text) in enumerate(found.headings()):
        each = _field_of(key, section, chosen)
        if each is not None and each.name in taken:
            each = None
        if each is not None:
            taken.add(each.name)
        columns.append(Column(index, key, text, each))
    return Table(found.sheet, found.row, section, tuple(columns), found.rows)


def _field_of(key: str, section: Section, chosen):
    name = chosen.get(key)
    if name == '':
        return None
    # What a person said about the headings of another kind of list does not count here.
    return section.by_name.get(name) or section.by_key.get(key)


def score(found: Found, section: Section, chosen) -> int:
    """Return how many fields of the section have a column."""
    return len({each.name for each in (_field_of(key, section, chosen) for key, _text in found.headings()) if each})


def keys_of(all_layouts: tuple[Layout, ...], chosen: frozenset[str]) -> frozenset[str]:
    return chosen | {
        key for layout in all_layouts for section in layout.sections for key in section.by_key
    }
