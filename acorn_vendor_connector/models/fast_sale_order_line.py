from odoo import models

from .fast_batch import FastBatch


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _action_launch_stock_rule(self, *, previous_product_uom_qty=False):
        """Give all orders of a batch the reference of their deliveries in one create, where Odoo makes one by one."""
        if FastBatch.making(self.env):
            self._amazon_vendor_make_references()
        return super()._action_launch_stock_rule(previous_product_uom_qty=previous_product_uom_qty)

    def _amazon_vendor_make_references(self):
        """Make what `_action_launch_stock_rule` makes for an order's first line that goods are delivered for."""
        delivered = self.filtered(
            lambda line: line.state == "sale" and line.product_id.type == "consu" and line.product_uom_qty > 0
        )
        firsts = {line.order_id: line for line in reversed(delivered) if not line.order_id.stock_reference_ids}
        self.env["stock.reference"].create([line._prepare_reference_vals() for line in reversed(firsts.values())])
