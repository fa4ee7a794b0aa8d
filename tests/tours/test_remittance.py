"""An accountant gets from a file of Vendor Central to a remittance of which nothing needs a person any more."""

import base64

from odoo import Command

from simulator.files import Ledger, write
from tests.tours.common import NewCompanyTour

OUR_NUMBER = "MANUAL/2026/0007"  # of an invoice that somebody entered by hand; Amazon knows it by the number of its copy


class TestRemittance(NewCompanyTour):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.amazon = cls.env["res.partner"].create({"name": "Amazon.com Services LLC"})
        cls.payee = cls.env["amazon.vendor.payee"].create(
            {
                "name": "ACRNU",
                "company_id": cls.company_us.id,
                "partner_id": cls.amazon.id,
                "go_live": "2026-01-01",
            }
        )
        cls.ledger = Ledger(
            seed=5,
            invoices=12,
            payments=1,
            payee="ACRNU",
            currency="USD",
            vendor_codes=("ACRN1",),
            stories={"in_full": 8, "shortage": 4},
            charges=0,
        )
        in_full = [line for line in cls.ledger.lines if line.case == "in_full"]
        cls.renamed = in_full[-1].invoices[0]
        for invoice in cls.ledger.invoices:
            cls._post(invoice, OUR_NUMBER if invoice is cls.renamed else invoice.number)
        cls.env.flush_all()

    @classmethod
    def _post(cls, invoice, number):
        move = cls.env["account.move"].with_company(cls.company_us).create(
            {
                "move_type": "out_invoice",
                "name": number,
                "partner_id": cls.amazon.id,
                "invoice_date": invoice.date,
                "invoice_line_ids": [
                    Command.create({"name": "Goods", "price_unit": invoice.amount, "tax_ids": [Command.clear()]})
                ],
            }
        )
        move.action_post()
        return move

    def test_an_accountant_gets_from_a_file_to_a_clean_remittance(self):
        """Import, keep, decide the one line that only a person can decide: the payment is understood to the cent."""
        file = write(self.ledger, "remittance_us")
        answers = {
            "name": file.name,
            "content": base64.b64encode(file.body).decode(),
            "payment": self.ledger.payments[0].number,
            "line": self.renamed.number,
            "invoice": OUR_NUMBER,
        }
        self.start_tour_with(
            "/odoo/amazon-vendor-remittances", "amazon_vendor_remittance", answers, login="anna.accountant"
        )

        remittance = self.env["amazon.vendor.remittance"].search([("payee_id", "=", self.payee.id)])
        self.assertEqual(remittance.name, self.ledger.payments[0].number)
        self.assertEqual(remittance.state, "clean")
        self.assertEqual(remittance.needs_me_count, 0)
        decided = remittance.line_ids.filtered(lambda line: line.number == self.renamed.number)
        self.assertEqual(decided.move_id.name, OUR_NUMBER)
        self.assertEqual(decided.match_ids.accepted_by_id, self.accountant)
        self.assertEqual(self.env["amazon.vendor.invoice.alias"].search([]).move_id.name, OUR_NUMBER)
