from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    amazon_vendor_store_ids = fields.Many2many(
        "amazon.vendor.store",
        "amazon_vendor_store_res_users_rel",
        "user_id",
        "store_id",
        "Amazon vendor stores",
        help="Empty: all stores of the person's companies. Otherwise only these, and the stores below them.",
    )

    def _get_invalidation_fields(self):
        """Record rules read the stores of the person, and rules are cached."""
        return super()._get_invalidation_fields() | {"amazon_vendor_store_ids"}
