"""Workers that die while they take in Amazon's payments and match them leave the books as if nobody had."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.crashing.run import CHECKOUT, environment, fresh_database

KILLED = -9
SCRIPT = Path(__file__).parents[2] / "crashing" / "money.py"


@pytest.fixture(scope="module")
def run():
    database = fresh_database("crash_money")
    done = subprocess.run(
        [database["python"], str(SCRIPT), json.dumps(database)],
        check=True, stdout=subprocess.PIPE, text=True, cwd=CHECKOUT, env=environment(database),
    )
    return json.loads(done.stdout.splitlines()[-1])


def test_files_leave_the_same_books_whoever_died_while_they_were_imported(run):
    imported = run["imported"]
    # Seven files; for each of them three die amid the import, one before it is committed and one before it is told.
    assert imported["deaths"] == [KILLED] * 35
    assert imported["last"] == [0] * 8
    assert imported["found"] == imported["expected"]
    assert len(imported["found"]["files"]) == len(imported["found"]["pages"]) == 7


def test_large_files_leave_the_same_books_whoever_died_while_lanes_took_them_in_and_matched_them(run):
    received = run["received"]
    assert received["deaths"] == [KILLED] * 10
    assert received["last"] == [0, 0]
    assert received["found"] == received["expected"]


def test_every_line_that_amazon_states_is_there_once_after_all(run):
    assert len(run["paid"]) == 10
    assert run["found_paid"] == run["paid"]


def test_void_payment_lets_its_invoices_go_and_no_remainder_stays_once_all_lines_are_shown(run):
    books = run["received"]["found"]
    void = [row[0] for row in books["payments"] if row[4]]
    assert len(void) == 2
    assert {match[5] for match in books["matches"] if match[0] in void} <= {"withdrawn"}
    assert [line for line in books["lines"] if line[5]] == []
    assert {message[5] for message in books["messages"]} == {"applied"}
    assert {(payment[15], payment[16]) for payment in books["payments"]} == {(False, None)}
