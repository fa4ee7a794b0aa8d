"""Read Amazon's JSON leniently: keep what is odd and note it, refuse only what cannot be understood.

Amazon's own sandbox breaks Amazon's own models, so a missing optional or an unknown word never stops a document. What
stops it is raised as WireError with the path of the field.
"""
from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime, timezone
from decimal import Decimal

from dateutil import parser as dateutil_parser

# A bound far above any order and far below what a database integer or a float column takes.
MAX_INTEGER = 2 ** 31 - 1
MAX_DECIMAL = Decimal(10) ** 15
MAX_PLACES = 12

_DECIMAL = re.compile(r'[+-]?(\d{1,32}(\.\d{0,32})?|\.\d{1,32})([eE][+-]?\d{1,2})?', re.ASCII)
_INTEGER = re.compile(r'[+-]?\d{1,20}', re.ASCII)
# dateutil also reads "10" or "Monday" as a date; Amazon writes ISO 8601, so it must at least begin like it.
_ISO = re.compile(r'\d{4}-?\d{2}-?\d{2}([T ].*)?', re.ASCII)


class WireError(ValueError):
    """A field cannot be understood; `path` says which one, as in items[3].netCost.amount."""

    def __init__(self, path: str, message: str):
        self.path = path
        self.message = message
        super().__init__(f'{path or "document"}: {message}')


@dataclass(frozen=True)
class Note:
    """One oddity that did not stop the document. `code`: missing · unknown_value · spelling · no_zone · wrong_type."""

    path: str
    code: str
    value: str = ''


@dataclass(frozen=True)
class Interval:
    start: datetime
    end: datetime


# Whole documents

def read_json(body: bytes):
    """Return the document with numbers as Decimal or int; raise WireError when it is not JSON."""
    try:
        return json.loads(body.decode('utf-8-sig'), parse_float=Decimal, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise WireError('', 'not a JSON document') from None


def _no_constant(name: str):
    raise ValueError(f'{name} is not JSON')


def canonical(payload) -> bytes:
    """Return the one spelling of a document: sorted keys, no blanks, ASCII, numbers as they were written.

    Takes what `read_json` returns; a float is refused, because it would no longer say what Amazon wrote.
    """
    return _canonical(payload).encode('ascii')


def _canonical(value) -> str:
    if isinstance(value, dict):
        return '{' + ','.join(f'{json.dumps(str(key))}:{_canonical(value[key])}' for key in sorted(value)) + '}'
    if isinstance(value, (list, tuple)):
        return '[' + ','.join(map(_canonical, value)) + ']'
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, float):
        raise TypeError('a float is not a number Amazon wrote: read the document with read_json')
    return json.dumps(value)


def digest(payload) -> str:
    """Return the SHA-256 of the canonical document in hexadecimal."""
    return hashlib.sha256(canonical(payload)).hexdigest()


# Single values; `path` is for the error

def parse_instant(text, path: str, notes: list | None = None) -> datetime:
    """Return an aware UTC time; a time without zone is UTC, as in Amazon's samples, and noted."""
    if not isinstance(text, str) or not _ISO.fullmatch(text.strip()):
        raise WireError(path, f'not a date and time: {_short(text)}')
    try:
        moment = dateutil_parser.isoparse(text.strip().replace(' ', 'T', 1))
    except (ValueError, OverflowError):
        raise WireError(path, f'not a date and time: {_short(text)}') from None
    if moment.tzinfo is None:
        if notes is not None:
            notes.append(Note(path, 'no_zone', text))
        return moment.replace(tzinfo=timezone.utc)
    try:
        return moment.astimezone(timezone.utc)
    except (ValueError, OverflowError):
        raise WireError(path, f'not a date and time: {_short(text)}') from None


def parse_interval(text, path: str, notes: list | None = None) -> Interval:
    """Return the window that Amazon writes as start--end."""
    parts = text.split('--') if isinstance(text, str) else ()
    if len(parts) != 2:
        raise WireError(path, f'not a window of the form start--end: {_short(text)}')
    start, end = (parse_instant(part, path, notes) for part in parts)
    if end < start:
        raise WireError(path, f'the window ends before it starts: {_short(text)}')
    return Interval(start, end)


def parse_decimal(value, path: str) -> Decimal:
    """Return the number; Amazon writes it as a string, a JSON number is taken as well."""
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        text = str(value)
    elif isinstance(value, str):
        text = value.strip()
    else:
        raise WireError(path, f'not a number: {_short(value)}')
    if not _DECIMAL.fullmatch(text):
        raise WireError(path, f'not a number: {_short(value)}')
    number = Decimal(text)
    if abs(number) >= MAX_DECIMAL or -number.as_tuple().exponent > MAX_PLACES:
        raise WireError(path, f'a number too large or too fine: {_short(value)}')
    return number


