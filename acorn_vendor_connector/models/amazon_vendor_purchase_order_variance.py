from collections import Counter

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ..engine import variance

_lt = LazyTranslate(__name__)

DIFFERENCES = {
    "not_answered": _lt("not answered yet"),
    "ordered_less": _lt("Amazon lowered it after our answer"),
    "ordered_more": _lt("%(pieces)s ordered after our answer"),
    "rejected": _lt("%(pieces)s rejected by us"),
    "not_confirmed": _lt("Amazon does not show our answer yet"),
    "answered_elsewhere": _lt("answered without us"),
    "rejected_elsewhere": _lt("answered without us, %(pieces)s rejected"),
    "answer_on_its_way": _lt("Amazon shows an answer, ours is on its way"),
    "accepted_less": _lt("Amazon shows %(pieces)s less than we accepted"),
    "accepted_more": _lt("Amazon shows %(pieces)s more than we accepted"),
    "to_ship": _lt("%(pieces)s to ship"),
    "shipped_less": _lt("%(pieces)s not shipped"),
    "shipped_more": _lt("%(pieces)s shipped too much"),
    "to_receive": _lt("%(pieces)s on the way"),
    "received_less": _lt("%(pieces)s shipped, not received"),
    "received_more": _lt("%(pieces)s received more than shipped"),
    "received_unshipped": _lt("%(pieces)s received, never shipped from here"),
}

ELSEWHERE = ("answered_elsewhere", "rejected_elsewhere")

# What has left, in eaches, of each line: what Odoo calls delivered, without its rounding of cases. The moves of a kit
# are of its parts: there the sale order line knows.
SHIPPED = """
    SELECT line_id, round(sum(pieces))::int4 AS pieces FROM (
        SELECT sold.amazon_vendor_line_id AS line_id,
               CASE WHEN bool_or(move.product_id != sold.product_id) THEN max(sold.qty_delivered * sold_in.factor)
                    ELSE sum(move.quantity * moved_in.factor * CASE WHEN came.usage IN %(away)s THEN -1 ELSE 1 END)
                END * GREATEST(max(asked_in.amazon_vendor_case_size), 1) / max(asked_in.factor) AS pieces
          FROM sale_order_line sold
          JOIN stock_move move ON move.sale_line_id = sold.id AND move.state = 'done'
          JOIN stock_location came ON came.id = move.location_id
          JOIN stock_location went ON went.id = move.location_dest_id
          JOIN uom_uom moved_in ON moved_in.id = move.product_uom
          JOIN uom_uom sold_in ON sold_in.id = sold.product_uom_id
          JOIN uom_uom asked_in ON asked_in.id = COALESCE(sold.amazon_vendor_uom_id, sold.product_uom_id)
         WHERE %(chosen)s AND (came.usage IN %(away)s) != (went.usage IN %(away)s)
           AND (move.to_refund OR (went.usage IN %(away)s AND move.origin_returned_move_id IS NULL))
         GROUP BY sold.id) AS sale
     GROUP BY line_id"""

# The fields of `variance.Counts`, by the same names.
COUNTS = """
    SELECT line.id,
           CASE WHEN line.withdrawn THEN 0 ELSE line.pieces END AS ordered,
           CASE WHEN line.is_answered
                THEN COALESCE(line.acknowledged_pieces, 0) + COALESCE(line.backordered_pieces, 0) END AS acknowledged,
           CASE WHEN line.is_answered THEN COALESCE(line.rejected_pieces, 0) ELSE 0 END AS rejected,
           line.amazon_accepted_pieces AS accepted,
           CASE WHEN po.applied_document IS NOT NULL THEN COALESCE(shipped.pieces, 0) END AS shipped,
           line.received_pieces AS received,
           COALESCE(po.due_at < %(now)s, FALSE) AS ship_by_is_past,
           COALESCE(line.has_status AND (po.amazon_status = 'closed' OR po.amazon_state = 'closed'
                                         OR line.receive_status = 'received'), FALSE) AS is_over
      FROM amazon_vendor_purchase_order_line line
      JOIN amazon_vendor_purchase_order po ON po.id = line.order_id
      LEFT JOIN (%(shipped)s) AS shipped ON shipped.line_id = line.id
     WHERE %(chosen)s"""

