from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acorn_vendor_connector.engine.reasons import reason
from acorn_vendor_connector.engine.routing import Facts, Rules, Store, decide

GO_LIVE = datetime(2026, 11, 1, tzinfo=timezone.utc)
BERLIN, PARIS = Store('Berlin', 'Acorn GmbH'), Store('Paris', 'Acorn SARL')
ORDER = Facts('4Z32PABC', 'ACORN', 'HAM2', GO_LIVE + timedelta(days=3))
RULES = Rules(go_live=GO_LIVE, ship_to_store=BERLIN)


def test_a_mapped_ship_to_decides_the_store():
    decision = decide(ORDER, replace(RULES, default_store=PARIS))
    assert (decision.outcome, decision.store, decision.company, decision.reasons) == ('apply', BERLIN, 'Acorn GmbH', ())


def test_the_default_store_takes_what_is_not_mapped():
    decision = decide(ORDER, replace(RULES, ship_to_store=None, default_store=PARIS))
    assert (decision.outcome, decision.store) == ('apply', PARIS)


def test_an_unknown_ship_to_waits_with_one_cause_for_all_its_orders():
    rules = replace(RULES, ship_to_store=None)
    first, second = decide(ORDER, rules), decide(replace(ORDER, number='other'), rules)
    assert first.outcome == 'wait'
    assert first.reasons == (reason('ship_to_unmapped', 'ACORN', 'HAM2', ship_to='HAM2'),)
    assert first.reasons[0].cause_key == second.reasons[0].cause_key == ('ship_to_unmapped', 'ACORN', 'HAM2')


def test_an_order_without_ship_to_waits_unless_there_is_a_default():
    lost = replace(ORDER, ship_to=None)
    decision = decide(lost, replace(RULES, ship_to_store=None))
    assert (decision.outcome, decision.reasons[0].code) == ('wait', 'no_ship_to')
    assert decide(lost, replace(RULES, ship_to_store=None, default_store=PARIS)).store == PARIS


@pytest.mark.parametrize(('order', 'rules', 'why'), [
    (ORDER, replace(RULES, go_live=None), 'no_go_live'),
    (replace(ORDER, ordered_at=GO_LIVE - timedelta(seconds=1)), RULES, 'before_go_live'),
    (replace(ORDER, ordered_at=None), RULES, 'before_go_live'),
    (replace(ORDER, is_closed=True), RULES, 'closed'),
    (replace(ORDER, is_closed=True, is_cancelled=True), RULES, 'cancelled'),
    (replace(ORDER, is_consignment=True), RULES, 'consignment'),
    (replace(ORDER, is_consignment=True), replace(RULES, ship_to_store=None), 'consignment'),
])
def test_what_does_not_enter_our_books_is_a_mirror(order, rules, why):
    decision = decide(order, rules)
    assert (decision.outcome, [item.code for item in decision.reasons]) == ('mirror', [why])


def test_the_moment_of_go_live_belongs_to_the_new_books():
    assert decide(replace(ORDER, ordered_at=GO_LIVE), RULES).outcome == 'apply'


@pytest.mark.parametrize('later', [
    {'is_closed': True}, {'is_cancelled': True}, {'is_consignment': True}, {'ordered_at': GO_LIVE - timedelta(days=9)},
])
def test_an_order_in_our_books_is_never_taken_out_by_a_cut_over_rule(later):
    assert decide(replace(ORDER, in_our_books=True, **later), RULES).outcome == 'apply'


def test_a_number_that_is_a_customer_reference_already_is_proposed_for_linking():
    rules = replace(RULES, references=((('Acorn GmbH', '4Z32PABC'), (17,)),))
    decision = decide(ORDER, rules)
    assert (decision.outcome, decision.links, decision.reasons[0].params) == ('link', (17,), {'number': '4Z32PABC'})
    assert decide(replace(ORDER, in_our_books=True), rules).outcome == 'apply'


def test_the_same_reference_in_another_company_is_another_order():
    assert decide(ORDER, replace(RULES, references=((('Acorn SARL', '4Z32PABC'), (17,)),))).outcome == 'apply'


@pytest.mark.parametrize('environment', ['sandbox', 'simulator'])
def test_a_test_account_never_books_into_a_company_with_a_production_account(environment):
    rules = replace(RULES, environment=environment, production_companies=frozenset(['Acorn GmbH']))
    decision = decide(ORDER, rules)
    assert (decision.outcome, decision.reasons[0].code) == ('wait', 'company_has_production')
    assert decide(ORDER, replace(rules, environment='production')).outcome == 'apply'
    assert decide(ORDER, replace(rules, production_companies=frozenset(['Acorn SARL']))).outcome == 'apply'


def test_a_store_without_warehouse_waits():
    decision = decide(ORDER, replace(RULES, ship_to_store=replace(BERLIN, has_warehouse=False)))
    assert (decision.outcome, decision.reasons[0].code) == ('wait', 'store_incomplete')


def test_an_order_without_details_cannot_be_booked():
    decision = decide(replace(ORDER, has_details=False), RULES)
    assert (decision.outcome, decision.reasons[0].code) == ('fail', 'no_details')


STORES = st.none() | st.sampled_from([BERLIN, PARIS, replace(PARIS, has_warehouse=False)])
FLAGS = st.booleans()


@given(
    st.builds(Facts, st.just('4Z32PABC'), st.just('ACORN'), st.none() | st.just('HAM2'), st.none() | st.just(GO_LIVE),
              FLAGS, FLAGS, FLAGS, FLAGS, FLAGS),
    st.builds(Rules, st.sampled_from(['production', 'sandbox']), st.none() | st.just(GO_LIVE), STORES, STORES,
              st.frozensets(st.sampled_from(['Acorn GmbH', 'Acorn SARL']))))
def test_whatever_is_applied_has_a_store_that_may_take_it_and_whatever_is_not_says_why(order, rules):
    decision = decide(order, rules)
    if decision.outcome == 'apply':
        assert decision.store.has_warehouse
        assert rules.environment == 'production' or decision.company not in rules.production_companies
    else:
        assert decision.reasons
