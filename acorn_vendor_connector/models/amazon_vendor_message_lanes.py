"""Share the work on messages: several cron records over one loop, in as many workers, on one server or several."""
import logging
from dataclasses import dataclass
from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ..engine import retry
from .concurrency import CONCURRENCY_ERRORS, TRIES, is_first_time

_logger = logging.getLogger(__name__)

# A broken constraint may be a collision with another transaction, seen from inside.
BUSY = (*CONCURRENCY_ERRORS, psycopg2.IntegrityError)
# Who works off a stage needs to know that there is more, not how much more.
MOST_COUNTED = 1000


@dataclass(frozen=True)
class Stage:
    """One stretch of a message's way.

    A message is ready in one of the `states` when its `retry_at` has come; without one it is ready at once, or waits
    for a person where the stage goes `by_appointment`. A unit of work is up to `size` messages that are equal in the
    columns `alike`, and `method` does one unit from its lock to its commit, whoever calls it.
    """

    states: tuple
    method: str
    size: int
    alike: tuple = ()
    by_appointment: bool = False


STAGES = {
    "receive": Stage(("archived",), "_receive_unit", size=50, alike=("document_type", "company_id")),
    "submit": Stage(("built",), "_submit_unit", size=1),
    "settle": Stage(
        ("sending", "submitted", "unknown"), "_settle_unit", size=20, alike=("code_id",), by_appointment=True
    ),
}


