"""A line is known again in every file, files of one payment come together, and a payment balances or says why not."""
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from acorn_vendor_connector.engine.remittances import Payment, Remittance, balance, identities, merge, remainder
from tests.unit.money.books import facts

D = Decimal
PAID_ON = date(2026, 3, 31)


def payment(amount='100', **more):
    values = {'date': PAID_ON, 'currency': 'USD', **more}
    return Payment('4711', amount=amount and D(amount), **values)


def remittance(*lines, **more):
    """Return a payment of 100 with lines of these amounts, each with a number of its own."""
    return Remittance(payment(**more), tuple(facts(f'INV{paid}', paid) for paid in lines))


def told(known, incoming):
    """Return (verdict, amounts of the new lines, what is lacking then, why)."""
    found = merge(known, incoming)
    return (found.verdict, [str(incoming.lines[index].paid) for index in found.added],
            found.difference, found.reason and found.reason.code)


# Identity.


def one(**more):
    return identities('ACRNU', '4711', [facts(**{'number': 'INV1', 'paid': '5', **more})])[0]


@pytest.mark.parametrize('change', [
    {'number': 'INV2'}, {'paid': '5.01'}, {'paid': '-5'}, {'discount': '1'}, {'withholding': '1'}, {'type': 'Invoice'},
])
def test_a_line_is_known_by_number_type_and_amounts(change):
    assert one(**change) != one()


@pytest.mark.parametrize('change', [
    {'number': 'inv-1'}, {'paid': '5.00'}, {'description': 'thanks'}, {'date': None}, {'currency': ''},
    {'line_id': 9}, {'discount': '0.00'}, {'vendor_code': 'ACRN1'},
])
def test_what_files_state_differently_does_not_make_another_line(change):
    assert one(**change) == one()


def test_an_identity_is_of_one_payee_and_one_payment():
    line = [facts('INV1', '5')]
    same = identities('acrnu', ' 4711', line)
    assert identities('ACRNU', '4711', line) == same
    assert identities('OTHER', '4711', line) != same
    assert identities('ACRNU', '4712', line) != same


def test_equal_lines_are_counted():
    first, second, third = identities('ACRNU', '4711', [facts('INV1', '5'), facts('INV1', '5'), facts('INV1', '6')])
    assert len({first, second, third}) == 3
    assert first == one()


LINES = st.lists(st.builds(
    facts, st.sampled_from(['INV1', 'INV2', 'INV1SC']), st.sampled_from(['5', '-5', '7.50']),
    description=st.sampled_from(['', 'a', 'b'])), max_size=8)


