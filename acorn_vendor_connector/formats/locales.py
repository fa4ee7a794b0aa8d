"""Decide from all rows of a file how its dates and numbers are written, or ask; never cell by cell."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from . import amounts, dates
from .errors import Refused, shortened
from .reading import DECIMAL_MARKS, Choices, Note, Question


@dataclass(frozen=True)
class Place:
    """Where a value stands, for messages."""

    sheet: str
    row: int
    heading: str

    def params(self, value) -> dict:
        return {'sheet': self.sheet, 'row': self.row, 'heading': self.heading, 'value': shortened(value)}


class Locale:
    """Read cells of a file whose orders are decided. Raise dates.NotADate or amounts.NotANumber."""

    def __init__(self, date_order: str | None = None, decimal_mark: str | None = None):
        self.date_order = date_order
        self.decimal_mark = decimal_mark
        self._dates: dict[object, str] = {}

    def date(self, value) -> str:
        """Return 'YYYY-MM-DD'."""
        known = self._dates.get(value)
        if known is None:
            known = self._dates[value] = self._date(value).isoformat()
        return known

    def _date(self, value) -> date:
        if isinstance(value, (date, datetime)):
            return dates.of_cell(value)
        if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
            return dates.of_serial(value)
        found = dates.readings(str(value))
        if '' in found:
            return found['']
        if self.date_order is None and len(set(found.values())) == 1:
            return next(iter(found.values()))
        if self.date_order not in found:
            raise dates.NotADate(value)
        return found[self.date_order]

    def number(self, value) -> Decimal:
        if isinstance(value, str):
            number = self._marked(*amounts.readings(value))
        elif isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
            number = amounts.of_cell(value)
        else:
            number = None
        if number is None or abs(number) >= amounts.TOO_LARGE:
            raise amounts.NotANumber(value)
        return number

    def _marked(self, with_dot, with_comma):
        if self.decimal_mark is None:
            return with_comma if with_dot is None else with_dot
        return with_dot if self.decimal_mark == '.' else with_comma


class _Votes:
    """What is left of the options after every value that was seen, and who ruled out the others."""

    def __init__(self, options):
        self.options = options
        self.against: dict[str, dict] = {}
        self.unsure: dict | None = None

    def add(self, possible, values, where: Place, text):
        for option in self.options:
            if option not in possible and option not in self.against:
                self.against[option] = where.params(text)
        if self.unsure is None and len(possible) > 1 and len(set(values)) > 1:
            self.unsure = where.params(text)

    def left(self) -> tuple[str, ...]:
        return tuple(option for option in self.options if option not in self.against)


class Evidence:
    """Collect all texts of the columns of dates and numbers of a file; `decide` at the end."""

    def __init__(self, choices: Choices):
        self._choices = choices
        self._orders = _Votes(('dmy', 'mdy', 'ymd'))
        self._marks = _Votes(DECIMAL_MARKS)
        self._seen: set = set()
        self.notes: list[Note] = []

    def date(self, text: str, where: Place):
        if text in self._seen:
            return
        self._seen.add(text)
        try:
            found = dates.readings(text)
        except dates.NotADate:
            raise Refused('not_a_date', **where.params(text)) from None
        if '' not in found:
            self._orders.add(tuple(found), found.values(), where, text)

    def number(self, text: str, where: Place, currency: str = ''):
        try:
            found = amounts.readings(text)
        except amounts.NotANumber:
            raise Refused('not_a_number', **where.params(text)) from None
        with_dot, with_comma = found
        if with_dot == with_comma:
            return
        possible = tuple(mark for mark, each in zip(DECIMAL_MARKS, found, strict=True) if each is not None)
        if len(possible) == 2 and currency in amounts.WITHOUT_PLACES:
            possible = tuple(
                mark for mark, each in zip(DECIMAL_MARKS, found, strict=True) if each == each.to_integral_value())
        self._marks.add(possible, found, where, text)

    def mixed(self, where: Place):
        """Note a column of texts and real dates: a spreadsheet may have understood some of them, and wrongly."""
        self.notes.append(Note('mixed_dates', {'sheet': where.sheet, 'heading': where.heading}))

    def decide(self) -> tuple[Locale, tuple[Question, ...]]:
        """Return how to read the file and what is left to ask; raise Refused where two rows contradict each other."""
        order, order_question = self._decide('date_order', self._orders, 'contradicting_dates')
        mark, mark_question = self._decide('decimal_mark', self._marks, 'contradicting_numbers')
        questions = tuple(each for each in (order_question, mark_question) if each)
        return Locale(order, mark), questions

    def _decide(self, name: str, votes: _Votes, contradiction: str):
        chosen = getattr(self._choices, name)
        if chosen:
            return chosen, None
        left = votes.left()
        if not left:
            raise Refused(contradiction, **_pair(votes))
        if votes.unsure is None:
            return (left[0] if len(left) == 1 else None), None
        if len(left) == 1:
            return left[0], None
        return None, Question(name, left, {'example': votes.unsure['value'], **votes.unsure})


def _pair(votes: _Votes) -> dict:
    """Return two values that cannot be written the same way."""
    different = list({str(votes.against[option]): votes.against[option] for option in votes.options}.values())
    return {'first': different[0], 'second': different[-1] if len(different) < 3 else different[1]}
