"""Read numbers as people and spreadsheets write them, under either decimal mark."""
from __future__ import annotations

import math
import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

from .cells import exactly, plain

# ISO 4217: currencies without a smaller unit.
WITHOUT_PLACES = frozenset((
    'BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF',
    'XPF',
))
CURRENCIES = WITHOUT_PLACES | frozenset((
    'AED', 'ARS', 'AUD', 'BDT', 'BGN', 'BHD', 'BRL', 'CAD', 'CHF', 'CNH', 'CNY', 'COP', 'CRC', 'CZK', 'DKK', 'DOP',
    'EGP', 'EUR', 'GBP', 'GEL', 'HKD', 'HRK', 'HUF', 'IDR', 'ILS', 'INR', 'JOD', 'KES', 'KWD', 'LKR', 'MAD', 'MXN',
    'MYR', 'NGN', 'NOK', 'NZD', 'OMR', 'PEN', 'PHP', 'PKR', 'PLN', 'QAR', 'RMB', 'RON', 'RSD', 'RUB', 'SAR', 'SEK',
    'SGD', 'THB', 'TND', 'TRY', 'TWD', 'UAH', 'USD', 'UYU', 'ZAR',
))
# What is no sign but stands for a currency; anything else beside a number (CR, %, k) may change what it means.
_WORDS = frozenset(('kr', 'zł', 'zl', 'rs', 'fr', 'sfr', 'kč', 'kc', 'ft', 'lei', 'tl', 'rm', 'rp'))
_DOLLARS = frozenset(('US', 'C', 'CA', 'A', 'AU', 'NZ', 'S', 'HK', 'NT', 'MX', 'R'))
SIGNS = {'€': 'EUR', '£': 'GBP', '₹': 'INR', '₩': 'KRW', '₺': 'TRY', 'zł': 'PLN', 'R$': 'BRL'}
MAX_DIGITS, MAX_PLACES = 15, 12
TOO_LARGE = Decimal(10) ** MAX_DIGITS

_SIMPLE = re.compile(r'-?[0-9]{1,15}(\.[0-9]{1,2})?')
_US = re.compile(r'-?[1-9][0-9]{0,2}(,[0-9]{3}){0,4}\.[0-9]{2}')
_EU = re.compile(r'-?(0|[1-9][0-9]{0,2}(\.[0-9]{3}){0,4}),[0-9]{2}')
_CODE = re.compile(r'[A-Z]{3}')
_GROUP = r"[0-9]{1,3}(?:\x20[0-9]{3})+|[0-9]{1,3}(?:'[0-9]{3})+"
_DOT = re.compile(rf'((?:{_GROUP}|[0-9]{{1,3}}(?:,[0-9]{{2,3}})*,[0-9]{{3}}|[0-9]+)?)(\.[0-9]*)?')
_COMMA = re.compile(rf'((?:{_GROUP}|[0-9]{{1,3}}(?:\.[0-9]{{2,3}})*\.[0-9]{{3}}|[0-9]+)?)(,[0-9]*)?')
_APOSTROPHES = str.maketrans({'’': "'", '‘': "'", 'ʼ': "'", '`': "'", '´': "'", '٬': "'"})
_MINUS = str.maketrans({'−': '-', '–': '-', '—': '-', '‐': '-', '‑': '-', '﹣': '-', '－': '-'})


class NotANumber(ValueError):
    pass


def readings(text: str) -> tuple[Decimal | None, Decimal | None]:
    """Return the number with '.' and with ',' as decimal mark; None where it cannot be written so. Raise NotANumber."""
    if _SIMPLE.fullmatch(text):
        number = plain(Decimal(text))
        return number, (None if '.' in text else number)
    if _US.fullmatch(text):
        return plain(Decimal(text.replace(',', ''))), None
    if _EU.fullmatch(text):
        return None, plain(Decimal(text.replace('.', '').replace(',', '.')))
    negative, body = _unsigned(text)
    with_dot, with_comma = _read(_DOT, body), _read(_COMMA, body)
    if with_dot is None and with_comma is None:
        raise NotANumber(text)
    return tuple(number if number is None or not negative else plain(-number) for number in (with_dot, with_comma))


def of_cell(value: int | float | Decimal) -> Decimal:
    """Return the number of a spreadsheet's cell."""
    if not math.isfinite(value) or abs(value) >= TOO_LARGE:
        raise NotANumber(str(value))
    return exactly(value)


def currency_in(text: str) -> str:
    """Return the currency that stands beside a number, '' where none or an ambiguous one ($) does."""
    code = _CODE.search(text)
    if code:
        return code[0]
    return next((currency for sign, currency in SIGNS.items() if sign in text), '')


@lru_cache(maxsize=4096)
def _is_sign(affix: str) -> bool:
    """Tell whether what stands around a number is a currency: its code, its sign, or both."""
    return len(affix) <= 12 and all(
        word in CURRENCIES or word.rstrip('.').casefold() in _WORDS
        or (unicodedata.category(word[-1]) == 'Sc' and (len(word) == 1 or word[:-1] in _DOLLARS))
        for word in affix.split())


def _unsigned(text: str) -> tuple[bool, str]:
    """Return whether it is negative, and the digits with their marks only."""
    text = unicodedata.normalize('NFKC', text).translate(_APOSTROPHES).translate(_MINUS)
    text = ' '.join(''.join(char for char in text if char.isspace() or unicodedata.category(char) != 'Cf').split())
    first = re.search('[0-9]', text)
    if not first:
        raise NotANumber(text)
    last = max(index for index, char in enumerate(text) if char.isascii() and char.isdigit())
    before, body, after = text[:first.start()], text[first.start():last + 1], text[last + 1:]
    if before[-1:] in ('.', ',') and not before[-2:-1].isalpha():
        before, body = before[:-1], before[-1] + body
    if after[:1] in ('.', ',') and len(after) == 1:
        body, after = body + after, ''
    around = before + after
    negative = around.count('-') == 1 or around.count('(') == around.count(')') == 1
    before, after = (re.sub(r'[-+()]', '', affix) for affix in (before, after))
    if around.count('-') + around.count('(') > 1 or around.count('(') != around.count(')') or around.count('+') > 1:
        raise NotANumber(text)
    if not (_is_sign(before) and _is_sign(after)):
        raise NotANumber(text)
    return negative, body


def _read(pattern, body: str) -> Decimal | None:
    found = pattern.fullmatch(body)
    if not found:
        return None
    whole, fraction = re.sub('[^0-9]', '', found[1]), (found[2] or '')[1:]
    grouped = whole != found[1]
    if len(whole) > MAX_DIGITS or len(fraction) > MAX_PLACES or not whole + fraction:
        return None
    if grouped and found[1].startswith('0'):
        return None
    return plain(Decimal(f'{whole or 0}.{fraction or 0}'))
