from odoo import fields, models


class AmazonVendorCodePricelist(models.Model):
    """Name the pricelist under which a vendor code's orders of one currency are booked and compared."""

    _name = "amazon.vendor.code.pricelist"
    _description = "Pricelist of an Amazon vendor code"
    _rec_name = "pricelist_id"
    _order = "code_id, currency_id"

    code_id = fields.Many2one("amazon.vendor.code", "Vendor code", required=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one("res.currency", required=True, ondelete="restrict")
    pricelist_id = fields.Many2one(
        "product.pricelist",
        required=True,
        ondelete="restrict",
        domain="[('currency_id', '=', currency_id)]",
    )

    _currency_uniq = models.Constraint(
        "UNIQUE(code_id, currency_id)", "This vendor code already has a pricelist for this currency."
    )
