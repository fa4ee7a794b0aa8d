"""Figures of benchmarks from samples whose answer is known, and what counts as wrong in the books."""

import math

import pytest

from benchmarks import acknowledge, orders
from benchmarks.harness import figures


def sample(documents=50, wall=5.0, cpu=2.0, database=1.0, queries=1000):
    return {"documents": documents, "wall": wall, "cpu": cpu, "database": database, "queries": queries, "memory_mb": 99}


def series(*seconds):
    return [sample(cpu=each, database=0.0) for each in seconds]


def test_the_first_fifty_documents_are_warming_up_whatever_came_at_once():
    assert figures.without_warm_up([sample(50, wall=9.0), sample(50)]) == [sample(50)]
    assert figures.without_warm_up([sample(1)] * 52) == [sample(1)] * 2
    assert figures.without_warm_up([sample(30)] * 3) == [sample(30)]


def test_cost_per_document_counts_documents_not_samples():
    assert figures.per_document([sample(50, wall=5.0), sample(10, wall=4.0)], figures.by_the_clock) == 0.15
    assert figures.per_document([sample(50), sample(10)], figures.queries) == pytest.approx(33.3333, abs=1e-4)
    assert math.isnan(figures.per_document([], figures.queries))


def test_processor_time_is_ours_and_the_databases_or_the_clock_where_the_database_is_elsewhere():
    assert figures.busy(sample(wall=5.0, cpu=2.0, database=1.0)) == 3.0
    assert figures.busy(sample(wall=5.0, cpu=2.0, database=None)) == 5.0


def test_equal_costs_are_flat():
    assert figures.flatness(series(*[2.0] * 40)) == 1.0


def test_costs_that_double_over_the_run_show_in_the_flatness():
    assert figures.flatness(series(*[1.0 + place / 40 for place in range(40)])) == pytest.approx(1.9, abs=0.05)


def test_one_slow_moment_does_not_make_a_run_steep():
    assert figures.flatness(series(*[2.0] * 39, 20.0)) == 1.0


def test_flatness_of_a_short_run_compares_its_first_and_last_three_samples():
    assert figures.flatness(series(1.0, 1.0, 9.0, 5.0, 2.0, 2.0, 9.0)) == 2.0


def test_a_small_last_batch_counts_per_document():
    assert figures.flatness([*series(*[2.0] * 30), sample(5, cpu=0.2, database=0.0)]) == 1.0


DOCUMENT = {
    "purchaseOrderNumber": "4TEST001",
    "orderDetails": {
        "items": [
            {"orderedQuantity": {"amount": 3, "unitSize": 12}, "netCost": {"amount": "1.99"}},
            {"orderedQuantity": {"amount": 5, "unitSize": 1}, "netCost": {"amount": "10.05"}},
        ]
    },
}
BOOKED = {
    "sale_order": "sale", "untaxed": 121.89, "total": 140.17, "lines": 2, "taxed": 2, "analytic": 2, "amazon_lines": 2,
    "amazon_amount": 121.89, "pickings": 1, "moves": 2, "pieces": 41, "reserved": 41,
}


def books(**changed):
    return {
        "orders": {"4TEST001": {**BOOKED, **changed}}, "messages": {"applied": 1}, "put_off": 0, "not_replenished": 0,
    }


def test_books_that_say_what_amazon_ordered_are_right():
    assert orders.differences(books(), [DOCUMENT]) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("sale_order", "draft"), ("untaxed", 121.9), ("lines", 1), ("taxed", 1), ("analytic", 0), ("pickings", 0),
     ("moves", 1), ("reserved", 40)],
)
def test_an_order_that_is_not_booked_as_ordered_makes_the_run_wrong(name, value):
    assert orders.differences(books(**{name: value}), [DOCUMENT]) == [f"4TEST001 has {{'{name}': {value!r}}}"]


def test_a_missing_order_a_failed_message_or_an_empty_shelf_makes_the_run_wrong():
    found = {"orders": {}, "messages": {"failed": 1}, "put_off": 2, "not_replenished": 3}
    assert orders.differences(found, [DOCUMENT])[1:] == [
        "0 orders instead of 1",
        "messages are {'failed': 1}",
        "2 batches wait for their goods",
        "3 products are not replenished",
    ]


ANSWERED = {
    "number": "4TEST001",
    "document": {
        "orderDetails": {
            "items": [
                {"orderedQuantity": {"amount": 3, "unitOfMeasure": "Cases", "unitSize": 12}},
                {"orderedQuantity": {"amount": 5, "unitOfMeasure": "Eaches", "unitSize": 1}},
            ]
        }
    },
    "changes": [{"verb": "answer", "document": {}}],
    "received": {"1": 36, "2": 4},
}
ANSWER = {
    "answers": 1, "documents": 1, "answer": "accepted", "accepted": 41, "acknowledged": 41, "accepted_by_amazon": 41,
    "received": 40, "receipts": 40,
}


def test_answers_that_say_what_amazon_has_are_right():
    assert acknowledge.differences({"4TEST001": ANSWER}, [ANSWERED]) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("answers", 2), ("documents", 2), ("answer", "sending"), ("acknowledged", 36), ("accepted_by_amazon", None),
     ("received", 41), ("receipts", None)],
)
def test_an_answer_that_is_not_in_the_books_as_amazon_has_it_makes_the_run_wrong(name, value):
    found = {"4TEST001": {**ANSWER, name: value}}
    assert acknowledge.differences(found, [ANSWERED]) == [f"4TEST001 has {{'{name}': {value!r}}}"]


@pytest.mark.parametrize("times", [0, 2])
def test_an_order_that_was_never_answered_or_twice_makes_the_run_wrong(times):
    heard = {**ANSWERED, "changes": ANSWERED["changes"] * times}
    assert acknowledge.differences({"4TEST001": ANSWER}, [heard]) == [f"4TEST001 was answered {times} times"]
