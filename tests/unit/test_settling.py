"""When to look again: soon while a document is young, seldom when it is old."""
from datetime import datetime, timedelta

import pytest

from acorn_vendor_connector.engine import settling

SENT = datetime(2026, 11, 22, 12, 0)


@pytest.mark.parametrize(('age', 'wait'), [(0, 1), (1, 1), (4, 4), (30, 30), (60, 60), (600, 60)])
def test_the_older_the_document_the_later_the_next_look(age, wait):
    now = SENT + timedelta(minutes=age)
    assert settling.next_look(SENT, now) == now + timedelta(minutes=wait)


def test_a_day_is_a_matter_of_few_looks():
    now, looks = SENT, 0
    while now < SENT + timedelta(days=1):
        now, looks = settling.next_look(SENT, now), looks + 1
    assert looks == 30


def test_half_an_hour_is_what_amazon_takes():
    assert not settling.is_overdue(SENT, SENT + timedelta(minutes=29))
    assert settling.is_overdue(SENT, SENT + timedelta(minutes=30))
    assert not settling.is_overdue(SENT, SENT + timedelta(minutes=30), timedelta(hours=1))
