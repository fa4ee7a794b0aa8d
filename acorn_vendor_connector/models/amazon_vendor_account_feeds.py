from odoo import api, fields, models


class AmazonVendorAccount(models.Model):
    _inherit = "amazon.vendor.account"

    cursor_ids = fields.One2many("amazon.vendor.cursor", "account_id", "Feeds")

    @api.model_create_multi
    def create(self, vals_list):
        """Create the accounts with their standing feeds."""
        accounts = super().create(vals_list)
        self.env["amazon.vendor.cursor"]._create_standing(accounts)
        return accounts

    def _notify_queued(self):
        """Tell the person that the work was queued and where its progress is shown."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._(
                    "Queued. The feeds of %(account)s show how far it is.", account=self.display_name
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
