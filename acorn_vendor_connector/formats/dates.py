"""Read dates as people and spreadsheets write them, under each order of day, month and year."""
from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta

# The first three letters are enough but where two months share them.
_MONTHS = (
    ('jan', 'ene', 'gen', 'janv'),
    ('feb', 'fev', 'febr', 'fevr'),
    ('mar', 'mrz', 'maerz', 'marz'),
    ('apr', 'abr', 'avr'),
    ('may', 'mai', 'mag'),
    ('jun', 'juin', 'giu'),
    ('jul', 'juil', 'lug'),
    ('aug', 'ago', 'aou', 'aout'),
    ('sep', 'set', 'sept'),
    ('oct', 'okt', 'ott'),
    ('nov',),
    ('dec', 'dez', 'dic'),
)
_FULL = (
    ('january', 'januar', 'jaenner', 'janner', 'enero', 'gennaio', 'janvier'),
    ('february', 'februar', 'febrero', 'febbraio', 'fevrier'),
    ('march', 'marz', 'maerz', 'marzo', 'mars'),
    ('april', 'abril', 'aprile', 'avril'),
    ('may', 'mai', 'mayo', 'maggio'),
    ('june', 'juni', 'junio', 'giugno', 'juin'),
    ('july', 'juli', 'julio', 'luglio', 'juillet'),
    ('august', 'agosto', 'aout'),
    ('september', 'septiembre', 'setiembre', 'settembre', 'septembre'),
    ('october', 'oktober', 'octubre', 'ottobre', 'octobre'),
    ('november', 'noviembre', 'novembre'),
    ('december', 'dezember', 'diciembre', 'dicembre', 'decembre'),
)
MONTHS = {
    name: number for names in (_MONTHS, _FULL) for number, each in enumerate(names, 1) for name in each
}
FIRST, LAST = date(1990, 1, 1), date(2099, 12, 31)
# Two digits of a year: what is outside cannot be meant, which tells 26/01/05 from 05/01/26.
SHORT_YEARS = range(10, 60)
_EXCEL_ZERO = date(1899, 12, 30)

_TIME = re.compile(
    r'[T,\s]+\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?\s*([ap]\.?m\.?)?\s*(Z|[+-]\d{2}:?\d{2}|[A-Z]{2,5})?', re.I)
_YEAR_FIRST = re.compile(r'(\d{4})[-/.年 ]\s?(\d{1,2})[-/.月 ]\s?(\d{1,2})日?')
_COMPACT = re.compile(r'(\d{4})(\d{2})(\d{2})')
_NUMERIC = re.compile(r'(\d{1,2})([-/. ])\s?(\d{1,2})\2\s?(\d{4}|\d{2})\.?')
_SERIAL = re.compile(r'(\d{5})(\.\d+)?')
_WORD = re.compile(r'[a-z]+')


class NotADate(ValueError):
    pass


def readings(text: str) -> dict[str, date]:
    """Return the date under each order in which it can be read; one without an order has the key ''. Raise NotADate."""
    text = text.strip()
    time = _TIME.search(text)
    if time and time.end() == len(text):
        text = text[:time.start()]
    found = _certain(text)
    if found:
        return {'': found}
    found = _in_orders(text)
    if not found:
        raise NotADate(text)
    return found


def of_serial(days: int | float) -> date:
    """Return the date of Excel's number of days."""
    if not 32_874 <= days < 73_051:
        raise NotADate(str(days))
    return _EXCEL_ZERO + timedelta(days=int(days))


def of_cell(value: date | datetime) -> date:
    """Return the day of a spreadsheet's date."""
    day = value.date() if isinstance(value, datetime) else value
    if not FIRST <= day <= LAST:
        raise NotADate(str(value))
    return day


def _certain(text: str) -> date | None:
    year_first = _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text)
    if year_first:
        return _make(*map(int, year_first.groups()))
    serial = _SERIAL.fullmatch(text)
    if serial:
        return of_serial(int(serial[1]))
    return _with_name(text)


def _with_name(text: str) -> date | None:
    """Read 'Mar 5, 2026', '05-Mar-2026', '5. März 2026', '5 de marzo de 2026'; a weekday before it does not count."""
    plain = ''.join(char for char in unicodedata.normalize('NFKD', text.casefold()) if not unicodedata.combining(char))
    names = [MONTHS[word] for word in _WORD.findall(plain) if word in MONTHS]
    numbers = re.findall(r'\d+', plain)
    if len(names) != 1 or len(numbers) != 2 or len(text) > 40:
        return None
    day, year = numbers
    if len(day) == 4:
        day, year = year, day
    if len(day) > 2 or len(year) not in (2, 4):
        return None
    return _make(_full_year(int(year), year), names[0], int(day))


def _in_orders(text: str) -> dict[str, date]:
    found = _NUMERIC.fullmatch(text)
    if not found:
        return {}
    one, mark, two, three = found.groups()
    orders = {'dmy': (three, two, one)}
    if mark != '.':  # nobody writes the month first with dots
        orders['mdy'] = (three, one, two)
    if len(three) == 2:
        orders['ymd'] = (one, two, three)
    dates = {
        order: _make(_full_year(int(year), year), int(month), int(day)) for order, (year, month, day) in orders.items()
    }
    return {order: each for order, each in dates.items() if each}


def _full_year(year: int, written: str) -> int:
    if len(written) == 4:
        return year
    return 2000 + year if year in SHORT_YEARS else 0


def _make(year: int, month: int, day: int) -> date | None:
    try:
        made = date(year, month, day)
    except ValueError:
        return None
    return made if FIRST <= made <= LAST else None
