"""A feed without success for twice its interval is reported once; the loops keep the scheduler's contract."""

import json
from datetime import timedelta

from odoo import fields
from odoo.addons.base.tests.test_ir_cron import CronMixinCase
from odoo.exceptions import UserError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from tests.integration.sync.common import SyncCase


class TestWatch(SyncCase):
    def watch(self, minutes):
        """Look after the feeds so many minutes from now."""
        with freeze_time(fields.Datetime.now() + timedelta(minutes=minutes)):
            self.env["amazon.vendor.cursor"]._watch_feeds()

    @property
    def activities(self):
        kind = self.env.ref("acorn_vendor_connector.activity_type_feed_late")
        return self.account.activity_ids.filtered(lambda activity: activity.activity_type_id == kind)

    @property
    def mails(self):
        return self.env["mail.mail"].search([("model", "=", self.account._name), ("res_id", "=", self.account.id)])

    def test_twice_the_interval_without_success_opens_one_activity_and_one_mail(self):
        self.only("orders_created")
        self.pull("orders_created")
        self.simulator.faults.add("getPurchaseOrders", "http_500", times=None)
        self.watch(29)
        self.assertFalse(self.activities)
        self.watch(31)
        self.watch(46)
        self.assertEqual(len(self.activities), 1)
        self.assertEqual(self.activities.user_id, self.manager)
        self.assertEqual(len(self.mails), 1)
        self.assertIn(self.manager.email_normalized, self.mails.email_to)

    def test_two_late_feeds_of_an_account_are_one_activity(self):
        self.pull()
        self.watch(5000)
        self.assertEqual(len(self.account.cursor_ids.filtered("late_reported")), 3)
        self.assertEqual((len(self.activities), len(self.mails)), (1, 1))

    def test_success_takes_the_activity_away(self):
        self.only("orders_created")
        self.pull("orders_created")
        self.watch(31)
        self.assertTrue(self.activities)
        self.pull("orders_created")
        self.assertFalse(self.activities)
        self.assertFalse(self.feed("orders_created").late_reported)

    def test_late_feeds_are_found_by_search(self):
        self.pull()
        late = [("is_late", "=", True), ("account_id", "=", self.account.id)]
        with freeze_time(fields.Datetime.now() + timedelta(minutes=40)):
            self.assertEqual(self.env["amazon.vendor.cursor"].search(late), self.feed("orders_created"))
            self.assertTrue(self.feed("orders_created").is_late)

    def test_a_paused_account_is_not_late(self):
        self.pull()
        self.account.action_pause()
        self.watch(5000)
        self.assertFalse(self.activities)


class TestCrons(CronMixinCase, SyncCase):
    def run_cron(self, name):
        """Run a scheduled action as the scheduler does and return its progress records."""
        cron = self.env.ref(f"acorn_vendor_connector.{name}")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
        return self.env["ir.cron.progress"].search([("cron_id", "=", cron.id)])

    def test_the_pull_counts_its_pages_and_leaves_nothing(self):
        self.account.cursor_ids._wake()
        progress = self.run_cron("cron_pull")
        self.assertEqual(sum(progress.mapped("done")), len(self.pages))
        self.assertEqual(progress[-1].remaining, 0)

    def test_trouble_of_an_account_is_no_failure_of_the_scheduled_action(self):
        self.simulator.faults.add("*", "http_500", times=None)
        self.account.cursor_ids._wake()
        self.run_cron("cron_pull")
        cron = self.env.ref("acorn_vendor_connector.cron_pull")
        self.assertEqual(cron.failure_count, 0)
        self.assertEqual(self.feed("orders_created").error_kind, "network")
        self.assertEqual(self.feed("orders_changed").error_kind, "network")

    def test_a_lane_counts_its_documents_and_leaves_nothing(self):
        self.pull("orders_created")
        progress = self.run_cron("cron_receive_messages_2")
        self.assertEqual(sum(progress.mapped("done")), 12)
        self.assertEqual(progress[-1].remaining, 0)

    def test_news_wake_every_lane(self):
        with self.capture_triggers("acorn_vendor_connector.cron_receive_messages_2") as triggers:
            self.pull("orders_created")
        self.assertTrue(triggers.records)

    def test_an_unexpected_error_is_written_on_its_feed_and_the_other_account_goes_on(self):
        odd = self._make_account(self.simulator.credentials[0])
        odd.flush_recordset()
        self.env.cr.execute("UPDATE amazon_vendor_account SET endpoint = 'nonsense' WHERE id = %s", [odd.id])
        self.env.invalidate_all()
        (odd | self.account).cursor_ids._wake()
        with mute_logger("odoo.addons.acorn_vendor_connector.models.amazon_vendor_cursor_pull"):
            self.run_cron("cron_pull")
        created = odd.cursor_ids.filtered(lambda cursor: cursor.feed == "orders_created")
        self.assertEqual((created.error_kind, created.state), ("internal", "waiting_retry"))
        self.assertIn("server's log", created.error_message)
        self.assertEqual(len(self.messages), 12)

    def test_the_number_of_lanes_is_a_setting(self):
        messages = self.env["amazon.vendor.message"]
        settings = self.env["res.config.settings"].create({})
        self.assertEqual(settings.amazon_vendor_lanes, 2)
        for count in (4, 1, 3):
            settings.amazon_vendor_lanes = count
            settings.set_values()
            lanes = [messages._lanes(stage) for stage in ("receive", "submit", "settle")]
            self.assertEqual([len(crons) for crons in lanes], [count] * 3)
            self.assertEqual(lanes[2][-1].name, f"Amazon Vendor: settle messages, lane {count}")
        settings.amazon_vendor_lanes = 0
        with self.assertRaises(UserError):
            settings.set_values()


