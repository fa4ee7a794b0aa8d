"""Real servers with job runners: every order in the books once, also when servers are killed in the midst of jobs."""

import random
import time

import pytest

from simulator import Simulator
from simulator.catalogue import generated_products
from tests.crashing import books
from tests.crashing.run import fresh_database
from tests.crashing.servers import MODULES, Servers

ALL_APPLIED = """SELECT count(*) FILTER (WHERE document_type = 'purchase_order') = %s AND bool_and(state = 'applied')
                   FROM amazon_vendor_message WHERE is_current"""
A_JOB_HAS_BEGUN = "SELECT EXISTS (SELECT FROM queue_job WHERE state = 'started')"
NOTHING_IS_LEFT = """SELECT (SELECT bool_and(state = 'done') FROM queue_job)
                        AND NOT EXISTS (SELECT FROM amazon_vendor_stock_task)"""
HANDED_OVER = """SELECT count(*), count(DISTINCT message)
                   FROM queue_job, jsonb_array_elements((records #>> '{}')::jsonb -> 'ids') AS message
                   JOIN amazon_vendor_message ON amazon_vendor_message.id = message::int
                  WHERE document_type = 'purchase_order'"""


@pytest.fixture(scope="module")
def amazon():
    with Simulator(scenario="bulk", seed=1, orders=120, lines=2, rate_factor=None) as simulator:
        yield simulator


@pytest.fixture(scope="module")
def servers(amazon):
    """Start two servers, each with two workers and a job runner."""
    with Servers(fresh_database("queue_servers", MODULES)) as servers:
        servers.settle_in(amazon.credentials[0])
        servers.start()
        servers.start()
        servers.wait_for_runner()
        yield servers


def assert_every_order_is_booked_once(servers, amazon):
    with servers.cursor() as cr:
        assert books.count(cr) == books.expected(amazon.world.orders())


def test_two_servers_with_job_runners_book_every_order_once(servers, amazon):
    servers.go()
    servers.wait_for(ALL_APPLIED, 120)
    servers.wait_for(NOTHING_IS_LEFT)
    assert_every_order_is_booked_once(servers, amazon)
    workers = "SELECT channel, count(DISTINCT worker_pid) FROM queue_job GROUP BY channel"
    assert servers.ask(workers) == [("root.amazon_vendor", 2)]
    assert servers.ask(HANDED_OVER) == [(120, 120)]


def test_servers_killed_in_the_midst_of_jobs_lose_and_double_nothing(servers, amazon):
    chance, interrupted = random.Random(7), 0
    place_orders(amazon, 120)
    servers.change("UPDATE amazon_vendor_cursor SET next_pull_at = now() AT TIME ZONE 'utc'")
    servers.go()
    for _ in range(2):
        servers.wait_for(A_JOB_HAS_BEGUN)
        time.sleep(chance.uniform(0, 1))
        interrupted += servers.kill_who_works()
        servers.start()
    servers.wait_for(ALL_APPLIED, 240, patience=120)
    servers.wait_for(NOTHING_IS_LEFT, patience=90)
    assert_every_order_is_booked_once(servers, amazon)
    assert interrupted >= 2
    assert servers.value("SELECT count(*) FROM queue_job WHERE retry > 1") >= 1


def place_orders(amazon, count):
    """Have Amazon place so many more orders of products that are mapped."""
    articles = generated_products(200)
    for number in range(count):
        lines = [{"sku": articles[(number + step) % 200].sku, "quantity": 3} for step in (0, 7)]
        amazon.world.add_order("ACRN1", "PHX6", lines)
    time.sleep(1)  # windows end before the present second
