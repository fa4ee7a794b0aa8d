"""Amazon's other lists: what they say about a number explains the lines of payments."""

from tests.integration.money.common import FileCase

LISTS = {
    "deductions": "deductions", "invoices_v1": "invoices", "invoices_v2": "invoices", "chargebacks_us": "chargebacks",
    "chargebacks_uk": "chargebacks", "chargebacks_au": "chargebacks", "shortages": "claims", "price_disputes": "claims",
    "returns_xls": "returns", "agreements": "agreements",
}


class TestDetails(FileCase):
    def test_every_list_of_amazons_is_taken_in_as_rows(self):
        ledger = self.ledger(seed=9, invoices=120, payments=3)
        for layout, kind in LISTS.items():
            with self.subTest(layout=layout):
                made = self.file(ledger, layout)
                file = self.take_in(made.body, made.name, payee=self.payee)
                self.assertEqual((file.state, file.kind), ("imported", kind))
                rows = self.env["amazon.vendor.detail"].with_user(self.accountant).search([("file_id", "=", file.id)])
                self.assertTrue(rows)
                self.assertEqual(rows.company_id, self.company_us)
                self.assertTrue(all(row.number_key for row in rows))

    def test_later_list_brings_a_row_up_to_date(self):
        first = _deductions(("ACRN1", "CB12345VCBSINV", "Chargeback", "-50.00", "-20.00", "-30.00"))
        self.take_in(first, "Deductions.csv")
        row = self.env["amazon.vendor.detail"].search([("number", "=", "CB12345VCBSINV")])
        self.assertEqual((row.kind, row.balance, row.payee_id), ("chargeback", -30.0, self.payee))
        self.take_in(
            _deductions(("ACRN1", "CB12345VCBSINV", "Chargeback", "-50.00", "-50.00", "0.00")), "Deductions.csv")
        row.invalidate_recordset()
        self.assertEqual((row.deducted, row.balance), (-50.0, 0.0))
        self.assertEqual(self.env["amazon.vendor.detail"].search_count([("number", "=", "CB12345VCBSINV")]), 1)

    def test_list_explains_a_line_that_nobody_understood(self):
        self.take_in(self.workbook({"number": "750001", "amount": "-12.00", "lines": [("ZZ-77-QQ", "-12.00")]}))
        line = self.payment("750001").line_ids
        self.assertEqual((line.line_class, line.needs_me), ("unknown", True))
        self.take_in(_deductions(("ACRN1", "ZZ77QQ", "Chargeback", "-12.00", "-12.00", "0.00")), "Deductions.csv")
        self.run_cron()
        self.assertEqual((line.line_class, line.needs_me), ("chargeback", False))
        self.assertIn("another list of Amazon's", line.evidence_text)


def _deductions(*rows):
    head = "Vendor code,Transaction number,Transaction date,Type,Invoice amount,Deducted amount,Balance,"
    lines = [f"{code},{number},2026-03-25,{','.join(rest)}," for code, number, *rest in rows]
    return "\r\n".join(["Your payables - ready for deduction", "", head, *lines]).encode()
