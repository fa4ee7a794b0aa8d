from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acorn_vendor_connector.formats import dates
from acorn_vendor_connector.formats.dates import NotADate, readings

MARCH_FIFTH = date(2026, 3, 5)


@pytest.mark.parametrize('text', [
    '2026-03-05', '2026/03/05', '2026.03.05', '20260305', '2026-3-5', '2026-03-05T10:20:30Z', '2026-03-05 10:20',
    'Mar 5, 2026', 'March 5, 2026', '05-Mar-2026', '5 Mar 26', '5. März 2026', '5. Mrz. 2026', '5 mars 2026',
    '5 de marzo de 2026', '5 marzo 2026', 'Thu, 5 Mar 2026', '05-MAR-2026 12:00:00 AM PST', '2026年3月5日', '46086',
])
def test_dates_that_can_be_read_in_one_way_only(text):
    assert readings(text) == {'': MARCH_FIFTH}


@pytest.mark.parametrize(('name', 'month'), [
    ('Jan', 1), ('Januar', 1), ('janvier', 1), ('enero', 1), ('gennaio', 1), ('févr.', 2), ('Feb', 2), ('febbraio', 2),
    ('avril', 4), ('abr', 4), ('Mai', 5), ('maggio', 5), ('juin', 6), ('giugno', 6), ('juillet', 7), ('luglio', 7),
    ('août', 8), ('agosto', 8), ('septiembre', 9), ('set', 9), ('Oktober', 10), ('ottobre', 10), ('novembre', 11),
    ('Dez', 12), ('diciembre', 12), ('déc.', 12), ('dic', 12),
])
def test_months_by_name_in_five_languages(name, month):
    assert readings(f'5 {name} 2026') == {'': date(2026, month, 5)}


def test_a_day_up_to_twelve_can_be_a_month():
    assert readings('03/04/2026') == {'dmy': date(2026, 4, 3), 'mdy': date(2026, 3, 4)}


def test_a_day_from_thirteen_is_no_month():
    assert readings('13/04/2026') == {'dmy': date(2026, 4, 13)}
    assert readings('04/13/2026 10:00 PM') == {'mdy': date(2026, 4, 13)}


def test_nobody_writes_the_month_first_with_dots():
    assert readings('03.04.2026') == {'dmy': date(2026, 4, 3)}


def test_two_digits_of_a_year_only_mean_years_with_remittances():
    assert readings('03/04/26') == {'dmy': date(2026, 4, 3), 'mdy': date(2026, 3, 4)}
    assert readings('26/01/05') == {'ymd': date(2026, 1, 5)}


@pytest.mark.parametrize('text', [
    '', '13/45/2026', '30/02/2026', '00/01/2026', '2026-13-01', 'March 2026', 'Mar Apr 5, 2026', 'tomorrow', '5',
    '123456', '1/2/3/4', '03/04/0026', '99999', '3/4', '5 Mar 2026 and more words that are no date at all',
])
def test_what_is_no_date_is_none(text):
    with pytest.raises(NotADate):
        readings(text)


def test_a_spreadsheets_number_of_days_is_a_date():
    assert dates.of_serial(46086) == MARCH_FIFTH
    assert dates.of_serial(46086.75) == MARCH_FIFTH
    with pytest.raises(NotADate):
        dates.of_serial(12)


def test_a_spreadsheets_date_is_taken_as_it_is():
    assert dates.of_cell(datetime(2026, 3, 5, 0, 0)) == MARCH_FIFTH
    with pytest.raises(NotADate):
        dates.of_cell(date(1900, 1, 1))


@given(st.dates(date(2010, 1, 1), date(2059, 12, 31)), st.sampled_from(['/', '-', ' ']), st.booleans())
def test_what_is_written_in_an_order_reads_back_in_it(day, mark, is_short):
    year = '%y' if is_short else '%Y'
    assert readings(day.strftime(f'%d{mark}%m{mark}{year}'))['dmy'] == day
    assert readings(day.strftime(f'%m{mark}%d{mark}{year}'))['mdy'] == day


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_is_none(text):
    try:
        found = readings(text)
    except NotADate:
        return
    assert all(date(1990, 1, 1) <= each <= date(2099, 12, 31) for each in found.values())
