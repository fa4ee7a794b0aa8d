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
        if not batch or force_qty:
            return super()._action_assign(force_qty=force_qty)
        batch.to_reserve.update(self.ids)
        return None

    def _update_orderpoints(self):
        """Have the reordering rules look again; one move per product and place tells them as much as all."""
        if batch := FastBatch.making(self.env):
            batch.to_forecast.update(self.ids)
            return
        moves = self
        if FastBatch.reserving(self.env):
            places = self.grouped(lambda move: (move.product_id, move.location_id, move.location_dest_id))
            moves = self.browse([same[0].id for same in places.values()])
        super(StockMove, moves)._update_orderpoints()

    def _trigger_scheduler(self):
        if batch := FastBatch.making(self.env):
            batch.to_replenish.update(self.ids)
        else:
            super()._trigger_scheduler()
