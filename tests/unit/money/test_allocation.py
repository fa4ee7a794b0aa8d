"""Money neither appears nor vanishes: not in a line, not in an invoice, not in a class, not in a chain of claims."""
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acorn_vendor_connector.engine.allocation import Imbalance, Total, check, held, still_open, totals
from acorn_vendor_connector.engine.candidates import Proposal
from tests.unit.money.books import classified, facts, invoice

D = Decimal
INV = invoice(7, 'INV7', '100')


def pairs(*lines):
    return classified([facts(number, paid, index, **more) for index, (number, paid, more) in enumerate(lines)], INV)


PAYS = pairs(('INV7', '98', {'discount': '2'}))


def test_a_line_gives_away_what_it_moves():
    check(PAYS, [Proposal(0, 'exact', ((7, D(100)),))], {7: INV})
    check(PAYS, [Proposal(0)], {7: INV})


@pytest.mark.parametrize('allocations', [((7, D(98)),), ((7, D(100)), (8, D('0.01')))])
def test_a_line_that_gives_away_something_else_is_an_error_of_ours(allocations):
    with pytest.raises(Imbalance, match='line 0 moves 100'):
        check(PAYS, [Proposal(0, 'exact', allocations)])


def test_the_proposal_of_another_line_is_an_error_of_ours():
    with pytest.raises(Imbalance):
        check(PAYS, [Proposal(1, 'exact', ((7, D(100)),))])


def test_every_line_has_one_proposal():
    with pytest.raises(ValueError, match='shorter'):
        check(PAYS, [])


def test_an_invoice_gets_no_more_than_is_open():
    for given_before in ({'allocated': D('0.01')}, {'proposed': D('0.01')}):
        with pytest.raises(Imbalance, match='invoice 7'):
            check(PAYS, [Proposal(0, 'exact', ((7, D(100)),))], {7: replace(INV, **given_before)})


def test_a_write_off_uses_an_invoice_up_too():
    line = pairs(('INV7', '99.99', {}))
    check(line, [Proposal(0, 'exact', ((7, D('99.99')),), write_off=D('0.01'))], {7: INV})
    with pytest.raises(Imbalance):
        check(line, [Proposal(0, 'exact', ((7, D('99.99')),), write_off=D('0.02'))], {7: INV})


def test_a_claim_does_not_use_an_invoice_up():
    lines = pairs(('INV7', '100', {}), ('INV7SC', '-10', {}))
    check(lines, [Proposal(0, 'exact', ((7, D(100)),)), Proposal(1, 'chain', ((7, D(-10)),))], {7: INV})


def test_what_is_open_is_the_total_without_all_that_is_given():
    assert still_open(replace(INV, allocated=D(30), proposed=D(20)), [D(5), D(5)]) == D(40)
    assert still_open(invoice(8, 'RINV8', '-30', allocated='-10')) == D(-20)


def test_classes_add_up_to_the_payment():
    lines = pairs(('INV7', '98', {'discount': '2'}), ('INV7SC', '-10', {}), ('INV7SCR', '4', {}), ('INV7-SCR', '6', {}),
                  ('', '3', {'is_remainder': True}))
    assert totals(lines) == (
        Total('hidden', False, 1, D(3)), Total('invoice', False, 1, D(98)), Total('shortage', False, 1, D(-10)),
        Total('shortage', True, 2, D(10)))


def test_amazon_holds_what_it_took_and_did_not_give_back():
    lines = pairs(('INV7SC', '-10', {}), ('INV7SCR', '4', {}), ('INV7SCRSC', '-1', {}), ('INV7PC', '-3', {}),
                  ('9SC', '-5', {}), ('9SCR', '5', {}), ('INV7', '100', {}))
    assert held(lines) == {('INV7', 'shortage'): D(7), ('INV7', 'price_claim'): D(3), ('9', 'shortage'): D(0)}


LINES = st.lists(st.tuples(
    st.sampled_from(['INV7', 'INV7SC', 'INV7SCR', 'INV7PC', '9SC', '6268-1493883845', 'X']),
    st.decimals(-500, 500, places=2), st.just({})), max_size=12)


@given(LINES)
def test_totals_are_the_payment_whatever_the_lines(lines):
    found = totals(pairs(*lines))
    assert sum((total.amount for total in found), D(0)) == sum((paid for _number, paid, _more in lines), D(0))
    assert sum(total.lines for total in found) == len(lines)


@given(LINES)
def test_what_amazon_holds_is_what_all_claims_took(lines):
    taken = [paid for number, paid, _more in lines if number.endswith(('SC', 'SCR', 'PC'))]
    assert sum(held(pairs(*lines)).values(), D(0)) == -sum(taken, D(0))
