"""Files that somebody may bring, and that must do no harm: each by its name.

`write(name)` returns the file. Those that are about what the file says are a small remittance with one thing wrong;
its truth is as of every other file, and tells what the file says.
"""
import csv
import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from html import escape
from types import SimpleNamespace

from . import bad_packages, containers
from .ledger import Ledger
from .writing import File
from .writing import write as write_good


def good(seed=1, **options):
    """Return the ledger of one small payment that the others are made from."""
    return Ledger(**{"seed": seed, "invoices": 40, "payments": 1, **options})


def _with(ledger, lines=None, **payment):
    """Return a ledger like this one whose only payment has other lines, or says something else."""
    changed = replace(ledger.payments[0], **payment)
    if lines is not None:
        changed.lines = lines
    return SimpleNamespace(
        seed=ledger.seed, payee=ledger.payee, invoices=ledger.invoices, payments=(changed,),
    )


def _summed(ledger, lines):
    total = sum(line.paid for line in lines)
    return _with(ledger, lines, amount=total, invoice_amount=total)


# -- what the file says ----------------------------------------------------------------------------------------


def wrong_sum(seed):
    """The payment is ten more than its lines."""
    payment = good(seed).payments[0]
    more = Decimal("10.00")
    wrong = _with(good(seed), amount=payment.amount + more, invoice_amount=payment.invoice_amount + more)
    return write_good(wrong, "remittance_us")


def unknown_currency(seed):
    ledger = good(seed)
    lines = [replace(line, currency="XYZ") for line in ledger.payments[0].lines]
    return write_good(_with(ledger, lines, currency="XYZ", invoice_currency="XYZ"), "remittance_us")


def future_date(seed):
    return write_good(_with(good(seed), date=date(2099, 12, 31)), "remittance_us")


def huge_amount(seed):
    """One line is a million millions."""
    ledger = good(seed)
    first, *others = ledger.payments[0].lines
    huge = Decimal(10**12)
    return write_good(_summed(ledger, [replace(first, paid=huge, invoice_amount=huge), *others]), "remittance_us")


def changed_payment(seed):
    """The number of a payment that `unchanged_payment` has as well, with another amount of its first line."""
    ledger = good(seed)
    first, *others = ledger.payments[0].lines
    changed = replace(first, paid=first.paid + 1, invoice_amount=first.invoice_amount + 1)
    return write_good(_summed(ledger, [changed, *others]), "remittance_us")


def unchanged_payment(seed):
    return write_good(good(seed), "remittance_us")


def other_payee(seed):
    """Nothing is wrong but the payee, which the titles name."""
    return write_good(good(seed, payee="OTHR1"), "remittance_us", nasty="title_rows")


def ambiguous_dates(seed):
    """Every date reads well with the day first (which is right) and with the month first."""
    ledger = good(seed)
    lines = [replace(line, date=line.date.replace(day=1 + line.date.day % 12)) for line in ledger.payments[0].lines]
    day = ledger.payments[0].date.replace(day=5)
    return write_good(_with(ledger, lines, date=day), "remittance_us", locale="uk", container="csv")


def ambiguous_numbers(seed):
    """Every amount is a whole number of thousands and hundreds (which is right), or has three decimals."""
    ledger = good(seed, currency="EUR")
    zero = Decimal(0)
    invoices = [line for line in ledger.payments[0].lines if line.line_class == "invoice"]
    lines = [
        replace(line, paid=amount, invoice_amount=amount, discount=zero, withholding=zero, remaining=zero)
        for line, amount in zip(invoices, map(Decimal, range(1000, 1200, 37)), strict=False)
    ]
    return write_good(_summed(ledger, lines), "remittance_eu", locale="uk", container="csv", dates="iso")


def formula_texts(seed):
    """Descriptions that a spreadsheet would take for formulas."""
    texts = ('=HYPERLINK("http://example.com/","Open")', "+1+1", "@SUM(1;1)", "-2+3")
    ledger = good(seed)
    lines = [
        replace(line, description=texts[position % len(texts)])
        for position, line in enumerate(ledger.payments[0].lines)
    ]
    return write_good(_with(ledger, lines), "remittance_types", locale="us", container="csv")


def _with_cell(seed, heading, value):
    """Return the CSV with another text in one cell of the first line."""
    file = write_good(good(seed), "remittance_us", container="csv")
    rows = _csv_rows(file)
    start = next(place for place, row in enumerate(rows) if "Invoice Number" in row)
    rows[start + 1][rows[start].index(heading)] = value
    return File(
        file.name, containers.csv_bytes(rows), {"kind": "remittance", "heading": heading, "cell": value},
        file.content_type,
    )


def _csv_rows(file):
    return list(csv.reader(io.StringIO(file.body.decode())))


def not_a_number(seed):
    return _with_cell(seed, "Amount Paid", "see below")


def not_a_date(seed):
    return _with_cell(seed, "Invoice Date", "13/45/2026")


def long_cell(seed):
    return _with_cell(seed, "Description", "x" * 40_000)


def no_rows(seed):
    """Headings, and nothing below."""
    return write_good(_with(good(seed), []), "remittance_us", payments=(), container="csv")


def html_xls(seed):
    """A page that calls itself a workbook, as some portals make them."""
    file = write_good(good(seed), "remittance_us", container="csv")
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>\n" for row in _csv_rows(file)
    )
    head = '<html><head><meta charset="utf-8"><title>Remittance payments</title></head><body>'
    body = f"{head}<table>\n{rows}</table></body></html>".encode()
    return File("Payments.xls", body, file.truth, containers.CONTENT_TYPES["xls"])


# -- what the file is ------------------------------------------------------------------------------------------


def _package(make):
    """Return the function that makes a file of a good remittance's sheets."""

    def file(seed):
        remittance = write_good(good(seed), "remittance_us")
        name, body = make(remittance)
        truth = remittance.truth if make in bad_packages.READABLE else {"kind": None}
        return File(name, body, truth)

    return file


FILES = {
    **{
        make.__name__: make
        for make in (
            wrong_sum, unknown_currency, future_date, huge_amount, changed_payment, unchanged_payment, other_payee,
            ambiguous_dates, ambiguous_numbers, formula_texts, not_a_number, not_a_date, long_cell, no_rows, html_xls,
        )
    },
    **{make.__name__: _package(make) for make in bad_packages.PACKAGES},
}
NAMES = tuple(FILES)


def write(name, seed=1):
    """Return the file of this name."""
    if name not in FILES:
        raise ValueError(f"unknown bad file {name}; known are: {', '.join(NAMES)}")
    return FILES[name](seed)
