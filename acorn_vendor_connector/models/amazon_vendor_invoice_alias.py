from odoo import api, fields, models

from ..engine import numbers


class AmazonVendorInvoiceAlias(models.Model):
    """Remember that Amazon calls one of our invoices by another number, because a person said so."""

    _name = "amazon.vendor.invoice.alias"
    _description = "Amazon's other number of an invoice"
    _order = "id desc"
    _rec_name = "number"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    payee_id = fields.Many2one("amazon.vendor.payee", required=True, index=True, ondelete="cascade")
    number = fields.Char("Amazon's number", required=True)
    key = fields.Char(compute="_compute_key", store=True, precompute=True)
    move_id = fields.Many2one("account.move", "Our invoice", required=True, index=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", "Said by", default=lambda self: self.env.user, readonly=True)
    note = fields.Char()

    _key_uniq = models.Constraint(
        "UNIQUE(company_id, payee_id, key)", "Amazon's number already means another invoice. Change that one."
    )

    @api.depends("number")
    def _compute_key(self):
        for alias in self:
            alias.key = numbers.canonical(alias.number or "")

    @api.model
    def _remember(self, line, move, note=None):
        """Let the number of this line mean this invoice from now on, in place of what it meant before."""
        key = numbers.canonical(line.number or "")
        if not key or key == move.amazon_vendor_number_key:
            return self.browse()
        alias = self.search([
            ("company_id", "=", line.company_id.id), ("payee_id", "=", line.payee_id.id), ("key", "=", key)
        ])
        if alias:
            alias.write({"move_id": move.id, "user_id": self.env.uid, "note": note})
            return alias
        return self.create({
            "company_id": line.company_id.id,
            "payee_id": line.payee_id.id,
            "number": line.number,
            "move_id": move.id,
            "note": note,
        })
