"""The overview shows an accountant what waits for him, payee by payee; whoever sees no payments sees no payees."""

from tests.integration.money.common import FileCase


class TestOverview(FileCase):
    def card(self, user=None):
        cards = self.as_user(self.env["amazon.vendor.overview"], user or self.accountant)
        return cards.search([("payee_id", "=", self.payee.id)])

    def test_payee_says_what_waits_and_how_much_money_that_is(self):
        self.take_in(self.workbook(
            {"number": "PAY1", "amount": "90.00", "lines": [("NOBODY-1", "100.00"), ("5550001SCX", "-10.00")]},
            {"number": "PAY2", "amount": "7.00", "date": "2026-03-27", "currency": "EUR", "lines": [("NONE-2", "7.00")]}
        ))
        payments = self.payment("PAY1") + self.payment("PAY2")
        waiting = payments.line_ids.filtered("needs_me")
        self.assertEqual(len(waiting), 3)

        card = self.card()

        self.assertEqual((card.to_check, card.lines_need_me, card.files_parked), (2, 3, 0))
        self.assertEqual(card.at_stake.replace("\N{NO-BREAK SPACE}", " "), "$ 110.00 · 7.00 €")
        self.assertEqual(str(card.last_payment), "2026-03-27")
        for action, model, expected in (
            (card.action_open_to_check(), "amazon.vendor.remittance", waiting.remittance_id),
            (card.action_open_needs_me(), "amazon.vendor.remittance.line", waiting),
        ):
            self.assertEqual(action["res_model"], model)
            self.assertEqual(card.env[model].search(action["domain"]), expected.sorted())

    def test_payee_says_which_files_are_parked(self):
        payment = {"number": "PAY3", "amount": "5.00", "date": "03/04/2026", "lines": [("NOBODY-3", "5.00")]}
        self.take_in(self.workbook(payment), payee=self.payee, parks=True)
        card = self.card()
        self.assertEqual((card.to_check, card.files_parked), (0, 1))
        action = card.action_open_parked()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]).payee_id, self.payee)

    def test_who_sees_no_payments_sees_no_payees(self):
        self.assertTrue(self.card())
        self.assertFalse(self.card(self.warehouse))
        card = self.as_user(self.env["amazon.vendor.overview"], self.warehouse).search([("kind", "=", "account")])
        self.assertEqual([each["to_check"] for each in card.read(["to_check", "at_stake"])], [0])

    def test_accountant_of_another_company_sees_no_payee_of_this_one(self):
        self.assertFalse(self.card(self.clerk_de))
