"""Reading feeds: windows, watermark, resumption, and what the screens say."""

import itertools
import json
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.addons.base.tests.test_ir_cron import CronMixinCase
from odoo.exceptions import UserError
from odoo.tests import freeze_time

from tests.integration.sync.common import SyncCase


class TestPull(CronMixinCase, SyncCase):
    def test_every_order_is_archived_once_by_two_feeds(self):
        self.pull()
        self.assertEqual(len(self.messages), 12)
        numbers = {order.number for order in self.simulator.world.orders()}
        self.assertEqual(set(self.messages.mapped("reference")), numbers)
        self.assertEqual(set(self.messages.mapped("version")), {1})

    def test_pulled_again_an_unchanged_order_is_only_seen_again(self):
        self.pull("orders_created")
        before = {message.id: message.last_seen_at for message in self.messages}
        self.feed("orders_created").write({"position": fields.Datetime.now() - timedelta(days=7)})
        with freeze_time(fields.Datetime.now() + timedelta(minutes=5)):
            self.pull("orders_created")
        self.env.invalidate_all()
        self.assertEqual(set(self.messages.ids), set(before))
        self.assertTrue(all(message.last_seen_at > before[message.id] for message in self.messages))

    def test_the_bytes_of_a_page_are_kept_as_they_came(self):
        self.pull("orders_created")
        page = self.pages.filtered("document_count")[0]
        document = json.loads(page._bodies()[page.id])
        self.assertEqual(len(document["payload"]["orders"]), page.document_count)
        self.assertEqual(page.size, len(page._bodies()[page.id]))
        self.assertEqual((page.status, page.operation, page.feed), (200, "getPurchaseOrders", "orders_created"))
        self.assertTrue(page.request_id)

    def test_no_window_is_longer_than_seven_days_and_windows_overlap(self):
        self.account.sync_from = fields.Datetime.now() - timedelta(days=30)
        self.pull("orders_created")
        windows = [(page.window_after, page.window_before) for page in self.pages]
        self.assertEqual(len(windows), 5)
        for after, before in windows:
            self.assertLessEqual(before - after, timedelta(days=7))
        for (_after, before), (after, _before) in itertools.pairwise(windows):
            self.assertLess(after, before)

    def test_the_first_pull_reaches_back_as_far_as_the_administrator_says(self):
        self.account.sync_from = fields.Datetime.now() - timedelta(days=3)
        self.pull("orders_created")
        self.assertEqual(
            set(self.messages.mapped("reference")),
            {
                order.number
                for order in self.simulator.world.orders()
                if order.placed_at.replace(tzinfo=None) > self.account.sync_from - timedelta(minutes=30)
            },
        )
        self.assertAlmostEqual(self.feed("orders_created").progress, 1.0, places=3)
        self.assertEqual(self.feed("orders_created").state, "idle")

    def test_a_feed_that_was_read_to_the_end_rests_for_its_interval(self):
        feed = self.only("orders_created")
        self.pull("orders_created")
        rest = feed.next_pull_at - fields.Datetime.now()
        self.assertAlmostEqual(rest.total_seconds(), 15 * 60, delta=60)
        self.simulator.requests.clear()
        self.run_pull()
        self.assertEqual(self.simulator.requests.count(operation="getPurchaseOrders"), 0)

    def test_a_change_at_amazon_is_a_new_version_and_the_old_one_leaves_the_queue(self):
        self.pull()
        number = self.simulator.world.orders()[0].number
        self.simulator.world.change(number, quantities={"1": 12})
        self.pull()
        old, new = self.messages.filtered(lambda message: message.reference == number).sorted("version")
        self.assertEqual((old.version, old.state, old.is_current), (1, "superseded", False))
        self.assertEqual((new.version, new.state, new.is_current), (2, "archived", True))

    def test_ten_twelve_ten_is_three_versions(self):
        number = self.simulator.world.orders()[0].number
        for quantity in (10, 12, 10):
            self.simulator.world.change(number, quantities={"1": quantity})
            self.pull()
        versions = self.messages.filtered(lambda message: message.reference == number).sorted("version")
        self.assertEqual(versions.mapped("version"), [1, 2, 3])
        self.assertEqual(versions.mapped("is_current"), [False, False, True])
        quantity = json.loads(versions[2].payload)["orderDetails"]["items"][0]["orderedQuantity"]["amount"]
        self.assertEqual(quantity, 10)

    def test_a_paused_account_asks_for_nothing(self):
        self.account.action_pause()
        self.pull()
        self.assertEqual(len(self.simulator.requests), 0)
        self.assertEqual(self.feed("orders_created").state, "paused")

    def test_a_feed_switched_off_is_not_read_and_goes_on_where_it_stood(self):
        feed = self.feed("orders_created")
        feed.with_user(self.manager).action_pause()
        self.pull()
        self.assertFalse(feed.position)
        self.assertEqual(feed.state, "disabled")
        feed.with_user(self.manager).action_resume()
        self.run_pull()
        self.assertEqual(len(self.messages), 12)

    def test_pull_now_returns_at_once_and_leaves_the_work_to_the_scheduler(self):
        with self.capture_triggers("acorn_vendor_connector.cron_pull") as triggers:
            action = self.account.with_user(self.manager).action_pull_now()
        self.assertEqual(action["tag"], "display_notification")
        self.assertEqual(len(triggers.records), 1)
        self.assertEqual(len(self.simulator.requests), 0)

    def test_pull_now_of_a_paused_account_says_what_to_do(self):
        self.account.action_pause()
        with self.assertRaisesRegex(UserError, "switch it on"):
            self.account.with_user(self.manager).action_pull_now()


