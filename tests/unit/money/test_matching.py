"""Lines find their invoices by ordered rules; what is doubtful is a question, and the order of things never matters."""
from dataclasses import replace
from decimal import Decimal

import pytest

from acorn_vendor_connector.engine.candidates import Candidates
from acorn_vendor_connector.engine.matching import match, paid_too_much
from tests.unit.money.books import (
    ORDERED,
    PO,
    facts,
    invoice,
    one,
    run,
    settings,
    told,
)

D = Decimal


INV = invoice(7, 'INV/2026/0007', '100')


# By number.


def test_a_line_pays_the_invoice_with_its_number():
    assert one(facts('INV20260007', '100', invoice_amount='100'), INV) == ('exact', {7: D(100)}, 'post', None)


def test_the_evidence_names_the_rule_and_the_invoice():
    found = run([facts('INV20260007', '100')], [INV])[0]
    assert found.evidence == {'rule': 'exact', 'invoice': 'INV20260007', 'total': '100'}
    assert found.candidates == (7,)


def test_discount_and_withheld_tax_settle_an_invoice_too():
    line = facts('INV20260007', '96', discount='2', withholding='2', invoice_amount='100')
    assert one(line, INV) == ('exact', {7: D(100)}, 'post', None)


def test_a_slice_leaves_the_rest_open():
    line = facts('INV20260007', '40', invoice_amount='100', remaining='60')
    assert one(line, INV) == ('exact', {7: D(40)}, 'post', None)


def test_slices_of_several_payments_fill_an_invoice():
    line = facts('INV20260007', '40', invoice_amount='100')
    half_paid = replace(INV, allocated=D(50), proposed=D(10))
    assert one(line, half_paid) == ('exact', {7: D(40)}, 'post', None)


def test_several_lines_of_one_payment_may_pay_one_invoice():
    lines = [facts('INV20260007', '60', 1), facts('INV-2026-0007', '40', 2)]
    assert told(lines, [INV]) == [('exact', {7: D(60)}, 'post', None), ('exact', {7: D(40)}, 'post', None)]


def test_a_credit_note_of_ours_is_taken():
    note = invoice(8, 'RINV8', '-30')
    assert one(facts('RINV8', '-30', invoice_amount='-30'), note) == ('exact', {8: D(-30)}, 'post', None)
    assert one(facts('RINV8', '-31'), note) == ('exact', {8: D(-31)}, 'person', 'paid_too_much')


def test_what_a_person_said_comes_first():
    other = invoice(8, 'WEB-77', '100')
    found = one(facts('WEB-77', '100'), INV, other, aliases={'WEB-77': INV})
    assert found == ('alias', {7: D(100)}, 'post', None)


def test_two_invoices_under_one_number_are_a_question():
    twin = invoice(8, 'INV-20260-007', '100', company_id=2)
    found = run([facts('INV20260007', '100')], [INV, twin])[0]
    assert (found.question.code, found.allocations, found.candidates) == ('two_invoices', (), (7, 8))


def test_another_currency_is_a_question_and_uses_nothing_up():
    lines = [facts('INV20260007', '100', 1, currency='CAD'), facts('INV20260007', '100', 2)]
    assert told(lines, [INV]) == [('exact', {}, 'person', 'other_currency'), ('exact', {7: D(100)}, 'post', None)]


def test_a_line_without_a_currency_is_for_a_person():
    assert one(facts('INV20260007', '100', currency=''), INV) == ('exact', {7: D(100)}, 'person', None)


def test_an_invoice_of_another_customer_is_a_question():
    foreign = replace(INV, is_customer_ours=False)
    assert one(facts('INV20260007', '100'), foreign) == ('exact', {}, 'person', 'other_customer')


def test_an_amount_that_is_not_the_invoices_is_a_question():
    line = facts('INV20260007', '90', invoice_amount='90')
    assert one(line, INV) == ('exact', {7: D(90)}, 'person', 'amount_differs')


def test_a_discount_against_the_payment_is_a_question():
    line = facts('INV20260007', '100', discount='-2', invoice_amount='100')
    assert one(line, INV)[2:] == ('person', 'amount_differs')


def test_a_number_that_is_not_in_our_books_is_a_question():
    assert one(facts('X-1', '100'), INV) == (None, {}, 'person', 'not_found')


# Too much.