# `variance.expected_to_ship` and what of `variance.compare` is a fact in pieces, over rows of COUNTS. A test holds both
# against each other.
EXPECTED = "LEAST(COALESCE(accepted, acknowledged, ordered), ordered)"
DIFFERS = f"""(
    LEAST(acknowledged, ordered) < LEAST(acknowledged + rejected, ordered)
    OR is_over AND acknowledged + rejected < ordered
    OR accepted IS NOT NULL AND {EXPECTED} != LEAST(acknowledged, ordered)
    OR shipped > {EXPECTED} OR shipped < {EXPECTED} AND (ship_by_is_past OR is_over)
    OR COALESCE(received, 0) > COALESCE(shipped, {EXPECTED})
    OR COALESCE(received, 0) < COALESCE(shipped, {EXPECTED}) AND is_over)"""


class AmazonVendorPurchaseOrderLine(models.Model):
    """Set what Amazon ordered, we acknowledged, Amazon accepted, we shipped and Amazon received beside each other."""

    _inherit = "amazon.vendor.purchase.order.line"

    shipped_pieces = fields.Integer("Shipped", compute="_compute_differences", help="Pieces that left, less returns.")
    difference_text = fields.Char("Differences", compute="_compute_differences")
    differs = fields.Boolean(
        "Quantities differ",
        compute="_compute_differences",
        search="_search_differs",
        help="Pieces were lost or gained on the way from Amazon's order to its receipt, or did not leave in time.",
    )

    @api.depends_context("lang")
    def _compute_differences(self):
        """Compare by one query for all lines: nothing of it is stored, so that no delivery has to write lines."""
        counts = self._counts()
        for line in self:
            counted = counts.get(line._origin.id) or variance.Counts(0)
            found = variance.compare(counted)
            line.shipped_pieces = counted.shipped or 0
            line.differs = any(map(_is_fact, found))
            line.difference_text = line.order_id._describe(found)

    def _search_differs(self, operator, value):
        if operator != "in":
            return NotImplemented
        rows = SQL("(SELECT id FROM (%s) AS counts WHERE %s)", self._counts_sql(), SQL(DIFFERS))
        differing = Domain("id", "in", rows)
        return differing if True in value else ~differing

    def _counts(self):
        """Return {line id: variance.Counts} of these lines."""
        if not self.ids:
            return {}
        self._flush_counts()
        rows = self.env.execute_query_dict(self._counts_sql(self.ids))
        return {row.pop("id"): variance.Counts(**row) for row in rows}

    @api.model
    def _flush_counts(self):
        for model in (self._name, "amazon.vendor.purchase.order", "sale.order.line", "stock.move"):
            self.env[model].flush_model()

    @api.model
    def _counts_sql(self, ids=None):
        """Return the query of COUNTS, of all lines or of a few."""
        chosen, sold = SQL("TRUE"), SQL("sold.amazon_vendor_line_id IS NOT NULL")
        if ids is not None:
            chosen, sold = SQL("line.id IN %s", tuple(ids)), SQL("sold.amazon_vendor_line_id IN %s", tuple(ids))
        shipped = SQL(SHIPPED, away=("customer", "supplier"), chosen=sold)
        return SQL(COUNTS, now=fields.Datetime.now(), shipped=shipped, chosen=chosen)


class AmazonVendorPurchaseOrder(models.Model):
    _inherit = "amazon.vendor.purchase.order"

    difference_text = fields.Char("Differences", compute="_compute_differences")
    differs = fields.Boolean("Quantities differ", compute="_compute_differences", search="_search_differs")

    @api.depends_context("lang")
    def _compute_differences(self):
        """Add up the differences of the lines by their reason."""
        counts = self.line_ids._counts()
        for order in self:
            lines = [counts[line._origin.id] for line in order.line_ids if line._origin.id in counts]
            found = [difference for line in lines for difference in variance.compare(line)]
            order.differs = any(map(_is_fact, found))
            order.difference_text = order._describe(found)

    def _search_differs(self, operator, value):
        if operator != "in":
            return NotImplemented
        differing = Domain("line_ids", "any", [("differs", "=", True)])
        return differing if True in value else ~differing

    def _describe(self, differences):
        """Put differences on lines of this order into words, along the way of the goods, each reason once."""
        pieces = Counter()
        for difference in differences:
            code = difference.reason.code
            if code in ELSEWHERE and self.answer_state in ("sending", "given"):
                code = "answer_on_its_way"
            pieces[code] += abs(difference.pieces)
        if "rejected_elsewhere" in pieces:
            pieces.pop("answered_elsewhere", None)
        words = {code: self.env._(text) for code, text in DIFFERENCES.items() if code in pieces}
        return " · ".join(text % {"pieces": pieces[code]} for code, text in words.items()) or False


def _is_fact(difference):
    """Tell whether pieces are lost or gained as far as anybody can see: late ones count, those to come do not."""
    return difference.pieces != 0 and (not difference.is_open or difference.reason.code == "shipped_less")