class TestWaiting(SyncCase):
    """More than a batch of orders that nobody can book yet."""

    simulator_options = {"scenario": "bulk", "orders": 60, "lines": 1, "rate_factor": None}

    def test_orders_that_wait_are_looked_at_once_until_something_changes(self):
        self.pull("orders_created")
        self.receive()
        self.assertEqual(set(self.messages.mapped("attempts")), {1})
        code = self.env["amazon.vendor.code"].search([("account_id", "=", self.account.id)])
        code.go_live = fields.Datetime.now() - timedelta(days=60)
        self.receive()
        self.assertEqual(set(self.messages.mapped("state")), {"waiting"})
        self.assertEqual(set(self.messages.mapped("attempts")), {2})


class TestArchive(SyncCase):
    def archive(self, *documents):
        page = self.env["amazon.vendor.page"].create(
            {
                "account_id": self.account.id,
                "company_id": self.company_us.id,
                "environment": "simulator",
                "feed": "orders_created",
                "operation": "getPurchaseOrders",
                "requested_at": fields.Datetime.now(),
            }
        )
        page._store_body(json.dumps({"payload": {"orders": documents}}).encode())
        return self.env["amazon.vendor.message"]._archive(page, list(documents))

    def order(self, number="4Z32PABC", changed="2026-03-01T08:00:00Z", quantity=10):
        return {
            "purchaseOrderNumber": number,
            "orderDetails": {
                "purchaseOrderDate": "2026-02-01T08:00:00Z",
                "purchaseOrderChangedDate": changed,
                "sellingParty": {"partyId": "ACRN1"},
                "items": [{"itemSequenceNumber": "1", "orderedQuantity": {"amount": quantity}}],
            },
        }

    def test_whatever_stands_in_a_page_is_archived(self):
        self.assertEqual(self.archive(None, "text", 5, [], {}, {"purchaseOrderNumber": "A\x00B"}), 6)
        self.receive()
        self.assertEqual(set(self.messages.mapped("state")), {"failed"})
        self.assertEqual(set(self.messages.mapped("error_kind")), {"data"})

    def test_a_page_without_documents_is_no_error(self):
        self.assertEqual(self.archive(), 0)

    def test_an_older_state_of_an_order_never_becomes_current(self):
        self.archive(self.order(changed="2026-03-02T08:00:00Z", quantity=12))
        self.archive(self.order(changed="2026-03-01T08:00:00Z", quantity=10))
        newer, older = self.messages
        self.assertEqual((newer.state, newer.is_current), ("archived", True))
        self.assertEqual((older.state, older.is_current, older.version), ("superseded", False, 2))
        self.assertEqual(self.archive(self.order(changed="2026-03-01T08:00:00Z", quantity=10)), 0)

    def test_two_states_in_one_page_count_in_their_order(self):
        self.archive(
            self.order(changed="2026-03-01T08:00:00Z", quantity=10),
            self.order(changed="2026-03-01T08:00:00Z", quantity=12),
        )
        self.assertEqual(self.messages.mapped("state"), ["superseded", "archived"])
        self.assertEqual(self.messages.mapped("is_current"), [False, True])

    def test_the_same_number_of_two_vendor_codes_is_two_orders(self):
        other = self.order()
        other["orderDetails"]["sellingParty"]["partyId"] = "ACRN2"
        self.assertEqual(self.archive(self.order(), other), 2)
        self.assertEqual(set(self.messages.mapped("is_current")), {True})

    def test_a_page_costs_the_same_number_of_queries_whatever_it_holds(self):
        self.archive(self.order("WARMUP"))
        counts = []
        for size in (2, 100):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.archive(*(self.order(f"PO{size}X{number}") for number in range(size)))
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_a_newer_version_takes_a_waiting_and_a_failed_one_off_the_lists(self):
        self.archive(self.order("AAA"), self.order("BBB"))
        first, second = self.messages
        first._set_state("waiting")
        second._set_state("failed")
        self.archive(self.order("AAA", "2026-03-05T08:00:00Z"), self.order("BBB", "2026-03-05T08:00:00Z"))
        self.assertEqual((first.state, second.state), ("superseded", "superseded"))
