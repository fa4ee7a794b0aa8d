import re

from odoo import fields, models
from odoo.exceptions import UserError


class AmazonVendorReread(models.TransientModel):
    """Ask for single purchase orders to be read again."""

    _name = "amazon.vendor.reread"
    _description = "Re-read orders by number"

    account_id = fields.Many2one("amazon.vendor.account", required=True)
    numbers = fields.Text("Purchase order numbers", required=True, help="One per line, or separated by commas.")

    def action_reread(self):
        """Queue the orders and return at once."""
        self.ensure_one()
        self.account_id.check_access("write")
        numbers = list(dict.fromkeys(re.split(r"[\s,;]+", self.numbers.strip())))
        if not any(numbers):
            raise UserError(self.env._("Enter at least one purchase order number."))
        self.env["amazon.vendor.cursor"]._create_reread(self.account_id, numbers)
        return self.account_id._notify_queued()
