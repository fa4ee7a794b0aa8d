"""From a remittance file to lines that are understood and matched: `./acorn bench remittance`.

The simulator writes the files and says what is really in them; the invoices are posted by SQL. A file goes the way on
which an accountant brings it in: read, archived, classified, matched, stored. Files of 5,000 lines against 20,000
invoices take turns with the baseline, a search for every line by plain ORM calls; then one file of 50,000 lines meets
200,000 invoices, and is opened as the web client opens it. Costs are processor time of us and of the database. Prints,
last, one line of JSON; ends with 1 when a line is lost, or is other than the simulator says.

`--quality` reads the nastiest files instead, see `remittance_quality`.
"""

import argparse
import json
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from benchmarks import remittance_quality
from benchmarks.harness import figures, ledgers
from benchmarks.harness.workers import Worker, prepared_database, take_turns
from simulator.files import Ledger, write

COMPANIES = ("us", "ca")
CURRENCIES = ("USD",)
LAYOUT = "remittance_us"
# So many lines the simulator makes of an invoice.
LINES_OF_INVOICE = 1.55
WARM_UP_INVOICES = 30
# Where the numbers of invoices begin that are not in the files, and those of the file that warms up.
OTHERS_FROM, WARM_UP_FROM = 300_000, 900_000


def main():
    if "--quality" in sys.argv:
        return remittance_quality.main()
    options = _options()
    result = figures.rounded(_run(options, _silent if options.json else _print))
    if not options.json:
        for name, value in result.items():
            print(f"  {name:36} {value}")
    print(json.dumps(result))
    return 1 if result["wrong"] else 0


def _options():
    parser = argparse.ArgumentParser(prog="./acorn bench remittance", description=__doc__)
    parser.add_argument("--quality", action="store_true", help="read the nastiest files; --quality --help says more")
    parser.add_argument("--lines", type=int, default=5000, help="of each file that takes turns with the baseline")
    parser.add_argument("--invoices", type=int, default=20_000, help="open ones when these files come")
    parser.add_argument("--files", type=int, default=3, help="so many of these files")
    parser.add_argument("--large-lines", type=int, default=50_000, help="of the large file; 0: none")
    parser.add_argument("--large-invoices", type=int, default=200_000)
    parser.add_argument("--baseline", type=int, default=600, help="its lines; 0: none")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--profile", help="write what cProfile says of our side into files of this name")
    parser.add_argument("--json", action="store_true", help="print nothing but the result")
    return parser.parse_args()


def _run(options, say):
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        small = Case("small", folder, options.seed, options.lines, options.invoices, options.files)
        small.compare(options)
        say(f"Took in {len(small.samples)} files of about {options.lines} lines.")
        cases = [small]
        if options.large_lines:
            large = Case("large", folder, options.seed + 1, options.large_lines, options.large_invoices, 1)
            large.take_in(options)
            say(f"Took in a file of {figures.documents(large.samples)} lines.")
            cases.append(large)
    return _figures(*cases)


