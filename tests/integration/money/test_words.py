"""What a person reads has its amounts and dates as he writes them, in the currency they are in."""

from tests.integration.money.common import FileCase


class TestWords(FileCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("de_DE")

    def in_german(self, record):
        """Return a record as a person reads it who writes amounts as Germans do."""
        return record.with_context(lang="de_DE")

    def test_difference_of_a_payment_is_an_amount_in_its_currency(self):
        self.take_in(self.workbook({"number": "770001", "amount": "12345.60", "lines": [("X1", "10000.00")]}))
        payment = self.payment("770001")
        self.assertEqual(payment.parked_reason["params"]["difference"], "2345.6")
        self.assertIn("lack $\u00a02,345.60 of", payment.parked_text)
        self.assertIn("$\u00a02.345,60", self.in_german(payment).parked_text)

    def test_rate_and_amounts_of_a_payment_in_two_currencies_are_told_apart(self):
        self.take_in(self.workbook({
            "number": "770002", "amount": "100.00", "currency": "EUR", "paid_in": "USD", "paid_amount": "1500.00",
            "rate": "1.1000", "lines": [("A1", "100.00")],
        }), payee=self.payee)
        payment = self.payment("770002")
        self.assertIn("stated rate of 1.10 payment 770002 would differ by $\u00a01,390.00", payment.parked_text)
        self.assertIn("1,10", self.in_german(payment).parked_text)
        self.assertIn("$\u00a01.390,00", self.in_german(payment).parked_text)

    def test_hidden_lines_are_an_amount_in_the_currency_of_the_lines(self):
        self.take_in(self.workbook(
            {"number": "770003", "amount": "2000.00", "currency": "EUR", "lines": [("A1", "800.00")]},
            warning="770003",
        ), payee=self.payee)
        self.assertIn("does not show lines of 1,200.00\u00a0€ of payment", self.payment("770003").difference_text)

    def test_what_two_files_say_of_one_payment_is_said_in_words(self):
        self.take_in(self.workbook({"number": "770004", "amount": "1000.00", "lines": [("A1", "1000.00")]}))
        other = self.dialog(self.workbook({"number": "770004", "amount": "1001.00", "lines": [("A1", "1001.00")]}))
        self.assertIn(
            "another amount: $\u00a01,000.00, this file says $\u00a01,001.00.", other.reason_text)
        later = self.dialog(self.workbook(
            {"number": "770004", "amount": "1000.00", "date": "2026-03-26", "lines": [("A1", "1000.00")]}))
        self.assertIn("another date: 03/25/2026, this file says 03/26/2026.", later.reason_text)

    def test_lines_beyond_a_complete_payment_say_by_how_much(self):
        self.take_in(self.workbook({"number": "770005", "amount": "10.00", "lines": [("A1", "10.00")]}))
        other = self.dialog(self.workbook(
            {"number": "770005", "amount": "10.00", "lines": [("A1", "10.00"), ("A2", "-1500.00")]}))
        self.assertIn("it would be off by $\u00a01,500.00.", other.reason_text)

    def test_impossible_line_shows_its_amount(self):
        dialog = self.dialog(self.workbook(
            {"number": "770006", "amount": "5.00", "lines": [("A1", "1000000000000.00")]}))
        self.assertIn("a line of $\u00a01,000,000,000,000.00", dialog.reason_text)

    def test_day_in_the_future_and_day_of_the_import_are_dates(self):
        dialog = self.dialog(self.workbook(
            {"number": "770007", "amount": "5.00", "date": "2099-12-31", "lines": [("A1", "5.00")]}))
        self.assertIn("is dated 12/31/2099", dialog.reason_text)
        self.assertIn("31.12.2099", self.env["amazon.vendor.import"].with_context(lang="de_DE").new()._sentences(
            [{"code": "future_date", "params": {"number": "1", "date": "2099-12-31"}}]))

    def test_question_and_evidence_of_a_line_have_its_currency(self):
        self.invoice("INV/7", 1234.5, currency=self.eur)
        self.take_in(self.workbook(
            {"number": "770008", "amount": "1500.00", "currency": "EUR", "lines": [("INV7", "1500.00")]},
        ), payee=self.payee)
        line = self.payment("770008").line_ids
        self.assertEqual(line.question["code"], "amount_differs")
        self.assertIn("The line is 1,500.00\u00a0€, the invoice 1,234.50\u00a0€.", line.question_text)
        self.assertIn("its total is 1,234.50\u00a0€.", line.evidence_text)
        self.assertIn("1.234,50\u00a0€", self.in_german(line).question_text)
