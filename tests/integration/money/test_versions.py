"""Several files of one payment: every line once, whatever came first."""

from odoo.exceptions import UserError

from tests.integration.money.common import FileCase


class TestVersions(FileCase):
    def test_hidden_lines_are_a_line_of_their_own_until_a_file_shows_them(self):
        for number in range(4):
            self.invoice(f"INV/{number}", 100)
        lines = [("INV0", "100.00"), ("INV1", "100.00")]
        self.take_in(self.workbook({"number": "720001", "amount": "400.00", "lines": lines}, warning="720001"))
        payment = self.payment("720001")
        self.assertEqual((payment.balance_state, payment.difference, payment.state), ("hidden", 200.0, "to_check"))
        remainder = payment.line_ids.filtered("is_remainder")
        self.assertEqual((remainder.line_class, remainder.paid, remainder.needs_me), ("hidden", 200.0, True))
        self.assertEqual(sum(payment.total_ids.mapped("amount")), 400.0)

        self.take_in(self.workbook(
            {"number": "720001", "amount": "400.00", "lines": [*lines, ("INV2", "100.00")]}, warning="720001"))
        payment.invalidate_recordset()
        self.assertEqual(payment.line_ids.filtered("is_remainder").paid, 100.0)
        self.take_in(self.workbook(
            {"number": "720001", "amount": "400.00", "lines": [*lines, ("INV2", "100.00"), ("INV3", "100.00")]}))
        payment.invalidate_recordset()
        self.assertFalse(payment.line_ids.filtered("is_remainder"))
        self.assertEqual(
            (payment.version, payment.line_count, payment.balance_state, payment.state), (3, 4, "balanced", "clean"))
        self.assertEqual(len(payment.file_ids), 3)

    def test_other_half_of_the_lines_completes_a_parked_payment(self):
        self.take_in(self.workbook({"number": "720002", "amount": "30.00", "lines": [("A1", "10.00")]}))
        payment = self.payment("720002")
        self.assertEqual(payment.state, "parked")
        self.take_in(self.workbook({"number": "720002", "amount": "30.00", "lines": [("A2", "20.00")]}))
        self.assertEqual((payment.state, payment.balance_state, payment.line_count), ("to_check", "balanced", 2))

    def test_overlapping_files_recognise_the_payments_that_came_before(self):
        one = {"number": "720003", "amount": "10.00", "lines": [("A1", "10.00")]}
        two = {"number": "720004", "amount": "20.00", "lines": [("A2", "20.00")]}
        three = {"number": "720005", "amount": "30.00", "lines": [("A3", "30.00")]}
        self.take_in(self.workbook(one, two))
        file = self.take_in(self.workbook(two, three))
        self.assertEqual((file.document_count, file.new_count), (2, 1))
        self.assertEqual(sorted(file.remittance_ids.mapped("name")), ["720004", "720005"])
        self.assertEqual(self.payment("720004").line_count, 1)
        self.assertEqual(len(self.payment("720004").file_ids), 2)

    def test_the_same_payments_in_a_spoilt_export_are_known_line_by_line(self):
        ledger = self.ledger(forms={"slashes": 80, "leading_zeros": 60, "ends_in_sc": 8})
        self.take_in(self.file(ledger, "remittance_us").body, payee=self.payee)
        payments = self.env["amazon.vendor.remittance"].search([("payee_id", "=", self.payee.id)])
        lines = {payment.name: payment.line_ids.ids for payment in payments}
        spoilt = self.file(ledger, "remittance_us", locale="uk", nasty="all", container="csv").body
        dialog = self.dialog(spoilt, payee_id=self.payee.id)
        self.assertEqual(sorted(dialog.payment_ids.mapped("number")), sorted(lines), dialog.reason_text)
        self.assertLessEqual(set(dialog.payment_ids.mapped("verdict")), {"same", "more"})
        dialog.action_keep()
        for payment in payments:
            self.assertEqual(payment.line_ids.filtered(lambda line: not line.is_remainder).ids, lines[payment.name])
        again = self.file(ledger, "remittance_us", locale="de", nasty="all", container="xlsx").body
        self.assertEqual(self.dialog(again, payee_id=self.payee.id).state, "known")

    def test_the_same_payments_in_a_file_of_any_other_kind_are_known_line_by_line(self):
        ledger = self.ledger()
        kinds = ["edifact_remadv", "remittance_us", "remittance_eu", "remittance_types", "x12_820"]
        self.take_in(self.file(ledger, kinds[0]).body, payee=self.payee)
        payments = self.env["amazon.vendor.remittance"].search([("payee_id", "=", self.payee.id)])
        lines = {payment.name: payment.line_ids.ids for payment in payments}
        self.assertEqual(len(lines), 2)
        for kind in kinds[1:]:
            with self.subTest(kind):
                dialog = self.dialog(self.file(ledger, kind).body, payee_id=self.payee.id)
                self.assertLessEqual(set(dialog.payment_ids.mapped("verdict")), {"same", "more", "status"})
                dialog.action_keep()
                payments.invalidate_recordset()
                self.assertEqual({payment.name: payment.line_ids.ids for payment in payments}, lines)
                self.assertEqual(set(payments.mapped("balance_state")), {"balanced"})

    def test_equal_lines_of_one_payment_are_counted(self):
        self.take_in(self.workbook(
            {"number": "720006", "amount": "30.00", "lines": [("A1", "10.00"), ("A1", "10.00"), ("A1", "10.00")]}))
        self.assertEqual(self.payment("720006").line_count, 3)

    def test_file_with_fewer_lines_takes_none_away(self):
        lines = [("A1", "10.00"), ("A2", "20.00")]
        self.take_in(self.workbook({"number": "720007", "amount": "30.00", "lines": lines}))
        self.take_in(self.workbook(
            {"number": "720007", "amount": "30.00", "lines": lines[:1]},
            {"number": "720008", "amount": "1.00", "lines": [("B1", "1.00")]},
        ))
        payment = self.payment("720007")
        self.assertEqual((payment.line_count, payment.balance_state, payment.version), (2, "balanced", 1))

    def test_same_number_with_another_amount_is_a_conflict_and_changes_nothing(self):
        self.take_in(self.workbook({"number": "720009", "amount": "10.00", "lines": [("A1", "10.00")]}))
        other = self.workbook({"number": "720009", "amount": "11.00", "lines": [("A1", "11.00")]})
        dialog = self.dialog(other)
        self.assertEqual((dialog.state, dialog.payment_ids.verdict), ("refused", "conflict"))
        self.assertIn("already known with another", dialog.reason_text)
        with self.assertRaisesRegex(UserError, "already known"):
            dialog.action_keep()
        file = self.take_in(other, payee=self.payee, parks=True)
        self.assertEqual((file.state, file.reason["code"]), ("parked", "payment_differs"))
        self.assertEqual((self.payment("720009").amount, self.payment("720009").line_count), (10.0, 1))

    def test_void_payment_lets_its_invoices_go(self):
        invoice = self.invoice("INV/9", 100)
        self.take_in(self.workbook({"number": "720010", "amount": "100.00", "lines": [("INV9", "100.00")]}))
        payment = self.payment("720010")
        self.assertEqual(payment.line_ids.move_id, invoice)
        self.take_in(self.workbook({
            "number": "720010", "amount": "100.00", "status": "Voided", "void": "Bank refused",
            "lines": [("INV9", "100.00")],
        }))
        self.assertEqual((payment.state, payment.is_void, payment.void_reason), ("void", True, "Bank refused"))
        self.assertEqual((payment.needs_me_count, payment.line_ids.move_id), (0, self.env["account.move"]))
        payment.action_match()
        self.assertEqual((payment.state, payment.line_ids.match_state), ("void", "none"))
        with self.assertRaisesRegex(UserError, "Amazon took payment 720010 back"):
            payment.line_ids.action_choose()
        self.take_in(self.workbook({"number": "720011", "amount": "100.00", "lines": [("INV9", "100.00")]}))
        self.assertEqual((self.payment("720011").line_ids.move_id, self.payment("720011").state), (invoice, "clean"))

    def test_new_status_keeps_a_payment_balanced_at_the_rate_that_amazon_rounded(self):
        stated = {
            "number": "720013", "currency": "EUR", "amount": "1000.00", "paid_in": "USD", "paid_amount": "1091.23",
            "rate": "1.0912", "lines": [("A1", "1000.00")],
        }
        self.take_in(self.workbook(stated))
        self.take_in(self.workbook({**stated, "status": "Cleared"}))
        payment = self.payment("720013")
        self.assertEqual((payment.payment_status, payment.balance_state, payment.difference_text),
                         ("Cleared", "balanced", False))

    def test_payment_from_before_go_live_is_history(self):
        self.payee.go_live = "2026-04-01"
        self.take_in(self.workbook(
            {"number": "720012", "amount": "10.00", "date": "2026-03-31", "lines": [("A1", "10.00")]},
            {"number": "720013", "amount": "10.00", "date": "2026-04-01", "lines": [("A2", "10.00")]},
        ))
        self.assertTrue(self.payment("720012").is_history)
        self.assertFalse(self.payment("720013").is_history)
        self.payee.go_live = "2026-04-02"
        self.assertTrue(self.payment("720013").is_history, "go-live was moved")

    def test_lines_without_their_payment_are_parked_until_it_comes(self):
        body = self.workbook({"number": "720014", "amount": "10.00", "lines": [("A1", "10.00")]})
        headless = body.replace(b"720014,2026-03-25", b"720099,2026-03-25")
        self.take_in(headless)
        payment = self.payment("720014")
        self.assertEqual((payment.state, payment.balance_state), ("parked", "unknown"))
        self.assertIn("not the payment itself", payment.parked_text)
        self.take_in(body)
        self.assertEqual((payment.state, payment.amount), ("to_check", 10.0))
