from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from acorn_vendor_connector.engine.acknowledging import Standing, is_due, refusals, standing
from acorn_vendor_connector.engine.dates import Span, order_dates
from acorn_vendor_connector.spapi.vendor_acknowledgements import Acknowledgement, AnsweredItem, Part
from acorn_vendor_connector.spapi.vendor_orders import Money, Order, OrderItem, Party, Quantity

BERLIN = 'Europe/Berlin'


def utc(day, hour=12):
    return datetime(2026, 11, day, hour, tzinfo=timezone.utc)


def eur(amount):
    return Money(Decimal(amount), 'EUR')


def item(sequence='1', amount=10, unit='Eaches', size=None, backorder=True, cost='2.50', **more):
    return OrderItem(sequence, Quantity(amount, unit, size), f'B{sequence}', None, backorder, eur(cost), **more)


def order(*items, **more):
    """Return an order of 2 November, 12:00."""
    values = {'state': 'New', 'ordered_at': utc(2), 'state_changed_at': utc(2), **more}
    return Order('4Z32PABC', has_details=True, selling_party=Party('ACORN'), items=items or (item(),), **values)


def part(code='Accepted', quantity=10, **more):
    if code == 'Rejected':
        more = {'rejection_reason': 'TemporarilyUnavailable', **more}
    return Part(code, quantity, **more)


def answered(line=None, *parts, **more):
    line = line or item()
    values = {
        'sequence': line.sequence, 'ordered': line.quantity, 'asin': line.asin, 'net_cost': line.net_cost, **more}
    return AnsweredItem(parts=parts or (part(quantity=line.quantity.amount),), **values)


def answer(*items, at=None, **more):
    return Acknowledgement(**{
        'number': '4Z32PABC', 'vendor_code': 'ACORN', 'answered_at': at or utc(2, 13), 'items': items or (answered(),),
        **more})


# Monday, 9 November, to Friday, 13 November, in Berlin
SHIP = order_dates(Span(utc(8, 23), utc(12, 23)), None, BERLIN)
DELIVERY = order_dates(None, Span(utc(8, 23), utc(12, 23)), BERLIN, transit_days=2)


def codes(to, given_answer, now=None, dates=SHIP, given=None):
    return [each.code for each in refusals(to, given_answer, now or utc(2, 13), dates, BERLIN, given)]


# Completeness

def test_an_answer_to_every_open_line_in_full_may_be_sent():
    to = order(item('1'), item('2', 4), item('3', 0))
    full = answer(
        answered(item('1'), part(quantity=6), part('Backordered', 3, ships_at=utc(20)), part('Rejected', 1)),
        answered(item('2', 4)))
    assert codes(to, full) == []


def test_a_line_left_out_would_be_a_rejection_and_is_refused():
    to = order(item('1'), item('00002'))
    found, = refusals(to, answer(answered(item('1'))), utc(2), SHIP, BERLIN)
    assert (found.code, found.params) == ('line_unanswered', {'line': '00002'})


def test_the_same_line_may_be_written_with_zeros_in_front():
    assert codes(order(item('00001')), answer(answered(item('00001'), sequence='1'))) == []


@pytest.mark.parametrize(('items', 'code'), [
    ((answered(item('1')), answered(item('1'))), 'line_twice'),
    ((answered(item('1')), answered(item('7'))), 'line_unknown'),
    ((answered(item('1')), answered(item('3', 5))), 'line_cancelled'),
    ((answered(item('1'), asin='B9'),), 'identifiers_differ'),
    ((answered(item('1'), vendor_sku='AC-1'),), 'identifiers_differ'),
])
def test_only_amazons_own_open_lines_are_answered_each_once(items, code):
    to = order(item('1'), item('3', 0))
    assert codes(to, answer(*items))[0] == code


# Orders

@pytest.mark.parametrize(('changed', 'code'), [
    ({'state': 'Closed'}, 'answer_to_closed'),
    ({'state': 'Closed', 'items': (item(amount=0),)}, 'answer_to_cancelled'),
    ({'has_details': False, 'items': ()}, 'order_without_lines'),
    ({'number': 'ANOTHER1'}, 'answer_of_another_order'),
    ({'selling_party': Party('OTHER')}, 'answer_of_another_order'),
])
def test_no_answer_goes_to_an_order_that_waits_for_none(changed, code):
    assert codes(replace(order(), **changed), answer()) == [code]


# Quantities

@pytest.mark.parametrize(('parts', 'code'), [
    ((part(quantity=11),), 'quantity_above'),
    ((part(quantity=6), part('Rejected', 5)), 'quantity_above'),
    ((part(quantity=9),), 'quantity_below'),
    ((part(quantity=10), part('Rejected', 0)), 'quantity_not_whole'),
    ((part(quantity=11), part('Rejected', -1)), 'quantity_not_whole'),
    ((part(quantity=Decimal('9.5')), part('Rejected', Decimal('0.5'))), 'quantity_not_whole'),
])
def test_accepted_backordered_and_rejected_are_what_was_ordered_in_whole_units(parts, code):
    assert codes(order(), answer(answered(item(), *parts))) == [code]


