"""Acknowledgements by Amazon's rules, and what becomes of them."""
import copy
from datetime import timedelta

import pytest
import requests

from simulator import Simulator, scenarios

from .amazon import amazons_validator, check_with_sdk
from .conftest import NOW, Caller, line

PATH = "/vendor/orders/v1/acknowledgements"
COST = {"amount": "9.99", "currencyCode": "USD"}


@pytest.fixture
def order(empty):
    lines = [line(10, cost="9.99", back_order=True), line(4, cost="9.99")]
    return empty.world.add_order("ACRN1", "PHX6", lines, number="ORDER001")


def part(code, amount, **more):
    return {"acknowledgementCode": code, "acknowledgedQuantity": {"amount": amount, "unitOfMeasure": "Eaches"}, **more}


def item(sequence, *parts, ordered=10, **more):
    return {
        "itemSequenceNumber": sequence, "orderedQuantity": {"amount": ordered, "unitOfMeasure": "Eaches"},
        "netCost": COST, "itemAcknowledgements": list(parts), **more,
    }


def answer(*items, number="ORDER001", code="ACRN1"):
    return {"acknowledgements": [{
        "purchaseOrderNumber": number, "sellingParty": {"partyId": code},
        "acknowledgementDate": "2026-11-22T12:00:00Z", "items": list(items),
    }]}


FULL_SECOND = item("2", part("Accepted", 4), ordered=4)
FULL = answer(item("1", part("Accepted", 10)), FULL_SECOND)


def post(caller, body):
    return caller.session.post(
        caller.credentials["endpoint"] + PATH, json=body, headers={"x-amz-access-token": caller.token}, timeout=5
    )


def submit(caller, body):
    taken = post(caller, body)
    assert taken.status_code == 202, taken.text
    check_with_sdk("submitAcknowledgement", taken.json())
    return taken.json()["payload"]["transactionId"]


def status(caller, transaction_id):
    shown = caller.get(f"/vendor/transactions/v1/transactions/{transaction_id}").json()
    check_with_sdk("getTransaction", shown)
    return shown["payload"]["transactionStatus"]


def outcome(caller, body):
    """Return how an answer ends: its status, and the codes of what was wrong."""
    transaction_id = submit(caller, body)
    caller.sim.advance(timedelta(seconds=30))
    found = status(caller, transaction_id)
    return found["status"], [error["code"] for error in found.get("errors", ())]


def test_an_answer_is_processed_for_a_while_and_then_counts(empty, caller, order):
    transaction_id = submit(caller, FULL)
    assert status(caller, transaction_id) == {"transactionId": transaction_id, "status": "Processing"}
    assert empty.world.order("ORDER001").state == "New"
    empty.advance(timedelta(seconds=30))
    assert status(caller, transaction_id)["status"] == "Success"
    assert empty.world.order("ORDER001").state == "Acknowledged"
    assert order.answered == {"1": {"Accepted": 10}, "2": {"Accepted": 4}}


def test_a_missing_line_is_a_rejection(empty, caller, order):
    assert outcome(caller, answer(item("1", part("Accepted", 10)))) == ("Success", [])
    assert order.answered == {"1": {"Accepted": 10}, "2": {"Rejected": 4}}


def test_a_later_answer_replaces_the_earlier_one(empty, caller, order):
    backordered = part("Backordered", 4, scheduledShipDate="2026-12-01T00:00:00Z")
    for first in ((part("Accepted", 10),), (part("Accepted", 6), backordered)):
        body = answer(item("1", *first), item("2", part("Accepted", 4), ordered=4))
        assert outcome(caller, body) == ("Success", [])
    assert order.answered["1"] == {"Accepted": 6, "Backordered": 4}


def test_an_order_that_is_rejected_line_by_line_is_closed(empty, caller, order):
    outcome(caller, answer(item("1", part("Rejected", 10, rejectionReason="ObsoleteProduct"))))
    assert order.state == "Closed"


