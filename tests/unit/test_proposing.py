from dataclasses import replace
from decimal import Decimal

import pytest

from acorn_vendor_connector.engine.pricing import LinePrice
from acorn_vendor_connector.engine.promising import Demand, Ledger
from acorn_vendor_connector.engine.proposing import Known, Policy, price_at_stake, price_decision, propose
from acorn_vendor_connector.spapi.vendor_acknowledgements import Acknowledgement, AnsweredItem, Part
from acorn_vendor_connector.spapi.vendor_orders import Money
from tests.unit.proposals import (
    KETTLE,
    NO_STOCK,
    NOW,
    asked,
    day,
    end_of,
    item,
    known,
    ledger,
    looks,
    parts,
    propose_one,
    window,
)

D = Decimal

# Accepted, backordered, rejected

@pytest.mark.parametrize(('policy', 'free', 'found'), [
    ('all', 0, 'A10'), ('all', 99, 'A10'),
    ('free', 99, 'A10'), ('free', 6, 'A6 R4'), ('free', 0, 'R10'),
    ('ask', 99, 'A10'), ('ask', 6, 'A6 R4'),
])
def test_the_policy_says_how_much_is_accepted_and_the_line_is_always_answered_in_full(policy, free, found):
    proposal = propose_one(asked(policy=policy), ledger(free))
    assert parts(proposal) == found
    assert [part.rejection_reason for part in proposal.answer.items[0].parts if part.code == 'Rejected'] in (
        [], [NO_STOCK])


def test_only_a_policy_that_asks_needs_a_person_when_nothing_is_odd():
    assert [looks(propose_one(asked(policy=policy), ledger(6))) for policy in ('all', 'free', 'ask')] == [
        [], [], ['policy_asks']]
    assert propose_one(asked(), ledger(6)).is_automatic


def test_what_comes_in_by_the_ship_date_is_accepted():
    assert parts(propose_one(asked(), ledger(4, [(day(7), 5), (day(8), 9)]))) == 'A9 R1'


def test_what_comes_in_later_is_backordered_for_the_day_on_which_all_of_it_is_there():
    books = ledger(4, [(day(8), 2), (day(10, 9), 9)])
    proposal = propose_one(asked(policy=Policy('free', backorder_days=5)), books)
    assert parts(proposal) == 'A4 B6'
    assert proposal.answer.items[0].parts[1] == Part('Backordered', 6, ships_at=end_of(10))


def test_for_a_delivery_window_the_backorder_names_the_day_of_arrival():
    question = asked(policy=Policy('free', backorder_days=5), dates=window(5, 7, 'delivery', transit=2))
    proposal = propose_one(question, ledger(4, [(day(6), 9)]))
    assert proposal.answer.items[0].parts == (Part('Accepted', 4), Part('Backordered', 6, arrives_at=end_of(8)))


def test_as_much_is_backordered_as_comes_in_within_the_days_that_the_policy_allows():
    books = ledger(4, [(day(9), 3), (day(13), 9)])
    question = asked(policy=Policy('free', backorder_days=5))
    proposal = propose_one(question, books)
    assert (parts(proposal), proposal.answer.items[0].parts[1].ships_at) == ('A4 B3 R3', end_of(9))


@pytest.mark.parametrize(('line', 'days'), [(item(backorder=False), 9), (item(), 0)])
def test_nothing_is_backordered_where_amazon_or_the_policy_does_not_allow_it(line, days):
    books = ledger(4, [(day(9), 9)])
    assert parts(propose_one(asked(line, policy=Policy('free', backorder_days=days)), books)) == 'A4 R6'


def test_no_backorder_is_offered_for_later_than_amazon_waits():
    books = ledger(0, [(day(38), 10)])
    assert parts(propose_one(asked(policy=Policy('free', backorder_days=99)), books)) == 'R10'
    books = ledger(0, [(day(37), 10)])
    assert parts(propose_one(asked(policy=Policy('free', backorder_days=99)), books)) == 'B10'


def test_an_order_answered_after_its_ship_date_is_promised_from_today_on():
    question = asked(dates=window(-9, -7))
    assert parts(propose_one(question, ledger(4, [(day(-1), 3), (day(1), 9)]))) == 'A7 R3'


def test_cases_are_promised_whole():
    line = item(5, 'Cases', 12)
    assert parts(propose_one(asked(line), ledger(35))) == 'A2 R3'
    question = asked(line, policy=Policy('free', backorder_days=9))
    assert parts(propose_one(question, ledger(35, [(day(9), 20)]))) == 'A2 B2 R1'


def test_one_of_amazons_eaches_may_be_several_pieces_of_our_stock():
    assert parts(propose_one(asked(line=known(pieces_each=6)), ledger(35))) == 'A5 R5'
    assert parts(propose_one(asked(line=known(pieces_each=D('0.5'))), Ledger({KETTLE: D('4.5')}))) == 'A9 R1'


def test_what_is_not_kept_in_stock_is_free():
    assert parts(propose_one(asked(line=known(stocked=False, goods=None)))) == 'A10'


