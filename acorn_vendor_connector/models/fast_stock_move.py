from odoo import models

from .fast_batch import FastBatch


class StockMove(models.Model):
    """Put off, in the batches that make orders, what touches rows that all orders share: quants and reordering rules.

    Two lanes would wait for each other there, or reserve the same goods twice. `amazon.vendor.stock.task` does it soon
    after, for one batch after the other.
    """

    _inherit = "stock.move"

    def _action_assign(self, force_qty=False):
        batch = FastBatch.making(self.env)
        if not batch:
            return super()._action_assign(force_qty=force_qty)
        reserving = self.filtered(lambda move: not move._should_bypass_reservation())
        batch.to_reserve.update(reserving.ids)
        return super(StockMove, self - reserving)._action_assign(force_qty=force_qty)

    def _trigger_scheduler(self):
        if batch := FastBatch.making(self.env):
            batch.to_replenish.update(self.ids)
            return None
        return super()._trigger_scheduler()

    def _update_orderpoints(self):
        if batch := FastBatch.making(self.env):
            batch.to_replenish.update(self.ids)
            return None
        return super()._update_orderpoints()
