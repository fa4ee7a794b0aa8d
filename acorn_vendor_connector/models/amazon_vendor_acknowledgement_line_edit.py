from odoo import api, fields, models
from odoo.exceptions import UserError

# What a part says when a person has only chosen its code; a day is for a person to name.
FITTING = {
    "accepted": {"rejection_reason": False, "promised_on": False},
    "backordered": {"rejection_reason": False},
    "rejected": {"rejection_reason": "unavailable", "promised_on": False},
}


class AmazonVendorAcknowledgementLine(models.Model):
    """Let a person change an answer in a few clicks: one part, its rest, or whole lines of many orders."""

    _inherit = "amazon.vendor.acknowledgement.line"

    unanswered = fields.Integer(
        compute="_compute_unanswered", help="How much of the order line no part says anything about."
    )

    @api.depends("ordered", "quantity", "acknowledgement_id.line_ids.line_id", "acknowledgement_id.line_ids.quantity")
    def _compute_unanswered(self):
        for line in self:
            line.unanswered = line.ordered - sum((line._siblings() | line).mapped("quantity"))

    @api.onchange("code")
    def _onchange_code(self):
        self.update(FITTING[self.code] if self.code else {})

    def write(self, vals):
        return super().write(self._fitting(vals))

    def _fitting(self, vals):
        """Complete a code chosen for many lines at once: what does not belong to it goes, a reason comes."""
        return {**FITTING.get(vals.get("code"), {}), **vals}

    def _siblings(self):
        """Return the other parts of the same order line."""
        self.ensure_one()
        return self.acknowledgement_id.line_ids.filtered(lambda line: line.line_id == self.line_id) - self

    # ------------------------------------------------------------------ actions

    def action_accept_in_full(self):
        """Accept all that is ordered on these lines."""
        self._say("accepted")

    def action_reject_in_full(self):
        """Reject all that is ordered on these lines."""
        self._say("rejected")

    def action_open_send(self):
        """Ask whether to send the answers that these lines belong to."""
        return self.acknowledgement_id.action_open_send()

    def action_backorder_rest(self):
        """Add a part that is delivered later, for what the other parts leave open."""
        self._add_rest("backordered")

    def action_reject_rest(self):
        """Add a part that is rejected, for what the other parts leave open."""
        self._add_rest("rejected")

    # ------------------------------------------------------------------ verbs

    def _say(self, code):
        """Let one part say this about the whole of each order line."""
        parts = self.grouped(lambda line: (line.acknowledgement_id, line.line_id))
        kept = self.browse(lines[0].id for lines in parts.values())
        for ordered, lines in kept.grouped("ordered").items():
            lines.write({"code": code, "quantity": ordered})
        self.browse().concat(*(line._siblings() for line in kept)).unlink()

    def _add_rest(self, code):
        open_lines = self.filtered(lambda line: line.unanswered > 0)
        if not open_lines:
            raise UserError(
                self.env._(
                    "Everything on this line is answered. Lower a quantity first, then say what becomes of the rest."
                )
            )
        parts = open_lines.grouped(lambda line: (line.acknowledgement_id, line.line_id))
        self.create(
            [
                {
                    "acknowledgement_id": answer.id,
                    "line_id": ordered.id,
                    "code": code,
                    "quantity": lines[0].unanswered,
                    **FITTING[code],
                }
                for (answer, ordered), lines in parts.items()
            ]
        )