class TestPages(SyncCase):
    """More orders than fit on a page."""

    simulator_options = {"scenario": "bulk", "orders": 230, "lines": 1, "rate_factor": None}

    def test_all_pages_of_a_window_are_read(self):
        feed = self.only("orders_created")
        self.account.sync_from = fields.Datetime.now() - timedelta(days=6, hours=12)
        self.pull("orders_created")
        self.assertEqual(len(self.messages), 230)
        self.assertEqual(feed.read_count, 230)
        self.assertFalse(feed.next_token)

    def test_reading_goes_on_in_the_middle_after_a_crash(self):
        feed = self.only("orders_created")
        self.account.sync_from = fields.Datetime.now() - timedelta(days=6, hours=12)
        feed._wake()
        feed._pull_page()
        self.assertEqual(len(self.messages), 100)
        self.assertTrue(feed.next_token)
        self.assertEqual(feed.state, "reading")
        self.env.flush_all()
        with self.registry.cursor() as other:  # the worker dies here: nothing of a second page is committed
            self.assertEqual(self.env(cr=other)["amazon.vendor.page"].search_count([]), 0)
        self.simulator.requests.clear()
        self.run_pull()
        self.assertEqual(len(self.messages), 230)
        first = next(iter(self.simulator.requests.select(operation="getPurchaseOrders")))
        self.assertIn("nextToken", first.query)

    def test_a_token_given_twice_is_an_error_of_that_feed_only(self):
        self.simulator.faults.add("getPurchaseOrders", "token_stuck", times=None)
        self.pull("orders_created")
        feed = self.feed("orders_created")
        self.assertEqual(feed.error_kind, "data")
        self.assertIn("do not advance", feed.error_message)
        self.assertEqual(feed.state, "waiting_retry")
        self.assertLess(self.simulator.requests.count(operation="getPurchaseOrders"), 10)
        self.simulator.faults.clear()
        self.pull("orders_changed")
        self.assertFalse(self.feed("orders_changed").error_kind)

    def test_tokens_that_never_end_are_an_error_and_everything_read_is_kept(self):
        self.simulator.faults.add("getPurchaseOrders", "token_never_ends", times=None)
        feed = self.only("orders_created")
        self.account.sync_from = fields.Datetime.now() - timedelta(days=6, hours=12)
        self.pull("orders_created")
        self.assertIn("do not advance", feed.error_message)
        self.assertEqual(len(self.messages), 230)
        self.simulator.faults.clear()
        self.pull("orders_created")
        self.assertFalse(feed.error_kind)
        self.assertEqual(len(self.messages), 230)

    def test_empty_pages_that_never_end_are_an_error(self):
        self.simulator.faults.add("getPurchaseOrders", "empty_page", times=None)
        feed = self.only("orders_created")
        with patch("odoo.addons.acorn_vendor_connector.models.amazon_vendor_cursor_pull.MAX_PAGES", 5):
            self.pull("orders_created")
        self.assertIn("do not end", feed.error_message)
        self.simulator.faults.clear()
        self.pull("orders_created")
        self.assertEqual(len(self.messages), 230)

    def test_an_order_repeated_in_one_page_is_one_message(self):
        self.simulator.faults.add("getPurchaseOrders", "repeat_orders", times=None)
        self.only("orders_created")
        self.pull("orders_created")
        self.assertEqual(len(self.messages), 230)
