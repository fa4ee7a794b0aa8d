"""Amazon's view of orders: what it shows of answers, changes and receipts, listed by every argument of its model."""
import time
from datetime import timedelta

import pytest
import requests

from simulator import Simulator
from simulator.receiving import STORIES

from .amazon import amazons_validator, check_with_sdk
from .conftest import NOW, STATUSES, Caller, line
from .test_acknowledgements import FULL, answer, item, outcome, part


@pytest.fixture
def order(empty):
    lines = [line(10, cost="9.99", back_order=True), line(4, cost="9.99")]
    return empty.world.add_order("ACRN1", "PHX6", lines, number="ORDER001")


@pytest.fixture
def cases(empty):
    """Return an order of five cases of twelve, accepted."""
    order = empty.world.add_order(
        "ACRN1", "PHX6", [{"sku": "AC-HNY-500", "quantity": 5, "unit": "Cases"}], number="CASES001")
    empty.world.acknowledge("CASES001")
    return order


def shown(caller, number="ORDER001"):
    """Return the status of one order; two judges have looked at it."""
    found = caller.get(STATUSES, purchaseOrderNumber=number).json()
    check_with_sdk("getPurchaseOrdersStatus", found)
    amazons_validator("getPurchaseOrdersStatus").validate(found)
    (status,) = found["payload"]["ordersStatus"]
    return status


def lines_of(caller, part_of_line, number="ORDER001"):
    return [each.get(part_of_line) for each in shown(caller, number)["itemStatus"]]


def amounts(quantities, *names):
    return [quantities[name]["amount"] for name in names]


def numbers(caller, **query):
    found = caller.get(STATUSES, **query)
    assert found.status_code == 200, found.text
    return [status["purchaseOrderNumber"] for status in found.json()["payload"]["ordersStatus"]]


# What was ordered and answered


def test_a_line_without_an_answer_is_unconfirmed(empty, caller, order):
    assert shown(caller)["purchaseOrderStatus"] == "OPEN"
    for confirmed in lines_of(caller, "acknowledgementStatus"):
        assert confirmed["confirmationStatus"] == "UNCONFIRMED"
        assert amounts(confirmed, "acceptedQuantity", "rejectedQuantity") == [0, 0]
        assert "acknowledgementStatusDetails" not in confirmed


def test_what_was_confirmed_is_shown_with_every_answer_the_latest_first(empty, caller, order):
    outcome(caller, FULL)
    later = part("Backordered", 3, scheduledShipDate="2026-12-01T00:00:00Z")
    outcome(caller, answer(item("1", part("Accepted", 3), later, part("Rejected", 4))))
    first, second = lines_of(caller, "acknowledgementStatus")
    assert (first["confirmationStatus"], second["confirmationStatus"]) == ("PARTIALLY_ACCEPTED", "REJECTED")
    assert amounts(first, "acceptedQuantity", "rejectedQuantity") == [6, 4]
    history = first["acknowledgementStatusDetails"]
    assert [each["acknowledgementDate"] for each in history] == ["2026-11-22T12:01:00Z", "2026-11-22T12:00:30Z"]
    assert [amounts(each, "acceptedQuantity", "rejectedQuantity") for each in history] == [[6, 4], [10, 0]]


def test_a_rejected_order_is_closed(empty, caller, order):
    outcome(caller, answer(item("1", part("Rejected", 10, rejectionReason="ObsoleteProduct"))))
    assert shown(caller)["purchaseOrderStatus"] == "CLOSED"


def test_changes_of_amazon_are_told_one_by_one_and_add_up(empty, caller, order):
    for minutes, change in ((5, {"1": 15}), (10, {"1": 12}), (15, {"2": 0})):
        empty.advance(timedelta(minutes=minutes))
        empty.world.change("ORDER001", quantities=change)
    first, second = lines_of(caller, "orderedQuantity")
    assert first["orderedQuantity"]["amount"] == 12
    assert [
        (each["updatedDate"][11:16], each.get("orderedQuantity", {}).get("amount"),
         each.get("cancelledQuantity", {}).get("amount"))
        for each in first["orderedQuantityDetails"]
    ] == [("12:15", None, 3), ("12:05", 5, None), ("12:00", 10, None)]
    assert [each.get("cancelledQuantity", {}).get("amount") for each in second["orderedQuantityDetails"]] == [4, None]
    assert shown(caller)["lastUpdatedDate"] == "2026-11-22T12:30:00Z"


def test_a_change_after_the_answer_leaves_the_rest_unanswered(empty, caller, order):
    outcome(caller, FULL)
    empty.world.change("ORDER001", quantities={"1": 12, "2": 3})
    first, second = lines_of(caller, "acknowledgementStatus")
    assert (first["confirmationStatus"], second["confirmationStatus"]) == ("PARTIALLY_ACCEPTED", "ACCEPTED")
    assert amounts(first, "acceptedQuantity", "rejectedQuantity") == [10, 0]
    outcome(caller, answer(item("1", part("Accepted", 12), ordered=12), item("2", part("Accepted", 3), ordered=3)))
    assert [each["confirmationStatus"] for each in lines_of(caller, "acknowledgementStatus")] == ["ACCEPTED"] * 2


