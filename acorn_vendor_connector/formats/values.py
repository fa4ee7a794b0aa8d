"""Read the cells of one column as its field says."""
from __future__ import annotations

import re
from decimal import Decimal

from . import layouts
from .amounts import NotANumber
from .cells import as_text, clean
from .dates import NotADate
from .errors import Refused
from .locales import Place
from .sheets import WITHOUT_VALUE

# What people and programs write where nothing is meant
_NOTHING = frozenset(('', '-', '–', '—', '--', 'n/a', 'N/A', '#N/A', 'null', 'NULL'))
_SCIENTIFIC = re.compile(r'[0-9]([.,][0-9]+)?E\+?[0-9]+', re.I)
_WHOLE_FLOAT = re.compile(r'([0-9]+)\.0')
_LOST_FROM = 10 ** 15
_REMEMBERED = 4_096


def is_nothing(text: str) -> bool:
    return text in _NOTHING


class Reader:
    """`value_of(value, row)` returns str, Decimal or int; None where nothing is meant."""

    def __init__(self, column, sheet: str, context):
        self._heading = column.text
        self._sheet = sheet
        self._context = context
        self._convert = _CONVERTERS[column.field.type]
        self._known: dict[str, object] = {}

    def value_of(self, value, row: int):
        is_text = type(value) is str
        if is_text and value in self._known:
            return self._known[value]
        if value is WITHOUT_VALUE:
            raise Refused('formula_without_value', **self._place(row).params(value))
        try:
            found = self._convert(self, clean(value) if is_text else value, row)
        except NotADate:
            raise Refused('not_a_date', **self._place(row).params(value)) from None
        except (NotANumber, ArithmeticError):
            raise Refused('not_a_number', **self._place(row).params(value)) from None
        if is_text and len(self._known) < _REMEMBERED:
            # The same few dates, currencies and payments stand in all rows: one object each.
            self._known[value] = found
        return found

    def _place(self, row: int) -> Place:
        return Place(self._sheet, row, self._heading)

    def _text(self, value, _row):
        return as_text(value) or None

    def _code(self, value, row):
        """A spreadsheet may have taken the number of an invoice for a quantity."""
        text = as_text(value)
        if is_nothing(text):
            return None
        whole = _WHOLE_FLOAT.fullmatch(text)
        if whole:
            return whole[1]
        is_number = isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)
        if abs(value) >= _LOST_FROM if is_number else _SCIENTIFIC.fullmatch(text):
            self._context.note('lost_digits', **self._place(row).params(text))
        return text

    def _currency(self, value, _row):
        text = as_text(value).upper()
        return None if is_nothing(text) else text

    def _date(self, value, _row):
        return None if is_text_for_nothing(value) else self._context.locale.date(value)

    def _number(self, value, _row):
        return None if is_text_for_nothing(value) else self._context.locale.number(value)

    def _count(self, value, row):
        number = self._number(value, row)
        return int(number) if number is not None and number == number.to_integral_value() else number


def is_text_for_nothing(value) -> bool:
    return type(value) is str and value in _NOTHING


_CONVERTERS = {
    layouts.TEXT: Reader._text, layouts.CODE: Reader._code, layouts.CURRENCY: Reader._currency,
    layouts.DATE: Reader._date, layouts.AMOUNT: Reader._number, layouts.RATE: Reader._number,
    layouts.COUNT: Reader._count,
}
