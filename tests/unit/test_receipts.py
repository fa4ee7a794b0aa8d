"""Receipts are differences of readings: none lost, none doubled, whatever the order in which Amazon's answers come."""
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acorn_vendor_connector.engine.receipts import Ledger, Reading, book, book_all, reading_of
from acorn_vendor_connector.spapi.vendor_order_status import parse_status

START = datetime(2026, 11, 1, tzinfo=timezone.utc)


def day(number):
    return START + timedelta(days=number)


def read(pieces, on, **more):
    """Return what we read on a day; Amazon received the last of it the day before."""
    return Reading(pieces, day(on), day(on), day(on - 1) if pieces else None, **more)


def booked(*readings):
    """Return (kind, pieces, day) of every receipt."""
    _ledger, receipts = book_all(Ledger(), readings)
    return [(receipt.kind, receipt.pieces, (receipt.received_at - START).days) for receipt in receipts]


def test_what_comes_in_is_a_receipt_dated_as_amazon_says():
    assert booked(read(0, 1), read(6, 3), read(10, 5)) == [('receipt', 6, 2), ('receipt', 4, 4)]


def test_an_old_order_begins_with_one_opening_receipt():
    assert booked(read(60, 9), read(72, 12)) == [('opening', 60, 8), ('receipt', 12, 11)]


def test_what_amazon_takes_back_is_a_correction_dated_when_we_learn_of_it():
    correction = replace(read(8, 6), last_received_at=day(2))
    assert booked(read(0, 1), read(10, 3), correction) == [('receipt', 10, 2), ('correction', -2, 6)]


def test_ten_twelve_ten_twelve_are_four_receipts_with_keys_of_their_own():
    ledger, receipts = book_all(Ledger(), [read(10, 1), read(12, 2), read(10, 3), read(12, 4)])
    assert [(receipt.number, receipt.pieces) for receipt in receipts] == [(1, 10), (2, 2), (3, -2), (4, 2)]
    assert [receipt.total for receipt in receipts] == [10, 12, 10, 12]
    assert (ledger.pieces, ledger.receipts) == (12, 4)


def test_the_same_reading_twice_is_nothing():
    ledger, receipt = book(Ledger(), read(10, 1))
    assert receipt.pieces == 10
    assert book(ledger, read(10, 1)) == (ledger, None)


def test_an_answer_that_comes_late_is_nothing():
    assert booked(read(10, 5), read(6, 3)) == [('opening', 10, 4)]
    # The same total, read earlier, must not make an answer between the two look like news.
    assert booked(read(5, 6), read(5, 2), read(7, 4)) == [('opening', 5, 5)]


def test_an_answer_that_says_nothing_is_not_zero():
    assert booked(read(None, 1), read(10, 2), read(None, 3), read(12, 4)) == [('receipt', 10, 1), ('receipt', 2, 3)]


def test_what_comes_to_a_line_that_we_watch_is_no_opening():
    """Amazon says nothing at all about receiving until something has arrived."""
    ledger, receipt = book(Ledger(), read(None, 1))
    assert (ledger, receipt) == (Ledger(is_watched=True), None)
    assert book(ledger, read(10, 2))[1].kind == 'receipt'


def test_without_a_date_of_amazon_a_receipt_has_that_of_its_order_or_of_our_question():
    known = Ledger(Reading(0, day(1)), 0, is_watched=True)
    assert book(known, Reading(5, day(3), changed_at=day(2)))[1].received_at == day(2)
    assert book(known, Reading(5, day(3)))[1].received_at == day(3)


def line_of(received, ordered=None):
    ordered = ordered or {'amount': 5, 'unitOfMeasure': 'Cases', 'unitSize': 12}
    order = parse_status({
        'purchaseOrderNumber': 'A', 'lastUpdatedDate': '2026-11-03T00:00:00Z', 'itemStatus': [{
            'itemSequenceNumber': '1', 'orderedQuantity': {'orderedQuantity': ordered},
            **({'receivingStatus': received} if received is not None else {})}]})
    return order.lines[0], order


def received(amount, unit, size):
    return {'receivedQuantity': {'amount': amount, 'unitOfMeasure': unit, 'unitSize': size},
            'lastReceiveDate': '2026-11-02T00:00:00Z'}


