"""Headings and rows, and cells that spreadsheets changed."""
from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acorn_vendor_connector.formats import cells, content, headings
from acorn_vendor_connector.formats.errors import Refused, shortened
from acorn_vendor_connector.formats.layouts import (
    AMOUNT,
    CODE,
    COUNT,
    CURRENCY,
    DATE,
    TEXT,
    Context,
    Field,
    Section,
)
from acorn_vendor_connector.formats.locales import Locale
from acorn_vendor_connector.formats.tables import Finder, assigned

SECTION = Section('rows', (
    Field('number', CODE, ('Number',), required=True), Field('date', DATE, ('Day',)),
    Field('amount', AMOUNT, ('Total Cost',), required=True),
    Field('currency', CURRENCY, ('Currency', 'after Total Cost')),
    Field('quantity', COUNT, ('Quantity',)), Field('title', TEXT, ('Title',)),
))
KNOWN = frozenset(SECTION.by_key)


def found_in(*rows):
    finder = Finder(KNOWN)
    finder.look_through('Sheet', ((number, tuple(row)) for number, row in enumerate(rows, 1)))
    return finder


def table_of(*rows):
    finder = found_in(*rows)
    assert len(finder.found) == 1
    return assigned(finder.found[0], SECTION, {})


def records(table, **locale):
    context = Context(Locale(**locale))
    return [values for _where, values in table.records(context)], context.notes


@pytest.mark.parametrize('text', [
    'Charge Invoice #', ' charge  invoice ', 'CHARGE INVOICE', 'Charge\nInvoice', '\ufeffCharge\u00a0Invoice',
    'Charge-Invoice', 'Chargé Invoice', '\u200bCharge Invoice:', 'Charge\x00 Invoice', 'Charge_Invoice',
])
def test_headings_are_compared_by_what_they_say(text):
    assert headings.key(text) == 'charge invoice'


def test_a_text_too_long_for_a_heading_is_none():
    assert headings.key('x' * 200) == ''


def test_a_column_without_a_heading_is_named_after_its_neighbour():
    values, _notes = records(table_of(['Number', 'Total Cost', '', 'Title'], ['A1', '12.50', 'usd', 'Thing']))
    assert values == [{'number': 'A1', 'amount': Decimal('12.5'), 'currency': 'USD', 'title': 'Thing'}]


def test_values_right_of_the_last_heading_are_kept():
    values, _notes = records(table_of(['Number', 'Day', 'Title'], ['A1', '', 'Thing', 'more', '', 'most']))
    assert values == [
        {'number': 'A1', 'title': 'Thing', 'extra': {'after title': 'more', 'after title 3': 'most'}}]


def test_the_second_column_of_the_same_name_is_kept_beside_the_first():
    values, _notes = records(table_of(['Number', 'Total Cost', 'Total cost'], ['A1', '1.00', '2.00']))
    assert values == [{'number': 'A1', 'amount': Decimal('1'), 'extra': {'Total cost': '2.00'}}]


def test_missing_and_unknown_columns_are_told():
    table = table_of(['Number', 'Title', 'Colour', 'Day'], ['A1', 'Thing', 'red', ''])
    assert table.missing == ('amount',)
    assert [(each.key, each.sample) for each in table.unknown_headings()] == [('colour', 'red')]


def test_rows_around_the_lists_are_kept_beside_them():
    finder = found_in(['A title'], ['Number', 'Day', 'Title'], ['A1', '', 'Thing'], ['Number', 'A1, A2'], ['The end'])
    assert [(each.row, each.texts) for each in finder.loose] == [
        (1, ('A title',)), (4, ('Number', 'A1, A2')), (5, ('The end',))]
    assert [row for row, _cells in finder.found[0].rows] == [3]


def test_a_row_of_words_in_a_list_is_a_row():
    finder = found_in(
        ['Number', 'Day', 'Title', 'Currency'], ['A1', '', 'Thing', 'USD'], ['B', 'none', 'Other', 'USD'],
        ['C', '', 'x', 'y'])
    assert [row for row, _cells in finder.found[0].rows] == [2, 3, 4]


def test_words_below_a_gap_are_the_headings_of_another_list():
    finder = found_in(
        ['Number', 'Day', 'Title'], ['A1', '', 'Thing'], [],
        ['Numer', 'Dzień', 'Tytuł', 'Waluta'], ['B2', '', 'x', 'y'])
    assert [(each.row, len(each.rows)) for each in finder.found] == [(1, 1), (4, 1)]


