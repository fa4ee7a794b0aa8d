"""Time zones of Amazon's buildings are guessed from what the order says."""

import pytest

from acorn_vendor_connector.engine.places import guess_time_zone


@pytest.mark.parametrize(
    ("country", "state", "code", "zone"),
    [
        ("DE", None, "LEJ1", "Europe/Berlin"),
        ("UK", None, "BHX4", "Europe/London"),
        ("GB", None, "BHX4", "Europe/London"),
        ("US", "AZ", "XUSP", "America/Phoenix"),
        ("US", "az", "ONT8", "America/Phoenix"),
        ("US", None, "MDW2", "America/Chicago"),
        ("US", None, "abe8", "America/New_York"),
        ("US", None, "????", "America/Los_Angeles"),
        ("CA", "BC", None, "America/Vancouver"),
        ("AU", None, "MEL1", "Australia/Melbourne"),
        ("ZZ", None, "ONT8", None),
        (None, None, None, None),
    ],
)
def test_the_state_counts_before_the_airport_and_the_airport_before_the_country(country, state, code, zone):
    assert guess_time_zone(country, state, code) == zone
