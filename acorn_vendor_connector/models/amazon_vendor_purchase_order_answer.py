from odoo import api, fields, models

ANSWER_STATES = [
    ("none", "No answer due"),
    ("due", "To answer"),
    ("proposed", "Proposed"),
    ("sending", "On its way"),
    ("given", "Answered elsewhere"),
    ("accepted", "Accepted"),
    ("refused", "Refused by Amazon"),
    ("failed", "Not sent"),
    ("elsewhere", "Answered without us"),
]


class AmazonVendorPurchaseOrder(models.Model):
    """Know whether Amazon waits for our answer, and what we answered."""

    _inherit = "amazon.vendor.purchase.order"

    acknowledgement_ids = fields.One2many("amazon.vendor.acknowledgement", "order_id", "Answers", readonly=True)
    acknowledgement_id = fields.Many2one(
        "amazon.vendor.acknowledgement",
        "Answer",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The proposal, else the latest answer.",
    )
    given_acknowledgement_id = fields.Many2one(
        "amazon.vendor.acknowledgement",
        "Amazon's answer from us",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The last answer that Amazon has: what it promised stays promised, what it rejected stays rejected.",
    )
    answer_due = fields.Boolean("To answer", readonly=True, help="Amazon waits for an answer from us.")
    to_propose = fields.Boolean(readonly=True, help="An answer is to be proposed in a moment.")
    answer_state = fields.Selection(ANSWER_STATES, "Our answer", compute="_compute_answer_state", store=True)

    _answer_due_idx = models.Index("(due_at, id) WHERE answer_due IS TRUE")
    _to_propose_idx = models.Index("(id) WHERE to_propose IS TRUE")

    @api.depends("answer_due", "acknowledgement_id.state", "amazon_state")
    def _compute_answer_state(self):
        for order in self:
            order.answer_state = order._answer_state()

    def _answer_state(self):
        """Return where our answer stands; an accepted one is none once Amazon changed the order."""
        said = self.acknowledgement_id.state
        if said and said != "replaced" and not (said in ("accepted", "given") and self.answer_due):
            return "proposed" if said == "draft" else said
        if self.answer_due:
            return "due"
        return "elsewhere" if self.amazon_state == "acknowledged" else "none"

    # ------------------------------------------------------------------ crons

    @api.model
    def _cron_propose_answers(self):
        """Propose an answer to every order that waits for one, a batch of one company at a time."""
