"""With a million messages nobody waits: each look-up goes along an index and touches little; its plan says so."""

import pytest

from tests.crashing.run import fresh_database
from tests.scale.plans import total
from tests.scale.run import costs_of_look_ups
from tests.scale.tables import TABLES

MESSAGES = 1_000_000
# A block that lies in memory takes between 1 and 1.5 µs: so many take less than 50 ms.
FEW_BLOCKS = 30_000


@pytest.fixture(scope="module")
def costs():
    """Return what every look-up costs when each of its two people sees two of three companies."""
    return costs_of_look_ups(fresh_database("million"), MESSAGES)


def test_no_look_up_reads_a_whole_table(costs):
    scanned = {name: set(total(found)["scanned"]) & set(TABLES) for name, found in costs.items()}
    assert {name: tables for name, tables in scanned.items() if tables} == {}


def test_every_look_up_touches_few_blocks(costs):
    assert len(costs) == 42
    most = {name: max(cost["buffers"] for cost in found) for name, found in costs.items()}
    assert {name: buffers for name, buffers in most.items() if buffers > FEW_BLOCKS} == {}


def test_the_next_unit_is_found_among_what_is_ready_however_much_is_done(costs):
    for stage, index in (("receive", "ready"), ("submit", "built"), ("settle", "appointment")):
        found = total(costs[f"the next unit to {stage}"])
        assert f"amazon_vendor_message_{index}_idx" in found["index"]
        assert found["buffers"] < 1000


def test_counting_what_is_ready_stops_early(costs):
    for stage in ("receive", "submit", "settle"):
        assert total(costs[f"how much is ready to {stage}"])["buffers"] < 2000  # of 50,000 messages to receive


def test_what_needs_attention_is_found_without_looking_at_what_does_not(costs):
    for person in ("auditor", "warehouse"):
        for what, index in (
            ("messages", "amazon_vendor_message_attention_idx"),
            ("orders", "amazon_vendor_purchase_order_attention_idx"),
        ):
            assert index in total(costs[f"{what} that need attention, as {person}"])["index"]


def test_an_order_and_its_messages_open_by_its_own_rows_only(costs):
    for name in ("an order", "an order's messages", "what Amazon sent"):
        for person in ("auditor", "warehouse"):
            assert total(costs[f"{name}, as {person}"])["buffers"] < 200


def test_a_page_is_compared_with_the_versions_of_its_own_documents_only(costs):
    found = total(costs["the duplicate check of a page"])
    assert "amazon_vendor_message__reference_index" in found["index"]
    assert found["buffers"] < 10_000


def test_a_step_of_retention_goes_along_what_is_old_enough(costs):
    found = total(costs["retention's next step"])
    assert "amazon_vendor_page_body_kept_idx" in found["index"]
    assert found["buffers"] < FEW_BLOCKS

