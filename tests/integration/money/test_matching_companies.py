"""One payee pays invoices of two companies; who works for one of them decides about that one only."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user

from tests.integration.money.matching_case import MatchingCase


class TestMatchingCompanies(MatchingCase):
    def setUp(self):
        super().setUp()
        self.us = self.invoice("US/1", 100)
        self.de = self.invoice("DE/1", 80, company=self.company_de, currency=self.usd, partner=self.amazon_eu)
        self.american = new_test_user(
            self.env, login="amy.american",
            groups="acorn_vendor_connector.group_accountant,account.group_account_user",
            company_id=self.company_us.id, company_ids=[Command.set(self.company_us.ids)],
        )

    def as_american(self, record):
        """Return the record as somebody sees it who works for the US company only."""
        return record.with_user(self.american).with_context(allowed_company_ids=self.company_us.ids)

    def test_one_payment_pays_invoices_of_both_companies(self):
        lines = self.match(self.remittance({"number": "US1", "paid": 100}, {"number": "DE1", "paid": 80}))
        self.assertEqual(self.answers(lines), ["proposed US/1 100.00", "proposed DE/1 80.00"])
        matches = lines.sudo().match_ids
        self.assertEqual(matches.mapped("company_id"), self.company_us)
        self.assertEqual(matches.mapped("move_company_id"), self.company_us | self.company_de)

    def test_branch_of_a_company_of_the_payee_is_searched_too(self):
        self.invoice("BER/1", 30, company=self.branch_berlin, currency=self.usd, partner=self.amazon_eu)
        lines = self.match(self.remittance({"number": "BER1", "paid": 30}))
        self.assertEqual(self.answers(lines), ["proposed BER/1 30.00"])

    def test_payees_whose_invoices_are_in_the_same_companies_take_turns(self):
        elsewhere = self.env["res.company"].create({"name": "Acorn Elsewhere"})
        others = self.env["amazon.vendor.payee"].create([
            {"name": name, "company_id": company.id, "environment": "simulator"}
            for name, company in (("OTHDE", self.company_de), ("OTHUS", self.company_us), ("OTHXX", elsewhere))
        ])
        self.match(self.remittance({"number": "US1", "paid": 100}))
        self.assertEqual(others.filtered("matched_at").mapped("name"), ["OTHDE", "OTHUS"])

    def test_company_that_the_payee_does_not_pay_is_not_searched(self):
        self.env["amazon.vendor.code"].search([("name", "=", "ACRN2")]).payee_id = False
        lines = self.match(self.remittance({"number": "DE1", "paid": 80}))
        self.assertEqual(self.answers(lines), ["question not_found"])

    def test_same_number_in_two_companies_is_a_question(self):
        self.invoice("US/1", 100, company=self.company_de, currency=self.usd, partner=self.amazon_eu)
        lines = self.match(self.remittance({"number": "US1", "paid": 100}))
        self.assertEqual(self.answers(lines), ["question two_invoices"])

    def test_three_currencies_in_one_database_stay_apart(self):
        self.invoice("GB/1", 70, currency=self.gbp)
        self.invoice("EU/1", 60, company=self.company_de, currency=self.eur, partner=self.amazon_eu)
        lines = self.match(
            self.remittance({"number": "US1", "paid": 100}, {"number": "GB1", "paid": 70}, name="1"),
            self.remittance({"number": "GB1", "paid": 70}, name="2", currency=self.gbp),
            self.remittance({"number": "EU1", "paid": 60}, name="3", currency=self.eur),
        )
        self.assertEqual(self.answers(lines), [
            "proposed US/1 100.00", "question other_currency", "proposed GB/1 70.00", "proposed EU/1 60.00",
        ])
        self.assertEqual(lines.sudo().match_ids.currency_id, self.usd | self.gbp | self.eur)

    def test_who_works_for_one_company_matches_all_and_sees_numbers_only(self):
        remittance = self.remittance({"number": "US1", "paid": 100}, {"number": "DE1", "paid": 80})
        self.as_american(remittance).action_match()
        line = self.as_american(remittance.line_ids).sorted("sequence")[1]
        self.assertEqual((line.match_state, line.invoice_name), ("proposed", "DE/1"))

    def test_who_works_for_one_company_does_not_accept_for_the_other(self):
        remittance = self.remittance({"number": "US1", "paid": 100}, {"number": "DE1", "paid": 80})
        self.match(remittance)
        of_us, of_de = self.as_american(remittance.line_ids).sorted("sequence")
        with self.assertRaisesRegex(UserError, "Acorn Haushalt GmbH"):
            of_de.action_accept()
        action = (of_us | of_de).action_accept()
        self.assertIn("Acorn Haushalt GmbH", action["params"]["message"])
        self.assertEqual([of_us.match_state, of_de.match_state], ["accepted", "proposed"])

    def test_invoice_of_a_company_that_the_payee_is_not_paid_for_cannot_be_chosen(self):
        self.env["amazon.vendor.code"].search([("name", "=", "ACRN2")]).payee_id = False
        line = self.match(self.remittance({"number": "NOBODYS1", "paid": 80}))
        with self.assertRaisesRegex(UserError, "Acorn Haushalt GmbH, for which payee ACRNU is not paid"):
            line._choose(self.de.with_user(self.accountant))

    def test_suggested_invoice_of_another_company_cannot_be_chosen(self):
        line = self.match(self.remittance({"number": "NOBODYS1", "paid": 80}))
        with self.assertRaisesRegex(Exception, "company|access"):
            self.as_american(line)._choose(self.as_american(self.de))
