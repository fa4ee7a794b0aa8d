from dataclasses import replace
from datetime import datetime, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acorn_vendor_connector.engine.change_table import (
    FIELDS,
    STATES,
    TABLE,
    OurLine,
    OurOrder,
    line_states,
    order_states,
    verdict,
)
from acorn_vendor_connector.engine.changes import compare, match_lines
from acorn_vendor_connector.spapi.vendor_orders import Money, Order, OrderItem, Party, Quantity
from acorn_vendor_connector.spapi.wire import Interval


def utc(day):
    return datetime(2026, 11, day, tzinfo=timezone.utc)


def item(sequence='1', amount=10, unit='Eaches', size=None, asin='B000000001', sku=None, cost='2.50', currency='EUR'):
    return OrderItem(sequence, Quantity(amount, unit, size), asin, sku, net_cost=Money(Decimal(cost), currency))


def order(*items, **more):
    return Order('4Z32PABC', more.pop('state', 'New'), True, items=items or (item(),), **more)


def ours(state='confirmed', locked=False, edited_date=None, **lines):
    """Return our order; lines are given as _1=OurLine(…)."""
    found = {key.lstrip('_'): line for key, line in lines.items()} or {'1': OurLine(Decimal(10))}
    return OurOrder(state, locked, found, edited_date)


def our_line(quantity=10, per_unit=1, shipped=0, invoiced=0, **more):
    return OurLine(Decimal(quantity), per_unit, Decimal(shipped), Decimal(invoiced), **more)


def rows(old, new, mine=None, **more):
    return [(change.field, change.line, change.verdict, change.why and change.why.code, change.target)
            for change in compare(old, new, mine or ours(), **more)]


# The table, cell by cell: d(o), l(ist), r(efuse), in the order of the states

EXPECTED = {
    # draft, confirmed, partly shipped, fully shipped, invoiced, locked, cancelled
    'quantity_up': 'dddllll',
    'quantity_down': 'dddrrll',
    'cancel_line': 'dddrrld',
    'uncancel_line': 'dddllll',
    'rejected': 'dddrrld',
    'backordered': 'dddrlll',
    'cost': 'ddllrll',
    'currency': 'llrrrll',
    'unit': 'dllrrll',
    'product': 'dllrrll',
    'removed_line': 'dddrrld',
    'new_line': 'dddllll',
    'window': 'dddrdll',
    'ship_to': 'dddrlll',
    'ship_to_company': 'ddlrrll',
    'bill_to': 'llllrll',
    'cancel_order': 'ddlrrld',
    'uncancel_order': 'dddllld',
    'closed': 'llldddd',
    'consignment': 'lllrrll',
    'order_type': 'ddddddd',
    'payment_method': 'ddddddd',
}
MEANING = {'d': 'do', 'l': 'list', 'r': 'refuse'}


def test_the_table_has_these_rows_and_columns_and_no_hole():
    columns = ' '.join(STATES)
    assert columns == 'draft confirmed partly_shipped fully_shipped invoiced locked cancelled'
    assert list(EXPECTED) == list(FIELDS)
    assert len(TABLE) == 154


@pytest.mark.parametrize('state', STATES)
@pytest.mark.parametrize('field', EXPECTED)
def test_every_cell(field, state):
    assert TABLE[field, state] == MEANING[EXPECTED[field][STATES.index(state)]]


@pytest.mark.parametrize(('field', 'states', 'found'), [
    ('quantity_up', {'confirmed'}, ('do', None)),
    ('quantity_up', {'partly_shipped', 'invoiced'}, ('list', 'invoiced')),
    ('quantity_down', {'partly_shipped', 'locked'}, ('list', 'locked')),
    ('quantity_down', {'fully_shipped', 'locked', 'invoiced'}, ('refuse', 'invoiced')),
    ('quantity_down', {'fully_shipped', 'locked'}, ('refuse', 'shipped')),
    ('window', {'fully_shipped', 'invoiced'}, ('refuse', 'shipped')),
    ('unit', {'confirmed'}, ('list', 'needs_person')),
    ('cost', {'cancelled'}, ('list', 'sale_cancelled')),
    ('closed', {'confirmed', 'locked'}, ('list', 'closed_at_amazon')),
])
def test_the_strictest_state_decides_and_gives_the_reason(field, states, found):
    assert verdict(field, frozenset(states)) == found


