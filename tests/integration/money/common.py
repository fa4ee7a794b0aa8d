"""A payee that two companies share, its invoices in three currencies, and files of Amazon's about them."""

import base64

from odoo.tests import new_test_user

from simulator.files import Ledger, write
from tests.integration.money.matching_case import MatchingCase

HEAD = (
    "Payment Number,Payment Date,Invoice Currency,Amount in Invoice Currency,Payment Currency,"
    "Amount in Payment Currency,Exchange Rate,Payment Type,Payment Status,Payment Voided Reason"
)
LINES = (
    "Payment Number,Invoice Number,Invoice Date,Description,Invoice Amount,Invoice Currency,Withholding Amount,"
    "Terms Discount Taken,Amount Paid,Remaining Amount"
)


class FileCase(MatchingCase):
    """Payee ACRNU of the US company is paid for both; everything is done by `accountant`, who is no administrator."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.payee.responsible_id = cls.accountant
        cls.clerk_de = new_test_user(
            cls.env,
            login="dora.clerk",
            groups="acorn_vendor_connector.group_accountant,account.group_account_user",
            company_id=cls.company_de.id,
            company_ids=[(6, 0, cls.company_de.ids)],
        )

    def as_user(self, records, user):
        """Return records as a person sees them who has switched all of his companies on."""
        return records.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)

    # ------------------------------------------------------------------ files

    @classmethod
    def workbook(cls, *payments, warning=None):
        """Return the bytes of a remittance export as CSV.

        A payment is a dict: number, amount, lines as (number, paid) or dicts, and what differs from the usual.
        """
        heads, lines = [], []
        for payment in payments:
            currency = payment.get("currency", "USD")
            heads.append(",".join([
                payment["number"], payment.get("date", "2026-03-25"), currency, payment["amount"],
                payment.get("paid_in", currency), payment.get("paid_amount", payment["amount"]),
                payment.get("rate", ""), "ACH", payment.get("status", "Paid"), payment.get("void", ""),
            ]))
            for number, paid in payment.get("lines", ()):
                lines.append(",".join([
                    payment["number"], number, "2026-02-01", "", paid, currency, "0", "0", paid, "0",
                ]))
        rows = [HEAD, *heads, "", *([f"Payment Number,\"{warning}\""] if warning else []), "Invoices", LINES, *lines]
        return "\r\n".join(rows).encode()

    def take_in(self, body, name="Payments.csv", user=None, **options):
        """Take a file in as the accountant, as the import does."""
        return self.as_user(self.env["amazon.vendor.file"], user or self.accountant)._take_in(body, name, **options)

    def dialog(self, body, name="Payments.csv", user=None, **values):
        """Open the import with a file, as whoever drops one on a list does."""
        return self.as_user(self.env["amazon.vendor.import"], user or self.accountant).create({
            "file_name": name, "file_data": base64.b64encode(body), **values,
        })

    def payment(self, number, payee=None):
        """Return a payment as the accountant sees it."""
        return self.env["amazon.vendor.remittance"].with_user(self.accountant).search([
            ("name", "=", number), ("payee_id", "=", (payee or self.payee).id),
        ])

    @classmethod
    def ledger(cls, **options):
        return Ledger(**{"seed": 5, "invoices": 40, "payments": 2, **options})

    @staticmethod
    def file(ledger, layout, **options):
        return write(ledger, layout, **options)
