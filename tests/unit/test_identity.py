from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acorn_vendor_connector.engine.identity import Version, decide


def at(hour):
    return datetime(2026, 11, 22, hour, tzinfo=timezone.utc)


@pytest.mark.parametrize(('incoming', 'decision'), [
    (Version('twelve', at(2), at(5)), 'same'),
    (Version('twelve', at(1), at(5)), 'same'),
    (Version('ten', at(3), at(5)), 'newer'),
    (Version('ten', at(3), at(1)), 'newer'),
    (Version('ten', at(1), at(9)), 'stale'),
    (Version('ten', at(2), at(5)), 'newer'),
    (Version('ten', at(2), at(4)), 'newer'),
    (Version('ten', at(2), at(3)), 'stale'),
    (Version('ten', None, at(5)), 'newer'),
    (Version('ten', None, at(3)), 'stale'),
])
def test_newer_is_what_amazon_changed_later_then_what_was_asked_later(incoming, decision):
    assert decide(Version('twelve', at(2), at(4)), incoming) == decision


def test_the_first_is_news():
    assert decide(None, Version('ten', None, at(1))) == 'newer'


def test_ten_twelve_ten_are_three_versions():
    current, versions = None, []
    for quantity, changed in (('10', 1), ('10', 1), ('12', 2), ('12', 2), ('10', 3), ('10', 3)):
        incoming = Version(quantity, at(changed), at(changed) + timedelta(minutes=30))
        if decide(current, incoming) == 'newer':
            current = incoming
            versions.append(quantity)
    assert versions == ['10', '12', '10']


READINGS = st.builds(
    Version, st.sampled_from('abc'), st.integers(0, 5).map(at), st.integers(6, 20).map(at))


@given(st.lists(READINGS, min_size=1, max_size=8), st.randoms())
def test_in_whatever_order_pages_arrive_the_latest_change_stays(readings, random):
    # One moment of change has one content: Amazon does not state two for the same instant.
    readings = [Version(f'{reading.digest}{reading.changed_at.hour}', reading.changed_at, reading.requested_at)
                for reading in readings]
    random.shuffle(readings)
    current = None
    for reading in readings:
        if decide(current, reading) == 'newer':
            current = reading
    assert current.changed_at == max(reading.changed_at for reading in readings)


@given(READINGS, READINGS)
def test_two_versions_are_never_both_newer_than_the_other_unless_they_tie(one, other):
    verdicts = {decide(one, other), decide(other, one)}
    tie = (one.changed_at, one.requested_at) == (other.changed_at, other.requested_at)
    assert verdicts in ({'same'}, {'newer', 'stale'}) or (tie and verdicts == {'newer'})
