from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import formatLang

TO_CHECK = [("state", "in", ("parked", "to_check"))]
PARKED = [("state", "=", "parked")]
NEEDS_ME = [("needs_me", "=", True)]


class AmazonVendorOverview(models.Model):
    """Show of every payee what waits for an accountant, and how much money that is."""

    _inherit = "amazon.vendor.overview"

    # Counted among what the person may see, as orders are.
    to_check = fields.Integer("Payments to check", compute="_compute_money")
    lines_need_me = fields.Integer("Lines that need me", compute="_compute_money")
    at_stake = fields.Char(
        compute="_compute_money",
        help="What Amazon pays and takes by the lines that need a person, added up by currency.",
    )
    files_parked = fields.Integer("Parked files", compute="_compute_money")
    last_payment = fields.Date(compute="_compute_money")

    @api.depends_context("lang")
    @api.depends("payee_id")
    def _compute_money(self):
        """Count for all payees at once; lines are asked for by what waits, never looked through."""
        to_check, latest, parked, waiting, amounts = self._money_figures()
        for card in self:
            payee = card.payee_id.id
            card.to_check, card.files_parked = to_check.get(payee, 0), parked.get(payee, 0)
            card.lines_need_me = waiting.get(payee, 0)
            card.at_stake = " · ".join(
                formatLang(self.env, amount, currency_obj=currency)
                for currency, amount in amounts.get(payee, {}).items()
            )
            card.last_payment = latest.get(payee)

    def _money_figures(self):
        """Return what is shown of the payees of these cards, a dict by payee each.

        Who sees no payments has no such card, and may not be asked about them.
        """
        if not self.payee_id:
            return [{}] * 5
        remittances = self.env["amazon.vendor.remittance"]
        return (
            self._per_payee(remittances, TO_CHECK, "__count"),
            self._per_payee(remittances, [], "payment_date:max"),
            self._per_payee(self.env["amazon.vendor.file"], PARKED, "__count"),
            *self._waiting_lines(),
        )

    def _per_payee(self, records, domain, figure):
        """Return {payee id: figure} of records of the payees of these cards."""
        groups = records._read_group([("payee_id", "in", self.payee_id.ids), *domain], ["payee_id"], [figure])
        return {payee.id: value for payee, value in groups}

    def _waiting_lines(self):
        """Return {payee id: count} and {payee id: {currency: amount}} of the lines that need a person."""
        counts, amounts = defaultdict(int), defaultdict(lambda: defaultdict(float))
        lines = self.env["amazon.vendor.remittance.line"]
        for sign, operator in ((1, ">="), (-1, "<")):
            for payee, currency, count, paid in lines._read_group(
                [*NEEDS_ME, ("payee_id", "in", self.payee_id.ids), ("paid", operator, 0)],
                ["payee_id", "currency_id"],
                ["__count", "paid:sum"],
            ):
                counts[payee.id] += count
                amounts[payee.id][currency] += sign * paid
        return counts, amounts

    # ------------------------------------------------------------------ actions

    def action_open_payments(self):
        """Open all payments of the payee of the card."""
        return self._open_of_payee("action_remittance", [])

    def action_open_to_check(self):
        """Open the payments of the card that need an accountant."""
        return self._open_of_payee("action_remittance", TO_CHECK)

    def action_open_needs_me(self):
        """Open the lines of the card that need a person."""
        return self._open_of_payee("action_remittance_line", NEEDS_ME)

    def action_open_parked(self):
        """Open the files of the card that wait for somebody to go on with them."""
        return self._open_of_payee("action_file", PARKED)

    def _open_of_payee(self, name, domain):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(f"acorn_vendor_connector.{name}")
        return {**action, "domain": [("payee_id", "=", self.payee_id.id), *domain], "display_name": self.name}
