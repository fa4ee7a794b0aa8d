from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import acknowledging
from .amazon_vendor_stated import stated_order
from .amazon_vendor_time import aware
from .concurrency import is_first_time
from .notice import notice

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
    answer_due = fields.Boolean("Answer due", readonly=True, help="Amazon waits for an answer from us.")
    to_propose = fields.Boolean(readonly=True, help="An answer is to be proposed in a moment.")
    answer_state = fields.Selection(ANSWER_STATES, "Our answer", compute="_compute_answer_state", store=True)

    _answer_due_idx = models.Index("(due_at, id) WHERE answer_due IS TRUE")
    _to_propose_idx = models.Index("(due_at, ordered_at, id) WHERE to_propose IS TRUE")
    # What Amazon was promised of orders that no sale order of ours follows.
    _promised_idx = models.Index(
        "(id) WHERE given_acknowledgement_id IS NOT NULL AND sync_state != 'applied' AND amazon_state != 'closed'"
    )

    # ------------------------------------------------------------------ compute

    @api.depends("answer_due", "acknowledgement_id.state", "amazon_state", "is_confirmed")
    def _compute_answer_state(self):
        for order in self:
            order.answer_state = order._answer_state()

    def _answer_state(self):
        """Return where our answer stands; one that Amazon has is none any more once Amazon changed the order."""
        said = self.acknowledgement_id.state
        if said and said != "replaced" and not (said in ("accepted", "given") and self.answer_due):
            return "proposed" if said == "draft" else said
        if self.answer_due:
            return "due"
        return "elsewhere" if self.amazon_state == "acknowledged" or self.is_confirmed else "none"

    def _banner_of_answer(self):
        """Return what a person should do about our answer."""
        if self.answer_state == "proposed":
            return "warning", self.acknowledgement_id._what_is_special() or self.env._(
                "Look at the proposed answer, then press Send."
            )
        return None

    # ------------------------------------------------------------------ actions

    def action_propose_again(self):
        """Throw away what is proposed, propose anew and return at once."""
        self.check_access("write")
        self._propose_again()
        return notice(self.env._("Answers to %(count)s orders will be proposed in a moment.", count=len(self)))

    # ------------------------------------------------------------------ verbs

    def _is_live(self):
        """Tell whether the vendor code is live for this order, or the order is in our books already."""
        return is_live(self.code_id, aware(self.ordered_at), self.applied_document)

    def _note_answers_due(self):
        """Note whether Amazon waits for another answer, now that it has one, refused one or never got one."""
        given = self.given_acknowledgement_id._answers()
        for order in self:
            due = order._is_live() and acknowledging.is_due(
                stated_order(order), given.get(order.given_acknowledgement_id)
            )
            order.answer_due = due
            # What never left may still go out as it is: a person decides.
            order.to_propose = due and order.acknowledgement_id.state not in ("draft", "sending", "failed")
        self._set_deadlines()
        if any(self.mapped("to_propose")):
            self._trigger_proposals()

    def _propose_again(self):
        """Have answers proposed anew, whatever people made of the proposals; UserError where none may be given."""
        for order in self:
            if problem := order._answer_problem():
                raise UserError(problem)
        orders = self.sudo()  # people decide about answers, the connector writes the order
        orders._withdraw_proposals()
        orders.to_propose = True
        orders._trigger_proposals()

    def _answer_problem(self):
        """Return in words why no answer to this order can be proposed now, or None."""
        if not stated_order(self).is_open:
            return self.env._("Amazon closed or cancelled %(number)s: there is nothing to answer.", number=self.name)
        if self.acknowledgement_id.state == "sending":
            return self.env._(
                "The answer to %(number)s is on its way. Wait for what Amazon says, then correct it.", number=self.name
            )
        if not self._is_live():
            return self.env._(
                "%(number)s was placed before vendor code %(code)s went live: it is only shown here. Answer it where "
                "you answered before.",
                number=self.name,
                code=self.code_id.name,
            )
        return None

    def _withdraw_proposals(self):
        """Take back what is proposed and was never said."""
        for order in self:
            draft = order.acknowledgement_id
            if draft.state == "draft":
                draft.state = "replaced"
                order.acknowledgement_id = order.given_acknowledgement_id

    @api.model
    def _trigger_proposals(self):
        """Let the cron propose answers in a moment."""
        if is_first_time(self.env, "proposals"):
            self.env.ref("acorn_vendor_connector.cron_propose_answers")._trigger()


class AmazonVendorOrderHandler(models.AbstractModel):
    _inherit = "amazon.vendor.order.handler"

    def _note_answers(self, plans):
        """Note which orders wait for an answer of ours, and take back proposals that nobody waits for any more."""
        known = self.env["amazon.vendor.purchase.order"].union(*(plan.mirror for plan in plans))
        given = known.given_acknowledgement_id._answers()
        for plan in plans:
            order, mirror = plan.order, plan.mirror
            last = given.get(mirror.given_acknowledgement_id)
            live = is_live(plan.code, order.ordered_at, plan.in_our_books)
            plan.answer_due = live and acknowledging.is_due(order, last)
            # A correction that a person is preparing may be given as long as the order is open.
            corrects = mirror.to_propose and last is not None
            plan.to_propose = corrects or (plan.answer_due and mirror.acknowledgement_id.state != "sending")
            if not order.is_open or (last is None and not plan.answer_due):
                mirror._withdraw_proposals()


def is_live(code, ordered_at, in_our_books):
    """Tell whether we answer an order: one from after go-live, or one that is in our books."""
    go_live = aware(code.go_live)
    return bool(in_our_books or (go_live and ordered_at and ordered_at >= go_live))
