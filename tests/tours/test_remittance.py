"""An accountant gets from a file of Vendor Central to a remittance of which nothing needs a person any more."""

import base64

from odoo import Command

from simulator.files import Ledger, write
from tests.tours.common import NewCompanyTour

OUR_NUMBER = "MANUAL/2026/0007"  # of an invoice that somebody entered by hand; Amazon has it under another number
REMITTANCES = "/odoo/amazon-vendor-remittances"
PDF = {"name": "Remittance.pdf", "content": base64.b64encode(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n").decode()}


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

    def _export(self):
        """Return the payment as Vendor Central exports it, for the browser."""
        file = write(self.ledger, "remittance_us")
        return {"name": file.name, "content": base64.b64encode(file.body).decode()}

    def test_an_accountant_gets_from_a_file_to_a_clean_remittance(self):
        """Import, keep, decide the one line that only a person can decide: the payment is understood to the cent."""
        answers = {"files": [self._export()], "invoice": OUR_NUMBER}
        self.start_tour_with(REMITTANCES, "amazon_vendor_remittance", answers, login="anna.accountant")

        remittance = self.env["amazon.vendor.remittance"].search([("payee_id", "=", self.payee.id)])
        self.assertEqual(remittance.name, self.ledger.payments[0].number)
        self.assertEqual(remittance.state, "clean")
        self.assertEqual(remittance.needs_me_count, 0)
        decided = remittance.line_ids.filtered(lambda line: line.number == self.renamed.number)
        self.assertEqual(decided.move_id.name, OUR_NUMBER)
        self.assertEqual(decided.match_ids.accepted_by_id, self.accountant)
        self.assertEqual(self.env["amazon.vendor.invoice.alias"].search([]).move_id.name, OUR_NUMBER)

    def test_files_dropped_together_are_shown_one_after_the_other_and_nothing_is_kept_unasked(self):
        """What is discarded or cannot be read leaves no trace."""
        answers = {"files": [self._export(), PDF]}
        self.start_tour_with(REMITTANCES, "amazon_vendor_drop_files", answers, login="anna.accountant")

        self.assertFalse(self.env["amazon.vendor.file"].search_count([]))
        self.assertFalse(self.env["amazon.vendor.remittance"].search_count([]))

    def test_an_auditor_sees_payments_and_can_change_nothing(self):
        """Neither importing nor deciding is offered to who may only read."""
        values = {"file_name": "Payments.xlsx", "file_data": self._export()["content"]}
        self.env["amazon.vendor.import"].with_user(self.accountant).create(values).action_keep()

        self.start_tour(REMITTANCES, "amazon_vendor_audit_remittance", login="otto.auditor")
