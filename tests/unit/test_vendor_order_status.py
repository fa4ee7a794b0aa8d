"""Amazon's view of an order, read leniently: its own cases, what its model leaves open, and what nobody promised."""
import copy
import functools
import json
import operator
from datetime import datetime, timezone
from decimal import Decimal

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acorn_vendor_connector.spapi import operations, vendor_order_status
from acorn_vendor_connector.spapi.vendor_order_status import parse_status, read_answered, read_confirmed, read_page
from acorn_vendor_connector.spapi.vendor_orders import Quantity
from acorn_vendor_connector.spapi.wire import WireError, read_json
from simulator import statuses
from tests import amazon_models


def body(document):
    return json.dumps(document).encode()


def moment(*parts):
    return datetime(*parts, tzinfo=timezone.utc)


def eaches(amount):
    return {'amount': amount, 'unitOfMeasure': 'Eaches', 'unitSize': 1}


def cases(amount, size=12):
    return {'amount': amount, 'unitOfMeasure': 'Cases', 'unitSize': size}


def line(sequence='1', ordered=None, acknowledged=None, received=None, **more):
    document = {'itemSequenceNumber': sequence, 'orderedQuantity': {'orderedQuantity': ordered or eaches(10)}, **more}
    if acknowledged is not None:
        document['acknowledgementStatus'] = acknowledged
    if received is not None:
        document['receivingStatus'] = received
    return document


def status(*lines, **more):
    return parse_status({
        'purchaseOrderNumber': '2JK3S9VC', 'purchaseOrderStatus': 'OPEN', 'purchaseOrderDate': '2026-11-20T10:00:00Z',
        'sellingParty': {'partyId': 'ACRN1'}, 'shipToParty': {'partyId': 'PHX6'}, 'itemStatus': list(lines), **more,
    })


def first_line(**fields):
    return status(line(**fields)).lines[0]


def sandbox_statuses():
    cases_of_amazon = amazon_models.sandbox_cases(amazon_models.VENDOR_ORDERS, 'getPurchaseOrdersStatus')
    answers = [read_page(body(case.response)) for case in cases_of_amazon if case.status == 200]
    return [parse_status(raw) for answer in answers for raw in answer.orders], answers


# What Amazon says in its own cases


def test_amazons_sandbox_cases_are_understood():
    statuses, answers = sandbox_statuses()
    assert [found.number for found in statuses[:2]] == ['2JK3S9VB', 'TestPO2']
    assert answers[0].next_token == 'MDAwMDAwMDAwMZ=='
    assert not any(found.notes for found in statuses)
    first, second, third = statuses[0].lines
    assert (first.asin, first.vendor_sku) == ('B07DFVDRAB', '8806098286500')
    assert (first.net_cost.amount, first.net_cost.currency) == (Decimal('346.27'), 'USD')
    assert [each.confirmation for each in statuses[0].lines] == ['ACCEPTED', 'PARTIALLY_ACCEPTED', 'REJECTED']
    assert (second.accepted_pieces, second.rejected_pieces, second.received_pieces) == (15, 5, 10)
    assert second.last_received_at == moment(2020, 8, 30, 21, 5, 58, 193000)
    assert (third.accepted_pieces, third.rejected_pieces, third.received_pieces) == (0, 5, 0)
    # Amazon ordered single pieces and received a case of one.
    assert (first.ordered, first.received) == (Quantity(1, 'Eaches', 1), Quantity(1, 'Cases', 1))
    assert (first.ordered_pieces, first.received_pieces) == (1, 1)


def test_in_amazons_own_cases_what_was_ordered_and_cancelled_adds_up_to_what_is_ordered():
    statuses, _answers = sandbox_statuses()
    lines = [each for found in statuses for each in found.lines]
    assert len(lines) == 8
    for each in lines:
        ordered = sum(change.ordered.pieces for change in each.changes if change.ordered)
        assert ordered - each.cancelled_pieces == each.ordered_pieces
    assert [each.cancelled_pieces for each in lines if each.cancelled_pieces] == [50, 50]


