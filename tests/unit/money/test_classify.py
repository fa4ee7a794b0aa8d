"""Every line is one thing, by the first evidence there is; where two of them disagree a person decides."""
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acorn_vendor_connector.engine.classes import CLASSES
from acorn_vendor_connector.engine.classify import (
    Classified,
    Known,
    LineFacts,
    classify,
    keys,
)
from tests.unit.money.rules import PAID, RULES, TAKEN, TODAY, line, told


def conflicts(facts, **known):
    return [each['code'] for each in classify(facts, RULES, Known(**known), TODAY).evidence.get('contradictions', ())]


def ours(*numbers):
    return {'register': frozenset(numbers)}


# Our own numbers first.


@pytest.mark.parametrize('number', ['12345', '12345SC', '99R', '365942281678551', '62681493883845'])
def test_an_own_number_is_an_invoice_whatever_it_looks_like(number):
    assert told(line(number, PAID), **ours(number)) == ('invoice', False, 'register', True)


def test_what_a_person_said_comes_before_our_register():
    assert told(line('WEB-77', PAID), aliases=frozenset({'WEB77'})) == ('invoice', False, 'alias', True)
    found = classify(line('12345SC', PAID), RULES, Known(register={'12345'}, aliases={'12345SC'}), TODAY)
    assert (found.line_class, found.base_key, found.evidence['source']) == ('invoice', '12345SC', 'alias')


def test_what_a_person_said_of_a_number_leaves_no_doubt_about_shorter_ones():
    known = {'register': {'12345'}, 'aliases': {'12345SCR'}}
    assert told(line('12345SCR', PAID), **known) == ('invoice', False, 'alias', True)


def test_an_own_number_counts_more_than_an_alias_of_a_part_of_it():
    known = {'register': {'12345SC'}, 'aliases': {'12345'}}
    assert told(line('12345SC', PAID), **known) == ('invoice', False, 'register', True)
    assert conflicts(line('12345SC', TAKEN), **known) == ['several_numbers', 'sign']


def test_a_claim_on_a_number_with_an_alias_is_about_that_invoice():
    found = classify(line('WEB-77SC'), RULES, Known(aliases={'WEB77'}), TODAY)
    assert (found.line_class, found.base_key, found.chain, found.is_sure) == ('shortage', 'WEB77', ('SC',), True)
    assert found.evidence == {'source': 'chain', 'key': 'WEB77', 'by': 'alias', 'chain': 'SC'}


@pytest.mark.parametrize(('number', 'paid', 'expected', 'chain'), [
    ('12345SC', TAKEN, ('shortage', False), 'SC'),
    ('12345-SC', TAKEN, ('shortage', False), 'SC'),
    ('12345SCR', PAID, ('shortage', True), 'SCR'),
    ('12345SCRSC', TAKEN, ('shortage', False), 'SCRSC'),
    ('12345SCRSCR', PAID, ('shortage', True), 'SCRSCR'),
    ('12345PC', TAKEN, ('price_claim', False), 'PC'),
    ('12345PCR', PAID, ('price_claim', True), 'PCR'),
])
def test_a_claim_on_a_number_of_ours_alternates_between_taken_and_given_back(number, paid, expected, chain):
    found = classify(line(number, paid), RULES, Known(**ours('12345')), TODAY)
    assert ((found.line_class, found.is_reversal), ''.join(found.chain)) == (expected, chain)
    assert (found.base_key, found.is_sure) == ('12345', True)


def test_a_claim_upon_a_claim_is_one_on_an_own_number_that_ends_so():
    found = classify(line('12345SCSCR', PAID), RULES, Known(**ours('12345', '12345SC')), TODAY)
    assert (found.line_class, found.is_reversal, found.base_key) == ('shortage', True, '12345SC')
    assert found.is_sure


def test_lost_zeros_are_found_again():
    found = classify(line('42SC'), RULES, Known(register={'00042'}, widths=(5,)), TODAY)
    assert (found.line_class, found.base_key) == ('shortage', '00042')


def test_a_number_that_may_be_two_of_ours_is_a_question():
    both = {'register': {'12345', '12345SCR'}}
    assert told(line('12345SCR', PAID), **both) == ('invoice', False, 'register', False)
    assert conflicts(line('12345SCR', PAID), **both) == ['several_numbers']
    assert conflicts(line('12345SCRSC', TAKEN), **both) == ['several_numbers']
    assert conflicts(line('42', PAID), register={'42', '00042'}, widths=(5,)) == ['several_numbers']