# States of ours

def test_states_of_lines_and_orders():
    mine = ours(_1=our_line(shipped=10), _2=our_line(shipped=4, invoiced=4), _3=our_line())
    assert [line_states(mine, line) for line in mine.lines.values()] == [
        {'fully_shipped'}, {'partly_shipped', 'invoiced'}, {'confirmed'}]
    assert order_states(mine) == {'partly_shipped', 'invoiced'}
    assert order_states(ours(_1=our_line(shipped=10), _2=our_line(shipped=12))) == {'fully_shipped'}
    assert order_states(ours(_1=our_line(shipped=10), _2=our_line(quantity=0))) == {'fully_shipped'}
    assert order_states(ours('draft', locked=True)) == {'draft', 'locked'}
    assert order_states(ours('cancelled', locked=True, _1=our_line(shipped=10))) == {'cancelled'}


def test_a_case_has_left_whole_when_all_its_pieces_have():
    assert line_states(ours(), our_line(5, 12, shipped=59)) == {'partly_shipped'}
    assert line_states(ours(), our_line(5, 12, shipped=60)) == {'fully_shipped'}


# Quantities

def test_nothing_changed_nothing_to_do():
    assert rows(order(), order()) == []


def test_up_and_down_are_done_on_an_open_line():
    assert rows(order(), order(item(amount=12))) == [('quantity_up', '1', 'do', None, 12)]
    assert rows(order(), order(item(amount=8))) == [('quantity_down', '1', 'do', None, 8)]


def test_ten_twelve_ten_ends_at_ten():
    assert rows(order(), order(item(amount=12))) == [('quantity_up', '1', 'do', None, 12)]
    back = rows(order(item(amount=12)), order(), ours(_1=our_line(12)))
    assert back == [('quantity_down', '1', 'do', None, 10)]


def test_a_decrease_below_what_has_left_is_done_down_to_that_and_the_rest_is_refused():
    assert rows(order(), order(item(amount=3)), ours(_1=our_line(shipped=7))) == [
        ('quantity_down', '1', 'do', None, 7), ('quantity_down', '1', 'refuse', 'below_delivered', None)]


def test_what_was_already_reduced_to_what_has_left_is_only_refused():
    assert rows(order(), order(item(amount=3)), ours(_1=our_line(3, shipped=3))) == [
        ('quantity_down', '1', 'refuse', 'shipped', None)]
    assert rows(order(item(amount=7)), order(item(amount=3)), ours(_1=our_line(8, shipped=Decimal('7.5')))) == [
        ('quantity_down', '1', 'refuse', 'below_delivered', None)]


def test_a_cost_that_appears_is_shown_against_nothing():
    bare = replace(item(), net_cost=None)
    change, = compare(order(bare), order(), ours())
    assert (change.field, change.before, change.after) == ('cost', '', '2.50 EUR')
    blank = replace(item(), net_cost=Money(None, 'EUR'))
    change, = compare(order(blank), order(), ours())
    assert (change.before, change.after) == ('', '2.50 EUR')


def test_a_decrease_to_what_has_left_is_done():
    assert rows(order(), order(item(amount=7)), ours(_1=our_line(shipped=7))) == [
        ('quantity_down', '1', 'do', None, 7)]


def test_half_a_case_that_has_left_keeps_its_case():
    old, new = order(item(amount=5, unit='Cases', size=12)), order(item(amount=1, unit='Cases', size=12))
    assert rows(old, new, ours(_1=our_line(5, 12, shipped=18))) == [
        ('quantity_down', '1', 'do', None, 2), ('quantity_down', '1', 'refuse', 'below_delivered', None)]


