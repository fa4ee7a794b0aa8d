from datetime import date, datetime, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acorn_vendor_connector.formats.errors import Refused
from acorn_vendor_connector.formats.purchase_orders import as_of
from acorn_vendor_connector.formats.reading import Note
from acorn_vendor_connector.formats.recognise import read
from acorn_vendor_connector.spapi.vendor_orders import Money, Quantity, parse_order
from acorn_vendor_connector.spapi.wire import Interval
from tests.unit.formats.builders import csv_of, xls_of, xlsx_of

D = Decimal
UTC = timezone.utc
IMPORTED = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
FIRST = [
    'PO', 'Vendor', 'Ship to location', 'ASIN', 'External ID', 'External ID Type', 'Model Number', 'Title',
    'Availability', 'Window Type', 'Window Start', 'Window End', 'Expected Date', 'Quantity Requested',
    'Accepted Quantity', 'Quantity received', 'Quantity Outstanding']
V1 = [*FIRST, 'Unit Cost', '', 'Total Cost']
V1_CASES = [*FIRST, 'Case Cost', 'Case Size', '', 'Total Cost']
V2 = [
    'PO', 'Vendor code', 'Order date', 'Status', 'Product name', 'ASIN', 'External ID', 'Freight terms', 'Warehouse',
    'Hand-off start', 'Hand-off end', 'Requested quantity', 'Cost', 'Currency code']


def first(po='4Z32PABC', asin='B000000001', quantity=5, start=date(2026, 3, 14), end=date(2026, 3, 20), **other):
    return [
        po, other.get('vendor', 'ACRN1'), 'PHX7 - Goodyear, AZ', asin, '4006381333931', 'EAN', 'M-1', 'Mug',
        'AC - Accepted: In stock', other.get('window', 'Delivery window'), start, end, end, quantity, 3, 2, 1]


def v1(cost='12.50', currency='USD', **other):
    return [*first(**other), cost if isinstance(cost, str) and not cost[0].isdigit() else D(cost), currency, D('62.50')]


def v1_cases(cost='112.56', size=24, **other):
    return [*first(**other), D(cost), size, 'EUR', D('562.80')]


def v2(terms='Collect', status='Unconfirmed', ordered=date(2026, 2, 27)):
    return [
        '4Z32PABC', 'ACRN1', ordered, status, 'Mug', 'B000000001', '4006381333931', terms, 'PHX7', date(2026, 3, 14),
        date(2026, 3, 20), 5, D('12.50'), 'USD']


def orders_of(reading, cost_basis='each'):
    assert (reading.kind, reading.questions, reading.unknown_headings) == ('purchase_orders', (), ())
    return [parse_order(as_of(document, IMPORTED, cost_basis)) for document in reading.documents]


@pytest.mark.parametrize('body', [
    xlsx_of([V1, v1()]), xls_of([V1, v1()]), csv_of([V1, v1()], 'us', encoding='utf-8-sig'),
    csv_of([V1, v1()], 'de', ';')])
def test_a_line_of_the_first_version_is_a_line_of_an_order(body):
    reading = read(body)
    order, = orders_of(reading)
    assert (order.number, order.vendor_code, order.ship_to, order.state) == ('4Z32PABC', 'ACRN1', 'PHX7', None)
    assert order.delivery_window == Interval(datetime(2026, 3, 14, tzinfo=UTC), datetime(2026, 3, 20, tzinfo=UTC))
    line, = order.items
    assert (line.sequence, line.asin, line.vendor_sku) == ('1', 'B000000001', '4006381333931')
    assert (line.quantity, line.net_cost) == (Quantity(5, 'Eaches'), Money(D('12.5'), 'USD'))
    assert reading.layout == 'v1'


def test_an_order_without_a_date_is_as_of_its_import_and_says_so():
    reading = read(xlsx_of([V1, v1(), v1(po='2JK3S9XY')]))
    assert reading.notes == (Note('no_order_date', {'count': 2, 'number': '2JK3S9XY'}),)
    assert [order.ordered_at for order in orders_of(reading)] == [IMPORTED, IMPORTED]


@pytest.mark.parametrize(('terms', 'status', 'state'), [
    ('Collect', 'Unconfirmed', 'New'), ('Collect', 'Confirmed', 'Acknowledged'), ('Prepaid', 'Closed', 'Closed'),
    ('Prepaid', 'In limbo', None)])
def test_the_second_version_says_when_it_was_ordered_and_how_it_stands(terms, status, state):
    reading = read(csv_of([V2, v2(terms, status)]))
    order, = orders_of(reading)
    assert (reading.layout, order.state, order.ordered_at) == ('v2', state, datetime(2026, 2, 27, tzinfo=UTC))
    assert order.ship_window == Interval(datetime(2026, 3, 14, tzinfo=UTC), datetime(2026, 3, 20, tzinfo=UTC))
    assert (order.items[0].net_cost, order.ship_to) == (Money(D('12.5'), 'USD'), 'PHX7')


@pytest.mark.parametrize(('window', 'terms', 'is_shipped'), [
    ('Ship window', None, True), ('Delivery window', 'Collect', False), ('', 'Collect', True), ('', 'Prepaid', False)])
def test_what_the_window_is_for_is_told_by_its_type_or_by_who_pays_the_freight(window, terms, is_shipped):
    headings, row = ([*V1, 'Freight terms'], [*v1(window=window), terms])
    order, = orders_of(read(xlsx_of([headings, row])))
    assert (order.ship_window is not None, order.delivery_window is not None) == (is_shipped, not is_shipped)