def test_the_sign_tells_an_own_number_from_a_claim_on_another():
    both = {'register': {'12345', '12345SC'}}
    assert told(line('12345SC', PAID), **both) == ('invoice', False, 'register', True)
    assert told(line('12345SC', TAKEN), **both) == ('invoice', False, 'register', False)


# Contradictions.


@pytest.mark.parametrize(('number', 'paid', 'expected'), [
    ('12345SC', PAID, ('shortage', False, 'chain', False)),
    ('12345SCR', TAKEN, ('shortage', True, 'chain', False)),
    ('12345', TAKEN, ('invoice', False, 'register', False)),
    ('9SC', PAID, ('shortage', False, 'number', False)),
    ('100200300VCBSINV', PAID, ('chargeback', False, 'number', False)),
    ('6268-1493883845', PAID, ('agreement', False, 'number', False)),
])
def test_a_sign_against_the_class_is_never_a_silent_guess(number, paid, expected):
    assert told(line(number, paid), **ours('12345')) == expected
    assert conflicts(line(number, paid), **ours('12345'))[-1] == 'sign'


def test_a_credit_note_of_ours_is_negative():
    known = {'register': {'RINV1'}, 'credit_notes': {'RINV1'}}
    assert told(line('RINV1', TAKEN), **known) == ('invoice', False, 'register', True)
    assert told(line('RINV1', PAID), **known) == ('invoice', False, 'register', False)


def test_nothing_paid_speaks_against_nothing():
    assert told(line('12345SC', Decimal(0)), **ours('12345')) == ('shortage', False, 'chain', True)


def test_an_own_number_that_amazon_calls_a_shortage_is_a_question():
    facts = line('12345', PAID, type='Financial Debit Note Invoice', description='Quantity shortage (reversal)')
    assert told(facts, **ours('12345')) == ('invoice', False, 'register', False)
    found = classify(facts, RULES, Known(**ours('12345')), TODAY)
    assert found.evidence['contradictions'] == [
        {'code': 'type', 'text': 'Quantity shortage (reversal)', 'class': 'shortage', 'is_reversal': True}]


def test_a_price_claim_by_its_number_that_amazon_calls_a_shortage_is_a_question():
    facts = line('12345PC', type='Others', description='Quantity shortage')
    assert told(facts, **ours('12345')) == ('price_claim', False, 'chain', False)
    assert told(facts) == ('shortage', False, 'type', False)
    assert conflicts(facts) == ['number']


def test_two_type_columns_that_disagree_are_a_question():
    facts = line('DN1', type='Provision deduction', description='Quantity shortage')
    assert told(facts) == ('provision', False, 'type', False)
    assert conflicts(facts) == ['type_columns']


# Amazon's other lists.


@pytest.mark.parametrize('kind', ['chargeback', 'return', 'agreement', 'shortage', 'price_claim'])
def test_a_number_on_one_of_amazons_lists_is_what_the_list_is_about(kind):
    assert told(line('A-100'), details={'A100': {kind, 'deduction'}}) == (kind, False, 'details', True)


def test_the_list_counts_more_than_the_form_of_the_number():
    assert told(line('365942281678551'), details={'365942281678551': {'agreement'}})[:3] == (
        'agreement', False, 'details')


def test_the_form_of_the_number_still_tells_a_reversal():
    assert told(line('999SCR', PAID), details={'999SCR': {'shortage'}}) == ('shortage', True, 'details', True)


def test_a_number_on_two_lists_is_a_question():
    facts = line('A-100')
    assert told(facts, details={'A100': {'return', 'agreement'}}) == ('unknown', False, 'details', False)
    assert conflicts(facts, details={'A100': {'return', 'agreement'}}) == ['several_lists']


def test_a_list_of_claims_does_not_make_a_claim_of_the_invoice_that_it_names():
    assert told(line('A-100', PAID), details={'A100': {'shortage'}}) == ('invoice', False, 'positive', True)
    assert told(line('12345', PAID), details={'12345': {'shortage'}}, **ours('12345'))[0] == 'invoice'


def test_a_deduction_without_a_kind_says_nothing():
    assert told(line('A-100'), details={'A100': {'deduction'}}) == ('unknown', False, 'nothing', True)


