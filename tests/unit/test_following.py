"""What Amazon has as our answer leaves our order or moves to a part of its own, and stays so when Amazon changes."""
from dataclasses import replace
from datetime import datetime, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acorn_vendor_connector.engine.acknowledging import promise
from acorn_vendor_connector.engine.change_table import OurLine, OurOrder
from acorn_vendor_connector.engine.changes import compare
from acorn_vendor_connector.spapi.vendor_acknowledgements import (
    ACCEPTED,
    BACKORDERED,
    REJECTED,
    UNAVAILABLE,
    Acknowledgement,
    AnsweredItem,
    Part,
)
from acorn_vendor_connector.spapi.vendor_orders import Order, OrderItem, Quantity


def utc(day):
    return datetime(2026, 11, day, 7, 59, 59, tzinfo=timezone.utc)


def item(amount=10, sequence='1', unit='Eaches', size=None, asin='B000000001'):
    return OrderItem(sequence, Quantity(amount, unit, size), asin, None)


def order(*items):
    return Order('4Z32PABC', 'New', True, items=items or (item(),))


def answered(line, later=0, rejected=0, day=20):
    amounts = ((ACCEPTED, line.quantity.amount - later - rejected), (BACKORDERED, later), (REJECTED, rejected))
    parts = tuple(
        Part(code, amount, utc(day) if code == BACKORDERED else None,
             rejection_reason=UNAVAILABLE if code == REJECTED else None)
        for code, amount in amounts if amount)
    return AnsweredItem(line.sequence, line.quantity, parts, line.asin, line.vendor_sku)


def answer(*items):
    return Acknowledgement('4Z32PABC', 'ACRN1', utc(3), items)


def ours(quantity=10, later=0, shipped=0, shipped_later=0, per_unit=1, state='confirmed', locked=False, invoiced=0):
    line = OurLine(Decimal(quantity), per_unit, Decimal(shipped), Decimal(invoiced), None, Decimal(later),
                   Decimal(shipped_later))
    return OurOrder(state, locked, {'1': line})


def rows(mine, given_answer, followed=None, old=None, new=None):
    """Return what becomes of it: (field, verdict, reason, quantity now, quantity later)."""
    found = compare(old or order(), new or old or order(), mine, followed=followed, given=given_answer)
    return [(change.field, change.verdict, change.why and change.why.code, change.target, change.later)
            for change in found]


# Our answer

def test_without_an_answer_all_is_owed_and_the_same_answer_changes_nothing():
    assert rows(ours(), None) == []
    assert rows(ours(), answer(answered(item()))) == []
    told = answer(answered(item(), later=3, rejected=2))
    assert rows(ours(5, later=3), told, followed=told) == []


def test_what_we_rejected_leaves_our_order():
    assert rows(ours(), answer(answered(item(), rejected=4))) == [('rejected', 'do', None, 6, 0)]
    change, = compare(order(), order(), ours(), given=answer(answered(item(), rejected=4)))
    assert (change.line, change.before, change.after) == ('1', '0 Eaches', '4 Eaches')


def test_what_we_backordered_gets_a_part_of_its_own():
    told = answer(answered(item(), later=4))
    assert rows(ours(), told) == [('backordered', 'do', None, 6, 4)]
    change, = compare(order(), order(), ours(), given=told, tz_name='America/Phoenix')
    assert (change.before, change.after) == ('0 Eaches', '4 Eaches, 2026-11-20')


def test_both_at_once_end_at_the_same_quantities():
    assert rows(ours(), answer(answered(item(), later=3, rejected=2))) == [
        ('rejected', 'do', None, 5, 3), ('backordered', 'do', None, 5, 3)]


def test_a_corrected_answer_is_followed_from_the_one_before():
    first, second = answer(answered(item(), later=4)), answer(answered(item(), later=1, rejected=3))
    assert rows(ours(6, later=4), second, followed=first) == [
        ('rejected', 'do', None, 6, 1), ('backordered', 'do', None, 6, 1)]
    assert rows(ours(6, later=4), answer(answered(item(), later=4, day=25)), followed=first) == [
        ('backordered', 'do', None, 6, 4)]
    assert rows(ours(6, later=4), answer(answered(item())), followed=first) == [('backordered', 'do', None, 10, 0)]


