"""Invoices come, go and come back after the payment that names them; lines follow without anybody asking."""

from tests.integration.money.matching_case import MatchingCase


class TestInvoices(MatchingCase):
    def test_line_finds_an_invoice_that_is_posted_later(self):
        remittance = self.remittance({"number": "INV1001", "paid": 100})
        self.match(remittance)
        invoice = self.invoice("INV/1001", 100, post=False)
        self.assertFalse(remittance.needs_match)
        invoice.action_post()
        self.assertTrue(remittance.needs_match)
        self.run_cron()
        self.assertEqual(self.answers(remittance.line_ids), ["proposed INV/1001 100.00"])
        self.assertEqual(remittance.state, "clean")

    def test_posting_wakes_the_cron_only_when_a_line_may_mean_the_invoice(self):
        self.match(self.remittance({"number": "INV1001", "paid": 100}))
        triggers = self.env["ir.cron.trigger"].search_count([])
        self.invoice("INV/5555", 100)
        self.assertEqual(self.env["ir.cron.trigger"].search_count([]), triggers)

    def test_invoice_that_was_posted_while_its_payment_was_matched_is_found_by_the_cron(self):
        remittance = self.remittance({"number": "INV1001", "paid": 100})
        self.match(remittance)
        self.invoice("INV/1001", 100)
        remittance.needs_match = False  # as if neither transaction had seen the other
        self.run_cron()
        self.assertEqual(self.answers(remittance.line_ids), ["proposed INV/1001 100.00"])

    def test_claim_finds_its_base_invoice_later(self):
        remittance = self.remittance({"number": "INV1001SC", "paid": -20})
        self.assertEqual(self.answers(self.match(remittance)), ["question no_base_invoice"])
        self.invoice("INV/1001", 100)
        self.run_cron()
        self.assertEqual(self.answers(remittance.line_ids), ["proposed INV/1001 -20.00"])

    def test_line_finds_by_its_purchase_order_later(self):
        remittance = self.remittance({"number": "WHO-KNOWS", "paid": 55, "purchase_order": "4XQ7T2AB"})
        self.match(remittance)
        self.invoice("INV/1003", 55, ref="4XQ7T2AB")
        self.run_cron()
        self.assertEqual(self.answers(remittance.line_ids), ["proposed INV/1003 55.00"])

    def test_second_invoice_of_the_same_key_makes_a_question_of_a_proposal(self):
        self.invoice("INV/1001", 100)
        remittance = self.remittance({"number": "INV1001", "paid": 100})
        self.match(remittance)
        self.invoice("INV-1001", 100, journal_id=self.env["account.journal"].create({
            "name": "Second", "code": "SEC", "type": "sale", "company_id": self.company_us.id,
        }).id)
        self.run_cron()
        self.assertEqual(self.answers(remittance.line_ids), ["question two_invoices"])

    def test_proposal_becomes_a_question_at_once_when_its_invoice_is_reset_to_draft(self):
        invoice = self.invoice("INV/1001", 100)
        remittance = self.remittance({"number": "INV1001", "paid": 100})
        self.match(remittance)
        invoice.button_draft()
        line = remittance.line_ids
        self.assertEqual((self.answer(line), line.needs_me), ("question invoice_reset", True))
        self.assertFalse(line.move_id)
        self.assertEqual(remittance.state, "to_check")
        self.run_cron()
        self.assertEqual(self.answer(line), "question not_found")
        invoice.action_post()
        self.run_cron()
        self.assertEqual(self.answer(line), "proposed INV/1001 100.00")

    def test_cancelled_invoice_loses_its_lines(self):
        invoice = self.invoice("INV/1001", 100)
        remittance = self.remittance({"number": "INV1001", "paid": 100})
        self.match(remittance)
        invoice.button_cancel()
        self.assertEqual(self.answer(remittance.line_ids), "question invoice_reset")

    def test_what_a_person_accepted_holds_again_once_the_invoice_is_posted_again(self):
        invoice = self.invoice("INV/1001", 100)
        remittance = self.remittance({"number": "ABC123", "paid": 100})
        lines = self.match(remittance)
        lines._choose(invoice.with_user(self.accountant))
        invoice.button_draft()
        self.run_cron()
        self.assertEqual(self.answer(remittance.line_ids), "question invoice_reset")
        invoice.action_post()
        self.run_cron()
        self.assertEqual(self.answer(remittance.line_ids), "accepted INV/1001 100.00")

    def test_who_matches_again_before_the_cron_does_gets_back_what_was_accepted(self):
        invoice = self.invoice("INV/1001", 100)
        remittance = self.remittance({"number": "ABC123", "paid": 100})
        self.match(remittance)._choose(invoice.with_user(self.accountant))
        invoice.button_draft()
        invoice.action_post()
        self.match(remittance)
        self.assertEqual(self.answer(remittance.line_ids), "accepted INV/1001 100.00")

    def test_renamed_invoice_keeps_its_line_by_the_new_number_only(self):
        invoice = self.invoice("INV/1001", 100)
        remittance = self.remittance({"number": "INV1001", "paid": 100})
        self.match(remittance)
        invoice.name = "INV/2001"
        self.run_cron()
        self.assertEqual(self.answer(remittance.line_ids), "question not_found")

    def test_invoice_shows_its_lines_in_all_remittances(self):
        invoice = self.invoice("INV/1001", 100)
        lines = self.match(
            self.remittance({"number": "INV1001", "paid": 60}, name="1"),
            self.remittance({"number": "INV1001", "paid": 40}, {"number": "INV1001SC", "paid": -5}, name="2"),
        )
        seen = invoice.with_user(self.accountant)
        self.assertEqual(seen.amazon_vendor_line_count, 3)
        action = seen.action_amazon_vendor_lines()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), lines.sudo())
