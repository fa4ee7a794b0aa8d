from odoo import api, models
from odoo.fields import Domain

from .amazon_vendor_account_feeds import LATE_ACTIVITY


class AmazonVendorCursor(models.Model):
    _inherit = "amazon.vendor.cursor"

    @api.model
    def _watch_feeds(self):
        """Report each account whose feeds are late, once, until they succeed again."""
        # A feed that is being read right now is looked at the next time.
        late = self.search(self._late_domain() & Domain("late_reported", "=", False))
        for account, feeds in late.try_lock_for_update(allow_referencing=True).grouped("account_id").items():
            if not any(account.cursor_ids.mapped("late_reported")):
                account._report_late(feeds)
            feeds.late_reported = True
        over = self.search(Domain("late_reported", "=", True) & ~self._late_domain())
        over.try_lock_for_update(allow_referencing=True)._clear_late()

    def _clear_late(self):
        """Take the report back; the activity goes with the account's last late feed."""
        self.late_reported = False
        for account in self.account_id:
            if not any(account.cursor_ids.mapped("late_reported")):
                account.activity_unlink([LATE_ACTIVITY])

    @api.model
    def _cron_watch_feeds(self):
        """Look after the feeds; the scheduler commits.

        An account from before a feed was invented gets that feed here, and needs no migration.
        """
        self._create_standing(self.env["amazon.vendor.account"].search(Domain.TRUE))
        self._watch_feeds()
