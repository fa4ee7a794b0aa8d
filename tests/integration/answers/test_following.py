"""What Amazon has as our answer is what our own order says: less, later, and again when we correct it."""

from datetime import date, datetime

from tests.integration.orders.common import OrderCase


class FollowCase(OrderCase):
    """Orders of ten mugs and five plates, and answers that Amazon has taken."""

    def setUp(self):
        super().setUp()
        self.stock_up(self.mug, 100, self.warehouse_us)
        self.stock_up(self.plate, 100, self.warehouse_us)
        self.first = self.document(items=self.items())

    def items(self, mugs=10, plates=5):
        return [self.item(quantity=mugs), self.item("2", "B000PLATE1", quantity=plates, cost="3.00")]

    def say(self, **details):
        """Amazon states the order anew."""
        self.first = self.changed(self.first, **details)
        return self.receive(self.first)

    def answer(self, order, *lines, promised_on=date(2026, 3, 20)):
        """Return our answer to the order: so much of each line is rejected, so much backordered."""
        parts = []
        for line, (rejected, later) in zip(order.line_ids, lines, strict=True):
            amounts = {"accepted": line.quantity - rejected - later, "backordered": later, "rejected": rejected}
            parts += [
                {
                    "line_id": line.id,
                    "code": code,
                    "quantity": amount,
                    "promised_on": code == "backordered" and promised_on,
                    "rejection_reason": code == "rejected" and "unavailable",
                }
                for code, amount in amounts.items()
                if amount
            ]
        answer = self.env["amazon.vendor.acknowledgement"].sudo().create(
            {
                "order_id": order.id,
                "version": len(order.acknowledgement_ids) + 1,
                "state": "sending",
                "answered_at": datetime(2026, 3, 2, 12),
                "line_ids": [(0, 0, part) for part in parts],
            }
        )
        order.sudo().acknowledgement_id = answer
        return answer

    def accept(self, order, *lines, **more):
        """Amazon takes our answer, and our order follows."""
        answer = self.answer(order, *lines, **more)
        answer._accept()
        self.receive()
        return answer

    def quantities(self, order):
        """Return what our order still says, product by product: what leaves now, and what later."""
        lines = order.sale_order_id.order_line.filtered("product_uom_qty")
        return [
            (line.product_id.default_code, line.product_uom_qty, bool(line.amazon_vendor_promised_at)) for line in lines
        ]

    def to_ship(self, order):
        """Return what is to leave, delivery by delivery."""
        pickings = order.picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel")).sorted("id")
        return [
            {move.product_id.default_code: move.product_uom_qty for move in picking.move_ids if move.state != "cancel"}
            for picking in pickings
        ]

    def rows(self, order):
        return order.change_ids.sorted("id").mapped(lambda row: (row.field, row.verdict))