def test_cases_are_counted_in_cases():
    line = item(5, unit='Cases', size=12)
    told = answer(answered(line, later=1, rejected=2))
    assert rows(ours(5, per_unit=12), told, old=order(line)) == [
        ('rejected', 'do', None, 2, 1), ('backordered', 'do', None, 2, 1)]
    assert rows(ours(5, per_unit=12, shipped=30), told, old=order(line)) == [
        ('rejected', 'do', None, 3, 0), ('backordered', 'do', None, 3, 0)]


def test_what_has_left_stays():
    rejected = answer(answered(item(), rejected=6))
    assert rows(ours(shipped=7), rejected) == [
        ('rejected', 'do', None, 7, 0), ('rejected', 'refuse', 'below_delivered', None, 0)]
    assert rows(ours(7, shipped=7), rejected, followed=answer(answered(item(), rejected=3))) == [
        ('rejected', 'refuse', 'shipped', None, 0)]
    assert rows(ours(shipped=8), answer(answered(item(), later=4))) == [('backordered', 'do', None, 8, 2)]
    assert rows(ours(6, later=4, shipped_later=3), answer(answered(item())), answer(answered(item(), later=4))) == [
        ('backordered', 'do', None, 7, 3)]


@pytest.mark.parametrize(('mine', 'rejected', 'backordered'), [
    (ours(state='draft'), ('do', None), ('do', None)),
    (ours(shipped=10), ('refuse', 'shipped'), ('refuse', 'shipped')),
    (ours(shipped=2, invoiced=2), ('refuse', 'invoiced'), ('list', 'invoiced')),
    (ours(locked=True), ('list', 'locked'), ('list', 'locked')),
    (ours(state='cancelled'), ('do', None), ('list', 'sale_cancelled')),
    (ours(9), ('list', 'edited'), ('list', 'edited')),
])
def test_the_state_of_our_order_decides(mine, rejected, backordered):
    assert rows(mine, answer(answered(item(), rejected=4)))[0][1:3] == rejected
    assert rows(mine, answer(answered(item(), later=4)))[0][1:3] == backordered


def test_a_cancelled_order_of_ours_keeps_its_quantities():
    change, = compare(order(), order(), ours(state='cancelled'), given=answer(answered(item(), rejected=4)))
    assert change.is_noted


def test_what_somebody_edited_stays_and_what_somebody_already_did_is_fine():
    change, = compare(order(), order(), ours(5, later=1), given=answer(answered(item(), later=4)))
    assert change.why.params == {'expected': '10', 'actual': '5 + 1'}
    assert rows(ours(6), answer(answered(item(), rejected=4))) == [('rejected', 'do', None, 6, 0)]
    assert rows(ours(6, later=4), answer(answered(item(), later=4))) == [('backordered', 'do', None, 6, 4)]


def test_an_order_without_a_line_of_ours_needs_none_for_what_we_rejected():
    empty = OurOrder('confirmed')
    assert rows(empty, answer(answered(item(), rejected=10))) == [('rejected', 'do', None, 0, 0)]
    assert rows(empty, answer(answered(item(), rejected=4))) == [('rejected', 'list', 'no_sale_line', None, 0)]


# What Amazon changes afterwards

def test_what_amazon_takes_back_is_taken_off_what_was_rejected_first():
    told = answer(answered(item(), later=3, rejected=2))
    mine = ours(5, later=3)
    less = [rows(mine, told, told, new=order(item(amount))) for amount in (8, 6, 4)]
    assert less[0] == [('quantity_down', 'do', None, None, 0)]
    assert less[1] == [('quantity_down', 'do', None, 5, 1)]
    assert less[2] == [('quantity_down', 'do', None, 4, 0)]
    change, = compare(order(), order(item(8)), mine, followed=told, given=told)
    assert change.is_noted


def test_what_amazon_orders_more_is_owed_until_we_say_otherwise():
    told = answer(answered(item(), later=3, rejected=2))
    assert rows(ours(5, later=3), told, told, new=order(item(14))) == [('quantity_up', 'do', None, 9, 3)]


def test_a_line_that_is_cancelled_and_comes_back_is_owed_as_we_had_answered():
    told = answer(answered(item(), later=3, rejected=2), answered(item(sequence='2', asin='B2')))
    full, less = order(item(), item(sequence='2', asin='B2')), order(item(0), item(sequence='2', asin='B2'))
    assert rows(ours(5, later=3), told, told, old=full, new=less) == [('cancel_line', 'do', None, 0, 0)]
    assert rows(ours(0), told, told, old=less, new=full) == [('uncancel_line', 'do', None, 5, 3)]


