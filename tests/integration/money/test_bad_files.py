"""Files that are no good: nothing of them is kept, and a sentence says what to do."""

from odoo.exceptions import UserError

from simulator.files import bad
from tests.integration.money.common import FileCase

# A million rows take half a minute to be written; the readers' own tests have them.
REFUSED = {
    "billion_laughs": "damaged or incomplete",
    "broken_zip": "damaged or incomplete",
    "empty": "The file is empty",
    "formulas_without_values": "Open the file in Excel, save it, and import it again",
    "future_date": "dated 12/31/2099, which is in the future",
    "huge_amount": "no payment has such lines",
    "letter": "none of Amazon's lists",
    "many_columns": "too large",
    "no_rows": "headings, but no rows",
    "not_a_date": "13/45/2026 is not a date",
    "not_a_number": "see below is not a number",
    "other_payee": "payee OTHR1, which is not known here",
    "password": "save it without one",
    "pdf": "as Excel or CSV",
    "picture": "as Excel or CSV",
    "two_files": "import them one by one",
    "unknown_currency": "XYZ, a currency that is not known here",
    "xxe": "damaged or incomplete",
    "zip_bomb": "it was not opened",
    "zip_of_zip": "Unpack it",
}
READ = ("external_links", "formula_texts", "formulas", "html_xls", "macro_workbook")


class TestBadFiles(FileCase):
    def test_what_is_no_good_is_refused_and_nothing_of_it_is_kept(self):
        for name, sentence in REFUSED.items():
            with self.subTest(name=name):
                made = bad.write(name)
                dialog = self.dialog(made.body, made.name)
                self.assertEqual(dialog.state, "refused")
                self.assertIn(sentence, dialog.reason_text)
                with self.assertRaises(UserError):
                    dialog.action_keep()
        self.assertFalse(self.env["amazon.vendor.page"].search([("feed", "=", "file")]))

    def test_what_looks_dangerous_and_is_not_is_read_with_a_remark(self):
        for name in READ:
            with self.subTest(name=name):
                made = bad.write(name)
                self.assertEqual(self.dialog(made.body, made.name).state, "ready")
        made = bad.write("macro_workbook")
        self.assertIn("macros of the file were not run", self.dialog(made.body, made.name).warning_text)

    def test_payment_that_does_not_sum_is_shown_and_parked(self):
        made = bad.write("wrong_sum")
        dialog = self.dialog(made.body, made.name)
        self.assertTrue(dialog.payment_ids.filtered("reason_text"))
        dialog.action_keep()
        [wrong] = self.env["amazon.vendor.remittance"].search([("state", "=", "parked")])
        self.assertEqual((wrong.balance_state, wrong.difference != 0), ("differs", True))

    def test_payment_with_another_content_is_refused(self):
        before, after = bad.write("unchanged_payment"), bad.write("changed_payment")
        self.take_in(before.body, before.name)
        dialog = self.dialog(after.body, after.name)
        self.assertEqual(dialog.state, "refused")
        self.assertIn("conflict", dialog.payment_ids.mapped("verdict"))

    def test_what_can_be_read_in_two_ways_is_asked(self):
        for name, answer in (("ambiguous_dates", {"date_order": "dmy"}), ("ambiguous_numbers", {"decimal_mark": "."})):
            made = bad.write(name)
            dialog = self.dialog(made.body, made.name)
            self.assertEqual(dialog.state, "question", name)
            dialog.write(answer)
            dialog.action_preview()
            self.assertEqual(dialog.state, "ready", name)
