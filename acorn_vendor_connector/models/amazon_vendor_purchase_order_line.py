from odoo import api, fields, models
from odoo.tools import float_compare


class AmazonVendorPurchaseOrderLine(models.Model):
    """Keep one line of a purchase order exactly as Amazon states it."""

    _name = "amazon.vendor.purchase.order.line"
    _description = "Amazon purchase order line"
    _order = "order_id, position, id"
    _rec_name = "sequence_number"

    order_id = fields.Many2one(
        "amazon.vendor.purchase.order", "Purchase order", required=True, index=True, ondelete="cascade"
    )
    position = fields.Integer(help="Place of the line in Amazon's document.")
    sequence_number = fields.Char("Line", required=True, help="Amazon's itemSequenceNumber, to be echoed as it is.")
    line_key = fields.Char(required=True, help="The number without leading zeros: Amazon writes one line both ways.")
    applied_key = fields.Char(help="The line's number in the version that our sale order follows.")
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    store_id = fields.Many2one(related="order_id.store_id", store=True, index=True)
    asin = fields.Char("ASIN", index="btree_not_null")
    vendor_sku = fields.Char("Vendor product number", index="btree_not_null")
    quantity = fields.Integer("Ordered")
    unit = fields.Selection([("eaches", "Eaches"), ("cases", "Cases")], default="eaches", required=True)
    unit_stated = fields.Char("Unit as stated")
    unit_size = fields.Integer("Case size", default=1, aggregator=None)
    pieces = fields.Integer(
        "Pieces", compute="_compute_pieces", store=True, help="Quantity in eaches: cases times their size."
    )
    cancelled = fields.Boolean(compute="_compute_cancelled", store=True)
    withdrawn = fields.Boolean(help="Amazon's latest version does not contain this line any more.")
    backorder_allowed = fields.Boolean()
    net_cost = fields.Float(digits=(18, 6), aggregator=None)
    net_cost_stated = fields.Char(help="The decimal string as Amazon sent it.")
    list_price = fields.Float(digits=(18, 6), aggregator=None)
    list_price_stated = fields.Char(help="The decimal string as Amazon sent it.")
    price_weight_unit = fields.Char("Priced per", help="Set when the price is per unit of weight.")
    currency_id = fields.Many2one("res.currency")
    currency_stated = fields.Char()
    amount = fields.Monetary("Value")

    product_id = fields.Many2one("product.product", index="btree_not_null", ondelete="restrict")
    mapping_id = fields.Many2one("amazon.vendor.product", index="btree_not_null", ondelete="set null")
    sale_line_ids = fields.One2many("sale.order.line", "amazon_vendor_line_id", "Sale order lines")
    provisional_price = fields.Boolean(help="Cost times the product's weight; to be checked against Amazon's total.")
    price_differs = fields.Boolean(help="Beyond the tolerance of the vendor code.")
    our_price = fields.Float(digits=(18, 6), aggregator=None, help="Our pricelist's price when the order came in.")
    price_decision = fields.Selection(
        [("accept", "Accept Amazon's price"), ("reject", "Reject the line"), ("cost_case", "Answer with our price")],
        help="What a person decided about a price that differs from ours.",
    )

    is_answered = fields.Boolean("Answered", readonly=True, help="Our last answer that Amazon has states this line.")
    acknowledged_pieces = fields.Integer("Acknowledged", readonly=True, help="What we accepted, in eaches.")
    backordered_pieces = fields.Integer("Backordered", readonly=True, help="What we promised for later, in eaches.")
    rejected_pieces = fields.Integer("Rejected", readonly=True, help="What we shall not deliver, in eaches.")

    sale_quantity = fields.Float("Our quantity", compute="_compute_sale", compute_sudo=True, digits="Product Unit")
    sale_price = fields.Float("Our sale price", compute="_compute_sale", compute_sudo=True, digits=(18, 6))
    sale_differs = fields.Boolean(
        "Sale order differs",
        compute="_compute_sale",
        compute_sudo=True,
        help="Quantity or price of the sale order is not what Amazon ordered, without what we rejected: somebody "
        "changed it, or a change could not be applied.",
    )

    @api.depends("quantity", "unit", "unit_size")
    def _compute_pieces(self):
        for line in self:
            line.pieces = line.quantity * (line.unit_size or 1) if line.unit == "cases" else line.quantity

    @api.depends(
        "quantity",
        "withdrawn",
        "rejected_pieces",
        "order_id.sale_order_ids.state",
        "sale_line_ids.product_uom_qty",
        "sale_line_ids.product_uom_id",
        "sale_line_ids.price_unit",
        "sale_line_ids.amazon_vendor_price",
    )
    def _compute_sale(self):
        """Show our side beside Amazon's, in Amazon's unit."""
        for line in self:
            sale = line.order_id.sale_order_id
            ours = line._sale_line_of(sale) if sale.state != "cancel" else line.sale_line_ids.browse()
            both = ours | line._later_line_of(ours.order_id)
            line.sale_quantity = sum(part._amazon_vendor_quantity() for part in both)
            line.sale_price = (
                ours.product_uom_id._compute_price(ours.price_unit, ours._amazon_vendor_unit()) if ours else 0.0
            )
            wanted = 0 if line.cancelled else line.quantity - line._rejected_units()
            line.sale_differs = (
                bool(sale)
                and sale.state != "cancel"
                and (
                    float_compare(line.sale_quantity, wanted, precision_digits=6) != 0
                    or bool(ours and float_compare(line.sale_price, ours.amazon_vendor_price, precision_digits=6))
                )
            )

    @api.depends("quantity", "withdrawn")
    def _compute_cancelled(self):
        for line in self:
            line.cancelled = line.withdrawn or not line.quantity

    def _rejected_units(self):
        """Return what is rejected of the line, in its unit: where Amazon lowered the quantity, that went first."""
        self.ensure_one()
        answered = self.acknowledged_pieces + self.backordered_pieces + self.rejected_pieces
        final = self.rejected_pieces - max(0, answered - self.pieces)
        per_unit = self.unit_size if self.unit == "cases" and self.unit_size else 1
        return min(self.quantity, -(-max(0, final) // per_unit))

    def _sale_line_of(self, sale):
        """Return our line for this one in the sale order."""
        self.ensure_one()
        ours = self.sale_line_ids.filtered(lambda line: line.order_id == sale)
        return ours.filtered(lambda line: not line.amazon_vendor_promised_at)[:1]

    def _later_line_of(self, sale):
        """Return our line in the sale order for the part of this one that we backordered."""
        self.ensure_one()
        ours = self.sale_line_ids.filtered(lambda line: line.order_id == sale)
        return ours.filtered("amazon_vendor_promised_at")[:1]

    def _take_sale_line(self, sale_line):
        """Let a line that somebody entered be ours for this line, at the price and in the unit they agreed."""
        self.ensure_one()
        each = self.mapping_id.uom_id or self.product_id.uom_id
        unit = each
        if self.unit == "cases" and self.unit_size > 1:
            unit = self.env["uom.uom"]._amazon_vendor_cases([(each, self.unit_size)])[each, self.unit_size]
        price = sale_line.product_uom_id._compute_price(sale_line.price_unit, unit)
        sale_line.write(
            {
                "amazon_vendor_line_id": self.id,
                "amazon_vendor_uom_id": unit.id,
                "amazon_vendor_price": price,
            }
        )
