from odoo import fields, models

from ..spapi.regions import PRODUCTION
from .amazon_vendor_account import ENVIRONMENTS


class AmazonVendorPayee(models.Model):
    """Name whom Amazon pays; several vendor codes may share one payee."""

    _name = "amazon.vendor.payee"
    _description = "Amazon payee"
    _inherit = ["mail.thread"]
    _order = "environment, name"
    _check_company_auto = True

    name = fields.Char("Payee code", required=True, tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    environment = fields.Selection(ENVIRONMENTS, required=True, default=PRODUCTION, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, tracking=True
    )
    partner_id = fields.Many2one("res.partner", "Amazon entity that pays", tracking=True)
    journal_id = fields.Many2one(
        "account.journal", "Bank journal", check_company=True, domain="[('type', '=', 'bank')]", tracking=True
    )
    clearing_account_id = fields.Many2one(
        "account.account",
        "Clearing account",
        check_company=True,
        tracking=True,
        help="Holds what Amazon has announced until the bank has it.",
    )
    code_ids = fields.One2many("amazon.vendor.code", "payee_id", "Vendor codes")

    _name_uniq = models.Constraint("UNIQUE(environment, name)", "This payee code is already there.")