def test_a_change_and_our_answer_to_it_are_followed_at_once():
    told = answer(answered(item(14), later=2, rejected=3))
    assert rows(ours(), told, new=order(item(14))) == [
        ('quantity_up', 'do', None, 9, 2), ('rejected', 'do', None, 9, 2), ('backordered', 'do', None, 9, 2)]


def test_a_new_line_comes_in_as_we_answered_it():
    two = order(item(), item(6, '2', asin='B2'))
    told = answer(answered(item()), answered(two.items[1], later=2, rejected=1))
    assert rows(ours(), told, new=two) == [('new_line', 'do', None, 3, 2)]


def test_a_renumbered_line_keeps_our_answer():
    told = answer(answered(item(), rejected=4))
    assert rows(ours(6), told, told, new=order(item(sequence='7'))) == []


def test_another_unit_keeps_our_answer_waiting_where_it_is_a_persons_matter():
    line, told = item(5, unit='Cases', size=2), answer(answered(item(5, unit='Cases', size=2), rejected=2))
    assert rows(ours(), told, new=order(line)) == [
        ('unit', 'list', 'needs_person', None, 0), ('rejected', 'list', 'needs_person', None, 0)]
    assert rows(ours(state='draft'), told, new=order(line)) == [
        ('unit', 'do', None, 3, 0), ('rejected', 'do', None, 3, 0)]


# Laws

@st.composite
def answered_lines(draw, unit=None):
    unit = unit or draw(st.sampled_from([('Eaches', None), ('Cases', 12), ('Cases', 5)]))
    line = item(draw(st.integers(1, 20)), unit=unit[0], size=unit[1])
    later = draw(st.integers(0, line.quantity.amount))
    return line, answered(line, later, draw(st.integers(0, line.quantity.amount - later)), draw(st.integers(1, 28)))


@given(answered_lines(), st.integers(0, 30), st.sampled_from([('Eaches', None), ('Cases', 12), ('Cases', 5)]))
def test_nothing_is_owed_beyond_what_is_ordered_and_nothing_that_is_not_rejected_is_lost(found, amount, unit):
    line, told = found
    owed = promise(item(amount, unit=unit[0], size=unit[1]), told)
    assert min(owed.now, owed.later, owed.rejected) >= 0
    assert owed.total + owed.rejected == amount
    same = promise(line, told)
    assert (same.later, same.rejected) == (told.quantity(BACKORDERED), told.quantity(REJECTED))


@st.composite
def corrections(draw):
    """Return two versions of one line, an answer to each or none, and our line as it follows the first."""
    unit = draw(st.sampled_from([('Eaches', None), ('Cases', 12)]))
    (old, first), (new, second) = draw(answered_lines(unit)), draw(answered_lines(unit))
    first, second = draw(st.sampled_from([(None, None), (None, second), (first, first), (first, second)]))
    had = promise(old, first)
    size = old.quantity.pieces_per_unit
    shipped = draw(st.integers(0, had.now * size)), draw(st.integers(0, had.later * size))
    return old, new, first and answer(first), second and answer(second), ours(*had.parts, *shipped, per_unit=size)


@given(corrections())
def test_our_order_ends_at_what_we_promise_and_twice_is_once(found):
    old, new, first, second, mine = found
    line = mine.lines['1']
    for change in compare(order(old), order(new), mine, followed=first, given=second):
        if change.verdict == 'do' and change.target is not None:
            line = replace(line, quantity=Decimal(change.target), later=Decimal(change.later))
    wanted = promise(new, (second or answer()).items[0] if second else None)
    refused = line.is_fully_shipped and line == mine.lines['1']
    if not refused:
        assert line.parts == line.keep(wanted)
        assert sum(line.parts) >= wanted.total
    assert line.quantity * line.pieces_per_unit >= line.shipped_pieces
    assert line.later * line.pieces_per_unit >= line.shipped_later_pieces
    after = OurOrder('confirmed', lines={'1': line})
    assert compare(order(new), order(new), after, followed=second, given=second) == ()


@given(corrections())
def test_the_same_answer_twice_is_followed_once(found):
    _old, new, _first, second, mine = found
    assert compare(order(new), order(new), mine, followed=second, given=second) == ()
