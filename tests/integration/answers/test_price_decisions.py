"""A price that differs from the agreed one is decided by a person before the order is answered."""

from ast import literal_eval

from odoo.exceptions import AccessError, UserError

from tests.integration.orders.common import OrderCase


class TestPriceDecisions(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for product, price in ((cls.mug, 10.0), (cls.plate, 4.0)):
            cls.env["product.pricelist.item"].create(
                {
                    "pricelist_id": cls.pricelists["USD"].id,
                    "applied_on": "0_product_variant",
                    "product_id": product.id,
                    "compute_price": "fixed",
                    "fixed_price": price,
                }
            )

    def receive_orders(self):
        """Two orders: mugs for 9 instead of 10, cases of plates for 4.40 instead of 4."""
        cases = self.item("2", "B000PLATE1", quantity=5, unit="Cases", size=6, cost="4.40")
        return self.receive(
            self.document("LESS0001", items=[self.item(quantity=20, cost="9.00"), cases]),
            self.document("LESS0002", items=[self.item(quantity=3, cost="9.00")]),
        )

    def listed(self, user=None):
        domain = literal_eval(self.env.ref("acorn_vendor_connector.action_price_difference").domain)
        lines = self.env["amazon.vendor.purchase.order.line"].with_user(user or self.warehouse)
        return lines.search([*domain, ("price_decision", "=", False)], order="price_at_stake, id")

    def test_the_list_shows_the_money_at_stake_greatest_loss_first(self):
        first, second = self.receive_orders()
        self.assertEqual(self.listed().mapped("price_at_stake"), [-20.0, -3.0, 12.0])
        mug, plate = first.line_ids
        self.assertEqual((mug.net_cost, mug.agreed_cost, round(mug.price_difference, 4)), (9.0, 10.0, -0.1))
        self.assertEqual((plate.net_cost, plate.agreed_cost, round(plate.price_difference, 4)), (4.4, 4.0, 0.1))
        self.assertEqual(second.line_ids.price_at_stake, -3.0)

    def test_many_lines_are_decided_at_once_and_their_orders_are_proposed_again(self):
        orders = self.receive_orders()
        orders.to_propose = False
        mugs = self.listed().filtered(lambda line: line.product_id == self.mug)
        mugs.action_accept_price()
        self.assertEqual(mugs.mapped("price_decision"), ["accept", "accept"])
        self.assertEqual(self.listed().product_id, self.plate)
        self.assertEqual(orders.mapped("to_propose"), [True, True])

    def test_who_decided_what_stands_in_the_orders_chatter(self):
        first, second = self.receive_orders()
        first.line_ids[:1].with_user(self.warehouse).action_raise_cost_case()
        second.line_ids.with_user(self.warehouse).action_reject_price()
        said = first.message_ids[:1]
        self.assertEqual(said.author_id, self.warehouse.partner_id)
        self.assertEqual(said.preview, "Answer with our price (line 1: 9.00 at Amazon, 10.00 agreed)")
        self.assertIn("Reject the line (line 1: 9.00 at Amazon, 10.00 agreed)", second.message_ids[:1].body)

    def test_an_order_whose_prices_are_decided_asks_nobody_any_more(self):
        first, second = self.receive_orders()
        self.assertTrue(first.needs_attention and second.needs_attention)
        first.line_ids.with_user(self.warehouse).action_accept_price()
        self.assertFalse(first.needs_attention)
        self.assertTrue(second.needs_attention)

    def test_a_decision_ends_when_amazon_names_another_price(self):
        document = self.document("LESS0003", items=[self.item(quantity=20, cost="9.00")])
        line = self.receive(document).line_ids
        line.with_user(self.warehouse).action_accept_price()
        self.receive(self.changed(document, items=[self.item(quantity=25, cost="9.00")]))
        self.assertEqual(line.price_decision, "accept")
        self.receive(self.changed(self.changed(document), items=[self.item(quantity=25, cost="8.50")]))
        self.assertFalse(line.price_decision)
        self.assertEqual(line.price_at_stake, -37.5)

    def test_nothing_is_decided_where_nothing_differs_or_amazon_waits_no_more(self):
        first, second = self.receive_orders()
        same = self.receive(self.document("SAME0001", items=[self.item(cost="10.00")])).line_ids
        with self.assertRaisesRegex(UserError, "line 1 of SAME0001 does not differ"):
            (first.line_ids | same).with_user(self.warehouse).action_accept_price()
        second.answer_due = False
        with self.assertRaisesRegex(UserError, "does not wait for an answer to LESS0002 any more"):
            second.line_ids.with_user(self.warehouse).action_accept_price()
        self.assertFalse(any((first | second).line_ids.mapped("price_decision")))

    def test_no_price_is_decided_while_an_answer_is_on_its_way(self):
        first, _second = self.receive_orders()
        orders = self.env["amazon.vendor.purchase.order"].with_user(self.env.ref("base.user_root"))
        while batch := orders._next_to_propose():
            batch._propose()
        first.acknowledgement_id.with_user(self.warehouse).action_send()
        with self.assertRaisesRegex(UserError, "The answer to LESS0001 is on its way"):
            first.line_ids.with_user(self.warehouse).action_accept_price()
        self.assertFalse(any(first.line_ids.mapped("price_decision")))

    def test_who_may_not_write_the_order_decides_nothing(self):
        first, _second = self.receive_orders()
        for user in (self.accountant, self.auditor):
            with self.assertRaises(AccessError):
                first.line_ids.with_user(user).action_accept_price()
        self.warehouse.amazon_vendor_store_ids = self.store_de
        self.assertFalse(self.listed())
        with self.assertRaises(AccessError):
            first.line_ids.with_user(self.warehouse).action_accept_price()
        with self.assertRaises(AccessError):
            first.line_ids.with_user(self.manager).write({"price_decision": "accept"})
