from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    amazon_vendor_account_count = fields.Integer(compute="_compute_amazon_vendor_accounts")
    amazon_vendor_trouble_count = fields.Integer(compute="_compute_amazon_vendor_accounts")

    @api.depends("company_id")
    def _compute_amazon_vendor_accounts(self):
        accounts = self.env["amazon.vendor.account"]
        for settings in self:
            settings.amazon_vendor_account_count = accounts.search_count([])
            settings.amazon_vendor_trouble_count = accounts.search_count([("error_kind", "!=", False)])