def test_amazons_model_knows_exactly_these_words():
    definitions = amazon_models.model(amazon_models.VENDOR_ORDERS)['definitions']
    item = definitions['OrderItemStatus']['properties']
    known = {
        'STATUSES': definitions['OrderStatus']['properties']['purchaseOrderStatus'],
        'CONFIRMATIONS': item['acknowledgementStatus']['properties']['confirmationStatus'],
        'RECEIVE_STATUSES': item['receivingStatus']['properties']['receiveStatus'],
    }
    for name, definition in known.items():
        assert list(getattr(vendor_order_status, name)) == definition['enum']


def test_the_documents_of_these_tests_fit_amazons_own_model():
    model = amazon_models.model(amazon_models.VENDOR_ORDERS)
    schema = {'$ref': '#/definitions/OrderItemStatus', 'definitions': model['definitions']}
    for document in (line(), line(ordered=cases(2), received={'receivedQuantity': cases(1)})):
        jsonschema.Draft4Validator(schema).validate(document)


# What stands in a status


def test_an_order_is_known_by_its_number_and_parties():
    found = status(line('00001'), lastUpdatedDate='2026-11-21T08:00:00Z', purchaseOrderStatus='CLOSED')
    assert (found.number, found.vendor_code, found.ship_to, found.is_closed) == ('2JK3S9VC', 'ACRN1', 'PHX6', True)
    assert (found.ordered_at, found.updated_at) == (moment(2026, 11, 20, 10), moment(2026, 11, 21, 8))
    assert (found.lines[0].sequence, found.lines[0].line_key) == ('00001', '1')


def test_the_history_of_a_line_is_kept():
    found = parse_status({'purchaseOrderNumber': 'A', 'itemStatus': [{
        'itemSequenceNumber': '1',
        'orderedQuantity': {'orderedQuantity': eaches(100), 'orderedQuantityDetails': [
            {'updatedDate': '2026-11-21T05:00:00Z', 'cancelledQuantity': eaches(50)},
            {'updatedDate': '2026-11-20T05:00:00Z', 'orderedQuantity': eaches(150)},
        ]},
        'acknowledgementStatus': {
            'confirmationStatus': 'PARTIALLY_ACCEPTED', 'acceptedQuantity': eaches(60), 'rejectedQuantity': eaches(40),
            'acknowledgementStatusDetails': [
                {'acknowledgementDate': '2026-11-20T06:00:00Z', 'rejectedQuantity': eaches(40)}]},
    }]}).lines[0]
    cancelled, ordered = found.changes
    assert (cancelled.changed_at, cancelled.cancelled.pieces, cancelled.ordered) == (moment(2026, 11, 21, 5), 50, None)
    assert (ordered.ordered.pieces, ordered.cancelled) == (150, None)
    answer, = found.confirmations
    assert (answer.confirmed_at, answer.accepted, answer.rejected.pieces) == (moment(2026, 11, 20, 6), None, 40)


def test_a_cancellation_written_as_a_negative_order_is_kept_in_the_history():
    detail = {'updatedDate': '2026-11-21T05:00:00Z', 'orderedQuantity': eaches(-3)}
    ordering = {'orderedQuantity': eaches(6), 'orderedQuantityDetails': [detail]}
    found, = status({'itemSequenceNumber': '1', 'orderedQuantity': ordering}).lines
    assert found.changes[0].ordered.pieces == -3


def test_cases_and_eaches_become_pieces():
    found = first_line(
        ordered=cases(5),
        acknowledged={'confirmationStatus': 'ACCEPTED', 'acceptedQuantity': cases(5), 'rejectedQuantity': cases(0)},
        received={'receiveStatus': 'PARTIALLY_RECEIVED', 'receivedQuantity': eaches(30)})
    assert (found.ordered_pieces, found.received_pieces) == (60, 30)
    assert (found.accepted_pieces, found.rejected_pieces) == (60, 0)


def test_a_unit_that_is_left_out_is_that_of_the_order():
    found = first_line(ordered=cases(5), received={'receivedQuantity': {'amount': 2}})
    assert found.received_pieces == 24
    assert first_line(ordered=cases(5), received={'receivedQuantity': {
        'amount': 2, 'unitOfMeasure': 'Cases'}}).received_pieces == 24
    assert first_line(ordered=cases(5), received={'receivedQuantity': {
        'amount': 24, 'unitOfMeasure': 'Eaches'}}).received_pieces == 24


