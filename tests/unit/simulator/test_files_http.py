"""Files over HTTP are those that Python writes, byte by byte."""
import json
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from simulator.files import LAYOUTS, Ledger, bad, serving, write
from simulator.files.awkward import AWKWARD

from .conftest import line

ROOT = Path(__file__).resolve().parents[3]


def get(sim, path, **query):
    return requests.get(f"{sim.url}/_simulator/files{path}", params=query, timeout=10)


@pytest.mark.parametrize("layout", [name for name in LAYOUTS if not name.startswith("purchase_orders")])
def test_file_over_http_has_the_same_bytes(empty, layout):
    nasty = "" if LAYOUTS[layout].is_edi else "all"
    answer = get(empty, f"/{layout}", seed=7, invoices=60, nasty=nasty)
    file = write(Ledger(seed=7, invoices=60), layout, nasty=nasty)
    assert (answer.status_code, answer.content) == (200, file.body)
    assert answer.headers["Content-Type"] == file.content_type
    assert file.name in answer.headers["Content-Disposition"]


def test_truth_stands_beside_the_file(empty):
    arguments = {
        "seed": 7, "invoices": 60, "currency": "EUR,GBP", "payments": 4, "hidden": 1, "payee": "ACRDE",
        "stories": "awkward,in_full:20",
    }
    truth = get(empty, "/remittance_eu/truth", **arguments, container="csv", only="0,3", part=0.5).json()
    ledger = Ledger(
        seed=7, invoices=60, currency=("EUR", "GBP"), payments=4, hidden=1, payee="ACRDE",
        stories={**AWKWARD, "in_full": 20},
    )
    file = write(ledger, "remittance_eu", container="csv", payments=(0, 3), part=0.5)
    assert truth == {"name": "Payments.csv", **json.loads(json.dumps(file.truth))}
    assert [payment["currency"] for payment in truth["payments"]] == ["EUR", "GBP"]


def test_workbook_of_orders_shows_those_of_the_simulator(empty):
    empty.world.add_order("ACRN1", "PHX6", [line(10), line(4)], number="USORDER1")
    truth = get(empty, "/purchase_orders_v1/truth").json()
    assert [(row["order"], row["line"], row["requested"]) for row in truth["rows"]] == [
        ("USORDER1", "1", 10), ("USORDER1", "2", 4),
    ]
    assert truth["documents"] == 1


def test_invoices_of_a_request_are_paid(empty):
    books = [serving.book_of(invoice) for invoice in Ledger(seed=9, invoices=20).invoices]
    body, url = {"books": books}, f"{empty.url}/_simulator/files/remittance_us"
    truth = requests.post(f"{url}/truth", json=body, params={"charges": 0}, timeout=10).json()
    ours = {line["invoice"] for payment in truth["payments"] for line in payment["lines"] if line["invoice"]}
    assert ours
    assert ours <= {book["number"] for book in books}
    answer = requests.post(url, json=body, params={"charges": 0}, timeout=10)
    expected = write(Ledger(books=Ledger(seed=9, invoices=20).invoices, charges=0), "remittance_us")
    assert answer.content == expected.body


def test_bad_files_are_served_by_name(empty):
    assert get(empty, "/bad/password").content == bad.write("password").body


def test_catalogue_lists_layouts_nastiness_and_bad_files(empty):
    catalogue = get(empty, "").json()
    assert [layout["name"] for layout in catalogue["layouts"]] == list(LAYOUTS)
    assert catalogue["layouts"][0]["containers"] == ["xlsx", "csv", "xls", "zip"]
    assert {"bom", "all", "overlapping"} < set(catalogue["nasty"])
    assert "zip_bomb" in catalogue["bad"]


@pytest.mark.parametrize(("path", "query"), [
    ("/typo", {}), ("/remittance_us", {"typo": 1}), ("/remittance_us", {"container": "pdf"}),
    ("/remittance_us", {"invoices": "many"}), ("/remittance_us", {"invoices": 200_001}),
    ("/remittance_us/typo", {}), ("/bad/typo", {}), ("/remittance_us", {"locale": "mars"}),
    ("/remittance_us", {"stories": "typo"}),
])
def test_file_that_cannot_be_written_says_why(empty, path, query):
    answer = get(empty, path, **query)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_command_line_writes_a_file_and_its_truth(tmp_path):
    command = [sys.executable, "-m", "simulator.files", "remittance_us", "--seed", "7", "--to", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=20)
    file = write(Ledger(seed=7), "remittance_us")
    assert (tmp_path / "Payments.xlsx").read_bytes() == file.body
    assert json.loads((tmp_path / "Payments.xlsx.truth.json").read_text())["documents"] == 3
