"""What becomes of files: recognised, archived, understood once, or refused with the next step."""

from odoo import fields
from odoo.addons.acorn_vendor_connector.formats.errors import CODES
from odoo.addons.acorn_vendor_connector.models.amazon_vendor_wait import REASONS
from odoo.exceptions import UserError

from tests.integration.money.common import FileCase


class TestFiles(FileCase):
    def test_remittance_is_archived_read_and_matched_at_once(self):
        invoice = self.invoice("INV/2026/0001", 100)
        file = self.take_in(self.workbook(
            {"number": "700001", "amount": "90.00", "lines": [("INV20260001", "100.00"), ("INV20260001SC", "-10.00")]}
        ))
        payment = self.payment("700001")
        self.assertEqual((file.state, file.kind, file.document_count, file.new_count), ("imported", "remittance", 1, 1))
        self.assertEqual(file.remittance_ids, payment)
        self.assertEqual((payment.amount, payment.line_count, payment.total), (90.0, 2, 90.0))
        self.assertEqual((payment.balance_state, payment.state, payment.needs_me_count), ("balanced", "clean", 0))
        self.assertEqual(
            [(line.number, line.line_class, line.paid, line.move_id) for line in payment.line_ids.sorted("sequence")],
            [("INV20260001", "invoice", 100.0, invoice), ("INV20260001SC", "shortage", -10.0, invoice)],
        )

    def test_bytes_of_a_file_are_kept_and_read_again_to_the_same(self):
        body = self.workbook({"number": "700002", "amount": "5.00", "lines": [("X1", "5.00")]})
        file = self.take_in(body)
        self.assertEqual(file._body(), body)
        message = file.sudo().page_id.message_ids
        self.env.cr.cache.clear()  # as in another transaction
        document = message.page_id._payloads(message)[message.id]
        self.assertEqual(document["payment"]["number"], "700002")
        self.assertEqual((message.document_type, message.vendor_code, message.reference, message.state),
                         ("remittance", "ACRNU", "700002", "applied"))
        message._set_state("archived")
        message._receive()
        self.assertEqual(message.state, "applied")
        self.assertEqual(self.payment("700002").line_count, 1)

    def test_same_bytes_are_known_and_add_nothing(self):
        body = self.workbook({"number": "700003", "amount": "5.00", "lines": [("X1", "5.00")]})
        first = self.take_in(body)
        self.assertEqual(self.take_in(body, "Copy of Payments.csv"), first)
        self.assertEqual(self.env["amazon.vendor.file"].search_count([("byte_digest", "=", first.byte_digest)]), 1)

    def test_same_content_in_another_wrapping_is_known(self):
        ledger = self.ledger()
        first = self.take_in(self.file(ledger, "remittance_us").body, "Payments.xlsx")
        again = self.take_in(self.file(ledger, "remittance_us", container="csv").body, "Payments.csv")
        self.assertEqual(again, first)

    def test_password_pdf_and_empty_files_are_refused_with_the_next_step(self):
        for body, sentence in ((b"%PDF-1.7 x", "Excel or CSV"), (b"", "empty"), (b"PK\x03\x04broken", "")):
            with self.assertRaisesRegex(UserError, sentence):
                self.take_in(body)
        self.assertFalse(self.env["amazon.vendor.file"].search([("company_id", "=", self.company_us.id)]))

    def test_currency_that_nobody_knows_is_refused(self):
        with self.assertRaisesRegex(UserError, "XQZ.*not known here"):
            self.take_in(self.workbook(
                {"number": "700005", "amount": "5.00", "currency": "XQZ", "lines": [("X1", "5.00")]}))

    def test_currency_that_is_not_active_is_refused_until_somebody_activates_it(self):
        self.env.ref("base.BRL").active = False
        body = self.workbook({"number": "700006", "amount": "5.00", "currency": "BRL", "lines": [("X1", "5.00")]})
        with self.assertRaisesRegex(UserError, "Activate the currency"):
            self.take_in(body)
        self.env.ref("base.BRL").active = True
        self.assertEqual(self.take_in(body).state, "imported")

    def test_future_date_is_refused(self):
        day = fields.Date.to_string(fields.Date.add(fields.Date.today(), days=400))
        with self.assertRaisesRegex(UserError, "in the future"):
            self.take_in(self.workbook(
                {"number": "700007", "amount": "5.00", "date": day, "lines": [("X1", "5.00")]}))

    def test_line_of_a_trillion_dollars_is_refused(self):
        with self.assertRaisesRegex(UserError, "no payment has such lines"):
            self.take_in(self.workbook(
                {"number": "700008", "amount": "1000000000000", "lines": [("X1", "1000000000000")]}))

    def test_number_longer_than_any_document_has_is_refused(self):
        for number, line in (("700040", "X1" * 3000), ("7" * 3000, "X1")):
            with self.assertRaisesRegex(UserError, "longer than the number of any document"):
                self.take_in(self.workbook({"number": number, "amount": "5.00", "lines": [(line, "5.00")]}))

    def test_file_of_an_unknown_payee_is_refused_and_by_mail_parked(self):
        body = b"Payee: STRNG\r\n" + self.workbook({"number": "700009", "amount": "5.00", "lines": [("X1", "5.00")]})
        with self.assertRaisesRegex(UserError, "STRNG, which is not known here"):
            self.take_in(body)
        file = self.take_in(body, payee=self.payee, parks=True)
        self.assertEqual((file.state, file.reason["code"]), ("parked", "payee_unknown"))
        self.assertFalse(self.payment("700009"))

    def test_numbers_in_the_books_of_another_payee_betray_a_wrong_file(self):
        other_company = self._make_company("Acorn Toys Ltd.", "UK", "GBP")
        other = self.env["amazon.vendor.payee"].create(
            {"name": "TOYSX", "environment": "simulator", "company_id": other_company.id})
        for number in range(3):
            self.invoice(f"TOY/{number}", 10, company=other_company)
        lines = [(f"TOY{number}", "10.00") for number in range(12)]
        with self.assertRaisesRegex(UserError, "payee TOYSX have 3"):
            self.take_in(
                self.workbook({"number": "700010", "amount": "120.00", "lines": lines}), payee=self.payee)
        self.assertEqual(other.name, "TOYSX")

    def test_large_file_is_archived_at_once_and_taken_in_by_the_lanes(self):
        self.invoice("INV/7", 1)
        lines = [("INV7", "1.00"), *((f"L-{turn}", "1.00") for turn in range(20_000))]
        file = self.take_in(self.workbook({"number": "700030", "amount": "20001.00", "lines": lines}))
        self.assertEqual((file.state, file.sudo().page_id.message_ids.state), ("imported", "archived"))
        self.assertFalse(self.payment("700030"))
        self.assertIn("1 of its documents are still being taken in", file.left_text)
        self.assertEqual(file.action_open_result()["res_model"], "amazon.vendor.file")
        self.env.cr.cache.clear()  # as in another transaction
        with self.enter_registry_test_mode():
            self.env.ref("acorn_vendor_connector.cron_receive_messages_1").method_direct_trigger()
        self.env.invalidate_all()
        payment = self.payment("700030")
        self.assertEqual((payment.line_count, payment.needs_match, payment.file_ids), (20_001, True, file))
        self.assertFalse(file.left_text)
        self.run_cron()
        self.assertEqual((payment.matched_count, payment.needs_match), (1, False))

    def test_payment_of_a_file_that_a_lane_refuses_is_named_on_the_file(self):
        files = self.as_user(self.env["amazon.vendor.file"], self.accountant)
        lines = [("X1", "5.00")]
        judged = files._judge(self.workbook({"number": "700050", "amount": "5.00", "lines": lines}), "a.csv")
        self.take_in(self.workbook({"number": "700050", "amount": "6.00", "lines": lines}), "b.csv")
        file = files._archive(judged, None)
        file.page_id.message_ids._receive()
        self.assertIn("700050: Payment 700050 is already known with another", file.with_user(self.accountant).left_text)

    def test_whatever_a_reader_refuses_is_put_into_words(self):
        self.assertFalse([code for code in CODES if code not in REASONS])

    def test_two_hundred_lines_cost_as_many_queries_as_twenty(self):
        def queries(number, count):
            body = self.workbook({
                "number": number, "amount": f"{count}.00",
                "lines": [(f"N{number}-{turn}", "1.00") for turn in range(count)],
            })
            before = self.env.cr.sql_log_count
            self.take_in(body)
            return self.env.cr.sql_log_count - before

        queries("700020", 20)
        few, many = queries("700021", 20), queries("700022", 200)
        self.assertLess(many - few, 12)
