from odoo import api, fields, models

from .amazon_vendor_wait import render_reason

LINE_CLASSES = [
    ("invoice", "Invoice"),
    ("shortage", "Shortage"),
    ("price_claim", "Price claim"),
    ("chargeback", "Chargeback"),
    ("return", "Return"),
    ("agreement", "Agreement"),
    ("provision", "Provision"),
    ("price_protection", "Price protection"),
    ("discount", "Discount"),
    ("withholding", "Withholding"),
    ("hidden", "Hidden"),
    ("unknown", "Unknown"),
]
MATCH_STATES = [
    ("open", "Open"),
    ("proposed", "Proposed"),
    ("question", "Question"),
    ("accepted", "Accepted"),
    ("none", "No invoice needed"),
]
PERMISSIONS = [
    ("post", "May be posted"),
    ("write_off", "May be posted with a write-off"),
    ("person", "A person accepts it"),
]


class AmazonVendorRemittanceLine(models.Model):
    """Keep one line of a payment as Amazon states it, what it is, and which invoice of ours it names.

    What Amazon states is never edited: a person decides what the line is and to what it belongs.
    """

    _name = "amazon.vendor.remittance.line"
    _description = "Amazon remittance line"
    _order = "remittance_id.id desc, sequence, id"  # by the id: Odoo would join the payments and sort all lines
    _rec_name = "number"

    remittance_id = fields.Many2one(
        "amazon.vendor.remittance", required=True, readonly=True, index=True, ondelete="cascade"
    )
    # Of the remittance, kept here: thousands of lines are inserted by one statement and filtered by these.
    payee_id = fields.Many2one(related="remittance_id.payee_id", store=True)
    company_id = fields.Many2one(related="remittance_id.company_id", store=True, index=True)
    payment_date = fields.Date(related="remittance_id.payment_date", store=True)

    sequence = fields.Integer("No.", readonly=True, aggregator=None)
    number = fields.Char("Number", readonly=True, help="As Amazon writes it: an invoice, a claim on it, a document.")
    number_key = fields.Char(readonly=True, index="btree_not_null", help="Its letters and digits only.")
    base_key = fields.Char("Chain", readonly=True, index="btree_not_null", help="Of which number it is a claim.")
    invoice_date = fields.Date(readonly=True)
    description = fields.Char(readonly=True)
    transaction_type = fields.Char(readonly=True)
    reference = fields.Char(readonly=True)
    original_number = fields.Char("Original invoice", readonly=True)
    vendor_code = fields.Char(readonly=True)
    purchase_order = fields.Char(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    invoice_amount = fields.Monetary("Invoiced", readonly=True)
    withholding = fields.Monetary("Withheld", readonly=True)
    discount = fields.Monetary(readonly=True)
    paid = fields.Monetary(readonly=True)
    remaining = fields.Monetary(readonly=True, help="What Amazon still owes or still takes.")
    allocated = fields.Monetary(
        compute="_compute_allocated", help="What it settles: with discount and withheld tax for an invoice."
    )
    identity = fields.Char(
        readonly=True, help="Payee, payment, number, type, amounts, and the how many-th of equal lines it is."
    )
    is_remainder = fields.Boolean("Remainder", readonly=True, help="Not stated by Amazon: what its lines lack.")
    extra = fields.Json(readonly=True)
    extra_text = fields.Text("Other columns", compute="_compute_extra_text")

    line_class = fields.Selection(LINE_CLASSES, "Class", readonly=True)
    is_reversal = fields.Boolean("Gives back", readonly=True)
    class_rule = fields.Char("Class found by", readonly=True)
    class_by = fields.Many2one("res.users", "Class set by", readonly=True, ondelete="set null")
    is_sure = fields.Boolean("Sure", readonly=True)
    evidence = fields.Json(readonly=True)
    evidence_text = fields.Text("Why", compute="_compute_evidence_text")

    match_state = fields.Selection(MATCH_STATES, "State", required=True, readonly=True, default="open")
    match_rule_id = fields.Many2one("amazon.vendor.match.rule", "Found by", readonly=True, ondelete="set null")
    permission = fields.Selection(PERMISSIONS, readonly=True)
    write_off = fields.Monetary(readonly=True)
    question = fields.Json(readonly=True)
    question_text = fields.Text("What to decide", compute="_compute_question_text")
    needs_me = fields.Boolean("Needs me", readonly=True)
    match_ids = fields.One2many("amazon.vendor.match", "line_id", "Matches", readonly=True)
    move_id = fields.Many2one(
        "account.move", "Invoice", readonly=True, index="btree_not_null", ondelete="set null"
    )
    invoice_name = fields.Char("Our invoice", compute="_compute_invoice_name", compute_sudo=True)
    candidate_ids = fields.Many2many("account.move", string="Candidates", compute="_compute_candidate_ids")
    booking_text = fields.Text("Posting would", compute="_compute_booking_text")

    _identity_uniq = models.UniqueIndex("(remittance_id, identity)", "This line is already there.")
    _order_idx = models.Index("(remittance_id, sequence, id)")
    _needs_me_idx = models.Index("(remittance_id, sequence) WHERE needs_me IS TRUE")

    # ------------------------------------------------------------------ compute

    @api.depends("number", "description")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.number or line.description or self.env._("Line %(no)s", no=line.sequence)

    @api.depends("line_class", "paid", "discount", "withholding")
    def _compute_allocated(self):
        for line in self:
            taken = line.discount + line.withholding if line.line_class == "invoice" else 0
            line.allocated = line.paid + taken

    @api.depends("extra")
    def _compute_extra_text(self):
        for line in self:
            line.extra_text = "\n".join(f"{heading}: {text}" for heading, text in (line.extra or {}).items())

    @api.depends_context("lang")
    @api.depends("evidence")
    def _compute_evidence_text(self):
        for line in self:
            line.evidence_text = self.env["amazon.vendor.remittance"]._evidence_in_words(
                line.evidence, line.currency_id
            )

    @api.depends_context("lang")
    @api.depends("question")
    def _compute_question_text(self):
        for line in self:
            line.question_text = line.question and render_reason(self.env, line.question, currency=line.currency_id)

    @api.depends("move_id", "match_ids.state")
    def _compute_invoice_name(self):
        """Name the invoices of the lines; sudo (compute_sudo): those of other companies of the payee as well."""
        matches = self.env["amazon.vendor.match"]._read_group(
            [("line_id", "in", self.ids), ("state", "!=", "withdrawn")], ["line_id"], ["move_id:recordset"]
        )
        moves_of = dict(matches)
        for line in self:
            moves = moves_of.get(line) or line.move_id
            line.invoice_name = ", ".join(name for name in moves.mapped("name") if name)

    @api.depends("question", "match_ids.state")
    def _compute_candidate_ids(self):
        """Show the invoices between which a person decides, as far as he may see them."""
        moves = self.env["account.move"]
        ids_of = {
            line: (line.question or {}).get("candidates") or line.match_ids.filtered(
                lambda match: match.state == "proposed"
            ).move_id.ids
            for line in self
        }
        visible = moves.browse({move_id for ids in ids_of.values() for move_id in ids}).exists()
        visible = visible._filtered_access("read") if visible else visible
        for line, ids in ids_of.items():
            line.candidate_ids = visible.filtered(lambda move, ids=ids: move.id in ids)

    @api.depends("line_class", "paid", "discount", "withholding", "move_id", "write_off")
    def _compute_booking_text(self):
        for line in self:
            line.booking_text = line._booking_in_words()
