from odoo import fields, models
from odoo.tools import SQL

from ..models.amazon_vendor_account import ENVIRONMENTS
from ..models.amazon_vendor_purchase_order_status import AMAZON_STATUSES
from ..models.amazon_vendor_purchase_order_variance import DIFFERS, EXPECTED

# Which pieces a rate is made of: it is worth what they sum up to, never the average of other rates.
RATES = {
    "confirmation_rate:avg": ("confirmed_pieces", "asked_pieces"),
    "fill_rate:avg": ("filled_pieces", "due_pieces"),
}


class AmazonVendorFulfilment(models.Model):
    """Analyse, line by line, what became of Amazon's orders: confirmed, shipped, received."""

    _name = "amazon.vendor.fulfilment"
    _description = "Amazon fulfilment analysis"
    _auto = False
    _order = "ordered_at desc, id desc"
    _rec_name = "order_id"

    order_id = fields.Many2one("amazon.vendor.purchase.order", "Purchase order", readonly=True)
    environment = fields.Selection(ENVIRONMENTS, readonly=True)
    code_id = fields.Many2one("amazon.vendor.code", "Vendor code", readonly=True)
    store_id = fields.Many2one("amazon.vendor.store", readonly=True)
    ship_to_id = fields.Many2one("amazon.vendor.ship.to", "Ship-to", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    asin = fields.Char("ASIN", readonly=True)
    ordered_at = fields.Datetime("Ordered", readonly=True)
    due_at = fields.Datetime("Ship by", readonly=True)
    amazon_status = fields.Selection(AMAZON_STATUSES, "Status at Amazon", readonly=True)
    differs = fields.Boolean("Quantities differ", readonly=True)

    ordered_pieces = fields.Integer("Ordered pieces", readonly=True)
    acknowledged_pieces = fields.Integer("Acknowledged pieces", readonly=True)
    accepted_pieces = fields.Integer("Pieces accepted by Amazon", readonly=True)
    shipped_pieces = fields.Integer("Shipped pieces", readonly=True)
    received_pieces = fields.Integer("Received pieces", readonly=True)
    receipt_gap = fields.Integer(
        readonly=True, help="Shipped less received. What is on its way is part of it until Amazon closes the order."
    )
    asked_pieces = fields.Integer("Answered pieces", readonly=True, help="Ordered, of the lines that were answered.")
    confirmed_pieces = fields.Integer(readonly=True, help="What Amazon waits for, of the lines that were answered.")
    due_pieces = fields.Integer(readonly=True, help="Confirmed, of the lines that should have left or are closed.")
    filled_pieces = fields.Integer(readonly=True, help="Received, of the lines that should have left or are closed.")
    # Not shares to be shown as percentages: Odoo would show 0 % where nothing can be said.
    confirmation_rate = fields.Float(
        "Confirmation rate (%)",
        digits=(5, 1),
        readonly=True,
        aggregator="avg",
        help="Confirmed pieces of those ordered, of the lines that were answered.",
    )
    fill_rate = fields.Float(
        "Fill rate (%)",
        digits=(5, 1),
        readonly=True,
        aggregator="avg",
        help="Received pieces of those confirmed, of the lines that should have left or are closed.",
    )

    @property
    def _table_query(self):
        lines = self.env["amazon.vendor.purchase.order.line"]
        lines._flush_counts()
        return SQL(
            """
            SELECT figures.*, 100.0 * confirmed_pieces / NULLIF(asked_pieces, 0) AS confirmation_rate,
                   100.0 * filled_pieces / NULLIF(due_pieces, 0) AS fill_rate
              FROM (
            SELECT line.id, line.order_id, po.environment, po.code_id, line.store_id, po.ship_to_id, line.company_id,
                   line.product_id, line.asin, po.ordered_at, po.due_at, po.amazon_status, %s AS differs,
                   ordered AS ordered_pieces, acknowledged AS acknowledged_pieces, accepted AS accepted_pieces,
                   shipped AS shipped_pieces, received AS received_pieces,
                   shipped - COALESCE(received, 0) AS receipt_gap,
                   CASE WHEN is_known THEN ordered END AS asked_pieces,
                   CASE WHEN is_known THEN expected END AS confirmed_pieces,
                   CASE WHEN is_known AND is_due THEN expected END AS due_pieces,
                   CASE WHEN is_known AND is_due THEN COALESCE(received, 0) END AS filled_pieces
              FROM (SELECT counts.*, %s AS expected, COALESCE(accepted, acknowledged) IS NOT NULL AS is_known,
                           ship_by_is_past OR is_over AS is_due
                      FROM (%s) AS counts) AS counts
              JOIN amazon_vendor_purchase_order_line line ON line.id = counts.id
              JOIN amazon_vendor_purchase_order po ON po.id = line.order_id) AS figures
            """,
            SQL(DIFFERS), SQL(EXPECTED), lines._counts_sql(),
        )

    def _read_group_select(self, aggregate_spec, query):
        """Weigh the rates: a rate of many lines is that of their pieces together."""
        if aggregate_spec not in RATES:
            return super()._read_group_select(aggregate_spec, query)
        part, whole = (self._field_to_sql(self._table, name, query) for name in RATES[aggregate_spec])
        return SQL("100.0 * SUM(%s) / NULLIF(SUM(%s), 0)", part, whole)

    def action_open_order(self):
        """Open the purchase order of this line."""
        self.ensure_one()
        return self.order_id._get_records_action(context={})
