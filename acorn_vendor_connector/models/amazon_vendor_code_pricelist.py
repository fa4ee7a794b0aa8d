from odoo import api, fields, models


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

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules._note_change()
        return rules

    def write(self, vals):
        result = super().write(vals)
        self._note_change()
        return result

    def _note_change(self):
        """Show the change on the vendor code, and let the orders go on that waited for a pricelist."""
        for rule in self:
            rule.code_id.message_post(
                body=self.env._(
                    "Pricelist for %(currency)s: %(pricelist)s",
                    currency=rule.currency_id.name,
                    pricelist=rule.pricelist_id.display_name,
                )
            )
            rule.code_id._resume_orders(
                [("code_id", "=", rule.code_id.id), ("currency_id", "in", [False, rule.currency_id.id])]
            )
