from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acorn_vendor_connector.engine.windows import (
    Window,
    is_finished,
    next_window,
    oldest,
    position_after,
    progress,
)

UTC = timezone.utc
NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def test_a_long_absence_is_read_in_weeks_that_overlap():
    first = next_window(datetime(2026, 11, 1, tzinfo=UTC), NOW)
    assert first == Window(datetime(2026, 10, 31, 23, 50, tzinfo=UTC), datetime(2026, 11, 7, 23, 50, tzinfo=UTC))
    second = next_window(position_after(first), NOW)
    assert second == Window(datetime(2026, 11, 7, 23, 40, tzinfo=UTC), datetime(2026, 11, 14, 23, 40, tzinfo=UTC))


def test_the_last_minutes_are_left_for_the_next_time():
    assert next_window(NOW - timedelta(minutes=15), NOW) == Window(
        datetime(2026, 11, 22, 7, 35, tzinfo=UTC), datetime(2026, 11, 22, 7, 58, tzinfo=UTC))
    assert next_window(NOW - timedelta(minutes=2), NOW) is None
    assert next_window(NOW + timedelta(days=1), NOW) is None


def test_a_back_fill_ends_where_it_is_told_to():
    until = datetime(2026, 6, 10, tzinfo=UTC)
    window = next_window(datetime(2026, 6, 8, tzinfo=UTC), NOW, until=until)
    assert window.before == until
    assert is_finished(position_after(window), until) is True
    assert next_window(position_after(window), NOW, until=until) is None
    assert is_finished(datetime(2026, 6, 9, tzinfo=UTC), until) is False
    assert is_finished(NOW, None) is False


def test_nothing_older_than_six_months_is_asked_for():
    assert oldest(NOW) == datetime(2026, 5, 22, 9, 0, tzinfo=UTC)
    assert next_window(datetime(2020, 1, 1, tzinfo=UTC), NOW).after == datetime(2026, 5, 22, 9, 0, tzinfo=UTC)
    assert next_window(datetime(2020, 1, 1, tzinfo=UTC), NOW, until=datetime(2020, 2, 1, tzinfo=UTC)) is None


def test_an_overlap_as_long_as_a_window_would_never_move():
    with pytest.raises(ValueError, match='overlap'):
        next_window(NOW, NOW, overlap=timedelta(days=7))


@pytest.mark.parametrize(('position', 'done'), [
    (datetime(2026, 11, 1, tzinfo=UTC), 0.0), (datetime(2026, 11, 6, tzinfo=UTC), 0.5),
    (datetime(2026, 11, 11, tzinfo=UTC), 1.0), (datetime(2026, 12, 1, tzinfo=UTC), 1.0),
    (datetime(2026, 1, 1, tzinfo=UTC), 0.0),
])
def test_progress_is_a_share_of_the_way(position, done):
    assert progress(datetime(2026, 11, 1, tzinfo=UTC), position, datetime(2026, 11, 11, tzinfo=UTC)) == done


def test_a_way_of_no_length_is_done():
    assert progress(NOW, NOW, NOW) == 1.0


@given(
    back=st.timedeltas(timedelta(0), timedelta(days=170)), overlap=st.timedeltas(timedelta(0), timedelta(days=2)),
    max_days=st.floats(2.5, 7), micro=st.integers(0, 999_999))
def test_windows_cover_everything_without_a_gap_and_always_advance(back, overlap, max_days, micro):
    now = NOW.replace(microsecond=micro)
    position = now - back
    rounds = 0
    while window := next_window(position, now, max_days=max_days, overlap=overlap):
        assert window.after <= position
        assert window.before - window.after <= timedelta(days=max_days)
        assert position_after(window) > position
        assert window.after >= oldest(now)
        assert window.after.microsecond == window.before.microsecond == 0
        position = position_after(window)
        rounds += 1
        assert rounds < 1000
    assert position >= now - timedelta(minutes=2, seconds=1)
