"""However often and by whatever way an order comes in: one sale order."""

import psycopg2

from odoo.tools import mute_logger

from .common import OrderCase


class TestTwice(OrderCase):
    def test_twice_in_one_page(self):
        order = self.receive(self.document(), self.document())[:1]
        self.assertEqual(len(order.sale_order_ids), 1)

    def test_in_two_feeds_and_pulled_again(self):
        document = self.document()
        self.archive(document)
        self.archive(document)
        order = self.receive(document)
        self.receive(document)
        self.assertEqual(len(order.sale_order_ids), 1)
        self.assertEqual(len(self.env["amazon.vendor.message"].sudo().search([("reference", "=", order.name)])), 1)

    def test_received_twice_by_hand(self):
        order = self.receive(self.document())
        order._receive_again()
        self.receive()
        self.assertEqual(len(order.sale_order_ids), 1)
        self.assertFalse(order.change_ids)

    @mute_logger("odoo.sql_db")
    def test_the_database_allows_one_living_sale_order(self):
        order = self.receive(self.document())
        with self.assertRaises(psycopg2.errors.UniqueViolation), self.cr.savepoint():
            order.sale_order_id.copy({"amazon_vendor_purchase_order_id": order.id}).flush_recordset()

    def test_a_copy_of_the_sale_order_is_nobodys_purchase_order(self):
        sale = self.receive(self.document()).sale_order_id
        copy = sale.copy()
        self.assertFalse(copy.amazon_vendor_purchase_order_id)
        self.assertFalse(copy.order_line.amazon_vendor_line_id)

    def test_one_number_under_two_vendor_codes_is_two_orders(self):
        other = self.code.copy({"name": "ACRN2", "go_live": self.code.go_live})
        self.env["amazon.vendor.ship.to"].create({"code_id": other.id, "name": "PHX6", "store_id": self.store_us.id})
        self.env["amazon.vendor.product"].create(
            {"code_id": other.id, "identifier": "B000MUG001", "product_id": self.mug.id}
        )
        self.receive(self.document(), self.document(sellingParty={"partyId": "ACRN2"}))
        orders = self.env["amazon.vendor.purchase.order"].search([("name", "=", "4Z32PABC")])
        self.assertEqual(len(orders), 2)
        self.assertEqual(len(orders.sale_order_ids), 2)
