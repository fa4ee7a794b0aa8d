"""Ordered × acknowledged × accepted × shipped × received: shown per line, found by a filter, summed up to rates."""

from odoo.addons.acorn_vendor_connector.engine import variance
from odoo.addons.acorn_vendor_connector.models.amazon_vendor_purchase_order_variance import DIFFERS, _is_fact
from odoo.tools import SQL

from tests.integration.status.common import StatusCase

CASES = {"sku": "AC-HNY-500", "quantity": 5, "unit": "Cases"}  # of 12


class TestFulfilment(StatusCase):
    def ship(self, order, pieces):
        """Let these pieces of each line leave, by its number."""
        for line in order.line_ids:
            for move in line.sale_line_ids.move_ids:
                self.env["stock.quant"]._update_available_quantity(move.product_id, move.location_id, 100)
                move.quantity = move.product_id.uom_id._compute_quantity(
                    pieces[line.sequence_number], move.product_uom, round=False
                )
                move.picked = True
        order.picking_ids.with_context(skip_backorder=True).button_validate()
        self.env.invalidate_all()

    def answered(self, *lines, **more):
        """Return an order in our books that Amazon shows as accepted by us."""
        number = self.place(*lines, **more)
        order = self.read_orders(number)
        self.simulator.world.acknowledge(number)
        order = self.read_statuses(number)
        for line in order.line_ids:
            line.write({"is_answered": True, "acknowledged_pieces": line.pieces})
        return order

    def texts(self, order):
        return order.line_ids.with_user(self.warehouse).mapped("difference_text")

    def test_every_step_of_a_line_is_told_in_words(self):
        number = self.place(10)
        order = self.read_orders(number)
        self.assertEqual(order.sync_state, "applied", order.wait_text)
        self.assertEqual(self.texts(order), ["not answered yet · 10 to ship"])
        self.simulator.world.acknowledge(number)
        order = self.read_statuses(number)
        self.assertEqual(self.texts(order), ["answered without us · 10 to ship"])
        order.line_ids.write({"is_answered": True, "acknowledged_pieces": 10})
        self.env.invalidate_all()
        self.assertEqual(self.texts(order), ["10 to ship"])
        self.ship(order, {"1": 10})
        self.assertEqual(self.texts(order), ["10 on the way"])
        self.assertFalse(order.differs)
        self.simulator.world.receive(number, pieces={"1": 8})
        self.simulator.world.close(number)
        order = self.read_statuses(number)
        self.assertEqual(self.texts(order), ["2 shipped, not received"])
        self.assertTrue(order.with_user(self.accountant).differs)

    def test_what_left_is_counted_in_pieces_also_of_cases_and_less_returns(self):
        order = self.answered(10, CASES)
        self.ship(order, {"1": 7, "2": 31})
        self.assertEqual(order.line_ids.with_user(self.warehouse).mapped("shipped_pieces"), [7, 31])
        picking = order.picking_ids.filtered(lambda picking: picking.state == "done")
        wizard = self.env["stock.return.picking"].with_context(
            active_id=picking.id, active_ids=picking.ids, active_model="stock.picking"
        ).create({})
        wizard.product_return_moves.filtered(lambda move: move.product_id == order.line_ids[0].product_id).quantity = 2
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        back.move_ids.picked = True
        back.button_validate()
        self.env.invalidate_all()
        self.assertEqual(order.line_ids.mapped("shipped_pieces"), [5, 31])

    def test_lines_and_orders_that_differ_are_found_and_others_are_not(self):
        good = self.answered(10, number="4GOOD")
        bad = self.answered(10, 4, number="4BAD")
        self.ship(good, {"1": 10})
        self.ship(bad, {"1": 10, "2": 4})
        self.simulator.world.receive(good.name)
        self.simulator.world.receive(bad.name, pieces={"1": 10, "2": 3})
        self.simulator.world.close(bad.name)
        self.read_statuses()
        lines = self.env["amazon.vendor.purchase.order.line"].with_user(self.warehouse)
        self.assertEqual(lines.search([("differs", "=", True)]), bad.line_ids[1])
        self.assertEqual(lines.search([("differs", "=", False)]), good.line_ids | bad.line_ids[0])
        orders = self.env["amazon.vendor.purchase.order"].with_user(self.warehouse)
        self.assertEqual(orders.search([("differs", "=", True)]), bad)
        self.assertEqual(orders.search([("differs", "=", False)]), good)

    def test_an_order_that_never_entered_our_books_is_compared_without_what_left(self):
        self.code.go_live = False
        number = self.place(10)
        self.read_orders()
        self.simulator.world.acknowledge(number)
        self.simulator.world.receive(number)
        order = self.read_statuses(number)
        self.assertEqual(order.sync_state, "mirror")
        self.assertFalse(order.differs)
        self.assertEqual(self.texts(order), ["answered without us"])

    def test_rates_of_many_lines_are_those_of_their_pieces_together(self):
        big, small = self.answered(90, number="4BIG"), self.answered(10, number="4SMALL")
        self.ship(big, {"1": 90})
        self.ship(small, {"1": 9})
        self.simulator.world.receive(big.name)
        self.simulator.world.receive(small.name, pieces={"1": 5})
        self.simulator.world.close(small.name)
        self.read_statuses()
        analysis = self.env["amazon.vendor.fulfilment"].with_user(self.accountant)
        [row] = analysis._read_group(
            [], ["code_id"],
            ["ordered_pieces:sum", "received_pieces:sum", "receipt_gap:sum", "fill_rate:avg", "confirmation_rate:avg"],
        )
        self.assertEqual(row, (self.code, 100, 95, 4, 95.0, 100.0))
        self.assertEqual(
            analysis._read_group([], ["order_id"], ["fill_rate:avg"], order="order_id"),
            [(small, 50.0), (big, 100.0)],
        )

    def test_the_analysis_shows_nobody_the_lines_of_another_store_or_company(self):
        self.answered(10)
        analysis = self.env["amazon.vendor.fulfilment"]
        self.assertEqual(analysis.with_user(self.accountant).search_count([]), 1)
        elsewhere = self.env["amazon.vendor.store"].create(
            {"code": "LA", "name": "LA", "company_id": self.company_us.id, "warehouse_id": self.warehouse_us.id}
        )
        self.warehouse.amazon_vendor_store_ids = elsewhere
        self.assertEqual(analysis.with_user(self.warehouse).search_count([]), 0)
        abroad = analysis.with_user(self.accountant).with_context(allowed_company_ids=self.company_de.ids)
        self.assertEqual(abroad.search_count([]), 0)

    def test_the_filter_and_the_words_agree_on_every_possible_line(self):
        """The filter is SQL, the words come from the engine: both are asked about the same thousands of lines."""
        counts = SQL("""
            SELECT row_number() OVER () AS id, * FROM
                   (VALUES (0), (3), (5)) AS o(ordered), (VALUES (NULL::int), (0), (3), (5)) AS a(acknowledged),
                   (VALUES (0), (2)) AS r(rejected), (VALUES (NULL::int), (0), (3), (5)) AS c(accepted),
                   (VALUES (NULL::int), (0), (3), (5), (6)) AS s(shipped),
                   (VALUES (NULL::int), (0), (3), (6)) AS v(received),
                   (VALUES (TRUE), (FALSE)) AS p(ship_by_is_past), (VALUES (TRUE), (FALSE)) AS x(is_over)""")
        rows = self.env.execute_query_dict(
            SQL("SELECT counts.*, COALESCE(%s, FALSE) AS found FROM (%s) AS counts", SQL(DIFFERS), counts)
        )
        self.assertGreater(len(rows), 7000)
        for row in rows:
            found = row.pop("found")
            row.pop("id")
            self.assertEqual(found, any(map(_is_fact, variance.compare(variance.Counts(**row)))), row)
