"""Amazon in trouble: nothing is lost, the feed says what happened, and the others go on."""

from datetime import timedelta

from odoo import fields
from odoo.addons.base.tests.test_ir_cron import CronMixinCase

from tests.integration.sync.common import SyncCase


class TestTrouble(CronMixinCase, SyncCase):
    def assert_all(self, count=12):
        """Every order is there once."""
        self.assertEqual(len(self.messages), count)
        self.assertEqual(len(set(self.messages.mapped("reference"))), count)

    def test_a_burst_of_429_waits_as_long_as_amazon_says_and_then_goes_on(self):
        self.simulator.faults.add("getPurchaseOrders", "http_429", times=5)
        feed = self.only("orders_created")
        with self.capture_triggers("acorn_vendor_connector.cron_pull") as triggers:
            self.pull("orders_created")
        self.assertEqual((feed.error_kind, feed.state), ("throttled", "waiting_retry"))
        self.assertGreater(feed.retry_at, fields.Datetime.now())
        self.assertIn(feed.retry_at, triggers.records.mapped("call_at"))
        self.assertIn("tried again by itself", feed.error_message)
        self.simulator.faults.clear()
        self.pull("orders_created")
        self.assert_all()

    def test_amazon_down_is_tried_again_later_each_time_and_clears_itself(self):
        self.simulator.faults.add("getPurchaseOrders", "http_503", times=None)
        feed = self.only("orders_created")
        waits = []
        for _attempt in range(3):
            self.pull("orders_created")
            waits.append((feed.retry_at - fields.Datetime.now()).total_seconds())
        self.assertEqual(feed.attempts, 3)
        self.assertGreater(waits[2], waits[0])
        since = feed.error_since
        self.simulator.faults.clear()
        self.pull("orders_created")
        self.assertTrue(since)
        self.assertFalse(feed.error_kind or feed.error_message or feed.error_since or feed.retry_at)
        self.assert_all()

    def test_html_instead_of_json_is_archived_with_its_error_and_read_again(self):
        self.simulator.faults.add("getPurchaseOrders", "html_200", times=1)
        feed = self.only("orders_created")
        self.pull("orders_created")
        page = self.pages.filtered("error")
        self.assertEqual(len(page), 1)
        self.assertIn("<html", page.content.lower())
        self.assertIn("not JSON", page.error)
        self.assertEqual(feed.error_kind, "data")
        self.pull("orders_created")
        self.assertFalse(feed.error_kind)
        self.assert_all()

    def test_truncated_json_is_archived_with_its_error_and_read_again(self):
        self.simulator.faults.add("getPurchaseOrders", "truncated_json", times=1)
        feed = self.only("orders_created")
        self.pull("orders_created")
        self.assertEqual(len(self.pages.filtered("error")), 1)
        self.assertFalse(feed.position)
        self.pull("orders_created")
        self.assert_all()

    def test_a_connection_cut_after_the_work_loses_nothing(self):
        self.simulator.faults.add("getPurchaseOrders", "cut_body", times=4)
        feed = self.only("orders_created")
        self.pull("orders_created")
        self.assertEqual(feed.error_kind, "network")
        self.simulator.faults.clear()
        self.pull("orders_created")
        self.assert_all()

    def test_an_expired_access_token_is_nobodys_business(self):
        self.simulator.world.identities.expire_access_tokens(self.simulator.credentials[0]["vendor_group"])
        self.pull()
        self.assertFalse(self.account.cursor_ids.filtered("error_kind"))
        self.assert_all()

    def test_the_first_success_takes_the_accounts_banner_away_and_wakes_the_others(self):
        self.simulator.faults.add("getPurchaseOrders", "http_403", times=None)
        self.pull()
        self.assertEqual(self.account.error_kind, "authorisation")
        self.simulator.faults.clear()
        self.feed("orders_created")._wake()
        self.run_pull()
        self.assertFalse(self.account.error_kind)
        self.assertTrue(self.feed("orders_changed").last_success_at)

    def test_one_accounts_trouble_leaves_the_other_account_alone(self):
        other = self._make_account(self.simulator.credentials[0])
        other.endpoint = "http://127.0.0.1:9"
        other.sudo().write({"tested_on": fields.Datetime.now(), "state": "running"})
        other.cursor_ids._wake()
        self.pull()
        self.assert_all()
        troubled = other.cursor_ids.filtered("error_kind")
        self.assertEqual(set(troubled.mapped("feed")), {"orders_created", "orders_changed"})
        self.assertEqual(set(troubled.mapped("error_kind")), {"network"})
        self.assertFalse(self.account.cursor_ids.filtered("error_kind"))

    def test_a_refused_question_does_not_repeat_every_few_minutes(self):
        self.simulator.faults.add("getPurchaseOrders", "http_400", times=None)
        feed = self.only("orders_created")
        self.pull("orders_created")
        self.assertEqual(feed.error_kind, "data")
        self.assertGreater(feed.retry_at, fields.Datetime.now() + timedelta(minutes=45))

    def test_documents_that_miss_fields_are_archived_all_the_same(self):
        broken = [order.number for order in self.simulator.world.orders()[:2]]
        self.simulator.faults.add(
            "getPurchaseOrders", "missing_field", times=None, field="purchaseOrderNumber", orders=broken
        )
        self.only("orders_created")
        self.pull("orders_created")
        self.pull("orders_created")
        self.assertEqual(len(self.messages), 12)
        nameless = self.messages.filtered(lambda message: message.reference.startswith("?"))
        self.assertEqual(len(nameless), 2)

    def test_an_empty_page_with_a_token_is_followed(self):
        feed = self.only("orders_created")
        self.simulator.faults.add("getPurchaseOrders", "empty_page", times=3)
        self.pull("orders_created")
        self.assertFalse(feed.error_kind)
        self.assert_all()


class TestRevoked(SyncCase):
    def test_a_revoked_token_stops_every_feed_of_the_account_until_it_is_mended(self):
        place = self.simulator.credentials[0]
        self.simulator.world.identities.revoke(refresh_token=place["refresh_token"])
        self.simulator.world.identities.expire_access_tokens(place["vendor_group"])
        self.pull()
        self.assertEqual(self.account.error_kind, "authorisation")
        now = fields.Datetime.now()
        for name in ("orders_created", "orders_changed", "orders_audit"):
            self.assertGreater(self.feed(name).next_pull_at, now + timedelta(minutes=30), name)
        self.simulator.requests.clear()
        self.run_pull()
        self.assertEqual(len(self.simulator.requests), 0)