def readings(*shown):
    return [reading_of(*line_of(each), requested_at=day(3 + place)) for place, each in enumerate(shown)]


def test_a_reading_is_what_the_status_of_a_line_says():
    assert reading_of(*line_of(received(30, 'Eaches', 1)), requested_at=day(9)) == Reading(
        30, day(9), day(2), day(1), 'Eaches', 1)
    assert reading_of(*line_of(None), requested_at=day(9)).pieces is None
    assert reading_of(*line_of({'receiveStatus': 'NOT_RECEIVED'}), requested_at=day(9)).pieces == 0


@pytest.mark.parametrize(('first', 'second', 'pieces'), [
    (received(2, 'Cases', 12), received(24, 'Eaches', 1), []),
    (received(2, 'Cases', 12), received(30, 'Eaches', 1), [6]),
    (received(2, 'Cases', 12), received(2, 'Cases', 10), [-4]),
])
def test_a_change_of_unit_is_told_and_never_a_receipt_by_itself(first, second, pieces):
    _ledger, (opening, *later) = book_all(Ledger(), readings(first, second))
    assert (opening.pieces, opening.unit_changed) == (24, False)
    assert [(receipt.pieces, receipt.unit_changed) for receipt in later] == [(number, True) for number in pieces]


def test_the_first_pieces_in_another_unit_than_ordered_are_no_change_of_unit():
    _ledger, (receipt,) = book_all(Ledger(), readings({'receiveStatus': 'NOT_RECEIVED'}, received(24, 'Eaches', 1)))
    assert (receipt.kind, receipt.pieces, receipt.unit_changed) == ('receipt', 24, False)


# Whatever Amazon answers, in whatever order

TOTALS = st.one_of(st.none(), st.integers(0, 5000))


@st.composite
def some_readings(draw):
    """Draw readings at different moments, with Amazon's dates on all or on none, in any order."""
    moments = draw(st.lists(st.integers(0, 400), unique=True, max_size=12))
    stated = draw(st.booleans())
    made = [
        Reading(draw(TOTALS), day(moment) + timedelta(hours=2), day(moment) if stated else None, day(moment))
        for moment in moments
    ]
    return draw(st.permutations(made))


def newest(readings_drawn):
    told = [reading for reading in readings_drawn if reading.pieces is not None]
    return max(told, key=lambda reading: reading.requested_at).pieces if told else 0


@given(some_readings())
def test_the_sum_of_the_receipts_is_what_amazon_told_last(drawn):
    ledger, receipts = book_all(Ledger(), drawn)
    assert sum(receipt.pieces for receipt in receipts) == ledger.pieces == newest(drawn)


@given(some_readings(), st.data())
def test_readings_that_come_again_in_any_order_add_nothing(drawn, data):
    ledger, receipts = book_all(Ledger(), drawn)
    again = data.draw(st.permutations(drawn))
    assert book_all(ledger, again) == (ledger, ())
    assert book_all(Ledger(), drawn) == (ledger, receipts)


@given(some_readings())
def test_the_chain_has_no_gap_and_every_kind_means_what_it_says(drawn):
    ledger, receipts = book_all(Ledger(), drawn)
    assert [receipt.number for receipt in receipts] == list(range(1, ledger.receipts + 1))
    total = 0
    for receipt in receipts:
        total += receipt.pieces
        assert receipt.total == total >= 0
        assert (receipt.kind == 'correction') == (receipt.pieces < 0)
        assert receipt.kind != 'opening' or receipt.number == 1


@given(st.integers(0, 50), st.integers(1, 144), st.integers(0, 50))
def test_cases_and_eaches_make_the_same_receipts(first, size, more):
    shown = [(first, first * size), (first + more, (first + more) * size)]
    in_cases = readings(*(received(cases, 'Cases', size) for cases, _pieces in shown))
    mixed = readings(received(shown[0][0], 'Cases', size), received(shown[1][1], 'Eaches', 1))
    pieces = [[receipt.pieces for receipt in book_all(Ledger(), each)[1]] for each in (in_cases, mixed)]
    assert pieces[0] == pieces[1]