def test_a_number_on_amazons_list_of_invoices_is_an_invoice_that_we_do_not_know():
    assert told(line('A-100', PAID), details={'A100': {'invoice'}}) == ('invoice', False, 'details', True)
    assert told(line('9SC'), details={'9SC': {'invoice'}}) == ('shortage', False, 'number', True)


# The type columns of the newer layout.


@pytest.mark.parametrize(('kind', 'description', 'paid', 'expected'), [
    ('Invoice', 'Payments', PAID, ('invoice', False)),
    ('Financial Debit Note Invoice', 'Quantity shortage', TAKEN, ('shortage', False)),
    ('Financial Debit Note Invoice', 'Quantity shortage (reversal)', PAID, ('shortage', True)),
    ('GST Debit Note', 'Price variance', TAKEN, ('price_claim', False)),
    ('GST Credit Note', 'Price variance (reversal)', PAID, ('price_claim', True)),
    ('Financial Debit Note Invoice', 'COOP', TAKEN, ('agreement', False)),
    ('Financial Debit Note Invoice', 'COOP – Service agreement', TAKEN, ('agreement', False)),
    ('GST Debit Note', 'Product returns', TAKEN, ('return', False)),
    ('Others', 'Allowance – Discounts received', TAKEN, ('agreement', False)),
    ('Provision deduction', 'Provision for aged receivable', TAKEN, ('provision', False)),
    ('Provision reversal', 'Provision for to be billed receivable', PAID, ('provision', True)),
])
def test_the_type_columns_say_what_a_debit_note_is(kind, description, paid, expected):
    facts = line('AMZ-DN-7781', paid, type=kind, description=description)
    assert told(facts) == (*expected, 'type', True)


def test_a_debit_note_is_about_the_original_number_that_it_states():
    facts = line('AMZ-DN-7781', type='GST Debit Note', description='Quantity shortage', original_number='INV/12345')
    found = classify(facts, RULES, Known(**ours('INV12345')), TODAY)
    assert (found.line_class, found.base_key, found.is_sure) == ('shortage', 'INV12345', True)
    assert found.evidence['original'] == 'INV/12345'


def test_the_original_number_may_be_a_claim_itself():
    facts = line('CN-1', PAID, type='Others', description='Quantity shortage (reversal)', original_number='12345SC')
    found = classify(facts, RULES, Known(**ours('12345')), TODAY)
    assert (found.line_class, found.is_reversal, found.base_key) == ('shortage', True, '12345')


def test_an_invoice_by_type_may_be_ours_by_its_original_number():
    facts = line('AMZ-1', PAID, type='Invoice', original_number='12345')
    assert told(facts, **ours('12345')) == ('invoice', False, 'type', True)
    assert classify(facts, RULES, Known(**ours('12345')), TODAY).base_key == '12345'


def test_money_for_an_unknown_number_does_not_pay_the_original_invoice_without_a_word():
    facts = line('AMZ-1', PAID, original_number='12345')
    assert told(facts, **ours('12345')) == ('invoice', False, 'positive', False)
    assert conflicts(facts, **ours('12345')) == ['original']


# The form of the number.


@pytest.mark.parametrize(('number', 'paid', 'expected'), [
    ('9SC', TAKEN, ('shortage', False)),
    ('INV-9-SCR', PAID, ('shortage', True)),
    ('9SCRSC', TAKEN, ('shortage', False)),
    ('9PC', TAKEN, ('price_claim', False)),
    ('9PCR', PAID, ('price_claim', True)),
    ('100200300VCBSINV', TAKEN, ('chargeback', False)),
    ('6268-1493883845', TAKEN, ('agreement', False)),
    ('365942281678551', TAKEN, ('return', False)),
    ('240131_PROVISION_FOR_RECEIVABLES', TAKEN, ('provision', False)),
    ('240131_PROVISION_FOR_RECEIVABLESR', PAID, ('provision', True)),
    ('240131_PROVISION_FOR_AGED_RECEIVABLE', TAKEN, ('provision', False)),
    ('240131_PROVISION_FOR_AGED_RECEIVABLE-R', PAID, ('provision', True)),
    ('240131PROVISIONFORAGEDRECEIVABLER', PAID, ('provision', True)),
    ('ipapus1234567', TAKEN, ('price_protection', False)),
])
def test_the_form_of_a_number_says_what_it_is(number, paid, expected):
    assert told(line(number, paid)) == (*expected, 'number', True)


