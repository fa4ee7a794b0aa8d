from datetime import date, datetime
from decimal import Decimal

import pytest

from acorn_vendor_connector.formats.amounts import NotANumber
from acorn_vendor_connector.formats.dates import NotADate
from acorn_vendor_connector.formats.errors import Refused
from acorn_vendor_connector.formats.locales import Evidence, Locale, Place
from acorn_vendor_connector.formats.reading import Choices


def place(row=1):
    return Place('Sheet', row, 'Invoice Date')


def decided(dates=(), numbers=(), currency='', **choices):
    evidence = Evidence(Choices(**choices))
    for row, text in enumerate(dates, 1):
        evidence.date(text, place(row))
    for row, text in enumerate(numbers, 1):
        evidence.number(text, place(row), currency)
    return evidence.decide()


def test_one_row_decides_the_order_of_all_dates():
    locale, questions = decided(dates=['03/04/2026', '05/06/2026', '25/06/2026'])
    assert (locale.date_order, questions) == ('dmy', ())
    assert locale.date('03/04/2026') == '2026-04-03'


def test_the_order_of_dates_is_asked_when_no_row_tells():
    locale, questions = decided(dates=['03/04/2026', '05/06/2026'])
    assert locale.date_order is None
    assert [(each.code, each.options) for each in questions] == [('date_order', ('dmy', 'mdy'))]
    assert questions[0].params['example'] == '03/04/2026'


def test_nothing_is_asked_when_every_order_means_the_same_day():
    locale, questions = decided(dates=['03/03/2026'])
    assert questions == ()
    assert locale.date('03/03/2026') == '2026-03-03'


def test_an_answer_decides_the_order():
    locale, questions = decided(dates=['03/04/2026'], date_order='mdy')
    assert questions == ()
    assert locale.date('03/04/2026') == '2026-03-04'


def test_a_row_that_contradicts_the_answer_is_no_date():
    locale, _questions = decided(dates=['25/06/2026'], date_order='mdy')
    with pytest.raises(NotADate):
        locale.date('25/06/2026')


def test_two_orders_in_one_file_are_refused_with_both_rows():
    with pytest.raises(Refused) as refused:
        decided(dates=['01/02/2026', '13/02/2026', '02/13/2026'])
    assert refused.value.code == 'contradicting_dates'
    assert {refused.value.params['first']['row'], refused.value.params['second']['row']} == {2, 3}


def test_two_decimal_marks_in_one_file_are_refused_with_both_rows():
    with pytest.raises(Refused) as refused:
        decided(numbers=['10', '12.50', '12,50'])
    assert refused.value.code == 'contradicting_numbers'
    assert {refused.value.params['first']['value'], refused.value.params['second']['value']} == {'12.50', '12,50'}


def test_one_row_decides_the_decimal_mark_of_all_numbers():
    locale, questions = decided(numbers=['1,234', '12.50'])
    assert (locale.decimal_mark, questions) == ('.', ())
    assert locale.number('1,234') == Decimal(1234)


def test_the_decimal_mark_is_asked_when_no_row_tells():
    _locale, questions = decided(numbers=['1,234', '20'], currency='USD')
    assert [(each.code, each.options, each.params['example']) for each in questions] == [
        ('decimal_mark', ('.', ','), '1,234')]


def test_a_currency_without_cents_tells_that_a_mark_is_for_thousands():
    locale, questions = decided(numbers=['1,234'], currency='JPY')
    assert questions == ()
    assert locale.number('1,234') == Decimal(1234)


def test_whole_numbers_need_no_decimal_mark():
    locale, questions = decided(numbers=['12', '-7'])
    assert (locale.decimal_mark, questions) == (None, ())
    assert locale.number('-7') == Decimal(-7)


def test_an_answer_decides_the_mark():
    locale, questions = decided(numbers=['1,234'], decimal_mark=',')
    assert questions == ()
    assert locale.number('1,234') == Decimal('1.234')


def test_a_number_that_contradicts_the_answer_is_none():
    locale, _questions = decided(numbers=['12.50'], decimal_mark=',')
    with pytest.raises(NotANumber):
        locale.number('12.50')


def test_a_text_that_is_no_date_is_refused_with_its_place():
    with pytest.raises(Refused) as refused:
        decided(dates=['2026-01-01', 'soon'])
    assert (refused.value.code, refused.value.params) == (
        'not_a_date', {'sheet': 'Sheet', 'row': 2, 'heading': 'Invoice Date', 'value': 'soon'})


def test_cells_that_are_dates_and_numbers_need_no_locale():
    locale = Locale()
    assert locale.date(datetime(2026, 4, 3, 12, 0)) == '2026-04-03'
    assert locale.date(date(2026, 4, 3)) == '2026-04-03'
    assert locale.date(46115) == '2026-04-03'
    assert locale.number(12.5) == Decimal('12.5')


@pytest.mark.parametrize('value', [True, datetime(2026, 1, 1)])
def test_a_cell_of_another_type_is_no_number(value):
    with pytest.raises(NotANumber):
        Locale().number(value)
