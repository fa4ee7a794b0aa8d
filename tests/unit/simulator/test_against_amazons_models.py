"""Every answer without a fault fits Amazon's models, told by two independent judges."""
import functools
from datetime import timedelta

import jsonschema
import pytest

from simulator import Simulator
from simulator.clock import text

from .amazon import amazons_validator, check_with_sdk
from .conftest import NOW, ORDERS, STATUSES, Caller

OPTIONS_OF = {"demo": {}, "everything": {}, "empty": {}, "bulk": {"orders": 30, "lines": 3}}
ORDERS_OF = {"demo": 53, "everything": 81, "empty": 0, "bulk": 30}
ERROR_QUERIES = ({"limit": "0"}, {"sortOrder": "SIDEWAYS"}, {"createdAfter": "yesterday"}, {"nextToken": "nonsense"})


@functools.cache
def answers(scenario):
    """Return (operation, answer) of all a scenario can say: half a year in both windows, short lists, single orders."""
    found = []
    with Simulator(scenario, now=NOW, rate_factor=None, **OPTIONS_OF[scenario]) as sim:
        for account, credentials in enumerate(sim.credentials):
            caller = Caller(sim, account)
            for week in _weeks("updated"):
                found += [("getPurchaseOrdersStatus", answer) for answer in _all_pages(caller, week, STATUSES)]
            numbers = [order.number for order in sim.world.orders(group_id=credentials["vendor_group"])]
            for query in (*_weeks("created"), *_weeks("changed"), {"includeDetails": "false"}, *ERROR_QUERIES):
                found += [("getPurchaseOrders", answer) for answer in _all_pages(caller, query)]
            for number in (*numbers, "UNKNOWN1"):
                found += [("getPurchaseOrder", caller.get(f"{ORDERS}/{number}").json())]
            found += [("getPurchaseOrders", caller.get(headers={}).json())]
    shown = [answer for operation, answer in found if operation == "getPurchaseOrder" and "payload" in answer]
    assert len(shown) == ORDERS_OF[scenario]
    return found


def _weeks(kind):
    for week in range(26):
        after, before = NOW - timedelta(days=7 * week + 7), NOW - timedelta(days=7 * week)
        yield {f"{kind}After": text(after), f"{kind}Before": text(before), "sortOrder": ("ASC", "DESC")[week % 2]}


def _all_pages(caller, query, path=ORDERS):
    token = {}
    while token is not None:
        answer = caller.get(path, **{"limit": 40, **query}, **token).json()
        yield answer
        token = answer.get("payload", {}).get("pagination")


@pytest.mark.parametrize("scenario", OPTIONS_OF)
def test_answers_fit_the_published_sdk(scenario):
    for operation, answer in answers(scenario):
        check_with_sdk(operation, answer)


@pytest.mark.parametrize("scenario", OPTIONS_OF)
def test_answers_fit_amazons_own_model(scenario):
    operations = ("getPurchaseOrders", "getPurchaseOrder", "getPurchaseOrdersStatus")
    validators = {operation: amazons_validator(operation) for operation in operations}
    for operation, answer in answers(scenario):
        validators[operation].validate(answer)


def test_amazons_own_model_would_notice():
    """A judge that accepts anything proves nothing."""
    validator = amazons_validator("getPurchaseOrder")
    for wrong in (
        {"payload": {"purchaseOrderNumber": "A"}},
        {"payload": {"purchaseOrderNumber": "A", "purchaseOrderState": "Paused"}},
        {"payload": {"purchaseOrderNumber": "A", "purchaseOrderState": "New", "colour": "red"}},
    ):
        with pytest.raises(jsonschema.ValidationError):
            validator.validate(wrong)


@pytest.mark.parametrize("kind", ["unknown_enum", "missing_field"])
def test_published_sdk_notices_a_spoiled_answer(empty, caller, kind):
    empty.world.add_order("ACRN1", "PHX6", [{"sku": "AC-KET-17", "quantity": 1}])
    empty.faults.add("getPurchaseOrders", kind)
    with pytest.raises(ValueError, match="validation error"):
        check_with_sdk("getPurchaseOrders", caller.get().json())
