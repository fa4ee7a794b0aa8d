"""Cases stay cases on the sale order, moves are in pieces, and no piece is ever lost."""

from odoo.exceptions import UserError
from odoo.fields import Command

from .common import OrderCase


class TestUnits(OrderCase):
    def cases(self, size, quantity=10, number="4Z32PABC"):
        return self.document(number, items=[self.item(quantity=quantity, unit="Cases", size=size)])

    def shipped_and_open(self, sale):
        moves = sale.order_line.move_ids
        done = sum(moves.filtered(lambda move: move.state == "done").mapped("quantity"))
        return done, sum(self.open_moves(sale).mapped("product_uom_qty"))

    def test_a_case_stays_a_case_on_the_line_and_its_moves_are_in_pieces(self):
        sale = self.receive(self.cases(12)).sale_order_id
        self.assertEqual(sale.order_line.product_uom_id.name, "Case of 12")
        self.assertEqual(sale.order_line.product_uom_qty, 10)
        self.assertEqual(sale.order_line.move_ids.product_uom, self.mug.uom_id)
        self.assertEqual(sale.order_line.move_ids.product_uom_qty, 120)

    def test_one_unit_is_shared_by_all_cases_of_a_size(self):
        first, second = self.receive(self.cases(12, number="FIRST001"), self.cases(12, number="SECOND01"))
        third = self.receive(self.cases(12, number="THIRD001"))
        units = (first | second | third).sale_order_ids.order_line.product_uom_id
        self.assertEqual(len(units), 1)
        self.assertEqual(units.amazon_vendor_case_size, 12)
        self.assertEqual(units.factor, 12)

    def test_the_size_of_a_case_never_changes(self):
        case = self.receive(self.cases(12)).sale_order_id.order_line.product_uom_id
        with self.assertRaises(UserError):
            case.relative_factor = 10
        case.name = "Carton"
        self.assertEqual(case.factor, 12)

    def test_partial_deliveries_lose_no_piece(self):
        """Odoo rounds delivered cases to two digits; the moves know every piece."""
        for size in (7, 12, 144):
            total = 10 * size
            self.stock_up(self.mug, total * 2, self.warehouse_us)
            order = self.receive(self.cases(size, number=f"PART{size:04}"))
            sale = order.sale_order_id
            line = sale.order_line
            for done in (1, 2, 3, size + 1, size + 2):
                self.ship(
                    sale.picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel")),
                    MUG=done - line._amazon_vendor_shipped_pieces(),
                )
                self.assertEqual(line._amazon_vendor_shipped_pieces(), done)
                self.assertEqual(self.shipped_and_open(sale), (done, total - done), f"cases of {size}")

    def test_a_raise_after_partial_deliveries_asks_for_whole_pieces(self):
        self.stock_up(self.mug, 500, self.warehouse_us)
        document = self.cases(7)
        sale = self.receive(document).sale_order_id
        for pieces in (1, 1, 1):
            self.ship(sale.picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel")), MUG=pieces)
        self.receive(self.changed(document, items=[self.item(quantity=12, unit="Cases", size=7)]))
        self.assertEqual(sale.order_line.product_uom_qty, 12)
        self.assertEqual(self.shipped_and_open(sale), (3, 81))
        self.receive(self.changed(self.changed(document), items=[self.item(quantity=9, unit="Cases", size=7)]))
        self.assertEqual(self.shipped_and_open(sale), (3, 60))

    def test_a_raise_by_hand_asks_for_whole_pieces_too(self):
        self.stock_up(self.mug, 500, self.warehouse_us)
        sale = self.receive(self.cases(7)).sale_order_id
        for pieces in (1, 1, 1):
            self.ship(sale.picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel")), MUG=pieces)
        sale.with_user(self.manager).order_line.product_uom_qty = 11
        self.assertEqual(self.shipped_and_open(sale), (3, 74))

    def test_an_each_of_amazon_may_be_a_pack_of_ours(self):
        pack = self.env.ref("uom.product_uom_pack_6")
        self.mug.uom_ids = [Command.link(pack.id)]
        self.env["amazon.vendor.product"].search([("identifier", "=", "B000MUG001")]).uom_id = pack
        sale = self.receive(
            self.document(items=[self.item(quantity=5), self.item("2", quantity=2, unit="Cases", size=4)])
        ).sale_order_id
        self.assertEqual(sale.order_line[0].product_uom_id, pack)
        self.assertEqual(sale.order_line[0].move_ids.product_uom_qty, 30)
        self.assertEqual(sale.order_line[1].product_uom_id.factor, 24)
        self.assertEqual(sale.order_line[1].move_ids.product_uom_qty, 48)

    def test_cases_without_a_size_wait(self):
        item = self.item(unit="Cases")
        del item["orderedQuantity"]["unitSize"]
        order = self.receive(self.document(items=[item]))
        self.assertEqual(order.sync_state, "waiting")
        self.assertEqual(order.wait_codes, "case_size_missing")
