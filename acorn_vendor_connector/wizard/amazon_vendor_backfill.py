from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

AMAZON_MONTHS = 6


class AmazonVendorBackfill(models.TransientModel):
    """Ask for a range of dates to be read again."""

    _name = "amazon.vendor.backfill"
    _description = "Back-fill a range of dates"

    account_id = fields.Many2one("amazon.vendor.account", required=True)
    date_from = fields.Datetime("Orders placed from", required=True)
    date_to = fields.Datetime("Until", required=True, default=fields.Datetime.now)

    @api.constrains("date_from", "date_to")
    def _check_range(self):
        earliest = fields.Datetime.now() - relativedelta(months=AMAZON_MONTHS)
        for wizard in self:
            if wizard.date_from >= wizard.date_to:
                raise UserError(self.env._("The range is empty: choose an end after its start."))
            if wizard.date_from < earliest:
                raise UserError(self.env._(
                    "Amazon keeps purchase orders for six months. Choose a start on or after %(date)s.",
                    date=fields.Date.to_string(earliest + relativedelta(days=1)),
                ))

    def action_backfill(self):
        """Queue the range and return at once; the account's feeds show the progress."""
        self.ensure_one()
        self.account_id.check_access("write")
        cursors = self.env["amazon.vendor.cursor"]
        cursors._create_backfill(self.account_id, self.date_from, self.date_to)
        return self.account_id._notify_queued()
