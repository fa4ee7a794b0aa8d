from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acorn_vendor_connector.formats import amounts
from acorn_vendor_connector.formats.amounts import NotANumber, currency_in, readings


@pytest.mark.parametrize(('text', 'number'), [
    ('1,234.56', '1234.56'), ('1.234,56', '1234.56'), ('1 234,56', '1234.56'), ('1\u00a0234,56', '1234.56'),
    ('1\u202f234,56', '1234.56'), ("1'234.56", '1234.56'), ('1’234.56', '1234.56'), ('12,34,567.89', '1234567.89'),
    ('1.234.567', '1234567'), ('1,234,567', '1234567'), ('1234,5', '1234.5'), ('0,125', '0.125'), ('.5', '0.5'),
    ('12.', '12'), ('0012.50', '12.5'),
])
def test_thousands_and_decimals_of_every_locale_are_understood(text, number):
    assert Decimal(number) in readings(text)


@pytest.mark.parametrize('text', [
    '-1,234.50', '(1,234.50)', '1,234.50-', '−1,234.50', '($1,234.50)', '-$1,234.50', '$-1,234.50', '$ (1,234.50)',
    'USD -1,234.50', '-1,234.50 USD', '- 1,234.50', '1,234.50 -',
])
def test_minus_before_behind_and_parentheses_are_negative(text):
    assert readings(text) == (Decimal('-1234.5'), None)


@pytest.mark.parametrize(('text', 'number'), [
    ('$12.50', '12.5'), ('US$ 12.50', '12.5'), ('12.50 USD', '12.5'), ('£12.50', '12.5'), ('₹ 12.50', '12.5'),
    ('Rs. 12.50', '12.5'), ('￥1200', '1200'), ('CHF 12.50', '12.5'),
])
def test_signs_and_codes_of_currencies_stand_before_or_behind(text, number):
    assert readings(text)[0] == Decimal(number)


def test_one_mark_before_three_digits_can_be_read_in_two_ways():
    assert readings('1,234') == (Decimal(1234), Decimal('1.234'))
    assert readings('1.234') == (Decimal('1.234'), Decimal(1234))


@pytest.mark.parametrize('text', [
    '', 'n/a', '12.50 CR', '12.50 DR', '12%', '12k', '1.2.3', '--5', '(5', '5)', '-(5)', '1 2', '12 34.5',
    '1,2345.00', '#REF!', '12.50 USD or so', '1E5', '0x10', '১২', 'Infinity', 'NaN', '1_000', '9' * 40,
])
def test_what_is_not_surely_a_number_is_none(text):
    with pytest.raises(NotANumber):
        readings(text)


@pytest.mark.parametrize(('text', 'currency'), [
    ('EUR 12.00', 'EUR'), ('12,00 €', 'EUR'), ('£12', 'GBP'), ('$12', ''), ('12', ''), ('₹12', 'INR'),
])
def test_the_currency_beside_an_amount_is_known_unless_several_share_the_sign(text, currency):
    assert currency_in(text) == currency


def test_a_cell_of_a_spreadsheet_has_no_binary_noise():
    assert amounts.of_cell(0.1 + 0.2) == Decimal('0.3')
    assert str(amounts.of_cell(1234.5600000000001)) == '1234.56'
    assert str(amounts.of_cell(1000.0)) == '1000'


@pytest.mark.parametrize('value', [1e15, -1e300, float('inf'), float('nan')])
def test_a_cell_beyond_all_money_is_no_number(value):
    with pytest.raises(NotANumber):
        amounts.of_cell(value)


AMOUNTS = st.decimals(min_value=-10**9, max_value=10**9, places=2)


MARKS = [('.', ','), (',', '.'), (',', ' '), (',', '\u202f'), ('.', "'"), ('.', ''), (',', '')]


@given(AMOUNTS, st.sampled_from(MARKS), st.sampled_from(['{}', '$ {}', '{} €', 'EUR {}']), st.booleans())
def test_whatever_a_locale_writes_reads_back_under_its_mark(amount, marks, around, in_parentheses):
    mark, thousands = marks
    text = f'{abs(amount):,.2f}'.replace(',', '\0').replace('.', mark).replace('\0', thousands)
    text = around.format(text)
    if amount < 0:
        text = f'({text})' if in_parentheses else f'-{text}'
    assert readings(text)['.,'.index(mark)] == amount


@given(st.text(max_size=20))
def test_any_text_is_a_number_or_is_none(text):
    try:
        found = readings(text)
    except NotANumber:
        return
    assert any(each is not None and abs(each) < 10**15 for each in found)