def parse_integer(value, path: str) -> int:
    """Return the whole number; 10, "10" and 10.0 are the same."""
    number = None
    if isinstance(value, int) and not isinstance(value, bool):
        number = value
    elif isinstance(value, str) and _INTEGER.fullmatch(value.strip()):
        number = int(value.strip())
    elif isinstance(value, Decimal) and value.is_finite() and value == value.to_integral_value():
        number = int(value) if abs(value) <= MAX_INTEGER else MAX_INTEGER + 1
    if number is None:
        raise WireError(path, f'not a whole number: {_short(value)}')
    if abs(number) > MAX_INTEGER:
        raise WireError(path, f'a number too large: {_short(value)}')
    return number


def parse_text(value, path: str) -> str:
    """Return the text without blanks around it; refuse what a database cannot store."""
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
        raise WireError(path, f'not a text: {_short(value)}')
    text = str(value).strip()
    if '\x00' in text or any('\ud800' <= char <= '\udfff' for char in text):
        raise WireError(path, 'a text with characters that cannot be stored')
    return text


def _short(value) -> str:
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    return ascii(text if len(text) <= 60 else text[:57] + '…')


def instant_text(moment: datetime) -> str:
    """Return the moment as Amazon reads it: in UTC, with Z, to the second."""
    if moment.tzinfo is None:
        raise TypeError('a time for Amazon must have a time zone')
    return moment.astimezone(timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ')


class Reader:
    """Walk through one JSON object and remember where we are.

    Every getter takes a key and returns None when it is missing, null or empty. With `expected`, which is for what
    Amazon's model requires and we can do without, that is noted; with `required` it is raised.
    """

    def __init__(self, value, path: str = '', notes: list | None = None):
        if not isinstance(value, dict):
            raise WireError(path, f'not an object: {_short(value)}')
        self._value = value
        self._path = path
        self.notes = [] if notes is None else notes

    def at(self, key: str) -> str:
        return f'{self._path}.{key}' if self._path else key

    def _get(self, key: str, required: bool, expected: bool):
        value = self._value.get(key)
        if value is None or (isinstance(value, str) and not value.strip()):
            if required:
                raise WireError(self.at(key), 'missing')
            if expected:
                self.notes.append(Note(self.at(key), 'missing'))
            return None
        return value

    def _read(self, key, parse, required, expected):
        value = self._get(key, required, expected)
        return None if value is None else parse(value, self.at(key))

    def text(self, key: str, required: bool = False, expected: bool = False) -> str | None:
        return self._read(key, parse_text, required, expected)

    def decimal(self, key: str, required: bool = False, expected: bool = False) -> Decimal | None:
        return self._read(key, parse_decimal, required, expected)

    def integer(self, key: str, required: bool = False, expected: bool = False) -> int | None:
        return self._read(key, parse_integer, required, expected)

    def instant(self, key: str, required: bool = False, expected: bool = False) -> datetime | None:
        return self._read(key, lambda value, path: parse_instant(value, path, self.notes), required, expected)

    def interval(self, key: str, required: bool = False, expected: bool = False) -> Interval | None:
        return self._read(key, lambda value, path: parse_interval(value, path, self.notes), required, expected)

    def word(self, key: str, known: tuple[str, ...], required: bool = False, expected: bool = False) -> str | None:
        """Return one of the known words; another spelling of it is corrected, an unknown word kept, both noted."""
        text = self.text(key, required, expected)
        if text is None or text in known:
            return text
        for word in known:
            if word.lower() == text.lower():
                self.notes.append(Note(self.at(key), 'spelling', text))
                return word
        self.notes.append(Note(self.at(key), 'unknown_value', text))
        return text

    def flag(self, key: str, expected: bool = False) -> bool | None:
        value = self._get(key, False, expected)
        if value is None or isinstance(value, bool):
            return value
        if str(value).strip().lower() in ('true', 'false'):
            self.notes.append(Note(self.at(key), 'wrong_type', str(value)))
            return str(value).strip().lower() == 'true'
        raise WireError(self.at(key), f'neither true nor false: {_short(value)}')

    def child(self, key: str, required: bool = False, expected: bool = False) -> Reader | None:
        return self._read(key, lambda value, path: Reader(value, path, self.notes), required, expected)

    def children(self, key: str, required: bool = False, expected: bool = False) -> list[Reader]:
        value = self._get(key, required, expected)
        if value is None:
            return []
        if not isinstance(value, list):
            raise WireError(self.at(key), f'not a list: {_short(value)}')
        return [Reader(item, f'{self.at(key)}[{index}]', self.notes) for index, item in enumerate(value)]