def test_a_row_that_begins_with_the_heading_of_another_list_is_a_row():
    table = table_of(['Title', 'Number', 'Total Cost'], ['Quantity', 'A1', '5.00'])
    assert records(table)[0] == [{'title': 'Quantity', 'number': 'A1', 'amount': Decimal('5')}]


@pytest.mark.parametrize(('cell', 'number'), [
    (12345, '12345'), (12345.0, '12345'), ('12345.0', '12345'), ('00123', '00123'), ('INV/2026/1', 'INV/2026/1'),
    (' A1\u200b ', 'A1'), ('12345.10', '12345.10'),
])
def test_a_number_that_names_something_stays_what_it_was(cell, number):
    values, notes = records(table_of(['Number', 'Day', 'Title'], [cell, '', 'Thing']))
    assert (values[0]['number'], notes) == (number, [])


@pytest.mark.parametrize('cell', ['1.23457E+11', '1,23457E+11', 1234567890123456789, 1.234567890123456e18])
def test_a_number_that_lost_digits_is_noted(cell):
    _values, notes = records(table_of(['Number', 'Day', 'Title'], [cell, '', 'Thing']))
    assert [(note.code, note.params['row']) for note in notes] == [('lost_digits', 2)]


@pytest.mark.parametrize('nothing', ['', '-', '—', 'N/A', ' ', None])
def test_what_stands_for_nothing_is_absent(nothing):
    values, _notes = records(table_of(
        ['Number', 'Day', 'Total Cost', 'Currency', 'Title'], ['A1', nothing, nothing, nothing, 'Thing']))
    assert values == [{'number': 'A1', 'title': 'Thing'}]


def test_quantities_are_whole_where_they_can_be():
    rows = ['A', '3', 'x'], ['B', 2.0, 'x'], ['C', '1.5', 'x']
    values, _notes = records(table_of(['Number', 'Quantity', 'Title'], *rows))
    assert [each['quantity'] for each in values] == [3, 2, Decimal('1.5')]


def test_a_date_that_is_none_is_refused_with_its_place():
    table = table_of(['Number', 'Day', 'Title'], ['A1', True, 'Thing'])
    with pytest.raises(Refused) as error:
        records(table)
    assert (error.value.code, error.value.params) == (
        'not_a_date', {'sheet': 'Sheet', 'row': 2, 'heading': 'Day', 'value': 'True'})


def test_rows_are_read_once():
    table = table_of(['Number', 'Day', 'Title'], ['A1', '', 'Thing'])
    assert len(records(table)[0]) == 1
    assert records(table)[0] == []


@pytest.mark.parametrize(('value', 'text'), [
    (None, ''), (True, 'TRUE'), (5, '5'), (5.10, '5.1'), (Decimal('100.00'), '100'),
    (datetime(2026, 1, 31), '2026-01-31'),
    (datetime(2026, 1, 31, 10, 5), '2026-01-31 10:05:00'), (date(2026, 1, 31), '2026-01-31'), (time(10, 5), '10:05:00'),
    ('  two \n lines\u200b', 'two lines'),
])
def test_any_cell_can_be_shown(value, text):
    assert cells.as_text(value) == text


@given(st.text(max_size=40))
def test_cleaning_twice_is_cleaning_once(text):
    once = cells.clean(text)
    assert cells.clean(once) == once
    assert once == once.strip()


@given(st.decimals(min_value=-10**14, max_value=10**14, places=6), st.integers(0, 5))
def test_a_number_has_one_spelling(number, zeros):
    spelled = str(cells.plain(number))
    assert Decimal(spelled) == number
    assert str(cells.plain(Decimal(f'{number}{"0" * zeros}'))) == spelled
    assert not spelled.endswith('0') or '.' not in spelled
    assert 'E' not in spelled


def test_a_value_in_a_message_is_short_and_printable():
    assert shortened('a\x00\nb') == 'a  b'
    assert shortened('x' * 100) == 'x' * 59 + '…'


ROWS = st.lists(st.fixed_dictionaries(
    {'number': st.sampled_from(['A', 'B'])},
    optional={
        'paid': st.integers(0, 3).map(Decimal),
        'extra': st.dictionaries(st.sampled_from('xy'), st.sampled_from('ab'), max_size=2),
    },
), max_size=6)


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert content.ordered(shuffled) == content.ordered(rows)
    assert content.digest([{'rows': content.ordered(shuffled)}]) == content.digest([{'rows': content.ordered(rows)}])
