import functools
import json
import operator
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import jsonschema
import pytest
from hypothesis import given as generated
from hypothesis import settings
from hypothesis import strategies as st

from acorn_vendor_connector.spapi import vendor_acknowledgements, vendor_order_status
from acorn_vendor_connector.spapi.vendor_acknowledgements import Acknowledgement, AnsweredItem, Part, document
from acorn_vendor_connector.spapi.vendor_orders import Money, Quantity
from tests import amazon_models
from tests.amazon_requests import acknowledgement_validator

NOON = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)
EUR = Money(Decimal('12.50'), 'EUR')


def answer(*items, at=NOON):
    return Acknowledgement('4Z32PABC', 'ACORN', at, items)


def item(*parts, **more):
    values = {'sequence': '1', 'ordered': Quantity(10), 'asin': 'B000000001', 'net_cost': EUR, **more}
    return AnsweredItem(parts=parts or (Part('Accepted', 10),), **values)


SPLIT = answer(item(
    Part('Accepted', 6, ships_at=NOON + timedelta(days=3)),
    Part('Backordered', 3, arrives_at=NOON + timedelta(days=9)),
    Part('Rejected', 1, rejection_reason='TemporarilyUnavailable'),
    sequence='00001', ordered=Quantity(10, 'Cases', 12), vendor_sku='AC-1'))
BOOK = answer(item(
    net_cost=Money(Decimal('9.995'), 'USD'), list_price=Money(Decimal('19.99'), 'USD'),
    discount_multiplier=Decimal('0.5')))
BY_WEIGHT = answer(item(net_cost=Money(Decimal('4.00'), 'USD', 'POUNDS'), asin=None, vendor_sku='AC-HAM'))


def test_a_line_is_answered_in_parts_and_echoes_what_was_ordered():
    assert document(SPLIT) == {
        'purchaseOrderNumber': '4Z32PABC',
        'sellingParty': {'partyId': 'ACORN'},
        'acknowledgementDate': '2026-11-22T12:00:00Z',
        'items': [{
            'itemSequenceNumber': '00001',
            'amazonProductIdentifier': 'B000000001',
            'vendorProductIdentifier': 'AC-1',
            'orderedQuantity': {'amount': 10, 'unitOfMeasure': 'Cases', 'unitSize': 12},
            'netCost': {'currencyCode': 'EUR', 'amount': '12.50'},
            'itemAcknowledgements': [
                {'acknowledgementCode': 'Accepted',
                 'acknowledgedQuantity': {'amount': 6, 'unitOfMeasure': 'Cases', 'unitSize': 12},
                 'scheduledShipDate': '2026-11-25T12:00:00Z'},
                {'acknowledgementCode': 'Backordered',
                 'acknowledgedQuantity': {'amount': 3, 'unitOfMeasure': 'Cases', 'unitSize': 12},
                 'scheduledDeliveryDate': '2026-12-01T12:00:00Z'},
                {'acknowledgementCode': 'Rejected',
                 'acknowledgedQuantity': {'amount': 1, 'unitOfMeasure': 'Cases', 'unitSize': 12},
                 'rejectionReason': 'TemporarilyUnavailable'},
            ],
        }],
    }


def test_a_book_states_its_list_price_and_the_discount_besides_the_cost():
    line, = document(BOOK)['items']
    assert (line['netCost']['amount'], line['listPrice']['amount'], line['discountMultiplier']) == (
        '9.995', '19.99', '0.5')


def test_a_price_by_weight_names_the_weight():
    line, = document(BY_WEIGHT)['items']
    assert line['netCost'] == {'currencyCode': 'USD', 'amount': '4.00', 'unitOfMeasure': 'POUNDS'}
    assert 'amazonProductIdentifier' not in line


@pytest.mark.parametrize(('amount', 'text'), [('1E+3', '1000'), ('0.0000001', '0.0000001'), ('12.50', '12.50')])
def test_amounts_are_strings_without_an_exponent(amount, text):
    line, = document(answer(item(net_cost=Money(Decimal(amount), 'EUR'))))['items']
    assert line['netCost']['amount'] == text


def test_times_are_in_utc_and_a_time_without_zone_is_refused():
    berlin = datetime(2026, 11, 22, 13, tzinfo=timezone(timedelta(hours=1)))
    assert document(answer(item(), at=berlin))['acknowledgementDate'] == '2026-11-22T12:00:00Z'
    with pytest.raises(TypeError):
        document(answer(item(), at=datetime(2026, 11, 22, 13)))


