"""Order rows by what they say, and give equal content one digest."""
from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from . import limits
from .errors import Refused, shortened

# Rows of documents stand under these keys.
ROW_LISTS = ('lines', 'rows')
# What names a document, a payee or one of us, in documents and in their rows.
NUMBERS = (
    'number', 'original_number', 'invoice_number', 'purchase_order', 'purchaseOrderNumber', 'payee', 'vendor_code')


def ordered(rows: Iterable[dict]) -> list[dict]:
    """Return the rows in the one order that their content gives them, whatever order the file had."""
    return sorted(rows, key=lambda row: (spelled(_known(row)), spelled(row['extra']) if 'extra' in row else ''))


def in_order(documents: Iterable[dict]) -> tuple[dict, ...]:
    """Return documents by the number of their payment or order."""
    return tuple(sorted(documents, key=lambda document: _number(document) or spelled(_bare(document))))


def _number(document: dict) -> str:
    return document.get('payment', {}).get('number', '') or document.get('purchaseOrderNumber', '')


def refuse_long_numbers(documents: Iterable[dict]):
    """Refuse a file with a number that no index of a database takes, and no document has."""
    for document in documents:
        rows = (row for key in ROW_LISTS for row in document.get(key, ()))
        for row in (document, document.get('payment', {}), *rows):
            for name in NUMBERS:
                if len(row.get(name, '')) > limits.NUMBER:
                    raise Refused('long_number', value=shortened(row[name]), limit=limits.NUMBER)


def digest(documents: Iterable[dict]) -> str:
    """Return the SHA-256 of what we know of the documents, in hexadecimal; 'extra' and their order do not count."""
    sums = sorted(hashlib.sha256(spelled(_bare(document)).encode()).hexdigest() for document in documents)
    return hashlib.sha256('\n'.join(sums).encode()).hexdigest()


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(',', ':'), default=str)


def spelled(value) -> str:
    return _ENCODER.encode(value)


def _bare(document: dict) -> dict:
    bare = _known(document)
    for key in ROW_LISTS:
        if key in bare:
            bare[key] = [_known(row) for row in bare[key]]
    return bare


def _known(row: dict) -> dict:
    return {key: value for key, value in row.items() if key != 'extra'} if 'extra' in row else dict(row)
