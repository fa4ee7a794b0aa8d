from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acorn_vendor_connector.engine.pricing import (
    KILOGRAMS_PER,
    LineFacts,
    Terms,
    agreed_cost,
    differs,
    one_currency,
    price_line,
    round_price,
)

D = Decimal


def line(quantity=5, unit='Eaches', unit_size=None, net_cost='12.50', currency='EUR', **more):
    return LineFacts('1', quantity, unit, unit_size, D(net_cost) if net_cost else None, currency=currency, **more)


@pytest.mark.parametrize(('facts', 'basis', 'price', 'each'), [
    (line(), 'each', '12.50', '12.50'),
    (line(), 'case', '12.50', '12.50'),
    (line(unit_size=12), 'case', '12.50', '12.50'),
    (line(unit='Cases', unit_size=12), 'each', '150.00', '12.50'),
    (line(unit='Cases', unit_size=12), 'case', '12.50', str(D('12.50') / 12)),
    (line(unit='Cases', unit_size=144, net_cost='0.0375'), 'each', '5.4000', '0.0375'),
    (line(unit='Cases', unit_size=1), 'each', '12.50', '12.50'),
    (line(unit='Cases', unit_size=1), 'case', '12.50', '12.50'),
])
def test_the_cost_is_per_each_or_per_case_as_the_vendor_code_says(facts, basis, price, each):
    found = price_line(facts, Terms(cost_basis=basis))
    assert (found.price, found.price_each, found.source, found.waits) == (D(price), D(each), 'net_cost', False)


@pytest.mark.parametrize(('unit', 'cost', 'weight', 'price'), [
    ('KILOGRAMS', '4.00', '2.5', '10.00'),
    ('GRAMS', '0.004', '2.5', '10.00'),
    ('POUNDS', '4.00', '2.5', '22.05'),
    ('OUNCES', '0.25', '2.5', '22.05'),
    ('POUNDS', '94.97', '0.45359237', '94.97'),
])
def test_a_price_by_weight_is_cost_times_weight_and_provisional(unit, cost, weight, price):
    found = price_line(line(net_cost=cost, weight_unit=unit), Terms(weight=D(weight), digits=2))
    assert (found.price, found.provisional, found.source) == (D(price), True, 'weight')


def test_a_case_priced_by_weight_weighs_all_its_pieces_whatever_the_cost_basis():
    facts = line(unit='Cases', unit_size=10, net_cost='4.00', weight_unit='KILOGRAMS')
    for basis in ('each', 'case'):
        assert price_line(facts, Terms(cost_basis=basis, weight=D('0.5'))).price == D('20.00')


@pytest.mark.parametrize(('facts', 'terms', 'code', 'params'), [
    (line(net_cost='0'), Terms(), 'price_not_positive', {'line': '1', 'price': '0'}),
    (line(net_cost='-1.00'), Terms(agreed_price=D(1)), 'price_not_positive', {'line': '1', 'price': '-1.00'}),
    (line(currency=None), Terms(), 'no_currency', {'line': '1'}),
    (line(weight_unit='POUNDS'), Terms(product='Mug'), 'weight_missing', {'line': '1', 'product': 'Mug'}),
    (line(weight_unit='POUNDS'), Terms(product='Mug', weight=D(0)), 'weight_missing', {'line': '1', 'product': 'Mug'}),
    (line(weight_unit='STONES'), Terms(weight=D(1)), 'weight_unit_unknown', {'line': '1', 'unit': 'STONES'}),
    (line(unit='Cases'), Terms(), 'case_size_missing', {'line': '1'}),
    (line(net_cost=None, list_price=D(20)), Terms(product='Book'), 'price_missing', {'line': '1', 'product': 'Book'}),
    (line(net_cost=None, list_price=D(20)), Terms(product='Book', agreed_price=D(0)), 'price_missing',
     {'line': '1', 'product': 'Book'}),
    (line(net_cost=None, list_price=D(20), currency=None), Terms(agreed_price=D(9)), 'no_currency', {'line': '1'}),
    (line(net_cost=None), Terms(), 'price_missing', {'line': '1', 'product': ''}),
    (line(net_cost='0.001', weight_unit='GRAMS'), Terms(weight=D('0.000001'), digits=2), 'price_not_positive',
     {'line': '1', 'price': '0.00'}),
])
def test_a_line_whose_price_is_not_certain_waits(facts, terms, code, params):
    found = price_line(facts, terms)
    reason, = found.reasons
    assert (found.price, found.waits, reason.code, reason.params) == (None, True, code, params)


def test_a_book_at_list_price_costs_what_was_agreed():
    facts = line(net_cost=None, list_price=D('19.99'))
    found = price_line(facts, Terms(agreed_price=D('11.00')))
    assert (found.price, found.source, found.provisional, found.differs) == (D('11.00'), 'agreed', False, False)


def test_a_case_of_books_costs_the_agreed_price_of_each():
    facts = line(unit='Cases', unit_size=7, net_cost=None, list_price=D('19.99'))
    assert price_line(facts, Terms(agreed_price=D('11.00'))).price == D('77.00')