# What was received


def test_nothing_is_said_about_receiving_before_anything_arrived(empty, caller, order):
    outcome(caller, FULL)
    assert lines_of(caller, "receivingStatus") == [None, None]


def test_goods_arrive_in_parts_and_the_whole_order_closes_it(empty, caller, order):
    outcome(caller, FULL)
    caller.later(days=3)
    empty.world.receive("ORDER001", quantities={"1": 6})
    first, second = lines_of(caller, "receivingStatus")
    assert (first["receiveStatus"], first["receivedQuantity"]["amount"]) == ("PARTIALLY_RECEIVED", 6)
    assert first["lastReceiveDate"] == "2026-11-25T12:00:30Z"
    assert second["receiveStatus"] == "NOT_RECEIVED"
    assert "lastReceiveDate" not in second
    assert shown(caller)["purchaseOrderStatus"] == "OPEN"
    empty.world.receive("ORDER001")
    assert [each["receiveStatus"] for each in lines_of(caller, "receivingStatus")] == ["RECEIVED"] * 2
    assert (shown(caller)["purchaseOrderStatus"], order.state) == ("CLOSED", "Closed")


def test_a_correction_lowers_the_total_and_is_no_arrival(empty, caller, order):
    outcome(caller, FULL)
    empty.world.receive("ORDER001", pieces={"1": 10})
    caller.later(days=1)
    empty.world.receive("ORDER001", pieces={"1": -2})
    first, _second = lines_of(caller, "receivingStatus")
    assert (first["receivedQuantity"]["amount"], first["lastReceiveDate"]) == (8, "2026-11-22T12:00:30Z")
    assert shown(caller)["lastUpdatedDate"] == "2026-11-23T12:00:30Z"


def test_a_warehouse_says_cases_only_where_they_are_full(empty, caller, cases):
    empty.world.receive("CASES001", pieces={"1": 30})
    (found,) = lines_of(caller, "receivingStatus", "CASES001")
    assert found["receivedQuantity"] == {"amount": 30, "unitOfMeasure": "Eaches", "unitSize": 1}
    empty.world.receive("CASES001", pieces={"1": 6})
    (found,) = lines_of(caller, "receivingStatus", "CASES001")
    assert found["receivedQuantity"] == {"amount": 3, "unitOfMeasure": "Cases", "unitSize": 12}


def test_goods_are_received_over_http(empty, caller, cases):
    def receive(**what):
        return requests.post(f"{empty.url}/_simulator/orders/CASES001/receive", json=what, timeout=5)

    assert receive(quantities={"1": 2}).json()["received"] == {"1": 24}
    assert receive().json()["received"] == {"1": 60}
    for wrong in ({}, {"pieces": {"1": -61}}, {"pieces": {"9": 1}}, {"colour": "red"}):
        assert receive(**wrong).status_code == 400
    assert receive(pieces={"1": 1}).json()["received"] == {"1": 61}


# Goods that arrive by themselves


def received_of(sim, story, after_days=2):
    """Return what has been received on each of nine days of one accepted line of ten pieces."""
    sim.world.receive_by_itself(after_days=after_days, stories={story: 1})
    order = sim.world.add_order("ACRN1", "PHX6", [line(10)])
    sim.world.acknowledge(order.number)
    days = []
    for _day in range(9):
        sim.advance(timedelta(days=1))
        days.append(sim.world.order(order.number).received("1"))
    return days


@pytest.mark.parametrize(("story", "days"), [
    ("full", [0, 10, 10, 10, 10, 10, 10, 10, 10]),
    ("parts", [0, 6, 6, 10, 10, 10, 10, 10, 10]),
    ("late", [0, 0, 0, 0, 0, 0, 0, 10, 10]),
    ("short", [0, 9, 9, 9, 9, 9, 9, 9, 9]),
    ("over", [0, 11, 11, 11, 11, 11, 11, 11, 11]),
    ("never", [0, 0, 0, 0, 0, 0, 0, 0, 0]),
    ("corrected", [0, 10, 10, 9, 9, 9, 9, 9, 9]),
])
def test_goods_arrive_as_the_story_of_their_line_says(empty, story, days):
    assert received_of(empty, story) == days
    assert story in STORIES


