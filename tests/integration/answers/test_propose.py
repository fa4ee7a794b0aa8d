"""What is proposed, from what is there, what comes in and what was promised to others."""

from datetime import datetime

from odoo import fields

from tests.integration.answers.common import AnswerCase


class TestPromises(AnswerCase):
    """100 mugs in New York; orders leave until 12 March."""

    def come_in(self, pieces, day):
        """Let a receipt of mugs be planned for a day."""
        move = self.env["stock.move"].create(
            {
                "product_id": self.mug.id,
                "product_uom_qty": pieces,
                "product_uom": self.mug.uom_id.id,
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": self.warehouse_us.lot_stock_id.id,
                "picking_type_id": self.warehouse_us.in_type_id.id,
                "company_id": self.company_us.id,
                "date": f"{day} 12:00:00",
            }
        )
        move._action_confirm(merge=False)

    def sell(self, pieces):
        """Sell mugs to somebody else."""
        sale = self.env["sale.order"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "Corner shop"}).id,
                "company_id": self.company_us.id,
                "warehouse_id": self.warehouse_us.id,
                "order_line": [(0, 0, {"product_id": self.mug.id, "product_uom_qty": pieces})],
            }
        )
        sale.action_confirm()

    def order_of(self, quantity, number="4Z32PABC", **details):
        items = [self.item(quantity=quantity)]
        return self.document(number, items=items, **details)

    def test_what_is_in_stock_is_accepted_and_sent_without_anybody(self):
        order = self.place()
        answer = order.acknowledgement_id
        self.assertEqual(self.answer_of(order), "1: accepted 10")
        self.assertEqual(self.looks_of(order), [])
        self.assertEqual((order.answer_state, order.answer_due, order.needs_attention), ("sending", True, False))
        self.assertTrue(answer.is_automatic)
        self.assertFalse(answer.sent_by_id)
        self.assertEqual(answer.answered_at, datetime(2026, 3, 2, 12))
        self.assertEqual((answer.accepted_pieces, answer.amount), (10, 100.0))
        message = answer.message_id.sudo()
        self.assertEqual((message.state, message.purchase_order_id), ("built", order))
        self.assertEqual(
            message.page_id._payloads(message)[message.id],
            {
                "purchaseOrderNumber": "4Z32PABC",
                "sellingParty": {"partyId": "ACRN1"},
                "acknowledgementDate": "2026-03-02T12:00:00Z",
                "items": [
                    {
                        "itemSequenceNumber": "1",
                        "amazonProductIdentifier": "B000MUG001",
                        "orderedQuantity": {"amount": 10, "unitOfMeasure": "Eaches", "unitSize": 1},
                        "netCost": {"amount": "10.00", "currencyCode": "USD"},
                        "itemAcknowledgements": [
                            {
                                "acknowledgementCode": "Accepted",
                                "acknowledgedQuantity": {"amount": 10, "unitOfMeasure": "Eaches", "unitSize": 1},
                            }
                        ],
                    }
                ],
            },
        )

    def test_an_orders_own_reservation_never_stands_in_its_way(self):
        order = self.receive(self.order_of(100))
        self.assertEqual(order.picking_ids.move_ids.state, "assigned")
        self.propose()
        self.assertEqual(self.answer_of(order), "1: accepted 100")

    def test_what_is_neither_there_nor_coming_in_time_is_rejected(self):
        order = self.place(self.order_of(130))
        self.assertEqual(self.answer_of(order), "1: accepted 100, rejected 30 (unavailable)")
        self.assertEqual(order.answer_state, "sending")

    def test_what_comes_in_by_the_ship_date_is_accepted_and_what_comes_later_backordered(self):
        self.come_in(20, "2026-03-11")
        self.come_in(20, "2026-03-16")
        self.come_in(99, "2026-03-30")
        self.code.backorder_days = 10
        order = self.place(self.order_of(150))
        self.assertEqual(
            self.answer_of(order), "1: accepted 120, backordered 20 on 2026-03-16, rejected 10 (unavailable)"
        )
        self.assertEqual(order.acknowledgement_id.backordered_pieces, 20)

    def test_nothing_is_backordered_where_amazon_does_not_allow_it(self):
        self.come_in(50, "2026-03-16")
        self.code.backorder_days = 10
        order = self.place(self.document(items=[self.item(quantity=120, isBackOrderAllowed=False)]))
        self.assertEqual(self.answer_of(order), "1: accepted 100, rejected 20 (unavailable)")

    def test_what_another_customer_was_promised_is_not_free(self):
        self.sell(60)
        order = self.place(self.order_of(100))
        self.assertEqual(self.answer_of(order), "1: accepted 40, rejected 60 (unavailable)")

    def test_no_piece_is_promised_twice_within_a_batch_and_who_is_due_first_gets_first(self):
        late = self.order_of(80, "LATE0001", shipWindow="2026-03-14T07:00:00Z--2026-03-16T07:00:00Z")
        early = self.order_of(80, "EARLY001")
        late, early = self.place(late, early)
        self.assertEqual(self.answer_of(early), "1: accepted 80")
        self.assertEqual(self.answer_of(late), "1: accepted 20, rejected 60 (unavailable)")

    def test_no_piece_is_promised_twice_by_batches_one_after_the_other(self):
        """Both deliveries are there from the start; only answers say what is promised."""
        first, second = self.receive(self.order_of(80, "ORDER001"), self.order_of(80, "ORDER002"))
        system = self.env.ref("base.user_root")
        first.with_user(system)._propose()
        second.with_user(system)._propose()
        self.env.invalidate_all()
        self.assertEqual(self.answer_of(first), "1: accepted 80")
        self.assertEqual(self.answer_of(second), "1: accepted 20, rejected 60 (unavailable)")

    def test_a_proposal_that_nobody_has_sent_yet_is_a_promise_too(self):
        self.code.answer_policy = "ask"
        first = self.place(self.order_of(70, "ORDER001"))
        self.assertEqual(first.answer_state, "proposed")
        second = self.place(self.order_of(70, "ORDER002"))
        self.assertEqual(self.answer_of(second), "1: accepted 30, rejected 40 (unavailable)")

    def test_an_order_without_delivery_keeps_what_its_answer_promised(self):
        """A quotation has no delivery, and an order on consignment not even a sale order."""
        self.code.confirm_policy = "quotation"
        quotation = self.place(self.order_of(30, "QUOTE001"))
        consigned = self.place(self.order_of(30, "CONSIGN1", purchaseOrderType="ConsignedOrder"))
        self.settle(quotation)
        self.settle(consigned)
        self.assertEqual((quotation.answer_state, consigned.answer_state), ("accepted", "accepted"))
        self.assertFalse(consigned.sale_order_ids)
        order = self.place(self.order_of(100))
        self.assertEqual(self.answer_of(order), "1: accepted 40, rejected 60 (unavailable)")

    def test_goods_of_another_warehouse_are_not_free_here(self):
        order = self.place(self.order_of(10, ship_to="LEJ1"))
        self.assertEqual(self.answer_of(order), "1: rejected 10 (unavailable)")

    def test_cases_are_promised_whole(self):
        items = [self.item(quantity=9, unit="Cases", size=12)]
        order = self.place(self.document(items=items))
        self.assertEqual(self.answer_of(order), "1: accepted 8, rejected 1 (unavailable)")
        self.assertEqual((order.acknowledgement_id.accepted_pieces, order.acknowledgement_id.rejected_pieces), (96, 12))

    def test_a_product_whose_each_is_a_dozen_of_ours_takes_twelve_pieces(self):
        mapping = self.env["amazon.vendor.product"].search([("product_id", "=", self.mug.id)])
        mapping.uom_id = self.env.ref("uom.product_uom_dozen")
        order = self.place(self.order_of(9))
        self.assertEqual(self.answer_of(order), "1: accepted 8, rejected 1 (unavailable)")

    def test_everything_is_accepted_where_the_vendor_code_says_so(self):
        self.code.answer_policy = "all"
        order = self.place(self.order_of(130))
        self.assertEqual(self.answer_of(order), "1: accepted 130")
        self.assertEqual(order.answer_state, "sending")

    def test_a_cancelled_line_is_not_answered(self):
        order = self.place(self.document(items=[self.item(), self.item("2", "B000PLATE1", quantity=0)]))
        self.assertEqual(self.answer_of(order), "1: accepted 10")

    def test_an_order_changed_after_our_answer_keeps_what_was_promised_and_what_was_rejected(self):
        document = self.order_of(130)
        order = self.place(document)
        self.settle(order)
        self.assertEqual(order.given_acknowledgement_id.version, 1)
        self.come_in(500, "2026-03-03")
        self.place(self.changed(document, purchaseOrderChangedDate="2026-03-02T13:00:00Z",
                                items=[self.item(quantity=140)]))
        self.assertEqual(order.acknowledgement_id.version, 2)
        self.assertEqual(self.answer_of(order), "1: accepted 110, rejected 30 (unavailable)")

    def test_goods_on_their_way_to_the_dock_are_leaving(self):
        self.warehouse_us.delivery_steps = "pick_ship"
        first = self.place(self.order_of(80, "ORDER001"))
        self.settle(first)
        second = self.place(self.order_of(80, "ORDER002"))
        self.assertEqual((self.answer_of(first), self.answer_of(second)),
                         ("1: accepted 80", "1: accepted 20, rejected 60 (unavailable)"))
        picking = first.picking_ids.filtered(lambda picking: picking.state == "assigned")
        self.ship(picking, MUG=80)
        self.assertEqual(sorted(first.picking_ids.mapped("state")), ["assigned", "done"])
        third = self.place(self.order_of(10, "ORDER003"))
        self.assertEqual(self.answer_of(third), "1: rejected 10 (unavailable)")

    def test_what_has_left_already_is_not_needed_once_more(self):
        document = self.order_of(80)
        order = self.place(document)
        self.settle(order)
        self.ship(order.picking_ids, MUG=60)
        self.assertEqual(self.mug.with_company(self.company_us).qty_available, 40)
        self.place(self.changed(document, purchaseOrderChangedDate="2026-03-02T13:00:00Z",
                                items=[self.item(quantity=100)]))
        self.assertEqual(self.answer_of(order), "1: accepted 100")

    def test_an_order_answered_elsewhere_before_we_propose_is_left_alone(self):
        document = self.document()
        order = self.receive(document)
        self.assertTrue(order.to_propose)
        self.place(self.changed(document, state="Acknowledged"))
        self.assertFalse(order.acknowledgement_ids)

    def test_a_batch_costs_the_same_number_of_queries_however_many_orders_are_in_it(self):
        self.code.answer_policy = "ask"

        def queries(prefix, count):
            orders = self.receive(*(self.order_of(1, f"{prefix}{number:04}") for number in range(count)), reserve=False)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            orders.with_user(self.env.ref("base.user_root"))._propose()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries("WARM", 1)
        self.assertEqual(queries("FEWX", 2), queries("MANY", 10))


