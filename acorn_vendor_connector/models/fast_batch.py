"""Take what Odoo repeats for every line of an order, and do it once for a batch.

Every shortcut is an override under the context key below: without it, nothing here does anything, so the orders of
people and of other addons behave as ever. *Plain batches* in the Settings keeps the key away from ours, too.
"""

import gc
import threading
from contextlib import contextmanager

from odoo.tools import OrderedSet

KEY = "amazon_vendor_fast"
PLAIN_PARAMETER = "acorn_vendor_connector.plain_batches"


class FastBatch:
    """Hold what a batch has asked and what it puts off. Lives in the context of the batch and ends with it.

    `reserves` is for the batches that do what others put off.
    """

    def __init__(self, reserves=False):
        self.reserves = reserves
        self.answers = {}
        self.to_reserve = OrderedSet()
        self.to_forecast = OrderedSet()
        self.to_replenish = OrderedSet()
        self.to_schedule = OrderedSet()
        self.origin_links = []
        self.reservation = None

    @classmethod
    def open(cls, env, **options):
        """Return a new batch, or None where the administrator wants plain ones."""
        is_plain = env["ir.config_parameter"].sudo().get_param(PLAIN_PARAMETER)  # nothing secret in it
        return None if is_plain == "True" else cls(**options)

    @classmethod
    def making(cls, env):
        """Return the batch at work here that makes orders and puts off the stock's part, or None."""
        batch = env.context.get(KEY)
        return batch if batch and not batch.reserves else None

    @classmethod
    def reserving(cls, env):
        """Return the batch at work here that reserves what others put off, or None."""
        batch = env.context.get(KEY)
        return batch if batch and batch.reserves else None

    @contextmanager
    def reserving_with(self, reservation):
        """Let goods be taken through this reservation (None: as Odoo does), inside another one or not."""
        outer, self.reservation = self.reservation, reservation
        try:
            yield
        finally:
            self.reservation = outer

    def ask(self, question, find):
        """Return the answer to a question, found once; only for what no order of the batch changes."""
        if question not in self.answers:
            self.answers[question] = find()
        return self.answers[question]


_collector = threading.Lock()
_paused = {"count": 0, "enabled": True}


@contextmanager
def collector_paused():
    """Keep Python's garbage collector from walking all of Odoo's objects, again and again, while a batch is made.

    Threads of one server share the collector: the last batch to end leaves it as the first one found it. Odoo's own
    `disabling_gc` leaves it off for good when what it surrounds fails, and batches may fail.
    """
    with _collector:
        if not _paused["count"]:
            _paused["enabled"] = gc.isenabled()
        _paused["count"] += 1
        gc.disable()
    try:
        yield
    finally:
        with _collector:
            _paused["count"] -= 1
            if not _paused["count"] and _paused["enabled"]:
                gc.enable()