def test_the_reason_says_how_much_was_ordered_and_answered():
    found, = refusals(order(item(unit='Cases', size=12)), answer(
        answered(item(unit='Cases', size=12), part(quantity=12))), utc(2), SHIP, BERLIN)
    assert found.params == {'line': '1', 'ordered': '10 Cases × 12', 'answered': '12'}


@pytest.mark.parametrize('stated', [Quantity(10, 'Cases', 6), Quantity(120, 'Eaches'), Quantity(10, 'Cases', 24)])
def test_an_answer_in_another_unit_than_amazons_is_refused(stated):
    to = order(item(unit='Cases', size=12))
    wrong = answered(item(unit='Cases', size=12), part(quantity=stated.amount), ordered=stated)
    assert codes(to, answer(wrong)) == ['unit_differs']


def test_an_answer_to_an_older_version_of_the_order_is_refused():
    assert codes(order(item(amount=12)), answer()) == ['order_changed_since']


# Prices

@pytest.mark.parametrize(('cost', 'code'), [
    (None, 'no_price_to_state'),
    (Money(None, 'EUR'), 'no_price_to_state'),
    (eur('0'), 'price_not_positive'),
    (eur('-1'), 'price_not_positive'),
    (Money(Decimal(2)), 'no_currency'),
    (Money(Decimal(2), 'USD'), 'price_basis_differs'),
    (Money(Decimal(2), 'EUR', 'POUNDS'), 'price_basis_differs'),
])
def test_every_line_states_its_price_in_amazons_currency_even_when_it_is_rejected(cost, code):
    assert codes(order(), answer(answered(item(), part('Rejected', 10), net_cost=cost))) == [code]


def test_our_own_price_may_be_stated():
    assert codes(order(), answer(answered(item(), net_cost=eur('3.10')))) == []


# Parts

def test_goods_are_backordered_only_where_amazon_allows_it_and_with_a_date():
    line = item(backorder=False)
    assert codes(order(line), answer(answered(line, part('Backordered', 10, ships_at=utc(20))))) == [
        'backorder_not_allowed']
    assert codes(order(), answer(answered(item(), part('Backordered', 10)))) == ['backorder_without_date']


@pytest.mark.parametrize(('wrong', 'found'), [
    (part('Rejected', 10, rejection_reason=None), ['rejection_reason']),
    (part('Rejected', 10, rejection_reason='Expensive'), ['rejection_reason']),
    (part('Rejected', 10, rejection_reason='ObsoleteProduct'), []),
    (part('Accepted', 10, rejection_reason='ObsoleteProduct'), ['rejection_reason']),
])
def test_a_rejection_and_nothing_else_has_one_of_amazons_reasons(wrong, found):
    assert codes(order(), answer(answered(item(), wrong))) == found


@pytest.mark.parametrize(('code', 'dates', 'when', 'found'), [
    ('Accepted', SHIP, {'ships_at': utc(1)}, ['date_in_past']),
    ('Accepted', SHIP, {'ships_at': utc(2, 8)}, ['date_outside_window']),
    ('Accepted', SHIP, {'ships_at': utc(8, 22)}, ['date_outside_window']),
    ('Accepted', SHIP, {'ships_at': utc(8, 23)}, []),
    ('Accepted', SHIP, {'ships_at': utc(13, 22)}, []),
    ('Accepted', SHIP, {'ships_at': utc(13, 23)}, ['date_outside_window']),
    ('Accepted', SHIP, {'arrives_at': utc(15)}, []),
    ('Accepted', DELIVERY, {'arrives_at': utc(13)}, []),
    ('Accepted', DELIVERY, {'arrives_at': utc(14)}, ['date_outside_window']),
    ('Accepted', DELIVERY, {'ships_at': utc(11)}, []),
    ('Accepted', DELIVERY, {'ships_at': utc(12)}, ['date_outside_window']),
    ('Accepted', None, {'ships_at': utc(30)}, []),
    ('Backordered', SHIP, {'ships_at': utc(1)}, ['date_in_past']),
    ('Backordered', SHIP, {'ships_at': utc(5)}, ['date_outside_window']),
    ('Backordered', SHIP, {'ships_at': utc(30)}, []),
    ('Backordered', SHIP, {'ships_at': utc(13) + timedelta(days=30)}, []),
    ('Backordered', SHIP, {'ships_at': utc(13) + timedelta(days=31)}, ['date_outside_window']),
])
def test_accepted_goods_move_within_the_window_and_backordered_ones_not_long_after_it(code, dates, when, found):
    assert codes(order(), answer(answered(item(), part(code, 10, **when))), dates=dates) == found


