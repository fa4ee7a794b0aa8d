"""Whatever arrives and whatever people do, in whatever order: no invoice gets more than its total, and it stays so."""

import random
from collections import defaultdict
from contextlib import suppress
from datetime import date, timedelta

from odoo.exceptions import UserError

from tests.integration.money.matching_case import MatchingCase

STORIES, STEPS = 12, 30
ORDERS = (None, "4XQ7T2AB", "7ABCDEF1")


class TestWhateverHappens(MatchingCase):
    def test_no_invoice_gets_more_than_its_total_and_matching_again_changes_nothing(self):
        for seed in range(STORIES):
            with self.subTest(seed=seed):
                savepoint = self.env.cr.savepoint()
                story = self.tell(seed)
                self.settle()
                self.assert_within_totals(story.chosen)
                before = self.books()
                self.remittances.write({"needs_match": True})
                self.settle()
                self.assertEqual(self.books(), before)
                savepoint.rollback()
                self.env.invalidate_all()

    # ------------------------------------------------------------------ the story

    def tell(self, seed):
        """Let payments, invoices and people's decisions come in an order of their own."""
        story = Story(self, seed)
        for step in range(STEPS):
            act = story.chance.choice((
                story.invoice, story.remittance, story.remittance, story.remittance, self.run_cron, story.accept,
                story.choose, story.undo, story.give_class, story.call_wrong, story.reset, story.post,
            ))
            with suppress(UserError):  # what is refused is refused
                story.step = step
                act()
        return story

    def settle(self):
        """Let the scheduled action run until no payment waits; that has to come to an end."""
        for _turn in range(6):
            self.run_cron()
            if not self.remittances.filtered("needs_match"):
                return
        self.fail("payments wake each other again and again")

    # ------------------------------------------------------------------ what holds

    @property
    def remittances(self):
        return self.env["amazon.vendor.remittance"].search([("payee_id", "=", self.payee.id)])

    def assert_within_totals(self, chosen):
        """Assert it of all invoices but those that a person chose: that may go beyond the total after asking."""
        given = defaultdict(float)
        for line in self.remittances.line_ids.filtered(lambda line: line.match_state in ("proposed", "accepted")):
            for match in line.match_ids.filtered(lambda match: match.state != "withdrawn"):
                if line.line_class == "invoice" and match.move_id not in chosen:
                    given[match.move_id] += match.amount + match.write_off
        for move, amount in given.items():
            self.assertLess(amount, move.amount_total + 0.001, move.name)

    def books(self):
        """Return all that is decided."""
        self.env.invalidate_all()
        return [
            (line.id, line.line_class, line.question, line.permission, line.write_off, line.needs_me, self.answer(line))
            for line in self.remittances.line_ids.sorted("id")
        ]


class Story:
    """What happens in one of the stories; the same number makes the same story."""

    def __init__(self, case, seed):
        self.case, self.seed, self.step = case, seed, 0
        self.chance = random.Random(seed)
        self.invoices = case.env["account.move"]
        self.chosen = case.env["account.move"]

    def number(self, turn):
        return f"INV/{7000 + self.seed}{turn:03d}"

    def invoice(self):
        order, amount = self.chance.choice(ORDERS), self.chance.choice((100, 60, 40, 25.5, 10))
        self.invoices |= self.case.invoice(self.number(len(self.invoices)), amount, ref=order)

    def remittance(self):
        if not self.invoices:
            self.invoice()
        day = date(2026, 3, 1) + timedelta(days=self.chance.randint(0, 20))
        lines = [self.line(self.chance.choice(self.invoices)) for _turn in range(self.chance.randint(1, 4))]
        self.case.remittance(*lines, name=f"{self.seed}{self.step:03d}", day=day)

    def line(self, invoice):
        """Return a line that means this invoice: whole, in part, too much, a claim, a lump sum, or one yet to come."""
        total, number = invoice.amount_total, invoice.name.replace("/", "")
        return self.chance.choice((
            {"number": number, "paid": total},
            {"number": number, "paid": round(total / 2, 2)},
            {"number": number, "paid": total - 0.02},
            {"number": number, "paid": total + 30},
            {"number": number, "paid": total - 2, "discount": 2},
            {"number": f"{number}SC", "paid": -5},
            {"number": f"{number}SCR", "paid": 5},
            {"number": "LUMP", "paid": self.chance.choice((total + 40, 100, 160)), "purchase_order": ORDERS[1]},
            {"number": "LUMP", "paid": total + self.chance.choice((10, 40)) - 0.02, "purchase_order": ORDERS[1]},
            {"number": self.number(len(self.invoices)).replace("/", ""), "paid": 100},
        ))

    def lines(self, state):
        lines = self.case.env["amazon.vendor.remittance.line"].with_user(self.case.accountant)
        return lines.search([("payee_id", "=", self.case.payee.id), ("match_state", "in", state)])

    def one(self, records):
        return self.chance.choice(records) if records else records

    def accept(self):
        self.one(self.lines(["proposed"])).action_accept()

    def choose(self):
        line, move = self.one(self.lines(["question"])), self.one(self.invoices)
        if line and move:
            line._choose(move)
            self.chosen |= move

    def undo(self):
        self.one(self.lines(["accepted"])).action_undo()

    def give_class(self):
        line_class = self.chance.choice(("invoice", "shortage", "agreement"))
        self.one(self.lines(["proposed", "accepted", "question", "none"]))._set_class(line_class, False)

    def call_wrong(self):
        matches = self.case.env["amazon.vendor.match"].with_user(self.case.accountant)
        found = matches.search([("remittance_id.payee_id", "=", self.case.payee.id), ("state", "!=", "withdrawn")])
        self.one(found).action_wrong()

    def reset(self):
        self.one(self.invoices.filtered(lambda move: move.state == "posted")).button_draft()

    def post(self):
        self.one(self.invoices.filtered(lambda move: move.state == "draft")).action_post()
