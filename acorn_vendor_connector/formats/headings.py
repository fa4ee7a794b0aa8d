"""Compare headings by what they say: case, accents, blanks, signs and invisible characters do not count."""
from __future__ import annotations

import re
import unicodedata

_NO_WORD = re.compile(r'[\W_]+')
_INVISIBLE = re.compile(r'[\x00-\x08\x0e-\x1f\x7f]')
MAX_LENGTH = 80
TOTALS = frozenset((
    'total', 'totals', 'grand total', 'sum', 'summe', 'gesamt', 'gesamtsumme', 'totale', 'totaux', 'total general',
    '合計',
))


def key(text: str) -> str:
    """Return what makes two headings the same: 'Charge Invoice #' is 'charge invoice'; '' for what is no heading."""
    if len(text) > MAX_LENGTH:
        return ''
    text = _INVISIBLE.sub('', text)
    if not text.isascii():
        text = unicodedata.normalize('NFKD', text)
        text = ''.join(char for char in text if unicodedata.category(char) not in ('Mn', 'Cf'))
        text = unicodedata.normalize('NFC', text)
    return _NO_WORD.sub(' ', text.casefold()).strip()


class Keys(dict):
    """Remember the keys of texts: headings are looked for in every row, and most texts stand there many times."""

    def __missing__(self, text):
        value = key(text)
        if len(self) < 5_000:
            self[text] = value
        return value
