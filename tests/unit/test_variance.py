"""Every piece between Amazon's order and its receipt has a reason."""
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acorn_vendor_connector.engine.variance import STEPS, Counts, compare, expected_to_ship


def told(counts):
    """Return (step, reason, pieces, open) of every difference."""
    return [(each.step, each.reason.code, each.pieces, each.is_open) for each in compare(counts)]


GOOD = {'ordered': 10, 'acknowledged': 10, 'accepted': 10, 'shipped': 10, 'received': 10}


def counts(**more):
    return Counts(**{**GOOD, **more})


def test_a_line_that_went_as_it_should_has_no_difference():
    assert told(counts()) == []
    assert told(counts(is_over=True, ship_by_is_past=True)) == []
    assert told(Counts(0)) == []


@pytest.mark.parametrize(('line', 'expected'), [
    (Counts(10), [('acknowledged', 'not_answered', 0, True), ('shipped', 'to_ship', -10, True)]),
    (Counts(10, accepted=8, shipped=8, received=8), [('accepted', 'rejected_elsewhere', -2, False)]),
    (Counts(10, accepted=10, shipped=10, received=10), [('accepted', 'answered_elsewhere', 0, False)]),
    (counts(acknowledged=7, rejected=3, accepted=7, shipped=7, received=7), [('acknowledged', 'rejected', -3, False)]),
    (counts(ordered=12), [('acknowledged', 'ordered_more', -2, True)]),
    (counts(ordered=6, shipped=6, received=6), [('acknowledged', 'ordered_less', 0, False)]),
    (counts(ordered=12, acknowledged=8, rejected=2, accepted=8, shipped=8, received=8),
     [('acknowledged', 'ordered_more', -2, True), ('acknowledged', 'rejected', -2, False)]),
])
def test_our_answer_beside_the_order(line, expected):
    assert told(line) == expected


@pytest.mark.parametrize(('line', 'expected'), [
    (counts(accepted=None), [('accepted', 'not_confirmed', 0, True)]),
    (counts(accepted=8, shipped=8, received=8), [('accepted', 'accepted_less', -2, False)]),
    (counts(acknowledged=8, rejected=2),
     [('acknowledged', 'rejected', -2, False), ('accepted', 'accepted_more', 2, False)]),
])
def test_what_amazon_made_of_our_answer(line, expected):
    assert told(line) == expected


@pytest.mark.parametrize(('line', 'expected'), [
    (counts(shipped=4, received=4), [('shipped', 'to_ship', -6, True)]),
    (counts(shipped=4, received=4, ship_by_is_past=True), [('shipped', 'shipped_less', -6, True)]),
    (counts(shipped=4, received=4, is_over=True), [('shipped', 'shipped_less', -6, False)]),
    (counts(shipped=12, received=12), [('shipped', 'shipped_more', 2, False)]),
])
def test_what_left_beside_what_amazon_waits_for(line, expected):
    assert told(line) == expected


@pytest.mark.parametrize(('line', 'expected'), [
    (counts(received=None), [('received', 'to_receive', -10, True)]),
    (counts(received=9), [('received', 'to_receive', -1, True)]),
    (counts(received=9, is_over=True), [('received', 'received_less', -1, False)]),
    (counts(received=11), [('received', 'received_more', 1, False)]),
    (counts(shipped=0, received=10, is_over=True),
     [('shipped', 'shipped_less', -10, False), ('received', 'received_unshipped', 10, False)]),
])
def test_what_amazon_received_beside_what_left(line, expected):
    assert told(line) == expected


def test_of_an_order_that_was_never_in_our_books_nobody_knows_what_left():
    assert told(counts(shipped=None)) == []
    assert told(counts(shipped=None, received=9, is_over=True)) == [('received', 'received_less', -1, False)]
    assert told(counts(shipped=None, received=None)) == [('received', 'to_receive', -10, True)]


def test_what_amazon_cancelled_after_our_answer_is_not_ours_to_ship():
    cancelled = Counts(0, acknowledged=10, accepted=10)
    assert expected_to_ship(cancelled) == 0
    assert told(cancelled) == [('acknowledged', 'ordered_less', 0, False)]
    less, = compare(counts(ordered=6, shipped=6, received=6))
    assert (less.expected, less.actual, less.reason.params) == (6, None, {'answered': 10})


PIECES = st.integers(0, 300)
ANY_COUNTS = st.builds(
    Counts, ordered=PIECES, acknowledged=st.one_of(st.none(), PIECES), rejected=PIECES,
    accepted=st.one_of(st.none(), PIECES), shipped=st.one_of(st.none(), PIECES), received=st.one_of(st.none(), PIECES),
    ship_by_is_past=st.booleans(), is_over=st.booleans())


@given(ANY_COUNTS)
def test_the_differences_lead_from_what_is_ordered_to_what_was_received(line):
    found = compare(line)
    assert line.ordered + sum(each.pieces for each in found) == (line.received or 0)
    assert [STEPS.index(each.step) for each in found] == sorted(STEPS.index(each.step) for each in found)


@given(ANY_COUNTS)
def test_nothing_is_open_once_amazon_expects_nothing_more(line):
    assert not line.is_over or not any(each.is_open for each in compare(line))
