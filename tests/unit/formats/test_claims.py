from datetime import date
from decimal import Decimal

import pytest

from acorn_vendor_connector.formats.reading import Choices
from acorn_vendor_connector.formats.recognise import read
from tests.unit.formats.builders import csv_of, xlsx_of

D = Decimal
SHORTAGES = [
    'Invoice number', 'Dispute ID', 'Payee code', 'Invoice date', 'Due date', 'Purchase order', 'External ID', 'ASIN',
    'Unit price', 'Invoiced quantity', 'Shortage quantity', 'Shortage amount', 'Disputed quantity', 'Disputed amount',
    'Approved quantity', 'Decision']
PRICES = [
    'Invoice number', 'Payee code', 'Invoice date', 'PO', 'ASIN', 'Invoice unit cost', 'PO unit cost', 'Quantity',
    'Price claim amount', 'Disputed amount', 'Reason', 'Status', 'Currency']
DISPUTES = [
    'Dispute ID', 'Dispute type', 'Reason', 'Invoice number', 'Creation date', 'Status', 'Disputed amount',
    'Approved amount']


def shortage(number='INV-1', asin='B000000001'):
    return [
        number, 'DSP1', 'ACRNU', date(2026, 1, 31), date(2026, 3, 31), '4Z32PABC', '4006381333931', asin, D('4.10'), 10,
        2, D('8.20'), 2, D('8.20'), 0, 'Denied']


def rows_of(body, layout, choices=None):
    reading = read(body, choices)
    document, = reading.documents
    assert (reading.kind, reading.layout, document['kind'], reading.questions) == ('claims', layout, 'claims', ())
    return document['rows']


@pytest.mark.parametrize('body', [
    xlsx_of([SHORTAGES, shortage()]), csv_of([SHORTAGES, shortage()]), csv_of([SHORTAGES, shortage()], 'de', ';')])
def test_a_shortage_stands_on_remittances_under_the_invoice_with_sc_behind_it(body):
    assert rows_of(body, 'shortages') == [{
        'kind': 'shortage', 'number': 'INV-1SC', 'invoice_number': 'INV-1', 'item': 'DSP1 4Z32PABC B000000001',
        'payee': 'ACRNU', 'due': '2026-03-31', 'purchase_order': '4Z32PABC', 'external_id': '4006381333931',
        'asin': 'B000000001', 'quantity': 2, 'amount': D('8.2'), 'status': 'Denied',
        'extra': {
            'Invoice date': '2026-01-31', 'Unit price': '4.1', 'Invoiced quantity': '10', 'Disputed quantity': '2',
            'Disputed amount': '8.2', 'Approved quantity': '0', 'Dispute ID': 'DSP1'}}]


def test_a_number_that_is_a_claim_already_stays_as_it_is():
    rows = rows_of(xlsx_of([SHORTAGES, shortage('INV1SC'), shortage('INV1SCRSC')]), 'shortages')
    assert sorted(row['number'] for row in rows) == ['INV1SC', 'INV1SCRSC']


def test_products_of_one_claim_are_told_apart():
    rows = rows_of(xlsx_of([SHORTAGES, shortage(), shortage(asin='B000000002'), shortage()]), 'shortages')
    assert sorted(row['item'] for row in rows) == [
        'DSP1 4Z32PABC B000000001', 'DSP1 4Z32PABC B000000001 #2', 'DSP1 4Z32PABC B000000002']


def test_a_price_claim_has_both_costs():
    row = [
        'INV-1', 'ACRNU', date(2026, 1, 31), '4Z32PABC', 'B000000001', D('4.20'), D('4.10'), 10, D('1.00'), D('1.00'),
        'Rounding', 'Pending Amazon action', 'USD']
    claim, = rows_of(xlsx_of([PRICES, row]), 'price_disputes')
    assert (claim['kind'], claim['number'], claim['amount'], claim['subject'], claim['currency']) == (
        'price_claim', 'INV-1PC', D(1), 'Rounding', 'USD')
    assert (claim['extra']['Invoice unit cost'], claim['extra']['PO unit cost']) == ('4.2', '4.1')


def test_the_list_of_disputes_says_what_each_is_about():
    def dispute(number, kind):
        return [number, kind, 'Carton lost', 'INV-1', date(2026, 2, 13), 'Resolved', D('8.20'), D('4.10')]
    about = [dispute('1', 'Shortage'), dispute('2', 'Price claim'), dispute('3', 'Other')]
    rows = rows_of(csv_of([DISPUTES, *about]), 'disputes')
    assert [(row['item'], row['kind'], row.get('number'), row['date'], row['amount']) for row in sorted(
        rows, key=lambda row: row['item'])] == [
        ('1', 'shortage', 'INV-1SC', '2026-02-13', D('8.2')),
        ('2', 'price_claim', 'INV-1PC', '2026-02-13', D('8.2')),
        ('3', 'deduction', None, '2026-02-13', D('8.2')),  # the invoice's own number is not that of a deduction
    ]


def test_a_heading_that_nobody_knows_is_asked_for_once_and_then_known():
    headings = [{'Shortage quantity': 'Missing pieces'}.get(text, text) for text in SHORTAGES]
    question, = read(xlsx_of([headings, shortage()])).questions
    assert (question.code, question.params['missing']) == ('heading', ['quantity'])
    rows = rows_of(xlsx_of([headings, shortage()]), 'shortages', Choices(headings={'missing pieces': 'quantity'}))
    assert rows[0]['quantity'] == 2