def test_an_invoice_that_is_paid_twice_is_a_question_for_both_lines():
    lines = [facts('INV20260007', '100', 1), facts('INV20260007', '100', 2)]
    assert told(lines, [INV]) == [('exact', {7: D(100)}, 'person', 'paid_too_much')] * 2


def test_what_other_remittances_gave_counts():
    for paid in ({'allocated': D(1)}, {'proposed': D(1)}):
        found = run([facts('INV20260007', '100')], [replace(INV, **paid)])
        assert found[0].question.params == {'total': '100', 'over': '1'}
        assert found[0].allocations == ((7, D(100)),)
        assert list(paid_too_much(found)) == [7]


def test_one_thing_is_asked_about_one_invoice():
    lines = [facts('INV20260007', '100', 1), facts('INV20260007', '100', 2)]
    first, second = run(lines, [INV])
    assert first.question.cause_key == second.question.cause_key == ('paid_too_much', 7)


# Write-offs.

CENTS = settings(exact={'write_off': D('0.05')})


def test_a_difference_within_the_limit_is_written_off():
    found = run([facts('INV20260007', '99.98', invoice_amount='99.98')], [INV], CENTS)[0]
    assert (found.permission, found.write_off, found.question) == ('write_off', D('0.02'), None)
    assert found.allocations == ((7, D('99.98')),)


def test_a_difference_above_the_limit_is_not():
    found = run([facts('INV20260007', '99.94', invoice_amount='99.94')], [INV], CENTS)[0]
    assert (found.permission, found.write_off, found.question.code) == ('person', D(0), 'amount_differs')


def test_cents_more_are_written_off_if_amazon_reckons_the_invoice_that_high():
    found = run([facts('INV20260007', '100.02', invoice_amount='100.02')], [INV], CENTS)[0]
    assert (found.permission, found.write_off, found.question) == ('write_off', D('-0.02'), None)
    assert found.allocations == ((7, D('100.02')),)
    note = run([facts('RINV8', '-30.01', invoice_amount='-30.01')], [invoice(8, 'RINV8', '-30')], CENTS)[0]
    assert (note.write_off, note.question) == (D('0.01'), None)


@pytest.mark.parametrize(('paid', 'stated', 'question'), [
    ('100.02', None, 'paid_too_much'), ('100.02', '100', 'paid_too_much'), ('100.02', '100.01', 'paid_too_much'),
    ('100.06', '100.06', 'amount_differs'),
])
def test_other_money_beyond_our_invoice_is_never_written_off(paid, stated, question):
    assert one(facts('INV20260007', paid, invoice_amount=stated), INV, rules=CENTS)[3] == question


def test_a_tiny_invoice_that_is_paid_twice_is_no_difference_of_cents():
    lines = [facts('INV9', '0.02', each, invoice_amount='0.02') for each in (1, 2)]
    assert [each[3] for each in told(lines, [invoice(9, 'INV9', '0.02')], CENTS)] == ['paid_too_much'] * 2


def test_a_rest_that_amazon_does_not_owe_any_more_is_written_off():
    line = facts('INV20260007', '99.98', invoice_amount='100', remaining='0')
    assert run([line], [INV], CENTS)[0].write_off == D('0.02')
    line = facts('INV20260007', '99.98', invoice_amount='100', remaining='0.02')
    assert run([line], [INV], CENTS)[0].write_off == D(0)


def test_only_the_slice_that_closes_an_invoice_writes_off_and_only_once():
    lines = [facts('INV20260007', '50', each, invoice_amount='99.98') for each in (1, 2)]
    lines[1] = replace(lines[1], paid=D('49.98'))
    assert [each.write_off for each in run(lines, [INV], CENTS)] == [D(0), D('0.02')]
    assert [each.write_off for each in run(lines[:1], [INV], CENTS)] == [D(0)]
    closed = replace(INV, allocated=D('50.02'))
    assert [each.write_off for each in run(lines[1:], [closed], CENTS)] == [D(0)]


def test_which_slice_writes_off_does_not_depend_on_the_order_of_lines():
    lines = [facts('INV20260007', paid, each, invoice_amount='99.98') for each, paid in ((2, '50'), (1, '49.98'))]
    assert [(each.line_id, each.write_off) for each in run(lines, [INV], CENTS)] == [(2, D('0.02')), (1, D(0))]