def test_a_cancelled_line_is_a_decrease_to_nothing():
    assert rows(order(item(), item('2', asin='B2')), order(item(amount=0), item('2', asin='B2'))) == [
        ('cancel_line', '1', 'do', None, 0)]
    assert rows(order(item(), item('2', asin='B2')), order(item(amount=0), item('2', asin='B2')),
                ours(_1=our_line(shipped=10), _2=our_line())) == [('cancel_line', '1', 'refuse', 'shipped', None)]


def test_a_line_that_comes_back_is_ordered_again_even_where_our_order_never_had_it():
    old, new = order(item(amount=0), item('2', asin='B2')), order(item(amount=6), item('2', asin='B2'))
    assert rows(old, new, ours(_2=our_line())) == [('uncancel_line', '1', 'do', None, 6)]
    assert rows(old, new, ours(_1=our_line(0), _2=our_line())) == [('uncancel_line', '1', 'do', None, 6)]


def test_what_somebody_changed_here_is_never_written_over():
    change, = compare(order(), order(item(amount=12)), ours(_1=our_line(11)))
    assert (change.verdict, change.why.code) == ('list', 'edited')
    assert change.why.params == {'expected': '10', 'actual': '11'}
    assert rows(order(), order(item(amount=12)), ours(_1=our_line(12))) == [('quantity_up', '1', 'do', None, 12)]


def test_what_was_refused_before_is_not_taken_for_an_edit():
    after_refusal = ours(_1=our_line(7, shipped=7))
    assert rows(order(item(amount=3)), order(item(amount=9)), after_refusal) == [
        ('quantity_up', '1', 'list', 'shipped', None)]


def test_a_line_that_somebody_removed_here_is_listed():
    assert rows(order(), order(item(amount=12)), ours(_9=our_line())) == [
        ('quantity_up', '1', 'list', 'no_sale_line', None)]
    old, new = order(item(), item('2', asin='B2')), order(item(amount=0), item('2', asin='B2'))
    assert rows(old, new, ours(_2=our_line())) == [('cancel_line', '1', 'do', None, 0)]


# Other fields of a line

def test_a_new_cost_is_done_until_something_has_left():
    new = order(item(cost='2.75'))
    assert rows(order(), new) == [('cost', '1', 'do', None, None)]
    assert rows(order(), new, ours(_1=our_line(shipped=1))) == [('cost', '1', 'list', 'shipped', None)]
    assert rows(order(), new, ours(_1=our_line(shipped=10, invoiced=10))) == [('cost', '1', 'refuse', 'invoiced', None)]
    change, = compare(order(), new, ours())
    assert (change.before, change.after) == ('2.50 EUR', '2.75 EUR')


def test_a_price_that_somebody_changed_here_stays():
    change, = compare(order(), order(item(cost='2.75')), ours(_1=our_line(edited_price=('2.50', '2.40'))))
    assert (change.verdict, change.why.params) == ('list', {'expected': '2.50', 'actual': '2.40'})


def test_another_spelling_of_the_same_cost_is_no_change():
    assert rows(order(), order(item(cost='2.5'))) == []


def test_another_currency_needs_a_person():
    assert rows(order(), order(item(currency='USD'))) == [('currency', '1', 'list', 'needs_person', None)]


def test_another_unit_is_one_change_not_two():
    new = order(item(amount=1, unit='Cases', size=10))
    assert rows(order(), new, ours('draft')) == [('unit', '1', 'do', None, 1)]
    assert rows(order(), new) == [('unit', '1', 'list', 'needs_person', None)]
    change, = compare(order(), new, ours())
    assert (change.before, change.after) == ('10 Eaches', '1 Cases × 10')


def test_a_case_of_one_is_an_each():
    assert rows(order(), order(item(unit='Cases', size=1))) == []