def test_cases_of_a_size_that_nobody_states_are_not_taken_for_pieces():
    unsized = {'amount': 2, 'unitOfMeasure': 'Cases'}
    confirmed = {'confirmationStatus': 'ACCEPTED', 'acceptedQuantity': unsized}
    found = first_line(ordered=eaches(24), acknowledged=confirmed, received={'receivedQuantity': unsized})
    assert (found.accepted_pieces, found.received_pieces) == (None, None)
    # An order in cases without a size is read case by case, and so is what becomes of it.
    found = first_line(ordered=unsized, received={'receivedQuantity': unsized})
    assert (found.ordered_pieces, found.received_pieces) == (2, 2)
    nothing = {'receivedQuantity': {'amount': 0, 'unitOfMeasure': 'Cases'}}
    assert first_line(ordered=eaches(24), received=nothing).received_pieces == 0


@pytest.mark.parametrize(('acknowledged', 'accepted', 'rejected'), [
    (None, None, None),
    ({'confirmationStatus': 'UNCONFIRMED', 'acceptedQuantity': eaches(0), 'rejectedQuantity': eaches(0)}, None, None),
    ({'confirmationStatus': 'ACCEPTED'}, 10, 0),
    ({'confirmationStatus': 'REJECTED'}, 0, 10),
    ({'confirmationStatus': 'PARTIALLY_ACCEPTED'}, None, None),
    ({'confirmationStatus': 'PARTIALLY_ACCEPTED', 'acceptedQuantity': eaches(7)}, 7, None),
    ({'confirmationStatus': 'HALF', 'acceptedQuantity': eaches(5), 'rejectedQuantity': eaches(5)}, 5, 5),
])
def test_what_is_confirmed_is_what_amazon_states_or_what_its_word_alone_says(acknowledged, accepted, rejected):
    found = first_line(acknowledged=acknowledged)
    assert (found.accepted_pieces, found.rejected_pieces) == (accepted, rejected)


@pytest.mark.parametrize(('received', 'pieces'), [
    (None, None),
    ({}, None),
    ({'receiveStatus': 'NOT_RECEIVED'}, 0),
    ({'receiveStatus': 'RECEIVED'}, None),
    ({'receiveStatus': 'RECEIVED', 'receivedQuantity': eaches(12)}, 12),
])
def test_nothing_said_about_receiving_is_not_nothing_received(received, pieces):
    assert first_line(received=received).received_pieces == pieces


# What is odd, and what cannot be understood


def test_what_is_odd_is_kept_and_noted():
    found = status(
        line(acknowledged={'confirmationStatus': 'Accepted'}, received={'receiveStatus': 'PARTIALLY_RECEIVE'}),
        purchaseOrderStatus='PAUSED', sellingParty=None)
    assert (found.status, found.lines[0].confirmation, found.lines[0].receive_status) == (
        'PAUSED', 'ACCEPTED', 'PARTIALLY_RECEIVE')
    assert [(note.path, note.code) for note in found.notes] == [
        ('purchaseOrderStatus', 'unknown_value'),
        ('sellingParty', 'missing'),
        ('itemStatus[0].acknowledgementStatus.confirmationStatus', 'spelling'),
        ('itemStatus[0].receivingStatus.receiveStatus', 'unknown_value'),
    ]


@pytest.mark.parametrize(('document', 'path'), [
    ([], ''),
    ({'itemStatus': []}, 'purchaseOrderNumber'),
    ({'purchaseOrderNumber': 'A'}, 'itemStatus'),
    ({'purchaseOrderNumber': 'A', 'itemStatus': {}}, 'itemStatus'),
    ({'purchaseOrderNumber': 'A', 'itemStatus': [{}]}, 'itemStatus[0].itemSequenceNumber'),
    ({'purchaseOrderNumber': 'A', 'itemStatus': [line('1'), line('01')]}, 'itemStatus[1].itemSequenceNumber'),
    ({'purchaseOrderNumber': 'A', 'lastUpdatedDate': 'today', 'itemStatus': []}, 'lastUpdatedDate'),
    ({'purchaseOrderNumber': 'A', 'itemStatus': [line(received={'receivedQuantity': {}})]},
     'itemStatus[0].receivingStatus.receivedQuantity.amount'),
    ({'purchaseOrderNumber': 'A', 'itemStatus': [line(received={'receivedQuantity': eaches(-1)})]},
     'itemStatus[0].receivingStatus.receivedQuantity.amount'),
    ({'purchaseOrderNumber': 'A', 'itemStatus': [line(received={'receivedQuantity': {
        'amount': 1, 'unitOfMeasure': 'Pallets'}})]}, 'itemStatus[0].receivingStatus.receivedQuantity.unitOfMeasure'),
])
def test_what_cannot_be_understood_says_where(document, path):
    with pytest.raises(WireError) as caught:
        parse_status(document)
    assert caught.value.path == path