def test_cancelled_lines_are_not_in_the_answer():
    proposal = propose_one(asked(item(0, sequence='1'), item(3, sequence='2')), ledger(9))
    assert [line.sequence for line in proposal.answer.items] == ['2']


def test_two_lines_of_one_product_share_what_is_free():
    proposal = propose_one(asked(item(4, sequence='1'), item(4, sequence='2')), ledger(6))
    assert (parts(proposal, 0), parts(proposal, 1)) == ('A4', 'A2 R2')


# Products

@pytest.mark.parametrize(('state', 'policy', 'found', 'why', 'look'), [
    ('unmapped', 'all', 'A10', None, ['answer_unmapped']),
    ('unmapped', 'free', 'A10', None, ['answer_unmapped']),
    ('unmapped', 'ask', 'A10', None, ['policy_asks', 'answer_unmapped']),
    ('archived', 'all', 'R10', 'ObsoleteProduct', ['answer_archived']),
    ('archived', 'free', 'R10', 'ObsoleteProduct', ['answer_archived']),
    ('not_sellable', 'all', 'R10', 'TemporarilyUnavailable', ['answer_not_sellable']),
    ('discontinued', 'all', 'A6 R4', 'ObsoleteProduct', []),
    ('discontinued', 'free', 'A6 R4', 'ObsoleteProduct', []),
])
def test_the_products_state_decides_and_a_person_looks_before_amazon_is_told_for_good(state, policy, found, why, look):
    line = known(state=state) if state != 'unmapped' else Known(price=LinePrice(D('2.50')))
    proposal = propose_one(asked(policy=policy, line=line), ledger(6))
    assert (parts(proposal), looks(proposal)) == (found, look)
    assert [part.rejection_reason for part in proposal.answer.items[0].parts if part.code == 'Rejected'] == (
        [why] if why else [])


def test_an_order_that_waits_for_a_mapping_is_answered_from_amazons_own_words():
    proposal = propose_one(asked(policy='all', lines={'9': known()}))
    line, = proposal.answer.items
    assert (line.asin, line.net_cost, parts(proposal)) == ('B1', Money(D('2.50'), 'EUR'), 'A10')
    assert looks(proposal) == ['answer_unmapped']


def test_nothing_is_rejected_for_good_because_we_do_not_know_what_is_there():
    proposal = propose_one(asked(line=known(goods=None)), ledger(0))
    assert (parts(proposal), looks(proposal)) == ('A10', ['stock_unknown'])
    proposal = propose_one(asked(item(unit='Cases')), ledger(0))
    assert (parts(proposal), looks(proposal)) == ('A10', ['case_size_missing'])


def test_a_person_looks_at_an_order_without_a_window():
    assert looks(propose_one(asked(dates=None), ledger(99))) == ['no_window']


# Prices and money

DIFFERS = LinePrice(D('2.50'), D('2.50'), D('2.50'), differs=True)


@pytest.mark.parametrize(('policy', 'decision', 'found', 'cost', 'look'), [
    (None, None, 'A10', '2.50', ['price_undecided']),
    (None, 'accept', 'A10', '2.50', []),
    (None, 'reject', 'R10', '2.50', []),
    (None, 'cost_case', 'A10', '2.90', []),
    ('accept', None, 'A10', '2.50', []),
    ('reject', None, 'R10', '2.50', []),
    ('cost_case', None, 'A10', '2.90', []),
    ('reject', 'accept', 'A10', '2.50', []),
])
def test_a_price_that_differs_is_decided_by_a_person_or_by_the_policy(policy, decision, found, cost, look):
    line = known(price=DIFFERS, agreed_cost=D('2.90'), decision=decision)
    proposal = propose_one(asked(policy=Policy('free', policy), line=line), ledger(10))
    stated = proposal.answer.items[0].net_cost
    assert (parts(proposal), stated.amount, looks(proposal)) == (found, D(cost), look)


def test_a_cost_case_needs_a_price_of_ours():
    assert price_decision(known(price=DIFFERS, decision='cost_case'), Policy()) is None
    assert price_decision(known(), Policy(price='reject')) == 'accept'


def test_a_provisional_price_is_amazons_own():
    line = known(price=LinePrice(D('22.05'), provisional=True))
    proposal = propose_one(asked(line=line), ledger(10))
    assert (proposal.answer.items[0].net_cost.amount, looks(proposal)) == (D('2.50'), [])


def book(listed='20.00'):
    return replace(item(cost=None), list_price=Money(D(listed), 'USD'))


@pytest.mark.parametrize(('agreed', 'multiplier'), [('9', '0.45'), ('6.67', '0.3335'), ('20', '1'), ('21', None)])
def test_a_book_states_what_was_agreed_and_the_discount_on_its_list_price(agreed, multiplier):
    line, = propose_one(asked(book(), line=known(agreed_cost=D(agreed))), ledger(10)).answer.items
    assert (line.net_cost, line.list_price) == (Money(D(agreed), 'USD'), Money(D('20.00'), 'USD'))
    assert line.discount_multiplier == (multiplier and D(multiplier))


