from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

ACKNOWLEDGED = [("no", "Not acknowledged"), ("yes", "Acknowledged")]


class AmazonVendorPurchaseOrder(models.Model):
    """Let our sale order say the same as the answer that Amazon has."""

    _inherit = "amazon.vendor.purchase.order"

    applied_acknowledgement_id = fields.Many2one(
        "amazon.vendor.acknowledgement",
        "Answer in our books",
        readonly=True,
        ondelete="restrict",
        help="The answer that our sale order follows.",
    )
    acknowledged = fields.Selection(
        ACKNOWLEDGED, "Acknowledged", compute="_compute_acknowledged", search="_search_acknowledged"
    )

    @api.depends("answer_due", "answer_state", "given_acknowledgement_id")
    def _compute_acknowledged(self):
        """Tell whether Amazon has an answer to what it orders now; nothing where it waits for none."""
        for order in self:
            if order.answer_due or order.answer_state == "given":
                order.acknowledged = "no"
            else:
                is_answered = order.given_acknowledgement_id or order.answer_state == "elsewhere"
                order.acknowledged = "yes" if is_answered else False

    def _search_acknowledged(self, operator, value):
        if operator != "in" or set(value) != {"no"}:
            return NotImplemented
        return Domain("answer_due", "=", True) | Domain("answer_state", "=", "given")

    def _answer_to_follow(self):
        """Return the answer that our sale order has to say the same as: what Amazon has, and nothing before."""
        given = self.given_acknowledgement_id
        return given if given.state == "accepted" else self.applied_acknowledgement_id

    def _has_answer_to_follow(self):
        """Tell whether an answer takes anything out of our order or puts it off, or takes that back."""
        self.ensure_one()
        before, now = self.applied_acknowledgement_id, self._answer_to_follow()
        return before != now and any(
            answer.rejected_pieces or answer.backordered_pieces for answer in before | now
        )

    def _lock_documents(self):
        """Keep lanes off these orders until the end of the transaction.

        A lane that decides on an older snapshot would miss what is written now, and we would miss that it is done.
        """
        self.env["amazon.vendor.message"].flush_model()
        self.env.cr.execute(
            SQL(
                """SELECT id FROM amazon_vendor_message
                    WHERE purchase_order_id IN %s AND document_type = 'purchase_order' AND is_current
                 ORDER BY id FOR NO KEY UPDATE""",
                tuple(self.ids),
            ),
            log_exceptions=False,
        )
