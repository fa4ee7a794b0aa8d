"""Crash anywhere, run again: nothing lost, nothing doubled."""

from tests.crashing.run import crash, fresh_database


def test_a_pull_whose_worker_is_killed_twenty_times_books_every_order_exactly_once():
    run = crash(fresh_database("crash"), orders=200, kills=20, seed=1)
    assert run["found"] == run["expected"]
    assert run["found"]["purchase_orders"] == 200
    assert run["found"]["sale_orders"] == 200
    assert run["killed"] >= 10