@given(LINES, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter_for_identities(lines, chance):
    expected = dict(zip(identities('P', '1', lines), map(str, lines), strict=True))
    assert len(expected) == len(lines)
    chance.shuffle(lines)
    assert dict(zip(identities('P', '1', lines), map(str, lines), strict=True)) == expected


OWN_NUMBERS = st.lists(
    st.tuples(st.sampled_from(['000043', '43', '0043', '00430', 'INV043', '000000']), st.sampled_from(['5', '-5'])),
    min_size=1, max_size=8)


@given(OWN_NUMBERS)
def test_a_spreadsheet_that_drops_zeros_before_digits_makes_no_other_line(stated):
    total = str(sum(D(paid) for _number, paid in stated))
    as_exported = Remittance(payment(total), tuple(facts(number, paid) for number, paid in stated))
    in_excel = Remittance(payment(total), tuple(
        facts(str(int(number)) if number.isdigit() else number, paid) for number, paid in reversed(stated)))
    assert len(set(identities('P', '1', as_exported.lines))) == len(stated)
    for known, incoming in ((as_exported, in_excel), (in_excel, as_exported)):
        found = merge(known, incoming)
        assert (found.verdict, found.lines) == ('same', known.lines)


def test_zeros_that_are_no_leading_ones_tell_numbers_apart():
    assert len({one(number=number) for number in ('43', '430', '4300', 'INV43', 'INV043', '0', '')}) == 7


# Files of one payment.


def test_an_unknown_payment_is_new():
    assert told(None, remittance('60', '40')) == ('new', ['60', '40'], D(0), None)


def test_the_same_lines_again_are_the_same_whatever_their_order():
    assert told(remittance('60', '40'), remittance('40', '60')) == ('same', [], D(0), None)


def test_more_lines_fill_what_was_hidden():
    known = remittance('60', has_hidden=True)
    assert told(known, remittance('60', '30', has_hidden=True)) == ('more', ['30'], D(10), None)
    assert told(known, remittance('60', '40')) == ('more', ['40'], D(0), None)


def test_a_warning_of_hidden_lines_stays_when_a_file_without_it_has_not_all_lines():
    warned, silent = remittance('60', has_hidden=True), remittance('30')
    assert merge(warned, silent).payment.has_hidden
    assert merge(silent, warned).payment.has_hidden


def test_files_that_overlap_are_added_once():
    assert told(remittance('60', '30', has_hidden=True), remittance('30', '10', has_hidden=True)) == (
        'more', ['10'], D(0), None)


def test_equal_lines_are_as_many_as_one_file_states():
    known = remittance('20', '20', has_hidden=True)
    assert told(known, remittance('20', has_hidden=True)) == ('same', [], D(60), None)
    assert told(known, remittance('20', '20', '20', has_hidden=True)) == ('more', ['20'], D(40), None)


@pytest.mark.parametrize(('field', 'value'), [
    ('amount', D('100.01')), ('date', date(2026, 4, 1)), ('currency', 'CAD'),
    ('invoice_currency', 'EUR'), ('invoice_amount', D(90)),
])
def test_another_head_under_the_same_number_is_a_conflict(field, value):
    known = remittance('60', '40', invoice_currency='USD', invoice_amount=D(100))
    incoming = Remittance(replace(known.payment, **{field: value}), known.lines)
    found = merge(known, incoming)
    assert (found.verdict, found.added, found.payment) == ('conflict', (), known.payment)
    assert (found.reason.code, found.reason.params['field']) == ('payment_differs', field)


def test_lines_beyond_a_complete_payment_are_a_conflict():
    assert told(remittance('60', '40'), remittance('60', '40', '5')) == ('conflict', [], D(0), 'overfilled')
    assert told(remittance('60', '40'), remittance('-5', has_hidden=True)) == ('conflict', [], D(0), 'overfilled')
    assert told(remittance('60', '5', has_hidden=True), remittance('60', '40')) == ('conflict', [], D(35), 'overfilled')


def test_lines_beyond_a_payment_without_hidden_lines_are_a_conflict():
    assert told(remittance('60'), remittance('60', '30', '20')) == ('conflict', [], D(40), 'overfilled')


def typed(known, type):
    return replace(known, lines=tuple(replace(line, type=type) for line in known.lines))


def test_a_file_of_another_kind_calls_types_otherwise_and_is_the_same_payment():
    workbook, message = typed(remittance('60', '40'), 'Vendor Invoice'), typed(remittance('40', '60'), 'Credit note')
    assert told(workbook, message) == told(message, workbook) == ('same', [], D(0), None)


def test_a_file_of_another_kind_brings_the_lines_that_were_hidden():
    workbook = typed(remittance('60', has_hidden=True), 'Vendor Invoice')
    assert told(workbook, remittance('60', '40')) == ('more', ['40'], D(0), None)


def test_lines_of_another_type_are_other_lines_where_there_is_room_for_them():
    known = typed(remittance('5', amount='10'), 'Vendor Invoice')
    assert told(known, typed(remittance('5', amount='10'), 'Price claim')) == ('more', ['5'], D(0), None)


def test_deductions_may_be_among_the_hidden_lines():
    known = remittance('90', has_hidden=True)
    assert told(known, remittance('20', has_hidden=True)) == ('more', ['20'], D(-10), None)
    assert told(known, remittance('90', '20', '-10')) == ('more', ['20', '-10'], D(0), None)


def test_a_void_changes_the_status_and_is_final():
    paid = remittance('60', '40', status='Paid')
    void = remittance('60', '40', status='Voided', void_reason='Returned by the bank')
    found = merge(paid, void)
    assert (found.verdict, found.status_changed, found.payment.is_void) == ('status', True, True)
    again = merge(void, paid)
    assert (again.verdict, again.payment) == ('same', void.payment)


@pytest.mark.parametrize(('change', 'is_void'), [
    ({'status': 'voided'}, True), ({'status': 'Cancelled'}, True), ({'void_reason': 'Lost'}, True),
    ({'status': 'Paid', 'void_reason': 'N/A'}, False), ({}, False),
])
def test_a_payment_is_void_by_its_status_or_reason(change, is_void):
    assert payment(**change).is_void is is_void


def test_a_head_that_comes_later_is_more():
    parked = Remittance(Payment('4711'), remittance('60', '40').lines)
    found = merge(parked, remittance('60', '40'))
    assert (found.verdict, found.added, found.payment.amount, found.difference) == ('more', (), D(100), D(0))
    assert merge(remittance('60', '40'), parked).payment == payment()


def test_a_head_without_lines_loses_no_lines():
    assert told(remittance('60', '40'), remittance()) == ('same', [], D(0), None)
    assert told(remittance(), remittance('60', '40')) == ('more', ['60', '40'], D(0), None)


def test_a_payment_of_nothing_is_not_a_payment_without_an_amount():
    known = remittance('60', '-60', amount='0')
    assert merge(known, Remittance(Payment('4711'))).payment.amount == D(0)
    assert told(known, Remittance(replace(known.payment, amount=D(1)))) == ('conflict', [], D(0), 'payment_differs')


def test_the_more_exact_rate_is_kept():
    known, other = (remittance('60', exchange_rate=D(rate)) for rate in ('1.2', '1.23456'))
    assert merge(known, other).payment.exchange_rate == merge(other, known).payment.exchange_rate == D('1.23456')


@st.composite
def files(draw):
    """Return parts of one payment as several files show it: some lines hidden, some stated twice in one file."""
    amounts = draw(st.lists(st.sampled_from(['5', '7.5', '20', '-3', '0.01']), min_size=1, max_size=7))
    whole = [facts(f'INV{draw(st.integers(1, 3))}', each) for each in amounts]
    total = sum(line.paid for line in whole)
    head = Payment('4711', PAID_ON, 'USD', total, has_hidden=True)
    shown = draw(st.lists(st.lists(st.booleans(), min_size=len(whole), max_size=len(whole)), min_size=1, max_size=4))
    parts = [tuple(line for line, is_shown in zip(whole, each, strict=True) if is_shown) for each in shown]
    # A part that happens to add up is complete; then the others are rightly a conflict.
    assume(all(len(part) == len(whole) or sum(line.paid for line in part) != total for part in parts))
    return [Remittance(head, part) for part in parts]


def merged(parts):
    known, verdicts = None, []
    for part in parts:
        found = merge(known, part)
        verdicts.append(found.verdict)
        known = Remittance(found.payment, found.lines)
    return known, verdicts


def state(known):
    return known.payment, sorted(identities('P', '4711', known.lines)), balance(known.payment, known.lines).state


@given(files(), st.randoms(use_true_random=False))
def test_which_file_came_first_does_not_matter(parts, chance):
    known, verdicts = merged(parts)
    chance.shuffle(parts)
    assert 'conflict' not in verdicts
    assert state(merged(parts)[0]) == state(known)


@given(files(), st.data())
def test_a_whole_file_of_another_kind_may_come_at_any_time(parts, data):
    lines = max((part.lines for part in parts), key=len)
    head = replace(parts[0].payment, amount=sum(line.paid for line in lines))
    assume(all(sum(line.paid for line in part.lines) != head.amount for part in parts if len(part.lines) < len(lines)))
    assume(all(set(identities('P', '1', part.lines)) <= set(identities('P', '1', lines)) for part in parts))
    all_files = [replace(part, payment=head) for part in parts]
    all_files.insert(data.draw(st.integers(0, len(parts))), typed(Remittance(head, lines), 'Credit note'))
    known, verdicts = merged(all_files)
    assert 'conflict' not in verdicts
    stated = [sorted((line.number, line.paid) for line in each) for each in (known.lines, lines)]
    assert stated[0] == stated[1]


@given(files())
def test_a_file_that_is_read_again_changes_nothing(parts):
    known, _verdicts = merged(parts)
    for part in parts:
        found = merge(known, part)
        assert (found.verdict, found.added) == ('same', ())
        assert (found.payment, found.lines) == (known.payment, known.lines)


@given(files())
def test_no_line_is_lost_or_counted_twice(parts):
    known, _verdicts = merged(parts)
    every = set().union(*(identities('P', '4711', part.lines) for part in parts))
    assert sorted(identities('P', '4711', known.lines)) == sorted(every)


# Balance.


def balanced(head, *paid, **more):
    found = balance(head, [facts(f'INV{each}', each, **more) for each in paid])
    return found.state, found.difference, found.reason and found.reason.code


def test_a_payment_is_the_sum_of_its_lines_to_the_cent():
    assert balanced(payment(), '120', '-20') == ('balanced', D(0), None)
    assert balanced(payment(), '120', '-20.01') == ('differs', D('0.01'), 'lines_missing')
    assert balanced(payment(), '120', '-19.99') == ('differs', D('-0.01'), 'lines_beyond')
    assert balanced(payment()) == ('differs', D(100), 'no_lines')


def test_a_negative_payment_balances_too():
    assert balanced(payment('-20'), '-20') == ('balanced', D(0), None)
    assert balanced(payment('-20'), '-15') == ('differs', D(-5), 'lines_missing')
    assert balanced(payment('0'), '-15', '15') == ('balanced', D(0), None)


def test_hidden_lines_explain_a_difference():
    hidden = payment(has_hidden=True)
    assert balanced(hidden, '60') == ('hidden', D(40), 'hidden_lines')
    assert balanced(hidden, '100') == ('balanced', D(0), None)
    assert remainder(hidden, [facts('INV1', '60')]) == facts('', '40', 0, date=None, is_remainder=True)
    assert remainder(hidden, [facts('INV1', '100')]) is None
    assert remainder(payment(), [facts('INV1', '60')]) is None


def test_a_remainder_is_no_line():
    hidden = payment(has_hidden=True)
    lines = [facts('INV1', '60')]
    assert balance(hidden, [*lines, remainder(hidden, lines)]) == balance(hidden, lines)


def test_a_payment_without_an_amount_is_not_known_to_balance():
    assert balanced(Payment('4711'), '60') == ('unknown', D(0), 'no_amount')
    assert balanced(payment(invoice_currency='EUR'), '60', currency='EUR') == ('unknown', D(0), 'no_rate')


EUROS = payment('108.70', invoice_currency='EUR', invoice_amount=D(100), exchange_rate=D('1.087'))


def test_lines_add_up_in_their_own_currency():
    assert balanced(EUROS, '100', currency='EUR') == ('balanced', D(0), None)
    assert balanced(EUROS, '99', currency='EUR') == ('differs', D(1), 'lines_missing')
    assert balanced(EUROS, '100', currency='USD') == ('differs', D(0), 'line_currency')


@pytest.mark.parametrize(('amount', 'rate', 'state'), [
    ('108.70', '1.087', 'balanced'),
    ('108.71', '1.087', 'balanced'),  # within half a unit of the rate's fourth decimal, and half a cent
    ('108.72', '1.087', 'differs'),
    ('108.701', '1.08701', 'balanced'),
    ('108.71', '1.08701', 'differs'),
    ('108.70', '0.92', 'balanced'),  # stated the other way: 100 / 0.92 = 108.6957, within half a unit of 0.9200
    ('108.80', '0.92', 'differs'),
    ('108.70', None, 'balanced'),
])
def test_the_amount_paid_follows_from_the_rate(amount, rate, state):
    head = replace(EUROS, amount=D(amount), exchange_rate=rate and D(rate))
    assert balanced(head, '100', currency='EUR')[0] == state


def test_a_wrong_rate_says_by_how_much():
    found = balance(replace(EUROS, amount=D('110')), [facts('INV1', '100', currency='EUR')])
    assert found.reason.params == {'rate': '1.087', 'difference': '1.30'}


def test_the_rate_alone_balances_a_payment_that_states_one_amount():
    head = replace(EUROS, invoice_amount=None)
    assert balanced(head, '100', currency='EUR') == ('balanced', D(0), None)
    assert balanced(head, '90', currency='EUR') == ('differs', D(0), 'rate_differs')


@given(st.lists(st.decimals(-1000, 1000, places=2), max_size=8), st.decimals(-1000, 1000, places=2), st.booleans())
def test_the_difference_is_always_the_whole_of_it(paid, amount, has_hidden):
    head = payment(str(amount), has_hidden=has_hidden)
    lines = [facts(f'INV{index}', each) for index, each in enumerate(paid)]
    found = balance(head, lines)
    assert found.difference + sum(paid, D(0)) == amount
    assert (found.state == 'balanced') is (found.difference == 0)
    rest = remainder(head, lines)
    assert (rest is not None) is (has_hidden and found.difference != 0)
    if rest:
        assert sum((line.paid for line in [*lines, rest]), D(0)) == amount
