"""What Amazon changes later: done where it can be, listed where it cannot, never over what a person did."""

from datetime import datetime, timedelta

from .common import OrderCase


class TestChanges(OrderCase):
    def setUp(self):
        super().setUp()
        self.stock_up(self.mug, 100, self.warehouse_us)
        self.stock_up(self.plate, 100, self.warehouse_us)
        self.first = self.document(items=[self.item(), self.item("2", "B000PLATE1", quantity=5, cost="3.00")])
        self.order = self.receive(self.first)
        self.sale = self.order.sale_order_id

    def say(self, **details):
        """Amazon states the order anew."""
        self.first = self.changed(self.first, **details)
        return self.receive(self.first)

    def quantities(self):
        return self.sale.order_line.mapped("product_uom_qty")

    def rows(self):
        return self.order.change_ids.sorted("id").mapped(lambda row: (row.field, row.verdict))

    def assert_nothing_comes_in(self):
        pickings = self.sale.picking_ids
        self.assertEqual(set(pickings.picking_type_id.mapped("code")), {"outgoing"})
        self.assertEqual(set(self.sale.order_line.move_ids.location_dest_id.mapped("usage")), {"customer"})

    # ------------------------------------------------------------------ quantities

    def test_ten_twelve_ten_ends_at_ten(self):
        for quantity in (12, 10):
            self.say(items=[self.item(quantity=quantity), self.item("2", "B000PLATE1", quantity=5, cost="3.00")])
            self.assertEqual(self.quantities(), [quantity, 5])
        self.assertEqual(self.order.sale_order_ids, self.sale)
        self.assertEqual(sum(self.open_moves(self.sale).mapped("product_uom_qty")), 15)
        self.assertEqual(self.rows(), [("quantity_up", "done"), ("quantity_down", "done")])
        self.assertEqual(self.order.change_ids.mapped("before"), ["12 Eaches", "10 Eaches"])

    def test_a_decrease_is_taken_from_the_open_move_and_nothing_comes_in(self):
        self.say(items=[self.item(quantity=4), self.item("2", "B000PLATE1", quantity=5, cost="3.00")])
        self.assertEqual(self.quantities(), [4, 5])
        self.assertEqual(self.sale.order_line[0].move_ids.product_uom_qty, 4)
        self.assert_nothing_comes_in()

    def test_a_decrease_after_somebody_moved_the_date_makes_no_return(self):
        """Odoo plans a return when the deadline of the order and of its move differ."""
        for move in self.sale.picking_ids.move_ids:
            move.date_deadline += timedelta(days=1)
        self.say(items=[self.item(quantity=4), self.item("2", "B000PLATE1", quantity=5, cost="3.00")])
        self.assertEqual(self.sale.order_line[0].move_ids.product_uom_qty, 4)
        self.assert_nothing_comes_in()

    def test_a_decrease_in_a_warehouse_of_two_steps_makes_no_return(self):
        self.warehouse_us.delivery_steps = "pick_ship"
        document = self.document("TWOSTEPS")
        sale = self.receive(document).sale_order_id
        self.receive(self.changed(document, items=[self.item(quantity=4)]))
        self.assertEqual(sale.order_line.move_ids.filtered(lambda move: move.state != "cancel").product_uom_qty, 4)
        self.assertEqual(sale.order_line.move_ids.location_dest_id, self.warehouse_us.wh_output_stock_loc_id)

    def test_a_decrease_below_what_has_left_is_done_as_far_as_possible(self):
        self.ship(self.sale.picking_ids, MUG=6, PLATE=0)
        self.say(items=[self.item(quantity=4), self.item("2", "B000PLATE1", quantity=5, cost="3.00")])
        self.assertEqual(self.quantities(), [6, 5])
        self.assertEqual(self.rows(), [("quantity_down", "done"), ("quantity_down", "refused")])
        self.assertEqual(self.order.banner_level, "danger")
        self.assert_nothing_comes_in()

    def test_a_cancelled_line_is_taken_back(self):
        self.say(items=[self.item(quantity=0), self.item("2", "B000PLATE1", quantity=5, cost="3.00")])
        self.assertEqual(self.quantities(), [0, 5])
        self.assertEqual(self.open_moves(self.sale).product_id, self.plate)
        self.say(items=[self.item(), self.item("2", "B000PLATE1", quantity=5, cost="3.00")])
        self.assertEqual(self.quantities(), [10, 5])
        self.assertEqual(sum(self.open_moves(self.sale).mapped("product_uom_qty")), 15)
        self.assertEqual(self.rows(), [("cancel_line", "done"), ("uncancel_line", "done")])

    def test_a_line_added_or_removed_later_follows(self):
        self.say(items=[self.item(), self.item("3", "B000PLATE1", quantity=8, cost="2.00")])
        self.assertEqual(self.quantities(), [10, 8])
        self.say(items=[self.item()])
        self.assertEqual(self.quantities(), [10, 0])
        self.assertTrue(self.order.line_ids.filtered("withdrawn"))
        self.say(items=[self.item(), self.item("4", "B000PLATE1", quantity=2, cost="2.00")])
        living = self.sale.order_line.filtered("product_uom_qty")
        self.assertEqual(
            living.mapped(lambda line: (line.product_id, line.product_uom_qty)), [(self.mug, 10), (self.plate, 2)]
        )
        self.assertEqual(sum(self.open_moves(self.sale).mapped("product_uom_qty")), 12)

    # ------------------------------------------------------------------ whole orders

    def cancelled(self):
        return [self.item(quantity=0), self.item("2", "B000PLATE1", quantity=0, cost="3.00")]

    def test_a_cancelled_order_cancels_ours_and_one_placed_again_makes_a_new_one(self):
        self.say(items=self.cancelled(), state="Closed")
        self.assertEqual(self.sale.state, "cancel")
        self.assertEqual(set(self.sale.picking_ids.mapped("state")), {"cancel"})
        self.say(items=[self.item(), self.item("2", "B000PLATE1", quantity=5, cost="3.00")], state="New")
        again = self.order.sale_order_id
        self.assertNotEqual(again, self.sale)
        self.assertEqual((again.state, again.order_line.mapped("product_uom_qty")), ("sale", [10, 5]))
        self.assertEqual(self.rows(), [("cancel_order", "done"), ("uncancel_order", "done")])

    def test_a_cancelled_order_of_which_a_part_has_left_keeps_that_part(self):
        self.ship(self.sale.picking_ids, MUG=10, PLATE=0)
        self.say(items=self.cancelled(), state="Closed")
        self.assertEqual(self.sale.state, "sale")
        self.assertEqual(self.quantities(), [10, 0])
        self.assertFalse(self.open_moves(self.sale))
        self.assertIn(("cancel_line", "refused"), self.rows())

    def test_a_locked_order_is_not_touched(self):
        self.sale.action_lock()
        self.say(items=[self.item(quantity=4), self.item("2", "B000PLATE1", quantity=5, cost="3.00")])
        self.assertEqual(self.quantities(), [10, 5])
        self.assertEqual(self.rows(), [("quantity_down", "listed")])
        self.assertEqual(self.order.change_ids.reason_text, "The sale order is locked.")

    # ------------------------------------------------------------------ dates and places

    def test_a_new_window_moves_promise_deadline_and_plan(self):
        self.say(shipWindow="2026-03-17T07:00:00Z--2026-03-19T07:00:00Z")
        due = datetime(2026, 3, 20, 6, 59, 59)
        self.assertEqual(self.sale.commitment_date, due)
        self.assertEqual(set(self.open_moves(self.sale).mapped("date_deadline")), {due})
        self.assertEqual(set(self.open_moves(self.sale).mapped("date")), {due})
        self.assertEqual(self.sale.picking_ids.scheduled_date, due)
        self.assertEqual(self.sale.picking_ids.date_deadline, due)

    def test_another_ship_to_of_the_same_warehouse_moves_the_open_deliveries(self):
        other = self._make_ship_to("PHX7", self.store_us, "America/Phoenix")
        self.ship(self.sale.picking_ids, MUG=6, PLATE=0)
        done = self.sale.picking_ids.filtered(lambda picking: picking.state == "done")
        self.say(shipToParty={"partyId": "PHX7"})
        self.assertEqual(self.sale.partner_shipping_id, other.partner_id)
        self.assertEqual((self.sale.picking_ids - done).partner_id, other.partner_id)
        self.assertEqual(self.open_moves(self.sale).partner_id, other.partner_id)
        self.assertEqual(done.partner_id, self.phx6.partner_id)
        self.assertFalse(self.sale.picking_ids.activity_ids)

    def test_a_ship_to_of_another_company_cancels_and_makes_again(self):
        self.say(shipToParty={"partyId": "LEJ1"})
        again = self.order.sale_order_id
        self.assertEqual(self.sale.state, "cancel")
        self.assertEqual((again.company_id, again.state), (self.company_de, "sale"))
        self.assertEqual(self.order.company_id, self.company_de)
        self.assertEqual(again.picking_ids.company_id, self.company_de)

    def test_a_ship_to_of_another_company_waits_once_a_part_has_left(self):
        self.ship(self.sale.picking_ids, MUG=6, PLATE=0)
        self.say(shipToParty={"partyId": "LEJ1"})
        self.assertEqual((self.order.sync_state, self.order.wait_codes), ("waiting", "other_company_shipped"))
        self.assertEqual(self.order.company_id, self.company_us)
        self.assertEqual(self.order.sale_order_ids, self.sale)

    # ------------------------------------------------------------------ what people did

    def test_what_a_person_changed_is_listed_and_not_written_over(self):
        self.sale.order_line[0].product_uom_qty = 7
        self.sale.commitment_date = datetime(2026, 3, 11)
        self.sale.order_line[1].price_unit = 2.5
        self.say(
            items=[self.item(quantity=12), self.item("2", "B000PLATE1", quantity=5, cost="3.10")],
            shipWindow="2026-03-17T07:00:00Z--2026-03-19T07:00:00Z",
        )
        self.assertEqual(self.quantities(), [7, 5])
        self.assertEqual(self.sale.order_line[1].price_unit, 2.5)
        self.assertEqual(self.sale.commitment_date, datetime(2026, 3, 11))
        self.assertEqual(set(self.rows()), {("quantity_up", "listed"), ("cost", "listed"), ("window", "listed")})
        self.assertIn("edited", self.order.change_ids[0].reason["code"])

    def test_what_differs_is_shown_beside_amazons_side(self):
        mug, plate = self.order.line_ids
        self.assertFalse(mug.sale_differs or plate.sale_differs)
        self.assertFalse(self.order.banner_level)
        self.sale.order_line[0].product_uom_qty = 7
        self.sale.order_line[1].price_unit = 2.5
        self.assertEqual((mug.sale_quantity, mug.sale_differs), (7, True))
        self.assertEqual((plate.sale_price, plate.sale_differs), (2.5, True))
        self.assertEqual(self.order.banner_level, "info")

    def test_an_unrelated_edit_does_not_stop_a_change(self):
        self.sale.order_line[1].product_uom_qty = 4
        self.say(items=[self.item(quantity=12), self.item("2", "B000PLATE1", quantity=5, cost="3.00")])
        self.assertEqual(self.quantities(), [12, 4])

    def test_a_listed_change_asks_one_person_until_it_is_resolved(self):
        self.sale.action_lock()
        self.say(items=[self.item(quantity=4), self.item("2", "B000PLATE1", quantity=6, cost="3.00")])
        activity = self.order.activity_ids
        self.assertEqual((len(activity), activity.user_id), (1, self.manager))
        self.assertTrue(self.order.needs_attention)
        self.order.change_ids.with_user(self.warehouse).action_resolve()
        self.ask_people()
        self.assertFalse(self.order.activity_ids)
        self.assertFalse(self.order.needs_attention)

    def test_a_new_cost_follows(self):
        self.say(items=[self.item(cost="9.50"), self.item("2", "B000PLATE1", quantity=5, cost="3.00")])
        self.assertEqual(self.sale.order_line[0].price_unit, 9.5)
        self.assertEqual(self.rows(), [("cost", "done")])

    def test_a_change_that_waits_is_applied_against_what_our_order_follows(self):
        """Two versions wait for a product; what is done in the end is the difference to what we had booked."""
        self.say(
            items=[
                self.item(quantity=11),
                self.item("2", "B000PLATE1", quantity=5, cost="3.00"),
                self.item("3", "B000NEW001", quantity=1),
            ]
        )
        self.assertEqual(self.order.wait_codes, "products_unmapped")
        self.say(
            items=[
                self.item(quantity=12),
                self.item("2", "B000PLATE1", quantity=5, cost="3.00"),
                self.item("3", "B000NEW001", quantity=2),
            ]
        )
        self.assertEqual(self.quantities(), [10, 5])
        bowl = self._make_product("Bowl")
        self.env["amazon.vendor.product"].search([("identifier", "=", "B000NEW001")]).product_id = bowl
        self.receive()
        self.assert_applied(self.order)
        self.assertEqual(self.quantities(), [12, 5, 2])

    def test_a_ship_to_of_another_warehouse_cancels_and_makes_again(self):
        second = self.env["stock.warehouse"].create({"name": "Reno", "code": "RNO", "company_id": self.company_us.id})
        self._make_ship_to("RNO4", self._make_store("Reno", second), "America/Los_Angeles")
        self.say(shipToParty={"partyId": "RNO4"})
        again = self.order.sale_order_id
        self.assertEqual(self.sale.state, "cancel")
        self.assertEqual((again.warehouse_id, again.state), (second, "sale"))

    def test_another_case_size_follows_in_a_quotation_and_is_listed_once_confirmed(self):
        self.code.confirm_policy = "quotation"
        document = self.document("DRAFT001", items=[self.item(unit="Cases", size=12, cost="1.00")])
        quotation = self.receive(document).sale_order_id
        document = self.changed(document, items=[self.item(quantity=5, unit="Cases", size=24, cost="1.00")])
        order = self.receive(document)
        line = quotation.order_line
        self.assertEqual((line.product_uom_id.factor, line.product_uom_qty, line.price_unit), (24, 5, 24.0))
        quotation.action_confirm()
        self.receive(self.changed(document, items=[self.item(quantity=10, unit="Cases", size=12, cost="1.00")]))
        self.assertEqual((line.product_uom_id.factor, line.product_uom_qty), (24, 5))
        self.assertEqual(order.change_ids.sorted("id").mapped("verdict"), ["done", "listed"])

    def test_an_order_that_turns_into_consignment_is_a_persons_matter(self):
        self.say(purchaseOrderType="ConsignedOrder", paymentMethod="Consignment")
        self.assertEqual(self.rows(), [("consignment", "listed")])
        self.assertEqual(self.sale.state, "sale")

    def test_a_closed_order_of_which_nothing_has_left_asks_a_person(self):
        self.say(state="Closed")
        self.assertEqual(self.rows(), [("closed", "listed")])
        self.assertEqual(self.order.amazon_state, "closed")

    def test_a_closed_order_that_has_left_needs_nobody(self):
        self.ship(self.sale.picking_ids, MUG=10, PLATE=5)
        self.say(state="Closed")
        self.assertEqual(self.rows(), [("closed", "noted")])
        self.assertFalse(self.order.needs_attention)

    def test_an_order_that_only_waits_keeps_before_and_after_too(self):
        document = self.document("WAIT0001", ship_to="XXX9")
        order = self.receive(document)
        self.receive(self.changed(document, items=[self.item(quantity=12)]))
        order._receive_again()
        self.receive()
        self.assertEqual(
            order.change_ids.mapped(lambda row: (row.field, row.before, row.after, row.verdict)),
            [("quantity_up", "10 Eaches", "12 Eaches", "noted")],
        )
        order.ship_to_id.store_id = self.store_us
        self.receive()
        self.assertEqual(order.sale_order_id.order_line.product_uom_qty, 12)

    def test_a_date_that_a_person_moved_to_amazons_is_followed_again(self):
        """The window could only be listed while the order was locked; then somebody did it by hand."""
        self.sale.action_lock()
        self.say(shipWindow="2026-03-17T07:00:00Z--2026-03-19T07:00:00Z")
        self.sale.action_unlock()
        self.sale.commitment_date = datetime(2026, 3, 20, 6, 59, 59)
        self.say(shipWindow="2026-03-17T07:00:00Z--2026-03-20T07:00:00Z")
        self.assertEqual(self.rows(), [("window", "listed"), ("window", "done")])
        self.assertEqual(self.sale.commitment_date, datetime(2026, 3, 21, 6, 59, 59))

    def test_a_ship_to_further_away_moves_the_date_too(self):
        document = self.document(
            "DELIVER1", shipWindow=None, deliveryWindow="2026-03-10T07:00:00Z--2026-03-12T07:00:00Z"
        )
        sale = self.receive(document).sale_order_id
        self.assertEqual(sale.commitment_date, datetime(2026, 3, 13, 6, 59, 59))
        far = self._make_ship_to("PHX7", self.store_us, "America/Phoenix")
        far.transit_days = 2
        self.receive(self.changed(document, shipToParty={"partyId": "PHX7"}))
        self.assertEqual(sale.commitment_date, datetime(2026, 3, 11, 6, 59, 59))
        self.assertEqual(sale.picking_ids.scheduled_date, datetime(2026, 3, 11, 6, 59, 59))

    def test_a_new_ship_to_brings_its_stores_analytic_account_along(self):
        plan = self.env["account.analytic.plan"].create({"name": "Shops"})
        accounts = self.env["account.analytic.account"].create(
            [{"name": name, "plan_id": plan.id, "company_id": False} for name in ("Old", "New", "Own")]
        )
        self.store_us.analytic_account_id = accounts[0]
        document = self.document("ANALYTIC", items=[self.item(), self.item("2", "B000PLATE1", cost="3.00")])
        first, second = self.receive(document).sale_order_id.order_line
        second.analytic_distribution = {str(accounts[2].id): 100.0}
        store = self._make_store("Bronx", self.warehouse_us, analytic_account_id=accounts[1].id)
        self._make_ship_to("NYC9", store, "America/New_York")
        self.receive(self.changed(document, shipToParty={"partyId": "NYC9"}))
        self.assertEqual(first.analytic_distribution, {str(accounts[1].id): 100.0})
        self.assertEqual(second.analytic_distribution, {str(accounts[2].id): 100.0})