class AmazonVendorMessage(models.Model):
    _inherit = "amazon.vendor.message"

    # ------------------------------------------------------------------ what is ready

    @api.model
    def _ready_sql(self, stage):
        """Match the messages whose turn it is in a stage."""
        at_once = SQL("FALSE") if STAGES[stage].by_appointment else SQL("retry_at IS NULL")
        return SQL(
            "state IN %s AND (%s OR retry_at <= %s)", STAGES[stage].states, at_once, fields.Datetime.now()
        )

    @api.model
    def _count_ready(self, stage):
        """Count what can be done now, up to a bound."""
        rows = self.env.execute_query(SQL(
            "SELECT count(*) FROM (SELECT FROM amazon_vendor_message WHERE %s LIMIT %s) AS ready",
            self._ready_sql(stage), MOST_COUNTED,
        ))
        return rows[0][0]

    # ------------------------------------------------------------------ locks: the first statement of a transaction

    @api.model
    def _claim(self, stage):
        """Lock and return the next unit of a stage, out of what no other lane has locked."""
        return self._locked(lambda: self._next_unit(stage))

    def _lock_still(self, condition):
        """Lock and return those of these messages that still fulfil a condition and are in nobody's hands."""
        still = SQL("id IN %s AND %s", tuple(self.ids) or (0,), condition)
        return self._locked(lambda: self._lock_where(still, len(self)))

    @api.model
    def _next_unit(self, stage):
        """Lock the first message that is ready, then those like it."""
        alike, ready = STAGES[stage].alike, self._ready_sql(stage)
        first = self._lock_where(ready, 1)
        if not first or not alike:
            return first
        columns = [SQL.identifier(name) for name in alike]
        [values] = self.env.execute_query(SQL(
            "SELECT %s FROM amazon_vendor_message WHERE id = %s", SQL(", ").join(columns), first.id
        ))
        same = [
            SQL("%s IS NULL", column) if value is None else SQL("%s = %s", column, value)
            for column, value in zip(columns, values, strict=True)
        ]
        return self._lock_where(SQL(" AND ").join([ready, *same]), STAGES[stage].size)

    @api.model
    def _lock_where(self, condition, limit):
        query = SQL(
            "SELECT id FROM amazon_vendor_message WHERE %s ORDER BY id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED",
            condition, limit,
        )
        self.env.cr.execute(query, log_exceptions=False)  # lanes that meet are no error
        return self.browse(message_id for [message_id] in self.env.cr.fetchall())

    @api.model
    def _locked(self, lock):
        """Call `lock` again on a fresh snapshot where a row changed between the snapshot and its lock."""
        for _attempt in range(TRIES):
            try:
                return lock()
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                self.env.cr.rollback()
        return self.browse()

    # ------------------------------------------------------------------ one unit

    @api.model
    def _dispatch(self, messages, method):
        """Hand a unit of work to whoever does it; a glue addon may give it to a job queue instead.

        `method` needs no lock, no cursor and no retry around it: it brings its own. Called by a lane that holds the
        locks and commits afterwards.
        """
        getattr(messages, method)()

    def _on_fresh_snapshots(self, stage, work, still=None):
        """Do `work(messages, is_last_try)` to those of these messages that are still ready, commit, return its result.

        A busy database is nobody's fault: the same work is tried on a fresh snapshot, three times in all, and then put
        off to a quieter moment. `still` says otherwise than by the stage for which messages the work still makes sense.
        """
        for attempt in range(1, TRIES + 1):
            try:
                messages = self._lock_still(still or self._ready_sql(stage))
                result = work(messages, attempt == TRIES) if messages else None
                self.env["ir.cron"]._commit_progress()
                return result
            except BUSY as error:
                self.env.cr.rollback()
                _logger.info(
                    "%s messages met %s in stage %s, attempt %s", len(self), type(error).__name__, stage, attempt
                )
        self._lock_still(still or self._ready_sql(stage))._put_off(stage)
        self.env["ir.cron"]._commit_progress()
        return None

    def _put_off(self, stage):
        """Leave these messages for a quieter moment: the database was busy, no document is to blame."""
        if not self:
            return
        now = fields.Datetime.now()
        at = retry.retry_at("busy", min(self.mapped("attempts")) + 1, now).replace(microsecond=0) + timedelta(seconds=1)
        for message in self.sudo():  # nobody may write messages: the system does
            message.write({
                "retry_at": at,
                "attempts": message.attempts + 1,
                "error_kind": "busy",
                "error_message": self.env._("The database was busy. This is tried again by itself."),
            })
        self._trigger(stage, at)

    # ------------------------------------------------------------------ lanes

    @api.model
    def _trigger(self, stage, at=None):
        """Ask every lane of a stage for a run, now or at a moment."""
        if is_first_time(self.env, "lanes", stage, at):
            for lane in self._lanes(stage):
                lane._trigger(at)

    @api.model
    def _lanes(self, stage):
        """Return the cron records that share the work of a stage."""
        return self.env["ir.cron"].sudo().search(  # crons belong to the system
            [("model_id.model", "=", self._name), ("code", "=", f"model._cron_{stage}_messages()")], order="id"
        )

    @api.model
    def _set_lanes(self, count):
        """Have so many lanes in every stage: as many units are done side by side, if there are workers for them."""
        for stage in STAGES:
            lanes = self.with_context(active_test=False)._lanes(stage)
            for number in range(len(lanes) + 1, count + 1):
                lanes |= lanes[0].copy({"name": self._lane_name(stage, number)})
            for number, lane in enumerate(lanes, 1):
                if lane.active != (number <= count):
                    lane.active = number <= count

    @api.model
    def _lane_name(self, stage, number):
        return {
            "receive": self.env._("Amazon Vendor: receive messages, lane %(number)s", number=number),
            "submit": self.env._("Amazon Vendor: submit messages, lane %(number)s", number=number),
            "settle": self.env._("Amazon Vendor: settle messages, lane %(number)s", number=number),
        }[stage]

    # ------------------------------------------------------------------ crons

    @api.model
    def _work_off(self, stage):
        """Do unit after unit of a stage until nothing is ready or the time is up."""
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=self._count_ready(stage))
        while unit := self._claim(stage):
            count = len(unit)
            self._dispatch(unit, STAGES[stage].method)
            if not cron._commit_progress(count, remaining=self._count_ready(stage)):
                return
        # What is left, if anything, is in the hands of another lane.
        cron._commit_progress(remaining=0)

    @api.model
    def _cron_receive_messages(self):
        """Turn what is archived into documents, a batch of one type and company at a time."""
        self._work_off("receive")