def test_a_new_line_is_added_and_a_missing_one_taken_out():
    assert rows(order(), order(item(), item('2', 4, asin='B2'))) == [('new_line', '2', 'do', None, 4)]
    assert rows(order(), order(item(), item('2', 0, asin='B2'))) == []
    assert rows(order(item(), item('2', asin='B2')), order(), ours(_1=our_line(), _2=our_line())) == [
        ('removed_line', '2', 'do', None, 0)]
    assert rows(order(item(), item('2', asin='B2')), order(), ours(_1=our_line(), _2=our_line(shipped=4))) == [
        ('removed_line', '2', 'do', None, 4), ('removed_line', '2', 'refuse', 'below_delivered', None)]


def test_renumbered_lines_keep_their_product():
    old, new = order(item('1'), item('2', asin='B2')), order(item('1', asin='B2'), item('2', 12))
    assert rows(old, new, ours(_1=our_line(), _2=our_line())) == [('quantity_up', '1', 'do', None, 12)]


def test_another_product_under_the_same_number_needs_a_person():
    assert rows(order(), order(item(asin='B2'))) == [('product', '1', 'list', 'needs_person', None)]


def test_two_lines_of_one_product_are_told_apart_by_their_numbers():
    first, second = item('00001', 5), item('00002', 7)
    assert match_lines((first, second), (item('2', 7), item('1', 5))) == [(first, item('1', 5)), (second, item('2', 7))]


# The order as a whole

WINDOW, LATER = Interval(utc(10), utc(12)), Interval(utc(11), utc(13))


def test_a_window_moves_what_is_still_here():
    old, new = order(ship_window=WINDOW), order(ship_window=LATER)
    change, = compare(old, new, ours(_1=our_line(shipped=4)))
    assert (change.field, change.verdict, change.before, change.after) == (
        'window', 'do', '2026-11-10T00:00:00Z--2026-11-12T00:00:00Z', '2026-11-11T00:00:00Z--2026-11-13T00:00:00Z')
    assert rows(old, new, ours(_1=our_line(shipped=10))) == [('window', None, 'refuse', 'shipped', None)]
    assert rows(old, new, ours(locked=True)) == [('window', None, 'list', 'locked', None)]
    assert rows(old, new, ours(edited_date=('a', 'b'))) == [('window', None, 'list', 'edited', None)]
    assert rows(old, order(delivery_window=WINDOW)) == [('window', None, 'do', None, None)]


def test_a_ship_to_of_the_same_company_is_done_and_of_another_remakes_the_order():
    old, new = order(ship_to_party=Party('HAM2')), order(item(amount=12), ship_to_party=Party('CDG7'))
    assert rows(old, new) == [('ship_to', None, 'do', None, None), ('quantity_up', '1', 'do', None, 12)]
    assert rows(old, new, other_company=True) == [('ship_to_company', None, 'do', None, None)]
    assert rows(old, new, ours(_1=our_line(shipped=4)), other_company=True) == [
        ('ship_to_company', None, 'list', 'shipped', None), ('quantity_up', '1', 'do', None, 12)]


def test_another_customer_needs_a_person():
    old, new = order(bill_to_party=Party('AMZDE')), order(bill_to_party=Party('AMZFR'))
    assert rows(old, new) == [('bill_to', None, 'list', 'needs_person', None)]
    assert rows(old, new, ours(_1=our_line(invoiced=1))) == [('bill_to', None, 'refuse', 'invoiced', None)]


def test_a_cancelled_order_cancels_ours_while_nothing_has_left():
    old, new = order(), order(item(amount=0), state='Closed')
    assert rows(old, new) == [('cancel_order', None, 'do', None, None)]
    assert rows(old, new, ours(locked=True)) == [('cancel_order', None, 'list', 'locked', None)]
    assert rows(old, new, ours('cancelled')) == [('cancel_order', None, 'do', None, None)]
    assert rows(old, new, ours(_1=our_line(shipped=10))) == [('cancel_order', None, 'refuse', 'shipped', None)]


