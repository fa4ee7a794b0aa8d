from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import float_compare


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
    amazon_vendor_price = fields.Float(
        "Amazon's price",
        copy=False,
        readonly=True,
        aggregator=None,
        help="Amazon's net cost of one unit as ordered, with all its decimals.",
    )
    amazon_vendor_uom_id = fields.Many2one(
        "uom.uom", "Unit of Amazon's price", copy=False, readonly=True, ondelete="restrict"
    )

    amazon_vendor_promised_at = fields.Datetime(
        "Backordered until",
        copy=False,
        readonly=True,
        help="When this part of Amazon's line leaves, which we backordered, as we told Amazon. It has a delivery of "
        "its own.",
    )

    # ------------------------------------------------------------------ price

    def _compute_price_unit(self):
        """Leave the lines that Amazon priced out of our own price finding."""
        amazon = self._amazon_vendor_priced()
        super(SaleOrderLine, self - amazon)._compute_price_unit()
        amazon._amazon_vendor_keep_price()

    def _compute_discount(self):
        super(SaleOrderLine, self - self._amazon_vendor_priced())._compute_discount()

    def _reset_price_unit(self):
        if self._amazon_vendor_priced():
            self._amazon_vendor_keep_price()
        else:
            super()._reset_price_unit()

    def _amazon_vendor_priced(self):
        return self.filtered(lambda line: line.amazon_vendor_line_id and line.amazon_vendor_uom_id)

    def _amazon_vendor_keep_price(self):
        """Keep Amazon's price per piece in whatever unit the line now has; a price somebody typed stays as it is.

        `technical_price_unit` holds the last price that was not typed, as in Odoo. It is compared exactly: Amazon's
        costs may have more decimals than the currency.
        """
        for line in self:
            typed = float_compare(line.technical_price_unit, line.price_unit, precision_digits=6) != 0
            if typed or line.qty_invoiced > 0 or not line.product_uom_id:
                continue
            price = line._amazon_vendor_expected_price()
            if float_compare(price, line.price_unit, precision_digits=6) != 0:
                line.with_context(sale_write_from_compute=True).update(
                    {"price_unit": price, "technical_price_unit": price}
                )

    def _amazon_vendor_expected_price(self):
        """Return Amazon's price of one unit of this line."""
        self.ensure_one()
        if not self.amazon_vendor_uom_id or not self.product_uom_id:
            return self.price_unit
        return self.amazon_vendor_uom_id._compute_price(self.amazon_vendor_price, self.product_uom_id)

    # ------------------------------------------------------------------ units and pieces

    def _amazon_vendor_unit(self):
        """Return the unit Amazon ordered in; of a linked order that somebody entered, the unit they chose."""
        self.ensure_one()
        return self.amazon_vendor_uom_id or self.product_uom_id

    def _amazon_vendor_each(self):
        """Return the unit of one each: what is in a case, or the unit itself."""
        unit = self._amazon_vendor_unit()
        return unit.relative_uom_id if unit.amazon_vendor_case_size else unit

    def _amazon_vendor_quantity(self):
        """Return the quantity of this line in the unit Amazon ordered in."""
        return self.product_uom_id._compute_quantity(self.product_uom_qty, self._amazon_vendor_unit(), round=False)

    @api.depends("amazon_vendor_uom_id")
    def _compute_allowed_uom_ids(self):
        """Offer the unit Amazon ordered in, though it is no packaging of the product."""
        super()._compute_allowed_uom_ids()
        for line in self.filtered("amazon_vendor_uom_id"):
            line.allowed_uom_ids |= line.amazon_vendor_uom_id

    def _get_qty_procurement(self, previous_product_uom_qty=False):
        """Count what is already on its way in pieces.

        Odoo converts every move into the line's unit and rounds it to two digits: one piece of a case of 7 becomes 0.14
        cases, and after a few partial deliveries a change of quantity would ask for fractions of a piece.
        """
        self.ensure_one()
        if not self.amazon_vendor_line_id or not self.product_uom_id:
            return super()._get_qty_procurement(previous_product_uom_qty)
        outgoing, incoming = self._get_outgoing_incoming_moves(strict=False)
        pieces = self._amazon_vendor_count(outgoing) - self._amazon_vendor_count(incoming)
        return self.product_id.uom_id._compute_quantity(pieces, self.product_uom_id, round=False)

    def _amazon_vendor_count(self, moves):
        """Return the pieces of these moves, done or planned, in the product's own unit."""
        return sum(
            move.product_uom._compute_quantity(
                move.quantity if move.state == "done" else move.product_uom_qty, self.product_id.uom_id, round=False
            )
            for move in moves
        )

    def _amazon_vendor_shipped_pieces(self):
        """Return the pieces that have left, read from the moves: `qty_delivered` rounds cases to two digits."""
        self.ensure_one()
        outgoing, incoming = self._get_outgoing_incoming_moves()
        done = [moves.filtered(lambda move: move.state == "done") for moves in (outgoing, incoming)]
        return self._amazon_vendor_count(done[0]) - self._amazon_vendor_count(done[1])

    # ------------------------------------------------------------------ deadlines

    def _amazon_vendor_open_moves(self):
        """Return the moves that this line's procurements made and that can still change, without what they lead to."""
        self.ensure_one()
        outgoing, _incoming = self._get_outgoing_incoming_moves(strict=False)
        return outgoing.filtered(lambda move: move.state not in ("done", "cancel"))

    def _amazon_vendor_align_deadlines(self):
        """Give the open moves of each line one deadline, so that a decrease can be taken from all of them."""
        for line in self:
            moves = line._amazon_vendor_open_moves()
            deadlines = set(moves.mapped("date_deadline"))
            if len(deadlines) > 1:
                moves.date_deadline = min(filter(None, deadlines))

    def _prepare_procurement_values(self):
        """Ask for more or less under the deadline that the open moves have; for what is backordered, under our promise.

        Odoo takes a decrease from a move only when the deadlines are equal, otherwise it plans a return. Somebody may
        have moved the date of the order or of the delivery since.
        """
        values = super()._prepare_procurement_values()
        move = self.amazon_vendor_line_id and self._amazon_vendor_open_moves()[:1]
        if move and move.date_deadline:
            values["date_deadline"] = move.date_deadline + timedelta(days=move.rule_id.delay)
            values["date_planned"] = move.date + timedelta(days=move.rule_id.delay)
        elif promised := self.amazon_vendor_promised_at:
            values["date_deadline"] = promised
            values["date_planned"] = promised - timedelta(days=self.order_id.company_id.security_lead)
        return values
