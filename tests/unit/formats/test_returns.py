import io
from datetime import date, datetime
from decimal import Decimal

import pytest
import xlwt

from acorn_vendor_connector.formats.reading import Note
from acorn_vendor_connector.formats.recognise import read

D = Decimal
SUMMARY = [
    'Return ID', 'Return date', 'Warehouse', 'Vendor code', 'Invoice number', 'Return quantity', 'Marketplace',
    'Total cost', 'Currency code', 'Shipment request ID']
ITEMS = [
    'Return ID', 'Purchase order', 'Distributor shipment ID', 'Product', 'Product line', 'ASIN', 'EAN', 'UPC', 'Reason',
    'Carton', 'Carrier', 'Tracking number', 'Quantity', 'Cost per unit', 'Total amount', 'Currency code']


def returned(key='R1', invoice='365942281678551', cost=30.5):
    return [key, datetime(2026, 1, 31), 'PHX6', 'ACRN1', invoice, 3, 'US', cost, 'USD', 'SR77']


def item(asin='B000000001', total=20.5, key='R1', carton='C1'):
    return [
        key, '4Z32PABC', 'DS1', 'Mug', 'Kitchen', asin, '4006381333931', '', 'Defective', carton, 'UPS', '1Z1', 1,
        total, total, 'USD']


def book(summary, items=None):
    """Return a real BIFF workbook, as Amazon's is."""
    days = xlwt.easyxf(num_format_str='MM/DD/YYYY')
    made = xlwt.Workbook()
    for name, rows in (('Return summary', [SUMMARY, *summary]), ('Return items', [ITEMS, *items] if items else [])):
        sheet = made.add_sheet(name)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                sheet.write(number, column, value, *([days] if isinstance(value, date) else []))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def rows_of(reading):
    document, = reading.documents
    assert (reading.kind, reading.layout, reading.unknown_headings) == ('returns', 'workbook', ())
    return sorted(document['rows'], key=lambda row: row['item'])


def test_every_item_stands_under_the_number_that_remittances_have():
    reading = read(book([returned()], [item(), item('B000000002', 10)]))
    first, second = rows_of(reading)
    assert first == {
        'kind': 'return', 'number': '365942281678551', 'item': 'R1 4Z32PABC B000000001 C1 1Z1', 'date': '2026-01-31',
        'vendor_code': 'ACRN1', 'marketplace': 'US', 'currency': 'USD', 'amount': D('20.5'), 'quantity': 1,
        'purchase_order': '4Z32PABC', 'asin': 'B000000001', 'external_id': '4006381333931', 'subject': 'Defective',
        'extra': {
            'Return ID': 'R1', 'Distributor shipment ID': 'DS1', 'Product': 'Mug', 'Product line': 'Kitchen',
            'Carton': 'C1', 'Carrier': 'UPS', 'Tracking number': '1Z1', 'Cost per unit': '20.5'}}
    assert (second['asin'], second['amount'], second['number']) == ('B000000002', D(10), '365942281678551')
    assert reading.notes == ()


def test_items_that_do_not_make_up_their_return_are_noted():
    reading = read(book([returned(cost=31)], [item(), item('B000000002', 10)]))
    assert reading.notes == (Note('total_differs', {'number': 'R1', 'stated': '31', 'total': '30.5'}),)


def test_a_return_without_items_is_a_row_of_its_own():
    rows = rows_of(read(book([returned(), returned('R2', '', 5)], [item(total=30.5)])))
    assert [(row['item'], row['number'], row['amount'], row['quantity']) for row in rows] == [
        ('R1 4Z32PABC B000000001 C1 1Z1', '365942281678551', D('30.5'), 1), ('R2', 'R2', D(5), 3)]


def test_items_of_a_return_that_is_not_in_the_summary_keep_its_id():
    rows = rows_of(read(book([returned()], [item(total=30.5), item(key='R9')])))
    assert [(row['number'], row['extra']['Return ID']) for row in rows] == [('365942281678551', 'R1'), ('R9', 'R9')]


@pytest.mark.parametrize('cartons', [('C1', 'C1'), ('C1', 'C2')])
def test_two_items_never_have_one_key(cartons):
    rows = rows_of(read(book([returned(cost=41)], [item(carton=carton) for carton in cartons])))
    assert len({row['item'] for row in rows}) == 2
