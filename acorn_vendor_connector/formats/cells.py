"""Clean the text of cells, and write typed cells as text."""
from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time
from decimal import Decimal

_BLANKS = re.compile(r'\s+')
MAX_PLACES = 6
_SMALLEST = Decimal('0.000001')


def clean(text: str) -> str:
    """Return the text without invisible characters, stray blanks and line breaks."""
    if text.isascii() and text.isprintable() and '  ' not in text:
        return text.strip()
    text = ''.join(
        char for char in text if char.isspace() or unicodedata.category(char) not in ('Cc', 'Cf', 'Cs', 'Co', 'Cn'))
    return _BLANKS.sub(' ', text).strip()


def plain(number: Decimal) -> Decimal:
    """Return the number in its one spelling: no zeros at the end, never an exponent (below a millionth is nothing)."""
    number = number.normalize() if abs(number) >= _SMALLEST else Decimal(0)
    if number.as_tuple().exponent > 0:
        number = number.quantize(Decimal(1))
    return number if number else Decimal(0)


def exactly(number: int | float | Decimal) -> Decimal:
    """Return the number of a spreadsheet's cell without the noise of binary fractions."""
    if isinstance(number, float):
        number = round(Decimal(repr(number)), MAX_PLACES)
    return plain(Decimal(number))


def as_text(value) -> str:
    """Return any cell as a person would read it."""
    if isinstance(value, str):
        return clean(value)
    if value is None or isinstance(value, bool):
        return {None: '', True: 'TRUE', False: 'FALSE'}[value]
    if isinstance(value, (int, float, Decimal)):
        return f'{exactly(value):f}'
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(' ', 'seconds')
    if isinstance(value, (date, time)):
        return value.isoformat()
    return clean(str(value))
