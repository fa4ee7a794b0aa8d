"""From Amazon's answers over HTTP to confirmed sale orders with reserved deliveries: `./acorn bench orders`.

The baseline does the same job in the same run, one order at a time by plain ORM calls, on a database of its own. Both
have their turns alternately, so that whatever else the machine does hits both. Prints, last, one line of JSON; ends
with 1 when an order is missing or differs from what Amazon holds.
"""

import argparse
import json
import sys
from contextlib import ExitStack

from benchmarks.harness import figures
from benchmarks.harness.workers import Amazon, Worker, prepared_database, take_turns

PLAIN = {"acorn_vendor_connector.plain_batches": "True"}


def main():
    options = _options()
    say = _silent if options.json else _print
    with ExitStack() as stack:
        amazon = stack.enter_context(Amazon(options.orders + figures.WARM_UP, options.lines))
        documents = amazon.orders()
        say(f"Amazon holds {len(documents)} orders of {options.lines} lines, {figures.WARM_UP} of them for warming up.")
        ours = stack.enter_context(_worker("ours", amazon))
        ours.do("orders.pull")
        pulled = ours.samples
        say(f"Pulled {len(pulled)} pages in {figures.total(pulled, 'wall'):.1f} s.")
        sides = {"ours": ours}
        if options.baseline:
            sides["baseline"] = stack.enter_context(_worker("baseline", amazon))
        if options.plain:
            sides["plain"] = stack.enter_context(_worker("plain", amazon, PLAIN))
            sides["plain"].do("orders.pull")
        _receive(sides, documents, options)
        samples = {name: side.samples for name, side in sides.items()}
        peak_memory = ours.peak_memory_mb
        books = {name: side.do("orders.books") for name, side in sides.items()}
    wrong = _wrong(books, documents, options)
    result = {
        **_figures(samples, pulled, options),
        "peak_memory_mb": peak_memory,
        "pages": books["ours"]["pages"],
        "page_bytes": books["ours"]["page_bytes"],
        "wrong": wrong[:10],
    }
    for name, value in result.items():
        say(f"  {name:28} {value}")
    print(json.dumps(result))
    return 1 if wrong else 0


def _options():
    parser = argparse.ArgumentParser(prog="./acorn bench orders", description=__doc__)
    parser.add_argument("--orders", type=int, default=1000)
    parser.add_argument("--lines", type=int, default=10)
    parser.add_argument("--baseline", type=int, help="orders that the baseline does (default: up to 200; 0: none)")
    parser.add_argument("--plain", action="store_true", help="also measure batches without our shortcuts")
    parser.add_argument("--profile", help="write what cProfile says of the receiving worker into this file")
    parser.add_argument("--json", action="store_true", help="print nothing but the result")
    options = parser.parse_args()
    if options.baseline is None:
        options.baseline = 200
    options.baseline = min(options.baseline, options.orders)
    return options


def _worker(name, amazon, parameters=None):
    """Start a worker on a fresh database that has everything an order needs."""
    database = prepared_database(f"orders_{name}", "orders_world.load", place=amazon.place, parameters=parameters)
    return Worker(database)


def _receive(sides, documents, options):
    """Let every side work off its orders, in turns."""
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


def _figures(samples, pulled, options):
    ours = figures.without_warm_up(samples["ours"])
    pull_s, receive_s = figures.total(pulled, "wall") / (options.orders + figures.WARM_UP), figures.per_document(ours)
    pull_queries = figures.total(pulled, "queries") / (options.orders + figures.WARM_UP)
    result = {
        "documents": figures.total(ours, "documents"),
        "lines": options.lines,
        "per_document_s": pull_s + receive_s,
        "pull_s": pull_s,
        "receive_s": receive_s,
        "flatness": figures.flatness(ours),
        "flatness_by_the_clock": figures.flatness(ours, figures.by_the_clock),
        "queries_per_document": pull_queries + figures.per_document(ours, "queries"),
        "memory_growth_mb": ours[-1]["memory_mb"] - ours[0]["memory_mb"] if ours else None,
    }
    if "baseline" in samples:
        baseline = figures.without_warm_up(samples["baseline"])
        result["baseline_per_document_s"] = figures.per_document(baseline)
        result["speedup"] = result["baseline_per_document_s"] / result["per_document_s"]
        result["baseline_documents"] = len(baseline)
        result["baseline_flatness"] = figures.flatness(baseline)
        result["baseline_queries_per_document"] = figures.per_document(baseline, "queries")
    if "plain" in samples:
        plain = figures.without_warm_up(samples["plain"])
        result["plain_per_document_s"] = pull_s + figures.per_document(plain)
        result["plain_speedup"] = result["plain_per_document_s"] / result["per_document_s"]
        result["plain_queries_per_document"] = pull_queries + figures.per_document(plain, "queries")
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in result.items()}


def _wrong(books, documents, options):
    """Return a sentence for everything in the books that is not what Amazon's documents say."""
    wrong = []
    for name, found in books.items():
        here = documents[: options.baseline + figures.WARM_UP] if name == "baseline" else documents
        wrong += [f"{name}: {trouble}" for trouble in _compare(found, here)]
    return wrong


def _compare(found, documents):
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
