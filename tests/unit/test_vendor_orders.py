import copy
import json
from dataclasses import FrozenInstanceError
from datetime import datetime, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acorn_vendor_connector.spapi import vendor_orders
from acorn_vendor_connector.spapi.vendor_orders import Money, Order, Quantity, parse_order, read_page, read_single
from acorn_vendor_connector.spapi.wire import Interval, Note, WireError, read_json
from tests.amazon_models import VENDOR_ORDERS, sandbox_cases, sandbox_purchase_orders

UTC = timezone.utc
ORDER = {
    'purchaseOrderNumber': '4Z32PABC',
    'purchaseOrderState': 'Acknowledged',
    'orderDetails': {
        'purchaseOrderDate': '2026-11-02T10:00:00Z',
        'purchaseOrderChangedDate': '2026-11-05T10:00:00Z',
        'purchaseOrderStateChangedDate': '2026-11-03T10:00:00Z',
        'purchaseOrderType': 'RushOrder',
        'paymentMethod': 'Invoice',
        'dealCode': 'DEAL7',
        'importDetails': {
            'methodOfPayment': 'PrepaidBySeller', 'internationalCommercialTerms': 'FreeOnBoard',
            'portOfDelivery': 'Hamburg', 'importContainers': "2-40'HC,1-20'", 'shippingInstructions': 'pallets',
        },
        'buyingParty': {'partyId': 'AMZ'},
        'sellingParty': {'partyId': 'ACORN'},
        'shipToParty': {
            'partyId': 'HAM2',
            'address': {
                'name': 'Amazon', 'addressLine1': 'Kai 1', 'city': 'Hamburg', 'postalCode': '20457',
                'countryCode': 'DE',
            },
        },
        'billToParty': {'partyId': 'AMZDE', 'taxInfo': {'taxRegistrationType': 'VAT', 'taxRegistrationNumber': 'DE1'}},
        'deliveryWindow': '2026-11-10T23:00:00Z--2026-11-15T23:00:00Z',
        'items': [{
            'itemSequenceNumber': '00001',
            'amazonProductIdentifier': 'B000000001',
            'vendorProductIdentifier': '4006381333931',
            'orderedQuantity': {'amount': 5, 'unitOfMeasure': 'Cases', 'unitSize': 12},
            'isBackOrderAllowed': True,
            'netCost': {'currencyCode': 'EUR', 'amount': '12.50', 'unitOfMeasure': 'KILOGRAMS'},
            'listPrice': {'currencyCode': 'EUR', 'amount': '19.99'},
        }],
    },
}


def variant(path, value):
    """Return the sample order with one field replaced, or left out with `...`."""
    order = copy.deepcopy(ORDER)
    *way, last = path
    place = order
    for step in way:
        place = place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return order


ITEM = ('orderDetails', 'items', 0)


def test_every_field_is_read():
    order = parse_order(ORDER)
    assert (order.number, order.state, order.order_type, order.payment_method, order.deal_code) == (
        '4Z32PABC', 'Acknowledged', 'RushOrder', 'Invoice', 'DEAL7')
    assert order.ordered_at == datetime(2026, 11, 2, 10, tzinfo=UTC)
    assert order.changed_at == datetime(2026, 11, 5, 10, tzinfo=UTC)
    assert (order.vendor_code, order.ship_to, order.bill_to) == ('ACORN', 'HAM2', 'AMZDE')
    assert (order.ship_to_party.address.name, order.ship_to_party.address.postal_code) == ('Amazon', '20457')
    assert (order.bill_to_party.tax_type, order.bill_to_party.tax_number) == ('VAT', 'DE1')
    assert order.import_details.containers == "2-40'HC,1-20'"
    assert order.ship_window is None
    assert order.delivery_window == Interval(
        datetime(2026, 11, 10, 23, tzinfo=UTC), datetime(2026, 11, 15, 23, tzinfo=UTC))
    line, = order.items
    assert (line.sequence, line.line_key, line.asin, line.vendor_sku) == ('00001', '1', 'B000000001', '4006381333931')
    assert (line.quantity, line.quantity.pieces, line.backorder_allowed) == (Quantity(5, 'Cases', 12), 60, True)
    assert line.net_cost == Money(Decimal('12.50'), 'EUR', 'KILOGRAMS')
    assert line.list_price == Money(Decimal('19.99'), 'EUR')
    assert order.notes == ()