@pytest.mark.parametrize(("items", "code"), [
    ([item("1", part("Accepted", 11))], "INVALID_QUANTITY"),
    ([item("1", part("Accepted", 0))], "INVALID_QUANTITY"),
    ([item("1", part("Accepted", 10), netCost={"amount": "0", "currencyCode": "USD"})], "INVALID_PRICE"),
    ([item("2", part("Backordered", 4, scheduledShipDate="2026-12-01T00:00:00Z"), ordered=4)], "BACKORDER_NOT_ALLOWED"),
    ([item("1", part("Backordered", 10))], "MISSING_DATE"),
    ([item("9", part("Accepted", 1))], "INVALID_ITEM"),
    ([item("1", part("Accepted", 10), netCost=None)], "INVALID_PRICE"),
    ([item("1", part("Accepted", 10), netCost={"amount": "9.99", "currencyCode": "EUR"})], "INVALID_PRICE"),
    ([item("1", part("Accepted", 10), netCost=None, listPrice=COST, discountMultiplier="0.5")], "INVALID_PRICE"),
    ([item("1", part("Accepted", 10)), item("1", part("Accepted", 10))], "DUPLICATE_ITEM"),
    ([item("1", part("Accepted", 10, rejectionReason="ObsoleteProduct"))], "INVALID_REASON"),
    ([item("1", {"acknowledgementCode": "Accepted", "acknowledgedQuantity": {"amount": 1, "unitOfMeasure": "Cases",
                                                                            "unitSize": 10}})], "INVALID_UNIT"),
])
def test_what_the_rules_forbid_fails_and_changes_nothing(empty, caller, order, items, code):
    assert outcome(caller, answer(*items)) == ("Failure", [code])
    assert (order.state, order.answered) == ("New", {})


def test_rejected_is_final(empty, caller, order):
    outcome(caller, answer(item("1", part("Rejected", 10)), item("2", part("Accepted", 4), ordered=4)))
    assert outcome(caller, FULL) == ("Failure", ["REJECTION_FINAL"])


@pytest.mark.parametrize(("change", "code"), [
    ({"number": "UNKNOWN1"}, "INVALID_ORDER_ID"), ({"code": "ACRN2"}, "INVALID_SELLING_PARTY"),
])
def test_an_answer_to_what_is_not_the_callers_fails(empty, caller, order, change, code):
    assert outcome(caller, answer(item("1", part("Accepted", 10)), **change)) == ("Failure", [code])


@pytest.mark.parametrize("spoil", [
    lambda body: body.pop("acknowledgements"),
    lambda body: body["acknowledgements"][0].pop("sellingParty"),
    lambda body: body["acknowledgements"][0].update(acknowledgementDate="today"),
    lambda body: body["acknowledgements"][0]["items"][0].pop("orderedQuantity"),
    lambda body: body["acknowledgements"][0]["items"][0]["itemAcknowledgements"][0].update(acknowledgementCode="Maybe"),
    lambda body: body["acknowledgements"][0]["items"][0]["orderedQuantity"].update(amount="10"),
])
def test_what_the_model_forbids_is_refused_at_once(empty, caller, order, spoil):
    body = copy.deepcopy(FULL)
    spoil(body)
    refused = post(caller, body)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (400, "InvalidInput")
    assert empty.world.transactions.report() == []


def test_a_body_that_does_not_say_that_it_is_json_is_refused(empty, caller, order):
    refused = caller.session.post(
        caller.credentials["endpoint"] + PATH, data="{}", headers={"x-amz-access-token": caller.token}, timeout=5)
    assert refused.status_code == 415


def test_documents_can_be_made_to_fail_or_to_stay_processing(empty, caller, order):
    wanted = {"outcome": "Failure", "errors": [{"code": "SOMETHING", "message": "Something is wrong."}]}
    for plan in (wanted, {"outcome": "Processing"}, {"settles_after": 0}):
        requests.post(f"{empty.url}/_simulator/transactions", json=plan, timeout=5).raise_for_status()
    assert outcome(caller, FULL) == ("Failure", ["SOMETHING"])
    assert order.state == "New"
    assert outcome(caller, FULL) == ("Processing", [])
    assert empty.world.order("ORDER001").state == "Acknowledged"
    shown = requests.get(f"{empty.url}/_simulator/transactions", timeout=5).json()["transactions"]
    assert [transaction["status"] for transaction in shown] == ["Failure", "Processing"]


def plan(sim, **how):
    requests.post(f"{sim.url}/_simulator/transactions", json=how, timeout=5).raise_for_status()


