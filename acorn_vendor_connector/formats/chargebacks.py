"""Read chargebacks as Operational Performance exports them; 'Charge Invoice #' is the number on the remittance."""
from __future__ import annotations

from . import details
from .layouts import AMOUNT, CODE, COUNT, CURRENCY, DATE, TEXT, Context, Field, Layout, Section
from .tables import Table

SECTION = Section('chargebacks', (
    Field('item', CODE, ('Issue ID', 'Issue #'), required=True),
    Field('amount', AMOUNT, ('Financial charge', 'Charge amount'), True, 'currency'),
    Field('quantity', COUNT, ('Quantity', 'Units')),
    Field('vendor_code', CODE, details.VENDOR_CODE),
    Field('subject', TEXT, ('Issue type', 'Chargeback type')),
    Field('date', DATE, ('Creation date', 'Created')),
    Field('dispute_by', DATE, ('Dispute by', 'Dispute by date')),
    Field('number', CODE, ('Charge invoice #', 'Charge invoice number', 'Charge invoice'), required=True),
    Field('status', TEXT, ('Status',)),
    Field('purchase_order', CODE, details.PURCHASE_ORDER),
    Field('cause', TEXT, (
        'Sub-type of the non-compliance', 'Sub-type of non-compliance', 'Subtype of the non-compliance', 'Sub-type')),
    Field('asin', CODE, ('ASIN',)),
    Field('centre', TEXT, ('Fulfillment center', 'Fulfilment centre', 'Fulfillment centre', 'Fulfilment center')),
    Field('currency', CURRENCY, details.CURRENCY),
))


def name_of(tables: tuple[Table, ...]) -> str:
    """Return 'uk' where Amazon writes it the British way; dates tell the other countries apart, not headings."""
    return 'uk' if any(column.key == 'fulfilment centre' for table in tables for column in table.columns) else 'us'


def documents(tables: tuple[Table, ...], context: Context) -> list[dict]:
    rows = [row for table in tables for row in details.rows_of(table, context, kind='chargeback')]
    return details.document('chargebacks', rows)


LAYOUTS = (Layout('chargebacks', name_of, (SECTION,), documents),)