def test_an_order_without_details_has_only_number_and_state():
    order = parse_order({'purchaseOrderNumber': '2JK3S9XY', 'purchaseOrderState': 'New'})
    assert order == Order('2JK3S9XY', 'New')
    assert (order.has_details, order.changed_at, order.is_cancelled) == (False, None, False)


@pytest.mark.parametrize(('path', 'value', 'note'), [
    (('purchaseOrderState',), ..., Note('purchaseOrderState', 'missing')),
    (('purchaseOrderState',), 'Paused', Note('purchaseOrderState', 'unknown_value', 'Paused')),
    (('orderDetails', 'purchaseOrderStateChangedDate'), ...,
     Note('orderDetails.purchaseOrderStateChangedDate', 'missing')),
    (('orderDetails', 'purchaseOrderType'), 'GiftOrder',
     Note('orderDetails.purchaseOrderType', 'unknown_value', 'GiftOrder')),
    ((*ITEM, 'isBackOrderAllowed'), ..., Note('orderDetails.items[0].isBackOrderAllowed', 'missing')),
    ((*ITEM, 'orderedQuantity', 'unitOfMeasure'), 'CASES',
     Note('orderDetails.items[0].orderedQuantity.unitOfMeasure', 'spelling', 'CASES')),
    ((*ITEM, 'orderedQuantity', 'unitSize'), ..., Note('orderDetails.items[0].orderedQuantity.unitSize', 'missing')),
    ((*ITEM, 'orderedQuantity', 'unitOfMeasure'), ...,
     Note('orderDetails.items[0].orderedQuantity.unitOfMeasure', 'missing')),
    (('orderDetails', 'buyingParty', 'partyId'), ..., Note('orderDetails.buyingParty.partyId', 'missing')),
    (('orderDetails', 'shipToParty', 'address', 'addressLine1'), ...,
     Note('orderDetails.shipToParty.address.addressLine1', 'missing')),
    (('orderDetails', 'shipToParty', 'address', 'countryCode'), ...,
     Note('orderDetails.shipToParty.address.countryCode', 'missing')),
    (('orderDetails', 'shipToParty', 'address', 'name'), ..., Note('orderDetails.shipToParty.address.name', 'missing')),
    (('orderDetails', 'purchaseOrderDate'), '2026-11-02T10:00:00',
     Note('orderDetails.purchaseOrderDate', 'no_zone', '2026-11-02T10:00:00')),
])
def test_oddities_are_kept_and_noted(path, value, note):
    assert parse_order(variant(path, value)).notes == (note,)


@pytest.mark.parametrize(('path', 'value', 'where'), [
    (('purchaseOrderNumber',), ..., 'purchaseOrderNumber'),
    (('purchaseOrderNumber',), 'a\x00', 'purchaseOrderNumber'),
    (('orderDetails',), 'text', 'orderDetails'),
    (('orderDetails', 'items'), {}, 'orderDetails.items'),
    (('orderDetails', 'items'), ..., 'orderDetails.items'),
    (('orderDetails', 'items'), [], 'orderDetails.items'),
    (('orderDetails', 'purchaseOrderDate'), ..., 'orderDetails.purchaseOrderDate'),
    (('orderDetails', 'items', 0), None, 'orderDetails.items[0]'),
    (('orderDetails', 'purchaseOrderDate'), 'soon', 'orderDetails.purchaseOrderDate'),
    (('orderDetails', 'deliveryWindow'), '2026-11-10', 'orderDetails.deliveryWindow'),
    ((*ITEM, 'itemSequenceNumber'), ..., 'orderDetails.items[0].itemSequenceNumber'),
    ((*ITEM, 'orderedQuantity'), ..., 'orderDetails.items[0].orderedQuantity'),
    ((*ITEM, 'orderedQuantity', 'amount'), ..., 'orderDetails.items[0].orderedQuantity.amount'),
    ((*ITEM, 'orderedQuantity', 'amount'), -1, 'orderDetails.items[0].orderedQuantity.amount'),
    ((*ITEM, 'orderedQuantity', 'unitSize'), -12, 'orderDetails.items[0].orderedQuantity.unitSize'),
    ((*ITEM, 'orderedQuantity', 'unitOfMeasure'), 'Barrels', 'orderDetails.items[0].orderedQuantity.unitOfMeasure'),
    ((*ITEM, 'netCost', 'amount'), 'twelve', 'orderDetails.items[0].netCost.amount'),
    ((*ITEM, 'netCost', 'currencyCode'), 'EURO', 'orderDetails.items[0].netCost.currencyCode'),
    ((*ITEM, 'netCost', 'unitOfMeasure'), 'STONES', 'orderDetails.items[0].netCost.unitOfMeasure'),
    (('orderDetails', 'sellingParty'), ['ACORN'], 'orderDetails.sellingParty'),
])
def test_what_cannot_be_understood_names_its_field(path, value, where):
    with pytest.raises(WireError) as caught:
        parse_order(variant(path, value))
    assert caught.value.path == where