def test_the_same_seed_receives_the_same(tmp_path):
    def received(seed):
        with Simulator("bulk", seed=seed, now=NOW, orders=40, lines=3) as sim:
            sim.world.receive_by_itself(after_days=1)
            for order in sim.world.orders():
                sim.world.acknowledge(order.number)
            sim.advance(timedelta(days=10))
            return [order.summary()["received"] for order in sim.world.orders()]

    first = received(5)
    assert first == received(5) != received(6)
    assert len([order for order in first if order]) > 35


def test_only_what_amazon_still_expects_arrives(empty, caller, order):
    requests.post(f"{empty.url}/_simulator/receiving", json={"after_days": 1, "stories": {"full": 1}}, timeout=5)
    outcome(caller, answer(item("1", part("Accepted", 6), part("Rejected", 4)), item("2", part("Accepted", 4))))
    empty.world.change("ORDER001", cancel_lines=["2"])
    empty.advance(timedelta(days=1))
    assert empty.world.truth["ORDER001"]["received"] == {"1": 6}
    assert order.state == "Closed"


def test_stories_that_nobody_knows_are_refused(empty):
    for stories in ({"stolen": 1}, {}, {"full": 0}):
        answered = requests.post(f"{empty.url}/_simulator/receiving", json={"stories": stories}, timeout=5)
        assert answered.status_code == 400
    assert requests.get(f"{empty.url}/_simulator/receiving", timeout=5).json() == {"after_days": None}


def test_receipts_outlive_a_restart_and_those_to_come_still_come(tmp_path):
    options = {"scenario": "empty", "state": tmp_path / "state.json", "now": NOW, "rate_factor": None}
    with Simulator(**options) as first:
        first.world.receive_by_itself(after_days=2, stories={"parts": 1})
        first.world.add_order("ACRN1", "PHX6", [line(10), line(4)], number="ORDER001")
        first.world.add_order("ACRN1", "PHX6", [line(10)], number="ORDER002")
        first.world.acknowledge("ORDER001")
        first.world.acknowledge("ORDER002")
        first.world.receive("ORDER002", pieces={"1": 7})
        first.advance(timedelta(days=2))
        before = first.world.truth
        assert before["ORDER001"]["received"] == {"1": 6, "2": 2}
    with Simulator(**options) as second:
        assert second.world.truth == before
        second.advance(timedelta(days=2))
        assert second.world.truth["ORDER001"]["received"] == {"1": 10, "2": 4}


# Lists


@pytest.fixture
def several(empty):
    """Place five orders a day apart: untouched, rejected, accepted, partly received, received elsewhere."""
    for days, number, code, ship_to in (
        (5, "UNTOUCHD", "ACRN1", "PHX6"), (4, "REJECTED", "ACRN1", "PHX6"), (3, "ACCEPTED", "ACRN2", "PHX6"),
        (2, "PARTLY01", "ACRN1", "PHX6"), (1, "RECEIVED", "ACRN1", "ONT8"),
    ):
        placed_at = NOW - timedelta(days=days)
        empty.world.add_order(code, ship_to, [line(10, cost="9.99")], number=number, placed_at=placed_at)
    caller = Caller(empty)
    outcome(caller, answer(item("1", part("Rejected", 10)), number="REJECTED"))
    for number in ("ACCEPTED", "PARTLY01", "RECEIVED"):
        empty.world.acknowledge(number)
    empty.world.receive("PARTLY01", pieces={"1": 4})
    empty.advance(timedelta(hours=1))
    empty.world.receive("RECEIVED")
    return empty


@pytest.mark.parametrize(("query", "expected"), [
    ({}, "UNTOUCHD REJECTED ACCEPTED PARTLY01 RECEIVED"),
    ({"sortOrder": "DESC"}, "RECEIVED PARTLY01 ACCEPTED REJECTED UNTOUCHD"),
    ({"purchaseOrderStatus": "CLOSED"}, "REJECTED RECEIVED"),
    ({"purchaseOrderStatus": "OPEN"}, "UNTOUCHD ACCEPTED PARTLY01"),
    ({"itemConfirmationStatus": "UNCONFIRMED"}, "UNTOUCHD"),
    ({"itemConfirmationStatus": "REJECTED"}, "REJECTED"),
    ({"itemConfirmationStatus": "ACCEPTED", "purchaseOrderStatus": "OPEN"}, "ACCEPTED PARTLY01"),
    ({"itemConfirmationStatus": "PARTIALLY_ACCEPTED"}, ""),
    ({"itemReceiveStatus": "NOT_RECEIVED"}, "UNTOUCHD REJECTED ACCEPTED"),
    ({"itemReceiveStatus": "PARTIALLY_RECEIVED"}, "PARTLY01"),
    ({"itemReceiveStatus": "RECEIVED"}, "RECEIVED"),
    ({"orderingVendorCode": "ACRN2"}, "ACCEPTED"),
    ({"shipToPartyId": "ONT8"}, "RECEIVED"),
    ({"purchaseOrderNumber": "ACCEPTED"}, "ACCEPTED"),
    ({"purchaseOrderNumber": "UNKNOWN1"}, ""),
    ({"createdAfter": "2026-11-19T00:00:00Z", "createdBefore": "2026-11-21T00:00:00Z"}, "ACCEPTED PARTLY01"),
    ({"updatedAfter": "2026-11-22T12:30:00Z"}, "RECEIVED"),
    ({"updatedAfter": "2026-11-16T00:00:00Z", "updatedBefore": "2026-11-18T00:00:00Z"}, "UNTOUCHD"),
])
def test_every_argument_narrows_the_list(several, caller, query, expected):
    assert numbers(caller, **query) == expected.split()


