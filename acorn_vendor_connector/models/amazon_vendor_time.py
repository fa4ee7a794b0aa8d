"""Odoo keeps naive UTC datetimes, the engine aware ones."""

from datetime import timezone


def aware(moment):
    """Return the aware datetime of what Odoo stores; None for no date."""
    return moment.replace(tzinfo=timezone.utc) if moment else None


def naive(moment):
    """Return what Odoo stores for an aware datetime; False for no date."""
    return moment.astimezone(timezone.utc).replace(tzinfo=None) if moment else False