def test_only_the_documents_about_an_order_can_be_planned(empty, caller, order):
    empty.world.add_order("ACRN1", "PHX6", [line(4, cost="9.99")], number="ORDER002")
    plan(empty, outcome="Failure", order="ORDER002", times=2)
    other = answer(item("1", part("Accepted", 4), ordered=4), number="ORDER002")
    ends = [outcome(caller, body)[0] for body in (FULL, other, other, other)]
    assert ends == ["Success", "Failure", "Failure", "Success"]


def test_a_document_can_take_long_and_the_order_can_tell_later_than_its_transaction(empty, caller, order):
    plan(empty, settles_after=600, shows_after=1200)
    transaction_id = submit(caller, FULL)
    seen = []
    for _ in range(4):
        seen.append((status(caller, transaction_id)["status"], empty.world.order("ORDER001").state))
        empty.advance(timedelta(seconds=400))
    assert seen == [
        ("Processing", "New"), ("Processing", "New"), ("Success", "New"), ("Success", "Acknowledged")]


@pytest.mark.parametrize("said", ["Processing", None])
def test_a_document_can_get_lost_whatever_its_transaction_says(empty, caller, order, said):
    plan(empty, outcome=said, is_lost=True)
    assert outcome(caller, FULL) == (said or "Success", [])
    empty.advance(timedelta(days=1))
    assert (order.state, order.answered) == ("New", {})


def test_a_document_against_the_rules_fails_even_where_another_end_is_planned(empty, caller, order):
    plan(empty, settles_after=0)
    assert outcome(caller, answer(item("9", part("Accepted", 1)))) == ("Failure", ["INVALID_ITEM"])


def test_an_order_that_amazon_closes_meanwhile_stays_closed(empty, caller, order):
    submit(caller, FULL)
    empty.world.cancel("ORDER001")
    empty.advance(timedelta(seconds=30))
    assert order.state == "Closed"


def test_the_state_tells_since_when(empty, caller, order):
    def shown():
        details = caller.get("/vendor/orders/v1/purchaseOrders/ORDER001").json()["payload"]
        return details["purchaseOrderState"], details["orderDetails"]["purchaseOrderStateChangedDate"][11:16]

    assert shown() == ("New", "12:00")
    for minutes in (10, 20):
        empty.advance(timedelta(minutes=minutes))
        outcome(caller, FULL)
        assert shown() == ("Acknowledged", "12:10")


def test_an_order_is_answered_in_vendor_central(empty, caller, order):
    said = {"answers": {"1": {"Accepted": 7, "Rejected": 3}}}
    done = requests.post(f"{empty.url}/_simulator/orders/ORDER001/acknowledge", json=said, timeout=5).json()
    assert done["answered"] == {"1": {"Accepted": 7, "Rejected": 3}, "2": {"Accepted": 4}}
    assert done["state"] == "Acknowledged"
    assert outcome(caller, FULL) == ("Failure", ["REJECTION_FINAL"])


def test_only_what_is_cancelled_comes_back(empty, caller, order):
    outcome(caller, FULL)
    empty.world.cancel("ORDER001")
    empty.world.uncancel("ORDER001")
    assert (order.state, [line["orderedQuantity"]["amount"] for line in order.lines]) == ("New", [10, 4])
    with pytest.raises(ValueError, match="not cancelled"):
        empty.world.uncancel("ORDER001")


def test_an_answer_that_amazon_took_may_go_unheard(empty, caller, order):
    empty.faults.add("submitAcknowledgement", "cut_headers")
    with pytest.raises(requests.ConnectionError):
        post(caller, FULL)
    empty.advance(timedelta(seconds=30))
    assert empty.world.order("ORDER001").state == "Acknowledged"


def test_transactions_are_the_callers_own(empty, caller, order):
    stranger = Caller(empty, account=1)
    path = f"/vendor/transactions/v1/transactions/{submit(caller, FULL)}"
    assert stranger.get(path).status_code == 404
    assert caller.get(path).status_code == 200


def test_answers_and_transactions_outlive_a_restart(tmp_path):
    options = {"scenario": "empty", "state": tmp_path / "state.json", "now": NOW, "rate_factor": None}
    with Simulator(**options) as first:
        lines = [line(10, cost="9.99"), line(4, cost="9.99")]
        first.world.add_order("ACRN1", "PHX6", lines, number="ORDER001")
        transaction_id = submit(Caller(first), FULL)
    with Simulator(**options) as second:
        second.advance(timedelta(seconds=30))
        assert status(Caller(second), transaction_id)["status"] == "Success"
        assert second.world.order("ORDER001").answered["2"] == {"Accepted": 4}


