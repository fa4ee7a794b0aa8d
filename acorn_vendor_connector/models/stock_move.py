from odoo import models


class StockMove(models.Model):
    """Deliver what we backordered apart from what Amazon expects within its window."""

    _inherit = "stock.move"

    def _key_assign_picking(self):
        return (*super()._key_assign_picking(), self._amazon_vendor_promised_at())

    def _search_picking_for_assignation_domain(self):
        promised = ("amazon_vendor_promised_at", "=", self._amazon_vendor_promised_at())
        return [*super()._search_picking_for_assignation_domain(), promised]

    def _get_new_picking_values(self):
        promised_at = self[:1]._amazon_vendor_promised_at()
        own = {"amazon_vendor_promised_at": promised_at} if promised_at else {}
        return {**super()._get_new_picking_values(), **own}

    def _amazon_vendor_follow_promise(self, picking):
        """Leave this delivery for one of the day that is promised now, or take it along where nothing else is in it."""
        other = self[:1]._search_picking_for_assignation()
        staying = (picking.move_ids - self).filtered(lambda move: move.state != "cancel")
        if not other and not staying:
            picking.amazon_vendor_promised_at = self[:1]._amazon_vendor_promised_at()
            return
        self.picking_id = False
        self._assign_picking()
        self.move_line_ids.picking_id = self.picking_id
        if not picking.move_ids:
            picking.unlink()

    def _amazon_vendor_promised_at(self):
        # sudo: who moves goods need not read what was sold.
        return self.sudo().sale_line_id.amazon_vendor_promised_at
