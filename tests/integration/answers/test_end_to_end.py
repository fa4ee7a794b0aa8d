"""From Amazon's order to a delivery that says the same as our answer, over HTTP, whatever happens on the way."""

from datetime import timedelta
from unittest.mock import patch

from odoo.addons.acorn_vendor_connector.spapi.client import Client

from tests.integration.submit.common import STATUS, SUBMIT

from .world import EndToEndCase


class TestEndToEnd(EndToEndCase):
    def send(self, order, **decided):
        """Correct the proposal and send it."""
        answer = self.decide(order, **decided)
        answer.action_send()
        self.submit()
        return order.acknowledgement_id

    def test_what_a_person_answers_is_what_the_warehouse_ships(self):
        order = self.book()
        self.assertEqual(order.picking_ids.amazon_vendor_acknowledged, "no")
        answer = self.send(order, rejected=3, later=2, promised_on=order.window_end.date() + timedelta(days=5))
        self.assertEqual((answer.state, self.to_ship(order)), ("sending", [(10, 4)]))
        self.settle(minutes=1)
        self.work()
        self.assertEqual((answer.state, order.answer_due, order.given_acknowledgement_id), ("accepted", False, answer))
        self.assertEqual(self.to_ship(order), [(5, 4), (2, 0)])
        self.assertEqual(set(order.picking_ids.mapped("state")), {"assigned"})
        self.assertEqual(order.picking_ids.mapped("amazon_vendor_acknowledged"), ["yes", "yes"])
        self.assertEqual(len(self.at_amazon()), 1)
        self.assertFalse(order.needs_attention)

        # A correction takes the place of the first answer, at Amazon and here.
        order._propose_again()
        self.work()
        self.send(order, rejected=4)
        self.settle(minutes=1)
        self.work()
        self.assertEqual(self.to_ship(order), [(6, 4)])
        self.assertEqual(len(self.at_amazon()), 2)
        self.assertEqual(order.line_ids[0].rejected_pieces, 4)

        # What Amazon orders more needs another answer; until then it is to be delivered.
        self.simulator.world.change(order.name, quantities={"1": 14})
        order = self.book()
        self.assertEqual(self.to_ship(order), [(10, 4)])
        self.assertEqual((order.answer_due, order.acknowledgement_id.version), (True, 3))

    def test_an_answer_that_arrived_though_nobody_heard_of_it_is_followed_once(self):
        order = self.book()
        self.simulator.faults.add(SUBMIT, "timeout_after", seconds=1)
        with patch.dict(Client.__init__.__kwdefaults__, timeout=(2, 0.3)):
            answer = self.send(order, rejected=3)
        self.wait_until(lambda: self.asked(SUBMIT))
        self.assertEqual((answer.state, answer.message_id.state), ("sending", "unknown"))
        self.assertEqual(self.to_ship(order), [(10, 4)])
        for _time in range(2):
            self.settle(minutes=2)
            self.work()
        self.assertEqual((answer.state, answer.message_id.is_inferred), ("accepted", True))
        self.assertEqual(self.to_ship(order), [(7, 4)])
        self.assertEqual((self.asked(SUBMIT), self.asked(STATUS)), (1, 1))
        self.assertEqual(order.change_ids.mapped("field"), ["rejected"])

    def test_what_amazon_rejects_is_told_once_on_both_orders_and_nothing_follows(self):
        order = self.book()
        sale = order.sale_order_id
        answer = self.decide(order, rejected=3)
        answer.action_send()
        self.simulator.world.close(order.name)
        self.submit()
        self.settle(minutes=1)
        self.work()
        first = order.acknowledgement_ids[-1]
        self.assertEqual((first.state, self.to_ship(order)), ("refused", [(10, 4)]))
        for record in (order, sale):
            [note] = self.notes(record)
            self.assertIn("ORDER_CLOSED", note)
            self.assertIn("Correct it and send it again", note)
        self.assertIn("ORDER_CLOSED", order.with_user(self.warehouse).banner_text)
        self.assertEqual((order.banner_level, order.needs_attention), ("danger", True))

    def test_the_same_trouble_again_is_no_news_and_is_over_when_the_answer_is_taken(self):
        order = self.book()
        self.simulator.faults.add(SUBMIT, "http_400", times=2)
        answer = self.send(order, rejected=3)
        self.assertEqual(answer.state, "failed")
        self.assertTrue(order.needs_attention)
        for _time in range(2):
            answer.message_id.with_user(self.manager).action_retry()
            self.assertEqual(answer.state, "sending")
            self.submit()
        self.assertEqual(len(self.notes(order)), 1)
        self.settle(minutes=1)
        self.work()
        self.assertEqual((answer.state, answer.trouble, self.to_ship(order)), ("accepted", False, [(7, 4)]))
        self.assertFalse(order.needs_attention)

    def test_an_order_that_amazon_changed_while_the_answer_was_on_its_way_follows_both(self):
        order = self.book()
        self.send(order, rejected=3)
        self.simulator.world.change(order.name, quantities={"1": 12}, costs={"1": "10.49"})
        self.settle(minutes=1)
        order = self.book()
        self.assertEqual(self.to_ship(order), [(9, 4)])
        self.assertEqual(order.sale_order_id.order_line[0].price_unit, 10.49)
        self.assertTrue(order.answer_due)
        self.assertEqual(
            {(row.field, row.before, row.after, row.verdict) for row in order.change_ids},
            {
                ("rejected", "0 Eaches", "3 Eaches", "done"),
                ("quantity_up", "10 Eaches", "12 Eaches", "done"),
                ("cost", "9.99 USD", "10.49 USD", "done"),
            },
        )

    def test_an_order_that_amazon_cancels_while_the_answer_is_on_its_way_is_cancelled_here(self):
        order = self.book()
        answer = self.send(order, rejected=3)
        self.simulator.world.cancel(order.name)
        self.settle(minutes=1)
        order = self.book()
        self.assertEqual((answer.state, order.sale_order_id.state, order.answer_due), ("accepted", "cancel", False))
        self.assertFalse(order.picking_ids.filtered(lambda picking: picking.state != "cancel"))
        self.assertFalse(order.needs_attention)

    def test_an_answer_that_never_arrives_is_a_persons_in_the_end_and_told_once(self):
        order = self.book()
        self.simulator.faults.add(SUBMIT, "cut_before", times=None)
        answer = self.send(order, rejected=3)
        for _time in range(5):
            self.assertEqual((answer.state, order.needs_attention), ("sending", False))
            self.settle(minutes=31)
            self.submit()
        self.assertEqual((answer.state, order.answer_state, order.answer_due), ("failed", "failed", True))
        self.assertIn("Look it up in Vendor Central", order.banner_text)
        self.assertEqual((len(self.notes(order)), len(self.notes(order.sale_order_id))), (1, 1))
        self.assertEqual(self.to_ship(order), [(10, 4)])
