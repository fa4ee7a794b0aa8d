"""From imported orders to answers that Amazon has, and to what Amazon received: `./acorn bench acknowledge`.

In one run and one database: import, propose, send and settle at Amazon's rates, then read what Amazon says it confirmed
and received. The rates go by the clock; the minutes that we leave Amazon before we ask are not waited for, the moments
at which documents are looked at are called near instead. The baseline answers one order at a time by plain ORM calls,
without rates; proposing and reading take turns with it. Costs are processor time of us and of the database, on both
sides, so that waiting for Amazon is in neither. Prints, last, one line of JSON; ends with 1 when an answer is missing,
doubled or other than what Amazon has.
"""

import argparse
import json
import sys
import time
from contextlib import ExitStack

from benchmarks.harness import figures
from benchmarks.harness.workers import Amazon, Worker, take_turns
from tests.crashing.run import fresh_database

MOST_BASELINE = 200
MOST_ROUNDS = 30
# What a lane of each stage finds, and which of Amazon's operations it calls.
STAGES = {"submit": ("built", "submitAcknowledgement"), "settle": ("submitted", "getTransaction")}


def main():
    options = _options()
    result = figures.rounded(_run(options, _silent if options.json else _print))
    if not options.json:
        for name, value in result.items():
            print(f"  {name:36} {value}")
    print(json.dumps(result))
    return 1 if result["wrong"] else 0


def _options():
    parser = argparse.ArgumentParser(prog="./acorn bench acknowledge", description=__doc__)
    parser.add_argument("--orders", type=int, default=1000)
    parser.add_argument("--lines", type=int, default=10)
    parser.add_argument("--baseline", type=int, help=f"its orders (default: up to {MOST_BASELINE}; 0: none)")
    parser.add_argument("--rate-factor", type=float, default=1.0, help="multiplies Amazon's rates")
    parser.add_argument("--lanes", type=int, default=2, help="how many workers send, and then settle, side by side")
    parser.add_argument("--warm-up", type=int, default=figures.WARM_UP, help="orders that are not counted")
    parser.add_argument("--profile", help="write what cProfile says of our side into files of this name")
    parser.add_argument("--json", action="store_true", help="print nothing but the result")
    options = parser.parse_args()
    if options.baseline is None:
        options.baseline = MOST_BASELINE
    options.baseline = min(options.baseline, options.orders)
    return options


def _run(options, say):
    with ExitStack() as stack:
        ours = stack.enter_context(Side("ours", options.orders, options, options.rate_factor))
        sides = [ours]
        if options.baseline:
            sides.append(stack.enter_context(Side("baseline", options.baseline, options, 0)))
        for side in sides:
            side.take_in()
        say(f"Imported {ours.count} orders of {options.lines} lines.")
        ours.read_status("first_status")
        _propose(sides, options)
        say("Proposed an answer to each.")
        deliveries = {stage: ours.deliver(stage, options) for stage in STAGES}
        say(f"Amazon has the answers after {sum(each.seconds for each in deliveries.values()):.0f} s.")
        for side in sides[1:]:
            side.do("answers", "answer_one_by_one.send", count=side.count)
        for side in sides:
            side.amazon.receive_everything()
        _read_status(sides, options)
        wrong = [
            f"{side.name}: {trouble}"
            for side in sides
            for trouble in differences(side.worker.do("acknowledge.books"), side.amazon.truth())
        ]
        return _figures(options, sides, deliveries) | {"wrong": wrong}


class Side(ExitStack):
    """One way of doing it: its own Amazon with the same orders, its own database, and what each part took."""

    def __init__(self, name, count, options, rate_factor):
        super().__init__()
        self.name, self.count, self.warm_up = name, count + options.warm_up, options.warm_up
        self.samples, self.peak_memory = {}, 0
        self.amazon = self.enter_context(Amazon(self.count, options.lines, rate_factor=rate_factor))
        self.amazon.control("transactions", settles_after=0)
        self._database = fresh_database(f"acknowledge_{name}")
        self.worker = self.enter_context(Worker(self._database))
        self.worker.do("acknowledge.load", place=self.amazon.place)

    def do(self, part, job, **arguments):
        """Do a job and keep its samples as those of a part of the work."""
        self.worker.do(job, **arguments)
        self.keep(part)

    def keep(self, part):
        self.samples.setdefault(part, []).extend(self.worker.samples)
        self.peak_memory = max(self.peak_memory, self.worker.peak_memory_mb)

    def take_in(self):
        self.do("pull", "orders.pull")
        self.do("receive", "orders.receive")

    def read_status(self, part):
        self.do(f"{part}_pull", "acknowledge.pull_status")
        self.do(part, "acknowledge.receive")

    def kept(self, part):
        """Return the samples of a part of the work, without those of warming up."""
        return figures.without_warm_up(self.samples[part], self.warm_up)

    def deliver(self, stage, options):
        """Let lanes work off a stage, round after round until nothing is left; return what that took."""
        state, operation = STAGES[stage]
        delivery, profile = Delivery(), _profile(options, stage)
        with ExitStack() as stack:
            lanes = [self.worker, *(stack.enter_context(Worker(self._database)) for _ in range(options.lanes - 1))]
            while self.worker.do("acknowledge.left", state=state):
                delivery.go_round(lanes, stage, {} if delivery.rounds else profile)
        delivery.count(self.amazon.control(f"requests?operation={operation}")["by_status"])
        return delivery


