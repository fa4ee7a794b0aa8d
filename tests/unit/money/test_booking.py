"""What posting would do: every line has its place, and debits are credits in every company and currency."""
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acorn_vendor_connector.engine.booking import Booked, bookings
from acorn_vendor_connector.engine.candidates import Proposal
from acorn_vendor_connector.engine.matching import match
from acorn_vendor_connector.engine.remittances import Payment
from tests.unit.money.books import PARTS, PO, candidates, classified, facts, invoice, settings
from tests.unit.money.test_matching_always import worlds

D = Decimal
INV7, INV8 = invoice(7, 'INV7', '100'), invoice(8, 'INV8', '50')


def booked(lines, invoices, rules=None):
    pairs = classified(lines, *invoices)
    by_id = {each.id: each for each in invoices}
    return [
        Booked(line, each, proposal, tuple(by_id[invoice_id] for invoice_id, _amount in proposal.allocations))
        for (line, each), proposal in zip(
            pairs, match(pairs, candidates(*invoices), rules or settings()), strict=True)]


def entries(lines, invoices=(INV7, INV8), head=None, company_id=None, rules=None):
    """Return what would be posted; without a head the payment is the sum of its lines."""
    head = head or Payment('4711', None, 'USD', sum((line.paid for line in lines), D(0)))
    return bookings(head, booked(lines, invoices, rules), company_id)


def told(*args, **kwargs):
    """Return (role, amount, invoice); debits are positive."""
    return sorted(
        (each.role, each.amount if each.side == 'debit' else -each.amount, each.invoice_id)
        for each in entries(*args, **kwargs))


def test_each_invoice_has_its_own_receivable_and_the_payment_one_clearing():
    lines = [facts('INV7', '60', 1), facts('INV7', '40', 2), facts('INV8', '50', 3)]
    assert told(lines) == [('clearing', D(150), None), ('receivable', D(-100), 7), ('receivable', D(-50), 8)]


def test_discount_and_withheld_tax_are_beside_the_money():
    line = facts('INV7', '95', discount='3', withholding='2')
    assert told([line]) == [
        ('clearing', D(95), None), ('discount', D(3), None), ('receivable', D(-100), 7), ('withholding', D(2), None)]


def test_what_is_written_off_closes_the_receivable():
    rules = settings(exact={'write_off': D('0.05')})
    line = facts('INV7', '99.98', invoice_amount='99.98')
    assert told([line], rules=rules) == [
        ('clearing', D('99.98'), None), ('receivable', D(-100), 7), ('write_off', D('0.02'), None)]


@pytest.mark.parametrize(('number', 'paid', 'role'), [
    ('INV7SC', '-9', 'claims'), ('INV7PC', '-9', 'claims'), ('1VCBSINV', '-9', 'claims'),
    ('365942281678551', '-9', 'claims'), ('6268-1493883845', '-9', 'claims'), ('IPAPUS1234567', '-9', 'claims'),
    ('240131_PROVISION_FOR_RECEIVABLES', '-9', 'provisions'),
])
def test_what_amazon_takes_is_a_debit_on_its_own_account(number, paid, role):
    lines = [facts('INV7', '100', 1), facts(number, paid, 2)]
    assert (role, D(9), None) in told(lines)
    assert ('clearing', D(91), None) in told(lines)


def test_a_reversal_credits_what_the_claim_debited():
    lines = [facts('INV7SC', '-9', 1), facts('INV7SCR', '9', 2)]
    assert told(lines[1:]) == [('claims', D(-9), None), ('clearing', D(9), None)]
    assert [(each.role, each.label) for each in entries(lines[:1])] == [('clearing', 'payment'), ('claims', 'shortage')]
    assert told(lines) == []


def test_discounts_and_withheld_tax_as_lines_of_their_own():
    lines = [facts('D1', '-3', 1, description='Quick-pay discount'), facts('W1', '-2', 2, description='TDS')]
    assert told(lines) == [('clearing', D(-5), None), ('discount', D(3), None), ('withholding', D(2), None)]


def test_what_a_person_must_decide_goes_to_suspense():
    lines = [facts('X-1', '10', 1), facts('X-2', '-4', 2), facts('', '7', 3, is_remainder=True)]
    found = {(each.role, each.label, each.amount) for each in entries(lines)}
    assert found == {('clearing', 'payment', D(13)), ('suspense', 'not_found', D(10)),
                     ('suspense', 'unknown_line', D(4)), ('suspense', 'hidden_lines', D(7))}