def test_quantities_of_a_line_are_added_up_by_code():
    line, = SPLIT.items
    assert [line.quantity('Accepted'), line.quantity('Accepted', 'Backordered'), line.quantity()] == [6, 9, 10]
    assert line.line_key == '1'


def test_what_amazon_should_show_is_read_back_from_the_document():
    assert vendor_order_status.read_answered(document(SPLIT)) == {'1': (108, 12)}


# Amazon's own model and sandbox

@pytest.fixture(scope='module')
def validator():
    return acknowledgement_validator()


@pytest.mark.parametrize('sent', [SPLIT, BOOK, BY_WEIGHT])
def test_a_request_validates_against_amazons_model(validator, sent):
    validator.validate(json.loads(json.dumps({'acknowledgements': [document(sent)]})))


MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.timezones())
QUANTITIES = st.builds(
    Quantity, st.integers(1, 10**6), st.sampled_from(('Eaches', 'Cases')), st.none() | st.integers(1, 10**4))
AMOUNTS = st.decimals(Decimal('1e-9'), Decimal('1e12'), allow_nan=False, allow_infinity=False)
COSTS = st.builds(
    Money, AMOUNTS, st.sampled_from(('USD', 'EUR', 'JPY')), st.sampled_from((None, 'POUNDS', 'KILOGRAMS')))
PARTS = st.builds(
    Part, st.sampled_from(vendor_acknowledgements.CODES), st.integers(1, 10**6), st.none() | MOMENTS,
    st.none() | MOMENTS, st.none() | st.sampled_from(vendor_acknowledgements.REJECTION_REASONS))
ITEMS = st.builds(
    AnsweredItem, st.text(min_size=1), QUANTITIES, st.lists(PARTS, max_size=3).map(tuple), st.none() | st.text(),
    st.none() | st.text(), st.none() | COSTS, st.none() | COSTS, st.none() | AMOUNTS)


@settings(max_examples=40)
@generated(sent=st.builds(Acknowledgement, st.text(), st.text(), MOMENTS, st.lists(ITEMS, max_size=3).map(tuple)))
def test_whatever_an_answer_says_it_is_written_as_amazons_model_states_it(validator, sent):
    validator.validate(json.loads(json.dumps({'acknowledgements': [document(sent)]})))


@pytest.mark.parametrize(('path', 'value'), [
    (('acknowledgementDate',), '2026-11-22 12:00'), (('items', 0, 'netCost', 'amount'), '1E'),
    (('items', 0, 'netCost', 'amount'), 12.5), (('items', 0, 'itemAcknowledgements', 0, 'colour'), 'red'),
])
def test_the_judge_would_notice(validator, path, value):
    sent = document(SPLIT)
    *way, last = path
    functools.reduce(operator.getitem, way, sent)[last] = value
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({'acknowledgements': [sent]})


def test_the_words_are_amazons(validator):
    words = {
        name: tuple(field['enum'])
        for name, field in validator.schema['definitions']['OrderItemAcknowledgement']['properties'].items()
        if 'enum' in field
    }
    assert words == {
        'acknowledgementCode': vendor_acknowledgements.CODES,
        'rejectionReason': vendor_acknowledgements.REJECTION_REASONS,
    }


def test_amazons_sandbox_request_is_what_we_would_send():
    case = next(
        case for case in amazon_models.sandbox_cases(amazon_models.VENDOR_ORDERS, 'submitAcknowledgement')
        if case.status == 202 and case.parameters['body'])
    theirs, = case.parameters['body']['acknowledgements']
    ours = document(Acknowledgement(
        'TestOrder202', 'API01', datetime(2021, 3, 12, 17, 35, 26, tzinfo=timezone.utc),
        (AnsweredItem(
            '1', Quantity(10), (Part('Accepted', 10),), vendor_sku='028877454078',
            net_cost=Money(Decimal('10.2'), 'USD')),)))
    assert _contains(ours, {**theirs, 'acknowledgementDate': '2021-03-12T17:35:26Z'})


def test_amazons_sandbox_refuses_a_request_without_vendor_code(validator):
    case = next(
        case for case in amazon_models.sandbox_cases(amazon_models.VENDOR_ORDERS, 'submitAcknowledgement')
        if case.status == 400)
    with pytest.raises(jsonschema.ValidationError):
        validator.validate(case.parameters['body'])


def _contains(ours, theirs):
    """Tell whether everything that Amazon's sample states stands in ours, and the same."""
    if isinstance(theirs, dict):
        return isinstance(ours, dict) and all(_contains(ours.get(key), value) for key, value in theirs.items())
    if isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(_contains, ours, theirs))
    return ours == theirs
