from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# Order lines that wait for a product, or will once their vendor code is live.
OPEN_LINES = SQL(
    """ amazon_vendor_purchase_order_line line JOIN amazon_vendor_purchase_order po ON po.id = line.order_id
         WHERE NOT line.cancelled
           AND (po.sync_state = 'waiting' OR (po.mirror_reason = 'no_go_live' AND po.amazon_state != 'closed'))"""
)
OPEN_ORDERS = Domain("sync_state", "=", "waiting") | (
    Domain("mirror_reason", "=", "no_go_live") & Domain("amazon_state", "!=", "closed")
)


class AmazonVendorProduct(models.Model):
    """Say what the open orders need of each identifier, and until when: the order in which to work them off.

    Computed when somebody looks. Kept on the rows it would make every two batches with a product in common collide.
    """

    _inherit = "amazon.vendor.product"
    _order = "state desc, order_value desc, id"

    order_value = fields.Monetary(compute="_compute_demand", help="Value of the open order lines with this identifier.")
    currency_id = fields.Many2one("res.currency", compute="_compute_demand")
    deadline = fields.Datetime(
        "Needed by", compute="_compute_demand", help="The first open order with it has to leave then."
    )
    order_count = fields.Integer(
        "Open orders", compute="_compute_demand", search="_search_order_count", aggregator=None
    )

    def _compute_demand(self):
        """Read the demand in one query; of several currencies the one with the largest value is shown."""
        found = {}
        if self.ids:
            self.env["amazon.vendor.purchase.order.line"].flush_model()
            self.env["amazon.vendor.purchase.order"].flush_model()
            rows = self.env.execute_query(
                SQL(
                    """SELECT line.mapping_id, line.currency_id, sum(line.amount), min(po.due_at), array_agg(po.id)
                         FROM %s AND line.mapping_id IN %s GROUP BY 1, 2 ORDER BY 3 NULLS FIRST""",
                    OPEN_LINES,
                    tuple(self.ids),
                )
            )
            for row_id, currency_id, value, due_at, order_ids in rows:
                _currency, _value, deadline, known = found.get(row_id, (None, None, None, frozenset()))
                dates = [moment for moment in (deadline, due_at) if moment]
                found[row_id] = (currency_id, value, min(dates, default=None), known | set(order_ids))
        for row in self:
            currency_id, value, deadline, order_ids = found.get(row.id, (False, 0, False, ()))
            row.currency_id = currency_id
            row.order_value = value or 0
            row.deadline = deadline
            row.order_count = len(order_ids)

    @api.model
    def _search_order_count(self, operator, value):
        """Find rows with or without open orders; nobody asks for a certain number of them."""
        if (operator, value) not in ((">", 0), ("!=", 0), ("=", 0), ("<=", 0), (">=", 1), ("<", 1)):
            return NotImplemented
        wanted = Domain("line_ids", "any", [("cancelled", "=", False), ("order_id", "any", OPEN_ORDERS)])
        return wanted if operator in (">", "!=", ">=") else ~wanted

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let lists be sorted by the demand, though it is stored nowhere."""
        lines = SQL("%s AND line.mapping_id = %s", OPEN_LINES, SQL.identifier(alias, "id"))
        if field_expr == "order_value":
            return SQL(
                "coalesce((SELECT max(value) FROM (SELECT sum(line.amount) AS value FROM %s GROUP BY line.currency_id)"
                " AS demand), 0)",
                lines,
            )
        if field_expr == "deadline":
            return SQL("(SELECT min(po.due_at) FROM %s)", lines)
        if field_expr == "order_count":
            return SQL("(SELECT count(DISTINCT po.id) FROM %s)", lines)
        return super()._field_to_sql(alias, field_expr, query)
