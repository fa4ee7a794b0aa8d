from datetime import datetime, timedelta, timezone
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from acorn_vendor_connector.engine.promising import Demand, Ledger, Supply, turn

KETTLE = ('kettle', 'Hamburg')


def day(number):
    return datetime(2026, 12, 1, tzinfo=timezone.utc) + timedelta(days=number)


def free(ledger, *days):
    return [ledger.free(KETTLE, day(number)) for number in days]


def test_what_is_there_is_free_and_what_comes_in_is_free_from_its_day_on():
    ledger = Ledger({KETTLE: 10}, [Supply(KETTLE, day(5), 20)])
    assert free(ledger, 0, 4, 5, 9) == [10, 10, 30, 30]


def test_goods_that_somebody_needs_later_are_not_free_earlier():
    ledger = Ledger({KETTLE: 10}, demands=[Demand(KETTLE, day(5), 8)])
    assert free(ledger, 0, 5, 9) == [2, 2, 2]


def test_a_receipt_before_the_later_need_sets_the_stock_free():
    ledger = Ledger({KETTLE: 10}, [Supply(KETTLE, day(3), 20)], [Demand(KETTLE, day(5), 8)])
    assert free(ledger, 0, 3, 5) == [10, 22, 22]


def test_reserved_goods_are_kept_apart_already_today():
    ledger = Ledger({KETTLE: 10}, [Supply(KETTLE, day(3), 20)], [Demand(KETTLE, day(5), 8, reserved=6)])
    assert free(ledger, 0, 3, 5) == [4, 22, 22]


def test_an_orders_own_demand_and_reservation_do_not_count_against_it_but_others_do():
    ledger = Ledger({KETTLE: 10}, demands=[
        Demand(KETTLE, day(5), 7, reserved=7, order='mine'), Demand(KETTLE, day(5), 2, order='theirs'),
        Demand(KETTLE, day(9), 1)])
    assert free(ledger, 5) == [0]
    ledger.release('mine')
    assert free(ledger, 5) == [7]
    ledger.release('mine')
    assert free(ledger, 5) == [7]


def test_a_promise_is_kept_from_everybody_who_asks_later_whatever_their_day():
    ledger = Ledger({KETTLE: 10})
    ledger.promise(KETTLE, day(5), 6)
    assert free(ledger, 1, 5, 9) == [4, 4, 4]


def test_promising_more_than_is_free_leaves_nothing_and_never_less_than_nothing():
    ledger = Ledger({KETTLE: 10}, [Supply(KETTLE, day(5), 5)])
    ledger.promise(KETTLE, day(1), 12)
    assert free(ledger, 1, 5) == [0, 3]


def test_goods_that_nobody_has_are_not_free():
    ledger = Ledger({})
    assert (ledger.free(KETTLE, day(1)), ledger.free_since(KETTLE, 1, day(1))) == (0, None)


def test_a_warehouse_has_goods_of_its_own():
    ledger = Ledger({KETTLE: 10})
    assert ledger.free(('kettle', 'Leipzig'), day(1)) == 0


def test_the_first_day_on_which_enough_is_free():
    ledger = Ledger(
        {KETTLE: 4}, [Supply(KETTLE, day(3), 6), Supply(KETTLE, day(8), 10)], [Demand(KETTLE, day(5), 5)])
    assert free(ledger, 0, 3, 5, 8) == [4, 5, 5, 15]
    assert [ledger.free_since(KETTLE, pieces, day(1)) for pieces in (4, 5, 6, 15, 16)] == [
        day(1), day(3), day(8), day(8), None]
    assert ledger.free_since(KETTLE, 4, day(6)) == day(6)


def test_pieces_may_be_fractions_of_the_products_own_unit():
    ledger = Ledger({KETTLE: Decimal('2.5')}, demands=[Demand(KETTLE, day(5), Decimal('0.75'), Decimal('0.25'))])
    assert free(ledger, 5) == [Decimal('1.75')]


def test_who_is_due_first_gets_first_then_who_ordered_first_then_by_number():
    turns = [
        turn(None, day(0), 'A'), turn(day(5), None, 'A'), turn(day(5), day(1), 'B'), turn(day(5), day(1), 'A'),
        turn(day(5), day(0), 'C'), turn(day(4), day(2), 'D'),
    ]
    assert sorted(turns) == [turns[5], turns[4], turns[3], turns[2], turns[1], turns[0]]


# Whatever the books say

days = st.integers(0, 6)
amounts = st.integers(0, 9)


@st.composite
def books(draw):
    demands = []
    for number in range(draw(st.integers(0, 4))):
        pieces = draw(amounts)
        demands.append(Demand(KETTLE, day(draw(days)), pieces, draw(st.integers(0, pieces)), f'order {number}'))
    supplies = [Supply(KETTLE, day(draw(days)), draw(amounts)) for _number in range(draw(st.integers(0, 4)))]
    return draw(st.integers(0, 30)), supplies, demands


def left_on(number, on_hand, supplies, taken):
    """Count, the slow way, what is left at the end of a day."""
    return on_hand + sum(each.pieces for each in supplies if each.at <= day(number)) - sum(
        pieces for at, pieces in taken if at <= day(number))


@given(book=books(), asked=st.lists(st.tuples(days, amounts), max_size=8))
def test_what_is_promised_as_free_never_takes_a_piece_twice(book, asked):
    on_hand, supplies, demands = book
    ledger = Ledger({KETTLE: on_hand}, supplies, demands)
    taken = [(day(0), each.reserved) for each in demands]
    taken += [(each.at, each.pieces - each.reserved) for each in demands]
    short_before = [min(0, left_on(number, on_hand, supplies, taken)) for number in range(8)]
    for number, wanted in asked:
        pieces = min(wanted, ledger.free(KETTLE, day(number)))
        ledger.promise(KETTLE, day(number), pieces)
        taken.append((day(number), pieces))
    assert [min(0, left_on(number, on_hand, supplies, taken)) for number in range(8)] == short_before


@given(book=books(), number=days)
def test_own_demand_never_counts(book, number):
    on_hand, supplies, demands = book
    ledger = Ledger({KETTLE: on_hand}, supplies, demands)
    ledger.release('order 0')
    without = Ledger({KETTLE: on_hand}, supplies, [each for each in demands if each.order != 'order 0'])
    assert ledger.free(KETTLE, day(number)) == without.free(KETTLE, day(number))


@given(book=books(), number=days, pieces=st.integers(1, 20))
def test_what_is_free_since_a_day_is_free_on_it_and_on_no_day_before(book, number, pieces):
    ledger = Ledger({KETTLE: book[0]}, *book[1:])
    since = ledger.free_since(KETTLE, pieces, day(number))
    enough = [each for each in range(number, 8) if ledger.free(KETTLE, day(each)) >= pieces]
    assert since == (day(enough[0]) if enough else None)