class Case:
    """Files of one size, and so many invoices; a database of its own for each side that takes them in."""

    def __init__(self, name, folder, seed, lines, invoices, files):
        self.name = name
        ledger = Ledger(
            seed=seed, invoices=int(files * lines / LINES_OF_INVOICE), payments=files, companies=COMPANIES,
        )
        rest = max(invoices - len(ledger.invoices), 0)
        others = Ledger(
            seed=seed + 1000, invoices=rest, payments=1, companies=COMPANIES, stories={"unpaid": 1}, charges=0,
            first_number=OTHERS_FROM,
        )
        warm_up = Ledger(seed=seed + 2000, invoices=WARM_UP_INVOICES, payments=1, first_number=WARM_UP_FROM)
        self._folder = Path(folder) / name
        self._folder.mkdir()
        self._invoices = self._folder / "invoices"
        self.invoices = ledgers.state_invoices(self._invoices, [ledger, others, warm_up])
        self._written = [write(warm_up, LAYOUT), *(write(ledger, LAYOUT, payments=(place,)) for place in range(files))]
        self.samples, self.baseline_samples, self.opened = [], [], {}
        self.peak_memory = self.verdict = None

    def compare(self, options):
        """Take the files in, in turns with the baseline, which sees the first lines of them only."""
        with ExitStack() as stack:
            ours = stack.enter_context(Worker(self._database(self.name)))
            shares = {ours: self._begin(ours, options)}
            if options.baseline:
                baseline = stack.enter_context(Worker(self._database("baseline")))
                shares[baseline] = options.baseline
                baseline.begin("remittance_one_by_one.take_in", held=True, path=self._path(1), count=options.baseline)
            take_turns(shares)
            if options.baseline:
                self.baseline_samples = baseline.samples[1:]
            self._keep(ours)

    def take_in(self, options):
        """Take the files in, and open the largest as an accountant does."""
        with Worker(self._database(self.name)) as worker:
            self._begin(worker, options)
            worker.wait()
            self._keep(worker)
            self.opened = worker.do("remittance.open_largest", user="accountant")

    def _database(self, name):
        return prepared_database(
            f"remittance_{name}", "remittance_world.load", path=str(self._invoices), payee="ACRNU",
            vendor_codes=["ACRN1", "ACRN2"], companies=COMPANIES, currencies=CURRENCIES,
        )

    def _begin(self, worker, options):
        """Let a worker begin with the files; return how many lines they have."""
        files = [
            {"path": self._path(place), "lines": _lines(file), "answers": {}}
            for place, file in enumerate(self._written)
        ]
        profile = {"profile": f"{options.profile}.{self.name}"} if options.profile else {}
        worker.begin("remittance.take_in", held=True, files=files, user="accountant", **profile)
        return sum(file["lines"] for file in files)

    def _path(self, place):
        folder = self._folder / str(place)
        folder.mkdir(exist_ok=True)
        return ledgers.store(self._written[place], folder)

    def _keep(self, worker):
        self.samples, self.peak_memory = worker.samples[1:], worker.peak_memory_mb
        found = worker.do("remittance.books")
        self.verdict = ledgers.Verdict()
        for file in self._written:
            self.verdict.add(ledgers.judge(file.truth, found))


def _lines(file):
    return sum(len(payment["lines"]) for payment in file.truth["payments"])


def _figures(small, large=None):
    cost = figures.per_document(small.samples, figures.busy)
    count = figures.documents(small.samples)
    result = {
        "lines": count,
        "files": len(small.samples),
        "invoices": small.invoices,
        "per_line_ms": 1000 * cost,
        "file_s": figures.total(small.samples, figures.busy) / len(small.samples),
        "file_s_by_the_clock": figures.total(small.samples, figures.by_the_clock) / len(small.samples),
        "queries_per_file": figures.total(small.samples, figures.queries) / len(small.samples),
        "peak_memory_mb": small.peak_memory,
    }
    if small.baseline_samples:
        baseline_cost = figures.per_document(small.baseline_samples, figures.busy)
        result["baseline_per_line_ms"] = 1000 * baseline_cost
        result["baseline_queries_per_line"] = figures.per_document(small.baseline_samples, figures.queries)
        result["baseline_lines"] = figures.documents(small.baseline_samples)
        result["speedup"] = baseline_cost / cost
    if large:
        large_cost = figures.per_document(large.samples, figures.busy)
        result |= {
            "large_lines": figures.documents(large.samples),
            "large_invoices": large.invoices,
            "large_per_line_ms": 1000 * large_cost,
            "large_file_s": figures.total(large.samples, figures.busy),
            "large_file_s_by_the_clock": figures.total(large.samples, figures.by_the_clock),
            "large_queries": figures.total(large.samples, figures.queries),
            "large_peak_memory_mb": large.peak_memory,
            "flatness": large_cost / cost,
            **large.opened,
        }
    return result | _of_verdicts([case.verdict for case in (small, large) if case])


def _of_verdicts(verdicts):
    whole = ledgers.Verdict()
    for verdict in verdicts:
        whole.add(verdict)
    return {
        "matched_rate": whole.rate,
        "needs_me_rate": whole.needs_me / whole.lines,
        "by_rule": dict(whole.by_rule),
        "left": dict(whole.left.most_common()),
        "wrong": whole.wrong[:20],
    }


def _print(text):
    print(text, flush=True)


def _silent(text):
    pass


if __name__ == "__main__":
    sys.exit(main())
