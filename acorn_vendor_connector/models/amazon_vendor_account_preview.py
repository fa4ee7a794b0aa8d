from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from odoo import models

from ..spapi import vendor_orders
from ..spapi.wire import WireError

WINDOW = timedelta(days=7)
PAGES = 20


class Glance(NamedTuple):
    """What the guided set-up wants to know of an order before anything is kept."""

    vendor_code: str
    number: str
    ordered_at: datetime
    is_closed: bool
    ship_to: object


class AmazonVendorAccount(models.Model):
    _inherit = "amazon.vendor.account"

    def _glance_at_orders(self, days):
        """Return the orders Amazon took within the last days; nothing is archived or booked.

        A bounded number of reads, so that a person may wait for it. Raises SpapiError.
        """
        self.ensure_one()
        before = datetime.now(timezone.utc)
        oldest = before - timedelta(days=days)
        found = {}
        with self._client() as client:
            while before > oldest:
                after = max(before - WINDOW, oldest)
                for raw in self._glance_window(client, after, before):
                    glance = self._glance(raw)
                    if glance:
                        found[glance.vendor_code, glance.number] = glance
                before = after
        return list(found.values())

    def _glance_window(self, client, after, before):
        token = None
        for _page in range(PAGES):
            answer = client.get_purchase_orders(createdAfter=after, createdBefore=before, limit=100, nextToken=token)
            page = vendor_orders.read_page(answer.body)
            yield from page.orders
            if not page.next_token or page.next_token == token:
                return
            token = page.next_token

    def _glance(self, raw):
        """Return what is needed of one order, or None for one that receiving it will report on."""
        try:
            order = vendor_orders.parse_order(raw)
        except WireError:
            return None
        if not (order.vendor_code and order.ordered_at):
            return None
        ordered_at = order.ordered_at.astimezone(timezone.utc).replace(tzinfo=None)
        return Glance(order.vendor_code, order.number, ordered_at, order.is_closed, order.ship_to_party)

    def action_continue_connect(self):
        """Go on with the guided set-up where it was left."""
        self.ensure_one()
        return self.env["amazon.vendor.connect"]._open_for(self)
