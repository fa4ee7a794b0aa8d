from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.acknowledging import refusals
from ..engine.reasons import reason
from ..spapi.vendor_acknowledgements import document
from .amazon_vendor_stated import answer_of, stated_dates, stated_order
from .amazon_vendor_time import aware, naive
from .amazon_vendor_wait import render_reason
from .notice import notice


class AmazonVendorAcknowledgement(models.Model):
    """Give answers to Amazon, or note that another channel did; nothing is given that must not be."""

    _inherit = "amazon.vendor.acknowledgement"

    problem_text = fields.Text("In the way", compute="_compute_problem_text", help="Why it cannot be sent as it is.")

    @api.depends(
        "state",
        "line_ids.code",
        "line_ids.quantity",
        "line_ids.promised_on",
        "line_ids.rejection_reason",
        "order_id.acknowledgement_ids.state",
    )
    @api.depends_context("lang")
    def _compute_problem_text(self):
        problems = self.filtered(lambda answer: answer.state == "draft")._problems()
        for answer in self:
            answer.problem_text = "\n".join(self._in_words(problems.get(answer, ()))) or False

    # ------------------------------------------------------------------ actions

    def action_send(self):
        """Queue these answers for Amazon and return at once."""
        self.check_access("write")
        self.sudo()._send()  # people decide about answers, the connector says them
        return notice(self.env._("%(count)s answers are on their way to Amazon.", count=len(self)))

    def action_give(self):
        """Note that these answers were given in Vendor Central or by EDI."""
        self.check_access("write")
        self.sudo()._give()  # people decide about answers, the connector notes them

    def action_propose_again(self):
        """Throw these proposals away, propose anew and return at once."""
        self.check_access("write")
        return self.order_id.action_propose_again()

    # ------------------------------------------------------------------ verbs

    def _answers(self, now=None):
        """Return {answer: what it says}, exactly as it was proposed; one not given yet is given `now`."""
        now = now or aware(fields.Datetime.now())
        return {answer: answer_of(answer, now) for answer in self}

    def _answer(self, now=None):
        """Return what this answer says."""
        self.ensure_one()
        return self._answers(now)[self]

    def _problems(self, now=None):
        """Return {answer: reasons} why these must not be given as they are; one without a reason is left out."""
        now = now or aware(fields.Datetime.now())
        # sudo: who may see an answer may see what stands in its way, also where other answers are another store's.
        answers = self.sudo()
        said = (answers | answers.order_id.given_acknowledgement_id)._answers(now)
        found = defaultdict(list)
        for answer in answers:
            order = answer.order_id
            if answer.state != "draft":
                found[answer].append(reason("already_given", answer=answer.display_name))
            elif "sending" in order.acknowledgement_ids.mapped("state"):
                found[answer].append(reason("answer_on_its_way", number=order.name))
            else:
                stated = stated_order(order)
                found[answer] += refusals(
                    stated, said[answer], now, stated_dates(order, stated), order._zone(),
                    said.get(order.given_acknowledgement_id),
                )
        return {answer: problems for answer, problems in found.items() if problems}

    def _in_words(self, problems):
        """Return what these reasons say to the reader."""
        return [render_reason(self.env, {"code": why.code, "params": why.params}) for why in problems]

    def _send(self, now=None):
        """Queue these answers for Amazon; raise UserError, and send none, where one must not be sent."""
        self._check(("api",), now)
        self._submit(now)

    def _give(self, now=None):
        """Note that another channel gave these answers; raise UserError where one cannot have been given."""
        self._check(("edi", "hand"), now)
        self.write({
            "state": "given",
            "answered_at": naive(now) or fields.Datetime.now(),
            "sent_by_id": self.env.uid,
        })
        for answer in self:
            answer.order_id.given_acknowledgement_id = answer
        self.order_id._note_answers_due()

    def _check(self, channels, now):
        """Make sure that these answers may be given, through one of these channels, as they are now."""
        self.order_id._lock_for_answers()
        for code in self.code_id:
            if code.answer_channel not in channels:
                raise UserError(
                    self.env._(
                        "Orders of vendor code %(code)s are answered by this connector: press Send.", code=code.name
                    )
                    if code.answer_channel == "api"
                    else self.env._(
                        "Orders of vendor code %(code)s are answered by EDI or by hand, so nothing is sent from here. "
                        "Press Answered elsewhere once it is done.",
                        code=code.name,
                    )
                )
        problems = self._problems(now)
        if problems:
            raise UserError(
                "\n\n".join(
                    "\n".join((answer.display_name, *self._in_words(reasons))) for answer, reasons in problems.items()
                )
            )

    def _submit(self, now):
        """Archive the documents and queue them; what the lane posts is what these records say now."""
        now = now or aware(fields.Datetime.now())
        for answer, said in self._answers(now).items():
            order = answer.order_id
            answer.message_id = self.env["amazon.vendor.message"]._build(
                "acknowledgement", order.code_id, order.name, document(said),
                purchase_order_id=order.id, company_id=order.company_id.id,
            )
        automatic = self.filtered("is_automatic")
        for answers, sender_id in ((automatic, False), (self - automatic, self.env.uid)):
            answers.write({"state": "sending", "answered_at": naive(now), "sent_by_id": sender_id})
