"""The import as the accountant meets it: everything is shown before anything is kept."""

import base64

from odoo.exceptions import AccessError, UserError

from tests.integration.money.common import FileCase


class TestImport(FileCase):
    def test_nothing_is_kept_before_keep_is_pressed(self):
        invoice = self.invoice("INV/2026/0001", 100)
        dialog = self.dialog(self.workbook({
            "number": "710001", "amount": "90.00",
            "lines": [("INV20260001", "100.00"), ("INV20260001SC", "-10.00")],
        }))
        self.assertEqual((dialog.state, dialog.kind, dialog.layout, dialog.payee_id),
                         ("ready", "remittance", "us", self.payee))
        shown = dialog.payment_ids
        self.assertEqual(
            (shown.number, shown.amount, shown.line_count, shown.total, shown.difference, shown.verdict),
            ("710001", 90.0, 2, 90.0, 0.0, "new"),
        )
        self.assertIn("Shortage", dialog.summary_html)
        self.assertFalse(self.payment("710001"))
        self.assertFalse(self.env["amazon.vendor.page"].search([("feed", "=", "file")]))

        action = dialog.action_keep()
        payment = self.payment("710001")
        self.assertEqual((action["res_model"], action["res_id"]), ("amazon.vendor.remittance", payment.id))
        self.assertEqual(payment.line_ids.move_id, invoice)
        self.assertEqual(payment.state, "clean")

    def test_ambiguous_dates_are_asked_and_the_answer_is_kept_with_the_file(self):
        body = self.workbook({"number": "710002", "amount": "5.00", "date": "03/04/2026", "lines": [("X1", "5.00")]})
        body = body.replace(b"2026-02-01", b"01/02/2026")
        dialog = self.dialog(body)
        self.assertEqual(dialog.state, "question")
        self.assertIn("two ways", dialog.reason_text)
        with self.assertRaises(UserError):
            dialog.action_keep()
        dialog.date_order = "dmy"
        dialog.action_preview()
        self.assertEqual(dialog.state, "ready")
        self.assertEqual(str(dialog.payment_ids.date), "2026-04-03")
        dialog.action_keep()
        payment = self.payment("710002")
        self.assertEqual(str(payment.payment_date), "2026-04-03")
        message = payment.sudo().message_id
        self.env.cr.cache.clear()  # as in another transaction
        self.assertEqual(message.page_id._payloads(message)[message.id]["payment"]["date"], "2026-04-03")

    def test_meaning_of_a_column_is_asked_once_and_remembered(self):
        body = self.workbook({"number": "710003", "amount": "5.00", "lines": [("X1", "5.00")]})
        strange = body.replace(b"Amount Paid", b"Betaald bedrag")
        dialog = self.dialog(strange)
        self.assertEqual(dialog.state, "question")
        asked = dialog.heading_ids.filtered(lambda heading: heading.text == "Betaald bedrag")
        self.assertEqual(asked.sample, "5.00")
        asked.target = "paid"
        dialog.action_preview()
        self.assertEqual(dialog.state, "ready")
        dialog.action_keep()
        self.assertEqual(self.payment("710003").total, 5.0)
        again = self.dialog(strange.replace(b"710003", b"710004"))
        self.assertEqual(again.state, "ready")

    def test_meaning_of_a_column_counts_in_lists_of_its_kind_only(self):
        self.env["amazon.vendor.heading"]._remember("chargebacks", {"Amount Paid": "nothing", "Betaald": "amount"})
        self.env["amazon.vendor.heading"]._remember("remittance", {"Betaald": "paid"})
        body = self.workbook({"number": "710020", "amount": "5.00", "lines": [("X1", "5.00")]})
        self.assertEqual(self.dialog(body).state, "ready")
        self.assertEqual(self.dialog(body.replace(b"Amount Paid", b"Betaald")).state, "ready")

    def test_payee_is_asked_where_two_would_fit(self):
        second = self.env["amazon.vendor.payee"].create(
            {"name": "ACRN9", "environment": "simulator", "company_id": self.company_us.id})
        dialog = self.dialog(self.workbook({"number": "710005", "amount": "5.00", "lines": [("X1", "5.00")]}))
        self.assertEqual((dialog.state, dialog.payee_id), ("question", self.env["amazon.vendor.payee"]))
        dialog.payee_id = second
        dialog.action_preview()
        dialog.action_keep()
        self.assertTrue(self.payment("710005", second))
        self.assertFalse(self.payment("710005"))

    def test_payee_that_the_file_names_goes_before_the_chosen_one(self):
        second = self.env["amazon.vendor.payee"].create(
            {"name": "ACRN9", "environment": "simulator", "company_id": self.company_us.id})
        body = b"Payee: ACRN9\r\n" + self.workbook({"number": "710006", "amount": "5.00", "lines": [("X1", "5.00")]})
        self.assertEqual(self.dialog(body).payee_id, second)
        refused = self.dialog(body, payee_id=self.payee.id)
        self.assertEqual(refused.state, "refused")
        self.assertIn("for payee ACRN9, not for ACRNU", refused.reason_text)

    def test_known_file_says_when_it_came(self):
        body = self.workbook({"number": "710007", "amount": "5.00", "lines": [("X1", "5.00")]})
        self.dialog(body, "March.csv").action_keep()
        again = self.dialog(body, "March (1).csv")
        self.assertEqual(again.state, "known")
        self.assertIn("March.csv has the same content", again.reason_text)

    def test_payment_that_does_not_add_up_says_by_how_much(self):
        dialog = self.dialog(self.workbook({"number": "710008", "amount": "95.00", "lines": [("X1", "100.00")]}))
        self.assertEqual((dialog.state, dialog.payment_ids.difference), ("ready", -5.0))
        self.assertIn("more than its amount, by $\u00a05.00.", dialog.payment_ids.reason_text)
        dialog.action_keep()
        payment = self.payment("710008")
        self.assertEqual((payment.state, payment.balance_state, payment.difference), ("parked", "differs", -5.0))
        self.assertIn("by $\u00a05.00.", payment.parked_text)

    def test_pdf_is_refused_and_nothing_is_kept(self):
        dialog = self.dialog(b"%PDF-1.7 remittance", "Payments.pdf")
        self.assertEqual(dialog.state, "refused")
        self.assertIn("Export the same list from Vendor Central as Excel or CSV", dialog.reason_text)
        with self.assertRaises(UserError):
            dialog.action_keep()
        self.assertFalse(self.env["amazon.vendor.page"].search([("feed", "=", "file")]))

    def test_parked_file_goes_on_with_its_archived_bytes(self):
        body = self.workbook({"number": "710009", "amount": "5.00", "date": "03/04/2026", "lines": [("X1", "5.00")]})
        body = body.replace(b"2026-02-01", b"01/02/2026")
        action = self.dialog(body).action_park()
        file = self.env["amazon.vendor.file"].with_user(self.accountant).browse(action["res_id"])
        self.assertEqual((file.state, file.reason["code"]), ("parked", "ask_date_order"))
        going_on = self.env["amazon.vendor.import"].with_user(self.accountant).browse(
            file.action_continue()["res_id"])
        self.assertEqual(going_on.state, "question")
        going_on.date_order = "mdy"
        going_on.action_preview()
        going_on.action_keep()
        self.assertEqual((file.state, file.reason_text), ("imported", False))
        self.assertEqual(str(self.payment("710009").payment_date), "2026-03-04")
        self.assertEqual(self.env["amazon.vendor.file"].search_count([("name", "=", file.name)]), 1)

    def test_dismissed_file_stays_in_the_archive_and_is_asked_about_no_more(self):
        body = b"Payee: STRNG\r\n" + self.workbook({"number": "710010", "amount": "5.00", "lines": [("X1", "5.00")]})
        file = self.take_in(body, payee=self.payee, parks=True)
        file.with_user(self.accountant).action_dismiss()
        self.assertEqual(file.state, "dismissed")
        self.assertEqual(file._body(), body)

    def test_warehouse_and_auditor_import_nothing(self):
        body = base64.b64encode(self.workbook({"number": "710011", "amount": "5.00", "lines": [("X1", "5.00")]}))
        for user in (self.warehouse, self.auditor):
            with self.assertRaises(AccessError):
                self.env["amazon.vendor.import"].with_user(user).create({"file_name": "x.csv", "file_data": body})
            with self.assertRaises(AccessError):
                self.env["amazon.vendor.heading"].with_user(user).create({"text": "x", "field": "paid"})
