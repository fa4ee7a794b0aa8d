"""What the archive costs when it is empty and when it holds a million messages: `./acorn bench archive`.

Pages of a hundred new documents and of a hundred known ones are taken in before and after the archive is filled by SQL.
The baseline does the same job one document at a time by plain ORM calls, in the same archives. What people and crons
ask of the full archive is measured by PostgreSQL itself. Prints, last, one line of JSON; ends with 1 when a look-up
takes more than 50 ms of database time.
"""

import argparse
import json
import sys

from benchmarks.harness import figures
from benchmarks.harness.workers import Amazon, Worker
from tests.crashing.run import fresh_database
from tests.scale.tables import TABLES

MOST_MS = 50
BASELINE = 200
RETENTION_STEPS = 20
# The look-ups that the page about scale tells of.
NAMED = {
    "attention_ms": "messages that need attention, as auditor",
    "order_tab_ms": "an order, as warehouse",
    "next_batch_ms": "the next unit to receive",
    "duplicate_ms": "the duplicate check of a page",
}


def main():
    parser = argparse.ArgumentParser(prog="./acorn bench archive", description=__doc__)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--pages", type=int, default=30, help="pages of a hundred documents that are measured")
    parser.add_argument("--lines", type=int, default=10)
    options = parser.parse_args()
    with Amazon(orders=100, lines=options.lines) as amazon:
        documents = amazon.orders()
    with Worker(fresh_database("archive_full")) as worker:
        worker.do("archive.load")
        empty = _take_in(worker, documents, 0, options.pages)
        print(f"Taken in at an empty archive: {_summary(empty)}", flush=True)
        filled = worker.do("archive.fill", messages=options.messages)
        print(f"Filled with {options.messages} messages in {filled['seconds']:.0f} s.", flush=True)
        full = _take_in(worker, documents, 1_000_000, options.pages)
        print(f"Taken in at a full archive: {_summary(full)}", flush=True)
        worker.do("archive.forget", steps=RETENTION_STEPS)
        forgotten, peak = worker.samples, worker.peak_memory_mb
        sizes = worker.do("archive.sizes")
    result = _result(options, empty, full, filled["look_ups"], forgotten, sizes) | {"peak_memory_mb": peak}
    _print_look_ups(result["lookups"])
    print(json.dumps(figures.rounded(result)))
    return 1 if result["slow"] else 0


def _take_in(worker, documents, first, pages):
    """Return the samples of pages with new documents, of the same pages once more, and of one document at a time."""
    samples = {}
    for kind in ("new", "known"):
        worker.do("archive.take_in", documents=documents, first=first, pages=pages)
        samples[kind] = worker.samples[1:]  # the first page warms up
    worker.do("archive.take_in_one_by_one", documents=documents, first=first + 500_000, count=BASELINE)
    samples["baseline"] = worker.samples[1:]
    return samples


def _summary(samples):
    return ", ".join(
        f"{kind} {1000 * figures.per_document(found, figures.by_the_clock):.2f} ms" for kind, found in samples.items()
    )


def _result(options, empty, full, look_ups, forgotten, sizes):
    """Return the figures; a ratio of full to empty says how flat the cost is."""
    def clock(samples):
        return figures.per_document(samples, figures.by_the_clock)

    def growth(kind):
        return figures.per_document(full[kind], figures.busy) / figures.per_document(empty[kind], figures.busy)

    rows, heap, indexes, beside = sizes["amazon_vendor_message"]
    return {
        "documents": options.messages,
        "speedup": clock(full["baseline"]) / clock(full["new"]),
        "per_document_s": clock(full["new"]),
        "known_per_document_s": clock(full["known"]),
        "baseline_per_document_s": clock(full["baseline"]),
        "flatness": growth("new"),
        "known_flatness": growth("known"),
        "baseline_flatness": growth("baseline"),
        "queries_per_document": figures.per_document(full["new"], figures.queries),
        "retention_page_ms": 1000 * figures.per_document(forgotten, figures.by_the_clock),
        "retention_flatness": figures.flatness(forgotten),
        "row_bytes": (heap + indexes + beside) / rows,
        **{name: look_ups[look_up]["ms"] for name, look_up in NAMED.items()},
        "slow": sorted(name for name, cost in look_ups.items() if cost["slowest_ms"] > MOST_MS),
        "scanned": sorted({table for cost in look_ups.values() for table in cost["scanned"]} & set(TABLES)),
        "lookups": {
            name: {key: cost[key] for key in ("ms", "slowest_ms", "buffers", "index")}
            for name, cost in look_ups.items()
        },
        "sizes_mb": {
            table: [round(size / 1e6, 1) for size in (heap, indexes, beside)]
            for table, (_rows, heap, indexes, beside) in sizes.items()
        },
    }


def _print_look_ups(look_ups):
    for name, cost in look_ups.items():
        print(f"  {name:60} {cost['ms']:8.1f} ms  {cost['buffers']:6} blocks", flush=True)


if __name__ == "__main__":
    sys.exit(main())
