"""Lines find their invoices by ordered rules; what is doubtful is a question, and the order of things never matters."""
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acorn_vendor_connector.engine.candidates import Candidates
from acorn_vendor_connector.engine.matching import match, paid_too_much
from acorn_vendor_connector.engine.order_names import named
from tests.unit.money.books import TODAY, candidates, classified, facts, invoice, is_invoice, settings

D = Decimal


def run(lines, invoices, rules=None, aliases=None):
    lines = classified(lines, *invoices, aliases=aliases)
    return match(lines, candidates(*invoices, aliases=aliases), rules or settings())


def told(lines, invoices, rules=None, aliases=None):
    """Return (rule, allocations, permission, question) of every line."""
    return [
        (each.rule, dict(each.allocations), each.permission, each.question and each.question.code)
        for each in run(lines, invoices, rules, aliases)]


def one(line, *invoices, rules=None, aliases=None):
    return told([line], invoices, rules, aliases)[0]


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


# By purchase order and amount.

PO = '4XQ7T2AB'
ORDERED = invoice(7, 'INV7', '100', [PO])


@pytest.mark.parametrize('where', [
    {'purchase_order': '4xq7t2ab'}, {'reference': 'PO 4XQ7T2AB'}, {'description': 'Payment for 4XQ7T2AB, thanks'},
    {'purchase_order': 'none', 'description': '4XQ7T2AB'},
])
def test_an_unknown_number_is_matched_by_order_and_amount(where):
    line = facts('X-1', '98', discount='2', invoice_amount='100', **where)
    assert one(line, ORDERED) == ('order_amount', {7: D(100)}, 'post', None)


def test_the_order_is_part_of_the_evidence():
    found = run([facts('X-1', '100', purchase_order=PO)], [ORDERED])[0]
    assert found.evidence == {'rule': 'order_amount', 'invoice': 'INV7', 'total': '100', 'order': PO}


def test_the_order_column_counts_more_than_words():
    other = invoice(8, 'INV8', '100', ['9ZZ7T2AB'])
    line = facts('X-1', '100', purchase_order=PO, description='9ZZ7T2AB')
    assert one(line, ORDERED, other) == ('order_amount', {7: D(100)}, 'post', None)
    assert named(line) == (PO, '9ZZ7T2AB')


@pytest.mark.parametrize('change', [
    {'allocated': D('0.01')}, {'currency': 'CAD'}, {'is_customer_ours': False}, {'vendor_code': 'ACRN2'},
    {'total': D('100.01')},
])
def test_order_and_amount_must_fit_exactly(change):
    line = facts('X-1', '100', purchase_order=PO, vendor_code='ACRN1')
    assert one(line, replace(ORDERED, **change))[3] == 'not_found'


def test_what_amazon_says_the_invoice_is_must_fit_its_order_and_amount_too():
    line = facts('X-1', '100', purchase_order=PO, invoice_amount='150', remaining='50')
    assert one(line, ORDERED)[3] == 'not_found'


def test_two_invoices_of_one_order_and_amount_are_a_question():
    twin = invoice(8, 'INV8', '100', [PO])
    found = run([facts('X-1', '100', purchase_order=PO)], [ORDERED, twin])[0]
    assert (found.question.code, found.allocations, found.candidates) == ('only_by_amount', (), (7, 8))


def test_two_lines_that_want_one_invoice_are_a_question_for_both():
    lines = [facts(number, '100', each, purchase_order=PO) for each, number in enumerate(('X-1', 'X-2'))]
    assert told(lines, [ORDERED]) == [('order_amount', {}, 'person', 'only_by_amount')] * 2


def test_an_invoice_that_its_own_number_pays_is_not_free_for_another_line():
    lines = [facts('X-1', '100', 1, purchase_order=PO), facts('INV7', '100', 2)]
    for order in (lines, lines[::-1]):
        assert sorted(told(order, [ORDERED]), key=str) == [
            ('exact', {7: D(100)}, 'post', None), (None, {}, 'person', 'not_found')]


