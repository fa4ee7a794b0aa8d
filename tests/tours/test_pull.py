from tests.tours.common import DemoTour


class TestPull(DemoTour):
    def test_orders_arrive_after_pull_now(self):
        """Pull now returns at once, the scheduler works, and orders, sale orders and deliveries are there to see."""
        self.start_tour("/odoo/amazon-vendor", "amazon_vendor_pull", login="admin")
        self.assertFalse(self.env["amazon.vendor.purchase.order"].search_count([]))

        self.run_crons()

        self.start_tour("/odoo/amazon-vendor-all-orders", "amazon_vendor_pulled", login="admin")
        self.start_tour("/odoo/action-stock.action_picking_tree_all", "amazon_vendor_deliveries", login="warehouse")

    def test_unknown_ship_to_is_mapped_and_its_order_goes_on(self):
        """An order to a fulfilment centre nobody knows waits, and is booked once a store is chosen."""
        self.run_crons()
        ship_to = self.env["amazon.vendor.ship.to"].search([("name", "=", "FTW9")])
        order = self.env["amazon.vendor.purchase.order"].search([("ship_to_id", "=", ship_to.id)])
        self.assertEqual(order.sync_state, "waiting")

        self.start_tour("/odoo/amazon-vendor", "amazon_vendor_map_ship_to", login="admin")
        self.run_crons()

        self.start_tour("/odoo/amazon-vendor-all-orders", "amazon_vendor_mapped_order", login="admin")
        self.assertEqual(order.sync_state, "applied")
        self.assertEqual(order.sale_order_id.state, "sale")
        self.assertEqual(order.sale_order_id.warehouse_id.name, "Phoenix")