def test_a_price_has_at_most_six_decimals():
    line, = propose_one(asked(book('19.99'), line=known(agreed_cost=D(10) / 3)), ledger(10)).answer.items
    assert (line.net_cost.amount, line.discount_multiplier) == (D('3.333333'), D('0.16675'))


def test_a_book_without_an_agreed_price_cannot_be_answered_without_a_person():
    assert looks(propose_one(asked(book()), ledger(10))) == ['no_price_to_state']


@pytest.mark.parametrize(('limit', 'look'), [('24.99', ['worth_a_look']), ('25.00', []), (None, [])])
def test_a_person_looks_at_orders_above_a_value(limit, look):
    question = asked(policy=Policy('all', look_above=limit and D(limit)))
    assert looks(propose_one(question)) == look


def test_a_person_looks_when_the_value_is_unknown_and_there_is_a_limit():
    question = asked(policy=Policy('all', look_above=D(1000)), line=known(price=LinePrice()))
    assert looks(propose_one(question)) == ['value_unknown']


def test_the_money_at_stake_is_what_amazon_pays_more_or_less_than_agreed():
    line = item(10, cost='2.50')
    assert price_at_stake(known(price=DIFFERS, agreed_cost=D('2.00')), line) == D('5.00')
    assert price_at_stake(known(price=DIFFERS, agreed_cost=D('3.00')), line) == D('-5.00')
    assert price_at_stake(known(price=replace(DIFFERS, price=D('30.00')), agreed_cost=D('2.00')), line) == D('60.00')
    assert price_at_stake(known(), line) == 0


# Who gets first

def test_within_a_batch_nothing_is_promised_twice():
    found = propose([asked(number='A'), asked(number='B'), asked(number='C')], ledger(15), NOW)
    assert [parts(proposal) for proposal in found] == ['A10', 'A5 R5', 'R10']


def test_who_is_due_first_gets_first_then_who_ordered_first_then_by_number():
    first, second, third, last = (
        asked(number='D', dates=window(2, 3)), asked(number='C', ordered_at=day(-1)), asked(number='A'),
        asked(number='B'))
    found = propose([last, third, second, first], ledger(25), NOW)
    assert [(proposal.asked.key, parts(proposal)) for proposal in found] == [
        ('B', 'R10'), ('A', 'A5 R5'), ('C', 'A10'), ('D', 'A10')]


def test_the_demand_of_the_orders_of_the_batch_does_not_count_but_that_of_others_does():
    books = ledger(25, demands=[
        Demand(KETTLE, end_of(7), 10, 10, 'A'), Demand(KETTLE, end_of(7), 10, 0, 'B'), Demand(KETTLE, day(20), 7)])
    found = propose([asked(number='B'), asked(number='A')], books, NOW)
    assert [parts(proposal) for proposal in found] == ['A8 R2', 'A10']


# After an answer

def answer_of(question, *parts_of_line):
    line = question.order.items[0]
    return Acknowledgement('ORDER1', 'ACORN', day(0, 6), (AnsweredItem(
        line.sequence, line.quantity, parts_of_line, line.asin, net_cost=line.net_cost),))


def test_what_was_promised_stays_promised_even_where_goods_are_short_and_before_anybody_else():
    given = answer_of(asked(), Part('Accepted', 8), Part('Rejected', 2, rejection_reason='ObsoleteProduct'))
    more = asked(item(15), given=given, changed_at=day(0, 9), dates=window(8, 9))
    other = asked(number='OTHER')
    found = propose([other, more], ledger(11), NOW)
    assert [parts(proposal) for proposal in found] == ['A3 R7', 'A8 R2 R5']
    assert [part.rejection_reason for part in found[1].answer.items[0].parts] == [None, 'ObsoleteProduct', NO_STOCK]


def test_what_has_left_of_an_earlier_promise_is_not_needed_again():
    given = answer_of(asked(), Part('Accepted', 10))
    more = asked(item(14), given=given, changed_at=day(0, 9), line=known(shipped=6))
    assert parts(propose_one(more, ledger(8))) == 'A14'
    assert parts(propose_one(more, ledger(7))) == 'A13 R1'


def test_a_promised_backorder_keeps_its_date_unless_that_is_over():
    backorder = Part('Backordered', 4, ships_at=end_of(9))
    question = asked(given=answer_of(asked(), Part('Accepted', 6), backorder))
    assert propose_one(question).answer.items[0].parts == (Part('Accepted', 6), backorder)
    over = asked(given=answer_of(asked(), Part('Accepted', 6), replace(backorder, ships_at=day(-1))))
    assert parts(propose_one(over, ledger(9))) == 'A9 R1'


def test_when_amazon_lowers_the_quantity_what_we_rejected_goes_first():
    given = answer_of(asked(), Part('Accepted', 6), Part('Rejected', 4, rejection_reason=NO_STOCK))
    assert parts(propose_one(asked(item(6), given=given, changed_at=day(0, 9)))) == 'A6'
    assert parts(propose_one(asked(item(5), given=given, changed_at=day(0, 9)))) == 'A5'
