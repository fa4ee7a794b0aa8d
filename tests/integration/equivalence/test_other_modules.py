"""The same with kits, manufacture, purchase, batch and wave transfers beside the connector."""

import json
import os
import subprocess

import pytest

from tests.crashing.run import CHECKOUT, fresh_database

MODULES = ("sale_mrp", "stock_picking_batch", "purchase_stock")


@pytest.fixture(scope="module")
def compared():
    """Return what a process of its own found in a database with the other modules."""
    database = fresh_database("equivalence", MODULES)
    variables = {**os.environ, **database["environment"]}
    variables["PYTHONPATH"] = os.pathsep.join((variables["PYTHONPATH"], str(CHECKOUT)))
    job = {**database, "orders": 14, "orders_per_seed": 5, "seeds": 1}
    printed = subprocess.run(
        [database["python"], "-m", "tests.integration.equivalence.child", json.dumps(job)],
        check=True, stdout=subprocess.PIPE, text=True, cwd=CHECKOUT, env=variables,
    ).stdout  # fmt: skip
    return json.loads(printed.splitlines()[-1])


def test_fast_and_plain_book_deliver_and_change_the_same(compared):
    assert compared["differences"] == [[], [], []]


def test_the_same_holds_in_a_world_drawn_at_random(compared):
    assert compared["seeds"] == {"0": [[], [], []]}


def test_parts_of_what_is_made_to_order_are_replenished(compared):
    assert compared["parts"] == {"differences": [], "brought": [180.0]}


def test_the_comparison_has_something_to_compare(compared):
    made = compared["made"][0]
    for model in ("purchase.order.line", "mrp.production", "stock.picking.batch", "stock.move.line", "mail.activity"):
        assert made[model] > 0, model
