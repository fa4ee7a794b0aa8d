"""Read the workbook of returns: a summary per return, and its items on a second sheet."""
from __future__ import annotations

from decimal import Decimal

from . import details
from .cells import plain
from .layouts import AMOUNT, CODE, COUNT, CURRENCY, DATE, RATE, TEXT, Context, Field, Layout, Section
from .tables import Table

_RETURN = Field('return_id', CODE, ('Return ID', 'Return #', 'Return number'), required=True)

SUMMARY = Section('summary', (
    _RETURN,
    Field('date', DATE, ('Return date', 'Date of return')),
    Field('warehouse', TEXT, ('Warehouse', 'Fulfillment center', 'Fulfilment centre')),
    Field('vendor_code', CODE, details.VENDOR_CODE),
    Field('number', CODE, details.INVOICE_NUMBER),
    Field('quantity', COUNT, ('Return quantity', 'Quantity returned')),
    Field('marketplace', TEXT, ('Marketplace',)),
    Field('amount', AMOUNT, ('Total cost',), True, 'currency'),
    Field('currency', CURRENCY, details.CURRENCY),
    Field('shipment', CODE, ('Shipment request ID',)),
))
ITEMS = Section('items', (
    _RETURN,
    Field('purchase_order', CODE, details.PURCHASE_ORDER),
    Field('shipment', CODE, ('Distributor shipment ID',)),
    Field('title', TEXT, ('Product', 'Product title', 'Title')),
    Field('line', TEXT, ('Product line',)),
    Field('asin', CODE, ('ASIN',), required=True),
    Field('external_id', CODE, ('EAN', 'External ID')),
    Field('upc', CODE, ('UPC',)),
    Field('subject', TEXT, ('Reason', 'Return reason')),
    Field('carton', CODE, ('Carton',)),
    Field('carrier', TEXT, ('Carrier',)),
    Field('tracking', CODE, ('Tracking number', 'Tracking ID')),
    Field('quantity', COUNT, ('Quantity',)),
    Field('unit_cost', RATE, ('Cost per unit', 'Unit cost'), False, 'currency'),
    Field('amount', AMOUNT, ('Total amount',), True, 'currency'),
    Field('currency', CURRENCY, details.CURRENCY),
))

# What an item says of the return that it belongs to
_SHARED = ('number', 'date', 'vendor_code', 'marketplace', 'payee', 'currency')


def documents(tables: tuple[Table, ...], context: Context) -> list[dict]:
    """Return a row for every item, or one for a return whose items are not in the file: nothing counts twice.

    Its number is that of the debit note, which remittances have; without one it is the return's own.
    """
    summaries, items = {}, {}
    for table in tables:
        by_return = summaries if table.section is SUMMARY else items
        for row in details.rows_of(table, context, kind='return'):
            key = row.get('extra', {}).get('Return ID', '')
            by_return.setdefault(key, []).append({**row, 'item': _item(key, row)})
    rows = []
    for key in {**summaries, **items}:
        found, summary = items.get(key, []), summaries.get(key, [])
        if found and len(summary) == 1:
            _compare(key, summary[0], found, context)
        shared = {name: summary[0][name] for name in _SHARED if summary and name in summary[0]}
        rows += [{'number': key, **shared, **row} for row in found or summary]
    return details.document('returns', rows)


def _item(key: str, row: dict) -> str:
    extra = row.get('extra', {})
    return details.joined(
        key, row.get('purchase_order'), row.get('asin') or row.get('external_id'), extra.get('Carton'),
        extra.get('Tracking number'))


def _compare(key: str, summary: dict, items: list[dict], context: Context) -> None:
    total = plain(sum((row.get('amount', Decimal(0)) for row in items), Decimal(0)))
    if 'amount' in summary and summary['amount'] != total:
        context.note('total_differs', number=key, stated=str(summary['amount']), total=str(total))


LAYOUTS = (Layout('returns', 'workbook', (SUMMARY, ITEMS), documents, needs=('summary',)),)