def test_an_invoice_line_that_is_linked_to_nothing_goes_to_suspense():
    line = replace(booked([facts('INV7', '100')], [INV7])[0], proposal=Proposal(1), invoices=())
    found = bookings(Payment('4711', None, 'USD', D(100)), [line])
    assert [(each.role, each.label) for each in found] == [('clearing', 'payment'), ('suspense', 'invoice')]


def test_what_the_lines_do_not_account_for_goes_to_suspense():
    head = Payment('4711', None, 'USD', D(105))
    assert told([facts('INV7', '100')], head=head) == [
        ('clearing', D(105), None), ('receivable', D(-100), 7), ('suspense', D(-5), None)]


def test_a_void_payment_does_nothing():
    assert entries([facts('INV7', '100')], head=Payment('4711', None, 'USD', D(100), status='Voided')) == ()


def test_a_sum_credits_every_invoice_of_it():
    rules = settings(combination={'write_off': D('0.05')})
    assert told([facts('LUMP', '6061.70', purchase_order=PO)], PARTS, rules=rules) == [
        ('clearing', D('6061.70'), None), ('receivable', D('-4041.19'), 3), ('receivable', D('-2020.53'), 2),
        ('write_off', D('0.02'), None)]


def test_a_payment_in_another_currency_says_what_reaches_the_bank():
    head = Payment('4711', None, 'USD', D('108.70'), 'EUR', D(100), D('1.087'))
    line = facts('INV7', '100', currency='EUR')
    clearing, receivable = entries([line], [replace(INV7, currency='EUR')], head)
    assert (clearing.amount, clearing.currency, clearing.paid, clearing.paid_currency) == (
        D(100), 'EUR', D('108.70'), 'USD')
    assert (receivable.amount, receivable.currency, receivable.paid) == (D(100), 'EUR', None)


def test_each_currency_is_cleared_by_itself():
    lines = [facts('INV7', '100', 1), facts('INV8', '50', 2, currency='CAD')]
    found = entries(lines, [INV7, replace(INV8, currency='CAD')], Payment('4711', None, 'USD', D(100)))
    assert sorted((each.role, each.amount, each.currency) for each in found) == [
        ('clearing', D(50), 'CAD'), ('clearing', D(100), 'USD'),
        ('receivable', D(50), 'CAD'), ('receivable', D(100), 'USD')]


def test_a_payment_without_a_head_is_cleared_in_the_currency_of_its_lines():
    found = entries([facts('INV7', '100')], head=Payment('4711'))
    assert [(each.role, each.currency) for each in found] == [('clearing', 'USD'), ('receivable', 'USD')]


def test_invoices_of_another_company_are_owed_to_it():
    line = facts('INV8', '48', discount='2')
    found = entries([line], [replace(INV8, company_id=2)], company_id=1)
    assert sorted((each.company_id, each.role, each.side, each.amount) for each in found) == [
        (1, 'clearing', 'debit', D(48)), (1, 'due_to', 'credit', D(48)),
        (2, 'discount', 'debit', D(2)), (2, 'due_from', 'debit', D(48)), (2, 'receivable', 'credit', D(50))]


def test_claims_on_invoices_of_another_company_are_its_own():
    found = entries([facts('INV8SC', '-9')], [replace(INV8, company_id=2)], company_id=1)
    assert sorted((each.company_id, each.role, each.side, each.amount) for each in found) == [
        (1, 'clearing', 'credit', D(9)), (1, 'due_to', 'debit', D(9)),
        (2, 'claims', 'debit', D(9)), (2, 'due_from', 'credit', D(9))]


def test_invoices_of_the_payees_own_company_need_no_clearing_between_companies():
    found = entries([facts('INV7', '100')], company_id=1)
    assert [(each.company_id, each.role) for each in found] == [(1, 'clearing'), (1, 'receivable')]


@given(worlds(), st.sampled_from([None, D(0), D(100)]), st.sampled_from([None, 1, 2]))
def test_debits_are_credits_in_every_company_and_currency(world, amount, company_id):
    lines, invoices = world
    head = Payment('4711', None, 'USD', amount)
    found = entries(lines, invoices, head, company_id, settings(exact={'write_off': D('0.02')}))
    sums = {}
    for each in found:
        assert each.amount > 0
        place = each.company_id, each.currency
        sums[place] = sums.get(place, D(0)) + (each.amount if each.side == 'debit' else -each.amount)
    assert set(sums.values()) <= {D(0)}
    cleared = sum((each.amount if each.side == 'debit' else -each.amount for each in found if each.role == 'clearing'
                   and each.currency == 'USD'), D(0))
    assert cleared == (sum((line.paid for line in lines), D(0)) if amount is None else amount)
