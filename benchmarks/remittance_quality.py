"""How much of the nastiest files is understood without a person, and whether any of it wrongly:
`./acorn bench remittance --quality`.

The simulator writes a file per seed with all its nastiness: locales, layouts and containers take turns, so that a
hundred files have each with each. The invoices of all ledgers are posted in one database of two companies, and every
file goes the way on which an accountant brings it in; where it asks, the locale answers as a person would. Every line
is compared with the simulator's truth. Prints, last, one line of JSON; ends with 1 when fewer than 98 % of the invoice
lines were matched without a person, when one line was matched to another invoice than the truth's, or is lost.
"""

import argparse
import json
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from benchmarks.harness import figures, ledgers
from benchmarks.harness.workers import Worker, prepared_database
from simulator.files import Ledger, write
from simulator.files.headings import FOREIGN

LEAST_RATE = 0.98
COMPANIES = ("us", "ca")
LAYOUTS = ("remittance_us", "remittance_eu", "remittance_types")
CONTAINERS = ("xlsx", "csv", "xls", "zip")
PAYMENTS = 3
# So many lines a file has per invoice: one payment in three was voided and made again, of another half is hidden.
LINES_OF_INVOICE = 1.45
# Of so many invoices of a hundred the most usual numbers are; the next ledger goes on after them.
USUAL_NUMBERS = 75
SHOWN = 20


@dataclass(frozen=True)
class Locale:
    """Where a file comes from, and what a person of there would answer."""

    name: str
    currency: str
    date_order: str
    decimal_mark: str
    language: str = "de"  # of the headings where the locale has none of its own

    @property
    def answers(self):
        words = {foreign: english for english, foreign in FOREIGN[self.language].items()}
        return {"date_order": self.date_order, "decimal_mark": self.decimal_mark, "words": words}


LOCALES = (
    Locale("us", "USD", "mdy", "."),
    Locale("de", "EUR", "dmy", ","),
    Locale("uk", "GBP", "dmy", "."),
    Locale("fr", "EUR", "dmy", ",", "fr"),
)


class Nasty:
    """One file of a seed, and what is to be known of it."""

    def __init__(self, seed, place, lines):
        invoices = max(int(lines / LINES_OF_INVOICE), 1)
        self.seed = seed
        self.locale = LOCALES[place % len(LOCALES)]
        self.layout = LAYOUTS[place // len(LOCALES) % len(LAYOUTS)]
        self.container = CONTAINERS[place // len(LOCALES) // len(LAYOUTS) % len(CONTAINERS)]
        self.ledger = Ledger(
            seed=seed, invoices=invoices, payments=PAYMENTS, currency=self.locale.currency, companies=COMPANIES,
            hidden=1, voided=1, first_number=1 + place * (invoices * USUAL_NUMBERS // 100 + 5),
        )

    def __str__(self):
        return f"seed {self.seed}, {self.layout}, {self.locale.name}, {self.container}"

    def write(self):
        return write(self.ledger, self.layout, self.locale.name, "all", self.container)


def main():
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        result = figures.rounded(_run(options, Path(folder)))
    if not options.json:
        for name, value in result.items():
            print(f"  {name:20} {value}")
    print(json.dumps(result))
    return 1 if _fails(result) else 0


def _fails(result):
    return result["matched_rate"] < LEAST_RATE or result["wrong_matches"] or result["lost"]


def _options():
    parser = argparse.ArgumentParser(prog="./acorn bench remittance --quality", description=__doc__)
    parser.add_argument("--quality", action="store_true", required=True)
    parser.add_argument("--files", type=int, default=100)
    parser.add_argument("--lines", type=int, default=2000, help="of each file, more or less")
    parser.add_argument("--seed", type=int, default=1, help="of the first file")
    parser.add_argument("--profile", help="write what cProfile says of the first file into a file of this name")
    parser.add_argument("--json", action="store_true", help="print nothing but the result")
    return parser.parse_args()


def _run(options, folder):
    nasty = [Nasty(options.seed + place, place, options.lines) for place in range(options.files)]
    with Worker(_database(nasty, folder)) as worker:
        judged = [_take_in(worker, each, folder, options, place) for place, each in enumerate(nasty)]
        return _figures(nasty, judged) | {"peak_memory_mb": worker.peak_memory_mb}


def _database(nasty, folder):
    """Make a database in which the invoices of all ledgers are posted."""
    numbers = Counter(payment.number for each in nasty for payment in each.ledger.payments)
    if twice := [number for number, count in numbers.items() if count > 1]:
        raise ValueError(f"payments are there twice: {twice}")
    ledgers.state_invoices(folder / "invoices", [each.ledger for each in nasty])
    return prepared_database(
        "remittance_quality", "remittance_world.load", path=str(folder / "invoices"), payee="ACRNU",
        vendor_codes=["ACRN1", "ACRN2"], companies=COMPANIES,
        currencies=sorted({locale.currency for locale in LOCALES}),
    )


def _take_in(worker, nasty, folder, options, place):
    """Bring one file in; return its verdict, what was asked, and what it cost."""
    file = nasty.write()
    job = {"path": ledgers.store(file, folder), "lines": 0, "answers": nasty.locale.answers}
    job["lines"] = sum(len(payment["lines"]) for payment in file.truth["payments"])
    profile = {"profile": options.profile} if options.profile and not place else {}
    asked = worker.do("remittance.take_in", files=[job], user="accountant", **profile)
    [sample] = worker.samples
    found = worker.do("remittance.books", numbers=[payment["number"] for payment in file.truth["payments"]])
    verdict = ledgers.judge(file.truth, found)
    for name in ("wrong_matches", "wrong_classes", "lost"):
        setattr(verdict, name, [f"{nasty}: {trouble}" for trouble in getattr(verdict, name)])
    if not options.json:
        print(f"{nasty}: {verdict.lines} lines, {verdict.rate:.4f}, {len(verdict.wrong)} wrong", flush=True)
    return verdict, asked, sample


def _figures(nasty, judged):
    whole, questions, by_locale = ledgers.Verdict(), Counter(), defaultdict(ledgers.Verdict)
    for each, (verdict, asked, _sample) in zip(nasty, judged, strict=True):
        whole.add(verdict)
        by_locale[each.locale.name].add(verdict)
        questions.update(asked)
    samples = [sample for _verdict, _asked, sample in judged]
    return {
        "matched_rate": whole.rate,
        "wrong_matches": len(whole.wrong_matches),
        "lines": whole.lines,
        "files": len(nasty),
        "invoice_lines": whole.invoice_lines,
        "needs_me_rate": whole.needs_me / whole.lines,
        "wrong_classes": len(whole.wrong_classes),
        "lost": len(whole.lost),
        "by_rule": dict(whole.by_rule.most_common()),
        "by_locale": {name: round(verdict.rate, 4) for name, verdict in by_locale.items()},
        "questions": dict(questions),
        "left": dict(whole.left.most_common(SHOWN)),
        "wrong": whole.wrong[:SHOWN],
        "per_line_ms": 1000 * figures.per_document(samples, figures.busy),
    }
