"""Confirmed orders get their goods in a step of their own, in the order in which they came."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tools import mute_logger

from .common import OrderCase


class TestStockTasks(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tasks = cls.env["amazon.vendor.stock.task"]

    def states(self, orders):
        return orders.sale_order_id.picking_ids.mapped("state")

    def test_goods_are_reserved_once_the_orders_are_confirmed(self):
        self.stock_up(self.mug, 100, self.warehouse_us)
        orders = self.receive(self.document("US000001"), self.document("US000002"), reserve=False)
        self.assertEqual(orders.sale_order_id.mapped("state"), ["sale", "sale"])
        self.assertEqual(self.states(orders), ["confirmed", "confirmed"])
        self.assertEqual(len(self.tasks.search([])), 1)
        self.reserve()
        self.assertEqual(self.states(orders), ["assigned", "assigned"])
        self.assertFalse(self.tasks.search([]))

    def test_the_first_order_gets_what_does_not_suffice_for_two(self):
        self.stock_up(self.mug, 12, self.warehouse_us)
        orders = self.receive(self.document("US000001"), self.document("US000002"))
        moves = orders.sale_order_id.picking_ids.move_ids
        self.assertEqual(moves.mapped("quantity"), [10, 2])
        self.assertEqual(moves.mapped("state"), ["assigned", "partially_available"])

    def test_each_companys_goods_are_its_own_task(self):
        self.stock_up(self.mug, 100, self.warehouse_us)
        self.stock_up(self.mug, 100, self.warehouse_de)
        orders = self.receive(
            self.document("US000001"), self.document("DE000001", ship_to="LEJ1", items=[self.item(currency="EUR")]),
            reserve=False,
        )
        self.assertEqual(self.tasks.search([]).company_id, self.company_us | self.company_de)
        self.reserve()
        self.assertEqual(self.states(orders), ["assigned", "assigned"])

    def test_an_order_cancelled_meanwhile_reserves_nothing(self):
        self.stock_up(self.mug, 100, self.warehouse_us)
        order = self.receive(self.document(), reserve=False)
        order.sale_order_id._action_cancel()
        self.reserve()
        self.assertEqual(self.states(order), ["cancel"])
        self.assertEqual(self.mug.with_context(location=self.warehouse_us.lot_stock_id.id).free_qty, 100)

    def test_plain_batches_reserve_while_they_confirm(self):
        self.env["ir.config_parameter"].set_param("acorn_vendor_connector.plain_batches", "True")
        self.stock_up(self.mug, 100, self.warehouse_us)
        order = self.receive(self.document(), reserve=False)
        self.assertEqual(self.states(order), ["assigned"])
        self.assertFalse(self.tasks.search([]))

    def test_goods_that_cannot_be_reserved_go_to_a_person_and_hold_up_no_other(self):
        self.stock_up(self.mug, 100, self.warehouse_us)
        self.stock_up(self.plate, 100, self.warehouse_us)
        mugs, plates = self.receive(
            self.document("US000001"), self.document("US000002", items=[self.item(asin="B000PLATE1")]), reserve=False
        )
        quants, plate = type(self.env["stock.quant"]), self.plate
        reserve = quants._get_reserve_quantity

        def refused(records, product, *arguments, **options):
            if product == plate:
                raise UserError("Plates are being counted")
            return reserve(records, product, *arguments, **options)

        log = "odoo.addons.acorn_vendor_connector.models.amazon_vendor_stock_task"
        with patch.object(quants, "_get_reserve_quantity", refused), mute_logger(log):
            self.reserve()
        self.assertEqual(self.states(mugs), ["assigned"])
        self.assertEqual(self.states(plates), ["confirmed"])
        activity = plates.sale_order_id.picking_ids.activity_ids
        self.assertEqual(activity.user_id, self.manager)
        self.assertIn("Plates are being counted", activity.note)
        self.assertFalse(mugs.sale_order_id.picking_ids.activity_ids)
        self.assertFalse(self.tasks.search([]))

    def test_nobody_sees_or_makes_tasks(self):
        for user in (self.manager, self.accountant, self.warehouse):
            self.assertFalse(self.tasks.with_user(user).has_access("read"))
            self.assertFalse(self.tasks.with_user(user).has_access("create"))