WHOLE = {
    'purchaseOrderNumber': 'A', 'purchaseOrderStatus': 'OPEN', 'purchaseOrderDate': '2026-11-20T10:00:00Z',
    'lastUpdatedDate': '2026-11-21T10:00:00Z', 'sellingParty': {'partyId': 'ACRN1'}, 'shipToParty': {'partyId': 'PHX6'},
    'itemStatus': [{
        'itemSequenceNumber': '1', 'netCost': {'amount': '1.50', 'currencyCode': 'EUR'},
        'orderedQuantity': {
            'orderedQuantity': cases(5),
            'orderedQuantityDetails': [{'updatedDate': '2026-11-20T10:00:00Z', 'orderedQuantity': cases(5)}]},
        'acknowledgementStatus': {
            'confirmationStatus': 'ACCEPTED', 'acceptedQuantity': cases(5), 'rejectedQuantity': cases(0),
            'acknowledgementStatusDetails': [
                {'acknowledgementDate': '2026-11-20T12:00:00Z', 'acceptedQuantity': cases(5)}]},
        'receivingStatus': {
            'receiveStatus': 'PARTIALLY_RECEIVED', 'receivedQuantity': eaches(30),
            'lastReceiveDate': '2026-11-21T10:00:00Z'},
    }],
}


def paths_in(value, path=()):
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in inner:
        yield (*path, key)
        yield from paths_in(child, (*path, key))


@given(st.sampled_from(list(paths_in(WHOLE))), st.sampled_from(
    [..., None, '', 'x', -1, 10 ** 30, True, [], {}, [1], Decimal('1.5'), 'a\x00', '\ud800', [None], {'amount': 1}]))
def test_any_field_may_be_broken_in_any_way_without_another_error(path, value):
    document = copy.deepcopy(WHOLE)
    holder = functools.reduce(operator.getitem, path[:-1], document)
    if value is ...:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    try:
        found = parse_status(document)
        outcome = found.number
        assert all(line.received_pieces is None or line.received_pieces >= 0 for line in found.lines)
    except WireError as error:
        outcome = error.path
    assert outcome


def test_client_and_simulator_know_every_argument_of_amazons_model_and_no_other():
    paths = amazon_models.model(amazon_models.VENDOR_ORDERS)['paths']
    stated = {each['name']: each for each in paths['/vendor/orders/v1/purchaseOrdersStatus']['get']['parameters']}
    assert operations.GET_PURCHASE_ORDERS_STATUS.query == set(stated)
    assert {name: list(words) for name, words in statuses.LIST.enums.items()} == {
        name: each['enum'] for name, each in stated.items() if 'enum' in each and name != 'sortOrder'}


def test_a_page_is_split_before_anything_in_it_is_read():
    page = read_page(body({'payload': {'pagination': {'nextToken': 'more'}, 'ordersStatus': [{'broken': 1.5}, 7]}}))
    assert (page.orders, page.next_token) == ([{'broken': Decimal('1.5')}, 7], 'more')
    assert read_page(body({'payload': {}})).orders == []
    for wrong in ({}, {'payload': {'ordersStatus': {}}}, {'errors': [{'code': 'InvalidRequest'}]}):
        with pytest.raises(WireError):
            read_page(body(wrong))


def test_code_and_date_are_found_in_a_status_that_is_otherwise_broken():
    raw = {'sellingParty': {'partyId': 'ACRN1'}, 'lastUpdatedDate': '2026-11-21T08:00:00Z', 'itemStatus': 'nonsense'}
    assert vendor_order_status.vendor_code(raw) == 'ACRN1'
    assert vendor_order_status.updated_at(raw) == moment(2026, 11, 21, 8)
    for broken in ([], {'sellingParty': 7, 'lastUpdatedDate': 'yesterday'}, {}):
        assert vendor_order_status.vendor_code(broken) is None
        assert vendor_order_status.updated_at(broken) is None


