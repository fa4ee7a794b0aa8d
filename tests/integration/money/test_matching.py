"""Lines of remittances find the invoices they pay, or say why not; nothing is guessed."""

from datetime import date

from tests.integration.money.matching_case import MatchingCase


class TestMatching(MatchingCase):
    def setUp(self):
        super().setUp()
        self.inv = self.invoice("INV/1001", 100)

    # ------------------------------------------------------------------ numbers

    def test_number_finds_the_invoice_without_a_person(self):
        remittance = self.remittance({"number": "INV-1001", "paid": 100})
        lines = self.match(remittance)
        self.assertEqual(self.answers(lines), ["proposed INV/1001 100.00"])
        self.assertEqual(lines.permission, "post")
        self.assertFalse(lines.needs_me)
        self.assertEqual(remittance.state, "clean")

    def test_discount_and_withheld_tax_settle_the_invoice_too(self):
        lines = self.match(self.remittance({"number": "INV1001", "paid": 95, "discount": 2, "withholding": 3}))
        self.assertEqual(self.answers(lines), ["proposed INV/1001 100.00"])

    def test_own_number_may_end_in_sc(self):
        self.invoice("4711SC", 50)
        lines = self.match(self.remittance({"number": "4711SC", "paid": 50}))
        self.assertEqual((lines.line_class, self.answer(lines)), ("invoice", "proposed 4711SC 50.00"))

    def test_lost_zeros_are_found_again(self):
        self.invoice("000815", 50)
        lines = self.match(self.remittance({"number": "815", "paid": 50}))
        self.assertEqual(self.answers(lines), ["proposed 000815 50.00"])

    def test_nobodys_number_is_a_question(self):
        remittance = self.remittance({"number": "INV-9999", "paid": 40})
        lines = self.match(remittance)
        self.assertEqual(self.answers(lines), ["question not_found"])
        self.assertTrue(lines.needs_me)
        self.assertEqual((remittance.state, remittance.needs_me_count), ("to_check", 1))

    def test_two_invoices_under_one_key_are_a_question(self):
        second = self.invoice("INV-1001", 100, journal_id=self.env["account.journal"].create({
            "name": "Second", "code": "SEC", "type": "sale", "company_id": self.company_us.id,
        }).id)
        lines = self.match(self.remittance({"number": "INV1001", "paid": 100}))
        self.assertEqual(self.answers(lines), ["question two_invoices"])
        self.assertEqual(lines.candidate_ids, self.inv | second)

    def test_invoice_of_another_customer_is_a_question(self):
        self.invoice("INV/1002", 100, partner=self.stranger)
        lines = self.match(self.remittance({"number": "INV/1002", "paid": 100}))
        self.assertEqual(self.answers(lines), ["question other_customer"])

    def test_invoice_in_another_currency_is_a_question(self):
        lines = self.match(self.remittance({"number": "INV/1001", "paid": 100}, currency=self.gbp))
        self.assertEqual(self.answers(lines), ["question other_currency"])

    def test_amount_that_amazon_knows_otherwise_is_a_question(self):
        lines = self.match(self.remittance({"number": "INV/1001", "paid": 90, "invoice_amount": 90}))
        self.assertEqual(self.answers(lines), ["question amount_differs"])

    def test_a_cent_is_written_off_without_a_person(self):
        lines = self.match(self.remittance({"number": "INV/1001", "paid": 99.99, "invoice_amount": 99.99}))
        self.assertEqual(self.answers(lines), ["proposed INV/1001 99.99"])
        self.assertEqual((lines.permission, lines.write_off, lines.needs_me), ("write_off", 0.01, False))

    # ------------------------------------------------------------------ claims

    def test_claim_and_its_reversals_find_the_base_invoice(self):
        lines = self.match(self.remittance(
            {"number": "INV1001", "paid": 100},
            {"number": "INV1001SC", "paid": -30},
            {"number": "INV1001SCR", "paid": 30},
            {"number": "INV1001SCRSC", "paid": -10},
            {"number": "INV1001PC", "paid": -5},
        ))
        self.assertEqual(
            [(line.line_class, line.is_reversal) for line in lines],
            [("invoice", False), ("shortage", False), ("shortage", True), ("shortage", False), ("price_claim", False)],
        )
        self.assertEqual(self.answers(lines), [
            "proposed INV/1001 100.00", "proposed INV/1001 -30.00", "proposed INV/1001 30.00",
            "proposed INV/1001 -10.00", "proposed INV/1001 -5.00",
        ])

    def test_claim_does_not_use_up_the_invoice(self):
        first = self.remittance({"number": "INV1001SC", "paid": -30}, name="1", day=date(2026, 3, 1))
        second = self.remittance({"number": "INV1001", "paid": 100}, name="2", day=date(2026, 3, 2))
        self.match(first, second)
        self.assertEqual(self.answers(second.line_ids), ["proposed INV/1001 100.00"])

    def test_chargeback_needs_no_invoice_and_no_person(self):
        lines = self.match(self.remittance({"number": "100200300VCBSINV", "paid": -12}))
        self.assertEqual((lines.line_class, lines.match_state, lines.needs_me), ("chargeback", "none", False))

    # ------------------------------------------------------------------ several payments

    def test_slices_over_several_payments_add_up_to_the_invoice(self):
        first = self.remittance({"number": "INV1001", "paid": 60}, name="1", day=date(2026, 3, 1))
        second = self.remittance({"number": "INV1001", "paid": 40}, name="2", day=date(2026, 3, 8))
        lines = self.match(first, second)
        self.assertEqual(self.answers(lines), ["proposed INV/1001 60.00", "proposed INV/1001 40.00"])

    def test_invoice_that_a_person_gives_to_a_later_payment_is_the_earlier_ones_no_more_until_he_takes_it_back(self):
        first = self.remittance({"number": "INV1001", "paid": 100}, name="1", day=date(2026, 3, 1))
        second = self.remittance({"number": "INV1001", "paid": 100}, name="2", day=date(2026, 3, 8))
        earlier, later = self.match(first, second)
        later.action_accept()
        self.run_cron()
        self.assertEqual(self.answers(earlier | later), ["question paid_too_much", "accepted INV/1001 100.00"])
        later.action_undo()
        self.run_cron()
        self.assertEqual(self.answers(earlier | later), ["proposed INV/1001 100.00", "question paid_too_much"])

    def test_second_payment_of_a_paid_invoice_is_a_question_whichever_is_matched_first(self):
        first = self.remittance({"number": "INV1001", "paid": 100}, name="1", day=date(2026, 3, 1))
        second = self.remittance({"number": "INV1001", "paid": 100}, name="2", day=date(2026, 3, 8))
        self.match(second, first)
        self.run_cron()
        self.assertEqual(
            self.answers((first | second).line_ids.sorted("payment_date")),
            ["proposed INV/1001 100.00", "question paid_too_much"],
        )

    def test_void_payment_does_not_use_up_the_invoice(self):
        void = self.remittance(
            {"number": "INV1001", "paid": 100}, name="1", day=date(2026, 3, 1), is_void=True, state="void")
        second = self.remittance({"number": "INV1001", "paid": 100}, name="2", day=date(2026, 3, 8))
        self.match(void, second)
        self.assertEqual(self.answers(second.line_ids), ["proposed INV/1001 100.00"])
        self.assertEqual((void.state, void.needs_match, void.line_ids.match_ids.ids), ("void", False, []))

    def test_line_that_would_give_what_it_does_not_move_stops_the_books(self):
        lines = self.match(self.remittance({"number": "INV1001", "paid": 100}))
        lines.sudo().match_ids.write({"amount": 100.01})
        with self.assertRaisesRegex(AssertionError, "INV1001"):
            lines.remittance_id._refresh_counts()

    # ------------------------------------------------------------------ purchase orders

    def test_purchase_order_and_exact_amount_find_the_invoice(self):
        self.invoice("INV/1003", 55, ref="4XQ7T2AB")
        lines = self.match(self.remittance({"number": "WHO-KNOWS", "paid": 55, "purchase_order": "4XQ7T2AB"}))
        self.assertEqual(self.answers(lines), ["proposed INV/1003 55.00"])
        self.assertEqual((lines.match_rule_id.code, lines.needs_me), ("order_amount", False))

    def test_purchase_order_is_read_from_the_description(self):
        self.invoice("INV/1003", 55, ref="4XQ7T2AB")
        lines = self.match(self.remittance({"number": "X", "paid": 55, "description": "Invoice for PO 4XQ7T2AB"}))
        self.assertEqual(self.answers(lines), ["proposed INV/1003 55.00"])

    def test_purchase_order_without_the_amount_is_a_question(self):
        self.invoice("INV/1003", 55, ref="4XQ7T2AB")
        lines = self.match(self.remittance({"number": "WHO-KNOWS", "paid": 54, "purchase_order": "4XQ7T2AB"}))
        self.assertEqual(self.answers(lines), ["question not_found"])

    def test_two_invoices_of_an_order_with_the_same_amount_are_a_question(self):
        self.invoice("INV/1003", 55, ref="4XQ7T2AB")
        self.invoice("INV/1004", 55, ref="4XQ7T2AB")
        lines = self.match(self.remittance({"number": "WHO-KNOWS", "paid": 55, "purchase_order": "4XQ7T2AB"}))
        self.assertEqual(self.answers(lines), ["question only_by_amount"])

    def test_one_line_may_pay_several_invoices_of_an_order(self):
        self.invoice("INV/1003", 55, ref="4XQ7T2AB")
        self.invoice("INV/1004", 20, ref="4XQ7T2AB")
        self.invoice("INV/1005", 7, ref="4XQ7T2AB")
        lines = self.match(self.remittance({"number": "WHO-KNOWS", "paid": 62, "purchase_order": "4XQ7T2AB"}))
        self.assertEqual(self.answers(lines), ["proposed INV/1003 55.00 INV/1005 7.00"])

    def test_order_is_found_through_its_sale_order(self):
        order = self.env["sale.order"].create({
            "partner_id": self.amazon.id, "company_id": self.company_us.id, "client_order_ref": "7ABCDEF1",
            "order_line": [(0, 0, {
                "product_id": self.env["product.product"].create({
                    "name": "Mug", "type": "consu", "invoice_policy": "order", "taxes_id": [(5, 0, 0)],
                }).id,
                "product_uom_qty": 3, "price_unit": 11, "tax_ids": [(5, 0, 0)],
            })],
        })
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        lines = self.match(self.remittance({"number": "WHO-KNOWS", "paid": 33, "purchase_order": "7ABCDEF1"}))
        self.assertEqual(lines.move_id, invoice)

    # ------------------------------------------------------------------ again and again

    def test_matching_again_changes_nothing(self):
        remittance = self.remittance(
            {"number": "INV1001", "paid": 100}, {"number": "INV1001SC", "paid": -30}, {"number": "NOBODYS1", "paid": 4}
        )
        lines = self.match(remittance)
        before = [(match.id, match.write_date) for match in lines.match_ids], self.answers(lines)
        lines = self.match(remittance)
        self.assertEqual(([(match.id, match.write_date) for match in lines.match_ids], self.answers(lines)), before)

    def test_parked_remittance_stays_parked_but_its_lines_are_matched(self):
        remittance = self.remittance({"number": "INV1001", "paid": 100}, state="parked", balance_state="differs")
        lines = self.match(remittance)
        self.assertEqual((remittance.state, self.answer(lines)), ("parked", "proposed INV/1001 100.00"))

    def test_remittance_that_does_not_balance_is_to_check(self):
        remittance = self.remittance({"number": "INV1001", "paid": 100}, balance_state="differs")
        self.match(remittance)
        self.assertEqual(remittance.state, "to_check")

    def test_cron_matches_what_waits_and_nothing_else(self):
        waiting = self.remittance({"number": "INV1001", "paid": 100}, name="1")
        asleep = self.remittance({"number": "INV1001", "paid": 100}, name="2", needs_match=False)
        self.run_cron()
        self.assertEqual((waiting.needs_match, waiting.state), (False, "clean"))
        self.assertEqual(asleep.line_ids.match_state, "open")

    def test_number_of_queries_does_not_grow_with_the_lines(self):
        few = self.remittance(*({"number": f"A{number}", "paid": 1} for number in range(5)), name="few")
        many = self.remittance(*({"number": f"B{number}", "paid": 1} for number in range(400)), name="many")
        self.env.flush_all()
        counts = []
        for remittance in (few, few, many):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            remittance._match()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[1] + 2)
