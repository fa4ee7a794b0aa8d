from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acorn_vendor_connector.engine.dates import Span, end_of_day, local_day, order_dates, same_days, zone

PACIFIC, BERLIN = 'America/Los_Angeles', 'Europe/Berlin'


def utc(*parts):
    return datetime(*parts, tzinfo=timezone.utc)


# Amazon's own sample: midnight to midnight in US Pacific summer time
SAMPLE = Span(utc(2019, 8, 21, 7), utc(2019, 8, 27, 7))


def test_a_ship_window_is_due_at_the_end_of_its_last_local_day():
    dates = order_dates(SAMPLE, None, PACIFIC)
    assert (dates.kind, dates.first_day, dates.last_day) == ('ship', date(2019, 8, 21), date(2019, 8, 27))
    assert (dates.ship_from, dates.ship_by) == (date(2019, 8, 21), date(2019, 8, 27))
    assert dates.due_at == utc(2019, 8, 28, 6, 59, 59)
    assert (dates.start, dates.end) == (SAMPLE.start, SAMPLE.end)


def test_a_delivery_window_is_due_that_many_days_of_transit_earlier():
    dates = order_dates(None, SAMPLE, PACIFIC, transit_days=3)
    assert (dates.kind, dates.last_day, dates.ship_from, dates.ship_by) == (
        'delivery', date(2019, 8, 27), date(2019, 8, 18), date(2019, 8, 24))
    assert dates.due_at == utc(2019, 8, 25, 6, 59, 59)


def test_transit_days_do_not_move_a_ship_window():
    assert order_dates(SAMPLE, None, PACIFIC, transit_days=3).due_at == utc(2019, 8, 28, 6, 59, 59)


def test_the_ship_window_counts_when_both_are_stated():
    assert order_dates(SAMPLE, Span(utc(2019, 9, 1), utc(2019, 9, 2)), PACIFIC, 5).last_day == date(2019, 8, 27)


def test_no_window_no_dates():
    assert order_dates(None, None, PACIFIC) is None


def test_equal_start_and_end_mean_that_very_day():
    midnight = utc(2026, 11, 14, 23)
    dates = order_dates(Span(midnight, midnight), None, BERLIN)
    assert (dates.first_day, dates.last_day) == (date(2026, 11, 15), date(2026, 11, 15))
    assert dates.due_at == utc(2026, 11, 15, 22, 59, 59)


@pytest.mark.parametrize(('moment', 'tz', 'day'), [
    (utc(2026, 7, 1, 7), PACIFIC, date(2026, 7, 1)), (utc(2026, 7, 1, 6, 59), PACIFIC, date(2026, 6, 30)),
    (utc(2026, 12, 1, 8), PACIFIC, date(2026, 12, 1)), (utc(2026, 12, 1, 7), PACIFIC, date(2026, 11, 30)),
    (utc(2026, 11, 14, 23), BERLIN, date(2026, 11, 15)), (utc(2026, 11, 14, 15), 'Asia/Tokyo', date(2026, 11, 15)),
])
def test_the_day_is_the_ship_to_s(moment, tz, day):
    assert local_day(moment, tz) == day


@pytest.mark.parametrize(('day', 'tz', 'end'), [
    (date(2026, 10, 25), BERLIN, utc(2026, 10, 25, 22, 59, 59)),
    (date(2026, 3, 29), BERLIN, utc(2026, 3, 29, 21, 59, 59)),
    (date(2026, 3, 28), BERLIN, utc(2026, 3, 28, 22, 59, 59)),
    (date(2026, 11, 1), PACIFIC, utc(2026, 11, 2, 7, 59, 59)),
    # São Paulo's clocks went forward at midnight: 4 November 2018 began at one o'clock.
    (date(2018, 11, 3), 'America/Sao_Paulo', utc(2018, 11, 4, 2, 59, 59)),
    # And back at midnight: 17 February 2018 had 25 hours.
    (date(2018, 2, 17), 'America/Sao_Paulo', utc(2018, 2, 18, 2, 59, 59)),
])
def test_the_last_second_of_a_day_also_when_clocks_change(day, tz, end):
    assert end_of_day(day, tz) == end


@pytest.mark.parametrize('name', [None, '', 'Mars/Olympus', '../etc/passwd', '/etc/passwd'])
def test_an_unknown_zone_is_utc(name):
    assert zone(name) is timezone.utc


def test_windows_are_compared_by_their_local_days():
    assert same_days(SAMPLE, Span(utc(2019, 8, 21, 20), utc(2019, 8, 28, 6)), PACIFIC) is True
    assert same_days(SAMPLE, Span(utc(2019, 8, 21, 7), utc(2019, 8, 28, 7)), PACIFIC) is False
    assert same_days(SAMPLE, Span(utc(2019, 8, 21, 20), utc(2019, 8, 28, 6)), 'UTC') is False
    assert same_days(None, None, PACIFIC) is True
    assert same_days(SAMPLE, None, PACIFIC) is False


@given(
    st.datetimes(datetime(2015, 1, 1), datetime(2035, 1, 1), timezones=st.just(timezone.utc)),
    st.timedeltas(timedelta(0), timedelta(days=30)),
    st.sampled_from([PACIFIC, BERLIN, 'Asia/Tokyo', 'Asia/Kolkata', None]), st.integers(0, 20))
def test_the_deadline_is_the_last_second_of_the_day_to_ship_by(start, length, tz, transit):
    window = Span(start, start + length)
    for dates in (order_dates(window, None, tz), order_dates(None, window, tz, transit)):
        assert local_day(dates.due_at, tz) == dates.ship_by
        assert local_day(dates.due_at + timedelta(seconds=1), tz) == dates.ship_by + timedelta(days=1)
        assert dates.ship_from <= dates.ship_by
    assert order_dates(window, None, tz).due_at >= window.end - timedelta(seconds=1)
