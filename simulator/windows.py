"""Ship and delivery windows as Amazon states them."""
from datetime import timedelta

from .clock import text

# Amazon writes a window as instants at local midnight; an hour that is the same local day in winter and summer.
MIDNIGHT = {"ACRN1": 8, "ACRN2": 8, "ACRD1": 23, "ACRG1": 0, "ACRJ1": 15}
DAYS_BEFORE = {"ACRD1": 1, "ACRJ1": 1}  # their midnight is an evening of the day before in UTC
SHIP_WINDOW_CODES = ("ACRN1", "ACRG1")  # Amazon collects there; the others deliver


def window(start, end):
    return f"{text(start)}--{text(end)}"


def window_for(vendor_code, day, first=5, last=10):
    """Return {shipWindow or deliveryWindow: …} from `first` to `last` days after the day."""
    midnight = day.replace(hour=MIDNIGHT.get(vendor_code, 8), minute=0, second=0, microsecond=0)
    midnight -= timedelta(days=DAYS_BEFORE.get(vendor_code, 0))
    field = "shipWindow" if vendor_code in SHIP_WINDOW_CODES else "deliveryWindow"
    return {field: window(midnight + timedelta(days=first), midnight + timedelta(days=last))}
