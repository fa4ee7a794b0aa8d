"""Bad files are as bad as their names say, and only that."""
import io
import struct
import zipfile
from decimal import Decimal

import openpyxl
import pytest
import xlrd

from simulator.files import bad, write

from .files import amount, grids, section

LINES = ("Payment Number", "Invoice Number")


def archive(name):
    return zipfile.ZipFile(io.BytesIO(bad.write(name).body))


def only_payment(name):
    (payment,) = bad.write(name).truth["payments"]
    return payment


@pytest.mark.parametrize("name", [name for name in bad.NAMES if name not in ("million_rows", "zip_bomb_that_lies")])
def test_same_seed_makes_the_same_bad_file(name):
    assert bad.write(name) == bad.write(name)


@pytest.mark.parametrize(
    "name", ["wrong_sum", "huge_amount", "other_payee", "future_date", "macro_workbook", "formulas"]
)
def test_file_says_what_its_truth_says(name):
    file = bad.write(name)
    (rows,) = grids(file).values() if not file.name.endswith("m") else [list(sheet_of(file).values)]
    (payment,) = file.truth["payments"]
    assert [amount(row["Amount Paid"]) for row in section(rows, *LINES)] == [
        Decimal(line["paid"]) for line in payment["lines"]
    ]


def sheet_of(file):
    return openpyxl.load_workbook(io.BytesIO(file.body), read_only=True, data_only=True).active


def test_payment_may_differ_from_its_lines_by_ten():
    assert only_payment("wrong_sum")["difference"] == "10.00"
    assert only_payment("unchanged_payment")["difference"] == "0.00"


def test_changed_payment_has_the_number_of_the_unchanged_one_and_another_amount():
    before, after = only_payment("unchanged_payment"), only_payment("changed_payment")
    assert before["number"] == after["number"]
    assert Decimal(after["amount"]) == Decimal(before["amount"]) + 1
    assert before["lines"][1:] == after["lines"][1:]


def test_odd_payments_say_what_is_odd():
    assert only_payment("unknown_currency")["currency"] == "XYZ"
    assert only_payment("future_date")["date"] == "2099-12-31"
    assert only_payment("huge_amount")["lines"][0]["paid"] == "1000000000000"
    assert b"Payee: OTHR1" in archive("other_payee").read("xl/sharedStrings.xml")


def test_ambiguous_dates_read_well_in_both_orders():
    rows = section(grids(bad.write("ambiguous_dates"))[""], *LINES)
    parts = [row["Invoice Date"].split("/") for row in rows]
    assert all(int(first) <= 12 and int(second) <= 12 for first, second, _year in parts)


def test_ambiguous_numbers_have_one_comma_and_three_digits_behind_it():
    rows = section(grids(bad.write("ambiguous_numbers"))[""], *LINES)
    assert [row["Net Amount Paid"] for row in rows] == ["1,000", "1,037", "1,074", "1,111", "1,148", "1,185"]


@pytest.mark.parametrize(("name", "heading", "text"), [
    ("not_a_number", "Amount Paid", "see below"), ("not_a_date", "Invoice Date", "13/45/2026"),
    ("long_cell", "Description", "x" * 40_000),
])
def test_one_cell_is_wrong_and_no_other(name, heading, text):
    wrong = section(grids(bad.write(name))[""], *LINES)
    right = section(grids(write(bad.good(), "remittance_us", container="csv"))[""], *LINES)
    assert wrong == [{**right[0], heading: text}, *right[1:]]


def test_bomb_is_small_and_becomes_large():
    bomb = bad.write("zip_bomb")
    assert len(bomb.body) < 100_000
    assert archive("zip_bomb").getinfo("xl/worksheets/sheet1.xml").file_size > 60_000_000
    assert archive("zip_bomb_that_lies").getinfo("xl/worksheets/sheet1.xml").file_size == 1000


def test_entities_are_declared_and_used():
    for name, reference in (("xxe", b"&secret;"), ("billion_laughs", b"&lol9;")):
        strings = archive(name).read("xl/sharedStrings.xml")
        assert strings.startswith(b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<!DOCTYPE sst [<!ENTITY ')
        assert reference in strings


def test_macros_links_and_formulas_are_in_their_workbooks():
    assert "xl/vbaProject.bin" in archive("macro_workbook").namelist()
    assert b"server.example" in archive("external_links").read("xl/externalLinks/_rels/externalLink1.xml.rels")
    assert b"<f>SUM(" in archive("formulas").read("xl/worksheets/sheet1.xml")
    with_values = openpyxl.load_workbook(io.BytesIO(bad.write("formulas_without_values").body), data_only=True)
    assert with_values.active["D2"].value is None


def test_encrypted_workbook_is_a_compound_file_with_an_encrypted_package():
    body = bad.write("password").body
    assert struct.unpack("<Q", body[:8]) == (0xE11AB1A1E011CFD0,)
    assert xlrd.compdoc.CompDoc(body).get_named_stream("EncryptedPackage") == bytes(4096)


def test_million_rows_stay_small_and_are_a_million():
    file = bad.write("million_rows")
    assert len(file.body) < 20_000_000
    with zipfile.ZipFile(io.BytesIO(file.body)) as package, package.open("xl/worksheets/sheet1.xml") as sheet:
        rows, rest = 0, b""
        while piece := sheet.read(1 << 20):
            rows += (rest + piece).count(b"<row")
            rest = (rest + piece)[-3:]
    assert 1_000_000 < rows < 1_001_000


def test_cut_download_is_no_zip_and_the_others_begin_as_what_they_are():
    with pytest.raises(zipfile.BadZipFile):
        archive("broken_zip")
    for name, beginning in (("pdf", b"%PDF-"), ("picture", b"\x89PNG"), ("html_xls", b"<html>"), ("empty", b"")):
        assert bad.write(name).body.startswith(beginning)


def test_unknown_bad_file_is_refused_with_what_is_known():
    with pytest.raises(ValueError, match="known are: wrong_sum"):
        bad.write("typo")
