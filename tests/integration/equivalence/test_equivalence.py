"""What fast receiving makes is what plain Odoo makes."""

import random
from collections import Counter

from . import documents
from .case import WorldCase
from .documents import order_of
from .stories import differences, life_of, varied
from .ways import difference

# What Odoo writes about the person who confirms an order, and a batch does not: who made it and who follows it.
ABOUT_PEOPLE = {"mail.followers", "mail.message", "mail.notification"}


class TestEquivalence(WorldCase):
    maxDiff = None

    def test_fast_and_plain_book_deliver_and_change_the_same(self):
        parts = life_of(self.world, random.Random(1), 20)
        told, (made, *_later) = differences(self.ways, self.ways.plain, self.ways.fast, parts)
        self.assertEqual(told, [[], [], []])
        states = Counter(values["state"] for label, values in made.items() if label.startswith("stock.move "))
        self.assertLessEqual({"assigned", "partially_available", "confirmed", "waiting"}, states.keys())

    def test_the_same_holds_in_worlds_drawn_at_random(self):
        for seed in range(2):
            with self.subTest(seed=seed):
                self.assertEqual(varied(self.world, self.ways, seed, 6), [[], [], []])

    def test_a_batch_is_what_a_person_confirms_one_by_one(self):
        """But for the reordering rules, which see in a batch what all its orders want."""
        self.env["stock.warehouse.orderpoint"].search([]).trigger = "manual"
        orders = documents.orders(self.world, random.Random(2), 8)
        [fast] = self.ways.results(self.ways.fast, orders)
        [by_person] = self.ways.results(self.ways.by_person, orders)
        left = [
            line
            for line in difference(by_person, fast)
            if line[0].split()[0] not in ABOUT_PEOPLE and line[1] not in ("message_ids", "message_follower_ids")
        ]
        self.assertEqual(left, [])

    def test_nothing_found_for_one_batch_is_believed_in_the_next(self):
        first, second = (order_of(self.world, number, "PHX6", MUG=3, PLATE=2, MINMAX=4) for number in ("ONE", "TWO"))

        def decide_anew():
            self.env["account.analytic.distribution.model"].search([])[:2].unlink()
            self.world.goods.products["MUG"].route_ids = self.world.goods.routes.hall
            self.env["stock.warehouse.orderpoint"].search([]).trigger = "manual"

        told, _made = differences(self.ways, self.ways.plain, self.ways.fast, [[first], decide_anew, [second]])
        self.assertEqual(told, [[], [], []])
