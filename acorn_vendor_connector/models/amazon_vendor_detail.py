from odoo import api, fields, models

DETAIL_KINDS = [
    ("deduction", "Deduction"),
    ("invoice", "Invoice"),
    ("chargeback", "Chargeback"),
    ("shortage", "Shortage"),
    ("price_claim", "Price claim"),
    ("return", "Return"),
    ("agreement", "Agreement"),
]


class AmazonVendorDetail(models.Model):
    """Keep one row of Amazon's other lists: what it says about a number that may stand on a remittance.

    The latest file that names a row tells its status and amounts.
    """

    _name = "amazon.vendor.detail"
    _description = "Row of Amazon's lists"
    _order = "date desc, id desc"
    _rec_name = "number"

    file_id = fields.Many2one("amazon.vendor.file", readonly=True, index="btree_not_null", ondelete="set null")
    page_id = fields.Many2one("amazon.vendor.page", readonly=True, ondelete="set null")
    message_id = fields.Many2one("amazon.vendor.message", readonly=True, ondelete="set null")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    payee_id = fields.Many2one("amazon.vendor.payee", readonly=True, index="btree_not_null", ondelete="restrict")
    kind = fields.Selection(DETAIL_KINDS, required=True, readonly=True)
    number = fields.Char(readonly=True, help="As it stands on remittances.")
    number_key = fields.Char(readonly=True, index="btree_not_null")
    item = fields.Char("Issue or item", readonly=True, help="What tells the rows of one number apart.")
    identity = fields.Char(required=True, readonly=True)
    date = fields.Date(readonly=True)
    due = fields.Date(readonly=True)
    dispute_by = fields.Date("Dispute until", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary(readonly=True)
    deducted = fields.Monetary(readonly=True)
    balance = fields.Monetary("Open balance", readonly=True)
    paid = fields.Monetary(readonly=True)
    status = fields.Char(readonly=True)
    vendor_code = fields.Char(readonly=True)
    marketplace = fields.Char(readonly=True)
    purchase_order = fields.Char(readonly=True)
    invoice_number = fields.Char("Invoice", readonly=True)
    asin = fields.Char("ASIN", readonly=True)
    external_id = fields.Char("External ID", readonly=True)
    quantity = fields.Float(readonly=True, digits=(16, 2))
    subject = fields.Char(readonly=True)
    extra = fields.Json(readonly=True)
    extra_text = fields.Text("Other columns", compute="_compute_extra_text")

    _identity_uniq = models.UniqueIndex("(company_id, identity)", "This row is already there.")

    @api.depends("extra")
    def _compute_extra_text(self):
        for detail in self:
            detail.extra_text = "\n".join(f"{heading}: {text}" for heading, text in (detail.extra or {}).items())
