from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from ..engine import windows

# A day, and what a daily turn may come early.
QUIET = timedelta(hours=20)
# Both ends of Amazon's windows are open, and Odoo keeps whole seconds of its dates.
MARGIN = timedelta(seconds=2)
LONGEST = timedelta(days=windows.MAX_DAYS) - 2 * MARGIN


class AmazonVendorCursor(models.Model):
    """Ask once a day for open orders whose status nobody has heard of: a receipt may leave Amazon's dates as they were.

    The windows are cut around the dates on which these orders were placed. Amazon is not asked for open orders only: an
    order that was closed meanwhile would not be shown, and would stay open here for ever.
    """

    _inherit = "amazon.vendor.cursor"

    def _next_window(self, now):
        """Return the next stretch of dates with such orders."""
        if self.feed != "open_orders" or self.window_before:
            return super()._next_window(now)
        since = max(self.position or windows.oldest(now), windows.oldest(now))
        [(first, last)] = self.env.execute_query(SQL(
            """WITH quiet AS (
                   SELECT po.ordered_at FROM amazon_vendor_purchase_order po
                     JOIN amazon_vendor_code code ON code.id = po.code_id
                    WHERE po.amazon_status IS DISTINCT FROM 'closed' AND code.account_id = %(account)s
                      AND po.ordered_at BETWEEN %(since)s AND %(heard)s
                      AND NOT EXISTS (
                          SELECT FROM amazon_vendor_message message
                           WHERE message.reference = po.name AND message.document_type = 'order_status'
                             AND message.purchase_order_id = po.id AND message.is_current
                             AND message.last_seen_at > %(heard)s))
               SELECT min(ordered_at), max(ordered_at) FILTER (WHERE ordered_at <= first + %(longest)s)
                 FROM quiet, (SELECT min(ordered_at) AS first FROM quiet) AS earliest""",
            account=self.account_id.id, since=since, heard=now - QUIET, longest=LONGEST,
        ))
        return windows.Window(first - MARGIN, last + MARGIN) if first else None

    def _rest(self):
        """Begin afresh the next time; with nothing to ask for, everything has been heard of."""
        super()._rest()
        if self.feed == "open_orders":
            now = fields.Datetime.now()
            self.write({
                "position": False, "origin": False, "last_success_at": now, "late_after": self._late_moment(now),
            })
