"""Whatever we propose, Amazon takes: two sets of rules, written apart, agree on every order and every change of it."""
import json
import random
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from email.message import Message

import pytest

from acorn_vendor_connector.engine.acknowledging import is_due, open_items, refusals
from acorn_vendor_connector.engine.dates import order_dates
from acorn_vendor_connector.engine.pricing import LinePrice
from acorn_vendor_connector.engine.promising import Ledger, Supply
from acorn_vendor_connector.engine.proposing import PRODUCT_STATES, Asked, Known, Policy, propose
from acorn_vendor_connector.spapi import vendor_order_status, vendor_orders
from acorn_vendor_connector.spapi.vendor_acknowledgements import document
from simulator import scenarios
from simulator.acknowledgements import submit_acknowledgement
from simulator.clock import Clock
from simulator.messages import Request
from simulator.statuses import get_purchase_orders_status
from simulator.transactions import FAILURE, SUCCESS
from simulator.world import World
from tests.amazon_requests import acknowledgement_validator

NOW = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)
HEADERS = Message()
HEADERS['Content-Type'] = 'application/json'
AGREED = Decimal('7.25')


class Story:
    """Every special order of the simulator, answered by what our engine proposes of what we read."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.world = World(Clock(NOW), seed=1)
        scenarios.build('everything', self.world, self.world.random, NOW)
        self.validator = acknowledgement_validator()
        self.given = {}  # order number -> our last answer that Amazon took

    @property
    def now(self):
        return self.world.clock.now()

    def read(self, number):
        return vendor_orders.parse_order(self.world.order(number).document())

    def due(self):
        """Return what we read of every order that waits for an answer of ours."""
        readable = (order for order in self.world.orders() if order.lines)
        found = [self.read(order.number) for order in readable]
        return [order for order in found if is_due(order, self.given.get(order.number))]

    def answer(self):
        """Propose an answer to everything that is due and send what nothing speaks against; return the proposals."""
        policy = Policy(
            self.random.choice(('all', 'free', 'ask')), self.random.choice(('accept', 'cost_case')),
            backorder_days=self.random.choice((0, 10)))
        asked = [self._asked(order, policy) for order in self.due()]
        goods = sorted({known.goods for each in asked for known in each.known.values() if known.goods})
        stock = {name: self.random.randint(0, 60) for name in goods}
        coming = [Supply(name, self.now + timedelta(days=7), 50) for name in goods]
        sent = [proposal for proposal in propose(asked, Ledger(stock, coming), self.now) if not self._refused(proposal)]
        for proposal in sent:
            self._send(proposal.answer)
        return sent

    def _asked(self, order, policy):
        known = {}
        for item in order.items:
            cost = (item.net_cost and item.net_cost.amount) or AGREED
            state = self.random.choice(('sellable', 'sellable', *PRODUCT_STATES))
            goods = (item.asin or item.vendor_sku) if state != 'unmapped' else None
            known[item.line_key] = Known(state, goods, price=LinePrice(cost, cost, cost), agreed_cost=AGREED)
        dates = order_dates(order.ship_window, order.delivery_window, 'UTC', 1)
        return Asked(order.number, order, policy, known, dates, 'UTC', self.given.get(order.number))

    def _refused(self, proposal):
        asked = proposal.asked
        return refusals(asked.order, proposal.answer, self.now, asked.dates, 'UTC', asked.given)

    def _send(self, answer):
        transaction = self.submit(answer)
        self.world.clock.advance(timedelta(seconds=30))
        assert (transaction['outcome'], transaction['errors']) == (SUCCESS, [])
        self.given[answer.number] = answer

    def submit(self, answer):
        """Send what is right by Amazon's model; return the transaction, whose end is known before it is told."""
        body = {'acknowledgements': [document(answer)]}
        self.validator.validate(body)
        group = self.world.order(answer.number).group_id
        request = Request('POST', '', '', HEADERS, json.dumps(body).encode(), group_id=group)
        assert submit_acknowledgement(self.world, request).status == 202
        return self.world.transactions.report()[-1]

    def change(self):
        """Let Amazon change some of the orders that are answered, in any way it may."""
        for number in self.given:
            order = self.world.order(number)
            if order.state == 'Closed' or self.random.random() < 0.5:
                continue
            line = self.random.choice(order.lines)
            name, amount = line['itemSequenceNumber'], line['orderedQuantity'].get('amount', 0)
            changes = {
                'quantity': {'quantities': {name: self.random.randint(0, amount + 5)}},
                'cost': {'costs': {name: '8.40'} if 'netCost' in line else {}},
                'window': {'ship_window': (self.now + timedelta(days=4), self.now + timedelta(days=8))},
                'line': {'add_lines': [{'sku': 'AC-PAN-28', 'quantity': 6, 'back_order': True}]},
            }
            self.world.change(number, **changes[self.random.choice(sorted(changes))])