class TestFollowing(FollowCase):
    def test_what_we_rejected_leaves_the_sale_order_and_its_delivery(self):
        order = self.receive(self.first)
        self.accept(order, (4, 0), (5, 0))
        self.assertEqual(self.quantities(order), [("MUG", 6, False)])
        self.assertEqual(self.to_ship(order), [{"MUG": 6}])
        self.assertEqual(self.rows(order), [("rejected", "done"), ("rejected", "done")])
        mug, plate = order.line_ids
        self.assertEqual((mug.acknowledged_pieces, mug.rejected_pieces, mug.is_answered), (6, 4, True))
        self.assertEqual((plate.acknowledged_pieces, plate.rejected_pieces), (0, 5))
        self.assertFalse(mug.sale_differs or plate.sale_differs)
        self.assertEqual(set(order.sale_order_id.picking_ids.picking_type_id.mapped("code")), {"outgoing"})

    def test_what_we_backordered_leaves_on_its_own_day_in_a_delivery_of_its_own(self):
        order = self.receive(self.first)
        self.accept(order, (0, 4), (0, 2))
        self.assertEqual(
            self.quantities(order), [("MUG", 6, False), ("PLATE", 3, False), ("MUG", 4, True), ("PLATE", 2, True)]
        )
        self.assertEqual(self.to_ship(order), [{"MUG": 6, "PLATE": 3}, {"MUG": 4, "PLATE": 2}])
        promised = datetime(2026, 3, 21, 6, 59, 59)  # the end of 20 March in Phoenix
        now, later = order.picking_ids.sorted("id")
        self.assertEqual(later.amazon_vendor_promised_at, promised)
        self.assertEqual((later.scheduled_date, later.date_deadline), (promised, promised))
        self.assertEqual(now.date_deadline, datetime(2026, 3, 13, 6, 59, 59))
        self.assertEqual(set((now | later).mapped("state")), {"assigned"})
        self.assertFalse(any(order.line_ids.mapped("sale_differs")))
        self.assertEqual(order.line_ids.mapped("sale_quantity"), [10, 5])

    def test_an_answer_to_cases_is_followed_in_cases(self):
        items = [self.item(quantity=5, unit="Cases", size=12, cost="1.00")]
        order = self.receive(self.document("CASES001", items=items))
        self.accept(order, (2, 1))
        lines = order.sale_order_id.order_line
        self.assertEqual(lines.mapped("product_uom_qty"), [2, 1])
        self.assertEqual(lines.product_uom_id.mapped("factor"), [12])
        self.assertEqual([sum(picking.move_ids.mapped("product_qty")) for picking in order.picking_ids], [24, 12])
        self.assertEqual(order.line_ids.rejected_pieces, 24)
        self.assertFalse(order.line_ids.sale_differs)

    def test_nothing_moves_before_amazon_has_the_answer_and_twice_is_once(self):
        order = self.receive(self.first)
        answer = self.answer(order, (4, 2), (0, 0))
        order._receive_again()
        self.receive()
        self.assertEqual(self.quantities(order), [("MUG", 10, False), ("PLATE", 5, False)])
        for _time in range(2):
            answer._accept()
            order._receive_again()
            self.receive()
        self.assertEqual(self.quantities(order), [("MUG", 4, False), ("PLATE", 5, False), ("MUG", 2, True)])
        self.assertEqual(self.rows(order), [("rejected", "done"), ("backordered", "done")])

    def test_a_correction_is_followed_too(self):
        order = self.receive(self.first)
        self.accept(order, (0, 4), (0, 2))
        self.accept(order, (1, 5), (0, 0), promised_on=date(2026, 3, 25))
        self.assertEqual(self.quantities(order), [("MUG", 4, False), ("PLATE", 5, False), ("MUG", 5, True)])
        self.assertEqual(self.to_ship(order), [{"MUG": 4, "PLATE": 5}, {"MUG": 5}])
        later = order.picking_ids.sorted("id")[-1]
        self.assertEqual(later.move_ids.filtered("product_uom_qty").date_deadline, datetime(2026, 3, 26, 6, 59, 59))
        self.assertEqual(order.change_ids.filtered(lambda row: row.field == "backordered")[:1].after, "0 Eaches")

    def test_an_answer_that_all_is_accepted_changes_nothing_and_reads_nothing_again(self):
        order = self.receive(self.first)
        self.answer(order, (0, 0), (0, 0))._accept()
        self.assertEqual(self.message_of(order).state, "applied")
        self.assertEqual((order.line_ids.mapped("acknowledged_pieces"), self.rows(order)), ([10, 5], []))

    def test_a_late_word_about_an_earlier_answer_does_not_take_the_later_ones_place(self):
        order = self.receive(self.first)
        first, second = (self.answer(order, (rejected, 0), (0, 0)) for rejected in (2, 3))
        second._accept()
        first._accept()
        self.receive()
        self.assertEqual(order.given_acknowledgement_id, second)
        self.assertEqual(self.quantities(order), [("MUG", 7, False), ("PLATE", 5, False)])

    # ------------------------------------------------------------------ the states of our order

    def test_an_order_that_waits_and_is_answered_meanwhile_comes_in_as_answered(self):
        order = self.receive(self.document(items=self.items(), ship_to="XXX9"))
        self.accept(order, (4, 2), (5, 0))
        self.assertEqual(order.sync_state, "waiting")
        order.ship_to_id.store_id = self.store_us
        self.receive()
        self.assert_applied(order)
        self.assertEqual(self.quantities(order), [("MUG", 4, False), ("MUG", 2, True)])
        self.assertEqual(self.to_ship(order), [{"MUG": 4}, {"MUG": 2}])
        self.assertFalse(self.rows(order))

    def test_an_order_that_waits_and_is_rejected_as_a_whole_makes_no_sale_order(self):
        order = self.receive(self.document(items=self.items(), ship_to="XXX9"))
        self.accept(order, (10, 0), (5, 0))
        self.assertEqual((order.sync_state, order.mirror_reason), ("mirror", "rejected"))
        self.assertFalse(order.sale_order_ids)

    def test_a_quotation_follows_and_its_deliveries_are_apart_once_it_is_confirmed(self):
        self.code.confirm_policy = "quotation"
        order = self.receive(self.first)
        self.accept(order, (1, 3), (0, 0))
        self.assertEqual(self.quantities(order), [("MUG", 6, False), ("PLATE", 5, False), ("MUG", 3, True)])
        order.sale_order_id.action_confirm()
        self.assertEqual(self.to_ship(order), [{"MUG": 6, "PLATE": 5}, {"MUG": 3}])

    def test_what_has_left_stays_and_a_person_is_asked_about_the_rest(self):
        order = self.receive(self.first)
        self.ship(order.picking_ids, MUG=8, PLATE=1)
        self.accept(order, (4, 0), (0, 2))
        self.assertEqual(self.quantities(order), [("MUG", 8, False), ("PLATE", 3, False), ("PLATE", 2, True)])
        self.assertEqual(self.rows(order), [("rejected", "done"), ("rejected", "refused"), ("backordered", "done")])
        self.assertEqual((order.banner_level, len(order.activity_ids)), ("danger", 1))

    def test_a_locked_order_and_an_edited_line_are_a_persons(self):
        order = self.receive(self.first)
        order.sale_order_id.action_lock()
        self.accept(order, (4, 0), (0, 0))
        self.assertEqual((self.rows(order), order.change_ids.reason_text), (
            [("rejected", "listed")], "The sale order is locked."))
        other = self.receive(self.document("EDITED01", items=self.items()))
        other.sale_order_id.order_line[0].product_uom_qty = 7
        self.accept(other, (4, 0), (1, 0))
        self.assertEqual(self.rows(other), [("rejected", "listed"), ("rejected", "done")])
        self.assertEqual(self.quantities(other), [("MUG", 7, False), ("PLATE", 4, False)])

    def test_what_a_person_did_by_hand_already_is_right(self):
        order = self.receive(self.first)
        order.sale_order_id.order_line[0].product_uom_qty = 6
        self.accept(order, (4, 0), (0, 0))
        self.assertEqual((self.quantities(order)[0], self.rows(order)), (("MUG", 6, False), [("rejected", "done")]))

    def test_an_order_that_somebody_cancelled_here_keeps_what_it_said(self):
        order = self.receive(self.first)
        order.sale_order_id._action_cancel()
        self.accept(order, (4, 0), (0, 0))
        self.assertEqual(self.rows(order), [("rejected", "noted")])
        self.assertEqual(order.sale_order_id.order_line.mapped("product_uom_qty"), [10, 5])

    # ------------------------------------------------------------------ what Amazon changes afterwards

    def test_a_quantity_that_amazon_lowers_is_taken_off_what_was_rejected_then_backordered(self):
        order = self.receive(self.first)
        self.accept(order, (2, 3), (0, 0))
        self.say(items=self.items(mugs=8))
        self.assertEqual(self.quantities(order), [("MUG", 5, False), ("PLATE", 5, False), ("MUG", 3, True)])
        self.assertEqual(self.rows(order)[-1], ("quantity_down", "noted"))
        self.assertFalse(order.line_ids[0].sale_differs)
        self.say(items=self.items(mugs=6))
        self.assertEqual(self.to_ship(order), [{"MUG": 5, "PLATE": 5}, {"MUG": 1}])
        self.assertFalse(order.line_ids[0].sale_differs)
        self.say(items=self.items(mugs=12))
        self.assertEqual(self.to_ship(order)[0], {"MUG": 7, "PLATE": 5})

    def test_cost_and_window_of_an_answered_order_follow_and_the_promised_day_stays(self):
        order = self.receive(self.first)
        self.accept(order, (0, 4), (0, 0))
        items = [self.item(cost="9.50"), self.item("2", "B000PLATE1", quantity=5, cost="3.00")]
        self.say(items=items, shipWindow="2026-03-17T07:00:00Z--2026-03-18T07:00:00Z")
        now, later = order.picking_ids.sorted("id")
        self.assertEqual(now.move_ids.mapped("date_deadline"), [datetime(2026, 3, 19, 6, 59, 59)] * 2)
        self.assertEqual(later.move_ids.date_deadline, datetime(2026, 3, 21, 6, 59, 59))
        self.assertEqual(order.sale_order_id.order_line.mapped("price_unit"), [9.5, 3, 9.5])

    def test_an_order_cancelled_by_amazon_and_placed_again_comes_back_as_we_had_answered(self):
        order = self.receive(self.first)
        sale = order.sale_order_id
        self.accept(order, (2, 3), (0, 0))
        self.say(items=self.items(mugs=0, plates=0), state="Closed")
        self.assertEqual(sale.state, "cancel")
        self.say(items=self.items(), state="New")
        self.assertNotEqual(order.sale_order_id, sale)
        self.assertEqual(self.to_ship(order), [{"MUG": 5, "PLATE": 5}, {"MUG": 3}])

    def test_another_ship_to_takes_the_backordered_delivery_along(self):
        other = self._make_ship_to("PHX7", self.store_us, "America/Phoenix")
        order = self.receive(self.first)
        self.accept(order, (0, 4), (0, 0))
        self.say(shipToParty={"partyId": "PHX7"})
        self.assertEqual(order.picking_ids.partner_id, other.partner_id)

    def test_a_warehouse_of_two_steps_keeps_both_deliveries_apart(self):
        self.warehouse_us.delivery_steps = "pick_ship"
        order = self.receive(self.first)
        self.accept(order, (1, 3), (0, 0))
        self.assertEqual(self.to_ship(order), [{"MUG": 6, "PLATE": 5}, {"MUG": 3}])
        for picking in order.picking_ids:
            picking.move_ids.picked = True
            picking.button_validate()
        out = order.picking_ids.filtered(lambda picking: picking.picking_type_id.code == "outgoing")
        self.assertEqual(sorted(sum(picking.move_ids.mapped("product_uom_qty")) for picking in out), [3, 11])

    # ------------------------------------------------------------------ who sees it

    def test_until_amazon_has_an_answer_the_delivery_says_so(self):
        order = self.receive(self.first)
        order.sudo().answer_due = True
        picking = order.picking_ids.with_user(self.warehouse)
        self.assertEqual(picking.amazon_vendor_acknowledged, "no")
        not_acknowledged = [("amazon_vendor_acknowledged", "=", "no")]
        self.assertIn(picking, picking.search(not_acknowledged))
        self.accept(order, (0, 0), (0, 0))
        self.assertEqual((picking.amazon_vendor_acknowledged, order.sale_order_id.amazon_vendor_acknowledged), (
            "yes", "yes"))
        self.assertNotIn(picking, picking.search(not_acknowledged))
