"""Money neither appears nor vanishes: not in a line, not in an invoice."""
from dataclasses import replace
from decimal import Decimal

import pytest

from acorn_vendor_connector.engine.allocation import Imbalance, check, still_open
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
