"""From Amazon's answers over HTTP to confirmed sale orders with reserved deliveries: `./acorn bench orders`.

The baseline does the same job in the same run, one order at a time by plain ORM calls, on a database of its own. Both
have their turns alternately, so that whatever else the machine does hits both. Prints, last, one line of JSON; ends
with 1 when an order is missing or differs from what Amazon holds.
"""

import argparse
import json
import sys
from contextlib import ExitStack

from benchmarks.harness import figures, job_queue
from benchmarks.harness.workers import Amazon, Worker, prepared_database, side_by_side, take_turns
from tests.crashing.servers import MODULES

PLAIN = {"acorn_vendor_connector.plain_batches": "True"}
MOST_BASELINE = 200
MOST_IN_LANES = 500


def main():
    options = _options()
    say = _silent if options.json else _print
    result = _compare_with_baseline(options, say)
    if options.queue_job or not options.no_lanes:
        lanes = _compare_lanes(options, say)
        result["wrong"] += lanes.pop("wrong")
        result |= lanes
    for name, value in result.items():
        say(f"  {name:30} {value}")
    print(json.dumps(result))
    return 1 if result["wrong"] else 0


def _options():
    parser = argparse.ArgumentParser(prog="./acorn bench orders", description=__doc__)
    parser.add_argument("--orders", type=int, default=1000)
    parser.add_argument("--lines", type=int, default=10)
    parser.add_argument("--baseline", type=int, help=f"its orders (default: up to {MOST_BASELINE}; 0: none)")
    parser.add_argument("--no-lanes", action="store_true", help="do not compare two lanes with one")
    parser.add_argument("--queue-job", action="store_true", help="compare also OCA's job queue with two lanes")
    parser.add_argument("--plain", action="store_true", help="also measure batches without our shortcuts")
    parser.add_argument("--profile", help="write what cProfile says of our side, which slows it, into this file")
    parser.add_argument("--json", action="store_true", help="print nothing but the result")
    options = parser.parse_args()
    if options.baseline is None:
        options.baseline = MOST_BASELINE
    options.baseline = min(options.baseline, options.orders)
    return options


# ------------------------------------------------------------------ one worker against the baseline


def _compare_with_baseline(options, say):
    with ExitStack() as stack:
        amazon = stack.enter_context(Amazon(options.orders + figures.WARM_UP, options.lines))
        documents = amazon.orders()
        say(f"Amazon holds {len(documents)} orders of {options.lines} lines, {figures.WARM_UP} of them for warming up.")
        ours = stack.enter_context(_worker("ours", amazon))
        bytes_before = ours.do("orders.database_bytes")
        ours.do("orders.pull")
        pulled = ours.samples
        say(f"Pulled {len(pulled)} pages in {figures.total(pulled, figures.by_the_clock):.1f} s.")
        sides = {"ours": ours}
        if options.baseline:
            sides["baseline"] = stack.enter_context(_worker("baseline", amazon))
        if options.plain:
            sides["plain"] = stack.enter_context(_worker("plain", amazon, PLAIN))
            sides["plain"].do("orders.pull")
        shares = _receive(sides, documents, options)
        samples = {name: side.samples for name, side in sides.items()}
        peak_memory = ours.peak_memory_mb
        books = {name: side.do("orders.books") for name, side in sides.items()}
    return {
        **_figures(samples, pulled, options),
        "peak_memory_mb": peak_memory,
        "database_bytes_per_document": (books["ours"]["database_bytes"] - bytes_before) // len(documents),
        "archive_bytes_per_document": books["ours"]["page_bytes"] // len(documents),
        "wrong": [
            f"{name}: {trouble}"
            for name, found in books.items()
            for trouble in differences(found, documents[: shares[sides[name]]])
        ],
    }


def _database(name, amazon, parameters=None, modules=()):
    """Make a fresh database that has everything an order needs; `parameters` are settings."""
    world = {"place": amazon.place, "parameters": parameters}
    return prepared_database(f"orders_{name}", "orders_world.load", modules=modules, **world)


def _worker(name, amazon, parameters=None):
    return Worker(_database(name, amazon, parameters))


def _receive(sides, documents, options):
    """Let every side work off its orders, in turns; return how many each had."""
    shares = {}
    for name, side in sides.items():
        if name == "baseline":
            numbers = [document["purchaseOrderNumber"] for document in documents]
            chosen = numbers[: options.baseline + figures.WARM_UP]
            shares[side] = len(chosen)
            side.begin("one_by_one.receive", numbers=chosen, held=True)
        else:
            shares[side] = len(documents)
            profile = {"profile": options.profile} if name == "ours" and options.profile else {}
            side.begin("orders.receive", held=True, **profile)
    take_turns(shares)
    return shares


