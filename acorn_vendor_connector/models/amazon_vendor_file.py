from odoo import api, fields, models
from odoo.exceptions import AccessError

from .amazon_vendor_account import ENVIRONMENTS
from .amazon_vendor_wait import render_reason

FILE_KINDS = [
    ("remittance", "Remittance"),
    ("deductions", "Ready for deduction"),
    ("invoices", "Invoices"),
    ("chargebacks", "Chargebacks"),
    ("claims", "Shortages and price claims"),
    ("returns", "Returns"),
    ("agreements", "Agreements"),
    ("purchase_orders", "Purchase orders"),
]
FILE_STATES = [("parked", "Parked"), ("imported", "Imported"), ("dismissed", "Dismissed")]
# So many documents that were not taken in are named.
SHOWN = 10
# What the archive knows of a file: no person writes it.
STATED = frozenset((
    "name", "page_id", "payee_id", "company_id", "environment", "kind", "layout", "state", "reason", "digest",
    "byte_digest", "size", "imported_at", "user_id", "document_count", "new_count", "notes", "unknown_headings",
    "remittance_ids",
))


class AmazonVendorFile(models.Model):
    """Remember one file that a person or a mail brought, and what became of it. Its bytes are a page."""

    _name = "amazon.vendor.file"
    _description = "Amazon file"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char("File", required=True, readonly=True)
    page_id = fields.Many2one("amazon.vendor.page", readonly=True, index="btree_not_null", ondelete="restrict")
    payee_id = fields.Many2one(
        "amazon.vendor.payee", readonly=True, index="btree_not_null", check_company=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    environment = fields.Selection(ENVIRONMENTS, required=True, readonly=True)
    kind = fields.Selection(FILE_KINDS, readonly=True)
    layout = fields.Char(readonly=True)
    # parked ──a person goes on──► imported | dismissed
    state = fields.Selection(FILE_STATES, required=True, readonly=True, tracking=True)
    reason = fields.Json(readonly=True)
    reason_text = fields.Text("What to do", compute="_compute_texts")
    digest = fields.Char("Digest of the content", readonly=True, index="btree_not_null")
    byte_digest = fields.Char("Digest of the bytes", readonly=True, index="btree_not_null")
    size = fields.Integer("Bytes", readonly=True)
    imported_at = fields.Datetime("Imported", readonly=True)
    user_id = fields.Many2one("res.users", "Imported by", readonly=True, ondelete="set null")
    document_count = fields.Integer("Documents", readonly=True)
    new_count = fields.Integer("New", readonly=True, help="How many of its documents said something new.")
    notes = fields.Json(readonly=True)
    notes_text = fields.Text("Remarks", compute="_compute_texts")
    unknown_headings = fields.Json(readonly=True)
    unknown_headings_text = fields.Text("Columns nobody knows", compute="_compute_texts")
    left_text = fields.Text("What is left of it", compute="_compute_left_text")
    remittance_ids = fields.Many2many(
        "amazon.vendor.remittance", "amazon_vendor_file_remittance_rel", string="Payments", readonly=True
    )

    _content_uniq = models.UniqueIndex(
        "(environment, digest) WHERE state = 'imported' AND digest IS NOT NULL", "This file is already imported."
    )
    _bytes_uniq = models.UniqueIndex(
        "(environment, byte_digest) WHERE state = 'imported'", "This file is already imported."
    )

    # ------------------------------------------------------------------ compute

    @api.depends_context("lang")
    @api.depends("reason", "notes", "unknown_headings")
    def _compute_texts(self):
        for file in self:
            file.reason_text = file.reason and render_reason(self.env, file.reason)
            file.notes_text = "\n".join(render_reason(self.env, note) for note in file.notes or ())
            file.unknown_headings_text = "\n".join(
                self.env._("%(heading)s (for example %(sample)s)", heading=each["text"], sample=each["sample"] or "-")
                for each in file.unknown_headings or ()
            )

    @api.depends("page_id", "state")
    def _compute_left_text(self):
        """Say which documents of a file are not taken in: large files are imported before that."""
        left = dict(self.env["amazon.vendor.message"].sudo()._read_group(  # who may read a file may know that
            [("page_id", "in", self.sudo().page_id.ids), ("state", "in", ("archived", "waiting", "failed"))],
            ["page_id"], ["id:recordset"],
        ))
        for file in self:
            messages = left.get(file.sudo().page_id, self.env["amazon.vendor.message"])
            refused = messages.filtered(lambda message: message.state != "archived")
            sentences = [f"{message.reference}: {message.error_message or ''}" for message in refused[:SHOWN]]
            if len(messages) > len(refused):
                sentences.insert(0, self.env._(
                    "%(count)s of its documents are still being taken in. Look again in a minute.",
                    count=len(messages) - len(refused),
                ))
            file.left_text = "\n".join(sentences)

    # ------------------------------------------------------------------ CRUD

    def write(self, vals):
        """Leave the history and activities to people; what became of a file is written by the system only."""
        if not self.env.su and STATED.intersection(vals):
            raise AccessError(self.env._("A file in the archive cannot be changed. Go on with it, or dismiss it."))
        return super().write(vals)
