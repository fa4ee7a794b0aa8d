"""The HTTP server itself: connections, threads, addresses, and what it may import."""
import ast
import http.client
import socket
import sys
import threading
import time
from pathlib import Path

import pytest

import simulator
from simulator import Simulator

from .conftest import NOW, ORDERS, Caller


def test_connection_is_kept_alive(empty):
    host, port = empty.url.removeprefix("http://").split(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=5)
    connection.connect()
    opened = connection.sock
    for _ in range(3):
        connection.request("GET", "/_simulator/state")
        assert connection.getresponse().read()
        assert connection.sock is opened


def test_eight_clients_at_once_get_an_answer_while_one_connection_is_held(empty):
    empty.faults.add("getPurchaseOrders", "timeout_before", seconds=30)
    callers = [Caller(empty) for _ in range(9)]
    assert all(caller.token for caller in callers)
    held = threading.Thread(target=_ignore_errors, args=(lambda: callers[8].get(timeout=30),), daemon=True)
    held.start()
    while not any(fault.hits for fault in empty.faults):
        time.sleep(0.005)
    statuses = []
    barrier = threading.Barrier(8)

    def ask(caller):
        barrier.wait()
        statuses.extend(caller.get().status_code for _ in range(5))

    threads = [threading.Thread(target=ask, args=(caller,)) for caller in callers[:8]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)
    assert statuses == [200] * 40


def test_stopping_does_not_wait_for_a_held_connection():
    with Simulator("empty", now=NOW) as sim:
        sim.faults.add("getPurchaseOrders", "timeout_before", seconds=30)
        caller = Caller(sim)
        held = threading.Thread(target=_ignore_errors, args=(lambda: caller.get(timeout=30),), daemon=True)
        held.start()
        while not any(fault.hits for fault in sim.faults):
            time.sleep(0.005)
        started = time.monotonic()
    assert time.monotonic() - started < 2
    held.join(timeout=2)
    assert not held.is_alive()


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.10", "::", "example.com"])
def test_only_loopback_addresses_are_served(host):
    with pytest.raises(ValueError):  # noqa: PT011 - the address parser says it in its own words
        Simulator("empty", host=host)


def test_ipv6_loopback_is_served():
    if not _has_ipv6():
        pytest.skip("this machine has no IPv6 loopback")
    with Simulator("empty", now=NOW, host="::1") as sim:
        assert sim.url.startswith("http://[::1]:")
        assert Caller(sim).get().status_code == 200


def test_malformed_http_is_answered_by_the_front_in_html(empty):
    host, port = empty.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(b"NOT HTTP AT ALL\r\n\r\n")
        answer = connection.recv(4000)
    assert b"400" in answer
    assert b"<html>" in answer


def test_unknown_address_is_not_found(empty, caller):
    assert caller.get("/somewhere/else").status_code == 404


def test_log_tells_what_was_asked_and_no_secret(empty, caller):
    caller.get(limit=5, endpoint=empty.url + "/na")
    login, entry = empty.requests
    assert (login.operation, login.status) == ("lwa", 200)
    assert (entry.operation, entry.region, entry.status) == ("getPurchaseOrders", "na", 200)
    assert entry.query == {"limit": "5"}
    assert entry.path == ORDERS
    assert entry.vendor_group == caller.credentials["vendor_group"]
    for secret in (caller.token, caller.credentials["client_secret"], caller.credentials["refresh_token"]):
        assert secret not in repr(list(empty.requests))


def test_simulator_is_an_independent_witness():
    """It imports the standard library and itself: nothing of the product, nothing to install."""
    for path in Path(simulator.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                modules = [node.module]
            elif isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            else:
                continue
            for module in modules:
                assert module.split(".")[0] in sys.stdlib_module_names, f"{path.name} imports {module}"


def _ignore_errors(call):
    try:
        call()
    except OSError:
        return


def _has_ipv6():
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True
