"""Rules do only what a company lets them do; patterns of administrators are checked before they run."""

from datetime import date

from odoo.exceptions import ValidationError
from odoo.tools import convert_file

from tests.integration.money.matching_case import MatchingCase


class TestRules(MatchingCase):
    def setUp(self):
        super().setUp()
        self.invoice("INV/1001", 100)
        self.rules = self.env["amazon.vendor.match.rule"]._for_company(self.company_us)

    def class_rule(self, **values):
        return self.env["amazon.vendor.class.rule"].create({
            "name": "Ours", "field": "number", "pattern": "ZZ[0-9]+", "line_class": "agreement", "sequence": 1,
            **values,
        })

    def test_company_gets_its_five_rules_in_their_order(self):
        rules = self.env["amazon.vendor.match.rule"].search([("company_id", "=", self.company_us.id)])
        self.assertEqual(rules.mapped("code"), ["alias", "exact", "chain", "order_amount", "combination"])
        self.assertEqual(set(rules.mapped("may_post")), {True})
        self.assertEqual(set(rules.mapped("write_off_limit")), {0.05})

    def test_branch_shares_the_rules_of_its_root(self):
        of_branch = self.env["amazon.vendor.match.rule"]._for_company(self.branch_berlin)
        self.assertEqual(of_branch["exact"].company_id, self.company_de)

    def test_rule_that_needs_a_person_only_proposes(self):
        self.rules["exact"].needs_person = True
        remittance = self.remittance({"number": "INV1001", "paid": 100})
        line = self.match(remittance)
        self.assertEqual(self.answer(line), "proposed INV/1001 100.00")
        self.assertEqual((line.permission, line.needs_me), ("person", True))
        self.assertEqual(remittance.state, "to_check")

    def test_rule_that_is_switched_off_finds_nothing(self):
        self.rules["chain"].active = False
        line = self.match(self.remittance({"number": "INV1001SC", "paid": -10}))
        self.assertEqual(self.answer(line), "question no_base_invoice")

    def test_limit_of_what_is_written_off_counts_in_the_currency_of_the_invoice(self):
        self.env["res.currency.rate"].create({
            "currency_id": self.gbp.id, "company_id": self.company_us.id, "name": "2026-01-01", "rate": 0.5,
        })
        self.invoice("INV/1002", 100, currency=self.gbp)
        self.rules["exact"].write_off_limit = 0.10
        lines = self.match(self.remittance(
            {"number": "INV1002", "paid": 99.95, "invoice_amount": 99.95}, currency=self.gbp, name="1"
        ))
        self.assertEqual(lines.permission, "write_off")
        lines = self.match(self.remittance(
            {"number": "INV1002", "paid": 0.01, "invoice_amount": 99.94}, currency=self.gbp, name="2"
        ))
        self.assertEqual(self.answer(lines), "question amount_differs")

    # ------------------------------------------------------------------ classes

    def test_rule_of_an_administrator_counts_from_its_day_on(self):
        self.class_rule(valid_from=date(2026, 3, 1))
        before = self.remittance({"number": "ZZ1", "paid": -1}, name="1", day=date(2026, 2, 28))
        after = self.remittance({"number": "ZZ1", "paid": -1}, name="2", day=date(2026, 3, 1))
        self.assertEqual(self.match(before, after).mapped("line_class"), ["unknown", "agreement"])

    def test_rule_of_another_company_does_not_count(self):
        self.class_rule(company_id=self.company_de.id)
        self.assertEqual(self.match(self.remittance({"number": "ZZ1", "paid": -1})).line_class, "unknown")

    def test_own_invoice_goes_before_every_rule(self):
        self.class_rule(pattern="INV.*")
        self.assertEqual(self.match(self.remittance({"number": "INV1001", "paid": 100})).line_class, "invoice")

    def test_pattern_that_is_no_regular_expression_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "not a regular expression"):
            self.class_rule(pattern="ZZ[0-9")

    def test_pattern_that_may_take_for_ever_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "repeats what already repeats"):
            self.class_rule(pattern="((Z+)X)+")

    def test_pattern_that_can_read_one_text_in_too_many_ways_is_refused(self):
        for pattern in ("(A+){20}X", "(A|AA)+X", "(A?){60}X", ".*.*.*.*.*.*.*.*X", "(?:AB|ABAB)+X"):
            with self.assertRaisesRegex(ValidationError, "takes too long for some texts"):
                self.class_rule(pattern=pattern)

    def test_update_keeps_what_a_person_changed_of_a_rule_that_came_with_the_addon(self):
        changed, untouched = (
            self.env.ref(f"acorn_vendor_connector.class_rule_{name}") for name in ("return_number", "agreement_number"))
        changed.with_user(self.manager).write({"pattern": "[0-9]{15}", "valid_to": date(2026, 12, 31)})
        self.env.cr.execute(
            "UPDATE amazon_vendor_class_rule SET source = jsonb_build_object('en_US', 'old') WHERE id = ANY(%s)",
            [(changed + untouched).ids])
        self.env.invalidate_all()
        convert_file(self.env, "acorn_vendor_connector", "data/amazon.vendor.class.rule.csv", {}, "update", False)
        self.assertEqual((changed.pattern, changed.valid_to, changed.source), ("[0-9]{15}", date(2026, 12, 31), "old"))
        self.assertEqual(untouched.source, "Published by agencies")

    def test_pattern_of_201_characters_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "longer than 200"):
            self.class_rule(pattern="Z" * 201)

    def test_pattern_has_to_fit_its_own_example(self):
        with self.assertRaisesRegex(ValidationError, "does not fit its own example"):
            self.class_rule(example="YY1")
