"""Crash anywhere, run again: nothing lost, nothing doubled."""

from tests.crashing.run import crash, fresh_database


def test_a_pull_whose_worker_is_killed_twenty_times_books_every_order_exactly_once():
    run = crash(fresh_database("crash"), orders=200, kills=20, seed=1)
    assert run["found"] == run["expected"]
    assert run["found"]["purchase_orders"] == 200
    assert run["found"]["sale_orders"] == 200
    assert run["killed"] == 20


def test_two_workers_that_pull_and_receive_the_same_orders_book_each_of_them_once():
    run = crash(fresh_database("crash"), orders=120, kills=4, seed=2, workers=2)
    assert run["found"] == run["expected"]
    assert run["found"]["sale_orders"] == 120
