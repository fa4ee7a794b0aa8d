"""Read six months of orders again and keep memory flat: `./acorn bench backfill`.

One process asks for the back-fill by the wizard, reads all pages and receives every order, as one scheduled action does
that is never stopped. Orders placed before go-live become mirrors of Amazon's; the last ones are booked. The baseline
archives and mirrors one order at a time by plain ORM calls. Prints, last, one line of JSON; ends with 1 when an order
is missing or memory grew by more than a tenth.
"""

import argparse
import json
import sys
from statistics import mean

from benchmarks.harness import figures
from benchmarks.harness.workers import Amazon, Worker, prepared_database
from tests.crashing.run import fresh_database

DAYS_OF_A_MONTH = 30  # six calendar months are a little longer: Amazon shows no older orders
MOST_GROWTH = 1.1
BASELINE = 300
PROGRESS = 20


def main():
    options = _options()
    days = options.months * DAYS_OF_A_MONTH
    with Amazon(options.orders, options.lines, days=days) as amazon, Worker(fresh_database("backfill_ours")) as worker:
        worker.do("backfill.load", place=amazon.place, days=days, live_days=days * options.booked / options.orders)
        before = worker.do("backfill.books")
        pulled = _watched(worker, "backfill.pull", options.orders // 100, "pages")
        received = _watched(worker, "backfill.receive", options.orders, "orders")
        reserved = _watched(worker, "backfill.reserve", options.booked // 50, "batches")
        peak = worker.peak_memory_mb
        after = worker.do("backfill.books")
        baseline = _baseline(amazon, worker.do("backfill.some_numbers", count=BASELINE))
    result = _result(options, (pulled, received, reserved), baseline, before, after) | {"peak_memory_mb": peak}
    for name, value in result.items():
        print(f"  {name:32} {value}")
    print(json.dumps(figures.rounded(result)))
    return 1 if result["wrong"] else 0


def _options():
    parser = argparse.ArgumentParser(prog="./acorn bench backfill", description=__doc__)
    parser.add_argument("--orders", type=int, default=50_000)
    parser.add_argument("--months", type=int, default=6, choices=range(1, 7))
    parser.add_argument("--lines", type=int, default=5)
    parser.add_argument("--booked", type=int, default=500, help="how many of the last orders lie after go-live")
    return parser.parse_args()


def _baseline(amazon, numbers):
    """Return the samples of keeping these orders one by one, in a database of their own."""
    with Worker(prepared_database("backfill_baseline", "orders_world.load", place=amazon.place)) as worker:
        worker.do("backfill.mirror_one_by_one", numbers=numbers)
        return worker.samples[1:]


def _watched(worker, job, expected, unit):
    """Do a job to its end and tell now and then how far it is."""
    worker.begin(job, held=True)
    done, told = 0, 0
    while worker.next_sample():
        sample = worker.samples[-1]
        done += sample["documents"]
        if done >= told + max(expected // PROGRESS, 1):
            told = done
            print(f"{job}: {done} of {expected} {unit}, {sample['memory_mb']} MB", flush=True)
        worker.go_on()
    return worker.samples


def _result(options, samples, baseline, before, after):
    pulled, received, reserved = samples
    kept = figures.without_warm_up(received)
    memory = [sample["memory_mb"] for sample in kept]
    tenth = max(len(memory) // 10, 1)
    weight = {name: (size - before["bytes"][name]) / options.orders for name, size in after["bytes"].items()}
    per_document = figures.total(pulled + received + reserved, figures.by_the_clock) / options.orders
    booked, mirrored = (after["states"].get(state, 0) for state in ("applied", "mirror"))
    result = {
        "documents": options.orders,
        "lines": options.lines,
        "booked": booked,
        "mirrored": mirrored,
        "per_document_s": per_document,
        "pull_s": figures.total(pulled, figures.by_the_clock) / options.orders,
        "receive_s": figures.total(received, figures.by_the_clock) / options.orders,
        "baseline_per_document_s": figures.per_document(baseline, figures.by_the_clock),
        "flatness": figures.flatness(_only_mirrors(kept, options)),
        "pull_flatness": figures.flatness(pulled),
        "queries_per_document": figures.total(pulled + received + reserved, figures.queries) / options.orders,
        "memory_mb": [memory[0], memory[-1]],
        "memory_ratio": mean(memory[-tenth:]) / mean(memory[:tenth]),
        "triggers": after["triggers"],
        "bytes_per_document": weight["archive"],
        "bytes_read_per_document": after["read"] / options.orders,
        **{f"{name}_bytes_per_document": size for name, size in weight.items() if name != "archive"},
    }
    result["speedup"] = result["baseline_per_document_s"] / per_document
    result["wrong"] = _wrong(options, result, after)
    return result


def _only_mirrors(samples, options):
    """Leave out the last orders: booking is another kind of work than keeping a mirror."""
    return samples[: len(samples) - options.booked // 50 - 2]


def _wrong(options, result, after):
    wrong = []
    if result["booked"] + result["mirrored"] != options.orders:
        wrong.append(f"{options.orders} orders became {after['states']}")
    if after["messages"] != {"applied": options.orders}:
        wrong.append(f"the messages are {after['messages']}")
    if result["memory_ratio"] > MOST_GROWTH:
        wrong.append(f"memory grew to {result['memory_ratio']:.2f} times what it was")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
