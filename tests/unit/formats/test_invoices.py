from datetime import date
from decimal import Decimal

import pytest

from acorn_vendor_connector.formats.recognise import read
from tests.unit.formats.builders import csv_of, xls_of, xlsx_of

D = Decimal
V1 = [
    'Marketplace', 'Invoice Date', 'Payment Due date', 'Status', 'Actual Paid Amount', 'Payee', 'Creation Date',
    'Invoice number', 'Price', 'Any Deductions']
V2 = [
    'Marketplace', 'Invoice Number', 'Invoice Date', 'Payment Due Date', 'Invoice Status', 'Invoice Amount',
    'Actual Paid Amount', 'Payee Code', 'Invoice Creation Date', 'Quantity Variance Amount', 'Price Variance Amount',
    'Quick-pay discount', 'Invoice Currency']


def v1(number, amount='900.00', paid='882.00', status='Paid', deductions='No'):
    return [
        'US', date(2026, 1, 31), date(2026, 3, 30), status, D(paid), 'ACRNU', date(2026, 2, 1), number, D(amount),
        deductions]


def rows_of(body):
    reading = read(body)
    document, = reading.documents
    assert (reading.kind, document['kind'], reading.unknown_headings) == ('invoices', 'invoices', ())
    return reading.layout, sorted(document['rows'], key=lambda row: row['number'])


@pytest.mark.parametrize('body', [
    csv_of([V1, v1('INV-1')], 'us', encoding='utf-8-sig'), csv_of([V1, v1('INV-1')], 'de', ';'),
    xlsx_of([V1, v1('INV-1')]), xls_of([V1, v1('INV-1')])])
def test_the_first_version_is_read(body):
    assert rows_of(body) == ('v1', [{
        'kind': 'invoice', 'number': 'INV-1', 'marketplace': 'US', 'date': '2026-01-31', 'due': '2026-03-30',
        'status': 'Paid', 'paid': D(882), 'payee': 'ACRNU', 'amount': D(900),
        'extra': {'Invoice creation date': '2026-02-01', 'Any deductions': 'No'}}])


def test_the_second_version_has_what_was_held_back_for_each_reason():
    row = [
        'DE', 'RE1', date(2026, 1, 31), date(2026, 3, 30), 'Partially paid', D('900.00'), D('850.00'), 'ACRND',
        date(2026, 2, 1), D('30.00'), D('20.00'), D('0.00'), 'EUR']
    assert rows_of(csv_of([V2, row], 'de', ';')) == ('v2', [{
        'kind': 'invoice', 'number': 'RE1', 'marketplace': 'DE', 'date': '2026-01-31', 'due': '2026-03-30',
        'status': 'Partially paid', 'paid': D(850), 'payee': 'ACRND', 'amount': D(900), 'currency': 'EUR',
        'extra': {
            'Invoice creation date': '2026-02-01', 'Quantity variance amount': '30', 'Price variance amount': '20',
            'Quick-pay discount': '0'}}])


def test_children_of_an_invoice_are_the_claims_on_it():
    rows = [v1(number) for number in ('INV/1', 'INV/1SC', 'inv1scr', 'INV 1-PC', '99SC')]
    _layout, found = rows_of(csv_of([V1, *rows]))
    assert [(row['kind'], row['number'], row.get('invoice_number')) for row in found] == [
        ('invoice', '99SC', None),  # our own number may end like that: no invoice 99 is in the file
        ('price_claim', 'INV 1-PC', 'INV/1'),
        ('invoice', 'INV/1', None),
        ('shortage', 'INV/1SC', 'INV/1'),
        ('shortage', 'inv1scr', 'INV/1'),
    ]


def test_numbers_that_a_spreadsheet_took_for_quantities_are_numbers_again():
    _layout, found = rows_of(xlsx_of([V1, v1(12345678)]))
    assert found[0]['number'] == '12345678'
