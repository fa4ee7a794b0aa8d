from odoo import models

from .fast_batch import FastBatch


class StockWarehouseOrderpoint(models.Model):
    _inherit = "stock.warehouse.orderpoint"

    def _compute_deadline_date(self):
        """Leave the deadlines to the stock task, which has every move of the batch: lanes would collide here."""
        if not FastBatch.making(self.env):
            super()._compute_deadline_date()

    def _amazon_vendor_look_again(self, moves):
        """Find the deadlines anew that these moves may have changed."""
        changed = self.search([("product_id", "in", moves.product_id.ids), ("company_id", "in", moves.company_id.ids)])
        self.env.add_to_compute(self._fields["deadline_date"], changed)
