from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.notice import notice


class AmazonVendorLineDecide(models.TransientModel):
    """Let a person say which invoice lines of a remittance mean, or what they are, and have it remembered."""

    _name = "amazon.vendor.line.decide"
    _description = "Decide about remittance lines"

    line_ids = fields.Many2many(
        "amazon.vendor.remittance.line", "amazon_vendor_line_decide_rel", string="Lines", required=True
    )
    line_count = fields.Integer(compute="_compute_lines")
    currency_id = fields.Many2one("res.currency", compute="_compute_lines")
    amount = fields.Monetary("Amount of the lines", compute="_compute_lines")
    question_text = fields.Text("What to decide", compute="_compute_lines")
    candidate_ids = fields.Many2many("account.move", string="May be", compute="_compute_lines")
    move_id = fields.Many2one(
        "account.move",
        "Invoice",
        domain="[('amazon_vendor_number_key', '!=', False)]",
        help="A posted invoice or credit note to a customer.",
    )
    line_class = fields.Selection(
        lambda self: self.env["amazon.vendor.remittance.line"]._fields["line_class"]._description_selection(self.env),
        "Class",
    )
    is_reversal = fields.Boolean("Gives back what was taken before")
    remember = fields.Boolean(
        "Remember",
        help="An invoice: Amazon's number means it from now on, and so do claims on that number. A class: numbers of "
        "the same form are of this class, in this payment and in later ones.",
    )
    note = fields.Char()

    @api.depends("line_ids")
    def _compute_lines(self):
        for wizard in self:
            lines = wizard.line_ids
            wizard.line_count = len(lines)
            currencies = lines.currency_id
            wizard.currency_id = currencies if len(currencies) == 1 else False
            wizard.amount = sum(lines.mapped("paid")) if len(currencies) == 1 else 0
            wizard.question_text = "\n".join(dict.fromkeys(text for text in lines.mapped("question_text") if text))
            candidates = self.env["account.move"].union(*(line._candidates() for line in lines))
            wizard.candidate_ids = candidates._filtered_access("read")

    @api.onchange("candidate_ids")
    def _onchange_candidates(self):
        if len(self.candidate_ids) == 1 and not self.move_id and not self.env.context.get("decide_class"):
            self.move_id = self.candidate_ids

    # ------------------------------------------------------------------ actions

    def action_decide(self):
        """Write the decision on all lines, and remember it where that is asked for."""
        self.ensure_one()
        lines = self.line_ids
        lines._check_may_decide()
        if not self.move_id and not self.line_class:
            raise UserError(self.env._("Choose an invoice or a class."))
        if self.line_class:
            lines._set_class(self.line_class, self.is_reversal)
        if self.move_id:
            lines._choose(self.move_id)
        lines._log_decision(self._what_was_decided())
        remembered = self._remember() if self.remember else 0
        if remembered:
            return notice(
                self.env._(
                    "%(count)s line(s) decided, and remembered for the next ones.", count=len(lines)
                ),
                "success",
            )
        return notice(self.env._("%(count)s line(s) decided.", count=len(lines)), "success")

    # ------------------------------------------------------------------ verbs

    def _remember(self):
        """Make an alias or a rule of the decision, and have open lines matched again by it; return how many."""
        lines = self.line_ids
        if self.move_id:
            by_number = lines.grouped(lambda line: (line.company_id, line.payee_id, line.number_key))
            made = [
                self.env["amazon.vendor.invoice.alias"]._remember(same[:1], self.move_id, self.note)
                for same in by_number.values()
            ]
            keys = [alias.key for alias in made if alias]
            self.env["amazon.vendor.remittance"].sudo()._wake_for_keys(keys)  # also lines of his colleagues' payments
            return len(keys)
        made = self.env["amazon.vendor.class.rule"].union(
            *(self.env["amazon.vendor.class.rule"]._remember(line) for line in lines)
        )
        self.env["amazon.vendor.remittance"].sudo()._wake_unclassified(lines.company_id)  # also those of colleagues
        return len(made)

    def _what_was_decided(self):
        """Say in one sentence what the person decided, for the history."""
        if self.move_id:
            text = self.env._(
                "%(count)s line(s) matched to %(invoice)s.", count=len(self.line_ids), invoice=self.move_id.name
            )
        else:
            label = dict(self._fields["line_class"]._description_selection(self.env))[self.line_class]
            text = self.env._("%(count)s line(s) are of class %(label)s.", count=len(self.line_ids), label=label)
        return f"{text} {self.note}" if self.note else text
