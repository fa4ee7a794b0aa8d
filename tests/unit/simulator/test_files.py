"""Remittance files: the same seed makes the same bytes, payments sum up, and the truth is what the file says."""
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from simulator.files import LAYOUTS, Ledger, write
from simulator.files.awkward import AWKWARD

from .files import amount, grids, section

ROOT = Path(__file__).resolve().parents[3]
REMITTANCES = [name for name in LAYOUTS if name.startswith("remittance_")]
PAYMENTS = ("Payment Number", "Amount in Payment Currency")
LINES = ("Payment Number", "Invoice Number")


def paid_in(layout):
    return "Net Amount Paid" if layout == "remittance_eu" else "Amount Paid"


def cases_of(ledger):
    return Counter(line.case for line in ledger.lines)


def test_same_seed_makes_the_same_ledger_and_another_seed_another_one():
    assert Ledger(seed=3).payments == Ledger(seed=3).payments
    assert Ledger(seed=3).invoices == Ledger(seed=3).invoices
    assert Ledger(seed=3).invoices != Ledger(seed=4).invoices


def test_same_seed_makes_the_same_bytes_in_another_process():
    code = (
        "import hashlib; from simulator.files import LAYOUTS, Ledger, write;"
        "files = [write(Ledger(seed=5, invoices=60), layout, nasty='all') for layout in LAYOUTS];"
        "print(*(hashlib.sha256(file.body).hexdigest() for file in files), sep='\\n')"
    )
    first, second = (
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env={"PYTHONHASHSEED": seed}, capture_output=True, text=True,
            check=True,
        ).stdout.splitlines()
        for seed in ("1", "2")
    )
    assert len(set(first)) == len(LAYOUTS)
    assert first == second


def test_every_payment_is_the_sum_of_its_lines():
    for ledger in (Ledger(), Ledger(currency=("EUR", "GBP", "JPY"), hidden=2), Ledger(currency="INR", invoices=80)):
        for payment in ledger.payments:
            lines = [*payment.lines, *payment.hidden_lines]
            assert payment.invoice_amount == sum(line.paid for line in lines)
            assert payment.amount == payment.invoice_amount


def test_payment_in_another_currency_is_the_sum_times_the_rate():
    ledger = Ledger(invoices=40, currency="GBP", payment_currency="EUR", exchange_rate="1.1725")
    for payment in ledger.payments:
        assert (payment.invoice_currency, payment.currency) == ("GBP", "EUR")
        assert payment.amount == round(payment.invoice_amount * Decimal("1.1725"), 2)


def test_each_line_leaves_open_what_it_does_not_settle():
    ledger = Ledger(currency="INR", stories={"in_slices": 1, "shortage_in_slices": 1}, charges=0)
    settled = {}
    for line in ledger.lines:
        settled[line.number] = settled.get(line.number, 0) + line.paid + line.discount + line.withholding
        assert settled[line.number] + line.remaining == line.invoice_amount


def test_every_story_is_told_in_a_small_ledger():
    ledger = Ledger(invoices=60)
    assert set(cases_of(ledger)) == {
        "in_full", "in_slices", "in_several_lines", "in_equal_halves", "cents_differ", "credit_note", "only_by_order",
        "lump", "shortage", "shortage_reversed", "shortage_chain", "shortage_hyphen", "shortage_in_slices",
        "price_claim", "price_claim_reversed", "chargeback", "chargeback_twice", "return", "agreement", "provision",
        "price_protection", "discount", "allowance",
    }
    assert len(ledger.invoices) == 60
    assert {line.invoices[0].number for line in ledger.lines if line.invoices} < set(ledger.by_number)


def test_numbers_are_of_every_form_and_no_two_alike():
    ledger = Ledger(invoices=300)
    numbers = [invoice.number for invoice in ledger.invoices]
    assert len(set(numbers)) == 300
    expected = {"INV/2026/00001", "RE-2026-0001", "000001", "4711001", "EXP0001SC", "2026/0001R", "INV0001PC"}
    assert expected <= {number.replace("2025", "2026") for number in numbers}
    assert any(number.startswith("RINV/") for number in numbers)


def test_companies_may_number_their_invoices_alike():
    ledger = Ledger(invoices=200, companies=("us", "ca"), same_numbers=True)
    companies = {}
    for invoice in ledger.invoices:
        companies.setdefault(invoice.number, set()).add(invoice.company)
    assert {"us", "ca"} in companies.values()


def test_invoices_of_a_lump_are_of_one_order_and_sum_to_the_line():
    ledger = Ledger(invoices=300, stories={"lump": 1, "in_full": 1}, discount=0)
    lumps = [line for line in ledger.lines if line.case == "lump"]
    assert len(lumps) > 20
    for line in lumps:
        assert line.paid == sum(invoice.amount for invoice in line.invoices)
        assert {invoice.purchase_order for invoice in line.invoices} == {line.purchase_order}


