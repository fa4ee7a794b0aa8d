"""Trouble on demand: each fault does what its name says, as often as asked, and leaves nothing behind."""
import time
from datetime import timedelta

import pytest
import requests

from simulator import Simulator

from .conftest import NOW, ORDERS, Caller, line


@pytest.fixture
def six(empty):
    """Six orders, a day apart."""
    for place in range(1, 7):
        empty.world.add_order(
            "ACRN1", "PHX6", [line()], number=f"ORDER00{place}", placed_at=NOW - timedelta(days=7 - place, hours=-1)
        )
    return empty


@pytest.fixture
def caller(six):
    caller = Caller(six)
    assert caller.token
    return caller


ALL_SIX = ["ORDER001", "ORDER002", "ORDER003", "ORDER004", "ORDER005", "ORDER006"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 415, 429, 500, 503])
def test_status_is_answered_in_the_envelope_as_often_as_asked(six, caller, status):
    six.faults.add("getPurchaseOrders", f"http_{status}", times=2)
    answers = [caller.get() for _ in range(3)]
    assert [answer.status_code for answer in answers] == [status, status, 200]
    assert set(answers[0].json()["errors"][0]) == {"code", "message", "details"}
    assert six.requests.count(fault=f"http_{status}") == 2


def test_throttled_answer_carries_no_rate(six, caller):
    six.faults.add("getPurchaseOrders", "http_429")
    assert "x-amzn-RateLimit-Limit" not in caller.get().headers


@pytest.mark.parametrize("status", [200, 400, 503])
def test_html_comes_where_json_was_expected(six, caller, status):
    six.faults.add("getPurchaseOrders", f"html_{status}")
    answer = caller.get()
    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith("text/html")
    assert answer.text.startswith("<html>")


def test_an_answer_can_be_written_beforehand(six, caller):
    six.faults.add("getPurchaseOrders", "canned", status=404, document={"errors": [{"code": "X", "message": "y"}]})
    answer = caller.get()
    assert (answer.status_code, answer.json()) == (404, {"errors": [{"code": "X", "message": "y"}]})


def test_truncated_json_is_a_complete_answer_with_half_a_document(six, caller):
    six.faults.add("getPurchaseOrders", "truncated_json")
    answer = caller.get()
    assert answer.status_code == 200
    assert len(answer.content) == int(answer.headers["Content-Length"])
    with pytest.raises(requests.exceptions.JSONDecodeError):
        answer.json()


@pytest.mark.parametrize("kind", ["timeout_before", "timeout_after"])
def test_time_out_holds_the_connection_without_an_answer(six, caller, kind):
    six.faults.add("getPurchaseOrders", kind, seconds=30)
    with pytest.raises(requests.exceptions.ReadTimeout):
        caller.get(timeout=0.2)
    assert caller.numbers() == ALL_SIX


def test_time_out_before_the_work_leaves_the_code_good_and_after_it_has_used_it_up(empty):
    identities = empty.world.identities
    caller = Caller(empty)
    group = next(iter(identities.groups.values()))
    app = identities.apps[caller.credentials["client_id"]]

    def exchange(code):
        return caller.token_request(grant_type="authorization_code", code=code, refresh_token=None)

    for kind, statuses in (("timeout_before", [200]), ("timeout_after", [400])):
        code = identities.new_code(app, group, "")
        empty.faults.add("lwa", kind, seconds=0.05)
        with pytest.raises(requests.exceptions.ConnectionError):
            exchange(code)
        assert [exchange(code).status_code] == statuses


def test_slow_answer_comes_all_the_same(six, caller):
    six.faults.add("getPurchaseOrders", "slow", seconds=0.2)
    started = time.monotonic()
    assert caller.numbers() == ALL_SIX
    assert time.monotonic() - started >= 0.2


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("cut_before", requests.exceptions.ConnectionError),
        ("cut_headers", requests.exceptions.ConnectionError),
        ("cut_body", (requests.exceptions.ChunkedEncodingError, requests.exceptions.ConnectionError)),
    ],
)
def test_cut_connection_is_an_error_of_the_network(six, caller, kind, error):
    six.faults.add("getPurchaseOrders", kind)
    with pytest.raises(error):
        caller.get()
    assert caller.numbers() == ALL_SIX


def test_unknown_enum_is_put_where_asked_and_only_there(six, caller):
    six.faults.add(
        "getPurchaseOrders", "unknown_enum", field="purchaseOrderState", value="Paused", orders=["ORDER002"]
    )
    states = {order["purchaseOrderNumber"]: order["purchaseOrderState"] for order in _orders(caller)}
    assert states["ORDER002"] == "Paused"
    assert set(states.values()) == {"Paused", "New"}


def test_unknown_enum_by_itself_hits_order_type_and_unit(six, caller):
    six.faults.add("getPurchaseOrder", "unknown_enum")
    details = caller.get(ORDERS + "/ORDER001").json()["payload"]["orderDetails"]
    assert details["purchaseOrderType"] == "NeverSeenBefore"
    assert details["items"][0]["orderedQuantity"]["unitOfMeasure"] == "NeverSeenBefore"


def test_required_field_is_missing_where_asked(six, caller):
    six.faults.add("getPurchaseOrders", "missing_field", field="orderDetails.items.itemSequenceNumber")
    six.faults.add("getPurchaseOrders", "missing_field")
    assert "itemSequenceNumber" not in _orders(caller)[0]["orderDetails"]["items"][0]
    assert "purchaseOrderStateChangedDate" not in _orders(caller)[0]["orderDetails"]
    assert "purchaseOrderStateChangedDate" in _orders(caller)[0]["orderDetails"]


