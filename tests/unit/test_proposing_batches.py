"""What holds of every batch of orders, whatever is in it and however it is sorted."""
from dataclasses import replace

from hypothesis import given as generated
from hypothesis import strategies as st

from acorn_vendor_connector.engine.acknowledging import refusals
from acorn_vendor_connector.engine.promising import Demand, Ledger, Supply
from acorn_vendor_connector.engine.proposing import Policy, propose
from acorn_vendor_connector.spapi.vendor_acknowledgements import Acknowledgement, AnsweredItem, Part
from tests.unit.proposals import KETTLE, NO_STOCK, NOW, PAN, asked, day, end_of, item, known, window

PLACES = (KETTLE, PAN)
UNITS = (('Eaches', None), ('Cases', 3), ('Cases', 4))


@st.composite
def questions(draw, number):
    items, lines = [], {}
    for sequence in range(1, draw(st.integers(1, 3)) + 1):
        unit, size = draw(st.sampled_from(UNITS))
        items.append(item(draw(st.integers(0, 6)), unit, size, draw(st.booleans()), str(sequence)))
        lines[str(sequence)] = known(
            goods=draw(st.sampled_from(PLACES)), state=draw(st.sampled_from(('sellable', 'sellable', 'discontinued'))))
    first = draw(st.integers(1, 6))
    given = None
    if draw(st.booleans()):
        given = Acknowledgement(f'ORDER{number}', 'ACORN', day(0, 6), tuple(
            AnsweredItem(each.sequence, each.quantity, tuple(draw(split_of(each))), each.asin, net_cost=each.net_cost)
            for each in items if each.quantity.amount))
        items = [replace(each, quantity=replace(each.quantity, amount=draw(st.integers(0, 8)))) for each in items]
    return asked(
        *items, number=f'ORDER{number}', lines=lines, given=given, changed_at=day(0, 9) if given else None,
        policy=Policy(draw(st.sampled_from(('free', 'free', 'all'))), backorder_days=draw(st.sampled_from((0, 4)))),
        dates=window(first, first + draw(st.integers(0, 3)), draw(st.sampled_from(('ship', 'delivery'))), 1),
        ordered_at=day(-draw(st.integers(0, 2))))


@st.composite
def split_of(draw, line):
    amount = line.quantity.amount
    accepted = draw(st.integers(0, amount))
    rejected = draw(st.integers(0, amount - accepted))
    backordered = amount - accepted - rejected if line.backorder_allowed else 0
    found = [
        Part('Accepted', accepted), Part('Backordered', backordered, ships_at=end_of(12)),
        Part('Rejected', amount - accepted - backordered, rejection_reason=NO_STOCK)]
    return [part for part in found if part.quantity]


@st.composite
def batches(draw):
    return [draw(questions(number)) for number in range(1, draw(st.integers(1, 4)) + 1)]


@st.composite
def books(draw):
    """Return what makes a ledger: some demands are of orders of the batch."""
    supplies = [
        Supply(draw(st.sampled_from(PLACES)), day(draw(st.integers(0, 12))), draw(st.integers(0, 20)))
        for _number in range(draw(st.integers(0, 4)))]
    demands = []
    for order in draw(st.lists(st.sampled_from(('ORDER1', 'ORDER2', None)), max_size=4)):
        pieces = draw(st.integers(0, 9))
        demands.append(Demand(
            draw(st.sampled_from(PLACES)), end_of(draw(st.integers(0, 12))), pieces,
            draw(st.integers(0, pieces)), order))
    return {goods: draw(st.integers(0, 40)) for goods in PLACES}, supplies, demands


@generated(batch=batches(), stock=books())
def test_every_open_line_is_answered_in_full_in_whole_units_and_no_rejection_is_taken_back(batch, stock):
    for proposal in propose(batch, Ledger(*stock), NOW):
        order = proposal.asked.order
        assert {line.line_key: line.quantity() for line in proposal.answer.items} == {
            each.line_key: each.quantity.amount for each in order.items if each.quantity.amount}
        found = refusals(order, proposal.answer, NOW, proposal.asked.dates, 'UTC', proposal.asked.given)
        if not order.is_cancelled:
            assert found == ()


@generated(batch=batches(), stock=books(), shuffled=st.randoms(use_true_random=False))
def test_the_order_of_the_batch_changes_nothing(batch, stock, shuffled):
    other_way = list(batch)
    shuffled.shuffle(other_way)
    found = {each.asked.key: each.answer for each in propose(batch, Ledger(*stock), NOW)}
    assert {each.asked.key: each.answer for each in propose(other_way, Ledger(*stock), NOW)} == found


@generated(batch=batches(), stock=books())
def test_an_orders_own_demand_never_counts(batch, stock):
    on_hand, supplies, demands = stock
    keys = {each.key for each in batch}
    others = [each for each in demands if each.order not in keys]
    found = [each.answer for each in propose(batch, Ledger(on_hand, supplies, demands), NOW)]
    assert [each.answer for each in propose(batch, Ledger(on_hand, supplies, others), NOW)] == found


@generated(batch=batches(), stock=books())
def test_no_piece_is_promised_twice(batch, stock):
    """Count, the slow way, what is left on each day: new promises of what is free take nothing that was spoken for."""
    batch = [replace(each, policy=replace(each.policy, accept='free'), given=None) for each in batch]
    on_hand, supplies, demands = stock
    keys = {each.key for each in batch}
    taken = [
        (each.goods, at, pieces) for each in demands if each.order not in keys
        for at, pieces in ((day(0), each.reserved), (each.at, each.pieces - each.reserved))]

    def short():
        """Return how many pieces are missing of each product at the end of each day."""
        return [
            min(0, on_hand[goods] + sum(each.pieces for each in supplies if each.goods == goods and each.at <= at)
                - sum(pieces for what, when, pieces in taken if what == goods and when <= at))
            for goods in PLACES for at in map(end_of, range(25))]

    before = short()
    for proposal in propose(batch, Ledger(*stock), NOW):
        question = proposal.asked
        travel = question.dates.last_day - question.dates.ship_by
        for line in proposal.answer.items:
            for part in line.parts:
                if part.code != 'Rejected':
                    leaves = part.ships_at or (part.arrives_at and part.arrives_at - travel) or question.dates.due_at
                    pieces = part.quantity * line.ordered.pieces_per_unit
                    taken.append((question.known[line.line_key].goods, leaves, pieces))
    assert short() == before
