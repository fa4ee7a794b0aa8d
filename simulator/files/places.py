"""How dates and amounts are written in the places where Amazon trades."""
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
FIRST_DAY_OF_EXCEL = date(1899, 12, 30)
SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹"}


@dataclass(frozen=True)
class Place:
    """A locale: how it writes dates as text and in a cell, and numbers."""

    date_form: str
    cell_format: str
    group: str = ","
    mark: str = "."
    delimiter: str = ","
    symbol: str = "$"
    is_symbol_last: bool = False
    has_lakhs: bool = False
    language: str = "en"


LOCALES = {
    "us": Place("mdy", "mm/dd/yyyy"),
    "uk": Place("dmy", "dd/mm/yyyy", symbol="£"),
    "de": Place("dots", "dd.mm.yyyy", ".", ",", ";", "€", is_symbol_last=True, language="de"),
    "fr": Place("dmy", "dd/mm/yyyy", "\u202f", ",", ";", "€", is_symbol_last=True, language="fr"),
    "es": Place("dmy", "dd/mm/yyyy", ".", ",", ";", "€", is_symbol_last=True, language="es"),
    "it": Place("dmy", "dd/mm/yyyy", ".", ",", ";", "€", is_symbol_last=True, language="it"),
    "au": Place("dmy", "dd/mm/yyyy"),
    "in": Place("dd-mmm-yyyy", "dd-mmm-yyyy", symbol="₹", has_lakhs=True),
    "jp": Place("ymd", "yyyy/mm/dd", symbol="¥", language="ja"),
}

DATE_FORMS = {
    "mdy": lambda day: f"{day:%m/%d/%Y}",
    "dmy": lambda day: f"{day:%d/%m/%Y}",
    "ymd": lambda day: f"{day:%Y/%m/%d}",
    "iso": lambda day: day.isoformat(),
    "dots": lambda day: f"{day:%d.%m.%Y}",
    "mmm d, yyyy": lambda day: f"{MONTHS[day.month - 1]} {day.day}, {day.year}",
    "dd-mmm-yyyy": lambda day: f"{day.day:02d}-{MONTHS[day.month - 1]}-{day.year}",
    "serials": lambda day: str(serial(day)),
}


def serial(day):
    """Return the number by which Excel keeps a date."""
    return (day - FIRST_DAY_OF_EXCEL).days


def number_text(value, place, grouped=True):
    """Write an amount with as many decimals as it has."""
    sign, whole, decimals = "-" if value < 0 else "", *str(abs(value)).partition(".")[::2]
    if grouped and len(whole) > 3:
        whole = _grouped(whole, place)
    return f"{sign}{whole}{place.mark}{decimals}" if decimals else sign + whole


def _grouped(whole, place):
    rest, last = whole[:-3], whole[-3:]
    size = 2 if place.has_lakhs else 3
    parts = []
    while rest:
        parts.insert(0, rest[-size:])
        rest = rest[:-size]
    return place.group.join([*parts, last])


def money_text(value, place, parentheses=False, symbol=""):
    """Write an amount as people see it: -1.23, (1.23), $1.23, 1,23 €."""
    is_bracketed = parentheses and value < 0
    text = number_text(abs(value), place)
    if symbol:
        text = f"{text} {symbol}" if place.is_symbol_last else symbol + text
    if is_bracketed:
        return f"({text})"
    return "-" + text if value < 0 else text


def is_money(value):
    """Tell amounts from exchange rates, which have more decimals."""
    return isinstance(value, Decimal) and value.as_tuple().exponent in (0, -2)
