from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL
from odoo.tools.constants import GC_UNLINK_LIMIT

from ..engine import windows
from ..spapi.operations import GET_PURCHASE_ORDER, GET_PURCHASE_ORDERS, GET_PURCHASE_ORDERS_STATUS, Operation


class Feed(NamedTuple):
    """How a feed is read unless the administrator says otherwise.

    `overlap` in minutes covers late entries; `dated` is the date of Amazon's by which its windows are cut.
    """

    label: str
    interval: int
    overlap: int
    operation: Operation = GET_PURCHASE_ORDERS
    dated: str = "created"


# Amazon's advice: new orders at least hourly, changes a few times a day, windows that overlap.
FEEDS = {
    "orders_created": Feed("Orders created", 15, 30),
    "orders_changed": Feed("Orders changed", 60, 60, dated="changed"),
    "orders_audit": Feed("Audit for missing orders", 24 * 60, 0),
    "order_status": Feed("Order status", 60, 60, GET_PURCHASE_ORDERS_STATUS, dated="updated"),
    "open_orders": Feed("Status of open orders", 24 * 60, 0, GET_PURCHASE_ORDERS_STATUS),
    "order": Feed("One order", 0, 0, GET_PURCHASE_ORDER),
}
STANDING_FEEDS = ("orders_created", "orders_changed", "orders_audit", "order_status", "open_orders")

# How long finished back-fills and re-reads stay on the screen.
KEPT_DAYS = 90
# What a manager may change on a feed.
OPEN_FIELDS = {"enabled", "interval_minutes"}

STATES = [
    ("disabled", "Switched off"),
    ("paused", "Account paused"),
    ("waiting_retry", "Waits to try again"),
    ("reading", "Reading"),
    ("idle", "Up to date"),
    ("done", "Done"),
    ("failed", "Failed"),
]

ERROR_KINDS = [
    ("network", "Network"),
    ("authorisation", "Authorisation"),
    ("throttled", "Too many calls"),
    ("data", "Data"),
    ("rule", "Business rule"),
    ("busy", "Busy"),
    ("internal", "Unexpected"),
]


