from odoo import api, fields, models

from .amazon_vendor_keyed_mixin import address_text


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

    def write(self, vals):
        result = super().write(vals)
        if {"partner_id", "invoice_partner_id", "fiscal_position_id", "payment_term_id"} & vals.keys():
            self._resume_orders([("bill_to_id", "in", self.ids)])
        return result

    @api.model
    def _get_or_create(self, code, parties):
        """Return {party id: bill-to} of the vendor code; a new one gets the vendor code's customer."""
        parties = [party for party in parties if party and party.party_id]
        stated = self._by_amazon_name(parties)
        known = self.search([("code_id", "=", code.id), ("name", "in", list(stated))])
        created = self._insert_missing(code, stated.keys() - set(known.mapped("name")))
        if created and code.partner_id:
            created.write({"partner_id": code.partner_id.id})
        bill_tos = known | created
        for bill_to in bill_tos:
            bill_to._note_stated(stated[bill_to.name])
        by_name = {bill_to.name: bill_to for bill_to in bill_tos}
        return {
            party.party_id: by_name[self._amazon_name(party.party_id)]
            for party in parties
            if self._amazon_name(party.party_id)
        }

    def _note_stated(self, party):
        """Keep what Amazon says about the party; what people chose stays."""
        stated = {"stated_address": address_text(party.address), "stated_vat": party.tax_number or False}
        news = {name: value for name, value in stated.items() if value and value != self[name]}
        if news:
            self.write(news)
