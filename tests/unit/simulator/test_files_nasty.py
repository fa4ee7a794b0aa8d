"""Nasty files say the same as good ones, in the ways that real exports have been seen to."""
from decimal import Decimal

import pytest

from simulator.files import Ledger, write
from simulator.files.numbers import mangled
from simulator.files.places import LOCALES, number_text
from simulator.files.view import NASTINESS

from .files import grids, section

LINES = ("Payment Number", "Invoice Number")


@pytest.fixture(scope="module")
def ledger():
    return Ledger(invoices=80)


def rows_of(ledger, *nasty, layout="remittance_us", **options):
    (rows,) = grids(write(ledger, layout, nasty=nasty, **options)).values()
    return rows


def numbers_in(rows):
    return [row["Invoice Number"] for row in section(rows, *LINES)]


@pytest.mark.parametrize("name", NASTINESS)
@pytest.mark.parametrize("container", ["xlsx", "csv"])
def test_each_nastiness_changes_the_file_and_always_alike(ledger, name, container):
    good = write(ledger, "remittance_us", container=container)
    nasty = write(ledger, "remittance_us", container=container, nasty=name)
    if (name, container) != ("numbers_as_text", "csv"):  # which is nothing but text
        assert nasty.body != good.body
    assert nasty.body == write(ledger, "remittance_us", container=container, nasty=(name,)).body


def test_mark_and_titles_stand_before_the_headings(ledger):
    assert write(ledger, "remittance_us", nasty="bom", container="csv").body.startswith(b"\xef\xbb\xbfPayment Number")
    assert rows_of(ledger, "title_rows")[:3] == [
        ["Remittance payments"], ["Payee: ACRNU"], ["Created by Vendor Central"],
    ]


def test_headings_may_have_what_nobody_sees(ledger):
    assert rows_of(ledger, "non_printable")[0][:2] == ["\u200bPayment\u00a0Number", "\u200bPayment\u00a0Date"]
    assert rows_of(ledger, "blanks")[0][:2] == [" Payment Number  ", " Payment Date  "]


def test_headings_may_be_of_the_language_of_the_place(ledger):
    for locale, first in (("de", "Zahlungsnummer"), ("fr", "Numéro de paiement"), ("es", "Número de pago")):
        assert rows_of(ledger, "foreign_headings", locale=locale)[0][0] == first


def test_headings_are_repeated_in_the_middle(ledger):
    rows = rows_of(ledger, "repeated_heading")
    assert sum("Terms Discount Taken" in row for row in rows) == 2


def test_columns_may_be_unknown_or_empty(ledger):
    assert rows_of(ledger, "unknown_column")[0][3] == "Amazon Internal Reference"
    assert rows_of(ledger, "trailing_columns", container="csv")[0][-3:] == ["", "", ""]
    codes = {row["Vendor Code"] for row in section(rows_of(ledger, "several_vendor_codes"), *LINES)}
    assert {"ACRN1", "ACRN2"} < codes


def test_shuffled_rows_are_the_same_ones_and_the_truth_is_in_their_order(ledger):
    file = write(ledger, "remittance_us", nasty="shuffled_rows")
    numbers = numbers_in(next(iter(grids(file).values())))
    assert sorted(numbers) == sorted(numbers_in(rows_of(ledger)))
    assert numbers != numbers_in(rows_of(ledger))
    first = file.truth["payments"][0]
    rows = section(next(iter(grids(file).values())), *LINES)
    assert [line["number"] for line in first["lines"]] == [
        row["Invoice Number"] for row in rows if row["Payment Number"] == first["number"]
    ]


def test_hidden_lines_are_told_by_the_numbers_of_their_payments(ledger):
    for layout in ("remittance_us", "remittance_eu"):
        file = write(ledger, layout, nasty="hidden_warning")
        last = file.truth["payments"][-1]
        rows = next(iter(grids(file).values()))
        warnings = [row for row in rows if row[:1] == ["Payment Number"] and not any(row[2:])]
        assert [row[1] for row in warnings] == [last["number"]]
        assert Decimal(last["hidden"]) != 0
        assert last["difference"] == "0.00"


def test_negative_amounts_may_stand_in_parentheses_and_all_with_the_currency_sign(ledger):
    texts = {row["Amount Paid"] for row in section(rows_of(ledger, "parentheses", container="csv"), *LINES)}
    assert any(text.startswith("(") and text.endswith(")") for text in texts)
    assert not any(text.startswith("-") for text in texts)
    euros = Ledger(invoices=30, currency="EUR")
    texts = {row["Amount Paid"] for row in section(rows_of(euros, "currency_signs", locale="de"), *LINES)}
    assert all(text.endswith(" €") for text in texts)


@pytest.mark.parametrize(("locale", "text"), [
    ("us", "1,234,567.89"), ("de", "1.234.567,89"), ("fr", "1\u202f234\u202f567,89"), ("in", "12,34,567.89"),
])
def test_numbers_are_grouped_as_in_the_place(locale, text):
    assert number_text(Decimal("1234567.89"), LOCALES[locale]) == text


@pytest.mark.parametrize(("dates", "text"), [
    ("mdy", "02/19/2026"), ("dmy", "19/02/2026"), ("dots", "19.02.2026"), ("ymd", "2026/02/19"), ("iso", "2026-02-19"),
    ("mmm d, yyyy", "Feb 19, 2026"), ("dd-mmm-yyyy", "19-Feb-2026"), ("serials", "46072"),
])
def test_dates_are_written_in_every_form(ledger, dates, text):
    assert rows_of(ledger, dates=dates, container="csv")[1][1] == text
    assert str(rows_of(ledger, dates=dates)[1][1]) == text


def test_mangled_numbers_lose_separators_case_and_zeros_but_no_other_letter(ledger):
    def bare(number):
        return "".join(letter for letter in str(number).upper() if letter.isalnum()).lstrip("0")

    good, nasty = numbers_in(rows_of(ledger)), numbers_in(rows_of(ledger, "mangled_numbers"))
    assert [bare(number) for number in nasty] == [bare(number) for number in good]
    own = Ledger(invoices=200, stories={"unpaid": 1})  # every line is about a number of Amazon's
    assert numbers_in(rows_of(own, "mangled_numbers")) == numbers_in(rows_of(own))
    assert mangled("000123", seed=1) == "123"
    ways = {mangled("INV/2026/00001", seed) for seed in range(40)}
    assert ways == {
        "INV202600001", "INV_2026_00001", "inv/2026/00001", " INV / 2026 / 00001 ", "INV/2026/00001",
    }


def test_overlapping_file_has_a_part_of_the_lines(ledger):
    early, late = (write(ledger, "remittance_us", nasty=nasty).truth["payments"] for nasty in ("overlapping", ""))
    assert [len(payment["lines"]) for payment in early] == [round(len(payment["lines"]) * 0.6) for payment in late]
    assert {payment["difference"] for payment in late} == {"0.00"}
    assert "0.00" not in {payment["difference"] for payment in early}


def test_long_files_are_made_of_many_invoices():
    ledger = Ledger(invoices=20_000, payments=15)
    file = write(ledger, "remittance_us", payments=(7,))
    assert len(file.truth["payments"][0]["lines"]) > 2000
