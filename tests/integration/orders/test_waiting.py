"""Orders wait with one activity per cause, and go on by themselves once it is solved."""

from datetime import datetime, timedelta

from odoo.exceptions import UserError

from .common import OrderCase


class TestWaiting(OrderCase):
    def test_an_unknown_ship_to_is_made_and_asks_once_for_all_its_orders(self):
        first = self.receive(self.document("WAIT0001", ship_to="XXX9"))
        second = self.receive(self.document("WAIT0002", ship_to="XXX9"))
        unknown = first.ship_to_id
        self.assertEqual((unknown.name, unknown.state), ("XXX9", "unmapped"))
        self.assertEqual((first | second).mapped("sync_state"), ["waiting", "waiting"])
        activity = unknown.activity_ids
        self.assertEqual((len(activity), activity.user_id), (1, self.manager))
        self.assertIn("WAIT0001", activity.note)
        self.assertIn("WAIT0002", activity.note)
        self.assertEqual(first.company_id, self.code.company_id)

    def test_a_mapped_ship_to_frees_its_orders_by_itself(self):
        orders = self.receive(self.document("WAIT0001", ship_to="XXX9"), self.document("WAIT0002", ship_to="XXX9"))
        self.assertFalse(orders.sale_order_ids)
        orders.ship_to_id.with_user(self.manager).store_id = self.store_de
        self.receive()
        self.assert_applied(orders)
        self.assertEqual(orders.sale_order_ids.company_id, self.company_de)
        self.assertEqual(orders.company_id, self.company_de)
        self.assertFalse(orders.ship_to_id.activity_ids)

    def test_the_default_store_takes_orders_for_unknown_ship_tos(self):
        self.code.default_store_id = self.store_us
        order = self.receive(self.document(ship_to="XXX9"))
        self.assert_applied(order)
        self.assertEqual(order.sale_order_id.company_id, self.company_us)
        address = order.sale_order_id.partner_shipping_id
        self.assertEqual((address.name, address.parent_id), ("XXX9", self.customer))

    def test_an_address_that_amazon_states_becomes_the_delivery_address(self):
        self.code.default_store_id = self.store_de
        address = {
            "name": "Amazon Logistik",
            "addressLine1": "Amazonstr. 1",
            "city": "Leipzig",
            "postalCode": "04347",
            "countryCode": "DE",
        }
        order = self.receive(self.document(shipToParty={"partyId": "LEJ9", "address": address}))
        delivery = order.sale_order_id.partner_shipping_id
        self.assertEqual((delivery.street, delivery.zip, delivery.city), ("Amazonstr. 1", "04347", "Leipzig"))
        self.assertEqual(delivery.country_id, self.env.ref("base.de"))

    def test_a_store_without_warehouse_waits_until_it_has_one(self):
        self.store_us.warehouse_id = False
        order = self.receive(self.document())
        self.assertEqual(order.wait_codes, "store_incomplete")
        self.store_us.with_user(self.manager).warehouse_id = self.warehouse_us
        self.receive()
        self.assert_applied(order)

    def test_a_missing_customer_waits_until_the_bill_to_has_one(self):
        self.code.partner_id = False
        order = self.receive(self.document())
        self.assertEqual(order.wait_codes, "no_customer")
        self.assertEqual(len(self.asked_on(self.code)), 1)
        order.bill_to_id.with_user(self.manager).partner_id = self.customer
        self.receive()
        self.assert_applied(order)
        self.assertFalse(self.asked_on(self.code))

    def test_reasons_are_told_in_the_readers_language(self):
        order = self.receive(self.document(ship_to="XXX9"))
        self.assertEqual(
            order.wait_text, "Ship-to XXX9 is not assigned to a store yet. Assign it; the order goes on by itself."
        )
        self.assertEqual((order.banner_level, order.banner_text), ("warning", order.wait_text))
        self.assertEqual(self.message_of(order).state, "waiting")
        self.assertEqual(self.message_of(order).error_message, order.wait_text)

    def test_several_reasons_are_all_told_at_once(self):
        order = self.receive(self.document(ship_to="XXX9", items=[self.item(asin="B000NEW001")]))
        self.assertEqual(order.wait_codes, "ship_to_unmapped products_unmapped")
        order.ship_to_id.store_id = self.store_us
        self.receive()
        self.assertEqual(order.wait_codes, "products_unmapped")
        self.assertFalse(order.ship_to_id.activity_ids)
        self.assertEqual(len(self.asked_on(self.code)), 1)

    def test_retry_is_for_users_and_only_for_what_is_open(self):
        order = self.receive(self.document(ship_to="XXX9"))
        order.with_user(self.warehouse).action_retry()
        self.assertEqual(self.message_of(order).state, "archived")
        done = self.receive(self.document("DONE0001"))
        with self.assertRaises(UserError):
            done.with_user(self.warehouse).action_retry()

    def test_what_odoo_refuses_is_failed_on_the_order_with_its_reason(self):
        self.store_us.warehouse_id.active = True
        self.customer.company_id = self.company_de
        bad, good = self.receive(
            self.document("BAD00001"), self.document("GOOD0001", ship_to="LEJ1", items=[self.item(currency="EUR")])
        )
        self.assertEqual(bad.sync_state, "failed")
        self.assertIn("Amazon.com Services LLC", bad.failure)
        self.assertEqual(bad.banner_level, "danger")
        self.assertFalse(bad.sale_order_ids)
        self.assert_applied(good)
        self.customer.company_id = False
        bad.with_user(self.warehouse).action_retry()
        self.receive()
        self.assert_applied(bad)
        self.assertFalse(bad.failure)


