from datetime import timedelta

from odoo import models

from ..engine import windows
from ..spapi import vendor_orders

AUDIT_DAYS = 7
# Both ends of Amazon's windows are open: a day begins a second earlier, so that midnight belongs to one of them.
DAY_OVERLAP = timedelta(seconds=1)
# The last turn of a day asks without vendor code, and so finds the orders of a code that we do not know yet.
ANY_CODE = "*"


class AmazonVendorCursor(models.Model):
    """Compare, once a day, which order numbers Amazon lists with those we have, per vendor code and day.

    Only numbers are asked for; what is missing is read by its number.
    """

    _inherit = "amazon.vendor.cursor"

    def _next_window(self, now):
        """Return the next day to compare; the audit never looks beyond what *orders created* has read."""
        if self.feed != "orders_audit" or self.window_before:
            return super()._next_window(now)
        read_until = self.account_id.cursor_ids.filtered(
            lambda cursor: cursor.feed == "orders_created" and not cursor.until
        ).position
        if not read_until:
            return None
        if not self.position:
            self.result = False
        return windows.next_window(
            self.position or self._audit_start(now),
            min(now, read_until),
            max_days=1,
            overlap=DAY_OVERLAP,
            lag=timedelta(0),
        )

    def _audit_start(self, now):
        start = now - timedelta(days=AUDIT_DAYS)
        if self.account_id.sync_from:
            start = max(start, self.account_id.sync_from)
        return start.replace(hour=0, minute=0, second=0, microsecond=0)

    def _feed_query(self, window):
        query = super()._feed_query(window)
        if self.feed == "orders_audit":
            code = self._audited_code()
            query["includeDetails"] = False
            if code != ANY_CODE:
                query["orderingVendorCode"] = code
        return query

    def _audited_code(self):
        """Return the vendor code whose turn it is."""
        return self.vendor_code or self._code_after("")

    def _code_after(self, code):
        return next((name for name in sorted(self.account_id.code_ids.mapped("name")) if name > code), ANY_CODE)

    def _take_documents(self, page, documents):
        """Have the orders read that we never got; a list of numbers makes no messages."""
        if self.feed != "orders_audit":
            super()._take_documents(page, documents)
            return
        numbers = [number for number in map(vendor_orders.order_number, documents) if number]
        missing = sorted(set(numbers) - self._known_numbers(page.environment, numbers))
        if missing:
            self._create_reread(self.account_id, missing)
            before = self.result or self.env._("Missing, read by number:")
            self.result = f"{before} {', '.join(missing)}"

    def _known_numbers(self, environment, numbers):
        """Return which of the numbers we have in any version, or have already asked for."""
        archived = self.env["amazon.vendor.message"].sudo()._read_group(  # of whichever company
            [
                ("environment", "=", environment),
                ("document_type", "=", "purchase_order"),
                ("reference", "in", numbers),
            ],
            ["reference"],
        )
        queued = self.sudo().search([
            ("account_id", "=", self.account_id.id), ("reference", "in", numbers), ("done_at", "=", False),
        ])
        return {number for (number,) in archived} | set(queued.mapped("reference"))

    def _end_window(self, window, now):
        """Go on with the next vendor code of the day, then with the next day."""
        if self.feed != "orders_audit":
            super()._end_window(window, now)
            return
        code = self._audited_code()
        if code == ANY_CODE:
            self.vendor_code = False
            super()._end_window(window, now)
            return
        self.write({
            **self._closed_window(),
            "window_after": window.after,
            "window_before": window.before,
            "vendor_code": self._code_after(code),
            "next_pull_at": now,
        })

    def _rest(self):
        """Begin the next audit afresh: the last days are compared each time."""
        super()._rest()
        if self.feed == "orders_audit":
            self.write({"position": False, "origin": False})
