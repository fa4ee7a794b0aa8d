import time
from datetime import datetime, timedelta, timezone

from markupsafe import Markup, escape

from odoo import fields, models

from ..spapi import errors, regions, vendor_orders
from ..spapi.wire import WireError
from .notice import notice

WEEK = timedelta(days=7)
# Amazon keeps six months, which may be as few as 181 days, and answers at most seven days at a time.
WEEKS = 25
# The newest orders are not asked for: Amazon's list lags behind by moments.
LAG = timedelta(minutes=2)
# A person waits for the answer: rather say how far we looked than keep the browser spinning.
PATIENCE_SECONDS = 12


class AmazonVendorAccount(models.Model):
    """Test the connection and say what is certain, and what is only likely."""

    _inherit = "amazon.vendor.account"

    def action_test_connection(self):
        """Read the latest purchase order and show it, or show what stands in the way."""
        self.ensure_one()
        self.check_access("write")
        try:
            good, text = True, self._describe_latest(*self._read_latest_order())
            outcome = {"test_result": "good", "tested_on": fields.Datetime.now()}
        except errors.SpapiError as error:
            good, text = False, self._explain_failure(error)
            outcome = {"test_result": "bad"}
            if error.kind == "authorisation" and self.state == "paused":
                outcome["tested_on"] = False
        # sudo: the date of the test is closed to people except through this button.
        self.sudo().write({**outcome, "test_message": text})
        if good:
            self._clear_error()
            self.sudo().cursor_ids._wake()  # feeds that a refused token sent far away try again
        return notice(
            text.striptags(),
            "success" if good else "danger",
            title=self.env._("Connected") if good else self.env._("Not connected"),
            sticky=not good,
        )

    # ------------------------------------------------------------------ what Amazon answers

    def _read_latest_order(self):
        """Return (raw order or None, weeks looked through)."""
        with self._client() as client:
            return self._look_back(client, WEEKS)

    def _look_back(self, client, weeks):
        """Look for the latest order, a week at a time, as far back as patience and throttle allow."""
        end = time.monotonic() + PATIENCE_SECONDS
        before = datetime.now(timezone.utc) - LAG
        for week in range(weeks):
            if week and time.monotonic() > end:
                return None, week
            try:
                answer = client.get_purchase_orders(
                    limit=1, sortOrder="DESC", createdAfter=before - WEEK, createdBefore=before
                )
            except errors.ThrottledError:
                # The account was let in already; how far back its orders lie is not worth a wait.
                if week:
                    return None, week
                raise
            orders = vendor_orders.read_page(answer.body).orders
            if orders:
                return orders[0], week + 1
            before -= WEEK
        return None, weeks

    def _describe_latest(self, raw, weeks):
        if raw is None:
            return Markup("<p>%s</p>") % self.env._(
                "The connection works. There is no purchase order yet: none was placed in the last %(weeks)s week(s).",
                weeks=weeks,
            )
        try:
            order = vendor_orders.parse_order(raw)
        except WireError as error:
            return Markup("<p>%s</p>") % self.env._(
                "The connection works. The latest purchase order %(number)s cannot be understood at %(path)s; it "
                "will be kept and shown under Messages.",
                number=vendor_orders.order_number(raw) or "?",
                path=error.path,
            )
        placed = order.ordered_at and fields.Datetime.context_timestamp(self, order.ordered_at.replace(tzinfo=None))
        head = self.env._(
            "The connection works. Latest purchase order: %(number)s of %(date)s for vendor code %(code)s, %(lines)s "
            "line(s).",
            number=order.number,
            date=placed.strftime("%Y-%m-%d %H:%M") if placed else "?",
            code=order.vendor_code or "?",
            lines=len(order.items),
        )
        lines = Markup("").join(Markup("<li>%s</li>") % self._describe_line(item) for item in order.items[:20])
        return Markup("<p>%s</p><ul>%s</ul>") % (head, lines) if lines else Markup("<p>%s</p>") % head

    def _describe_line(self, item):
        quantity = item.quantity
        cost = item.net_cost or item.list_price
        return self.env._(
            "%(product)s: %(quantity)s %(unit)s%(cost)s",
            product=item.asin or item.vendor_sku or "?",
            quantity=quantity.amount if quantity else "?",
            unit=quantity.unit if quantity else "",
            cost=f" × {cost.amount} {cost.currency}" if cost else "",
        )

    # ------------------------------------------------------------------ what went wrong

    def _explain_failure(self, error):
        """Say what is certain; where Amazon's 403 does not tell, try the other regions and show the likely causes."""
        certain = {
            "network": self.env._(
                "The network is in the way, or Amazon is in trouble. Nothing is wrong with your settings."
            ),
            "throttled": self.env._(
                "Amazon let us in but asks us to wait: too many calls. Nothing is wrong with your settings; try "
                "again in a minute."
            ),
            "data": self.env._("Amazon's answer could not be used."),
            "rule": self.env._("A rule does not allow it."),
            "authorisation": self._explain_refusal(error),
        }[error.kind]
        return Markup("%s<p class='text-muted'>%s</p>") % (
            certain if isinstance(certain, Markup) else Markup("<p>%s</p>") % certain,
            str(error),
        )

    def _explain_refusal(self, error):
        known = {
            "no_secret": self.env._("The app has no client secret. Enter it on the app."),
            "no_token": self.env._(
                "The account is not authorised. Paste a refresh token or press Authorise with Amazon."
            ),
            "invalid_client": self.env._(
                "Login with Amazon refuses the app: client ID or client secret are wrong, or the secret is older "
                "than 180 days. Compare them with the developer console and enter the newest secret on the app."
            ),
            "invalid_grant": self.env._(
                "Login with Amazon refuses the authorisation: it was revoked, has expired, or belongs to another app. "
                "Authorise again in Vendor Central with this app."
            ),
            "unauthorized_client": self.env._(
                "Login with Amazon does not let this app use a refresh token. Look up in the developer console "
                "whether the app is of the type SP-API."
            ),
        }
        if error.code in known:
            return known[error.code]
        if error.status != 403:
            return self.env._("Amazon does not let this account in.")
        return self._explain_forbidden()

    def _explain_forbidden(self):
        """Tell the causes of a 403 apart as far as Amazon lets us."""
        other, tried = self._find_other_region()
        if other:
            return self.env._(
                "The account belongs to another region: it is let in at %(region)s. Change the region of the account "
                "to %(region)s and test again.",
                region=self._region_name(other.code),
            )
        causes = [
            self.env._(
                "The role. Check: in the developer console the app has the role Amazon Fulfillment or Inventory and "
                "Order Tracking. After adding it, authorise again: a role counts only for later authorisations."
            ),
            self.env._(
                "The region. Check: the Vendor Central in which you authorised belongs to %(region)s.%(tried)s",
                region=self._region_name(self.region),
                tried=" " + self.env._("%(regions)s refused, too.", regions=", ".join(tried)) if tried else "",
            ),
            self.env._("A seller account. Check: the refresh token was made in Vendor Central, not in Seller Central."),
        ]
        return Markup("<p>%s</p><ol>%s</ol>") % (
            self.env._("Amazon refuses access and does not say why. The likely causes, the most likely first:"),
            Markup("").join(Markup("<li>%s</li>") % escape(cause) for cause in causes),
        )

    def _region_name(self, code):
        return dict(self._selection_region())[code]

    def _find_other_region(self):
        """Try the other regions' end points once; return (the one that lets us in, names of those that refuse)."""
        refused = []
        for region in regions.REGIONS.values():
            if region.code == self.region or not self._has_endpoint(region.code):
                continue
            try:
                with self._client(region.code) as client:
                    self._look_back(client, 1)
            except errors.AuthorisationError:
                refused.append(self._region_name(region.code))
            except (errors.NetworkError, errors.ThrottledError, errors.DataError):
                continue  # tells nothing about the region: it is neither named as refusing nor as right
            else:
                return region, refused
        return None, refused

    def _has_endpoint(self, region):
        """Tell whether the other region is another address: a custom one may serve a single region."""
        return self._get_endpoint(region) != self._get_endpoint()
