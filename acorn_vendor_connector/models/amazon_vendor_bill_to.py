from odoo import fields, models


class AmazonVendorBillTo(models.Model):
    """Say who is billed for the orders of a vendor code that name this bill-to party."""

    _name = "amazon.vendor.bill.to"
    _description = "Amazon bill-to"
    _inherit = ["mail.thread", "amazon.vendor.keyed.mixin"]
    _order = "code_id, name"
    _amazon_key = ("code_id", "name")

    name = fields.Char("Bill-to", required=True, tracking=True, help="Amazon's party id on the order.")
    code_id = fields.Many2one("amazon.vendor.code", "Vendor code", required=True, index=True, ondelete="cascade")
    environment = fields.Selection(related="code_id.environment")
    company_id = fields.Many2one(related="code_id.company_id", store=True, index=True)
    partner_id = fields.Many2one("res.partner", "Customer", tracking=True)
    invoice_partner_id = fields.Many2one(
        "res.partner", "Invoice address", tracking=True, help="Empty: the customer's own invoice address."
    )
    # One bill-to may be routed to stores of several companies, and each company has its own positions and terms.
    fiscal_position_id = fields.Many2one(
        "account.fiscal.position", company_dependent=True, help="Empty: what Odoo finds for the customer."
    )
    payment_term_id = fields.Many2one(
        "account.payment.term", company_dependent=True, help="Empty: the customer's own terms."
    )
    stated_address = fields.Text("Address as Amazon states it", readonly=True)
    stated_vat = fields.Char("Tax ID as Amazon states it", readonly=True)

    _name_uniq = models.Constraint("UNIQUE(code_id, name)", "This vendor code already has this bill-to.")
