"""Posted invoices of two companies that one payee pays, and remittances with lines that name them."""

from datetime import date
from decimal import Decimal

from tests.integration.common import VendorCase

TAX_FREE = [(5, 0, 0)]


class MatchingCase(VendorCase):
    """Payee ACRNU belongs to the US company and is paid for vendor codes ACRN1 (US, USD) and ACRN2 (Germany, EUR).

    Amazon's payers are known: an invoice to anybody else is another customer's. Everything is done by `accountant`.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        env = cls.env
        cls.account = env["amazon.vendor.account"].create({
            "name": "Acorn", "environment": "simulator", "region": "NA", "company_id": cls.company_us.id,
            "marketplace": "US", "endpoint": "http://127.0.0.1:8900", "responsible_id": cls.manager.id,
        })
        cls.amazon = env["res.partner"].create({"name": "Amazon.com Services LLC", "is_company": True})
        cls.amazon_eu = env["res.partner"].create({"name": "Amazon EU S.à r.l.", "is_company": True})
        cls.stranger = env["res.partner"].create({"name": "Corner Shop Ltd.", "is_company": True})
        cls.payee = env["amazon.vendor.payee"].create({
            "name": "ACRNU", "environment": "simulator", "company_id": cls.company_us.id, "partner_id": cls.amazon.id,
        })
        for name, company, partner in (("ACRN1", cls.company_us, cls.amazon), ("ACRN2", cls.company_de, cls.amazon_eu)):
            env["amazon.vendor.code"].create({
                "account_id": cls.account.id, "name": name, "company_id": company.id, "payee_id": cls.payee.id,
                "partner_id": partner.id,
            })
        cls.usd, cls.eur, cls.gbp = (env.ref(f"base.{name}") for name in ("USD", "EUR", "GBP"))

    # ------------------------------------------------------------------ what tests say

    @classmethod
    def invoice(
        cls, number, amount, company=None, currency=None, partner=None, kind="out_invoice", post=True, **values
    ):
        """Make an invoice of this number and amount, without tax."""
        company = company or cls.company_us
        move = cls.env["account.move"].with_company(company).create({
            "move_type": kind,
            "name": number,
            "company_id": company.id,
            "partner_id": (partner or cls.amazon).id,
            "invoice_date": date(2026, 2, 1),
            "currency_id": (currency or company.currency_id).id,
            "invoice_line_ids": [
                (0, 0, {"name": "Mugs", "quantity": 1, "price_unit": amount, "tax_ids": TAX_FREE})
            ],
            **values,
        })
        if post:
            move.action_post()
        return move

    @classmethod
    def remittance(cls, *lines, name="100200300", day=date(2026, 3, 2), currency=None, payee=None, **values):
        """Make a remittance that is balanced: each line is a dict with at least 'number' and 'paid'."""
        currency, payee = currency or cls.usd, payee or cls.payee
        total = sum(Decimal(str(line["paid"])) for line in lines)
        return cls.env["amazon.vendor.remittance"].create({
            "name": name,
            "payee_id": payee.id,
            "company_id": payee.company_id.id,
            "payment_date": day,
            "currency_id": currency.id,
            "invoice_currency_id": currency.id,
            "amount": total,
            "balance_state": "balanced",
            "state": "to_match",
            "needs_match": True,
            "line_ids": [
                (0, 0, {
                    "sequence": turn, "currency_id": currency.id, "identity": f"{name}-{turn}", **line,
                })
                for turn, line in enumerate(lines, 1)
            ],
            **values,
        })

    def match(self, *remittances):
        """Match as the accountant, each by itself, and return the lines of all of them as the accountant sees them."""
        for remittance in remittances:
            remittance.with_user(self.accountant).action_match()
        self.env.invalidate_all()
        union = self.env["amazon.vendor.remittance"].union(*remittances)
        return union.line_ids.with_user(self.accountant).sorted(lambda line: (line.remittance_id.id, line.sequence))

    def run_cron(self):
        """Match whatever waits for it, as the scheduled action does."""
        with self.enter_registry_test_mode():
            self.env.ref("acorn_vendor_connector.cron_match_remittances").method_direct_trigger()
        self.env.invalidate_all()

    def answers(self, lines):
        """Return what was decided as text, a line each: "proposed INV/1 100.00" or "question not_found"."""
        return [self.answer(line) for line in lines]

    def answer(self, line):
        if line.match_state == "question":
            return f"question {line.question['code']}"
        living = line.sudo().match_ids.filtered(lambda match: match.state != "withdrawn")
        living = living.sorted(lambda match: match.move_id.id)
        return " ".join([line.match_state, *(f"{match.move_id.name} {match.amount:.2f}" for match in living)])