def test_a_line_number_that_stands_twice_is_refused_also_with_other_zeros():
    order = copy.deepcopy(ORDER)
    order['orderDetails']['items'].append({**order['orderDetails']['items'][0], 'itemSequenceNumber': '1'})
    with pytest.raises(WireError, match='1 stands twice'):
        parse_order(order)


@pytest.mark.parametrize(('quantity', 'pieces'), [
    ({'amount': 5, 'unitOfMeasure': 'Cases', 'unitSize': 144}, 720),
    ({'amount': 5, 'unitOfMeasure': 'Eaches', 'unitSize': 12}, 5),
    ({'amount': 5, 'unitOfMeasure': 'Cases'}, 5),
    ({'amount': 5}, 5),
    ({'amount': 0, 'unitOfMeasure': 'Eaches', 'unitSize': 1}, 0),
])
def test_pieces(quantity, pieces):
    assert parse_order(variant((*ITEM, 'orderedQuantity'), quantity)).items[0].quantity.pieces == pieces


@pytest.mark.parametrize(('cost', 'money'), [
    ({}, None), ({'amount': None}, None), ({'amount': '1'}, Money(Decimal(1))),
    ({'currencyCode': 'eur'}, Money(None, 'EUR')), ({'unitOfMeasure': 'pounds'}, Money(None, None, 'POUNDS')),
])
def test_a_cost_may_be_stated_in_part(cost, money):
    assert parse_order(variant((*ITEM, 'netCost'), cost)).items[0].net_cost == money


def test_an_order_is_cancelled_when_every_line_is():
    order = parse_order(variant((*ITEM, 'orderedQuantity', 'amount'), 0))
    assert (order.items[0].is_cancelled, order.is_cancelled) == (True, True)
    assert parse_order(ORDER).is_cancelled is False
    half = copy.deepcopy(ORDER)
    half['orderDetails']['items'].append({'itemSequenceNumber': '2', 'orderedQuantity': {'amount': 0}})
    assert parse_order(half).is_cancelled is False


def test_only_closed_is_closed():
    orders = [parse_order(variant(('purchaseOrderState',), state)) for state in ('New', 'Acknowledged', 'Closed')]
    assert [order.is_closed for order in orders] == [False, False, True]


def test_a_document_is_read_once_and_then_stays_as_it_is():
    order = parse_order(ORDER)
    for document in (order, order.items[0], order.items[0].quantity, order.items[0].net_cost, order.ship_to_party,
                     order.ship_to_party.address, order.import_details, order.delivery_window):
        with pytest.raises(FrozenInstanceError):
            document.number = 'another'


@pytest.mark.parametrize(('field', 'value'), [
    ('purchaseOrderType', 'ConsignedOrder'), ('paymentMethod', 'Consignment'),
])
def test_consignment_is_said_in_either_field(field, value):
    assert parse_order(variant(('orderDetails', field), value)).is_consignment is True
    assert parse_order(ORDER).is_consignment is False


def test_a_page_leaves_its_orders_unread_so_that_one_cannot_spoil_the_others():
    page = read_page(
        b'{"payload": {"pagination": {"nextToken": "MDAw=="}, "orders": [null, {"purchaseOrderNumber": "A"}]}}')
    assert page.orders == [None, {'purchaseOrderNumber': 'A'}]
    assert page.next_token == 'MDAw=='


