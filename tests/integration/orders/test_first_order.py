"""A purchase order becomes a sale order in the books of its store."""

from datetime import datetime

from .common import OrderCase


class TestFirstOrder(OrderCase):
    def test_an_order_becomes_a_confirmed_sale_order_of_its_store(self):
        order = self.receive(self.document())
        self.assert_applied(order)
        self.assertEqual(order.company_id, self.company_us)
        self.assertEqual(order.store_id, self.store_us)
        sale = order.sale_order_id
        self.assertEqual(sale.state, "sale")
        self.assertEqual(sale.company_id, self.company_us)
        self.assertEqual(sale.warehouse_id, self.warehouse_us)
        self.assertEqual(sale.partner_id, self.customer)
        self.assertEqual(sale.partner_shipping_id, self.phx6.partner_id)
        self.assertEqual(sale.client_order_ref, "4Z32PABC")
        self.assertEqual(sale.user_id, self.manager)
        self.assertEqual(sale.pricelist_id, self.pricelists["USD"])
        self.assertEqual(sale.order_line.product_id, self.mug)
        self.assertEqual(sale.order_line.product_uom_qty, 10)
        self.assertEqual(sale.order_line.price_unit, 10.0)
        self.assertEqual(sale.amount_untaxed, 100.0)
        # The window ends on 12 March in Phoenix; that day is over at 07:00 UTC of the 13th.
        self.assertEqual(order.due_at, datetime(2026, 3, 13, 6, 59, 59))
        self.assertEqual(sale.commitment_date, datetime(2026, 3, 13, 6, 59, 59))
        self.assertEqual(sale.picking_ids.partner_id, self.phx6.partner_id)
        self.assertEqual(sale.picking_ids.amazon_vendor_purchase_order_id, order)
        self.assertEqual(self.message_of(order).state, "applied")

    def test_orders_of_one_page_go_to_the_books_of_their_stores(self):
        us, de, berlin = self.receive(
            self.document("US000001"),
            self.document("DE000001", ship_to="LEJ1", items=[self.item(currency="EUR")]),
            self.document("BE000001", ship_to="BER3", items=[self.item(currency="GBP")]),
        )
        self.assertEqual(us.sale_order_id.company_id, self.company_us)
        self.assertEqual(de.sale_order_id.company_id, self.company_de)
        self.assertEqual(de.sale_order_id.order_line.analytic_distribution, {str(self.analytic_leipzig.id): 100.0})
        self.assertEqual(berlin.sale_order_id.company_id, self.branch_berlin)
        self.assertEqual(berlin.sale_order_id.warehouse_id, self.warehouse_berlin)
        self.assertEqual([order.sale_order_id.currency_id.name for order in (us, de, berlin)], ["USD", "EUR", "GBP"])
        self.assertEqual(berlin.sale_order_id.picking_ids.company_id, self.branch_berlin)

    def test_lines_stand_exactly_as_amazon_states_them(self):
        order = self.receive(
            self.document(
                items=[
                    self.item("00001", quantity=3, unit="Cases", size=12, cost="1.2345"),
                    self.item("00002", asin=None, vendorProductIdentifier="PLATE-7", quantity=0),
                ]
            )
        )
        first, second = order.line_ids
        self.assertEqual(first.sequence_number, "00001")
        self.assertEqual(first.net_cost_stated, "1.2345")
        self.assertEqual((first.quantity, first.unit, first.unit_size, first.pieces), (3, "cases", 12, 36))
        self.assertEqual(second.vendor_sku, "PLATE-7")
        self.assertTrue(second.cancelled)
        self.assertEqual(len(order.sale_order_id.order_line), 1)

    def test_nobody_at_amazon_gets_an_email_and_the_robot_sells_nothing(self):
        before = self.env["mail.mail"].search_count([])
        sale = self.receive(self.document()).sale_order_id
        self.assertEqual(self.env["mail.mail"].search_count([]), before)
        self.assertNotEqual(sale.user_id, self.env.ref("base.user_root"))
        self.assertNotIn(self.customer, sale.message_partner_ids)

    def test_a_quotation_is_left_where_the_code_says_so(self):
        self.code.confirm_policy = "quotation"
        order = self.receive(self.document())
        self.assertEqual(order.sale_order_id.state, "draft")
        self.assertEqual(order.sync_state, "applied")

    def test_consignment_is_a_mirror_only(self):
        order = self.receive(self.document(purchaseOrderType="ConsignedOrder", paymentMethod="Consignment"))
        self.assertEqual((order.sync_state, order.mirror_reason), ("mirror", "consignment"))
        self.assertFalse(order.sale_order_ids)

    def test_what_cannot_be_read_fails_and_its_neighbours_go_on(self):
        broken = self.document("BROKEN01", items=[{"itemSequenceNumber": "1"}])
        self.receive(broken, self.document("GOOD0001"))
        message = self.env["amazon.vendor.message"].sudo().search([("reference", "=", "BROKEN01")])
        self.assertEqual(message.state, "failed")
        self.assertEqual(message.error_path, "orderDetails.items[0].orderedQuantity")
        self.assertEqual(self.orders("GOOD0001").sync_state, "applied")

    def test_numbers_beyond_the_database_fail_alone(self):
        self.receive(
            self.document("TOOLARGE", items=[self.item(quantity=2000000000, unit="Cases", size=2000000000)]),
            self.document("GOOD0001"),
        )
        message = self.env["amazon.vendor.message"].sudo().search([("reference", "=", "TOOLARGE")])
        self.assertEqual(message.state, "failed")
        self.assertTrue(message.error_message)
        self.assert_applied(self.orders("GOOD0001"))