@pytest.mark.parametrize('seed', range(3))
def test_amazon_takes_every_answer_that_we_would_send_and_shows_it_as_we_gave_it(seed):
    story = Story(seed)
    assert len(story.answer()) > 40
    assert shown(story) == answered(story)
    for hours in (20, 40):
        story.world.clock.advance(timedelta(hours=hours))
        story.change()
        changed = {order.number for order in story.due()}
        assert {proposal.answer.number for proposal in story.answer()} <= changed
        assert answered(story).items() <= shown(story).items()


def answered(story):
    """Return {(order, line): (accepted, rejected)} of the orders whose last answer is about what is ordered now."""
    found = {}
    for number, answer in story.given.items():
        order = story.read(number)
        if not is_due(order, answer):
            said = vendor_order_status.read_answered(document(answer))
            found.update({(number, item.line_key): said[item.line_key] for item in open_items(order)})
    return found


def shown(story):
    """Return the same of all orders that are answered, as Amazon's status tells it."""
    found = {}
    for number in story.given:
        request = Request('GET', '', f'purchaseOrderNumber={number}', HEADERS, b'')
        request.group_id = story.world.order(number).group_id
        body = get_purchase_orders_status(story.world, request).body
        lines = vendor_order_status.read_confirmed(body)[number]
        found.update({(number, line): pieces for line, pieces in lines.items()})
    return found


WRONG = {
    'line_unknown': ('INVALID_ITEM', lambda item: replace(item, sequence='999', asin='B0UNKNOWN1', vendor_sku=None)),
    'quantity_above': ('INVALID_QUANTITY', lambda item: with_part(item, quantity=10_000)),
    'quantity_not_whole': ('INVALID_QUANTITY', lambda item: with_part(item, quantity=0)),
    'price_not_positive': ('INVALID_PRICE', lambda item: with_cost(item, amount=Decimal(0))),
    'no_price_to_state': ('INVALID_PRICE', lambda item: replace(item, net_cost=None)),
    'price_basis_differs': ('INVALID_PRICE', lambda item: with_cost(item, currency='CHF')),
    'unit_differs': ('INVALID_UNIT', lambda item: with_ordered(item, unit='Cases', unit_size=99)),
    'backorder_not_allowed': ('BACKORDER_NOT_ALLOWED', lambda item: with_part(item, code='Backordered')),
    'rejection_reason': ('INVALID_REASON', lambda item: with_part(item, rejection_reason='ObsoleteProduct')),
}


def with_part(item, **values):
    return replace(item, parts=(replace(item.parts[0], **values),))


def with_cost(item, **values):
    return replace(item, net_cost=replace(item.net_cost, **values))


def with_ordered(item, **values):
    return replace(item, ordered=replace(item.ordered, **values))


@pytest.mark.parametrize('ours', WRONG)
def test_what_we_do_not_send_because_of_amazons_rules_amazon_refuses(ours):
    """Break one rule: our refusal has the reason, Amazon's transaction the error that belongs to it."""
    theirs, spoil = WRONG[ours]
    story = Story(0)
    number, = story.world.tagged('eaches')
    known = {'1': Known('sellable', 'kettle', price=LinePrice(AGREED, AGREED, AGREED))}
    proposal, = propose([Asked(number, story.read(number), Policy('all'), known)], Ledger({}), NOW)
    spoiled = replace(proposal.answer, items=(spoil(proposal.answer.items[0]),))
    assert ours in {each.code for each in refusals(proposal.asked.order, spoiled, NOW)}
    assert not story.submit(proposal.answer)['errors']
    transaction = story.submit(spoiled)
    assert transaction['outcome'] == FAILURE
    assert theirs in {error['code'] for error in transaction['errors']}
