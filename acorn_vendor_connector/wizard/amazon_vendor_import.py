import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..formats.headings import key as heading_key
from ..formats.limits import BYTES
from ..models.amazon_vendor_file import FILE_KINDS
from ..models.amazon_vendor_file_judge import QUESTION, READY, noted
from ..models.amazon_vendor_heading_meanings import NOTHING
from ..models.amazon_vendor_wait import reason, render_reason


class AmazonVendorImport(models.TransientModel):
    """Show a person what is in a file before anything of it is kept, and ask what only a person can say."""

    _name = "amazon.vendor.import"
    _description = "Import a file"

    file_data = fields.Binary("File", attachment=True)
    file_name = fields.Char()
    file_id = fields.Many2one("amazon.vendor.file", "Parked file", readonly=True, ondelete="cascade")
    known_file_id = fields.Many2one("amazon.vendor.file", "Came before as", readonly=True, ondelete="set null")
    payee_id = fields.Many2one("amazon.vendor.payee", "Payee", domain="[('company_id', 'in', allowed_company_ids)]")
    company_id = fields.Many2one("res.company", readonly=True)
    state = fields.Selection([
        ("question", "Asks"), ("ready", "Ready"), ("known", "Known"), ("refused", "Refused"),
    ], readonly=True)
    kind = fields.Selection(FILE_KINDS)
    asked_kind = fields.Boolean(readonly=True)
    layout = fields.Char(readonly=True)
    reason_text = fields.Text(readonly=True)
    warning_text = fields.Text(readonly=True)
    date_order = fields.Selection([
        ("dmy", "Day, month, year"), ("mdy", "Month, day, year"), ("ymd", "Year, month, day"),
    ], "Dates are written as")
    asked_date_order = fields.Boolean(readonly=True)
    offered_kinds = fields.Char(readonly=True, default=lambda self: ",".join(dict(FILE_KINDS)))
    offered_date_orders = fields.Char(readonly=True, default="dmy mdy ymd")
    offered_decimal_marks = fields.Char(readonly=True, default=". ,")
    decimal_mark = fields.Selection([(".", "Point: 1,234.56"), (",", "Comma: 1.234,56")], "The decimal mark is a")
    asked_decimal_mark = fields.Boolean(readonly=True)
    heading_ids = fields.One2many("amazon.vendor.import.heading", "wizard_id", "Columns")
    payment_ids = fields.One2many("amazon.vendor.import.payment", "wizard_id", "Payments", readonly=True)
    payment_count = fields.Integer("Payments in the file", readonly=True)
    summary_html = fields.Html(readonly=True, sanitize=False)

    # ------------------------------------------------------------------ open

    @api.model_create_multi
    def create(self, vals_list):
        """Look into a file as soon as it is there: whoever drops one sees at once what is in it."""
        wizards = super().create(vals_list)
        for wizard in wizards:
            if wizard.file_data or wizard.file_id or wizard.file_name:
                wizard._look()
        return wizards

    @api.model
    def action_open(self):
        """Open the dialog in which a person chooses a file."""
        return self._dialog(self.browse())

    @api.model
    def _open_for(self, file):
        """Open the dialog for a parked file: its bytes are in the archive."""
        said = file.sudo().page_id._said().get("choices", {})  # what was answered before it was parked
        return self._dialog(self.create({
            "file_id": file.id,
            "file_name": file.name,
            "payee_id": file.payee_id.id,
            "date_order": said.get("date_order"),
            "decimal_mark": said.get("decimal_mark"),
            "kind": said.get("kind"),
            "asked_kind": bool(said.get("kind")),
            "asked_date_order": bool(said.get("date_order")),
            "asked_decimal_mark": bool(said.get("decimal_mark")),
        }))

    @api.model
    def _dialog(self, wizard):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import a file"),
            "res_model": self._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    @api.onchange("file_data")
    def _onchange_file_data(self):
        """Look into a file that a person has just chosen in the dialog."""
        if self.file_data:
            self._look()

    @api.onchange("payee_id")
    def _onchange_payee_id(self):
        """Look again: another payee has other payments."""
        if self.state in (READY, "refused", QUESTION) and (self.file_data or self.file_id):
            self._look()

    # ------------------------------------------------------------------ actions

    def action_preview(self):
        """Read the file again with what was answered, and remember what columns mean."""
        self.ensure_one()
        self._look()
        return self._dialog(self)

    def action_keep(self):
        """Archive the file, take it in, and open what it brought."""
        self.ensure_one()
        self._check_may_import()
        file = self.env["amazon.vendor.file"]._take_in(
            self._body(), self._name_of_file(), self.payee_id, self._choices(), self.file_id
        )
        self._remember_headings()
        self.file_data = False
        return {**file.action_open_result(), "target": "current"}

    def action_park(self):
        """Keep the file for later, with what is still to be answered."""
        self.ensure_one()
        self._check_may_import()
        files = self.env["amazon.vendor.file"]
        judgement = files._judge(self._body(), self._name_of_file(), self.payee_id, self._choices())
        file = judgement.known_file or files._park(judgement, self.payee_id)
        self.file_data = False
        return self._open(file)

    def action_open_known(self):
        """Open the file that came before with the same content."""
        self.ensure_one()
        return self._open(self.known_file_id)

    def _open(self, file):
        return {
            "type": "ir.actions.act_window",
            "res_model": file._name,
            "res_id": file.id,
            "views": [(False, "form")],
            "target": "current",
        }

    # ------------------------------------------------------------------ verbs

    def _check_may_import(self):
        """Let accountants import: writing the archive needs more rights than anybody has."""
        if not self.env.user.has_group("acorn_vendor_connector.group_accountant"):
            raise AccessError(self.env._("Only accountants of Amazon Vendor may import files."))
        if self.file_id:
            self.file_id.check_access("write")

    def _name_of_file(self):
        return self.file_name or self.env._("File without a name")

    def _body(self):
        """Return the bytes of the file: uploaded, or those of the parked file in the archive."""
        if self.file_id:
            body = self.file_id._body()
            if body is None:
                raise UserError(self.env._("The bytes of this file are no longer kept. Import the file itself again."))
            return body
        if not self.file_data and self.file_name:
            return b""  # an empty file is a file, too
        if not self.file_data:
            raise UserError(self.env._("Choose a file first."))
        # A file under 64 MB has no more base64 than that; a larger one is not even decoded.
        if len(self.file_data) > BYTES * 4 // 3 + 4:
            raise UserError(render_reason(self.env, reason("too_large", what="MB", limit=BYTES // 2**20)))
        return base64.b64decode(self.file_data)

    def _choices(self):
        """Return what a person answered, and nothing that was only found."""
        said = {
            "date_order": self.asked_date_order and self.date_order,
            "decimal_mark": self.asked_decimal_mark and self.decimal_mark,
            "kind": self.asked_kind and self.kind,
        }
        headings = {
            heading.key: "" if heading.target == NOTHING else heading.target
            for heading in self.heading_ids if heading.target
        }
        return {**{name: value for name, value in said.items() if value}, "headings": headings}

    def _remember_headings(self):
        """Keep what columns mean for the next file; those left open were not answered."""
        said = {heading.text: heading.target for heading in self.heading_ids if heading.target}
        if said:
            self.env["amazon.vendor.heading"]._remember(self.kind, said)

    def _look(self):
        """Read the file and show what would become of it."""
        self._check_may_import()
        judgement = self.env["amazon.vendor.file"]._judge(
            self._body(), self._name_of_file(), self.payee_id, self._choices(), self.file_id
        )
        reading = judgement.reading
        self.update({
            "state": judgement.state,
            "reason_text": self._sentences(judgement.reasons or judgement.questions),
            "warning_text": self._sentences([*judgement.warnings, *self._remarks(judgement)]),
            "layout": reading.layout if reading else False,
            "company_id": judgement.company.id if judgement.company else False,
            "payment_count": len(judgement.payments),
            "known_file_id": self._readable(judgement.known_file),
        })
        if judgement.state == "known" and not judgement.known_file:
            self.reason_text, self.warning_text = self.warning_text, False
        if judgement.payee and judgement.payee.sudo(False)._filtered_access("read"):
            self.payee_id = judgement.payee.sudo(False)
        if reading:
            self.kind = reading.kind or self.kind
            self._ask(reading)
        self._show_payments(judgement)
        self.summary_html = self._summary(judgement)

    def _readable(self, file):
        """Return the id of a file if this person may read it; he may not even know of one of another company."""
        mine = file and file.sudo(False)._filtered_access("read")
        return mine.id if mine else False

    def _sentences(self, stored):
        return "\n".join(dict.fromkeys(render_reason(self.env, each) for each in stored)) or False

    def _remarks(self, judgement):
        notes = judgement.reading.notes if judgement.reading else ()
        return [noted(note) for note in notes[:10]]

    def _ask(self, reading):
        """Show the questions of a file; what was asked once stays open to another answer."""
        asked = {question.code: question for question in reading.questions}
        self.asked_kind = self.asked_kind or "kind" in asked
        self.asked_date_order = self.asked_date_order or "date_order" in asked
        self.asked_decimal_mark = self.asked_decimal_mark or "decimal_mark" in asked
        self.date_order = self.date_order or reading.date_order
        self.decimal_mark = self.decimal_mark or reading.decimal_mark
        for code, separator in (("kind", ","), ("date_order", " "), ("decimal_mark", " ")):
            if code in asked:
                self[f"offered_{code}s"] = separator.join(asked[code].options)
        if "heading" in asked:
            self._ask_headings(asked["heading"])

    def _ask_headings(self, question):
        """Ask what columns mean; what was answered before stays among the possible answers."""
        before = ",".join(filter(None, self.heading_ids.mapped("offered"))).split(",")
        offered = ",".join(dict.fromkeys(filter(None, (NOTHING, *question.options, *before))))
        self.heading_ids.offered = offered
        known = set(self.heading_ids.mapped("key"))
        self.heading_ids = [
            fields.Command.create({"text": each["heading"], "sample": each["sample"], "offered": offered})
            for each in question.params["headings"] if each["key"] not in known
        ]


class AmazonVendorImportHeading(models.TransientModel):
    """Ask what one column means."""

    _name = "amazon.vendor.import.heading"
    _description = "Import a file: column"

    wizard_id = fields.Many2one("amazon.vendor.import", required=True, index=True, ondelete="cascade")
    key = fields.Char(compute="_compute_key", store=True)
    text = fields.Char("Heading")
    sample = fields.Char("For example")
    target = fields.Selection("_selection_target", "Means")
    offered = fields.Char(readonly=True, help="Which meanings are possible, a comma between each.")

    @api.depends("text")
    def _compute_key(self):
        for heading in self:
            heading.key = heading_key(heading.text or "")

    @api.model
    def _selection_target(self):
        return self.env["amazon.vendor.heading"]._selection_field()


class AmazonVendorImportPayment(models.TransientModel):
    """Show one payment of a file."""

    _name = "amazon.vendor.import.payment"
    _description = "Import a file: payment"

    wizard_id = fields.Many2one("amazon.vendor.import", required=True, index=True, ondelete="cascade")
    number = fields.Char("Payment")
    date = fields.Date()
    currency_id = fields.Many2one("res.currency")
    lines_currency_id = fields.Many2one("res.currency", "Currency of the lines")
    amount = fields.Monetary()
    line_count = fields.Integer("Lines")
    total = fields.Monetary("Sum of the lines", currency_field="lines_currency_id")
    difference = fields.Monetary(currency_field="lines_currency_id")
    verdict = fields.Selection([
        ("new", "New"), ("same", "Known"), ("more", "More lines"), ("status", "New status"), ("conflict", "Conflict"),
    ])
    reason_text = fields.Text()