def test_an_amount_that_is_also_the_sum_of_other_invoices_of_the_order_is_a_question():
    parts = [invoice(8, 'INV8', '60', [PO]), invoice(9, 'INV9', '40', [PO])]
    line = facts('X-1', '100', purchase_order=PO)
    assert one(line, ORDERED, *parts) == ('order_amount', {}, 'person', 'several_combinations')


def test_a_slice_of_an_invoice_of_the_order_is_no_sum_of_others():
    parts = [invoice(8, 'INV8', '60', [PO]), invoice(9, 'INV9', '40', [PO])]
    started = invoice(7, 'INV7', '150', [PO], allocated=D(50))
    line = facts('X-1', '100', invoice_amount='150', purchase_order=PO)
    assert one(line, started, *parts) == ('order_amount', {7: D(100)}, 'post', None)


def test_an_own_number_is_never_matched_by_its_order():
    line = facts('INV7', '50', purchase_order=PO, invoice_amount='50')
    other = invoice(8, 'INV8', '50', [PO])
    assert one(line, ORDERED, other) == ('exact', {7: D(50)}, 'person', 'amount_differs')


# Sums of several invoices.

PARTS = tuple(invoice(each, f'INV{each}', total, [PO]) for each, total in (
    (1, '1010.37'), (2, '2020.53'), (3, '4041.19'), (4, '8082.61')))


def test_a_lump_sum_pays_the_invoices_of_its_order_that_add_up():
    two, three, four = (facts('LUMP', paid, purchase_order=PO) for paid in ('3030.90', '7072.09', '15154.70'))
    first, second, third = {1: D('1010.37'), 2: D('2020.53')}, {3: D('4041.19')}, {4: D('8082.61')}
    assert one(two, *PARTS) == ('combination', first, 'post', None)
    assert one(three, *PARTS) == ('combination', first | second, 'post', None)
    assert one(four, *PARTS) == ('combination', first | second | third, 'post', None)


def test_a_lump_sum_that_is_paid_in_part_is_not_guessed_at():
    line = facts('LUMP', '3030.90', purchase_order=PO, invoice_amount='6061.72', remaining='3030.82')
    assert one(line, *PARTS)[3] == 'not_found'


def test_a_lump_sum_names_its_invoices():
    found = run([facts('LUMP', '6061.72', purchase_order=PO)], PARTS)[0]
    assert found.evidence == {'rule': 'combination', 'invoices': ['INV2', 'INV3'], 'order': PO, 'chance': '0.000010'}
    assert found.candidates == (2, 3)


def test_round_amounts_add_up_by_chance_so_a_person_looks_at_them():
    parts = [invoice(each, f'INV{each}', total, [PO]) for each, total in ((1, '10'), (2, '20'), (3, '40'), (4, '80'))]
    assert one(facts('LUMP', '60', purchase_order=PO), *parts) == (
        'combination', {2: D(20), 3: D(40)}, 'person', None)


def test_two_ways_to_add_up_are_a_question():
    more = (*PARTS, invoice(5, 'INV5', '5050.86', [PO]), invoice(6, 'INV6', '1010.86', [PO]))
    found = run([facts('LUMP', '6061.72', purchase_order=PO)], more)[0]
    assert (found.question.code, found.allocations, found.candidates) == ('several_combinations', (), (2, 3, 5, 6))


def test_too_many_invoices_to_try_are_a_question():
    many = [invoice(each, f'INV{each}', f'{each}.01', [PO]) for each in range(1, 40)]
    found = run([facts('LUMP', '60.50', purchase_order=PO)], many)[0]
    assert (found.question.code, found.question.params) == ('several_combinations', {'too_many': True, 'most': 30})
    assert len(found.candidates) == 20


def test_a_lump_sum_within_the_tolerance_writes_off_on_its_largest_invoice():
    rules = settings(combination={'write_off': D('0.05')})
    found = run([facts('LUMP', '6061.70', purchase_order=PO)], PARTS, rules)[0]
    assert (found.allocations, found.write_off) == (((2, D('2020.53')), (3, D('4041.17'))), D('0.02'))
    assert (found.permission, found.question) == ('write_off', None)