def _figures(samples, pulled, options):
    kept = {name: figures.without_warm_up(side) for name, side in samples.items()}
    ours, in_pages = kept["ours"], options.orders + figures.WARM_UP

    def of_pull(measure):
        return figures.total(pulled, measure) / in_pages

    def whole(measure):
        return of_pull(measure) + figures.per_document(ours, measure)

    result = {
        "documents": figures.documents(ours),
        "lines": options.lines,
        "per_document_s": whole(figures.by_the_clock),
        "pull_per_document_s": of_pull(figures.by_the_clock),
        "receive_per_document_s": figures.per_document(ours, figures.by_the_clock),
        "flatness": figures.flatness(ours),
        "flatness_by_the_clock": figures.flatness(ours, figures.by_the_clock),
        "queries_per_document": whole(figures.queries),
        "memory_growth_mb": ours[-1]["memory_mb"] - ours[0]["memory_mb"],
    }
    if baseline := kept.get("baseline"):
        for name, measure in (("", figures.by_the_clock), ("_in_processor_time", figures.busy)):
            result[f"speedup{name}"] = figures.per_document(baseline, measure) / whole(measure)
        result["baseline_per_document_s"] = figures.per_document(baseline, figures.by_the_clock)
        result["baseline_documents"] = len(baseline)
        result["baseline_flatness"] = figures.flatness(baseline)
        result["baseline_queries_per_document"] = figures.per_document(baseline, figures.queries)
    if plain := kept.get("plain"):
        result["plain_speedup"] = figures.per_document(plain, figures.busy) / figures.per_document(ours, figures.busy)
        result["plain_receive_per_document_s"] = figures.per_document(plain, figures.by_the_clock)
        result["plain_queries_per_document"] = figures.per_document(plain, figures.queries)
    return figures.rounded(result)


# ------------------------------------------------------------------ two lanes against one


def _compare_lanes(options, say):
    """Receive the same orders with one lane, with two, and as jobs if asked for; all must end with the same books."""
    count = min(options.orders, MOST_IN_LANES)
    with Amazon(count + 2 * figures.WARM_UP, options.lines) as amazon:
        documents = amazon.orders()
        runs = {"one_lane": _run_lanes("one_lane", 1, amazon), "two_lanes": _run_lanes("two_lanes", 2, amazon)}
        if options.queue_job:
            runs["queue_job"] = _run_jobs(amazon)
    wrong = []
    for name, (seconds, books) in runs.items():
        say(f"{name} takes {seconds:.4f} s per order.")
        wrong += [f"{name}: {trouble}" for trouble in differences(books, documents)]
        if books["orders"] != runs["one_lane"][1]["orders"]:
            wrong.append(f"{name}: other books than one lane's")
    per_document = {name: seconds for name, (seconds, _books) in runs.items()}
    speedups = {"lanes_speedup": per_document["one_lane"] / per_document["two_lanes"]}
    if options.queue_job:
        speedups["queue_job_speedup"] = per_document["two_lanes"] / per_document["queue_job"]
    named = {f"{name}_per_document_s": seconds for name, seconds in per_document.items()}
    return figures.rounded({**named, **speedups, "wrong": wrong})


def _run_lanes(name, count, amazon):
    """Let as many of Odoo's cron workers as lanes do all; return the seconds per order by the clock, and the books."""
    database = _database(name, amazon)
    with ExitStack() as stack:
        workers = [stack.enter_context(Worker(database)) for _ in range(count)]
        workers[0].do("orders.pull")
        workers[0].do("orders.prepare_crons", lanes=count)
        for worker in workers:
            worker.begin("orders.work_as_cron", held=True)
        seconds = side_by_side(workers)
        warm_up = figures.documents(worker.samples[0] for worker in workers if worker.samples)
        books = workers[0].do("orders.books")
    return seconds / (len(books["orders"]) - warm_up), books


def _run_jobs(amazon):
    """Let two job workers do what two lanes do; return the same as for lanes."""
    database, warm_up = _database("queue_job", amazon, modules=MODULES), 2 * figures.WARM_UP
    with Worker(database) as worker:
        worker.do("orders.pull")
        worker.do("orders.prepare_crons", lanes=1)
    seconds = job_queue.work_off(database, warm_up)
    with Worker(database) as worker:
        books = worker.do("orders.books")
    return seconds / (len(books["orders"]) - warm_up), books


# ------------------------------------------------------------------ what must be in the books


def differences(found, documents):
    """Return a sentence for everything in the books that is not what Amazon's documents say."""
    wrong = []
    for document in documents:
        number, expected = document["purchaseOrderNumber"], _expected(document)
        booked = found["orders"].get(number) or {}
        differing = {name: booked.get(name) for name, value in expected.items() if booked.get(name) != value}
        if differing:
            wrong.append(f"{number} has {differing}")
    if len(found["orders"]) != len(documents):
        wrong.append(f"{len(found['orders'])} orders instead of {len(documents)}")
    if found["messages"] != {"applied": len(documents)}:
        wrong.append(f"messages are {found['messages']}")
    if found["put_off"]:
        wrong.append(f"{found['put_off']} batches wait for their goods")
    if found["not_replenished"]:
        wrong.append(f"{found['not_replenished']} products are not replenished")
    return wrong


def _expected(document):
    """Return what the books must say about an order of Amazon's: costs are per piece, and there is enough on stock."""
    items = document["orderDetails"]["items"]
    pieces = [item["orderedQuantity"]["amount"] * item["orderedQuantity"]["unitSize"] for item in items]
    cents = sum(
        count * round(float(item["netCost"]["amount"]) * 100) for count, item in zip(pieces, items, strict=True)
    )
    return {
        "sale_order": "sale",
        "untaxed": cents / 100,
        "amazon_amount": cents / 100,
        "lines": len(items),
        "taxed": len(items),
        "analytic": len(items),
        "amazon_lines": len(items),
        "pickings": 1,
        "moves": len(items),
        "pieces": sum(pieces),
        "reserved": sum(pieces),
    }


def _print(text):
    print(text, flush=True)


def _silent(text):
    pass


if __name__ == "__main__":
    sys.exit(main())
