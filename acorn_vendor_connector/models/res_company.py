from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    amazon_vendor_account_ids = fields.One2many("amazon.vendor.account", "company_id", "Amazon accounts")