def test_the_invoice_with_the_write_off_is_the_last_one_of_a_sum():
    rules = settings(combination={'write_off': D('0.05')})
    parts = [invoice(1, 'INV1', '4041.19', [PO]), invoice(2, 'INV2', '2020.53', [PO])]
    found = run([facts('LUMP', '6061.70', purchase_order=PO)], parts, rules)[0]
    assert found.allocations == ((2, D('2020.53')), (1, D('4041.17')))


def test_a_lump_sum_beyond_its_invoices_is_a_question():
    rules = settings(combination={'write_off': D('0.05')})
    assert one(facts('LUMP', '6061.74', purchase_order=PO), *PARTS, rules=rules) == (
        'combination', {}, 'person', 'amount_differs')


def test_one_invoice_of_about_that_amount_is_a_question():
    rules = settings(combination={'write_off': D('0.05')})
    found = run([facts('LUMP', '8082.58', purchase_order=PO)], PARTS, rules)[0]
    assert (found.question.code, found.candidates) == ('only_by_amount', (4,))


def test_without_an_order_no_sum_is_looked_for():
    """Among all invoices of a vendor code some always add up to an amount by chance."""
    coded = [replace(each, vendor_code='ACRN1') for each in PARTS]
    assert one(facts('LUMP', '6061.72', vendor_code='ACRN1'), *coded)[3] == 'not_found'


def test_two_lump_sums_that_want_one_invoice_are_a_question_for_both():
    lines = [facts('LUMP', paid, each, purchase_order=PO) for each, paid in enumerate(('6061.72', '3030.90'))]
    assert told(lines, PARTS) == [('combination', {}, 'person', 'several_combinations')] * 2


def test_a_sum_uses_only_what_is_open():
    parts = (*PARTS[:2], replace(PARTS[2], allocated=D(1500)), PARTS[3])
    assert one(facts('LUMP', '4561.72', purchase_order=PO), *parts) == (
        'combination', {2: D('2020.53'), 3: D('2541.19')}, 'post', None)


def test_an_invoice_that_somebody_is_asked_about_is_part_of_no_sum():
    lines = [facts('LUMP', '6061.72', 1, purchase_order=PO), facts('INV3', '50', 2, currency='CAD')]
    assert told(lines, PARTS) == [(None, {}, 'person', 'not_found'), ('exact', {}, 'person', 'other_currency')]


def test_an_invoice_that_two_lines_want_is_part_of_no_sum():
    lines = [facts('X-1', '2020.53', 1, purchase_order=PO), facts('X-2', '2020.53', 2, purchase_order=PO),
             facts('LUMP', '6061.72', 3, purchase_order=PO)]
    assert [each[3] for each in told(lines, PARTS)] == ['only_by_amount', 'only_by_amount', 'not_found']


def test_searches_stay_within_bounds_however_many_lump_sums_there_are():
    many = [invoice(each, f'INV{each}', f'{each * each}.37', [PO]) for each in range(1, 31)]
    lines = [facts('LUMP', f'{each}.11', each, purchase_order=PO) for each in range(1, 2002)]
    found = run([*lines, facts('LUMP', '10002.90', 9999, purchase_order='SMALL123')], [
        *many, invoice(91, 'INV91', '4001.53', ['SMALL123']), invoice(92, 'INV92', '6001.37', ['SMALL123'])])
    assert {each.question.code for each in found[:-1]} == {'several_combinations'}
    assert dict(found[-1].allocations) == {91: D('4001.53'), 92: D('6001.37')}


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


# Always, whatever the books and the remittance.

CENT = st.integers(1, 400).map(lambda cents: D(cents) / 100)


