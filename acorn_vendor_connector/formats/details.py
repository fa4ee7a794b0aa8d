"""Make rows of the lists that explain a remittance: they all have one shape, whatever list they come from."""
from __future__ import annotations

import re
from collections.abc import Iterable

from . import content
from .cells import as_text
from .layouts import Context
from .tables import Table

# The fields of a row; what else a list says is kept in 'extra', under the heading that Amazon gives it.
FIELDS = frozenset((
    'kind', 'number', 'item', 'vendor_code', 'payee', 'marketplace', 'date', 'due', 'dispute_by', 'amount', 'deducted',
    'balance', 'paid', 'currency', 'status', 'purchase_order', 'invoice_number', 'asin', 'external_id', 'quantity',
    'subject', 'extra',
))

# Headings that stand in several lists; foreign ones where we are sure of them.
VENDOR_CODE = ('Vendor code', 'Vendor', 'Lieferantencode', 'Code fournisseur', 'Código de proveedor')
INVOICE_NUMBER = (
    'Invoice number', 'Invoice #', 'Invoice no.', 'Invoice ID', 'Rechnungsnummer', 'Numéro de facture',
    'Número de factura')
INVOICE_DATE = ('Invoice date', 'Rechnungsdatum', 'Date de facture', 'Fecha de factura')
INVOICE_AMOUNT = ('Invoice amount', 'Rechnungsbetrag', 'Montant de la facture', 'Importe de la factura')
DUE_DATE = (
    'Payment due date', 'Invoice due date', 'Due date', 'Fälligkeitsdatum', "Date d'échéance", 'Fecha de vencimiento')
CURRENCY = ('Currency', 'Currency code', 'Invoice currency', 'Rechnungswährung', 'Devise de la facture')
PURCHASE_ORDER = ('Purchase order', 'Purchase order #', 'Purchase order number', 'PO', 'PO #', 'PO number')

_PAYEE = re.compile(r'payee(?: code)?\s*[:=]\s*([A-Z0-9]{3,10})', re.I)


def rows_of(table: Table, context: Context, **constant) -> list[dict]:
    """Return the rows of a list: fields that no row has are moved to 'extra'."""
    payee = payee_of(context)
    rows = []
    for _where, values in table.records(context):
        rows.append(row_of(table, {**constant, **({'payee': payee} if payee else {}), **values}))
    return rows


def row_of(table: Table, values: dict) -> dict:
    row = {name: value for name, value in values.items() if name in FIELDS}
    others = {
        table.section.by_name[name].headings[0]: as_text(value) for name, value in values.items() if name not in FIELDS
    }
    if others:
        row['extra'] = {**row.get('extra', {}), **others}
    return row


def payee_of(context: Context) -> str:
    """Return the payee that a title row names, '' where none does."""
    for loose in context.loose:
        found = _PAYEE.fullmatch(' '.join(loose.texts))
        if found:
            context.use(loose)
            return found[1].upper()
    return ''


def document(kind: str, rows: Iterable[dict]) -> list[dict]:
    """Return the one document of a list. Rows that nothing tells apart get a number each."""
    counts: dict[tuple, int] = {}
    made = content.ordered(rows)
    for index, row in enumerate(made):
        place = (row['kind'], row.get('number', ''), row.get('item', ''))
        counts[place] = counts.get(place, 0) + 1
        if counts[place] > 1:
            made[index] = {**row, 'item': f'{place[2]} #{counts[place]}'.strip()}
    return [{'type': 'details', 'kind': kind, 'rows': made}]


def joined(*texts: str | None) -> str:
    """Return what tells rows apart, of several fields that alone do not."""
    return ' '.join(filter(None, texts))