def test_of_a_cancelled_order_that_has_left_in_part_the_rest_is_cancelled():
    old = order(item(), item('2', asin='B2'))
    new = order(item(amount=0), item('2', 0, asin='B2'), state='Closed')
    assert rows(old, new, ours(_1=our_line(), _2=our_line(shipped=4))) == [
        ('cancel_line', '1', 'do', None, 0), ('cancel_line', '2', 'do', None, 4),
        ('cancel_line', '2', 'refuse', 'below_delivered', None)]


def test_an_order_that_comes_back_is_made_again():
    old, new = order(item(amount=0), state='Closed'), order()
    assert rows(old, new, ours('cancelled')) == [('uncancel_order', None, 'do', None, None)]
    assert rows(old, new, ours('confirmed', _1=our_line(0))) == [('uncancel_line', '1', 'do', None, 10)]


def test_an_order_that_a_person_cancelled_here_stays_cancelled():
    assert rows(order(), order(item(amount=12)), ours('cancelled')) == [
        ('quantity_up', '1', 'list', 'sale_cancelled', None)]


def test_an_order_closed_before_everything_has_left_is_told():
    old, new = order(state='Acknowledged'), order(state='Closed')
    assert rows(old, new) == [('closed', None, 'list', 'closed_at_amazon', None)]
    assert rows(old, new, ours(_1=our_line(shipped=10, invoiced=10))) == [('closed', None, 'do', None, None)]
    assert rows(order(), order(state='Acknowledged')) == []


def test_type_and_payment_are_kept_and_a_consignment_needs_a_person():
    assert rows(order(order_type='RegularOrder'), order(order_type='RushOrder')) == [
        ('order_type', None, 'do', None, None)]
    change, = compare(order(payment_method='Invoice'), order(payment_method='Prepaid'), ours())
    assert (change.field, change.verdict, change.before, change.after) == (
        'payment_method', 'do', 'Invoice', 'Prepaid')
    assert rows(order(payment_method='Invoice'), order(payment_method='Consignment', order_type='ConsignedOrder')) == [
        ('consignment', None, 'list', 'needs_person', None)]


LINES = st.lists(st.builds(
    item, st.integers(1, 5).map(str), st.integers(0, 20), st.sampled_from(['Eaches', 'Cases']),
    st.none() | st.integers(1, 12), st.sampled_from(['B1', 'B2', 'B3', None]), cost=st.sampled_from(['1', '2'])),
    min_size=1, max_size=5, unique_by=lambda line: line.sequence)
OURS = st.builds(
    OurOrder, st.sampled_from(['draft', 'confirmed', 'cancelled']), st.booleans(),
    st.dictionaries(st.integers(1, 5).map(str), st.builds(
        our_line, st.integers(0, 20), st.integers(1, 12), st.integers(0, 40), st.integers(0, 10))))


@given(LINES, LINES, OURS)
def test_no_line_is_lost_and_nothing_that_has_left_is_taken_back(old, new, mine):
    pairs = match_lines(tuple(old), tuple(new))
    assert sorted(line.sequence for line, _ in pairs if line) == sorted(line.sequence for line in old)
    assert sorted(line.sequence for _, line in pairs if line) == sorted(line.sequence for line in new)
    for change in compare(order(*old), order(*new), mine):
        assert change.verdict == 'do' or change.why
        if change.verdict == 'do' and change.target is not None and change.field != 'new_line':
            line = mine.lines.get(change.line)
            assert line is None or change.field == 'unit' or (
                change.target * line.pieces_per_unit >= line.shipped_pieces)
        assert not (mine.locked and mine.state != 'cancelled' and change.verdict == 'do'
                    and change.field not in ('closed', 'order_type', 'payment_method'))


@given(LINES, OURS)
def test_the_same_version_changes_nothing(lines, mine):
    assert compare(order(*lines), order(*[replace(line) for line in lines]), mine) == ()