# Our answer beside it


def part(code, quantity):
    return {'acknowledgementCode': code, 'acknowledgedQuantity': quantity}


def test_what_amazon_shows_is_compared_line_by_line_with_what_we_answered():
    answered = read_answered({'items': [
        {'itemSequenceNumber': '00001', 'itemAcknowledgements': [
            part('Accepted', {'amount': 6}), part('Backordered', {'amount': 4})]},
        {'itemSequenceNumber': '2', 'itemAcknowledgements': [part('Rejected', {'amount': 5})]},
    ]})
    assert answered == {'1': (10, 0), '2': (0, 5)}
    shown = [
        {'itemSequenceNumber': '1', 'acknowledgementStatus': {
            'confirmationStatus': 'ACCEPTED', 'acceptedQuantity': {'amount': 10}}},
        {'itemSequenceNumber': '2', 'acknowledgementStatus': {
            'confirmationStatus': 'REJECTED', 'acceptedQuantity': {'amount': 0}, 'rejectedQuantity': {'amount': 5}}},
        {'itemSequenceNumber': '3', 'acknowledgementStatus': {'confirmationStatus': 'UNCONFIRMED'}},
    ]
    page = {'payload': {'ordersStatus': [{'purchaseOrderNumber': 'A', 'itemStatus': shown}]}}
    assert read_confirmed(body(page)) == {'A': answered}


def test_an_answer_in_cases_agrees_with_what_amazon_shows_in_eaches():
    answered = read_answered(read_json(body({'items': [{
        'itemSequenceNumber': '1', 'orderedQuantity': cases(5), 'itemAcknowledgements': [
            part('Accepted', {'amount': 4, 'unitOfMeasure': 'Cases'}), part('Rejected', {'amount': 1})]}]})))
    shown = line(ordered=cases(5), acknowledged={
        'confirmationStatus': 'PARTIALLY_ACCEPTED', 'acceptedQuantity': eaches(48), 'rejectedQuantity': eaches(12)})
    page = {'payload': {'ordersStatus': [{'purchaseOrderNumber': 'A', 'itemStatus': [shown]}]}}
    assert read_confirmed(body(page)) == {'A': answered} == {'A': {'1': (48, 12)}}


def test_the_past_of_a_line_is_told_in_pieces_the_earliest_first():
    ordering = {
        'orderedQuantity': cases(4),
        'orderedQuantityDetails': [
            {'updatedDate': '2026-11-21T10:00:00Z', 'cancelledQuantity': cases(1)},
            {'updatedDate': '2026-11-20T10:00:00Z', 'orderedQuantity': cases(5), 'cancelledQuantity': cases(0)},
        ],
    }
    shown = {
        'confirmationStatus': 'PARTIALLY_ACCEPTED',
        'acknowledgementStatusDetails': [
            {
                'acknowledgementDate': '2026-11-20T12:00:00Z',
                'acceptedQuantity': cases(4),
                'rejectedQuantity': eaches(12),
            },
        ],
    }
    told = status({**line(acknowledged=shown), 'orderedQuantity': ordering}).lines[0]
    assert told.history == (
        (moment(2026, 11, 20, 10), 'ordered', 60), (moment(2026, 11, 20, 12), 'accepted', 48),
        (moment(2026, 11, 20, 12), 'rejected', 12), (moment(2026, 11, 21, 10), 'cancelled', 12))


def test_what_has_no_date_stands_first_and_what_cannot_be_counted_is_left_open():
    ordering = {'orderedQuantity': eaches(10), 'orderedQuantityDetails': [
        {'updatedDate': '2026-11-20T10:00:00Z', 'orderedQuantity': eaches(10)},
        {'orderedQuantity': {'amount': 2, 'unitOfMeasure': 'Cases'}},
    ]}
    assert status({**line(), 'orderedQuantity': ordering}).lines[0].history == (
        (None, 'ordered', None), (moment(2026, 11, 20, 10), 'ordered', 10))