def test_page_repeats_its_orders(six, caller):
    six.faults.add("getPurchaseOrders", "repeat_orders")
    assert caller.pages(limit=3) == [ALL_SIX[:3] * 2, ALL_SIX[3:]]


def test_blank_page_has_a_token_behind_which_nothing_is_lost(six, caller):
    six.faults.add("getPurchaseOrders", "empty_page", after=1)
    assert caller.pages(limit=4) == [ALL_SIX[:4], [], ALL_SIX[4:]]


def test_stuck_token_does_not_advance(six, caller):
    six.faults.add("getPurchaseOrders", "token_stuck", times=None, after=1)
    first = caller.get(limit=2).json()["payload"]["pagination"]["nextToken"]
    second = caller.get(limit=2, nextToken=first).json()["payload"]["pagination"]["nextToken"]
    assert second == first


def test_token_never_ends_and_is_new_every_time(six, caller):
    six.faults.add("getPurchaseOrders", "token_never_ends", times=None)
    tokens, query = [], {}
    for _ in range(10):
        answer = caller.get(limit=4, **query).json()["payload"]
        tokens.append(answer["pagination"]["nextToken"])
        query = {"nextToken": tokens[-1]}
    assert len(set(tokens)) == 10
    six.faults.clear()
    assert "pagination" not in caller.get(limit=4, **query).json()["payload"]


def test_order_missing_from_the_list_is_in_the_short_list_and_by_itself(six, caller):
    six.faults.add("getPurchaseOrders", "missing_orders", times=None, orders=["ORDER003"])
    assert caller.numbers() == ["ORDER001", "ORDER002", "ORDER004", "ORDER005", "ORDER006"]
    assert caller.numbers(includeDetails="false") == ALL_SIX
    assert caller.get(ORDERS + "/ORDER003").status_code == 200


def test_expired_token_is_answered_until_a_new_one_is_fetched(six, caller):
    six.faults.add("getPurchaseOrders", "expired_token")
    answers = [caller.get(), caller.get()]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert answers[0].json()["errors"][0]["details"] == "The access token you provided has expired."
    caller._token = None
    assert caller.numbers() == ALL_SIX


def test_revoked_token_ends_the_authorisation_of_that_vendor_group(six, caller):
    six.faults.add("getPurchaseOrders", "revoked_token")
    assert caller.get().status_code == 403
    assert caller.token_request().json()["error"] == "invalid_grant"
    assert six.credentials[0]["region"] == "eu"


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("invalid_request", 400),
        ("invalid_client", 401),
        ("invalid_grant", 400),
        ("unauthorized_client", 400),
        ("unsupported_grant_type", 400),
        ("invalid_scope", 400),
    ],
)
def test_token_end_point_refuses_on_demand(six, caller, kind, status):
    six.faults.add("lwa", kind)
    answer = caller.token_request()
    assert (answer.status_code, answer.json()["error"]) == (status, kind)
    assert caller.token_request().status_code == 200


def test_token_end_point_in_trouble_speaks_oauth(six, caller):
    six.faults.add("lwa", "http_503")
    answer = caller.token_request()
    assert (answer.status_code, answer.json()["error"]) == (503, "ServerError")


def test_fault_meets_only_the_operation_group_and_arguments_it_names(six, caller):
    six.faults.add("getPurchaseOrder", "http_503")
    six.faults.add("getPurchaseOrders", "http_503", vendor_group=six.credentials[1]["vendor_group"])
    six.faults.add("getPurchaseOrders", "http_500", match={"includeDetails": "false"})
    assert caller.get().status_code == 200
    assert caller.get(includeDetails="false").status_code == 500
    assert caller.get(ORDERS + "/ORDER001").status_code == 503
    assert Caller(six, account=1).get().status_code == 503


def test_same_seed_strikes_the_same_requests():
    def statuses():
        with Simulator("empty", now=NOW, rate_factor=None) as sim:
            sim.faults.add("getPurchaseOrders", "http_503", times=None, probability=0.3, seed=7)
            caller = Caller(sim)
            return [caller.get().status_code for _ in range(40)]

    first = statuses()
    assert first == statuses()
    assert 4 <= first.count(503) <= 20


def test_mixed_faults_take_turns_and_the_first_that_strikes_wins(six, caller):
    six.faults.add("*", "http_503", after=1)
    six.faults.add("getPurchaseOrders", "http_429", times=2)
    assert [caller.get().status_code for _ in range(4)] == [429, 503, 429, 200]


def test_fault_for_every_operation_waits_for_one_it_suits(six, caller):
    six.faults.add("*", "repeat_orders")
    assert caller.token_request().status_code == 200
    assert caller.get(ORDERS + "/ORDER001").status_code == 200
    assert caller.numbers(limit=2) == ["ORDER001", "ORDER002"] * 2


def test_unknown_or_misplaced_fault_is_refused(six):
    nonsense = (
        ("getPurchaseOrders", "typo"),
        ("getPurchaseOrders", "invalid_grant"),
        ("getPurchaseOrder", "repeat_orders"),
        ("lwa", "empty_page"),
        ("lwa", "expired_token"),
    )
    for operation, kind in nonsense:
        with pytest.raises(ValueError, match="fault"):
            six.faults.add(operation, kind)


def _orders(caller):
    return caller.get().json()["payload"]["orders"]
