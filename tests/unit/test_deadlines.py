from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acorn_vendor_connector.engine.deadlines import asked_at, deadlines, with_time_left

HOUR = timedelta(hours=1)


def at(day, hour, minute=0):
    """Return a moment of November 2026, in which the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=timezone.utc)


# Monday to Friday, 9 to 12 and 13 to 17
WEEK = [(at(day, start), at(day, end)) for day in range(23, 28) for start, end in ((9, 12), (13, 17))]


def test_an_order_is_answered_within_24_hours_of_its_date():
    assert deadlines(at(24, 10), WEEK, remind=4 * HOUR, escalate=HOUR).answer_by == at(25, 10)


@pytest.mark.parametrize(('answered', 'changes', 'asked'), [
    # A change before the first answer gives no more time.
    (None, [at(24, 15), None], at(23, 9)),
    # After our answer the clock starts again with what Amazon changed first of what it still states.
    (at(23, 12), [at(25, 8), at(25, 15)], at(25, 8)),
    (at(23, 12), [None, at(25, 15)], at(25, 15)),
    (at(23, 12), [at(23, 10), at(25, 15)], at(25, 15)),
    # Our answer crossed the change.
    (at(23, 12), [at(23, 11), None], at(23, 12)),
])
def test_an_answer_due_again_counts_from_what_amazon_changed_after_the_last_one(answered, changes, asked):
    assert asked_at(at(23, 9), answered, changes) == asked


def test_a_vendor_agreement_may_ask_for_an_answer_sooner():
    assert deadlines(at(24, 10), WEEK, HOUR, HOUR, answer=8 * HOUR).answer_by == at(24, 18)


@pytest.mark.parametrize(('ordered', 'left', 'told'), [
    # Due on Wednesday at 10: one hour is left since 9, four hours since 14 on Tuesday.
    (at(24, 10), HOUR, at(25, 9)),
    (at(24, 10), 4 * HOUR, at(24, 14)),
    # Due on Tuesday at 13: the hour of lunch is nobody's.
    (at(23, 13), 2 * HOUR, at(24, 10)),
    # Due on Saturday at 16: the last working hour is Friday's.
    (at(27, 16), HOUR, at(27, 16)),
    (at(27, 15), HOUR, at(27, 16)),
    # Due on Sunday at 20: nobody works until then, so it is told at once.
    (at(28, 20), HOUR, at(28, 20)),
    # There are fewer working hours than asked for.
    (at(27, 15), 4 * HOUR, at(27, 15)),
    (at(24, 10), timedelta(0), at(25, 10)),
])
def test_people_are_told_while_enough_of_their_working_time_is_left(ordered, left, told):
    found = deadlines(ordered, WEEK, remind=left, escalate=left)
    assert (found.remind_at, found.escalate_at) == (told, told)


@given(start=st.integers(0, 100), needed=st.integers(0, 30), shuffled=st.permutations(WEEK))
def test_the_order_of_intervals_does_not_matter_and_the_moment_lies_in_the_time_to_answer(start, needed, shuffled):
    begin = at(23, 0) + start * HOUR
    end = begin + 24 * HOUR
    found = with_time_left(begin, end, shuffled, needed * HOUR)
    assert found == with_time_left(begin, end, WEEK, needed * HOUR)
    assert begin <= found <= end
