"""Control from outside: the admin addresses, the command line, and a restart with memory."""
import json
import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from simulator import Simulator

from .conftest import NOW, ORDERS, Caller, line

ROOT = Path(__file__).resolve().parents[3]


def admin(sim, method, path, **options):
    answer = requests.request(method, f"{sim.url}/_simulator/{path}", timeout=5, **options)
    return answer.status_code, answer.json()


def test_state_tells_where_when_and_with_which_credentials(empty):
    status, state = admin(empty, "GET", "state")
    assert status == 200
    assert state["now"] == "2026-11-22T12:00:00Z"
    assert [account["vendor_codes"] for account in state["accounts"]] == [["ACRN1", "ACRN2"], ["ACRD1", "ACRG1"]]


def test_orders_are_placed_changed_and_cancelled_over_http(empty, caller):
    status, placed = admin(
        empty, "POST", "orders",
        json={
            "vendor_code": "ACRN1", "ship_to": "PHX6", "lines": [line(10), line(4)],
            "placed_at": "2026-11-22T10:00:00Z", "deliveryWindow": "2026-12-01T08:00:00Z--2026-12-05T08:00:00Z",
        },
    )
    assert status == 200
    assert placed["placed_at"] == "2026-11-22T10:00:00Z"
    assert "shipWindow" not in placed["document"]["orderDetails"]
    path = f"orders/{placed['number']}"
    change = {"quantities": {"1": 12}, "ship_to": "ONT8", "add_lines": [{"sku": "AC-PAN-24", "quantity": 3}]}
    assert admin(empty, "POST", path + "/change", json=change)[0] == 200
    details = caller.get(f"{ORDERS}/{placed['number']}").json()["payload"]["orderDetails"]
    assert [item["orderedQuantity"]["amount"] for item in details["items"]] == [12, 4, 3]
    assert details["shipToParty"] == {"partyId": "ONT8"}
    story = (("acknowledge", "Acknowledged"), ("cancel", "Closed"), ("uncancel", "New"), ("close", "Closed"))
    for verb, state in story:
        assert admin(empty, "POST", f"{path}/{verb}")[1]["state"] == state


def test_truth_tells_what_exists_and_what_happened(empty):
    empty.world.add_order("ACRN1", "PHX6", [line()], number="USORDER1", tags=["mine"])
    empty.world.change("USORDER1", quantities={"1": 12})
    empty.world.add_order("ACRD1", "DTM2", [line()], number="DEORDER1")
    _status, truth = admin(empty, "GET", "truth?tag=mine")
    assert truth["count"] == 1
    (order,) = truth["orders"]
    assert (order["number"], order["vendor_code"], order["ship_to"]) == ("USORDER1", "ACRN1", "PHX6")
    assert order["changes"] == [{"at": "2026-11-22T12:00:00Z", "verb": "change", "quantities": {"1": 12}}]
    assert order["document"]["orderDetails"]["items"][0]["orderedQuantity"]["amount"] == 12
    assert "document" not in admin(empty, "GET", "truth?documents=false&vendor_code=ACRD1")[1]["orders"][0]


def test_faults_are_added_listed_and_cleared_over_http(empty, caller):
    fault = {"operation": "getPurchaseOrders", "kind": "slow", "times": 3, "seconds": 0}
    _status, added = admin(empty, "POST", "faults", json=fault)
    caller.get()
    (listed,) = admin(empty, "GET", "faults")[1]["faults"]
    assert (listed["id"], listed["kind"], listed["hits"]) == (added["id"], "slow", 1)
    assert admin(empty, "DELETE", f"faults/{added['id']}")[1] == {"faults": []}


def test_request_log_counts_by_operation_status_and_fault(empty, caller):
    empty.faults.add("getPurchaseOrders", "http_503")
    caller.get()
    caller.get()
    _status, report = admin(empty, "GET", "requests")
    assert report["count"] == 3
    assert report["by_operation"] == {"lwa": 1, "getPurchaseOrders": 2}
    assert report["by_status"] == {"200": 2, "503": 1}
    assert report["by_fault"] == {"http_503": 1}
    admin(empty, "DELETE", "requests")
    assert len(empty.requests) == 0


