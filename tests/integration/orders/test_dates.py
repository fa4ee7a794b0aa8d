"""Windows are days at the ship-to; the due date is the end of the last day on which the goods can leave."""

from datetime import datetime

from .common import OrderCase


class TestDates(OrderCase):
    def test_a_ship_window_is_due_at_the_end_of_the_last_local_day(self):
        order = self.receive(
            self.document(
                ship_to="LEJ1",
                items=[self.item(currency="EUR")],
                shipWindow="2026-03-09T23:00:00Z--2026-03-11T23:00:00Z",
            )
        )
        self.assertEqual(order.window_kind, "ship")
        self.assertEqual(order.window_start, datetime(2026, 3, 9, 23))
        # 11 March 23:00 UTC is midnight of the 12th in Leipzig; that day is over at 23:00 UTC of the 12th.
        self.assertEqual(order.due_at, datetime(2026, 3, 12, 22, 59, 59))
        self.assertEqual(order.window_text, "03/10/2026 – 03/12/2026")

    def test_a_delivery_window_leaves_as_many_days_earlier_as_the_goods_travel(self):
        self.store_us.transit_days = 3
        window = {"shipWindow": None, "deliveryWindow": "2026-03-10T07:00:00Z--2026-03-12T07:00:00Z"}
        order = self.receive(self.document(**window))
        self.assertEqual(order.window_kind, "delivery")
        self.assertEqual(order.due_at, datetime(2026, 3, 10, 6, 59, 59))
        self.phx6.transit_days = 1
        near = self.receive(self.document("NEAR0001", **window))
        self.assertEqual(near.sale_order_id.commitment_date, datetime(2026, 3, 12, 6, 59, 59))

    def test_deadline_and_plan_of_the_delivery_are_the_due_date(self):
        picking = self.receive(self.document()).sale_order_id.picking_ids
        self.assertEqual(picking.date_deadline, datetime(2026, 3, 13, 6, 59, 59))
        self.assertEqual(picking.scheduled_date, datetime(2026, 3, 13, 6, 59, 59))

    def test_an_order_without_window_has_no_promise(self):
        order = self.receive(self.document(shipWindow=None))
        self.assert_applied(order)
        self.assertFalse(order.due_at)
        self.assertFalse(order.sale_order_id.commitment_date)
