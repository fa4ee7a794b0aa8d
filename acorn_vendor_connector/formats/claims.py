"""Read claims from Dispute Management: the detail of shortages, the detail of price claims, and the list of disputes.

Nobody has published the headings of the two details, so several sensible ones are known, and a person can map others.
"""
from __future__ import annotations

import re

from . import details, headings
from .layouts import AMOUNT, CODE, COUNT, CURRENCY, DATE, RATE, TEXT, Context, Field, Layout, Section
from .tables import Table

# A claim stands on remittances under the invoice's number with this behind it.
SUFFIXES = {'shortage': 'SC', 'price_claim': 'PC'}
_IS_CLAIM = re.compile(r'[SP]C(?:R|R[SP]C)*\Z', re.I)

_INVOICE = (
    Field('invoice_number', CODE, (*details.INVOICE_NUMBER, 'Original invoice number'), required=True),
    Field('payee', CODE, ('Payee', 'Payee code')),
    Field('vendor_code', CODE, details.VENDOR_CODE),
    Field('marketplace', TEXT, ('Marketplace',)),
    Field('invoice_date', DATE, details.INVOICE_DATE),
    Field('due', DATE, details.DUE_DATE),
    Field('purchase_order', CODE, details.PURCHASE_ORDER),
    Field('external_id', CODE, ('External ID', 'External product ID', 'EAN', 'UPC', 'EAN/UPC')),
    Field('asin', CODE, ('ASIN',)),
    Field('currency', CURRENCY, details.CURRENCY),
    Field('title', TEXT, ('Title', 'Product title', 'Item title', 'Product name')),
    Field('dispute', CODE, ('Dispute ID', 'Dispute number', 'Case ID', 'Claim ID')),
)
_DISPUTE = (
    Field('disputed_quantity', COUNT, ('Disputed quantity', 'Dispute quantity', 'Disputed qty')),
    Field('disputed_amount', AMOUNT, ('Disputed amount', 'Dispute amount'), currency='currency'),
    Field('approved_quantity', COUNT, ('Approved quantity', 'Approved qty')),
    Field('approved_amount', AMOUNT, ('Approved amount',), currency='currency'),
    Field('subject', TEXT, ('Reason', 'Dispute reason', 'Decision reason', 'Comments')),
    Field('status', TEXT, ('Decision', 'Status', 'Dispute status')),
)

SHORTAGES = Section('shortages', (
    *_INVOICE,
    Field('unit_price', RATE, (
        'Unit price', 'Unit cost', 'Invoice unit cost', 'Invoiced unit price'), currency='currency'),
    Field('invoiced_quantity', COUNT, ('Invoiced quantity', 'Invoice quantity', 'Quantity invoiced', 'Invoiced qty')),
    Field('received_quantity', COUNT, ('Received quantity', 'Quantity received', 'Received qty')),
    Field('quantity', COUNT, ('Shortage quantity', 'Quantity shortage', 'Shortage qty', 'Short quantity'), True),
    Field('amount', AMOUNT, ('Shortage amount', 'Shortage claim amount'), True, 'currency'),
    *_DISPUTE,
))
PRICES = Section('prices', (
    *_INVOICE,
    Field('invoice_cost', RATE, (
        'Invoice unit cost', 'Invoice cost', 'Invoiced unit price', 'Invoice price', 'Invoiced cost',
    ), currency='currency'),
    Field('order_cost', RATE, (
        'PO unit cost', 'PO cost', 'PO price', 'Purchase order cost', 'Expected cost'), True, 'currency'),
    Field('quantity', COUNT, ('Quantity', 'Invoiced quantity', 'Invoice quantity', 'Claimed quantity')),
    Field('amount', AMOUNT, (
        'Price claim amount', 'Claim amount', 'Price variance amount', 'Price difference', 'PPV amount',
    ), True, 'currency'),
    *_DISPUTE,
))
DISPUTES = Section('disputes', (
    *_INVOICE,
    Field('claim_type', TEXT, ('Dispute type', 'Claim type'), required=True),
    Field('date', DATE, ('Creation date', 'Created on', 'Dispute date')),
    Field('amount', AMOUNT, ('Disputed amount', 'Dispute amount'), currency='currency'),
    *(each for each in _DISPUTE if each.name != 'disputed_amount'),
))


def documents(tables: tuple[Table, ...], context: Context) -> list[dict]:
    rows = ((table, row) for table in tables for row in details.rows_of(table, context))
    return details.document('claims', (_claim(row, _kind(table, row)) for table, row in rows))


def _kind(table: Table, row: dict) -> str:
    if table.section is not DISPUTES:
        return 'shortage' if table.section is SHORTAGES else 'price_claim'
    words = headings.key(row.get('extra', {}).get('Dispute type', ''))
    if 'price' in words:
        return 'price_claim'
    return 'shortage' if 'short' in words or 'quantity' in words else 'deduction'


def _claim(row: dict, kind: str) -> dict:
    """Return the row under the number that remittances have; its product tells it from others of the invoice."""
    claim = {'kind': kind, **row}
    number = row.get('invoice_number')
    # Of a dispute about something else nobody knows under which number it stands; the invoice itself is none.
    if number and kind in SUFFIXES:
        claim['number'] = number if _IS_CLAIM.search(number[-40:]) else number + SUFFIXES[kind]
    extra = row.get('extra', {})
    item = details.joined(
        extra.get('Dispute ID'), row.get('purchase_order'), row.get('asin') or row.get('external_id'))
    if item:
        claim['item'] = item
    return claim


LAYOUTS = (
    Layout('claims', 'shortages', (SHORTAGES,), documents),
    Layout('claims', 'price_disputes', (PRICES,), documents),
    Layout('claims', 'disputes', (DISPUTES,), documents),
)
