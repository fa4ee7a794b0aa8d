"""A person checks a random sample of automatic matches; a rule that is wrong too often loses its permission."""

from datetime import date

from odoo.exceptions import UserError

from tests.integration.money.matching_case import MatchingCase


class TestSampling(MatchingCase):
    def setUp(self):
        super().setUp()
        self.rules = self.env["amazon.vendor.match.rule"]._for_company(self.company_us)
        self.rules["exact"].write({"sample_size": 4, "judged_from": 4, "responsible_id": self.accountant.id})

    def matched(self, count, name="1"):
        for number in range(count):
            self.invoice(f"INV/{name}{number:03}", 10)
        remittance = self.remittance(
            *({"number": f"INV{name}{number:03}", "paid": 10} for number in range(count)), name=name
        )
        return self.match(remittance).sudo().match_ids

    def sample(self):
        with self.enter_registry_test_mode():
            self.env.ref("acorn_vendor_connector.cron_sample_matches").method_direct_trigger()
        self.env.invalidate_all()
        return self.env["amazon.vendor.match"].search([("sample_month", "!=", False)]).with_user(self.accountant)

    def requests(self):
        return self.env["mail.activity"].search([("res_model", "=", "amazon.vendor.match.rule")])

    def test_sample_is_as_large_as_the_rule_says_and_asked_for_once(self):
        self.matched(9)
        self.assertEqual(len(self.sample()), 4)
        self.assertEqual(len(self.sample()), 4)
        self.assertEqual(self.requests().mapped("user_id"), self.accountant)
        self.assertEqual(len(self.requests()), 1)

    def test_sample_differs_from_time_to_time(self):
        matches = self.matched(60)
        self.rules["exact"].sample_size = 30
        drawn = []
        for _turn in range(2):
            drawn.append(self.env["amazon.vendor.match"]._draw_sample(date(2026, 11, 1)))
            matches.write({"sample_month": False})
            self.env.flush_all()
        self.assertEqual([len(each) for each in drawn], [30, 30])
        self.assertNotEqual(*(set(each.ids) for each in drawn))

    def test_what_needs_a_person_anyway_is_not_drawn(self):
        self.rules["exact"].needs_person = True
        self.matched(3)
        self.assertFalse(self.sample())

    def test_right_is_counted(self):
        self.matched(4)
        self.sample().action_right()
        rule = self.rules["exact"]
        self.assertEqual((rule.checked_count, rule.right_count, rule.precision), (4, 4, 1.0))
        self.assertEqual((round(rule.low, 3), rule.high), (0.51, 1.0))

    def test_verdict_on_a_match_that_chance_did_not_choose_is_not_counted(self):
        """Whoever looks only where he suspects something finds more wrong than there is."""
        self.matched(9)
        drawn = self.sample()
        others = self.env["amazon.vendor.match"].search([]).with_user(self.accountant) - drawn
        others.action_right()
        self.assertEqual(self.rules["exact"].checked_count, 0)
        drawn.action_right()
        self.assertEqual(self.rules["exact"].checked_count, 4)

    def test_request_is_closed_with_the_last_verdict(self):
        self.matched(4)
        self.rules["exact"].limit = 0.1
        drawn = self.sample()
        drawn[:3].action_right()
        self.assertEqual(len(self.requests()), 1)
        drawn[3:].action_right()
        self.assertFalse(self.requests())

    def test_wrong_match_is_withdrawn_and_never_proposed_again(self):
        line = self.matched(1).line_id
        self.sample().action_wrong()
        self.assertEqual((self.answer(line), line.needs_me), ("question wrong_match", True))
        self.match(line.remittance_id)
        self.assertEqual(self.answer(line), "question wrong_match")
        self.assertEqual(self.rules["exact"].right_count, 0)

    def test_rule_below_its_limit_is_suspended_and_says_so(self):
        self.matched(4)
        drawn = self.sample()
        drawn[:1].action_wrong()
        self.assertFalse(self.rules["exact"].is_suspended)  # too few to judge by
        drawn[1:].action_right()
        rule = self.rules["exact"]
        self.assertTrue(rule.is_suspended)
        self.assertIn("3 were right", rule.suspended_reason)
        self.assertIn("3 were right", rule.message_ids[0].body + rule.message_ids[1].body)
        self.assertIn("A matching rule was suspended", self.requests().mapped("summary"))

    def test_suspended_rule_only_proposes_until_a_person_enables_it(self):
        self.rules["exact"].write({"is_suspended": True})
        line = self.matched(1).line_id
        self.assertEqual((line.permission, line.needs_me), ("person", True))
        self.rules["exact"].with_user(self.manager).action_enable()
        self.match(line.remittance_id)
        self.assertEqual((line.permission, line.needs_me), ("post", False))

    def test_enabled_rule_is_judged_by_new_verdicts_only(self):
        rule = self.rules["exact"]
        self.matched(4)
        drawn = self.sample()
        drawn[:2].action_wrong()
        drawn[2:].action_right()
        self.assertEqual((rule.checked_count, rule.is_suspended), (4, True))
        rule.action_enable()
        self.assertEqual((rule.checked_count, rule.is_suspended), (0, False))

    def test_rule_that_was_never_wrong_keeps_its_permission(self):
        rule = self.rules["exact"]
        rule.write({"sample_size": 50, "judged_from": 30})
        self.matched(31)
        self.sample().action_right()
        self.assertEqual((rule.checked_count, rule.limit, round(rule.low, 3)), (31, 0.85, 0.89))
        self.assertFalse(rule.is_suspended)

    def test_match_of_a_person_is_not_judged(self):
        match = self.matched(1)
        match.line_id.with_user(self.accountant)._choose(match.move_id.with_user(self.accountant))
        chosen = match.line_id.match_ids.filtered(lambda each: each.state == "accepted")
        with self.assertRaisesRegex(UserError, "waits for a verdict"):
            chosen.with_user(self.accountant).action_right()