def test_what_was_planned_for_a_document_is_not_planned_again_after_a_restart(tmp_path, monkeypatch):
    def story(world, rng, base):
        scenarios.empty(world, rng, base)
        world.new_order("ACRN1", "PHX6", [line(10, cost="9.99"), line(4, cost="9.99")], number="ORDER001")
        world.transactions.plan("Failure", order="ORDER001")

    monkeypatch.setitem(scenarios.SCENARIOS, "story", story)
    ends = []
    for _ in range(2):
        options = {"state": tmp_path / "state.json", "now": NOW, "rate_factor": None}
        with Simulator("story", **options) as sim:
            ends.append(outcome(Caller(sim), FULL)[0])
    assert ends == ["Failure", "Success"]


def test_quantities_are_settled_two_days_after_the_order_unless_amazon_changes_it(empty, caller, order):
    def answered(*parts):
        return answer(item("1", *parts), item("2", part("Accepted", 4), ordered=4))

    assert outcome(caller, answered(part("Accepted", 10))) == ("Success", [])
    caller.later(hours=47)
    assert outcome(caller, answered(part("Accepted", 9), part("Rejected", 1))) == ("Success", [])
    caller.later(hours=2)
    assert outcome(caller, answered(part("Accepted", 8), part("Rejected", 2))) == ("Failure", ["TOO_LATE"])
    other_date = part("Accepted", 9, scheduledShipDate="2026-12-01T00:00:00Z")
    assert outcome(caller, answered(other_date, part("Rejected", 1))) == ("Success", [])
    other_cost = {"netCost": {"amount": "9.50", "currencyCode": "USD"}}
    dearer = answer(item("1", part("Accepted", 9), part("Rejected", 1), **other_cost), FULL_SECOND)
    assert outcome(caller, dearer) == ("Failure", ["TOO_LATE"])
    left_out = answer(item("1", part("Accepted", 9), part("Rejected", 1)))
    assert outcome(caller, left_out) == ("Failure", ["TOO_LATE"])
    empty.world.change("ORDER001", quantities={"1": 8})
    caller.later(days=3)
    assert outcome(caller, answered(part("Accepted", 7), part("Rejected", 1))) == ("Success", [])
    assert outcome(caller, answered(part("Accepted", 6), part("Rejected", 2))) == ("Failure", ["TOO_LATE"])


def test_a_first_answer_is_never_too_late(empty, caller, order):
    empty.advance(timedelta(days=5))
    assert outcome(caller, FULL) == ("Success", [])


@pytest.mark.parametrize(("ordered", "rejected", "codes"), [
    (10, 5, ["REJECTION_FINAL"]), (10, 6, []), (12, 5, ["REJECTION_FINAL"]), (12, 6, []),
    (8, 3, ["REJECTION_FINAL"]), (8, 4, []), (4, 0, []), (3, 0, []),
])
def test_what_amazon_cancels_goes_off_what_was_rejected_first(empty, caller, order, ordered, rejected, codes):
    """Ten were ordered, of which six were rejected."""
    second = item("2", part("Accepted", 4), ordered=4)
    assert outcome(caller, answer(item("1", part("Accepted", 4), part("Rejected", 6)), second)) == ("Success", [])
    empty.world.change("ORDER001", quantities={"1": ordered})
    parts = [part("Accepted", ordered - rejected), *([part("Rejected", rejected)] if rejected else [])]
    corrected = answer(item("1", *parts, ordered=ordered), second)
    assert outcome(caller, corrected) == ("Failure" if codes else "Success", codes)


@pytest.mark.parametrize("operation", ["submitAcknowledgement", "getTransaction"])
def test_answers_fit_amazons_own_model(empty, caller, order, operation):
    validator = amazons_validator(operation)
    taken = post(caller, FULL).json()
    transaction_id = taken["payload"]["transactionId"]
    refused = post(caller, {}).json()
    failed = submit(caller, answer(number="UNKNOWN1"))
    empty.advance(timedelta(seconds=30))
    path = "/vendor/transactions/v1/transactions/"
    shown = [caller.get(path + known).json() for known in (transaction_id, failed, "unknown")]
    for document in {"submitAcknowledgement": (taken, refused), "getTransaction": shown}[operation]:
        validator.validate(document)