class AmazonVendorCursor(models.Model):
    """Remember how far one feed of an account has been read.

    Standing rows go on for ever; a back-fill ends at `until`; a row of feed `order` reads one order by number, once.
    """

    _name = "amazon.vendor.cursor"
    _description = "Amazon feed"
    _order = "account_id, until desc, feed, id"

    account_id = fields.Many2one("amazon.vendor.account", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="account_id.company_id", store=True, index=True)
    environment = fields.Selection(related="account_id.environment")
    feed = fields.Selection(
        [(name, feed.label) for name, feed in FEEDS.items()], required=True, readonly=True
    )
    enabled = fields.Boolean(default=True, help="Switched off, this feed is not read.")
    interval_minutes = fields.Integer("Every (minutes)", required=True, default=15, aggregator=None)

    origin = fields.Datetime("Reads from", readonly=True, help="Where this feed started to read.")
    position = fields.Datetime("Read until", readonly=True, help="Everything before this moment has been read.")
    until = fields.Datetime("Ends at", readonly=True, help="A back-fill ends here; a standing feed never does.")
    reference = fields.Char("Order number", readonly=True)
    vendor_code = fields.Char(readonly=True, help="The vendor code that the audit is comparing.")
    window_after = fields.Datetime("Window from", readonly=True)
    window_before = fields.Datetime("Window until", readonly=True)
    next_token = fields.Char(readonly=True)
    page_number = fields.Integer("Pages of this window", readonly=True, aggregator=None)
    page_digest = fields.Char(readonly=True)

    next_pull_at = fields.Datetime("Next pull", default=fields.Datetime.now, readonly=True)
    retry_at = fields.Datetime("Tries again", readonly=True)
    attempts = fields.Integer("Failed attempts", readonly=True, aggregator=None)
    error_kind = fields.Selection(ERROR_KINDS, readonly=True)
    error_message = fields.Text("Last error", readonly=True)
    error_since = fields.Datetime(readonly=True)
    last_success_at = fields.Datetime("Last success", readonly=True)
    late_after = fields.Datetime(readonly=True, help="Twice the interval after the last success.")
    late_reported = fields.Boolean(readonly=True)
    done_at = fields.Datetime("Done", readonly=True)
    read_count = fields.Integer("Documents read", readonly=True)
    result = fields.Text(readonly=True, help="What a finished back-fill, audit or re-read found.")

    state = fields.Selection(STATES, compute="_compute_state")
    progress = fields.Float(compute="_compute_progress", aggregator=None)
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")

    _standing_uniq = models.UniqueIndex("(account_id, feed) WHERE until IS NULL AND reference IS NULL")
    _order_uniq = models.UniqueIndex(
        "(account_id, reference) WHERE reference IS NOT NULL AND done_at IS NULL",
        "This order is already on its way.",
    )
    _due_idx = models.Index("(next_pull_at) WHERE enabled AND done_at IS NULL")
    _done_idx = models.Index("(done_at) WHERE done_at IS NOT NULL")
    _interval_positive = models.Constraint(
        "CHECK(interval_minutes > 0 OR until IS NOT NULL OR reference IS NOT NULL)",
        "A feed that goes on for ever needs an interval of at least a minute.",
    )

    # ------------------------------------------------------------------ compute

    @api.depends("feed", "reference", "until", "account_id.name")
    def _compute_display_name(self):
        labels = dict(self._fields["feed"]._description_selection(self.env))
        for cursor in self:
            name = cursor.reference or labels.get(cursor.feed, "")
            cursor.display_name = self.env._(
                "%(account)s: %(feed)s", account=cursor.account_id.name or "", feed=name
            )

    @api.depends("enabled", "done_at", "error_kind", "retry_at", "window_before", "last_success_at", "account_id.state")
    def _compute_state(self):
        for cursor in self:
            cursor.state = (
                "failed" if cursor.done_at and cursor.error_kind
                else "done" if cursor.done_at
                else "disabled" if not cursor.enabled
                else "paused" if cursor.account_id.state != "running"
                else "waiting_retry" if cursor.retry_at
                else "reading" if cursor.window_before or not cursor.last_success_at
                else "idle"
            )

    @api.depends("origin", "position", "until", "done_at", "reference")
    def _compute_progress(self):
        now = fields.Datetime.now()
        for cursor in self:
            if cursor.done_at:
                cursor.progress = 1.0
                continue
            if not cursor.origin or not cursor.position:
                cursor.progress = 0.0
                continue
            cursor.progress = windows.progress(cursor.origin, cursor.position, cursor.until or now)

    @api.depends("late_after", "enabled", "done_at", "account_id.state")
    def _compute_is_late(self):
        late = self.filtered_domain(self._late_domain())
        for cursor in self:
            cursor.is_late = cursor in late

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = fields.Domain(self._late_domain())
        return domain if True in value else ~domain

    @api.model
    def _late_domain(self):
        """Match standing feeds of running accounts without a success for twice their interval."""
        return fields.Domain([
            ("enabled", "=", True),
            ("done_at", "=", False),
            ("account_id.state", "=", "running"),
            ("late_after", "<", fields.Datetime.now()),
        ])

    # ------------------------------------------------------------------ CRUD

    def write(self, vals):
        """Let people switch a feed and set its interval; where it stands is written by the system only."""
        if not self.env.su and not OPEN_FIELDS.issuperset(vals):
            raise AccessError(self.env._("Only the switch and the interval of a feed can be changed."))
        return super().write(vals)

    # ------------------------------------------------------------------ actions

    def action_pause(self):
        """Stop reading these feeds; where they stand is kept."""
        self.check_access("write")
        self.enabled = False

    def action_resume(self):
        """Read these feeds again, starting now."""
        self.check_access("write")
        self.enabled = True
        self._wake()
        self._trigger_pull()

    # ------------------------------------------------------------------ verbs

    def _wake(self):
        """Make these feeds due now and give each twice its interval to succeed.

        Called when an account starts to run, after a successful test, and by *Pull now*.
        """
        self.flush_recordset()
        # A feed being read right now is left alone: it needs no waking, and nobody shall wait for Amazon's answer.
        self.env.cr.execute(SQL(
            """UPDATE amazon_vendor_cursor
                  SET next_pull_at = %(now)s, retry_at = NULL,
                      late_after = CASE WHEN feed IN %(standing)s AND until IS NULL
                                        THEN %(now)s + interval_minutes * interval '2 minutes' END
                WHERE id IN (SELECT id FROM amazon_vendor_cursor WHERE id IN %(ids)s AND done_at IS NULL
                              ORDER BY id FOR NO KEY UPDATE SKIP LOCKED)""",
            now=fields.Datetime.now(), standing=STANDING_FEEDS, ids=tuple(self.ids) or (0,),
        ))
        self.invalidate_recordset()

    def _late_moment(self, now):
        self.ensure_one()
        if self.feed not in STANDING_FEEDS or self.until:
            return False
        return now + timedelta(minutes=2 * self.interval_minutes)

    @api.model
    def _trigger_pull(self, at=None):
        """Ask for a run of the pull cron, now or at a moment."""
        self.env.ref("acorn_vendor_connector.cron_pull").sudo()._trigger(at)  # crons belong to the system

    @api.model
    def _create_standing(self, accounts):
        """Give these accounts the standing feeds that they do not have."""
        standing = [("until", "=", False), ("reference", "=", False)]
        rows = self.sudo().search([("account_id", "in", accounts.ids), *standing])
        known = {(row.account_id, row.feed) for row in rows}
        return self.sudo().create([  # part of making an account, whoever may do that
            {"account_id": account.id, "feed": feed, "interval_minutes": FEEDS[feed].interval}
            for account in accounts
            for feed in STANDING_FEEDS
            if (account, feed) not in known
        ])

    @api.autovacuum
    def _gc_done(self):
        """Forget finished back-fills and re-reads after a while, a bounded step at a time."""
        long_ago = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        done = self.search([("done_at", "<", long_ago)], order="done_at", limit=GC_UNLINK_LIMIT)
        done.unlink()
        return len(done), len(done) == GC_UNLINK_LIMIT

    @api.model
    def _create_backfill(self, account, date_from, date_to):
        """Queue the orders placed in a range, and their status."""
        cursors = self.sudo().create([  # asked for by somebody who may write the account
            {
                "account_id": account.id,
                "feed": feed,
                "interval_minutes": 0,
                "origin": date_from,
                "position": date_from,
                "until": min(date_to, fields.Datetime.now()),
            }
            for feed in ("orders_created", "order_status")
        ])
        self._trigger_pull()
        return cursors

    @api.model
    def _create_reread(self, account, numbers):
        """Queue single orders by number; one that is already queued is not queued twice."""
        queued = self.sudo().search([  # the audit and people ask alike
            ("account_id", "=", account.id), ("reference", "in", numbers), ("done_at", "=", False),
        ])
        queued._wake()
        fresh = self.sudo().create([
            {"account_id": account.id, "feed": "order", "interval_minutes": 0, "reference": number}
            for number in numbers
            if number not in set(queued.mapped("reference"))
        ])
        self._trigger_pull()
        return queued | fresh
