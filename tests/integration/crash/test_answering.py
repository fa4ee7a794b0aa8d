"""Workers that die while they propose, and while they take in Amazon's status, leave the books as if nobody had."""

import pytest

from tests.crashing.run import answer, fresh_database

KILLED = -9


@pytest.fixture(scope="module")
def run():
    return answer(fresh_database("crash_answers"), orders=60)


def test_proposals_are_the_same_whoever_died_while_they_were_made(run):
    proposed = run["answers"]
    assert proposed["deaths"] == [KILLED] * 3
    assert proposed["last"] == 0
    assert proposed["found"] == proposed["expected"]


def test_each_order_is_answered_once_and_no_piece_is_promised_twice(run):
    answers = {(name, version) for name, _due, _again, _stands, version, *_line in run["answers"]["found"]}
    assert len(answers) == 60
    assert {version for _name, version in answers} == {1}
    assert run["promised_too_often"] == 0
    assert {row[8] for row in run["answers"]["found"]} == {"accepted", "rejected"}


def test_receipts_are_the_same_whoever_died_while_they_were_taken_in(run):
    taken_in = run["statuses"]
    assert taken_in["deaths"] == [KILLED] * 3
    assert taken_in["last"] == 0
    assert taken_in["found"] == taken_in["expected"]
    assert {status for _name, status, *_rest in taken_in["found"]} == {"closed"}
    assert {kind for *_rest, kind, _pieces in taken_in["found"]} == {"receipt"}
