from odoo import models

from .fast_batch import FastBatch


class StockWarehouseOrderpoint(models.Model):
    _inherit = "stock.warehouse.orderpoint"

    def _compute_deadline_date(self):
        """Leave the deadlines to the stock task, which has every move of the batch: lanes would collide here."""
        if batch := FastBatch.making(self.env):
            batch.to_schedule.update(self.ids)
        else:
            super()._compute_deadline_date()
