"""Read the XML of a workbook's sheets and texts piece by piece, in the memory of one row.

openpyxl's own reader of rows cannot tell a formula without a value from an empty cell, keeps whatever a hostile part
puts between its rows, and takes three times as long.
"""
from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from xml.parsers import expat

from openpyxl.utils.datetime import from_excel, from_ISO8601

from . import limits
from .errors import Refused
from .sheets import WITHOUT_VALUE

_CONTROL = re.compile('_x([0-9A-Fa-f]{4})_')
_TEXTS = frozenset(('v', 't'))


class _Doctype(Exception):
    """Entities live in document types, and no workbook has one."""


def parser_without_entities():
    """Return a parser of expat that stops at a document type: no entity is ever expanded or fetched."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_details):
        raise _Doctype

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser


def feed(parser, pieces: Iterable[bytes], name: str) -> Iterator[None]:
    """Give the pieces to the parser one by one; yield after each."""
    fed = 0
    try:
        for piece in pieces:
            parser.Parse(piece, False)
            fed += len(piece)
            # A tag without an end, and ever new names of tags, would be kept until the end of the part.
            if fed - parser.CurrentByteIndex > limits.TAG or len(parser.intern) > limits.NAMES:
                raise Refused('broken', what=name[-60:])
            yield
        parser.Parse(b'', True)
        yield
    except _Doctype:
        raise Refused('broken', what=name[-60:], reason='doctype') from None
    except (expat.ExpatError, ValueError, OverflowError, LookupError) as error:
        raise Refused('broken', what=name[-60:]) from error


def check(pieces: Iterable[bytes], name: str):
    for _ in feed(parser_without_entities(), pieces, name):
        pass


class Texts:
    """The shared texts of a workbook: `texts` after `collect`. Phonetic hints are left out."""

    def __init__(self):
        self.texts: list[str] = []
        self._parts: list[str] = []
        self._is_text = False
        self._in_hint = False
        self._size = 0

    def collect(self, pieces: Iterable[bytes], name: str) -> list[str]:
        parser = parser_without_entities()
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._data
        for _ in feed(parser, pieces, name):
            pass
        return self.texts

    def _start(self, tag, _attributes):
        tag = tag.rpartition(':')[2]
        if tag == 'si':
            self._parts, self._size = [], 0
        elif tag == 'rPh':
            self._in_hint = True
        self._is_text = tag == 't' and not self._in_hint

    def _data(self, data):
        if self._is_text:
            self._parts.append(data)
            self._size += len(data)
            if self._size > limits.CELL:
                raise Refused('too_large', what='cell', limit=limits.CELL)

    def _end(self, tag):
        self._is_text = False
        tag = tag.rpartition(':')[2]
        if tag == 'rPh':
            self._in_hint = False
        elif tag == 'si':
            self.texts.append(_unescaped(''.join(self._parts)))


class Rows:
    """The rows of one sheet: `stream` yields (number, cells). `formulas` counts the formulas that were met."""

    def __init__(self, texts: list[str], date_styles: frozenset[int], epoch: datetime, count: Callable[[int], None]):
        """`count` is told how many cells were met, so that it can stop a flood of empty ones."""
        self.formulas = 0
        self._shared = texts
        self._date_styles = {str(style) for style in date_styles}
        self._epoch = epoch
        self._count = count
        self._days: dict[str, object] = {}
        self._ready: list[tuple[int, tuple]] = []
        self._row = 0
        self._cells: list = []
        self._seen = 0
        self._kind = self._style = None
        self._column = 0
        self._parts: list[str] | None = None
        self._has_formula = self._has_value = self._in_value = False
        self._size = 0
        self._prefix = ''

    def stream(self, pieces: Iterable[bytes], name: str) -> Iterator[tuple[int, tuple]]:
        parser = parser_without_entities()
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._data
        for _ in feed(parser, pieces, name):
            self._count(self._seen)
            self._seen = 0
            yield from self._ready
            self._ready.clear()

    def _start(self, tag, attributes):
        if self._prefix or ':' in tag:
            tag = tag.rpartition(':')[2]
        if tag == 'c':
            self._begin_cell(attributes)
        elif tag in _TEXTS:
            self._in_value = self._has_value = True
        elif tag == 'row':
            self._row = int(attributes['r']) if 'r' in attributes else self._row + 1
            self._cells = []
            self._column = 0
        elif tag == 'f':
            self._has_formula = True
        elif tag == 'rPh':
            self._parts = None

    def _begin_cell(self, attributes):
        self._seen += 1
        place = attributes.get('r')
        self._column = _column(place) if place else self._column + 1
        self._kind = attributes.get('t', 'n')
        self._style = attributes.get('s')
        self._parts = []
        self._size = 0
        self._has_formula = self._has_value = False

    def _data(self, data):
        if self._in_value and self._parts is not None:
            self._parts.append(data)
            self._size += len(data)
            if self._size > limits.CELL:
                raise Refused('too_large', what='cell', limit=limits.CELL)

    def _end(self, tag):
        if ':' in tag:
            tag = tag.rpartition(':')[2]
        if tag == 'c':
            self._end_cell()
        elif tag in _TEXTS:
            self._in_value = False
        elif tag == 'row' and self._cells:
            self._ready.append((self._row, tuple(self._cells)))
            self._cells = []

    def _end_cell(self):
        text = ''.join(self._parts or ())
        self.formulas += self._has_formula
        if text:
            value = self._value(text)
        elif self._has_formula and not (self._has_value and self._kind == 'str'):
            value = WITHOUT_VALUE
        else:
            return
        if self._column > limits.COLUMNS:
            raise Refused('too_large', what='columns', limit=limits.COLUMNS)
        missing = self._column - 1 - len(self._cells)
        if missing > 0:
            self._cells.extend([None] * missing)
        self._cells.append(value)

    def _value(self, text: str):
        kind = self._kind
        if kind == 's':
            return self._shared[int(text)]
        if kind == 'n':
            return self._number(text) if self._style not in self._date_styles else self._day(text)
        if kind == 'b':
            return text.strip() in ('1', 'true')
        if kind == 'd':
            return from_ISO8601(text)
        return _unescaped(text)

    def _number(self, text: str):
        return float(text) if '.' in text or 'E' in text or 'e' in text else int(text)

    def _day(self, text: str):
        """Return the date of a number that is shown as one; the number where there is no such date."""
        day = self._days.get(text)
        if day is None:
            number = self._number(text)
            try:
                day = from_excel(number, self._epoch)
            except (OverflowError, ValueError):
                day = number
            if len(self._days) < 10_000:
                self._days[text] = day
        return day


def _column(place: str) -> int:
    """Return 28 for 'AB12'."""
    column = 0
    for char in place:
        if not 'A' <= char <= 'Z':
            break
        column = column * 26 + ord(char) - 64
    return column if column < 20_000 else 20_000


def _unescaped(text: str) -> str:
    return _CONTROL.sub(lambda found: chr(int(found[1], 16)), text) if '_x' in text else text