def test_a_date_outside_the_window_is_told_with_the_days_of_the_window():
    found, = refusals(order(), answer(answered(item(), part(ships_at=utc(20)))), utc(2), SHIP, BERLIN)
    assert found.params == {'line': '1', 'date': '2026-11-20', 'first': '2026-11-09', 'last': '2026-11-13'}


# Corrections

def half_rejected(line=None):
    return answered(line or item(), part(quantity=6), part('Rejected', 4))


@pytest.mark.parametrize(('parts', 'found'), [
    ((part(quantity=10),), ['rejection_final']),
    ((part(quantity=7), part('Rejected', 3)), ['rejection_final']),
    ((part(quantity=6), part('Backordered', 4, ships_at=utc(20))), ['rejection_final']),
    ((part(quantity=6), part('Rejected', 4)), []),
    ((part('Rejected', 10),), []),
    ((part(quantity=1), part('Backordered', 5, ships_at=utc(20)), part('Rejected', 4)), []),
])
def test_what_was_rejected_stays_rejected(parts, found):
    assert codes(order(), answer(answered(item(), *parts)), given=answer(half_rejected())) == found


def test_within_48_hours_everything_else_may_be_corrected_and_afterwards_only_dates():
    given = answer(answered(item(), part(quantity=6), part('Backordered', 4, ships_at=utc(20))))
    other_split = answer(answered(item(), part(quantity=10)))
    other_price = answer(replace(given.items[0], net_cost=eur('3.10')))
    other_date = answer(answered(item(), part(quantity=6), part('Backordered', 4, ships_at=utc(21))))
    for correction in (other_split, other_price):
        assert codes(order(), correction, now=utc(4, 12), given=given) == []
        assert codes(order(), correction, now=utc(4, 13), given=given) == ['correction_too_late']
    assert codes(order(), other_date, now=utc(6), given=given) == []


def test_a_first_answer_may_come_late():
    assert codes(order(), answer(), now=utc(6)) == []


def test_what_amazon_changed_after_our_answer_may_be_answered_anew_at_any_time():
    given = answer(half_rejected())
    to = order(item(amount=12), content_changed_at=utc(5))
    more = answer(answered(item(amount=12), part(quantity=8), part('Rejected', 4)))
    assert codes(to, more, now=utc(6), given=given) == []


@pytest.mark.parametrize(('ordered', 'stands'), [
    (Quantity(10), Standing(5, 2, 3)),
    (Quantity(12), Standing(5, 2, 3)),
    # Amazon takes what we rejected off its order: nothing is left rejected.
    (Quantity(9), Standing(5, 2, 2)),
    (Quantity(7), Standing(5, 2, 0)),
    (Quantity(6), Standing(5, 1, 0)),
    (Quantity(4), Standing(4, 0, 0)),
    (Quantity(0), Standing(0, 0, 0)),
    # In cases of two: two pieces of five accepted ones make no case, three rejected ones take two cases.
    (Quantity(5, 'Cases', 2), Standing(2, 1, 2)),
])
def test_what_an_earlier_answer_still_says_when_amazon_changes_the_quantity(ordered, stands):
    given = answered(item(), part(quantity=5), part('Backordered', 2), part('Rejected', 3))
    assert standing(given, ordered) == stands


def test_nothing_stands_where_nothing_was_answered():
    assert standing(None, Quantity(5)) == Standing(0, 0, 0)


# When an answer is due

GIVEN = answer(half_rejected())


@pytest.mark.parametrize(('to', 'given', 'due'), [
    (order(), None, True),
    (order(state='Acknowledged'), None, False),  # in Vendor Central or by EDI
    (order(state='Closed'), None, False),
    (order(item(amount=0), state='New'), None, False),
    (replace(order(), has_details=False, items=()), None, False),
    # Amazon shows our answer half an hour later: until then the order is still new.
    (order(), GIVEN, False),
    (order(state='Acknowledged'), GIVEN, False),
    (order(item(amount=12), state='Acknowledged'), GIVEN, True),
    (order(item(amount=9), state='Acknowledged'), GIVEN, True),
    (order(item(unit='Cases', size=6), state='Acknowledged'), GIVEN, True),
    (order(item(size=1), state='Acknowledged'), GIVEN, False),
    (order(item(), item('2'), state='Acknowledged'), GIVEN, True),
    (order(item(), item('2', 0), state='Acknowledged'), GIVEN, False),
    (order(item(cost='2.60'), state='Acknowledged', content_changed_at=utc(5)), GIVEN, True),
    # The price that we stated for a cost case is not Amazon's: that alone asks for no new answer.
    (order(item(cost='2.60'), state='Acknowledged'), GIVEN, False),
    # Cancelled and undone: Amazon asks once more.
    (order(state='New', state_changed_at=utc(5)), GIVEN, True),
])
def test_an_answer_is_due_when_amazon_waits_for_one(to, given, due):
    assert is_due(to, given) is due
