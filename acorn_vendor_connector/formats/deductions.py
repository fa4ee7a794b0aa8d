"""Read 'Your payables – ready for deduction': what Amazon is about to take, about three days old."""
from __future__ import annotations

from . import details, headings
from .layouts import AMOUNT, CODE, CURRENCY, DATE, TEXT, Context, Field, Layout, Section
from .tables import Table

# Amazon's types, and what a row of each explains; another type is a deduction of which we know no more.
TYPES = {
    'chargeback': 'chargeback', 'chargebacks': 'chargeback', 'product returns': 'return', 'product return': 'return',
    'returns': 'return', 'contra cogs': 'agreement', 'ccogs': 'agreement', 'coop': 'agreement', 'co op': 'agreement',
    'shortage': 'shortage', 'shortage claim': 'shortage', 'price claim': 'price_claim',
}

SECTION = Section('deductions', (
    Field('vendor_code', CODE, details.VENDOR_CODE),
    Field('number', CODE, ('Transaction number', 'Transaktionsnummer', 'Numéro de transaction'), required=True),
    Field('date', DATE, ('Transaction date', 'Transaktionsdatum', 'Date de transaction')),
    Field('subject', TEXT, ('Type', 'Deduction type')),
    Field('amount', AMOUNT, details.INVOICE_AMOUNT, currency='currency'),
    Field('deducted', AMOUNT, ('Deducted amount', 'Amount deducted', 'Abgezogener Betrag'), True, 'currency'),
    Field('balance', AMOUNT, ('Balance', 'Saldo', 'Solde'), True, 'currency'),
    Field('currency', CURRENCY, details.CURRENCY),
))


def documents(tables: tuple[Table, ...], context: Context) -> list[dict]:
    rows = [row for table in tables for row in details.rows_of(table, context)]
    return details.document('deductions', ({'kind': _kind(row), **row} for row in rows))


def _kind(row: dict) -> str:
    return TYPES.get(headings.key(row.get('subject', '')), 'deduction')


LAYOUTS = (Layout('deductions', 'ready_for_deduction', (SECTION,), documents),)
