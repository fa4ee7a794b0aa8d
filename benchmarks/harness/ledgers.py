"""The simulator's ledgers on disk: our invoices for a database, Amazon's files for a worker, and who was right."""

import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

NOT_IN_KEY = re.compile("[^A-Z0-9]")
# What a line is told by in the file and in the database, where equal ones may be taken for each other.
AMOUNTS = ("paid", "discount", "withholding")


def state_invoices(path, ledgers):
    """Write the invoices of ledgers, a line of JSON each; return how many. No number may be there twice."""
    seen = set()
    with Path(path).open("w", encoding="utf-8") as file:
        for invoice in (invoice for ledger in ledgers for invoice in ledger.invoices):
            key = invoice.company, NOT_IN_KEY.sub("", invoice.number.upper())
            if key in seen:
                raise ValueError(f"two invoices have the number {invoice.number}")
            seen.add(key)
            print(json.dumps({
                "number": invoice.number,
                "date": invoice.date.isoformat(),
                "amount": str(invoice.amount),
                "currency": invoice.currency,
                "purchase_order": invoice.purchase_order,
                "vendor_code": invoice.vendor_code,
                "company": invoice.company,
            }), file=file)
    return len(seen)


def store(file, folder):
    """Write a file of the simulator's; return its path."""
    path = Path(folder) / file.name
    path.write_bytes(file.body)
    return str(path)


@dataclass
class Verdict:
    """What became of the lines of some files. Nothing may be in `wrong_matches` and `lost`."""

    lines: int = 0
    invoice_lines: int = 0
    matched: int = 0
    needs_me: int = 0
    wrong_matches: list = field(default_factory=list)
    wrong_classes: list = field(default_factory=list)
    lost: list = field(default_factory=list)
    by_rule: Counter = field(default_factory=Counter)
    left: Counter = field(default_factory=Counter)  # invoice lines for a person: by the simulator's story and question

    @property
    def wrong(self):
        return [*self.lost, *self.wrong_matches, *self.wrong_classes]

    @property
    def rate(self):
        """Return the share of invoice lines that were matched without a person, and to the right invoice."""
        return self.matched / self.invoice_lines if self.invoice_lines else 1.0

    def add(self, other):
        for name, value in vars(other).items():
            if isinstance(value, Counter):
                getattr(self, name).update(value)
            else:
                setattr(self, name, getattr(self, name) + value)


def judge(truth, found):
    """Compare the payments of a file's truth with what the database holds of them, line by line.

    `found` is {number: {"hidden", "lines": [line]}} as the job `remittance.books` returns it.
    """
    verdict = Verdict()
    for payment in truth["payments"]:
        booked = found.get(payment["number"])
        if booked is None:
            verdict.lost.append(f"payment {payment['number']} is not there")
            continue
        _judge_payment(verdict, payment, booked)
    return verdict


def _judge_payment(verdict, payment, booked):
    if booked["hidden"] != _cents(payment["hidden"]):
        verdict.lost.append(
            f"payment {payment['number']} hides {payment['hidden']}, and {booked['hidden']} cents are booked"
        )
    left = defaultdict(list)
    for line in booked["lines"]:
        left[_key(line)].append(line)
    for line in payment["lines"]:
        same = left[_key(line)]
        if same and payment["is_void"]:  # what was taken back pays nothing
            verdict.lines += bool(same.pop())
        elif same:
            _judge_line(verdict, payment, line, same.pop())
        else:
            verdict.lost.append(f"payment {payment['number']}: line {line['number']} of {line['paid']} is not there")
    verdict.lost += [
        f"payment {payment['number']}: line {line['number']} of {line['paid']} is not Amazon's"
        for lines in left.values() for line in lines
    ]


def _judge_line(verdict, payment, line, booked):
    """Say whether a line is what it really is; what a person is asked about is neither right nor wrong."""
    about = f"payment {payment['number']}, line {line['number']} ({line['case']})"
    verdict.lines += 1
    verdict.needs_me += booked["needs_me"]
    if booked["is_sure"] and (booked["class"], booked["is_reversal"]) != (line["class"], line["is_reversal"]):
        verdict.wrong_classes.append(f"{about} is {_class(line)}, not {_class(booked)}")
    matched = sorted(map(tuple, booked["invoices"]))
    is_right = matched == sorted(zip(line["companies"], line["invoices"], strict=True))
    if line["class"] == "invoice":
        verdict.invoice_lines += 1
        verdict.matched += booked["is_automatic"] and is_right
        if not booked["is_automatic"]:
            verdict.left[f"{line['case']}: {booked['question'] or booked['permission'] or 'no match'}"] += 1
    if booked["is_automatic"]:
        verdict.by_rule[booked["rule"]] += 1
        if not is_right or not booked["adds_up"]:
            verdict.wrong_matches.append(f"{about} is about {line['invoices']}, not {booked['invoices']}")


def _class(line):
    return f"{line['class']} given back" if line["is_reversal"] else line["class"]


def _key(line):
    return NOT_IN_KEY.sub("", line["number"].upper()), *(_cents(line[name]) for name in AMOUNTS)


def _cents(amount):
    """Return an amount in cents: so equal ones are equal, however they are written."""
    return None if amount is None else int(Decimal(amount) * 100)
