"""Lines whose number is not ours find their invoices by the purchase order they name, or a person is asked."""
from dataclasses import replace
from decimal import Decimal

import pytest

from acorn_vendor_connector.engine.order_names import named
from tests.unit.money.books import (
    ORDERED,
    PARTS,
    PO,
    facts,
    invoice,
    one,
    run,
    settings,
    told,
)

D = Decimal


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
