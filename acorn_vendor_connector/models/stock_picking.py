from odoo import api, fields, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    amazon_vendor_purchase_order_id = fields.Many2one(
        "amazon.vendor.purchase.order",
        "Amazon purchase order",
        compute="_compute_amazon_vendor_purchase_order_id",
        store=True,
        compute_sudo=True,
        index="btree_not_null",
    )
    amazon_vendor_number = fields.Char("Amazon PO", related="amazon_vendor_purchase_order_id.name")
    amazon_vendor_ship_to = fields.Char("Amazon ship-to", related="amazon_vendor_purchase_order_id.ship_to_id.name")
    amazon_vendor_window_text = fields.Char("Amazon window", related="amazon_vendor_purchase_order_id.window_text")

    @api.depends("sale_id.amazon_vendor_purchase_order_id")
    def _compute_amazon_vendor_purchase_order_id(self):
        for picking in self:
            picking.amazon_vendor_purchase_order_id = picking.sale_id.amazon_vendor_purchase_order_id
