"""Two workers meet over the same files, payments and invoices: nothing is there twice, and nobody's turn matters."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.crashing.run import CHECKOUT, environment, fresh_database

SCRIPT = Path(__file__).parents[2] / "crashing" / "money_meetings.py"
BOTH_WENT_WELL = [0, 0]


@pytest.fixture(scope="module")
def meetings():
    database = fresh_database("money_meetings")
    done = subprocess.run(
        [database["python"], str(SCRIPT), json.dumps(database)],
        check=True, stdout=subprocess.PIPE, text=True, cwd=CHECKOUT, env=environment(database),
    )
    return json.loads(done.stdout.splitlines()[-1])


# -------------------------------------------------------------------------------- files


def test_same_file_at_the_same_moment_is_imported_once(meetings):
    met = meetings["same_file"]
    assert met["ends"] == BOTH_WENT_WELL
    assert met["tries"] == 2  # the second one was sent back once, and then it was known
    assert (met["files"], met["pages"]) == (1, 1)
    assert met["paid"] == {"810001": [2, "30.00"]}


def test_same_content_in_another_wrapping_at_the_same_moment_is_imported_once(meetings):
    met = meetings["other_wrapping"]
    assert met["ends"] == BOTH_WENT_WELL
    assert (met["files"], met["pages"]) == (1, 1)
    assert [count for count, _total in met["paid"].values()] == [met["stated"]]


def test_two_files_of_one_payment_at_the_same_moment_bring_each_line_once(meetings):
    met = meetings["halves"]
    assert met["ends"] == BOTH_WENT_WELL
    assert met["files"] == 2
    assert met["paid"] == {"810003": [5, "50.00"]}


def test_payment_in_two_files_at_the_same_moment_is_there_once(meetings):
    met = meetings["overlapping"]
    assert met["ends"] == BOTH_WENT_WELL
    assert met["files"] == 2
    assert met["paid"] == {"810004": [1, "10.00"], "810005": [1, "10.00"], "810006": [1, "10.00"]}


def test_two_large_files_of_one_payment_in_two_lanes_bring_each_line_once(meetings):
    met = meetings["two_lanes"]
    assert met["ends"] == BOTH_WENT_WELL
    assert met["paid"] == {"810007": [5, "50.00"]}


# -------------------------------------------------------------------------------- one invoice in two payments


@pytest.mark.parametrize(
    ("meeting", "invoice", "early", "late"),
    [
        ("early_first", "INVE1", "820001", "820002"),
        ("late_first", "INVL1", "820003", "820004"),
        ("two_crons", "INVC1", "820005", "820006"),
    ],
)
def test_invoice_in_two_payments_is_the_earlier_ones_whichever_was_matched_first(
    meetings, meeting, invoice, early, late
):
    met = meetings[meeting]
    assert met["ends"] == BOTH_WENT_WELL
    assert met["lines"] == [
        [early, invoice, "proposed", None, invoice, "60.00"],
        [late, invoice, "question", "paid_too_much", invoice, "60.00"],
    ]


def test_of_two_payments_of_one_day_the_lower_number_comes_first_whichever_was_imported_first(meetings):
    assert meetings["imported_late_first"]["lines"] == [
        ["820007", "INVD1", "proposed", None, "INVD1", "60.00"],
        ["820008", "INVD1", "question", "paid_too_much", "INVD1", "60.00"],
    ]


# -------------------------------------------------------------------------------- invoices that come and go meanwhile


def found(name, first):
    """Return the lines of four payments: by number, by claim, by purchase order, and by a number without its zeros."""
    return [
        [f"{first}", f"INV{name}1", "proposed", None, f"INV{name}1", "100.00"],
        [f"{first + 1}", f"INV{name}2SC", "proposed", None, f"INV{name}2", "-10.00"],
        [f"{first + 2}", f"77{name}", "proposed", None, f"INV{name}3", "77.00"],
        [f"{first + 3}", f"{first}", "proposed", None, f"00{first}", "100.00"],
    ]


@pytest.mark.parametrize(
    ("meeting", "name", "first"), [("posted_meanwhile", "P", 830001), ("posting_meanwhile", "Q", 830011)]
)
def test_invoice_that_is_posted_while_its_payment_is_matched_is_found_by_the_cron(meetings, meeting, name, first):
    met = meetings[meeting]
    assert met["ends"] == BOTH_WENT_WELL
    assert [code for _payment, _number, _state, code, *_match in met["before"]] == [
        "not_found", "no_base_invoice", "not_found", "not_found",
    ]
    assert met["lines"] == found(name, first)


def test_invoice_that_is_posted_after_its_payment_is_found_by_whatever_the_line_states(meetings):
    assert meetings["posted_later"]["lines"] == found("T", 830021)


def test_invoice_that_is_reset_while_its_payment_is_matched_loses_its_line(meetings):
    met = meetings["reset_meanwhile"]
    assert met["ends"] == BOTH_WENT_WELL
    assert met["lines"] == [["830031", "INVR1", "question", "not_found", None, None]]
