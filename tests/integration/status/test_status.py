"""What Amazon says it confirmed, cancelled and received stands on the lines of the order, and once."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tools import mute_logger

from tests.integration.status.common import StatusCase

CASES = {"sku": "AC-HNY-500", "quantity": 5, "unit": "Cases"}  # of 12


class TestStatus(StatusCase):
    def test_what_amazon_confirmed_and_received_is_told_in_pieces_whatever_it_counts_in(self):
        number = self.place(10, CASES)
        self.read_orders()
        self.simulator.world.acknowledge(number)
        self.simulator.world.receive(number, pieces={"1": 6, "2": 30})
        order = self.read_statuses(number)
        mugs, honey = order.line_ids
        self.assertEqual((order.amazon_status, order.is_confirmed), ("open", True))
        self.assertEqual(
            [(line.confirmation, line.amazon_accepted_pieces, line.receive_status, line.received_pieces)
             for line in order.line_ids],
            [("accepted", 10, "partially_received", 6), ("accepted", 60, "partially_received", 30)],
        )
        self.assertEqual(honey.received_unit, "Eaches")
        self.simulator.world.receive(number)
        order = self.read_statuses(number)
        self.assertEqual(order.amazon_status, "closed")
        self.assertEqual((mugs.received_pieces, honey.received_pieces), (10, 60))
        self.assertEqual(honey.received_unit, "Cases")
        self.assertEqual(self.receipts(honey), [(1, "opening", 30, 30), (2, "receipt", 30, 60)])

    def test_before_amazon_says_anything_nothing_is_known(self):
        number = self.place(10)
        order = self.read_orders(number)
        self.assertFalse(order.amazon_status or order.line_ids.has_status or order.line_ids.confirmation)
        order = self.read_statuses(number)
        line = order.line_ids
        self.assertEqual((line.has_status, line.confirmation, line.receive_status), (True, "unconfirmed", False))
        self.assertFalse(order.is_confirmed)
        self.env.cr.execute(
            "SELECT amazon_accepted_pieces, received_pieces FROM amazon_vendor_purchase_order_line WHERE id = %s",
            [line.id],
        )
        self.assertEqual(self.env.cr.fetchone(), (None, None))

    def test_receipts_in_parts_short_over_and_taken_back_are_a_chain_that_adds_up(self):
        number = self.place(10)
        self.read_orders()
        self.simulator.world.acknowledge(number)
        self.read_statuses()
        for pieces in (4, 5, 3, -1):
            self.simulator.world.receive(number, pieces={"1": pieces})
            line = self.read_statuses(number).line_ids
        self.assertEqual(
            self.receipts(line),
            [(1, "receipt", 4, 4), (2, "receipt", 5, 9), (3, "receipt", 3, 12), (4, "correction", -1, 11)],
        )
        self.assertEqual((line.received_pieces, line.receipt_count), (11, 4))
        self.assertIn("Amazon took back", line.with_user(self.warehouse).history_html)

    def test_read_again_or_replayed_the_same_status_makes_nothing(self):
        number = self.place(10)
        self.read_orders()
        self.simulator.world.acknowledge(number)
        self.simulator.world.receive(number, pieces={"1": 4})
        line = self.read_statuses(number).line_ids
        [message] = self.statuses
        seen = message.last_seen_at
        with mute_logger("odoo.sql_db"):
            self.read_statuses()
        self.assertEqual(len(self.statuses), 1)
        self.assertGreaterEqual(message.last_seen_at, seen)
        before = line.read()
        message._set_state("archived")
        self.receive()
        self.env.invalidate_all()
        self.assertEqual((message.state, line.read()), ("applied", before))
        self.assertEqual(self.receipts(line), [(1, "opening", 4, 4)])

    def test_what_amazon_cancels_after_the_answer_is_told_with_its_history(self):
        number = self.place(10, 4)
        self.read_orders()
        self.simulator.world.acknowledge(number)
        self.simulator.world.change(number, quantities={"1": 7})
        first, second = self.read_statuses(number).line_ids
        self.assertEqual((first.amazon_cancelled_pieces, second.amazon_cancelled_pieces), (3, 0))
        self.assertEqual(
            sorted((what, pieces) for _at, what, pieces in first.status_history),
            [("accepted", 10), ("cancelled", 3), ("ordered", 10)],
        )
        history = first.with_user(self.accountant).history_html
        for words in ("Amazon ordered", "Amazon cancelled", "Confirmed as accepted"):
            self.assertIn(words, history)

    def test_a_status_that_cannot_be_read_fails_alone_and_says_where(self):
        numbers = [self.place(10, number=f"4READ{place}") for place in range(3)]
        self.read_orders()
        self.simulator.faults.add(
            "getPurchaseOrdersStatus", "missing_field", field="itemStatus", orders=numbers[:1], times=None
        )
        self.read_statuses()
        self.assertEqual(self.statuses.mapped("state"), ["failed", "applied", "applied"])
        failed = self.statuses[0]
        self.assertEqual((failed.error_kind, failed.error_path), ("data", "itemStatus"))
        self.assertIn("cannot be read", failed.error_message)

    @mute_logger("odoo.addons.acorn_vendor_connector.models.amazon_vendor_message_receive")
    def test_a_status_that_breaks_something_fails_alone_and_can_be_tried_again(self):
        numbers = [self.place(10, number=f"4BREAK{place}") for place in range(3)]
        self.read_orders()
        self.pull("order_status")
        create = type(self.env["amazon.vendor.receipt"]).create
        for number in numbers:
            self.simulator.world.acknowledge(number)
            self.simulator.world.receive(number, pieces={"1": 4})

        def picky(receipts, values):
            lines = self.env["amazon.vendor.purchase.order.line"].browse(row["line_id"] for row in values)
            if numbers[1] in lines.order_id.mapped("name"):
                raise ValueError("no")
            return create(receipts, values)

        with patch.object(self.registry["amazon.vendor.receipt"], "create", picky):
            self.read_statuses()
        current = self.statuses.filtered("is_current")
        self.assertEqual(current.mapped("state"), ["applied", "failed", "applied"])
        self.assertEqual(self.order(*numbers).line_ids.mapped("received_pieces"), [4, 0, 4])
        current.filtered(lambda message: message.state == "failed").with_user(self.manager).action_retry()
        self.receive()
        self.assertEqual(self.order(*numbers).line_ids.mapped("received_pieces"), [4, 4, 4])

    def test_people_of_another_store_or_company_see_neither_status_nor_receipts(self):
        number = self.place(10)
        self.read_orders()
        self.simulator.world.acknowledge(number)
        self.simulator.world.receive(number, pieces={"1": 4})
        receipt = self.read_statuses(number).line_ids.receipt_ids
        self.assertEqual(receipt.with_user(self.accountant).pieces, 4)
        elsewhere = self.env["amazon.vendor.store"].create(
            {"code": "LA", "name": "LA", "company_id": self.company_us.id, "warehouse_id": self.warehouse_us.id}
        )
        self.warehouse.amazon_vendor_store_ids = elsewhere
        with self.assertRaises(AccessError):
            receipt.with_user(self.warehouse).read(["pieces"])
        with self.assertRaises(AccessError):
            receipt.with_user(self.accountant).with_context(allowed_company_ids=self.company_de.ids).read(["pieces"])
        with self.assertRaises(AccessError):
            receipt.with_user(self.manager).write({"pieces": 5})

    def test_a_batch_costs_the_same_questions_whatever_its_size(self):
        counts = []
        for size in (2, 12):
            numbers = [self.place(10, CASES, number=f"4FLAT{size}X{place}") for place in range(size)]
            self.read_orders()
            for number in numbers:
                self.simulator.world.acknowledge(number)
                self.simulator.world.receive(number, pieces={"1": 4, "2": 12})
            self.pull("order_status")
            batch = self.statuses.filtered(lambda message: message.state == "archived")
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            batch._receive()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)
        self.assertLessEqual(counts[0], 30)


class TestAnswers(StatusCase):
    """What Amazon shows tells us that it has an answer of ours."""

    def proposed(self, **values):
        self.code.write({"answer_policy": "all", **values})
        order = self.read_orders(self.place(10))
        order._propose()
        return order, order.acknowledgement_id

    def test_an_answer_given_by_hand_is_accepted_once_amazon_shows_it(self):
        order, answer = self.proposed(answer_channel="hand")
        answer.with_user(self.warehouse).action_give()
        self.read_statuses()
        self.assertEqual(answer.state, "given")
        self.simulator.world.acknowledge(order.name)
        self.read_statuses()
        self.assertEqual((answer.state, order.given_acknowledgement_id), ("accepted", answer))
        self.assertEqual((order.line_ids.is_answered, order.line_ids.acknowledged_pieces), (True, 10))

    def test_an_answer_on_its_way_is_accepted_when_a_later_status_shows_it(self):
        order, answer = self.proposed(answer_channel="api")
        if answer.state == "draft":
            answer._send()
        message = answer.message_id.sudo()
        message._set_state("sending", sent_at=fields.Datetime.now() + timedelta(hours=1))
        message._set_state("submitted")
        self.simulator.world.acknowledge(order.name)
        self.read_statuses()
        self.assertEqual(message.state, "submitted")
        message.sent_at = fields.Datetime.now() - timedelta(minutes=5)
        self.statuses[-1]._set_state("archived")
        self.receive()
        self.env.invalidate_all()
        self.assertEqual((message.state, message.is_inferred, answer.state), ("accepted", True, "accepted"))
        self.assertEqual(message.answer_page_id, self.statuses[-1].page_id)

    def test_an_answer_that_says_something_else_stays_on_its_way(self):
        order, answer = self.proposed(answer_channel="hand")
        answer.line_ids.write({"quantity": 6})
        answer.line_ids.copy({"code": "rejected", "quantity": 4, "rejection_reason": "unavailable"})
        answer._give()
        self.simulator.world.acknowledge(order.name)
        self.read_statuses()
        self.assertEqual(answer.state, "given")


class TestFeeds(StatusCase):
    def test_a_status_that_comes_before_its_order_is_taken_in_when_the_order_comes(self):
        number = self.place(10)
        self.simulator.world.acknowledge(number)
        self.simulator.world.receive(number, pieces={"1": 4})
        self.read_statuses()
        [message] = self.statuses
        self.assertEqual((message.state, message.purchase_order_id.id), ("applied", False))
        self.assertIn("not known here yet", message.notes)
        self.assertFalse(self.account.cursor_ids.filtered("reference"))
        line = self.read_orders(number).line_ids
        self.assertEqual((message.purchase_order_id, line.received_pieces), (line.order_id, 4))

    def test_a_status_waits_for_its_order_while_that_is_being_received(self):
        """Two lanes at once: neither sees what the other has not committed yet."""
        number = self.place(10)
        self.simulator.world.acknowledge(number)
        self.simulator.world.receive(number, pieces={"1": 4})
        self.run_pull()
        [message] = self.statuses
        message._receive()
        self.assertEqual((message.state, bool(message.retry_at), message.attempts), ("archived", True, 0))
        self.receive()
        self.assertEqual((message.state, self.order(number).line_ids.received_pieces), ("applied", 4))

    def test_an_order_that_should_have_been_read_long_ago_is_read_by_its_number(self):
        number = self.place(10, days_ago=2)
        self.simulator.faults.add("getPurchaseOrders", "missing_orders", times=None, orders=[number])
        self.read_orders()
        self.read_statuses()
        self.assertEqual(self.account.cursor_ids.filtered("reference").mapped("reference"), [number])
        self.run_pull()
        self.receive()
        self.assertEqual(self.order(number).line_ids.confirmation, "unconfirmed")

    def test_a_line_that_amazon_adds_later_gets_the_status_that_came_before_it(self):
        number = self.place(10)
        self.read_orders()
        self.simulator.world.change(number, add_lines=[{"sku": "AC-MUG-4GR", "quantity": 6}])
        self.read_statuses()
        order = self.read_orders(number)
        self.assertEqual(order.line_ids.mapped("has_status"), [True, True])

    def test_an_order_read_again_by_number_brings_its_status(self):
        number = self.place(10)
        order = self.read_orders(number)
        self.simulator.world.acknowledge(number)
        order.with_user(self.warehouse).action_reread()
        self.run_pull()
        self.receive()
        self.assertEqual(self.order(number).line_ids.confirmation, "accepted")
        self.assertEqual(self.account.cursor_ids.filtered("reference").state, "done")

    def test_open_orders_of_which_nothing_was_heard_for_a_day_are_asked_for(self):
        quiet, closed, fresh = (self.place(10, number=f"4OPEN{place}", days_ago=3 + place) for place in range(3))
        self.read_orders()
        for number in (closed, fresh):
            self.simulator.world.acknowledge(number)
        self.simulator.world.receive(closed)
        self.read_statuses()
        heard = fields.Datetime.now() - timedelta(days=2)
        self.statuses.filtered(lambda message: message.reference != fresh).sudo().write({"last_seen_at": heard})
        self.simulator.requests.clear()
        self.pull("open_orders")
        [asked] = self.simulator.requests.select(operation="getPurchaseOrdersStatus")
        placed = self.order(quiet).ordered_at
        self.assertEqual(asked.query["createdAfter"], (placed - timedelta(seconds=2)).strftime("%Y-%m-%dT%H:%M:%SZ"))
        self.assertEqual(asked.query["createdBefore"], (placed + timedelta(seconds=2)).strftime("%Y-%m-%dT%H:%M:%SZ"))
        feed = self.feed("open_orders")
        self.assertEqual(feed.state, "idle")
        self.assertGreater(feed.next_pull_at, fields.Datetime.now() + timedelta(hours=23))
        self.simulator.requests.clear()
        self.pull("open_orders")
        self.assertEqual(len(self.simulator.requests), 0)
        self.assertEqual(feed.state, "idle")

    def test_an_account_from_before_a_feed_was_invented_gets_it_by_itself(self):
        self.account.cursor_ids.filtered(lambda feed: feed.feed in ("order_status", "open_orders")).unlink()
        with self.committing() as env:
            env["amazon.vendor.cursor"]._cron_watch_feeds()
        self.assertEqual(
            sorted(self.account.cursor_ids.mapped("feed")),
            ["open_orders", "order_status", "orders_audit", "orders_changed", "orders_created"],
        )