def test_a_cancelled_line_never_waits():
    found = price_line(line(quantity=0, net_cost=None, unit='Cases'), Terms())
    assert (found.price, found.waits) == (None, False)


@pytest.mark.parametrize(('price', 'agreed', 'tolerance', 'flag'), [
    ('10.00', '10.00', '0', False), ('10.01', '10.00', '0', True), ('10.50', '10.00', '5', False),
    ('10.51', '10.00', '5', True), ('9.50', '10.00', '5', False), ('9.49', '10.00', '5', True),
    ('10.00', None, '0', False), ('10.00', '0', '50', True),
])
def test_a_price_off_the_agreed_one_by_more_than_the_tolerance_is_flagged(price, agreed, tolerance, flag):
    agreed = agreed and D(agreed)
    assert differs(D(price), agreed, D(tolerance)) is flag
    assert price_line(line(net_cost=price), Terms(agreed_price=agreed, tolerance_percent=D(tolerance))).differs is flag


def test_the_tolerance_compares_each_with_each():
    facts = line(unit='Cases', unit_size=12, net_cost='120.00')
    assert price_line(facts, Terms(cost_basis='case', agreed_price=D('10.00'))).differs is False
    assert price_line(facts, Terms(cost_basis='each', agreed_price=D('10.00'))).differs is True


def test_rounding_is_half_up_and_never_silent():
    found = price_line(line(net_cost='0.125'), Terms(digits=2))
    assert (found.price, found.exact, found.was_rounded) == (D('0.13'), D('0.125'), True)
    assert price_line(line(net_cost='0.125'), Terms()).was_rounded is False
    assert round_price(D('2.5'), 0) == 3


def test_an_order_has_one_currency_and_cancelled_lines_have_no_say():
    assert one_currency([line(), line(), line(currency=None)]) == ('EUR', ())
    assert one_currency([line(), line(currency='USD', quantity=0)]) == ('EUR', ())
    assert one_currency([]) == (None, ())
    currency, (reason,) = one_currency([line(currency='USD'), line()])
    assert (currency, reason.code, reason.params) == (None, 'mixed_currencies', {'currencies': 'EUR, USD'})


MONEY = st.decimals('0.01', '10000', places=4)


@given(MONEY, st.integers(1, 1000), st.integers(1, 500), st.sampled_from(['each', 'case']))
def test_whatever_the_unit_the_line_is_worth_the_same(cost, quantity, size, basis):
    facts = LineFacts('1', quantity, 'Cases', size, cost, currency='EUR')
    worth = quantity * price_line(facts, Terms(cost_basis=basis)).price
    assert worth == quantity * cost * (size if basis == 'each' else 1)


@given(MONEY, st.decimals('0.001', '100', places=3), st.sampled_from(sorted(KILOGRAMS_PER)))
def test_a_price_by_weight_does_not_depend_on_the_unit_of_the_weight(cost, weight, unit):
    by_unit = price_line(LineFacts('1', 1, net_cost=cost, currency='EUR', weight_unit=unit), Terms(weight=weight))
    per_kilogram = LineFacts('1', 1, net_cost=cost / KILOGRAMS_PER[unit], currency='EUR', weight_unit='KILOGRAMS')
    assert round_price(by_unit.exact, 8) == round_price(price_line(per_kilogram, Terms(weight=weight)).exact, 8)


@given(st.builds(
    LineFacts, st.just('1'), st.integers(0, 50), st.sampled_from(['Eaches', 'Cases']), st.none() | st.integers(1, 20),
    st.none() | st.decimals('-5', '50', places=2), st.none() | MONEY, st.none() | st.just('EUR'),
    st.none() | st.sampled_from(['POUNDS', 'STONES'])), st.builds(
    Terms, st.sampled_from(['each', 'case']), weight=st.none() | MONEY, agreed_price=st.none() | MONEY))
def test_a_line_has_a_positive_price_or_a_reason_or_is_cancelled(facts, terms):
    found = price_line(facts, terms)
    assert [found.price is not None and found.price > 0, found.waits, facts.quantity == 0].count(True) == 1


@pytest.mark.parametrize(('facts', 'terms', 'cost'), [
    (line(), Terms(agreed_price=D('9.00')), '9.00'),
    (line(unit='Cases', unit_size=12), Terms(agreed_price=D('9.00')), '9.00'),
    (line(unit='Cases', unit_size=12), Terms('case', agreed_price=D('9.00')), '108.00'),
    (line(weight_unit='GRAMS'), Terms('case', weight=D('2'), agreed_price=D('9.00')), '0.0045'),
    (line(net_cost=None, list_price=D(20)), Terms(agreed_price=D('9.00')), '9.00'),
    (line(), Terms(), None),
    (line(), Terms(agreed_price=D(0)), None),
    (line(weight_unit='GRAMS'), Terms(agreed_price=D('9.00')), None),
    (line(weight_unit='STONES'), Terms(weight=D('2'), agreed_price=D('9.00')), None),
])
def test_the_agreed_price_is_stated_on_the_basis_of_amazons_cost(facts, terms, cost):
    assert agreed_cost(facts, terms) == (cost and D(cost))
