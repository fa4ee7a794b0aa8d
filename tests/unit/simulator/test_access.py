"""Who gets in: tokens, regions, kinds of account, roles, and the quota."""
import uuid

import pytest
import requests

from simulator import Simulator
from simulator.throttle import Throttle

from .conftest import NOW, ORDERS, Caller


def test_every_answer_carries_its_own_request_id(caller):
    ids = {caller.get().headers["x-amzn-RequestId"], caller.get(limit=0).headers["x-amzn-RequestId"]}
    assert len({uuid.UUID(request_id) for request_id in ids}) == 2


@pytest.mark.parametrize(
    ("headers", "details"),
    [
        ({}, "Access token is missing in the request header."),
        ({"x-amz-access-token": "Atza|nonsense"}, "The access token you provided is revoked, malformed or invalid."),
    ],
)
def test_bad_token_is_a_403_in_the_envelope(caller, headers, details):
    answer = caller.get(headers=headers)
    assert answer.status_code == 403
    assert answer.json() == {
        "errors": [
            {"code": "Unauthorized", "message": "Access to requested resource is denied.", "details": details}
        ]
    }
    assert "x-amzn-RateLimit-Limit" not in answer.headers


def test_token_of_another_region_a_seller_and_a_missing_role_look_the_same(everything):
    vendor = Caller(everything)
    seller, without_role = Caller(everything, account=3), Caller(everything, account=4)
    answers = [vendor.get(endpoint=everything.url + "/eu"), seller.get(), without_role.get()]
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert {answer.json()["errors"][0]["details"] for answer in answers} == {""}


def test_root_serves_every_region(empty):
    for account in (0, 1):
        assert Caller(empty, account).get(endpoint=empty.url).status_code == 200


def test_user_agent_is_needed_and_at_most_500_characters(empty, caller):
    url = empty.url + ORDERS
    for user_agent in (None, "A" * 501):
        session = requests.Session()
        session.headers["User-Agent"] = user_agent
        headers = {"x-amz-access-token": caller.token}
        request = session.prepare_request(requests.Request("GET", url, headers=headers))
        if user_agent is None:
            request.headers["User-Agent"] = ""
        assert session.send(request, timeout=5).status_code == 400


def test_eleventh_call_at_once_is_over_quota_and_tells_no_rate():
    with Simulator("empty", now=NOW, monotonic=lambda: 0.0) as sim:
        caller = Caller(sim)
        answers = [caller.get() for _ in range(11)]
    assert [answer.status_code for answer in answers[:10]] == [200] * 10
    assert answers[0].headers["x-amzn-RateLimit-Limit"] == "10.0"
    assert answers[10].status_code == 429
    assert answers[10].json()["errors"][0]["code"] == "QuotaExceeded"
    assert "x-amzn-RateLimit-Limit" not in answers[10].headers


def test_bucket_belongs_to_app_vendor_group_and_operation():
    with Simulator("empty", now=NOW, monotonic=lambda: 0.0) as sim:
        na, eu = Caller(sim, 0), Caller(sim, 1)
        while na.get().status_code == 200:
            pass
        assert eu.get().status_code == 200
        assert na.get(ORDERS + "/UNKNOWN1").status_code == 404


def test_bucket_fills_at_ten_a_second():
    time = [0.0]
    throttle = Throttle(monotonic=lambda: time[0])

    class Plan:
        operation, rate, burst = "getPurchaseOrders", 10, 10

    def admitted():
        count = 0
        while throttle.admits(Plan, "key"):
            count += 1
        return count

    assert admitted() == 10
    time[0] = 0.5
    assert admitted() == 5
    time[0] = 60.0
    assert admitted() == 10


def test_rate_comes_with_400_and_404_too(caller):
    for answer in (caller.get(limit=0), caller.get(ORDERS + "/UNKNOWN1")):
        assert answer.headers["x-amzn-RateLimit-Limit"] == "10000.0"