def test_a_provision_and_its_release_are_known_as_a_pair():
    taken = classify(line('240131_PROVISION_FOR_AGED_RECEIVABLE'), RULES, Known(), TODAY)
    released = classify(line('240131_PROVISION_FOR_AGED_RECEIVABLE-R', PAID), RULES, Known(), TODAY)
    assert taken.base_key == released.base_key == '240131PROVISIONFORAGEDRECEIVABLE'


def test_a_claim_on_an_unknown_number_still_says_which():
    found = classify(line('9-SCRSC'), RULES, Known(), TODAY)
    assert (found.base_key, found.chain) == ('9', ('SC', 'R', 'SC'))


@pytest.mark.parametrize('number', ['MUSIC', 'DISC', 'SC', 'R', '365942281678551X', '12345678901'])
def test_a_word_is_no_claim_and_a_short_number_no_return(number):
    assert told(line(number)) == ('unknown', False, 'nothing', True)


# What is left.


@pytest.mark.parametrize(('description', 'paid', 'expected'), [
    ('Co-op for March', TAKEN, 'agreement'),
    ('ASN accuracy chargeback', TAKEN, 'chargeback'),
    ('Shortage claim', TAKEN, 'shortage'),
    ('Price protection', TAKEN, 'price_protection'),
    ('Quick-pay discount', TAKEN, 'discount'),
    ('Withholding tax', TAKEN, 'withholding'),
])
def test_the_description_is_the_last_evidence(description, paid, expected):
    assert told(line('X-1', paid, description=description)) == (expected, False, 'description', True)
    assert told(line('9PC', paid, description=description))[0] == 'price_claim'


def test_money_for_a_number_that_nothing_explains_is_for_an_invoice_we_do_not_know():
    assert told(line('ABC-1', PAID)) == ('invoice', False, 'positive', True)


def test_money_taken_without_any_evidence_is_unknown():
    assert told(line('ABC-1', TAKEN)) == ('unknown', False, 'nothing', True)
    assert told(line('', PAID)) == ('unknown', False, 'nothing', True)


def test_what_is_left_over_is_the_hidden_remainder():
    assert told(LineFacts(0, paid=PAID, is_remainder=True)) == ('hidden', False, 'remainder', True)


# Always.

WORDS = st.sampled_from([
    '', '12345', '12345SC', '12345-SCR', '9SC', '6268-1493883845', '365942281678551', 'WEB77', 'X',
])
FACTS = st.builds(
    LineFacts, id=st.just(1), number=WORDS, original_number=WORDS,
    type=st.sampled_from(['', 'Invoice', 'Others', 'Provision reversal']),
    description=st.sampled_from(['', 'Quantity shortage', 'Price variance (reversal)', 'Co-op']),
    paid=st.decimals(-100, 100, places=2), is_remainder=st.booleans())
KNOWN = st.builds(
    Known, register=st.frozensets(WORDS.map(lambda text: text.replace('-', '')), max_size=3),
    aliases=st.frozensets(st.just('WEB77'), max_size=1),
    details=st.dictionaries(st.just('X'), st.frozensets(st.sampled_from(['return', 'agreement', 'shortage']))))


@given(FACTS, KNOWN)
def test_every_line_is_exactly_one_thing_with_evidence(facts, known):
    found = classify(facts, RULES, known, TODAY)
    assert isinstance(found, Classified)
    assert found.line_class in CLASSES
    assert found.evidence['source']
    assert found.is_sure is not bool(found.evidence.get('contradictions'))


@given(FACTS, KNOWN)
def test_what_is_sure_has_the_sign_of_its_class(facts, known):
    found = classify(facts, RULES, known, TODAY)
    if found.is_sure and found.line_class not in ('hidden', 'unknown') and facts.paid:
        is_positive = found.is_reversal or found.line_class == 'invoice'
        assert is_positive is (facts.paid > 0)


@given(FACTS, KNOWN)
def test_more_numbers_of_ours_than_a_line_asks_for_change_nothing(facts, known):
    asked = keys(facts, known.widths)
    fewer = Known(known.register & asked, frozenset(), known.aliases & asked, known.details)
    assert classify(facts, RULES, known, TODAY) == classify(facts, RULES, fewer, TODAY)
