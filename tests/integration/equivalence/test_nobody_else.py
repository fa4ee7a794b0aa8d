"""Who confirms orders without our context key meets none of our shortcuts, and a setting keeps them from ours."""

import gc

from odoo.fields import Command

from .case import WorldCase
from .documents import order_of
from .ways import PLAIN


class TestNobodyElse(WorldCase):
    def tasks(self):
        return self.env["amazon.vendor.stock.task"].search([])

    def make(self, *pieces):
        """Make orders as another addon does, all in one create."""
        warehouse = self.world.places.warehouses["New York"]
        products = self.world.goods.products
        return self.world.env["sale.order"].create(
            [
                {
                    "partner_id": self.world.vendor.customer.id,
                    "company_id": warehouse.company_id.id,
                    "warehouse_id": warehouse.id,
                    "order_line": [
                        Command.create({"product_id": products[name].id, "product_uom_qty": count})
                        for name in ("PLATE", "MINMAX")
                    ],
                }
                for count in pieces
            ]
        )

    def receive(self, plain):
        """Receive one order, but leave what the stock has to do for later."""
        self.env["ir.config_parameter"].set_param(PLAIN, "True" if plain else False)
        self.ways._archive([order_of(self.world, "OURS", "PHX6", PLATE=5, MINMAX=30)])
        messages = self.ways._ready()
        messages._receive()
        return messages.purchase_order_id.sale_order_id.order_line.move_ids

    def replenished(self):
        hall = self.env["stock.location"].search([("name", "=", "Hall")])
        moves = self.env["stock.move"].search(
            [("location_id", "in", hall.ids), ("product_id", "=", self.world.goods.products["MINMAX"].id)]
        )
        return sum(moves.mapped("product_uom_qty"))

    def test_a_persons_order_is_reserved_and_replenished_at_once(self):
        sale = self.make(30)
        sale.action_confirm()
        self.assertEqual(sale.order_line.move_ids.mapped("state"), ["assigned", "assigned"])
        self.assertEqual(self.replenished(), 93)
        self.assertIn("has been created from", "".join(sale.picking_ids.message_ids.mapped("body")))
        self.assertFalse(self.tasks())

    def test_another_addons_batch_is_reserved_and_replenished_at_once(self):
        sales = self.make(20, 10, 20)
        sales.action_confirm()
        states = [sale.order_line.move_ids.mapped("state") for sale in sales]
        self.assertEqual(states, [["assigned"] * 2, ["assigned"] * 2, ["partially_available"] * 2])
        self.assertEqual(self.replenished(), 113)
        self.assertFalse(self.tasks())

    def test_the_setting_makes_no_difference_to_others(self):
        counts = []
        for plain in ("True", False):
            self.env["ir.config_parameter"].set_param(PLAIN, plain)
            with self.ways.undone():
                sales = self.make(20, 10)
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                sales.action_confirm()
                self.env.flush_all()
                counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_our_batch_leaves_the_stock_to_a_step_of_its_own(self):
        moves = self.receive(plain=False)
        self.assertEqual(moves.mapped("state"), ["confirmed", "confirmed"])
        self.assertEqual(self.replenished(), 0)
        self.tasks()._do()
        self.assertEqual(moves.mapped("state"), ["assigned", "assigned"])
        self.assertEqual(self.replenished(), 93)
        self.assertFalse(self.tasks())
        self.assertTrue(gc.isenabled())

    def test_the_setting_returns_to_plain_behaviour(self):
        moves = self.receive(plain=True)
        self.assertEqual(moves.mapped("state"), ["assigned", "assigned"])
        self.assertEqual(self.replenished(), 93)
        self.assertFalse(self.tasks())

    def test_what_a_person_changes_on_our_order_is_reserved_at_once(self):
        line = self.receive(plain=False).sale_line_id[0]
        self.tasks()._do()
        line.product_uom_qty = 9
        self.assertEqual((line.move_ids.quantity, line.move_ids.state), (9, "assigned"))
        self.assertFalse(self.tasks())
