from odoo import api, fields, models
from odoo.exceptions import UserError

from .notice import notice

STATES = [("proposed", "Proposed"), ("accepted", "Accepted"), ("withdrawn", "Withdrawn")]
PERMISSIONS = [("post", "May post"), ("write_off", "Writes off"), ("person", "Needs a person")]


class AmazonVendorMatch(models.Model):
    """Link a line of a remittance to one of our invoices, with the amount, the rule that found it and its evidence."""

    _name = "amazon.vendor.match"
    _description = "Amazon match"
    _order = "remittance_id.id desc, id"
    _rec_name = "line_number"

    line_id = fields.Many2one("amazon.vendor.remittance.line", required=True, index=True, ondelete="cascade")
    remittance_id = fields.Many2one("amazon.vendor.remittance", required=True, index=True, ondelete="cascade")
    # Few indexes: tens of thousands of matches are made by one statement.
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    move_id = fields.Many2one("account.move", "Invoice", required=True, index=True, ondelete="cascade")
    # Shown also to who may not read invoices of that company: that is why it is kept.
    move_company_id = fields.Many2one("res.company", "Company of the invoice")
    currency_id = fields.Many2one("res.currency", required=True)
    amount = fields.Monetary(required=True)
    rule_id = fields.Many2one("amazon.vendor.match.rule", ondelete="restrict")
    rule_code = fields.Selection(related="rule_id.code", string="Found by")
    permission = fields.Selection(PERMISSIONS, required=True, default="person")
    write_off = fields.Monetary()
    state = fields.Selection(STATES, required=True, default="proposed")
    is_automatic = fields.Boolean("By itself", help="A rule found it; otherwise a person chose the invoice.")
    accepted_by_id = fields.Many2one("res.users", "Accepted by", readonly=True)
    lost_invoice = fields.Boolean(
        readonly=True, help="Accepted by a person, then the invoice was reset. Posted again, the match holds again."
    )
    sample_month = fields.Date("Sampled in", readonly=True)
    verdict = fields.Selection([("right", "Right"), ("wrong", "Wrong")], readonly=True)
    verdict_user_id = fields.Many2one("res.users", "Checked by", readonly=True)
    verdict_at = fields.Datetime("Checked on", readonly=True)

    line_number = fields.Char("Amazon's number", related="line_id.number")
    payment_date = fields.Date(related="line_id.payment_date")
    invoice_name = fields.Char("Our invoice", compute="_compute_invoice_name", compute_sudo=True)
    evidence_text = fields.Text("Evidence", related="line_id.evidence_text")

    _to_check_idx = models.Index("(rule_id, sample_month) WHERE sample_month IS NOT NULL AND verdict IS NULL")
    _verdict_idx = models.Index("(rule_id, verdict_at) WHERE verdict IS NOT NULL")
    _living_uniq = models.UniqueIndex(
        "(line_id, move_id) WHERE state != 'withdrawn'", "This line is already matched to this invoice."
    )

    @api.depends("move_id.name")
    def _compute_invoice_name(self):
        """sudo: one company's line may name another company's invoice; its number stands on the payment anyway."""
        for match in self:
            match.invoice_name = match.move_id.name

    # ------------------------------------------------------------------ CRUD

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_editing()
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_editing()
        return super().write(vals)

    def _refuse_editing(self):
        """Let only rules and the buttons of a line make and change matches: these check what they write."""
        if not self.env.su:
            raise UserError(self.env._("Matches are not edited. Use Accept, Choose and Undo on the line."))

    # ------------------------------------------------------------------ actions

    def action_right(self):
        """Say that these automatic matches are right."""
        checked = self._give_verdict("right")
        return notice(self.env._("%(count)s match(es) counted as right.", count=len(checked)), "success")

    def action_wrong(self):
        """Say that these automatic matches are wrong: they are withdrawn, and their lines are questions again."""
        checked = self._give_verdict("wrong")
        return notice(
            self.env._(
                "%(count)s match(es) counted as wrong and withdrawn. Choose the right invoices on their lines.",
                count=len(checked),
            ),
            "warning",
        )

    def action_open_invoice(self):
        """Open the invoice."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "res_model": "account.move", "res_id": self.move_id.id,
            "views": [(False, "form")],
        }

    # ------------------------------------------------------------------ verbs

    def _withdraw(self):
        """Let these matches hold no more; what other payments get of their invoices is asked again."""
        self.write({"state": "withdrawn"})
        for remittance, matches in self.grouped("remittance_id").items():
            remittance._wake_later(matches.move_id, is_decided=True)

    def _give_verdict(self, verdict):
        """Write a person's verdict on those of these matches that wait for one; the rules are judged by it."""
        self.check_access("write")
        # sudo: matches are changed by these buttons only.
        waiting = self.sudo().filtered(lambda match: match.is_automatic and not match.verdict)
        if not waiting:
            raise UserError(self.env._("None of these matches waits for a verdict: a rule has to have made it."))
        values = {"verdict": verdict, "verdict_user_id": self.env.uid, "verdict_at": fields.Datetime.now()}
        if verdict == "wrong":
            waiting.line_id._withdraw_matches("wrong_match", invoices=", ".join(waiting.mapped("invoice_name")))
        waiting.write(values)
        waiting.rule_id._judge()
        waiting._close_checks()
        return waiting

    @api.model
    def _open_checks(self, domain=()):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Check matches"),
            "res_model": self._name,
            "view_mode": "list",
            "domain": [("sample_month", "!=", False), *domain],
            "context": {"search_default_to_check": 1},
        }
