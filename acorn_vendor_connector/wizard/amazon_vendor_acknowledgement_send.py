from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from ..engine.deadlines import CORRECT
from ..models.notice import notice


class AmazonVendorAcknowledgementSend(models.TransientModel):
    """Show what answers promise and reject, say what cannot be sent and why, and send the rest."""

    _name = "amazon.vendor.acknowledgement.send"
    _description = "Send answers to Amazon"

    acknowledgement_ids = fields.Many2many(
        "amazon.vendor.acknowledgement", "amazon_vendor_acknowledgement_send_rel", string="Answers", required=True
    )
    sendable_ids = fields.Many2many("amazon.vendor.acknowledgement", compute="_compute_sendable")
    sendable_count = fields.Integer("Answers to send", compute="_compute_sendable")
    left_out_ids = fields.Many2many("amazon.vendor.acknowledgement", string="Left out", compute="_compute_sendable")
    accepted = fields.Char(compute="_compute_sums")
    backordered = fields.Char(compute="_compute_sums")
    rejected = fields.Char(compute="_compute_sums")
    notes = fields.Text(compute="_compute_notes")
    rejected_line_ids = fields.Many2many(
        "amazon.vendor.acknowledgement.line", string="Rejected for good", compute="_compute_rejected_line_ids"
    )
    rejections_are_final = fields.Boolean("Tick to send: I know that Amazon never takes a rejection back")

    # ------------------------------------------------------------------ compute

    @api.depends("acknowledgement_ids")
    def _compute_sendable(self):
        for wizard in self:
            wizard.left_out_ids = wizard.acknowledgement_ids.filtered("left_out_text")
            wizard.sendable_ids = wizard.acknowledgement_ids - wizard.left_out_ids
            wizard.sendable_count = len(wizard.sendable_ids)

    @api.depends("sendable_ids")
    def _compute_rejected_line_ids(self):
        for wizard in self:
            wizard.rejected_line_ids = wizard.sendable_ids.line_ids.filtered(lambda line: line.code == "rejected")

    @api.depends("sendable_ids")
    @api.depends_context("lang")
    def _compute_sums(self):
        for wizard in self:
            by_code = wizard.sendable_ids.line_ids.grouped("code")
            for code in ("accepted", "backordered", "rejected"):
                wizard[code] = wizard._sum(by_code[code]) if code in by_code else False

    @api.depends("sendable_ids")
    @api.depends_context("lang")
    def _compute_notes(self):
        for wizard in self:
            wizard.notes = "\n".join(wizard._notes()) or False

    # ------------------------------------------------------------------ actions

    def action_send(self):
        """Send what can be sent, and rejections only when a person has said that they know what one means."""
        self.ensure_one()
        answers = self.sendable_ids
        if not answers:
            raise UserError(self.env._("None of these answers can be sent. The reasons are beside them."))
        self._check_as_shown()
        if self.rejected_line_ids and not self.rejections_are_final:
            raise UserError(self.env._("Rejections are final. Tick that you know it, then send."))
        answers.action_send()
        return notice(self.env._("%(count)s answer(s) are on their way to Amazon.", count=len(answers)))

    # ------------------------------------------------------------------ verbs

    def _check_as_shown(self):
        """Refuse to send another answer than the one that the person has read."""
        changed = self.sendable_ids.line_ids.filtered(lambda line: line.write_date > self.create_date)
        if changed:
            raise UserError(
                self.env._(
                    "%(answer)s was changed while you were reading. Close this window and look at it once more.",
                    answer=changed[0].acknowledgement_id.display_name,
                )
            )

    def _sum(self, lines):
        """Say how many pieces these are and what they are worth, currency by currency."""
        values = defaultdict(float)
        for line in lines:
            values[line.currency_id] += line.amount
        return self.env._(
            "%(pieces)s pieces, %(value)s",
            pieces=formatLang(self.env, sum(lines.mapped("pieces")), digits=0),
            value=" + ".join(formatLang(self.env, value, currency_obj=currency) for currency, value in values.items()),
        )

    def _notes(self):
        """Say what Amazon's clock means for these answers."""
        now = fields.Datetime.now()
        orders = self.sendable_ids.order_id
        corrected = orders.filtered("given_acknowledgement_id")
        late = (orders - corrected).filtered(lambda order: order.answer_by and order.answer_by < now)
        changed_late = corrected.filtered(lambda order: order.ordered_at and order.ordered_at + CORRECT < now)
        if late:
            yield self.env._(
                "Amazon asks for an answer within 24 hours; %(count)s order(s) are late: %(numbers)s.",
                count=len(late),
                numbers=", ".join(late.mapped("name")),
            )
        if corrected:
            yield self.env._(
                "%(count)s answer(s) correct what Amazon has and take its place: %(numbers)s. Quantities and prices can"
                " be corrected until 48 hours after the order, afterwards only dates.",
                count=len(corrected),
                numbers=", ".join(corrected.mapped("name")),
            )
        if changed_late:
            yield self.env._(
                "The 48 hours have passed for %(numbers)s.", numbers=", ".join(changed_late.mapped("name"))
            )