@st.composite
def worlds(draw):
    """Return lines and invoices that get in each other's way."""
    invoices = [
        invoice(each + 1, f'INV{draw(st.integers(1, 6))}', draw(CENT) * draw(st.sampled_from([1, 1, 1, -1])),
                draw(st.sampled_from([(), (PO,), (PO, '9ZZ7T2AB')])), vendor_code=draw(st.sampled_from(['', 'ACRN1'])),
                currency=draw(st.sampled_from(['USD', 'USD', 'USD', 'CAD'])), company_id=draw(st.sampled_from([1, 2])),
                date=TODAY - timedelta(days=draw(st.integers(0, 12))))
        for each in range(draw(st.integers(0, 7)))]
    totals = [each.total for each in invoices] or [D(1)]
    lines = []
    for each in range(draw(st.integers(0, 7))):
        total = draw(st.sampled_from(totals))
        paid = draw(st.sampled_from([total, total - D('0.01'), total / 2, total + draw(st.sampled_from(totals))]))
        lines.append(facts(
            draw(st.sampled_from(['INV1', 'INV2', 'INV3', 'INV1SC', 'INV2SCR', 'LUMP', '6268-1493883845'])),
            round(paid, 2), each + 1, invoice_amount=draw(st.sampled_from([None, total])),
            purchase_order=draw(st.sampled_from(['', PO])), vendor_code=draw(st.sampled_from(['', 'ACRN1'])),
            remaining=draw(st.sampled_from([None, '0']))))
    return lines, invoices


LENIENT = settings(exact={'write_off': D('0.02')}, combination={'write_off': D('0.02')}, chain={'may_post': False})


@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_lines_and_of_candidates_does_not_matter(world, chance):
    lines, invoices = world
    expected = {each.line_id: each for each in run(lines, invoices, LENIENT)}
    shuffled, others = list(lines), list(invoices)
    chance.shuffle(shuffled)
    chance.shuffle(others)
    found = run(shuffled, others, LENIENT)
    assert [each.line_id for each in found] == [line.id for line in shuffled]
    assert {each.line_id: each for each in found} == expected


@given(worlds())
def test_no_line_gives_more_or_less_than_it_moves_and_no_invoice_gets_more_than_its_total(world):
    lines, invoices = world
    pairs = classified(lines, *invoices)
    proposals = match(pairs, candidates(*invoices), LENIENT)
    got = {}
    for pair, proposal in zip(pairs, proposals, strict=True):
        if proposal.allocations:
            assert sum(amount for _id, amount in proposal.allocations) == pair[1].allocated(pair[0])
        if is_invoice(pair) and not proposal.question:
            for invoice_id, amount in proposal.allocations:
                got[invoice_id] = got.get(invoice_id, D(0)) + amount
            if proposal.write_off:
                got[proposal.allocations[-1][0]] += proposal.write_off
    for each in invoices:
        assert 0 <= got.get(each.id, D(0)) / each.total <= 1


@given(worlds())
def test_a_question_never_posts_and_an_answer_has_evidence(world):
    for proposal in run(*world, LENIENT):
        if proposal.question:
            assert (proposal.permission, proposal.write_off) == ('person', D(0))
        if proposal.allocations:
            assert proposal.rule
            assert proposal.evidence['rule'] == proposal.rule


@given(worlds(), st.integers(0, 7))
def test_which_remittance_came_first_does_not_matter(world, cut):
    """The lines by their own number of the second remittance, with those of the first proposed, and the other way."""
    lines, invoices = world
    lines = [line for line in lines if line.number.startswith('INV')]
    rules = settings(order_amount=None, combination=None)

    def proposed(some):
        given = {}
        for pair, proposal in zip(classified(some, *invoices), run(some, invoices, rules), strict=True):
            for invoice_id, amount in proposal.allocations if is_invoice(pair) else ():
                given[invoice_id] = given.get(invoice_id, D(0)) + amount
        return [replace(each, proposed=given.get(each.id, D(0))) for each in invoices]

    first, second = lines[:cut], lines[cut:]
    apart = [*run(first, proposed(second), rules), *run(second, proposed(first), rules)]
    assert [(each.line_id, each.allocations, each.question) for each in apart] == [
        (each.line_id, each.allocations, each.question) for each in run(lines, invoices, rules)]
