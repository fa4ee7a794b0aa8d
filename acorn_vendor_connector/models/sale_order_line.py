from odoo import fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    amazon_vendor_line_id = fields.Many2one(
        "amazon.vendor.purchase.order.line",
        "Amazon line",
        index="btree_not_null",
        copy=False,
        readonly=True,
        ondelete="set null",
    )