def test_an_old_order_is_found_by_its_number_alone(empty, caller):
    placed_at = NOW - timedelta(days=300)
    empty.world.add_order("ACRN1", "PHX6", [line()], number="OLDORDER", placed_at=placed_at, state="Closed")
    assert numbers(caller) == []
    assert numbers(caller, purchaseOrderNumber="OLDORDER") == ["OLDORDER"]


@pytest.mark.parametrize("descending", [False, True])
def test_pages_follow_each_other_with_the_arguments_repeated(several, caller, descending):
    query = {"limit": 2, "sortOrder": "DESC" if descending else "ASC", "updatedAfter": "2026-11-16T00:00:00Z"}
    pages, token = [], {}
    while token is not None:
        payload = caller.get(STATUSES, **query, **token).json()["payload"]
        pages.append([status["purchaseOrderNumber"] for status in payload["ordersStatus"]])
        token = payload.get("pagination")
    expected = [["UNTOUCHD", "REJECTED"], ["ACCEPTED", "PARTLY01"], ["RECEIVED"]]
    backwards = [["RECEIVED", "PARTLY01"], ["ACCEPTED", "REJECTED"], ["UNTOUCHD"]]
    assert pages == (backwards if descending else expected)
    token = caller.get(STATUSES, **query).json()["payload"]["pagination"]["nextToken"]
    assert caller.get(STATUSES, limit=2, nextToken=token).status_code == 400


@pytest.mark.parametrize("query", [
    {"updatedAfter": "2026-11-01T00:00:00Z"},
    {"updatedBefore": "2019-09-2100:00:00"},
    {"changedAfter": "2026-11-20T00:00:00Z"},
    {"purchaseOrderStatus": "Closed"},
    {"itemReceiveStatus": "PARTIALLY_RECEIVE"},
    {"limit": "101"},
])
def test_what_amazon_would_not_understand_is_refused(empty, caller, query):
    found = caller.get(STATUSES, **query)
    assert (found.status_code, found.json()["errors"][0]["code"]) == (400, "InvalidRequest")


def test_statuses_are_the_callers_own(several):
    assert numbers(Caller(several, account=1), purchaseOrderNumber="ACCEPTED") == []


def test_requests_are_limited_as_amazon_states(empty):
    with Simulator("empty", now=NOW) as sim:
        caller = Caller(sim)
        statuses = [caller.get(STATUSES).status_code for _ in range(15)]
        assert statuses[:10] == [200] * 10
        assert 429 in statuses
        assert caller.get(STATUSES.replace("Status", "")).headers["x-amzn-RateLimit-Limit"] == "10.0"


@pytest.mark.parametrize(("kind", "found"), [
    ("repeat_orders", ["ORDER001", "ORDER001"]), ("missing_orders", []), ("empty_page", [])])
def test_lists_are_spoiled_on_demand(empty, caller, order, kind, found):
    empty.faults.add("getPurchaseOrdersStatus", kind)
    assert numbers(caller) == found
    assert numbers(caller) == ["ORDER001"]


def test_words_nobody_knows_and_missing_dates_come_on_demand(empty, caller, order):
    empty.faults.add("getPurchaseOrdersStatus", "unknown_enum")
    empty.faults.add("getPurchaseOrdersStatus", "missing_field")
    (odd,) = caller.get(STATUSES).json()["payload"]["ordersStatus"]
    assert odd["itemStatus"][0]["acknowledgementStatus"]["confirmationStatus"] == "NeverSeenBefore"
    (short,) = caller.get(STATUSES).json()["payload"]["ordersStatus"]
    assert "purchaseOrderDate" not in short


def test_ten_thousand_accepted_orders_answer_quickly():
    started = time.monotonic()
    with Simulator("bulk", now=NOW, rate_factor=None, orders=10_000, lines=1, acknowledged=True) as sim:
        caller = Caller(sim)
        for query in ({}, {"updatedAfter": "2026-11-16T12:00:00Z"}, {"itemConfirmationStatus": "ACCEPTED"}):
            assert len(numbers(caller, limit=100, **query)) == 100
        assert all(order._details is None for order in sim.world.orders())
    assert time.monotonic() - started < 5  # about half a second here; slow machines need room
