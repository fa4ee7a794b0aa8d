"""Read the export of invoices of Vendor Central: V1 ('advancedSearchExportAll') and V2 ('Headers…', since 2024)."""
from __future__ import annotations

import re

from ..engine.numbers import canonical
from . import details
from .layouts import AMOUNT, CODE, CURRENCY, DATE, TEXT, Context, Field, Layout, Section
from .tables import Table

# Headings of V2 only: V1 has one column 'Any Deductions' in their place.
_OF_V2 = frozenset(('payee code', 'quantity variance amount', 'price variance amount', 'invoice status'))
_CHILD = re.compile(r'(?P<base>.+?)[-_ ]?(?P<claim>[SP])C(?:R|R[SP]C)*', re.I)

SECTION = Section('invoices', (
    Field('marketplace', TEXT, ('Marketplace', 'Marktplatz')),
    Field('number', CODE, details.INVOICE_NUMBER, required=True),
    Field('date', DATE, details.INVOICE_DATE),
    Field('due', DATE, details.DUE_DATE),
    Field('status', TEXT, ('Status', 'Invoice status'), required=True),
    Field('amount', AMOUNT, ('Price', *details.INVOICE_AMOUNT), currency='currency'),
    Field('paid', AMOUNT, ('Actual paid amount', 'Paid amount'), True, 'currency'),
    Field('payee', CODE, ('Payee', 'Payee code')),
    Field('currency', CURRENCY, details.CURRENCY),
    Field('vendor_code', CODE, details.VENDOR_CODE),
    Field('purchase_order', CODE, details.PURCHASE_ORDER),
    Field('created', DATE, ('Invoice creation date', 'Creation date')),
    Field('has_deductions', TEXT, ('Any deductions',)),
    Field('quantity_variance', AMOUNT, ('Quantity variance amount',), currency='currency'),
    Field('price_variance', AMOUNT, ('Price variance amount',), currency='currency'),
    Field('discount', AMOUNT, (
        'Quick-pay discount', 'Quick pay discount amount', 'Terms discount'), currency='currency'),
))


def name_of(tables: tuple[Table, ...]) -> str:
    return 'v2' if any(column.key in _OF_V2 for table in tables for column in table.columns) else 'v1'


def documents(tables: tuple[Table, ...], context: Context) -> list[dict]:
    rows = [row for table in tables for row in details.rows_of(table, context)]
    numbers = {_key(row['number']): row['number'] for row in rows if 'number' in row}
    return details.document('invoices', (_with_kind(row, numbers) for row in rows))


def _key(number: str) -> str:
    return canonical(number).lstrip('0')


def _with_kind(row: dict, numbers: dict[str, str]) -> dict:
    """Return the row as the claim that it is where V1 lists the children of an invoice beside it.

    An invoice whose own number happens to end like a claim's has no parent in the file.
    """
    number = row.get('number', '')
    child = _CHILD.fullmatch(number) if len(number) <= 100 else None
    parent = numbers.get(_key(child['base'])) if child else None
    if parent:
        kind = 'shortage' if child['claim'].upper() == 'S' else 'price_claim'
        return {'kind': kind, 'invoice_number': parent, **row}
    return {'kind': 'invoice', **row}


LAYOUTS = (Layout('invoices', name_of, (SECTION,), documents),)