class TestLooks(AnswerCase):
    """Why a person looks at an answer before it is sent."""

    def test_a_person_sends_the_answers_where_the_vendor_code_says_so(self):
        self.code.answer_policy = "ask"
        order = self.place()
        self.assertEqual(self.looks_of(order), ["policy_asks"])
        self.assertEqual((order.answer_state, order.needs_attention), ("proposed", True))
        self.assertIn("press Send", order.banner_text)
        order.acknowledgement_id.with_user(self.warehouse).action_send()
        self.assertEqual((order.answer_state, order.needs_attention), ("sending", False))
        self.assertEqual(order.acknowledgement_id.sent_by_id, self.warehouse)

    def test_an_order_that_waits_for_a_mapping_is_answered_all_the_same(self):
        items = [self.item(), self.item("2", "B000NEW001", quantity=5)]
        order = self.place(self.document(items=items))
        self.assertEqual(order.sync_state, "waiting")
        self.assertEqual(self.answer_of(order), "1: accepted 10; 2: accepted 5")
        self.assertEqual(self.looks_of(order), ["answer_unmapped"])
        self.assertIn("B000NEW001", order.acknowledgement_id.look_text)
        row = self.env["amazon.vendor.product"].search([("identifier", "=", "B000NEW001")])
        row.product_id = self.mug
        self.receive()
        self.propose()
        self.assertEqual(order.sync_state, "applied")
        self.assertEqual(self.answer_of(order), "1: accepted 10; 2: accepted 5")
        self.assertEqual(order.answer_state, "sending")
        self.assertEqual(order.acknowledgement_ids.mapped("state"), ["sending", "replaced"])

    def test_a_store_that_nobody_named_leaves_the_stock_unknown(self):
        order = self.place(ship_to="XXX9")
        self.assertEqual(self.looks_of(order), ["stock_unknown"])
        self.assertEqual(self.answer_of(order), "1: accepted 10")
        self.assertEqual(order.answer_state, "proposed")

    def test_a_discontinued_product_is_rejected_as_obsolete_without_anybody(self):
        mapping = self.env["amazon.vendor.product"].search([("product_id", "=", self.plate.id)])
        mapping.discontinued = True
        order = self.place(self.document(items=[self.item("1", "B000PLATE1")]))
        self.assertEqual(self.answer_of(order), "1: rejected 10 (obsolete)")
        self.assertEqual((self.looks_of(order), order.answer_state), ([], "sending"))

    def test_archived_and_unsellable_products_are_rejected_only_by_a_person(self):
        self.mug.active = False
        self.plate.sale_ok = False
        order = self.place(self.document(items=[self.item(), self.item("2", "B000PLATE1")]))
        self.assertEqual(self.answer_of(order), "1: rejected 10 (obsolete); 2: rejected 10 (unavailable)")
        self.assertEqual(self.looks_of(order), ["answer_archived", "answer_not_sellable"])

    def agree(self, price):
        self.env["product.pricelist.item"].create(
            {
                "pricelist_id": self.pricelists["USD"].id,
                "applied_on": "0_product_variant",
                "product_id": self.mug.id,
                "compute_price": "fixed",
                "fixed_price": price,
            }
        )

    def test_a_price_that_differs_is_decided_by_a_person_or_as_the_vendor_code_says(self):
        self.agree(12.5)
        asked = self.place(number="ASK00001")
        self.assertEqual(self.looks_of(asked), ["price_undecided"])
        self.code.price_policy = "accept"
        accepted = self.place(number="ACCEPT01")
        self.assertEqual((self.answer_of(accepted), self.looks_of(accepted)), ("1: accepted 10", []))
        self.code.price_policy = "reject"
        rejected = self.place(number="REJECT01")
        self.assertEqual(self.answer_of(rejected), "1: rejected 10 (unavailable)")
        self.code.price_policy = "cost_case"
        contested = self.place(number="CONTEST1")
        self.assertEqual(self.answer_of(contested), "1: accepted 10")
        self.assertEqual(self.looks_of(contested), [])
        self.assertEqual(contested.acknowledgement_id.line_ids.net_cost_stated, "12.5")
        asked.line_ids.sudo().price_decision = "reject"
        asked.with_user(self.warehouse).action_propose_again()
        self.propose()
        self.assertEqual((self.answer_of(asked), self.looks_of(asked)), ("1: rejected 10 (unavailable)", []))

    def test_a_decision_about_a_price_ends_with_the_price(self):
        self.agree(12.5)
        document = self.document()
        order = self.place(document)
        order.line_ids.sudo().price_decision = "accept"
        self.place(self.changed(document, items=[self.item(cost="11.00")]))
        self.assertFalse(order.line_ids.price_decision)
        self.assertEqual(self.looks_of(order), ["price_undecided"])

    def test_a_person_looks_at_orders_above_the_limit_in_whatever_currency(self):
        self.code.look_above = 99.0
        big = self.place(number="BIG00001")
        self.assertEqual(self.looks_of(big), ["worth_a_look"])
        self.assertIn("100.00", big.acknowledgement_id.look_text)
        small = self.place(self.document("SMALL001", items=[self.item(quantity=9)]))
        self.assertEqual(small.answer_state, "sending")
        # 90 euros are 100 dollars: nine cost more than 99 dollars when they cost 10 euros each.
        euros = self.place(self.document("EURO0001", items=[self.item(quantity=9, currency="EUR")]))
        self.assertEqual(self.looks_of(euros), ["worth_a_look"])

    def test_a_refused_answer_is_never_followed_by_another_one_without_a_person(self):
        order = self.place()
        self.settle(order, "refused")
        self.assertEqual(order.answer_due, True)
        self.propose()
        self.assertEqual(self.looks_of(order), ["refused_before"])
        self.assertEqual(order.answer_state, "proposed")

    def test_a_correction_is_sent_by_a_person(self):
        order = self.place()
        self.settle(order)
        self.assertEqual((order.answer_state, order.answer_due), ("accepted", False))
        order.with_user(self.warehouse).action_propose_again()
        self.propose()
        self.assertEqual(self.looks_of(order), ["answer_corrects"])
        self.assertEqual(self.answer_of(order), "1: accepted 10")

    def test_orders_from_before_go_live_and_answered_ones_are_not_answered(self):
        earlier = self.place(self.document("EARLIER1", purchaseOrderDate="2025-12-01T08:00:00Z"))
        elsewhere = self.place(self.document("ELSEWHE1", state="Acknowledged"))
        self.assertEqual((earlier.answer_due, earlier.answer_state), (False, "none"))
        self.assertEqual((elsewhere.answer_due, elsewhere.answer_state), (False, "elsewhere"))
        self.assertFalse((earlier | elsewhere).acknowledgement_ids)

    def test_a_proposal_that_nobody_waits_for_any_more_is_taken_back(self):
        self.code.answer_policy = "ask"
        document = self.document()
        order = self.place(document)
        self.place(self.changed(document, state="Acknowledged"))
        self.assertEqual((order.answer_state, order.acknowledgement_ids.state), ("elsewhere", "replaced"))

    def test_an_order_that_breaks_the_proposal_fails_alone(self):
        broken, whole = self.receive(self.document("BROKEN01"), self.document("WHOLE001"))
        self.env.cr.execute(
            "UPDATE amazon_vendor_purchase_order_line SET net_cost_stated = 'a lot' WHERE order_id = %s", [broken.id]
        )
        self.env.invalidate_all()
        with self.assertLogs("odoo.addons.acorn_vendor_connector", "ERROR"):
            (broken | whole).with_user(self.env.ref("base.user_root"))._propose_apart()
        self.assertEqual((broken.answer_state, broken.to_propose), ("due", False))
        self.assertIn("No answer could be proposed", broken.message_ids[0].body)
        self.assertEqual(whole.answer_state, "sending")

    def test_times_of_answers_are_kept_to_the_second(self):
        order = self.place()
        self.assertEqual(order.acknowledgement_id.answered_at, fields.Datetime.now())
