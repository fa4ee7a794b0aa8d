from odoo import api, fields, models

from ..spapi.regions import PRODUCTION
from .amazon_vendor_account import ENVIRONMENTS


class AmazonVendorPayee(models.Model):
    """Name whom Amazon pays; several vendor codes may share one payee."""

    _name = "amazon.vendor.payee"
    _description = "Amazon payee"
    _inherit = ["mail.thread", "mail.alias.mixin.optional"]
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
    go_live = fields.Date(
        tracking=True, help="Payments from before this day are matched for analysis only: nothing of them is posted."
    )
    responsible_id = fields.Many2one(
        "res.users", "Responsible", tracking=True, help="Is told of files that came by mail and need a person."
    )
    alias_id = fields.Many2one(help="Files mailed to it are imported, if the sender follows this payee.")

    _name_uniq = models.Constraint("UNIQUE(environment, name)", "This payee code is already there.")

    # ------------------------------------------------------------------ mail

    def _alias_get_creation_values(self):
        """Let followers of the payee mail files; what they send becomes files, not messages here."""
        return {
            **super()._alias_get_creation_values(),
            "alias_model_id": self.env["ir.model"]._get_id("amazon.vendor.file"),
            "alias_parent_model_id": self.env["ir.model"]._get_id(self._name),
            "alias_parent_thread_id": self.id if len(self) == 1 else False,
            "alias_contact": "followers",
            "alias_defaults": {"payee_id": self.id} if len(self) == 1 else {},
        }

    # ------------------------------------------------------------------ verbs

    @api.model
    def _by_code(self, environment, names):
        """Return {payee code: payee} of an environment, archived ones too."""
        found = self.with_context(active_test=False).search([
            ("environment", "=", environment), ("name", "in", list(names)),
        ])
        return {payee.name: payee for payee in found}

    def _companies(self):
        """Return the companies whose invoices these payees are paid for, with their branches.

        sudo: a payee is shared by companies that the person who imports may not work for.
        """
        codes = self.sudo().code_ids
        companies = self.sudo().company_id | codes.company_id | codes.default_store_id.company_id
        companies |= codes.ship_to_ids.store_id.company_id
        return self.env["res.company"].sudo().search([("id", "child_of", companies.ids)])