@pytest.mark.parametrize('body', [
    b'{"payload": {}}', b'{"payload": {"orders": []}}', b'{"payload": {"orders": [], "pagination": {}}}',
    b'{"payload": {"orders": null, "pagination": null}}', b'{"payload": {"pagination": {"nextToken": ""}}}',
])
def test_an_empty_page_is_the_last(body):
    assert (read_page(body).orders, read_page(body).next_token) == ([], None)


@pytest.mark.parametrize(('body', 'path'), [
    (b'<html>', ''), (b'[]', ''), (b'{}', 'payload'), (b'{"payload": []}', 'payload'),
    (b'{"payload": {"orders": {}}}', 'payload.orders'), (b'{"payload": {"pagination": 3}}', 'payload.pagination'),
    (b'{"errors": [{"code": "InvalidInput"}]}', 'errors[0]'),
])
def test_what_is_no_page_is_refused(body, path):
    with pytest.raises(WireError) as caught:
        read_page(body)
    assert caught.value.path == path


def test_number_and_vendor_code_are_found_in_an_unreadable_order():
    broken = variant((*ITEM, 'netCost', 'amount'), 'twelve')
    assert (vendor_orders.order_number(broken), vendor_orders.vendor_code(broken)) == ('4Z32PABC', 'ACORN')
    for nothing in (None, [], {}, {'orderDetails': []}, {'purchaseOrderNumber': {}}):
        assert (vendor_orders.order_number(nothing), vendor_orders.vendor_code(nothing)) == (None, None)


def _paths(value, path=()):
    yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _paths(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _paths(inner, (*path, index))


@given(st.sampled_from([path for path in _paths(ORDER) if path]), st.sampled_from(
    [..., None, '', 'x', -1, 10 ** 30, True, [], {}, [1], Decimal('1.5'), 'a\x00', '\ud800', [None], {'partyId': 1}]))
def test_any_field_may_be_broken_in_any_way_without_another_error(path, value):
    try:
        outcome = parse_order(variant(path, value)).number
    except WireError as error:
        outcome = error.path
    assert outcome


# Amazon's own sandbox

def test_every_order_of_amazons_sandbox_is_read():
    raw = sandbox_purchase_orders()
    orders = [parse_order(read_json(json.dumps(order).encode())) for order in raw]
    assert [order.number for order in orders] == [
        '2JK3S9VC', '3TRD2IAB', '2JK3S9XY', '3TRD2ABC', 'TestPO2', 'TestPO1', 'TestPO1', 'TestPO2', 'TestPO2',
        'TestPO3', 'mock-purchaseOrderNumber1', 'mock-purchaseOrderNumber2', '4Z32PABC', 'mock-purchaseOrderNumber',
    ]
    by_number = {order.number: order for order in orders}
    mock = by_number['mock-purchaseOrderNumber']
    assert (mock.state, mock.items[0].sequence) == (None, '00001')
    assert mock.items[0].net_cost == Money(Decimal('14162.00'), 'INR')
    assert {note.path for note in mock.notes} == {'purchaseOrderState', 'orderDetails.purchaseOrderStateChangedDate'}
    assert by_number['3TRD2IAB'].items[0].quantity == Quantity(5, 'Cases', 10)
    assert by_number['3TRD2IAB'].items[0].net_cost == Money(Decimal('94.97'), 'USD', 'POUNDS')
    assert by_number['TestPO1'].items[0].is_cancelled is True
    assert by_number['2JK3S9XY'].has_details is False


@pytest.mark.parametrize(('operation', 'read'), [('getPurchaseOrders', read_page), ('getPurchaseOrder', read_single)])
def test_every_answer_of_amazons_sandbox_is_a_page_or_a_refusal(operation, read):
    for case in sandbox_cases(VENDOR_ORDERS, operation):
        body = json.dumps(case.response).encode()
        if case.status == 200:
            assert read(body).orders
        else:
            with pytest.raises(WireError, match='InvalidRequest'):
                read(body)


def test_both_spellings_of_sandbox_cases_are_found():
    cases = sandbox_cases('vendor-shipments-api-model/vendorShipments.json', 'SubmitShipmentConfirmations')
    assert sorted(case.status for case in cases) == [202, 202, 400]
