from odoo import api, fields, models
from odoo.fields import Domain

from .amazon_vendor_purchase_order_follow import ACKNOWLEDGED


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

    amazon_vendor_promised_at = fields.Datetime(
        "Backordered until", readonly=True, help="What we promised Amazon for later; it leaves apart from the rest."
    )
    amazon_vendor_acknowledged = fields.Selection(
        ACKNOWLEDGED,
        "Answer to Amazon",
        compute="_compute_amazon_vendor_acknowledged",
        search="_search_amazon_vendor_acknowledged",
        compute_sudo=True,
        help="As long as Amazon has no answer of ours, what is to be delivered may still change.",
    )

    @api.depends("sale_id.amazon_vendor_purchase_order_id")
    def _compute_amazon_vendor_purchase_order_id(self):
        for picking in self:
            picking.amazon_vendor_purchase_order_id = picking.sale_id.amazon_vendor_purchase_order_id

    @api.depends("amazon_vendor_purchase_order_id.acknowledged", "state")
    def _compute_amazon_vendor_acknowledged(self):
        for picking in self:
            is_open = picking.state not in ("done", "cancel")
            picking.amazon_vendor_acknowledged = is_open and picking.amazon_vendor_purchase_order_id.acknowledged

    def _search_amazon_vendor_acknowledged(self, operator, value):
        # sudo: the warehouse need not read Amazon's orders to find the deliveries that may still change.
        orders = self.env["amazon.vendor.purchase.order"].sudo()._search([("acknowledged", operator, value)])
        return Domain("amazon_vendor_purchase_order_id", "in", orders) & Domain("state", "not in", ("done", "cancel"))
