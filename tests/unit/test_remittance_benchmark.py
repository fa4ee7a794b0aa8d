"""What the benchmark of remittances calls lost, wrong and matched: by payments whose answer is known."""

import copy
from dataclasses import replace

import pytest

from benchmarks.harness import ledgers
from benchmarks.remittance_quality import Nasty
from simulator.files import Ledger

NUMBER, COMPANY = "INV/2026/00001", "us"


def truth(**payment):
    line = {
        "number": "INV_2026_00001", "class": "invoice", "is_reversal": False, "case": "in_full", "invoices": [NUMBER],
        "companies": [COMPANY], "paid": "98.00", "discount": "2.00", "withholding": "0",
    }
    return {"payments": [{"number": "P1", "hidden": None, "is_void": False, "lines": [line], **payment}]}


def booked(**line):
    return {"P1": {"hidden": None, "lines": [{
        "number": "INV_2026_00001", "class": "invoice", "is_reversal": False, "is_sure": True, "paid": "98.0",
        "discount": "2.0", "withholding": "0.0", "needs_me": False, "permission": "post", "question": None,
        "rule": "exact", "is_automatic": True, "invoices": [[COMPANY, NUMBER]], "adds_up": True, **line,
    }]}}


def test_a_line_that_is_matched_by_itself_to_its_invoice_is_matched():
    verdict = ledgers.judge(truth(), booked())
    assert (verdict.lines, verdict.matched, verdict.rate, verdict.wrong) == (1, 1, 1.0, [])
    assert verdict.by_rule == {"exact": 1}


@pytest.mark.parametrize("invoices", [[[COMPANY, "INV/2026/00002"]], [["ca", NUMBER]], [[COMPANY, NUMBER]] * 2])
def test_a_line_that_is_matched_by_itself_to_anything_else_is_a_wrong_match(invoices):
    verdict = ledgers.judge(truth(), booked(invoices=invoices))
    assert (len(verdict.wrong_matches), verdict.matched) == (1, 0)


def test_a_match_whose_amounts_do_not_add_up_is_wrong():
    assert len(ledgers.judge(truth(), booked(adds_up=False)).wrong_matches) == 1


def test_a_line_about_which_a_person_is_asked_is_neither_matched_nor_wrong():
    verdict = ledgers.judge(truth(), booked(is_automatic=False, question="two_invoices", needs_me=True, invoices=[]))
    assert (verdict.matched, verdict.wrong, verdict.needs_me) == (0, [], 1)
    assert verdict.left == {"in_full: two_invoices": 1}


def test_a_line_of_another_class_is_wrong_unless_it_says_that_it_is_not_sure():
    assert len(ledgers.judge(truth(), booked(**{"class": "shortage"})).wrong_classes) == 1
    assert not ledgers.judge(truth(), booked(**{"class": "shortage", "is_sure": False})).wrong_classes


def test_a_line_or_a_payment_that_is_missing_is_lost_and_so_is_one_too_many():
    twice = booked()
    twice["P1"]["lines"] *= 2
    assert len(ledgers.judge(truth(), {}).lost) == 1
    assert len(ledgers.judge(truth(), {"P1": {"hidden": None, "lines": []}}).lost) == 1
    assert len(ledgers.judge(truth(), twice).lost) == 1
    assert len(ledgers.judge(truth(), booked(paid="98.01")).lost) == 2


def test_what_is_hidden_has_to_be_booked_to_the_cent():
    found = booked()
    found["P1"]["hidden"] = 1234
    assert ledgers.judge(truth(hidden="12.34"), found).lost == []
    assert len(ledgers.judge(truth(hidden="12.35"), found).lost) == 1
    assert len(ledgers.judge(truth(), found).lost) == 1


def test_lines_of_a_payment_that_was_taken_back_are_counted_and_match_nothing():
    verdict = ledgers.judge(truth(is_void=True), booked(is_automatic=False, invoices=[]))
    assert (verdict.lines, verdict.invoice_lines, verdict.lost) == (1, 0, [])


def test_verdicts_add_up():
    whole = ledgers.Verdict()
    for found in (booked(), booked(invoices=[]), {}):
        whole.add(ledgers.judge(truth(), copy.deepcopy(found)))
    assert (whole.lines, whole.matched, len(whole.wrong_matches), len(whole.lost)) == (2, 1, 1, 1)


def test_two_invoices_with_the_same_letters_and_digits_would_make_the_truth_doubtful(tmp_path):
    ledger = Ledger(invoices=1)
    ledger.invoices = tuple(replace(ledger.invoices[0], number=number) for number in ("A-1", "a/1"))
    with pytest.raises(ValueError, match="two invoices have the number a/1"):
        ledgers.state_invoices(tmp_path / "invoices", [ledger])


def test_forty_eight_seeds_have_every_locale_in_every_layout_and_container():
    files = [Nasty(place + 1, place, 20) for place in range(48)]
    assert len({(each.locale.name, each.layout, each.container) for each in files}) == 48
