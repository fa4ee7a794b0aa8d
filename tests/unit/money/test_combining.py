"""A lump sum pays the few invoices that add up, if only these do; the search is short whatever the amounts."""
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acorn_vendor_connector.engine.combining import combine

D = Decimal


def told(amount, *opens, tolerance='0', **more):
    found = combine(D(amount), [(index + 1, D(each)) for index, each in enumerate(opens)], D(tolerance), **more)
    return found.state, found.ids


@pytest.mark.parametrize(('amount', 'ids'), [
    ('3', (1, 2)), ('7', (1, 2, 3)), ('15', (1, 2, 3, 4)), ('12', (3, 4)), ('8', (4,)),
])
def test_the_only_sum_is_found(amount, ids):
    assert told(amount, '1', '2', '4', '8', '16') == ('one', ids)


def test_five_invoices_are_too_many_to_be_sure():
    assert told('31', '1', '2', '4', '8', '16') == ('none', ())
    assert told('15', '1', '2', '4', '8', most=3) == ('none', ())


def test_two_sums_are_several():
    assert told('10', '1', '9', '4', '6') == ('several', (1, 2, 3, 4))
    assert told('10', '1', '9', '10') == ('several', (1, 2, 3))
    assert told('2', '1', '1', '1')[0] == 'several'


def test_the_tolerance_counts_on_both_sides_and_may_make_a_sum_doubtful():
    assert told('10', '1', '8.99', tolerance='0.01') == ('one', (1, 2))
    assert told('10', '1', '9.01', tolerance='0.01') == ('one', (1, 2))
    assert told('10', '1', '8.98', tolerance='0.01') == ('none', ())
    assert told('10', '1', '9', '4', '6.01', tolerance='0.01')[0] == 'several'


def test_credit_notes_add_up_among_themselves_only():
    assert told('-3', '-1', '-2', '3') == ('one', (1, 2))
    assert told('1', '-1', '2') == ('none', ())


def test_more_than_thirty_are_not_tried():
    assert told('3', *['1', '2'] + ['50'] * 28) == ('one', (1, 2))
    assert told('3', *['1', '2'] + ['50'] * 29)[0] == 'too_many'
    assert told('3', *['1', '2'] + ['-50'] * 99) == ('one', (1, 2))


def test_nothing_is_never_the_sum_of_something():
    assert told('0', '1', '2') == ('none', ())
    assert combine(D(1), []).state == 'none'


AMOUNTS = st.lists(st.integers(1, 60).map(D), max_size=9)


@given(st.integers(1, 120).map(D), AMOUNTS, st.sampled_from([D(0), D(1)]))
def test_it_is_what_trying_everything_finds(amount, opens, tolerance):
    every = [
        ids for size in (1, 2, 3, 4) for ids in combinations(range(len(opens)), size)
        if abs(sum(opens[each] for each in ids) - amount) <= tolerance]
    found = combine(amount, list(enumerate(opens)), tolerance)
    assert found.state == ('none' if not every else 'one' if len(every) == 1 else 'several')
    if len(every) == 1:
        assert found.ids == every[0]


@given(st.integers(1, 120).map(D), AMOUNTS, st.randoms(use_true_random=False))
def test_the_order_of_the_invoices_does_not_matter(amount, opens, chance):
    parts = list(enumerate(opens))
    expected = combine(amount, parts, D(1))
    chance.shuffle(parts)
    assert combine(amount, parts, D(1)) == expected


@pytest.mark.parametrize(('opens', 'states'), [
    ([D(1)] * 30, ['several', 'none', 'none', 'none']),
    ([D(each) for each in range(1, 31)], ['several', 'several', 'none', 'none']),
    ([D(2) ** each for each in range(30)], ['one', 'one', 'none', 'none']),
    ([D('1000000000000.01') + each for each in range(30)], ['none', 'none', 'none', 'several']),
])
def test_the_search_finds_what_there_is_whatever_the_amounts(opens, states):
    amounts = ('4', '17.01', '999999999', '4000000000009.04')
    assert [combine(D(amount), list(enumerate(opens)), D('0.01')).state for amount in amounts] == states
