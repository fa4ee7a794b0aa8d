from odoo import api, fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    amazon_vendor_purchase_order_id = fields.Many2one(
        "amazon.vendor.purchase.order",
        "Amazon purchase order",
        index="btree_not_null",
        copy=False,
        readonly=True,
        ondelete="restrict",
        tracking=True,
    )
    amazon_vendor_number = fields.Char("Amazon PO", related="amazon_vendor_purchase_order_id.name")
    amazon_vendor_ship_to = fields.Char("Amazon ship-to", related="amazon_vendor_purchase_order_id.ship_to_id.name")
    amazon_vendor_window_text = fields.Char("Amazon window", related="amazon_vendor_purchase_order_id.window_text")
    amazon_vendor_due_at = fields.Datetime("Ship by (Amazon)", related="amazon_vendor_purchase_order_id.due_at")
    amazon_vendor_answer_by = fields.Datetime("Answer by (Amazon)", related="amazon_vendor_purchase_order_id.answer_by")
    amazon_vendor_answer_left = fields.Char(
        "Time to answer Amazon", related="amazon_vendor_purchase_order_id.answer_left"
    )
    amazon_vendor_answer_urgency = fields.Selection(related="amazon_vendor_purchase_order_id.answer_urgency")
    amazon_vendor_banner_level = fields.Selection(related="amazon_vendor_purchase_order_id.banner_level")
    amazon_vendor_banner_text = fields.Text(related="amazon_vendor_purchase_order_id.banner_text")
    amazon_vendor_needs_attention = fields.Boolean(related="amazon_vendor_purchase_order_id.needs_attention")
    amazon_vendor_line_ids = fields.One2many(related="amazon_vendor_purchase_order_id.line_ids")
    amazon_vendor_change_ids = fields.One2many(related="amazon_vendor_purchase_order_id.change_ids")

    amazon_vendor_acknowledged = fields.Selection(related="amazon_vendor_purchase_order_id.acknowledged")

    amazon_vendor_has_backorder = fields.Boolean(compute="_compute_amazon_vendor_has_backorder")

    _amazon_vendor_living_uniq = models.UniqueIndex(
        "(amazon_vendor_purchase_order_id) WHERE amazon_vendor_purchase_order_id IS NOT NULL AND state != 'cancel'",
        "This Amazon purchase order already has a sale order.",
    )

    _amazon_vendor_quotation_idx = models.Index(
        "(amazon_vendor_purchase_order_id) WHERE amazon_vendor_purchase_order_id IS NOT NULL"
        " AND state IN ('draft', 'sent')"
    )
    _amazon_vendor_reference_idx = models.Index(
        "(upper(trim(client_order_ref)), company_id) WHERE client_order_ref IS NOT NULL"
    )

    @api.depends("order_line.amazon_vendor_promised_at")
    def _compute_amazon_vendor_has_backorder(self):
        for sale in self:
            sale.amazon_vendor_has_backorder = any(sale.order_line.mapped("amazon_vendor_promised_at"))

    def write(self, vals):
        """Keep the day that was promised for what is backordered: Odoo gives every open move the order's new date."""
        result = super().write(vals)
        if "commitment_date" in vals:
            for line in self.order_line.filtered("amazon_vendor_promised_at"):
                open_moves = line.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
                open_moves.filtered(lambda move: move.location_dest_usage == "customer").date_deadline = (
                    line.amazon_vendor_promised_at
                )
        return result

    def _get_update_prices_lines(self):
        """Keep Amazon's prices when somebody presses 'Update prices'."""
        lines = super()._get_update_prices_lines()
        return lines - lines._amazon_vendor_priced()

    def action_open_amazon_vendor_order(self):
        """Open Amazon's side of this order."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "amazon.vendor.purchase.order",
            "res_id": self.amazon_vendor_purchase_order_id.id,
            "views": [(False, "form")],
        }
