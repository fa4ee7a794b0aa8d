"""Payments as the accountant sees them: three currencies, two companies, totals that add up, what posting would do."""

from datetime import date
from decimal import Decimal

from tests.integration.money.common import FileCase


class TestRemittances(FileCase):
    def test_payments_in_three_currencies_are_kept_apart(self):
        self.take_in(self.workbook(
            {"number": "760001", "amount": "10.00", "currency": "USD", "lines": [("A1", "10.00")]},
            {"number": "760002", "amount": "20.00", "currency": "EUR", "lines": [("A2", "20.00")]},
            {"number": "760003", "amount": "30.00", "currency": "GBP", "lines": [("A3", "30.00")]},
        ), payee=self.payee)
        for number, currency in (("760001", "USD"), ("760002", "EUR"), ("760003", "GBP")):
            payment = self.payment(number)
            self.assertEqual((payment.currency_id.name, payment.line_ids.currency_id.name, payment.balance_state),
                             (currency, currency, "balanced"))

    def test_payment_in_another_currency_than_its_lines_is_checked_at_its_rate(self):
        self.take_in(self.workbook({
            "number": "760004", "amount": "100.00", "currency": "EUR", "paid_in": "USD", "paid_amount": "110.00",
            "rate": "1.1000", "lines": [("A1", "100.00")],
        }), payee=self.payee)
        payment = self.payment("760004")
        self.assertEqual((payment.currency_id.name, payment.amount), ("USD", 110.0))
        self.assertEqual((payment.invoice_currency_id.name, payment.invoice_amount), ("EUR", 100.0))
        self.assertEqual(payment.balance_state, "balanced")
        self.take_in(self.workbook({
            "number": "760005", "amount": "100.00", "currency": "EUR", "paid_in": "USD", "paid_amount": "150.00",
            "rate": "1.1000", "lines": [("A1", "100.00")],
        }), payee=self.payee)
        wrong = self.payment("760005")
        self.assertEqual((wrong.state, wrong.balance_state), ("parked", "differs"))
        self.assertIn("rate of 1.1", wrong.parked_text)

    def test_totals_per_class_add_up_to_the_payment(self):
        self.invoice("INV/1", 100)
        self.take_in(self.workbook({"number": "760006", "amount": "75.50", "lines": [
            ("INV1", "100.00"), ("INV1SC", "-20.00"), ("INV1SCR", "5.00"), ("CB1VCBSINV", "-9.50"),
        ]}))
        payment = self.payment("760006")
        totals = {(total.line_class, total.is_reversal): total.amount for total in payment.total_ids}
        self.assertEqual(totals, {
            ("invoice", False): 100.0, ("shortage", False): -20.0, ("shortage", True): 5.0, ("chargeback", False): -9.5,
        })
        self.assertEqual(sum(totals.values()), 75.5)

    def test_invoices_of_two_companies_of_the_payee_are_found_and_only_named(self):
        self.invoice("INV/US/1", 100, currency=self.eur)
        self.invoice("RE/DE/1", 50, company=self.company_de, partner=self.amazon_eu, currency=self.eur)
        self.take_in(self.workbook({
            "number": "760007", "amount": "150.00", "currency": "EUR",
            "lines": [("INVUS1", "100.00"), ("REDE1", "50.00")],
        }), payee=self.payee)
        payment = self.payment("760007")
        self.assertEqual(sorted(payment.line_ids.mapped("invoice_name")), ["INV/US/1", "RE/DE/1"])
        self.assertEqual(payment.state, "clean")
        only_us = payment.with_context(allowed_company_ids=self.company_us.ids)
        self.env.invalidate_all()
        self.assertEqual(sorted(only_us.line_ids.mapped("invoice_name")), ["INV/US/1", "RE/DE/1"])
        self.assertIn("Due to another company", only_us.booking_html)

    def test_lump_sum_for_invoices_of_two_companies_would_be_posted_in_both(self):
        self.invoice("INV/US/1", 100, ref="4XQ7T2AB")
        self.invoice("RE/DE/1", 50, ref="4XQ7T2AB", company=self.company_de, currency=self.usd, partner=self.amazon_eu)
        lines = self.match(self.remittance({"number": "WHO-KNOWS", "paid": 149.98, "purchase_order": "4XQ7T2AB"}))
        matches = lines.sudo().match_ids.sorted("amount")
        self.assertEqual([(match.invoice_name, match.amount, match.write_off) for match in matches],
                         [("RE/DE/1", 50.0, 0.0), ("INV/US/1", 99.98, 0.02)])
        lines.action_accept()
        us, de = self.company_us.id, self.company_de.id
        entries = lines.remittance_id._booking_entries()
        self.assertEqual(
            sorted((entry.company_id, entry.role, entry.side, f"{entry.amount:.2f}") for entry in entries), sorted([
                (us, "clearing", "debit", "149.98"), (us, "write_off", "debit", "0.02"),
                (us, "receivable", "credit", "100.00"), (us, "due_to", "credit", "50.00"),
                (de, "due_from", "debit", "50.00"), (de, "receivable", "credit", "50.00"),
            ]))
        self.assertIn(f"{self.company_de.name}: Debit Due from another company", lines.booking_text)

    def test_invoice_that_gets_the_write_off_of_a_lump_sum_is_paid(self):
        self.invoice("INV/1", 50, ref="4XQ7T2AB")
        self.invoice("INV/2", 100, ref="4XQ7T2AB")
        order = {"purchase_order": "4XQ7T2AB"}
        self.match(self.remittance({"number": "WHO-KNOWS", "paid": 149.98, **order}, name="1"))
        later = self.match(self.remittance({"number": "INV2", "paid": 0.02}, name="2", day=date(2026, 3, 9)))
        self.assertEqual(self.answers(later), ["question paid_too_much"])

    def test_what_posting_would_do_is_balanced(self):
        self.invoice("INV/1", 100)
        self.take_in(self.workbook({"number": "760008", "amount": "80.00", "lines": [
            ("INV1", "100.00"), ("INV1SC", "-20.00"),
        ]}))
        payment = self.payment("760008")
        entries = payment._booking_entries()
        self.assertEqual(sorted((entry.role, entry.side, entry.amount) for entry in entries), [
            ("claims", "debit", Decimal("20.00")), ("clearing", "debit", Decimal("80.00")),
            ("receivable", "credit", Decimal("100.00")),
        ])
        self.assertIn("Amazon clearing", payment.booking_html)
        line = payment.line_ids.filtered(lambda line: line.number == "INV1")
        self.assertIn("Customer invoices", line.booking_text)
        self.assertIn("INV1 is a number of ours", line.evidence_text)

    def test_what_lines_in_another_currency_lack_would_go_to_suspense(self):
        self.invoice("RE/5", 900, company=self.company_de, currency=self.eur, partner=self.amazon_eu)
        self.take_in(self.workbook({
            "number": "760010", "currency": "EUR", "amount": "1000.00", "paid_in": "USD", "paid_amount": "1091.20",
            "rate": "1.0912", "lines": [("RE5", "900.00")],
        }))
        suspense = [entry for entry in self.payment("760010")._booking_entries() if entry.role == "suspense"]
        self.assertEqual([(entry.side, entry.amount, entry.currency) for entry in suspense],
                         [("credit", Decimal("100.00"), "EUR")])

    def test_payment_without_a_stated_amount_would_post_what_its_lines_say(self):
        self.invoice("INV/1", 100)
        body = self.workbook({"number": "760011", "amount": "", "lines": [("INV1", "100.00")]})
        self.take_in(body)
        entries = self.payment("760011")._booking_entries()
        self.assertEqual(sorted((entry.role, entry.side, entry.amount) for entry in entries), [
            ("clearing", "debit", Decimal("100.00")), ("receivable", "credit", Decimal("100.00")),
        ])

    def test_nothing_of_history_would_be_posted(self):
        self.payee.go_live = "2026-04-01"
        self.take_in(self.workbook({"number": "760012", "amount": "5.00", "lines": [("X1", "5.00")]}))
        self.assertFalse(self.payment("760012").booking_html)

    def test_lines_are_opened_from_the_payment(self):
        self.take_in(self.workbook({"number": "760009", "amount": "5.00", "lines": [("X1", "5.00")]}))
        payment = self.payment("760009")
        action = payment.action_open_needs_me()
        self.assertEqual((action["res_model"], action["domain"], action["context"]), (
            "amazon.vendor.remittance.line", [("remittance_id", "in", payment.ids)], {"search_default_needs_me": 1}))

    def test_ledger_of_every_layout_comes_in_to_the_cent(self):
        for layout in ("remittance_us", "remittance_eu", "remittance_types", "x12_820", "edifact_remadv"):
            with self.subTest(layout=layout):
                ledger = self.ledger(seed=sum(map(ord, layout)), invoices=60, payments=2)
                made = self.file(ledger, layout)
                self.take_in(made.body, made.name, payee=self.payee)
                for truth in made.truth["payments"]:
                    payment = self.payment(truth["number"])
                    self.assertEqual(payment.line_count, len(truth["lines"]))
                    self.assertEqual(payment.balance_state, "balanced", payment.difference_text)
                    self.assertEqual(f"{payment.amount:.2f}", f"{Decimal(truth['amount']):.2f}")