def test_clock_secret_and_authorisation_are_moved_over_http(empty, caller):
    assert admin(empty, "POST", "clock", json={"advance_seconds": 90})[1] == {"now": "2026-11-22T12:01:30Z"}
    secret = admin(empty, "POST", "secrets", json={"client_id": caller.credentials["client_id"]})[1]["client_secret"]
    assert caller.token_request(client_secret=secret).status_code == 200
    admin(empty, "POST", "revocations", json={"refresh_token": caller.credentials["refresh_token"]})
    assert caller.token_request(client_secret=secret).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "nothing", None),
        ("POST", "faults", {"operation": "lwa", "kind": "typo"}),
        ("POST", "orders", {"vendor_code": "OTHER", "ship_to": "PHX6", "lines": []}),
        ("POST", "orders/UNKNOWN1/change", {}),
        ("POST", "orders/UNKNOWN1/explode", {}),
        ("POST", "clock", {}),
    ],
)
def test_control_that_cannot_be_done_says_why(empty, method, path, body):
    status, answer = admin(empty, method, path, json=body)
    assert status == 400
    assert answer["error"]


def test_restart_with_a_state_file_is_the_same_amazon(tmp_path):
    file = tmp_path / "amazon.json"
    with Simulator("demo", now=NOW, state=file) as sim:
        before = [order.document() for order in sim.world.orders()]
        (number,) = sim.world.tagged("import")
        sim.world.change(number, quantities={"1": 31}, ship_to="PHX6")
        sim.world.add_order("ACRN1", "PHX6", [line()], number="USORDER1")
        sim.world.cancel("USORDER1")
        sim.advance(timedelta(minutes=30))
        sim.world.uncancel("USORDER1")
        account = sim.credentials[0]
        granted = sim.world.identities.grant(
            sim.world.identities.apps[account["client_id"]], sim.world.identities.groups[account["vendor_group"]]
        )
        sim.world.identities.rotate_secret(account["client_id"])
        after = [order.document() for order in sim.world.orders()]
        credentials = [{**entry, "endpoint": "", "token_url": "", "consent_url": ""} for entry in sim.credentials]
    assert after != before
    later = NOW + timedelta(minutes=5)
    with Simulator("demo", now=later, state=file) as sim:
        assert [order.document() for order in sim.world.orders()] == after
        assert [
            {**entry, "endpoint": "", "token_url": "", "consent_url": ""} for entry in sim.credentials
        ] == credentials
        assert sim.state()["now"] == "2026-11-22T12:35:00Z"
        assert Caller(sim).token_request(refresh_token=granted.refresh_token).status_code == 200


def test_state_file_of_another_scenario_is_not_overwritten(tmp_path):
    file = tmp_path / "amazon.json"
    with Simulator("demo", now=NOW, state=file):
        kept = file.read_text()
    with pytest.raises(ValueError, match="another scenario or seed"):
        Simulator("demo", seed=2, now=NOW, state=file)
    assert file.read_text() == kept


def test_state_file_that_names_an_unknown_order_says_what_to_do(tmp_path):
    file = tmp_path / "amazon.json"
    with Simulator("empty", now=NOW, state=file) as sim:
        sim.world.add_order("ACRN1", "PHX6", [line()], number="USORDER1")
        sim.world.cancel("USORDER1")
    file.write_text(
        file.read_text().replace('"arguments": {"number": "USORDER1"}', '"arguments": {"number": "GONE0001"}')
    )
    with pytest.raises(ValueError, match="remove it"):
        Simulator("empty", now=NOW, state=file)


def test_command_line_says_where_it_serves_and_stops_when_told():
    command = [sys.executable, "-m", "simulator", "--scenario", "bulk", "--orders", "3", "--lines", "2"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            ready = json.loads(process.stdout.readline())
            account = ready["accounts"][0]
            form = {"grant_type": "refresh_token", **{
                name: account[name] for name in ("client_id", "client_secret", "refresh_token")
            }}
            token = requests.post(account["token_url"], data=form, timeout=5).json()["access_token"]
            answer = requests.get(account["endpoint"] + ORDERS, headers={"x-amz-access-token": token}, timeout=5)
            assert ready["url"].startswith("http://127.0.0.1:")
            assert len(answer.json()["payload"]["orders"]) == 3
        finally:
            process.send_signal(signal.SIGTERM)
            _output, log = process.communicate(timeout=5)
    assert process.returncode == 0
    assert "getPurchaseOrders 200" in log
    assert token not in log
    assert account["client_secret"] not in log


@pytest.mark.parametrize("options", [["--host", "0.0.0.0"], ["--scenario", "demo", "--orders", "5"]])
def test_command_line_refuses_what_makes_no_sense(options):
    done = subprocess.run(
        [sys.executable, "-m", "simulator", *options], cwd=ROOT, capture_output=True, text=True, timeout=10, check=False
    )
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