class Delivery:
    """What sending or settling took: seconds at Amazon's rates, calls, refusals, and how long transactions lasted."""

    def __init__(self):
        self.samples, self.seconds, self.rounds = [], 0.0, 0
        self.longest_transaction = self.longest_idle = 0.0
        self.calls = self.throttled = 0

    def go_round(self, lanes, stage, profile):
        if self.rounds == MOST_ROUNDS:
            raise RuntimeError(f"answers are left to {stage} after {MOST_ROUNDS} rounds")
        self.rounds += 1
        started = time.perf_counter()
        lanes[0].begin("acknowledge.deliver", stage=stage, **profile)
        for lane in lanes[1:]:
            lane.begin("acknowledge.deliver", stage=stage)
        for lane in lanes:
            seen = lane.wait()
            self.longest_transaction = max(self.longest_transaction, seen["longest"])
            self.longest_idle = max(self.longest_idle, seen["longest_idle"])
            self.samples += lane.samples
        self.seconds += time.perf_counter() - started

    def count(self, by_status):
        self.throttled = by_status.get("429", 0)
        self.calls = sum(by_status.values()) - self.throttled


def _propose(sides, options):
    ours, *others = sides
    ours.worker.begin("acknowledge.propose", held=True, **_profile(options, "propose"))
    for side in others:
        side.worker.begin("answer_one_by_one.propose", held=True, count=side.count)
    _take_turns(sides, "propose")


def _read_status(sides, options):
    ours, *others = sides
    ours.do("status_pull", "acknowledge.pull_status")
    ours.worker.begin("acknowledge.receive", held=True, **_profile(options, "status"))
    for side in others:
        side.worker.begin("answer_one_by_one.read_status", held=True, count=side.count)
    _take_turns(sides, "status")


def _take_turns(sides, part):
    take_turns({side.worker: side.count for side in sides})
    for side in sides:
        side.keep(part)


def _profile(options, part):
    return {"profile": f"{options.profile}.{part}"} if options.profile else {}


# ------------------------------------------------------------------ figures


def _figures(options, sides, deliveries):
    ours, others = sides[0], sides[1:]
    cost, clock, asked = (_costs(ours, measure) for measure in (figures.busy, figures.by_the_clock, figures.queries))
    sent = {stage: figures.per_document(each.samples, figures.busy) for stage, each in deliveries.items()}
    imported = cost["pull"] + cost["receive"]
    result = {
        "documents": figures.documents(ours.kept("propose")),
        "lines": options.lines,
        "import_per_document_s": imported,
        "propose_per_document_s": cost["propose"],
        "propose_per_document_s_by_the_clock": clock["propose"],
        "propose_share": cost["propose"] / imported,
        "propose_queries_per_document": asked["propose"],
        "flatness": figures.flatness(ours.kept("propose")),
        "status_per_document_s": cost["status_pull"] + cost["status"],
        "status_share": (cost["status_pull"] + cost["status"]) / imported,
        "status_queries_per_document": asked["status_pull"] + asked["status"],
        "status_flatness": figures.flatness(ours.kept("status")),
        "first_status_share": (cost["first_status_pull"] + cost["first_status"]) / imported,
        **{f"{stage}_per_document_s": seconds for stage, seconds in sent.items()},
        "per_document_s": cost["propose"] + sum(sent.values()) + cost["status_pull"] + cost["status"],
        "queries_per_document": asked["propose"] + asked["status_pull"] + asked["status"] + sum(
            figures.per_document(each.samples, figures.queries) for each in deliveries.values()),
        **_of_deliveries(deliveries, options),
        "peak_memory_mb": ours.peak_memory,
    }
    for side in others:
        parts = {
            part: figures.per_document(side.kept(part), figures.busy) for part in ("propose", "answers", "status")
        }
        result["baseline_per_document_s"] = sum(parts.values())
        result["speedup"] = sum(parts.values()) / result["per_document_s"]
        result |= {f"baseline_{part}_per_document_s": seconds for part, seconds in parts.items()}
        result["baseline_documents"] = options.baseline
    return result


def _costs(side, measure):
    """Return what a document costs in each part of the work; a page stands for all its documents."""
    return {
        part: figures.total(samples, measure) / side.count
        if part.endswith("pull")
        else figures.per_document(side.kept(part), measure)
        for part, samples in side.samples.items()
    }


def _of_deliveries(deliveries, options):
    settle = deliveries["settle"]
    return {
        "plan_calls_per_s": 10 * options.rate_factor,
        **{f"{stage}_calls_per_s": each.calls / each.seconds for stage, each in deliveries.items()},
        "settle_rounds": settle.rounds,
        "throttled": sum(each.throttled for each in deliveries.values()),
        "longest_transaction_s": max(each.longest_transaction for each in deliveries.values()),
        "longest_idle_transaction_s": max(each.longest_idle for each in deliveries.values()),
    }


# ------------------------------------------------------------------ what must be in the books


def differences(found, truth):
    """Return a sentence for every order whose answer is not in the books as Amazon has it, once."""
    wrong = []
    for order in truth:
        answers = [change["document"] for change in order["changes"] if change["verb"] == "answer"]
        if len(answers) != 1:
            wrong.append(f"{order['number']} was answered {len(answers)} times")
        received = sum(order["received"].values())
        accepted = sum(map(_pieces, order["document"]["orderDetails"]["items"]))
        expected = {
            "answers": 1, "documents": 1, "answer": "accepted", "accepted": accepted, "acknowledged": accepted,
            "accepted_by_amazon": accepted, "received": received, "receipts": received,
        }
        booked = found.get(order["number"]) or {}
        differing = {name: booked.get(name) for name, value in expected.items() if booked.get(name) != value}
        if differing:
            wrong.append(f"{order['number']} has {differing}")
    return wrong


def _pieces(item):
    ordered = item["orderedQuantity"]
    return ordered["amount"] * (ordered["unitSize"] if ordered["unitOfMeasure"] == "Cases" else 1)


def _print(text):
    print(text, flush=True)


def _silent(text):
    pass


if __name__ == "__main__":
    sys.exit(main())
