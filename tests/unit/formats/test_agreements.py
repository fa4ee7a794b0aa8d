from datetime import date
from decimal import Decimal

import pytest

from acorn_vendor_connector.formats.recognise import read
from tests.unit.formats.builders import csv_of, xlsx_of

D = Decimal
LIST = ['Invoice number', 'Invoice date', 'Agreement', 'Agreement title', 'Funding type', 'Billed amount', 'Currency']
BACKUP = [
    'Receive Date', 'Order Date', 'Ship Date', 'Return Date', 'Cost Date', 'Transaction Type', 'Quantity', 'Net Sales',
    'Net Sales Currency', 'List Price', 'Rebate In Agreement Currency', 'Purchase Order', 'Asin', 'UPC', 'EAN',
    'Manufacturer', 'Distributor', 'Product Group', 'Category', 'Subcategory', 'Title', 'Product Description']


def line(rebate='1.50', asin='B000000001', day=date(2026, 1, 31), order='4Z32PABC'):
    return [
        day, date(2026, 1, 20), None, None, None, 'SALE', 3, D('30.00'), 'USD', D('12.00'), D(rebate), order, asin,
        None, '4006381333931', 'Acorn', None, None, None, None, 'Mug', None]


def total(rebate):
    return ['Total', None, None, None, None, None, 6, D('60.00'), None, None, D(rebate), *[None] * 11]


def rows_of(reading, layout):
    document, = reading.documents
    assert (reading.kind, reading.layout, document['kind']) == ('agreements', layout, 'agreements')
    return document['rows']


@pytest.mark.parametrize('locale', ['us', 'uk', 'de', 'iso'])
def test_the_list_of_invoices_is_read_in_every_locale(locale):
    row = ['6268-1493883845', date(2026, 1, 31), '6268', 'Volume 2026', 'Volume incentive', D('1140.00'), 'USD']
    assert rows_of(read(csv_of([LIST, row], locale, ';', 'utf-8-sig')), 'list') == [{
        'kind': 'agreement', 'number': '6268-1493883845', 'date': '2026-01-31', 'subject': '6268',
        'amount': D(1140), 'currency': 'USD',
        'extra': {'Agreement title': 'Volume 2026', 'Funding type': 'Volume incentive'}}]


def test_a_report_backs_up_the_invoice_that_its_sheet_is_named_after():
    reading = read(xlsx_of([BACKUP, line(), line(asin='B000000002'), total('3.00')], '6268-1493883845'))
    first, second = sorted(rows_of(reading, 'backup'), key=lambda row: row['item'])
    assert first == {
        'kind': 'agreement', 'number': '6268-1493883845', 'item': 'B000000001 4Z32PABC 2026-01-31',
        'date': '2026-01-31', 'subject': 'SALE', 'quantity': 3, 'amount': D('1.5'), 'purchase_order': '4Z32PABC',
        'asin': 'B000000001', 'external_id': '4006381333931',
        'extra': {
            'Receive date': '2026-01-31', 'Order date': '2026-01-20', 'Net sales': '30', 'Net sales currency': 'USD',
            'List price': '12', 'Manufacturer': 'Acorn', 'Title': 'Mug'}}
    assert second['item'] == 'B000000002 4Z32PABC 2026-01-31'
    assert reading.notes == ()


def test_a_title_may_name_the_invoice():
    titled = [['Backup report of invoice 6268-1493883845'], [], BACKUP, line()]
    assert rows_of(read(csv_of(titled)), 'backup')[0]['number'] == '6268-1493883845'


def test_without_a_name_or_with_two_the_lines_have_no_number():
    assert 'number' not in rows_of(read(csv_of([BACKUP, line()])), 'backup')[0]
    two = [['6268-1493883845'], ['6268-1493883846'], BACKUP, line()]
    assert 'number' not in rows_of(read(csv_of(two)), 'backup')[0]


@pytest.mark.parametrize('write', [xlsx_of, csv_of])
def test_a_total_that_is_not_the_sum_is_noted_with_the_difference(write):
    reading = read(write([BACKUP, line(), line(asin='B000000002'), total('3.25')]))
    assert len(rows_of(reading, 'backup')) == 2
    note, = (each for each in reading.notes if each.code == 'total_row')
    assert {name: note.params[name] for name in ('stated', 'total', 'difference')} == {
        'stated': '3.25', 'total': '3', 'difference': '0.25'}


def test_lines_that_say_the_same_stay_lines():
    rows = rows_of(read(csv_of([BACKUP, line(), line(), line()])), 'backup')
    assert sorted(row['item'] for row in rows) == [
        'B000000001 4Z32PABC 2026-01-31', 'B000000001 4Z32PABC 2026-01-31 #2', 'B000000001 4Z32PABC 2026-01-31 #3']


def test_the_report_of_a_coupon_has_its_code():
    reading = read(csv_of([[*BACKUP, 'Coupon Code'], [*line(), 'SAVE5']]))
    row, = rows_of(reading, 'backup_coupon')
    assert (row['item'], row['extra']['Coupon code']) == ('B000000001 4Z32PABC 2026-01-31 SAVE5', 'SAVE5')


def test_revised_lines_are_told_apart_from_those_they_revise():
    reading = read(xlsx_of([BACKUP, line()], '6268-1493883845 Revised'))
    row, = rows_of(reading, 'backup')
    assert (row['number'], row['item'], row['extra']['Sheet']) == (
        '6268-1493883845', 'revised B000000001 4Z32PABC 2026-01-31', '6268-1493883845 Revised')


def test_vendor_funding_is_the_same_as_a_rebate():
    headings = [text.replace('Rebate', 'Vendor Funding') for text in BACKUP]
    assert rows_of(read(csv_of([headings, line()])), 'backup')[0]['amount'] == D('1.5')