def test_a_credit_note_is_written_off_with_its_own_sign():
    found = run([facts('RINV8', '-29.99', invoice_amount='-29.99')], [invoice(8, 'RINV8', '-30')], CENTS)[0]
    assert (found.permission, found.write_off) == ('write_off', D('-0.01'))


# What a rule may do.


@pytest.mark.parametrize(('rule', 'permission'), [
    ({}, 'post'),
    ({'may_post': False}, 'person'),
    ({'needs_person': True}, 'person'),
])
def test_a_rule_may_post_or_only_propose(rule, permission):
    assert one(facts('INV20260007', '100'), INV, rules=settings(exact=rule)) == (
        'exact', {7: D(100)}, permission, None)


def test_a_rule_without_permission_does_not_write_off_by_itself():
    rules = settings(exact={'write_off': D('0.05'), 'needs_person': True})
    found = run([facts('INV20260007', '99.98', invoice_amount='99.98')], [INV], rules)[0]
    assert (found.permission, found.write_off) == ('person', D('0.02'))


def test_a_rule_that_is_switched_off_does_not_answer():
    assert one(facts('INV20260007', '100'), INV, rules=settings(exact=None))[3] == 'not_found'


# Claims.


@pytest.mark.parametrize(('number', 'paid'), [
    ('INV20260007SC', '-9'), ('INV20260007SCR', '9'), ('INV20260007PC', '-9'),
])
def test_a_claim_is_linked_to_its_invoice_and_does_not_use_it_up(number, paid):
    lines = [facts('INV20260007', '100', 1), facts(number, paid, 2)]
    assert told(lines, [INV]) == [('exact', {7: D(100)}, 'post', None), ('chain', {7: D(paid)}, 'post', None)]


def test_a_claim_on_an_unknown_invoice_is_a_question():
    assert one(facts('9SC', '-9'), INV) == (None, {}, 'person', 'no_base_invoice')


def test_a_claim_on_two_invoices_under_one_number_is_a_question():
    twin = invoice(8, 'INV-20260-007', '100')
    assert one(facts('INV20260007SC', '-9'), INV, twin) == ('chain', {}, 'person', 'two_invoices')


def test_a_claim_beyond_its_invoice_is_a_question():
    assert one(facts('INV20260007SC', '-100.01'), INV) == ('chain', {}, 'person', 'amount_differs')


@pytest.mark.parametrize('number', ['100200300VCBSINV', '6268-1493883845', '240131_PROVISION_FOR_RECEIVABLES'])
def test_other_deductions_need_no_invoice(number):
    assert one(facts(number, '-9'), INV) == (None, {}, 'post', None)


def test_a_return_that_states_its_original_invoice_is_linked_to_it():
    line = facts('DN-1', '-9', type='Others', description='Product returns', original_number='INV/2026/0007')
    assert one(line, INV) == ('chain', {7: D(-9)}, 'post', None)


def test_what_is_not_sure_unknown_or_hidden_is_a_question():
    assert one(facts('INV20260007', '-100'), INV) == (None, {}, 'person', 'class_unsure')
    assert one(facts('X-1', '-100'), INV) == (None, {}, 'person', 'unknown_line')
    assert one(facts('', '5', is_remainder=True), INV) == (None, {}, 'person', 'hidden_lines')


def test_a_doubtful_line_still_names_the_invoice():
    assert run([facts('INV20260007', '-100')], [INV])[0].candidates == (7,)


# The order of the rules, companies.


def test_the_order_of_the_rules_is_a_setting():
    twin = invoice(8, 'X-1', '100')
    rules = settings(order_amount={'sequence': -1})
    line = facts('X-1', '100', purchase_order=PO)
    assert one(line, ORDERED, twin, rules=rules)[0] == 'order_amount'
    assert one(line, ORDERED, twin)[0] == 'exact'


def test_one_payment_may_pay_invoices_of_several_companies():
    lines = [facts('INV7', '100', 1), facts('INV8', '50', 2)]
    invoices = [ORDERED, invoice(8, 'INV8', '50', company_id=2)]
    assert told(lines, invoices) == [('exact', {7: D(100)}, 'post', None), ('exact', {8: D(50)}, 'post', None)]


def test_nothing_in_nothing_out():
    assert match([], Candidates(), settings()) == ()