class TestCutOver(OrderCase):
    def test_nothing_acts_before_go_live_is_set(self):
        self.code.go_live = False
        order = self.receive(self.document())
        self.assertEqual((order.sync_state, order.mirror_reason), ("mirror", "no_go_live"))
        self.code.with_user(self.manager).go_live = datetime(2026, 3, 1)
        self.receive()
        self.assert_applied(order)

    def test_orders_placed_before_go_live_or_closed_are_mirrors_only(self):
        self.code.go_live = datetime(2026, 3, 2, 9)
        early, closed = self.receive(
            self.document("EARLY001"),
            self.document("CLOSED01", state="Closed", purchaseOrderDate="2026-03-02T10:00:00Z"),
        )
        self.assertEqual((early.sync_state, early.mirror_reason), ("mirror", "before_go_live"))
        self.assertEqual((closed.sync_state, closed.mirror_reason), ("mirror", "closed"))
        self.assertFalse((early | closed).sale_order_ids)
        self.assertEqual(len(early.line_ids), 1)

    def by_hand(self, company, number="4Z32PABC", quantity=10):
        return (
            self.env["sale.order"]
            .with_company(company)
            .create(
                {
                    "partner_id": self.customer.id,
                    "company_id": company.id,
                    "client_order_ref": f" {number.lower()} ",
                    "order_line": [(0, 0, {"product_id": self.mug.id, "product_uom_qty": quantity, "price_unit": 9.0})],
                }
            )
        )

    def test_a_number_that_is_already_a_customer_reference_is_proposed_and_never_made_again(self):
        sale = self.by_hand(self.company_us)
        order = self.receive(self.document())
        self.assertEqual((order.sync_state, order.link_sale_order_id), ("link", sale))
        self.assertEqual(self.message_of(order).state, "waiting")
        self.assertFalse(order.wait_reasons)
        self.assertFalse(order.sale_order_ids)
        order.with_user(self.manager).action_link()
        self.receive()
        self.assert_applied(order)
        self.assertEqual(order.sale_order_id, sale)
        self.assertEqual(sale.order_line.amazon_vendor_line_id, order.line_ids)
        self.assertEqual((sale.order_line.price_unit, sale.order_line.product_uom_qty), (9.0, 10))

    def test_a_linked_order_follows_what_amazon_changes_from_then_on(self):
        sale = self.by_hand(self.company_us)
        sale.action_confirm()
        document = self.document()
        order = self.receive(document)
        order.with_user(self.manager).action_link()
        self.receive(self.changed(document, items=[self.item(quantity=12)]))
        self.assertEqual((sale.order_line.product_uom_qty, sale.order_line.price_unit), (12, 9.0))
        self.assertEqual(order.sale_order_ids, sale)

    def test_the_same_reference_in_another_company_is_another_order(self):
        self.by_hand(self.company_de)
        order = self.receive(self.document())
        self.assert_applied(order)
        self.assertEqual(order.sale_order_id.company_id, self.company_us)

    def test_a_sale_order_of_another_company_cannot_be_linked(self):
        self.by_hand(self.company_us)
        other = self.by_hand(self.company_de)
        order = self.receive(self.document())
        with self.assertRaises(UserError):
            order.with_user(self.manager).action_link(other.id)

    def test_both_sides_are_counted_before_go_live(self):
        self.code.go_live = False
        self.by_hand(self.company_us, "OPEN0001")
        self.receive(
            self.document("OPEN0001"),
            self.document("OPEN0002", ship_to="XXX9", items=[self.item(asin="B000NEW001")]),
            self.document("CLOSED01", state="Closed"),
        )
        counts = self.env["amazon.vendor.purchase.order"].with_user(self.manager)._cutover_counts(self.code)
        self.assertEqual(
            counts[self.code.id],
            {
                "total": 3,
                "closed": 1,
                "before_go_live": 0,
                "open": 2,
                "in_odoo": 1,
                "unmapped_ship_tos": 1,
                "unmapped_products": 1,
                "sale_orders": 1,
            },
        )

    def test_an_answer_that_a_batch_did_not_know_yet_is_not_lost(self):
        order = self.receive(self.document("WAIT0001", ship_to="XXX9"))
        message = self.env["amazon.vendor.message"].search([("purchase_order_id", "=", order.id)])
        order.ship_to_id.with_user(self.manager).store_id = self.store_us
        # A lane that began before the answer comes to its end only now.
        message._set_state("waiting", received_at=datetime.now() - timedelta(minutes=1))
        self.env["amazon.vendor.answer"]._catch_up()
        self.assertEqual(message.state, "archived")
        # One that began after it knew the answer: what it still asks is asked of people.
        message._set_state("waiting", received_at=datetime.now() + timedelta(minutes=1))
        self.env["amazon.vendor.answer"]._catch_up()
        self.assertEqual(message.state, "waiting")

    def test_answers_are_forgotten_once_everybody_knows_them(self):
        answers = self.env["amazon.vendor.answer"]
        answers._remember([("code_id", "=", self.code.id)])
        answers._catch_up()
        self.assertTrue(answers.search([]))
        answers.search([]).seen_at = datetime.now() - timedelta(hours=4)
        answers._catch_up()
        self.assertFalse(answers.search([]))
