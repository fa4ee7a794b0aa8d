from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acorn_vendor_connector.engine.retry import POLICIES, retry_at

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=timezone.utc)


def wait(kind, attempts, jitter=0.5, **options):
    moment = retry_at(kind, attempts, NOW, jitter=lambda: jitter, **options)
    return moment and (moment - NOW).total_seconds()


@pytest.mark.parametrize(('kind', 'attempts', 'seconds'), [
    ('network', 1, 60), ('network', 2, 120), ('network', 3, 240), ('network', 7, 3600), ('network', 5000, 3600),
    ('throttled', 1, 30), ('throttled', 2, 60), ('throttled', 9, 900),
    ('busy', 1, 5), ('busy', 2, 10), ('busy', 20, 300),
    ('authorisation', 1, 3600), ('authorisation', 2, 7200), ('authorisation', 9, 21600),
    ('internal', 1, 300), ('internal', 4, 2400),
])
def test_each_time_twice_as_long_up_to_a_limit(kind, attempts, seconds):
    assert wait(kind, attempts) == seconds


@pytest.mark.parametrize(('kind', 'attempts'), [
    ('data', 1), ('rule', 1), ('internal', 5), ('internal', 6), ('unheard of', 1),
])
def test_what_waiting_does_not_change_is_left_to_a_person(kind, attempts):
    assert wait(kind, attempts) is None


def test_an_answer_that_was_cut_may_be_whole_next_time():
    assert wait('data', 1, code='not_json') == 60
    assert wait('data', 1, code='InvalidInput') is None


def test_amazons_wish_is_never_undercut():
    assert wait('throttled', 1, retry_after=500) == 500
    assert wait('throttled', 9, retry_after=1) == 900


def test_jitter_spreads_a_quarter_either_way():
    assert (wait('network', 1, jitter=0), wait('network', 1, jitter=1)) == (45, 75)


@given(st.sampled_from(sorted(POLICIES)), st.integers(1, 10_000), st.floats(0, 1), st.none() | st.floats(0, 10_000))
def test_a_retry_is_never_at_once_and_never_lost_in_time(kind, attempts, jitter, retry_after):
    moment = retry_at(kind, attempts, NOW, retry_after, jitter=lambda: jitter)
    if moment is not None:
        assert timedelta(seconds=3) < moment - NOW < timedelta(hours=8)
