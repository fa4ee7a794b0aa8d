"""How far a rule can be trusted is told from a sample, and too little trust takes its permission."""
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acorn_vendor_connector.engine.precision import interval, loses_permission


@pytest.mark.parametrize(('right', 'total', 'low', 'high'), [
    (0, 0, 0.0, 1.0),
    (1, 1, 0.2065, 1.0),
    (0, 10, 0.0, 0.2775),
    (8, 10, 0.4902, 0.9433),
    (81, 263, 0.2553, 0.3662),  # Newcombe 1998, table I, method 3
    (15, 148, 0.0624, 0.1605),  # the same
    (0, 20, 0.0, 0.1611),
    (1, 29, 0.0061, 0.1718),
    (50, 50, 0.9287, 1.0),
])
def test_the_interval_is_wilsons(right, total, low, high):
    assert tuple(round(bound, 4) for bound in interval(right, total)) == (low, high)


@given(st.integers(1, 5000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_the_share_itself_lies_within(counted):
    right, total = counted
    low, high = interval(right, total)
    assert 0 <= low <= right / total <= high <= 1


@given(st.integers(1, 500).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_one_more_right_answer_never_costs_trust(counted):
    right, total = counted
    assert interval(right + 1, total + 1)[0] >= interval(right, total)[0]


@pytest.mark.parametrize(('right', 'total', 'loses'), [
    (0, 29, False),  # not judged yet
    (30, 30, True),  # 0.886: too few to be sure of 90 %
    (35, 35, False),  # 0.901
    (60, 63, True),  # 0.869
    (97, 100, False),  # 0.915
    (95, 100, True),  # 0.888
])
def test_a_rule_loses_its_permission_when_enough_was_checked_and_it_may_be_worse_than_its_limit(right, total, loses):
    assert loses_permission(right, total, 0.9, 30) is loses


def test_a_rule_that_nobody_checked_keeps_its_permission():
    assert not loses_permission(0, 0, 0.9, 0)
