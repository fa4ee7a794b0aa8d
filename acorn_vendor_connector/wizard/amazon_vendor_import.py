from odoo import fields, models

from ..models.amazon_vendor_file import FILE_KINDS


class AmazonVendorImport(models.TransientModel):
    """Show a person what is in a file before anything of it is kept, and ask what only a person can say."""

    _name = "amazon.vendor.import"
    _description = "Import a file"

    file_data = fields.Binary("File", attachment=True)
    file_name = fields.Char()
    file_id = fields.Many2one("amazon.vendor.file", "Parked file", ondelete="cascade")
    payee_id = fields.Many2one("amazon.vendor.payee", "Payee")
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    state = fields.Selection([
        ("question", "Asks"), ("ready", "Ready"), ("known", "Known"), ("refused", "Refused"),
    ], readonly=True)
    kind = fields.Selection(FILE_KINDS)
    layout = fields.Char(readonly=True)
    reason_text = fields.Text(readonly=True)
    warning_text = fields.Text(readonly=True)
    date_order = fields.Selection([
        ("dmy", "Day, month, year"), ("mdy", "Month, day, year"), ("ymd", "Year, month, day"),
    ], "Dates are written as")
    decimal_mark = fields.Selection([(".", "Point: 1,234.56"), (",", "Comma: 1.234,56")], "The decimal mark is a")
    heading_ids = fields.One2many("amazon.vendor.import.heading", "wizard_id", "Columns")
    payment_ids = fields.One2many("amazon.vendor.import.payment", "wizard_id", "Payments", readonly=True)
    summary_html = fields.Html(readonly=True, sanitize=False)


class AmazonVendorImportHeading(models.TransientModel):
    """Ask what one column means."""

    _name = "amazon.vendor.import.heading"
    _description = "Import a file: column"

    wizard_id = fields.Many2one("amazon.vendor.import", required=True, index=True, ondelete="cascade")
    key = fields.Char()
    text = fields.Char("Heading")
    sample = fields.Char("For example")
    target = fields.Selection(
        lambda self: self.env["amazon.vendor.heading"]._selection_field(), "Means"
    )
    is_remembered = fields.Boolean("Said before", readonly=True)


class AmazonVendorImportPayment(models.TransientModel):
    """Show one payment of a file."""

    _name = "amazon.vendor.import.payment"
    _description = "Import a file: payment"

    wizard_id = fields.Many2one("amazon.vendor.import", required=True, index=True, ondelete="cascade")
    number = fields.Char("Payment")
    date = fields.Date()
    currency_id = fields.Many2one("res.currency")
    amount = fields.Monetary()
    line_count = fields.Integer("Lines")
    total = fields.Monetary("Sum of the lines")
    difference = fields.Monetary()
    verdict = fields.Selection([
        ("new", "New"), ("same", "Known"), ("more", "More lines"), ("status", "New status"), ("conflict", "Conflict"),
    ])
    reason_text = fields.Text()
