"""What a person decides holds, is remembered where he wants it, and can be taken back."""

from datetime import date

from odoo.exceptions import UserError

from tests.integration.money.matching_case import MatchingCase


class TestDecisions(MatchingCase):
    def setUp(self):
        super().setUp()
        self.inv = self.invoice("INV/1001", 100)

    def decide(self, lines, **values):
        """Answer the dialog that 'Choose' opens, as the accountant."""
        action = lines.with_user(self.accountant).action_choose()
        wizards = self.env[action["res_model"]].with_user(self.accountant).with_context(**action["context"])
        wizards.create(values).action_decide()
        self.env.invalidate_all()

    def test_dialog_is_not_filtered_or_prefilled_by_the_list_it_is_opened_from(self):
        line = self.match(self.remittance({"number": "NOBODYS1", "paid": 100})).with_user(self.accountant)
        of_list = line.with_context(search_default_needs_me=1, default_line_class="shortage", group_by="payee_id")
        self.assertEqual(of_list.action_choose()["context"], {"default_line_ids": line.ids})
        self.assertEqual(
            of_list.with_context(decide_class=True).action_choose()["context"],
            {"default_line_ids": line.ids, "decide_class": True},
        )

    # ------------------------------------------------------------------ accepting

    def test_accepted_proposal_is_not_matched_again(self):
        remittance = self.remittance({"number": "INV1001", "paid": 100})
        line = self.match(remittance)
        line.action_accept()
        self.invoice("INV-1001", 100, journal_id=self.env["account.journal"].create({
            "name": "Second", "code": "SEC", "type": "sale", "company_id": self.company_us.id,
        }).id)
        self.match(remittance)
        self.assertEqual(self.answer(line), "accepted INV/1001 100.00")
        self.assertEqual(line.sudo().match_ids.accepted_by_id, self.accountant)

    def test_everything_proposed_is_accepted_at_once(self):
        self.env["amazon.vendor.match.rule"]._for_company(self.company_us)["exact"].needs_person = True
        self.invoice("INV/1002", 50)
        remittance = self.remittance(
            {"number": "INV1001", "paid": 100}, {"number": "INV1002", "paid": 50}, {"number": "NOBODYS1", "paid": 1}
        )
        self.match(remittance)
        self.assertEqual(remittance.needs_me_count, 3)
        remittance.with_user(self.accountant).action_accept_all()
        self.assertEqual(self.answers(remittance.line_ids.sorted("sequence")), [
            "accepted INV/1001 100.00", "accepted INV/1002 50.00", "question not_found",
        ])
        self.assertEqual(remittance.needs_me_count, 1)

    def test_doubtful_line_is_accepted_when_a_person_says_so(self):
        line = self.match(self.remittance({"number": "INV/1001", "paid": 90, "invoice_amount": 90}))
        line.action_accept()
        self.assertEqual(self.answer(line), "accepted INV/1001 90.00")

    def test_invoice_in_another_currency_cannot_be_chosen(self):
        line = self.match(self.remittance({"number": "INV/1001", "paid": 100}, currency=self.gbp))
        with self.assertRaisesRegex(UserError, "GBP"):
            self.decide(line, move_id=self.inv.id)

    def test_line_without_a_proposal_cannot_be_accepted(self):
        line = self.match(self.remittance({"number": "NOBODYS1", "paid": 100}))
        with self.assertRaisesRegex(UserError, "Press Choose"):
            line.action_accept()

    def test_nobody_edits_what_amazon_states(self):
        line = self.match(self.remittance({"number": "INV1001", "paid": 100}))
        with self.assertRaisesRegex(UserError, "not edited"):
            line.write({"paid": 1})
        with self.assertRaisesRegex(UserError, "not edited"):
            line.match_ids.write({"state": "accepted"})

    def test_auditor_decides_nothing(self):
        line = self.match(self.remittance({"number": "INV1001", "paid": 100}))
        with self.assertRaisesRegex(Exception, "not allowed"):
            line.with_user(self.auditor).action_accept()

    # ------------------------------------------------------------------ choosing

    def test_chosen_invoice_gets_the_line(self):
        remittance = self.remittance({"number": "NOBODYS1", "paid": 100})
        line = self.match(remittance)
        self.decide(line, move_id=self.inv.id)
        self.assertEqual((self.answer(line), line.needs_me), ("accepted INV/1001 100.00", False))
        self.assertEqual(remittance.state, "clean")

    def test_person_may_choose_another_invoice_than_the_proposed_one(self):
        other = self.invoice("INV/1002", 100)
        line = self.match(self.remittance({"number": "INV1001", "paid": 100}))
        self.decide(line, move_id=other.id)
        self.assertEqual(self.answer(line), "accepted INV/1002 100.00")

    def test_draft_cannot_be_chosen(self):
        draft = self.invoice("INV/1002", 100, post=False)
        line = self.match(self.remittance({"number": "NOBODYS1", "paid": 100}))
        with self.assertRaisesRegex(UserError, "not a posted customer invoice"):
            self.decide(line, move_id=draft.id)

    def test_several_lines_are_decided_together(self):
        lines = self.match(
            self.remittance({"number": "NOBODYS1", "paid": 60}, name="1"),
            self.remittance({"number": "NOBODYS1", "paid": 40}, name="2"),
        )
        self.decide(lines, move_id=self.inv.id)
        self.assertEqual(self.answers(lines), ["accepted INV/1001 60.00", "accepted INV/1001 40.00"])

    def test_lines_that_nobody_can_see_are_left_in_suspense_when_a_person_says_so(self):
        remittance = self.remittance({"paid": 7, "is_remainder": True}, balance_state="hidden")
        line = self.match(remittance)
        self.assertEqual((self.answer(line), remittance.state), ("question hidden_lines", "to_check"))
        self.decide(line, line_class="hidden")
        self.match(remittance)
        self.assertEqual((line.match_state, line.needs_me), ("none", False))
        self.assertEqual((remittance.state, remittance.balance_state), ("clean", "hidden"))
        self.assertIn("Suspense", line.booking_text)

    def test_class_that_a_person_gives_stays(self):
        remittance = self.remittance({"number": "ODD 77", "paid": -7})
        line = self.match(remittance)
        self.assertEqual(self.answer(line), "question unknown_line")
        self.decide(line, line_class="agreement")
        self.match(remittance)
        self.assertEqual((line.line_class, line.match_state, line.needs_me), ("agreement", "none", False))
        self.assertEqual(line.class_by, self.accountant)
        self.assertEqual(line.evidence_text, "A person said what it is.")

    def test_claim_that_a_person_names_needs_its_invoice(self):
        line = self.match(self.remittance({"number": "ODD 77", "paid": -7}))
        with self.assertRaisesRegex(UserError, "Choose its class as well"):
            self.decide(line, move_id=self.inv.id)
        self.decide(line, move_id=self.inv.id, line_class="shortage")
        self.assertEqual((line.line_class, self.answer(line)), ("shortage", "accepted INV/1001 -7.00"))

    # ------------------------------------------------------------------ taking back

    def test_undone_line_is_matched_by_the_rules_again(self):
        other = self.invoice("INV/1002", 100)
        line = self.match(self.remittance({"number": "INV1001", "paid": 100}))
        self.decide(line, move_id=other.id)
        line.action_undo()
        self.assertEqual(self.answer(line), "proposed INV/1001 100.00")

    def test_undone_class_is_found_by_the_rules_again(self):
        line = self.match(self.remittance({"number": "100VCBSINV", "paid": -7}))
        self.decide(line, line_class="return")
        self.assertEqual(line.line_class, "return")
        line.action_undo()
        self.assertEqual((line.line_class, line.class_by.id), ("chargeback", False))

    # ------------------------------------------------------------------ remembering

    def test_remembered_number_means_the_invoice_from_then_on(self):
        first = self.match(self.remittance({"number": "AMZ-0001", "paid": 60}, name="1"))
        self.decide(first, move_id=self.inv.id, remember=True)
        later = self.match(self.remittance(
            {"number": "AMZ0001", "paid": 40},
            {"number": "AMZ-0001SC", "paid": -5},
            {"number": "AMZ-0001SCR", "paid": 5},
            name="2",
        ))
        self.assertEqual(
            self.answers(later), ["proposed INV/1001 40.00", "proposed INV/1001 -5.00", "proposed INV/1001 5.00"]
        )
        self.assertEqual(later.mapped("match_rule_id.code"), ["alias"])

    def test_remembered_number_answers_open_lines_of_other_payments(self):
        first, second = (
            self.remittance({"number": "AMZ-0001", "paid": amount}, name=name)
            for name, amount in (("1", 60), ("2", 40))
        )
        lines = self.match(first, second)
        self.decide(lines[0], move_id=self.inv.id, remember=True)
        self.run_cron()
        self.assertEqual(self.answers(lines), ["accepted INV/1001 60.00", "proposed INV/1001 40.00"])

    def test_number_is_not_remembered_unless_asked(self):
        self.decide(self.match(self.remittance({"number": "AMZ-0001", "paid": 60}, name="1")), move_id=self.inv.id)
        later = self.match(self.remittance({"number": "AMZ-0001", "paid": 40}, name="2"))
        self.assertEqual(self.answers(later), ["question not_found"])

    def test_remembered_class_holds_for_numbers_of_the_same_form(self):
        first = self.match(self.remittance({"number": "QQX-2026-01", "paid": -7}, name="1"))
        self.decide(first, line_class="agreement", remember=True)
        rule = self.env["amazon.vendor.class.rule"].search([("name", "=", "Like QQX-2026-01")])
        self.assertEqual(rule.pattern, r"QQX\-[0-9]{4}\-[0-9]{2}")
        self.assertEqual((rule.company_id, rule.sign), (self.company_us, "negative"))
        later = self.remittance(
            {"number": "QQX-2027-11", "paid": -3}, {"number": "QQX-2027-111", "paid": -3},
            name="2", day=date(2026, 3, 9),
        )
        self.assertEqual(self.match(later).mapped("line_class"), ["agreement", "unknown"])

    def test_remembered_class_answers_other_lines_of_the_same_payment(self):
        remittance = self.remittance({"number": "QQX-2026-01", "paid": -7}, {"number": "QQX-2026-02", "paid": -8})
        lines = self.match(remittance)
        self.decide(lines[0], line_class="agreement", remember=True)
        self.run_cron()
        self.assertEqual(lines.mapped("line_class"), ["agreement", "agreement"])
        self.assertEqual(remittance.state, "clean")