def test_cases_cost_what_the_vendor_code_is_told_per_each_or_per_case():
    reading = read(xlsx_of([V1_CASES, v1_cases()]))
    for basis, cost in (('each', D('4.69')), ('case', D('112.56'))):
        order, = orders_of(reading, basis)
        assert (order.items[0].quantity, order.items[0].net_cost) == (Quantity(5, 'Cases', 24), Money(cost, 'EUR'))


def test_a_case_that_does_not_divide_comes_out_to_the_cent():
    order, = orders_of(read(xlsx_of([V1_CASES, v1_cases('100.00', 3)])))
    assert round(order.items[0].net_cost.amount * 3, 4) == D(100)
    order, = orders_of(read(xlsx_of([V1_CASES, v1_cases('100.00', 3)])), 'case')
    assert order.items[0].net_cost == Money(D(100), 'EUR')


def test_a_case_of_one_is_a_piece():
    order, = orders_of(read(xlsx_of([V1_CASES, v1_cases('4.69', 1)])))
    assert (order.items[0].quantity, order.items[0].net_cost) == (Quantity(5, 'Eaches'), Money(D('4.69'), 'EUR'))


def test_lines_are_numbered_by_asin_whatever_their_order():
    rows = [v1(asin=asin) for asin in ('B000000003', 'B000000001', 'B000000002')]
    order, = orders_of(read(xlsx_of([V1, *rows])))
    assert [(line.sequence, line.asin) for line in order.items] == [
        ('1', 'B000000001'), ('2', 'B000000002'), ('3', 'B000000003')]
    assert read(xlsx_of([V1, *rows])).digest == read(csv_of([V1, *rows[::-1]], 'de', ';')).digest


def test_a_line_with_a_quantity_of_none_is_a_cancelled_one():
    order, = orders_of(read(xlsx_of([V1, v1(quantity=0)])))
    assert order.items[0].is_cancelled


def test_the_window_of_an_order_covers_those_of_its_lines():
    rows = [v1(), v1(asin='B000000002', start=date(2026, 3, 10), end=date(2026, 3, 25))]
    order, = orders_of(read(xlsx_of([V1, *rows])))
    assert order.delivery_window == Interval(datetime(2026, 3, 10, tzinfo=UTC), datetime(2026, 3, 25, tzinfo=UTC))


def broken(rows, headings=V1):
    with pytest.raises(Refused) as refused:
        read(xlsx_of([headings, *rows]))
    params = refused.value.params
    if refused.value.code == 'broken':
        return 'broken', params['what']
    return refused.value.code, params['row'], params['heading'], params['value']


@pytest.mark.parametrize(('row', 'expected'), [
    (v1(quantity='some'), ('not_a_number', 3, 'Quantity Requested', 'some')),
    (v1(quantity=1.5), ('not_a_number', 3, 'Quantity requested', '1.5')),
    (v1(quantity=-1), ('not_a_number', 3, 'Quantity requested', '-1')),
    (v1(quantity=None), ('not_a_number', 3, 'Quantity requested', '')),
    (v1(quantity=10 ** 10), ('not_a_number', 3, 'Quantity requested', '10000000000')),
    (v1('on request'), ('not_a_number', 3, 'Unit Cost', 'on request')),
    (v1('-12.50'), ('not_a_number', 3, 'Unit cost', '-12.5')),
    (v1(currency='DOLLAR'), ('broken', '3, Currency: DOLLAR')),
    (v1(po=None), ('broken', '3, PO')),
    (v1(vendor='ACRN2', po='4Z32PABC'), ('broken', '3, Vendor code: ACRN1 / ACRN2')),
    (v1(start=date(2026, 4, 1), po='2JK3S9XY'), ('not_a_date', 3, 'Window end', '2026-03-20')),
])
def test_a_row_that_cannot_be_understood_is_refused_with_its_place(row, expected):
    assert broken([v1(), row]) == expected


@pytest.mark.parametrize('size', [None, 0, 2.5, -6])
def test_a_case_of_unknown_size_is_refused(size):
    code, row, heading, _value = broken([v1_cases(), v1_cases(size=size, po='2JK3S9XY')], V1_CASES)
    assert (code, row, heading) == ('not_a_number', 3, 'Case size')


def test_a_row_without_a_product_is_refused():
    row = v1()
    row[3] = row[4] = None
    assert broken([v1(), row]) == ('broken', '3, ASIN')


LINES = st.tuples(
    st.sampled_from(['4Z32PABC', '2JK3S9XY', '7QQ11ZZZ']), st.from_regex(r'B0[0-9A-Z]{8}', fullmatch=True),
    st.integers(0, 100_000), st.decimals(min_value='0.01', max_value='99999', places=4))


@given(st.lists(LINES, min_size=1, max_size=10))
def test_what_stands_in_the_workbook_is_what_is_ordered(lines):
    rows = [v1(str(cost), po=po, asin=asin, quantity=quantity) for po, asin, quantity, cost in lines]
    orders = orders_of(read(csv_of([V1, *rows], 'iso')))
    found = [
        (order.number, line.asin, line.quantity.amount, line.net_cost.amount)
        for order in orders for line in order.items]
    assert sorted(found) == sorted(lines)
