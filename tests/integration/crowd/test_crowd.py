"""Four lanes and a person at the same orders, mappings and shelves: no edit is lost and no document is blamed."""

import pytest

from tests.crowd.run import play


@pytest.fixture(scope="module")
def crowd():
    return play("crowd", orders=16, lanes=4)


@pytest.fixture(scope="module")
def quiet():
    """The same, one after the other: first the person, then one lane."""
    return play("crowd", orders=16, lanes=1)


def test_no_document_fails_or_keeps_waiting_for_what_was_answered_meanwhile(crowd):
    # Every order once, and the second version of the eight that Amazon changed.
    assert crowd["messages"] == {"applied": 24}
    assert crowd["mirrors"] == {"applied": 16}
    assert crowd["in_trouble"] == 0


def test_every_edit_of_the_person_is_there_beside_amazons(crowd):
    assert crowd["edits"] == 38
    edited = [order for order in crowd["orders"].values() if "more" in order["note"]]
    assert len(edited) == 8
    for number, order in crowd["orders"].items():
        ordered = crowd["ordered"][number]
        if order in edited:
            assert "2 more" in order["note"]
            ordered = [ordered[0] + 2, ordered[1]]
        assert [line["quantity"] for line in order["lines"]] == ordered


def test_what_is_moved_and_reserved_is_what_is_ordered(crowd):
    for order in crowd["orders"].values():
        for line in order["lines"]:
            assert line["moved"] == line["reserved"] == line["quantity"] * line["pieces"]
    for shelf in crowd["shelves"].values():
        assert shelf["reserved"] == shelf["picked"]


def test_the_books_are_those_of_one_lane_after_the_person(crowd, quiet):
    assert crowd["orders"] == quiet["orders"]
    assert crowd["shelves"] == quiet["shelves"]