def test_awkward_stories_are_told_only_when_asked_for():
    assert not set(cases_of(Ledger(invoices=500))) & set(AWKWARD)
    ledger = Ledger(invoices=120, stories=AWKWARD, discount=0)
    assert set(AWKWARD) <= set(cases_of(ledger))
    numbers = [invoice.number for invoice in ledger.invoices]
    assert len(set(numbers)) == len(numbers) == 120
    for line in ledger.lines:
        ours = ledger.by_number.get(line.number)
        if line.case == "zero_twins":
            assert int(ours.number) == int(line.invoices[0].number)
            assert (ours.number, line.invoices[0].number[:2]) == (line.number, "00")
        if line.case == "suffix_twins" and line.line_class == "shortage":
            assert ours is not line.invoices[0]
        if line.case in ("twins_of_order", "sum_of_two", "separator_twins"):
            assert ours is None


def test_voided_payment_is_made_again_under_another_number():
    ledger = Ledger(voided=1)
    void, again = ledger.payments[0], ledger.payments[-1]
    assert (void.void_reason, again.void_reason) == ("Returned by the bank", "")
    assert void.reissued_as == again.number != void.number
    assert void.lines == again.lines
    early = write(ledger, "remittance_us", shows_voids=False).truth["payments"]
    assert [payment["number"] for payment in early] == [payment.number for payment in ledger.payments[:-1]]
    assert not early[0]["is_void"]


def test_given_invoices_are_paid_in_place_of_made_up_ones():
    books = Ledger(seed=9, invoices=30).invoices
    assert {line.invoices[0].number for line in Ledger(books=books).lines if line.invoices} < {
        invoice.number for invoice in books
    }


@pytest.mark.parametrize("container", ["xlsx", "csv", "xls", "zip"])
@pytest.mark.parametrize("layout", REMITTANCES)
def test_remittance_opens_again_and_says_what_the_truth_says(layout, container):
    ledger = Ledger(invoices=80, hidden=1)
    file = write(ledger, layout, locale="us", container=container)
    (rows,) = grids(file).values()
    payments, lines = section(rows, *PAYMENTS), section(rows, *LINES)
    assert [amount(row["Amount in Payment Currency"]) for row in payments] == [
        Decimal(payment["amount"]) for payment in file.truth["payments"]
    ]
    truth = [
        (payment["number"], line["number"], Decimal(line["paid"]), Decimal(line["remaining"]))
        for payment in file.truth["payments"] for line in payment["lines"]
    ]
    assert truth == [
        (row["Payment Number"], row["Invoice Number"], amount(row[paid_in(layout)]), amount(row["Remaining Amount"]))
        for row in lines
    ]
    for payment in file.truth["payments"]:
        paid = sum(amount(row[paid_in(layout)]) for row in lines if row["Payment Number"] == payment["number"])
        assert paid + Decimal(payment["hidden"] or 0) == Decimal(payment["amount"])
    assert [payment["hidden"] is None for payment in file.truth["payments"]] == [True, True, False]


@pytest.mark.parametrize("locale", ["us", "uk", "de", "fr", "in", "jp"])
def test_amounts_are_written_as_in_the_place(locale):
    file = write(Ledger(invoices=30), "remittance_us", locale=locale, container="csv", nasty="parentheses")
    (rows,) = grids(file).values()
    read = [amount(row["Amount Paid"], "," if locale in ("de", "fr") else ".") for row in section(rows, *LINES)]
    assert read == [Decimal(line["paid"]) for payment in file.truth["payments"] for line in payment["lines"]]


def test_part_of_the_lines_comes_with_the_whole_payments():
    ledger = Ledger(invoices=80)
    early, late = write(ledger, "remittance_us", part=0.6).truth, write(ledger, "remittance_us").truth
    for before, after in zip(early["payments"], late["payments"], strict=True):
        assert before["amount"] == after["amount"]
        assert before["lines"] == after["lines"][: len(before["lines"])]
        assert 0 < len(before["lines"]) < len(after["lines"])


def test_unknown_layout_nastiness_and_container_are_refused_with_what_is_known():
    ledger = Ledger(invoices=10)
    with pytest.raises(ValueError, match="known are: remittance_us"):
        write(ledger, "typo")
    with pytest.raises(ValueError, match="known are: bom"):
        write(ledger, "remittance_us", nasty=("typo",))
    with pytest.raises(ValueError, match="comes as xlsx, csv, xls or zip, not as pdf"):
        write(ledger, "remittance_us", container="pdf")
