from odoo import api, fields, models
from odoo.exceptions import AccessError

from .amazon_vendor_wait import render_reason

BALANCE_STATES = [
    ("balanced", "Balanced"),
    ("hidden", "Lines hidden"),
    ("differs", "Differs"),
    ("unknown", "Not known"),
]
REMITTANCE_STATES = [
    ("parked", "Parked"),
    ("to_match", "To match"),
    ("to_check", "To check"),
    ("clean", "Clean"),
    ("void", "Void"),
]
# What Amazon states, and what follows from it: no person writes it.
STATED = frozenset((
    "name", "payee_id", "company_id", "payment_date", "currency_id", "amount", "invoice_currency_id", "invoice_amount",
    "exchange_rate", "payment_type", "payment_status", "void_reason", "is_void", "has_hidden", "version", "page_id",
    "message_id", "file_ids", "line_ids", "line_count", "total", "difference", "balance_state", "difference_reason",
    "parked_reason", "state", "needs_me_count", "matched_count",
))


class AmazonVendorRemittance(models.Model):
    """Keep one payment of Amazon's to one payee, with its lines, as all files together state it.

    What Amazon states is written by the system only; a person says who is responsible, and decides on the lines.
    """

    _name = "amazon.vendor.remittance"
    _description = "Amazon remittance"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "payment_date desc, id desc"
    _check_company_auto = True

    name = fields.Char("Payment number", required=True, readonly=True)
    payee_id = fields.Many2one(
        "amazon.vendor.payee", required=True, readonly=True, index=True, check_company=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    environment = fields.Selection(related="payee_id.environment", store=True)
    payment_date = fields.Date("Paid on", readonly=True)
    currency_id = fields.Many2one("res.currency", "Currency", readonly=True, help="In which Amazon paid.")
    amount = fields.Monetary(readonly=True)
    invoice_currency_id = fields.Many2one(
        "res.currency", "Currency of the lines", readonly=True, help="In which the invoices are."
    )
    invoice_amount = fields.Monetary("Amount of the lines", currency_field="invoice_currency_id", readonly=True)
    exchange_rate = fields.Float(digits=(16, 8), readonly=True, aggregator=None)
    payment_type = fields.Char(readonly=True)
    payment_status = fields.Char("Status at Amazon", readonly=True)
    void_reason = fields.Char("Why it is void", readonly=True)
    is_void = fields.Boolean("Void", readonly=True)
    has_hidden = fields.Boolean("Lines are hidden", readonly=True, help="Amazon warned that it does not show all.")
    version = fields.Integer(readonly=True, default=1, aggregator=None, help="Grows with every file that adds to it.")
    page_id = fields.Many2one("amazon.vendor.page", "Latest page", readonly=True, ondelete="restrict")
    message_id = fields.Many2one("amazon.vendor.message", "Latest document", readonly=True, ondelete="set null")
    file_ids = fields.Many2many(
        "amazon.vendor.file", "amazon_vendor_file_remittance_rel", string="Files", readonly=True
    )
    line_ids = fields.One2many("amazon.vendor.remittance.line", "remittance_id", "Lines", readonly=True)
    needs_me_line_ids = fields.One2many(
        "amazon.vendor.remittance.line", "remittance_id", "Lines that need me", domain=[("needs_me", "=", True)],
        readonly=True,
    )
    total_ids = fields.One2many("amazon.vendor.remittance.total", "remittance_id", "Totals", readonly=True)
    line_count = fields.Integer("Number of lines", readonly=True)
    needs_me_count = fields.Integer("Needs me", readonly=True)
    matched_count = fields.Integer("Matched", readonly=True)
    acceptable_count = fields.Integer("Proposals to accept", compute="_compute_acceptable_count")
    total = fields.Monetary("Sum of the lines", currency_field="invoice_currency_id", readonly=True)
    difference = fields.Monetary(
        currency_field="invoice_currency_id", readonly=True, help="The payment less its lines, hidden ones aside."
    )
    balance_state = fields.Selection(BALANCE_STATES, "Balance", readonly=True, default="unknown")
    difference_reason = fields.Json(readonly=True)
    difference_text = fields.Text("Why it differs", compute="_compute_reasons")
    # to_match ──matching──► to_check | clean      to_check: lines, or the payment itself, need a person
    # parked: does not add up, or is not stated; its lines are matched all the same, but a file has to clear that first
    # void: Amazon took it back
    state = fields.Selection(REMITTANCE_STATES, required=True, readonly=True, default="to_match", index=True)
    parked_reason = fields.Json(readonly=True)
    parked_text = fields.Text("Why it is parked", compute="_compute_reasons")
    is_history = fields.Boolean(
        "Before go-live",
        compute="_compute_is_history",
        store=True,
        help="Matched for analysis; nothing will be posted.",
    )
    needs_match = fields.Boolean(readonly=True)
    booking_html = fields.Html("What posting would do", compute="_compute_booking_html", sanitize=False)
    responsible_id = fields.Many2one("res.users", "Responsible", tracking=True)

    _name_uniq = models.UniqueIndex("(payee_id, name)", "This payment is already there.")

    # ------------------------------------------------------------------ compute

    @api.depends("name")
    def _compute_display_name(self):
        for remittance in self:
            remittance.display_name = remittance.name

    @api.depends("payment_date", "payee_id.go_live")
    def _compute_is_history(self):
        for remittance in self:
            day, go_live = remittance.payment_date, remittance.payee_id.go_live
            remittance.is_history = bool(day and go_live and day < go_live)

    @api.depends("state", "needs_me_count", "matched_count")
    def _compute_acceptable_count(self):
        """Count the lines that need nothing but a yes."""
        counts = dict(self.env["amazon.vendor.remittance.line"]._read_group(
            [("remittance_id", "in", self.ids), ("needs_me", "=", True), ("match_state", "=", "proposed")],
            ["remittance_id"],
            ["__count"],
        ))
        for remittance in self:
            remittance.acceptable_count = counts.get(remittance, 0)

    @api.depends_context("lang")
    @api.depends("difference_reason", "parked_reason")
    def _compute_reasons(self):
        for remittance in self:
            remittance.difference_text = remittance._in_words(remittance.difference_reason)
            remittance.parked_text = remittance._in_words(remittance.parked_reason)

    def _in_words(self, stored):
        return stored and render_reason(
            self.env, stored, currency=self.currency_id, lines_currency=self.invoice_currency_id or self.currency_id
        )

    # ------------------------------------------------------------------ CRUD

    def write(self, vals):
        """Let people say who is responsible; what Amazon states is written by the system only."""
        if not self.env.su and STATED.intersection(vals):
            raise AccessError(self.env._("What Amazon states about a payment cannot be changed. Import a later file."))
        return super().write(vals)

    # ------------------------------------------------------------------ actions

    def action_open_lines(self):
        """Open the lines of these remittances."""
        return self._open_lines({})

    def action_open_needs_me(self):
        """Open the lines of these remittances that wait for a person."""
        return self._open_lines({"search_default_needs_me": 1})

    def _open_lines(self, context):
        action = self.env["ir.actions.act_window"]._for_xml_id("acorn_vendor_connector.action_remittance_line")
        return {
            **action,
            "name": ", ".join(self.mapped("name")),
            "domain": [("remittance_id", "in", self.ids)],
            "context": {**context, **{name: value for name, value in self.env.context.items()
                                      if name.startswith("search_default_")}},
        }
