"""What a person may ask for: a range again, one order again; and what the audit asks for by itself."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError

from tests.integration.sync.common import SyncCase


class TestCommands(SyncCase):
    def backfill(self, days_from, days_to=0, user=None):
        now = fields.Datetime.now()
        wizard = self.env["amazon.vendor.backfill"].with_user(user or self.manager).create(
            {
                "account_id": self.account.id,
                "date_from": now - timedelta(days=days_from),
                "date_to": now - timedelta(days=days_to),
            }
        )
        wizard.action_backfill()
        orders = self.account.cursor_ids.filtered(lambda feed: feed.until and feed.feed == "orders_created")
        return orders.sorted("id")[-1]

    def reread(self, numbers):
        wizard = self.env["amazon.vendor.reread"].with_user(self.manager).create(
            {"account_id": self.account.id, "numbers": numbers}
        )
        wizard.action_reread()

    def test_a_range_is_read_again_in_its_own_row_while_the_standing_feed_goes_on(self):
        self.pull()
        position = self.feed("orders_created").position
        backfill = self.backfill(30, 20)
        self.assertEqual(backfill.state, "reading")
        self.run_pull()
        self.assertEqual((backfill.state, backfill.progress), ("done", 1.0))
        self.assertTrue(backfill.result)
        self.assertEqual(self.feed("orders_created").position, position)
        windows = self.pages.filtered(lambda page: page.window_before <= backfill.until)
        self.assertEqual(sorted(windows.mapped("feed")), ["order_status"] * 2 + ["orders_created"] * 2)

    def test_progress_of_a_range_is_told_window_by_window(self):
        backfill = self.backfill(20)
        told = []
        while backfill.state != "done":
            backfill._pull_page()
            told.append(round(backfill.progress, 2))
        self.assertEqual(told, [0.35, 0.7, 1.0])

    def test_amazon_keeps_six_months(self):
        with self.assertRaisesRegex(UserError, "six months"):
            self.backfill(200)

    def test_an_empty_range_is_refused(self):
        with self.assertRaisesRegex(UserError, "empty"):
            self.backfill(5, 6)

    def test_six_months_are_read_to_the_end(self):
        backfill = self.backfill(180)
        self.run_pull()
        self.assertEqual(backfill.state, "done")
        self.assertEqual(len(self.messages), 12)

    def test_orders_are_read_again_by_number_once_each(self):
        first, second = (order.number for order in self.simulator.world.orders()[:2])
        self.reread(f"{first}, {second}\n{first}")
        self.assertEqual(len(self.account.cursor_ids.filtered("reference")), 2)
        self.run_pull()
        self.assertEqual(self.simulator.requests.count(operation="getPurchaseOrder"), 2)
        self.assertEqual(set(self.account.cursor_ids.filtered("reference").mapped("state")), {"done"})
        self.assertEqual(set(self.messages.mapped("reference")) >= {first, second}, True)

    def test_an_order_that_is_already_queued_is_not_queued_twice(self):
        number = self.simulator.world.orders()[0].number
        self.reread(number)
        self.reread(number)
        self.assertEqual(len(self.account.cursor_ids.filtered("reference")), 1)

    def test_a_number_that_amazon_does_not_know_is_said_and_given_up(self):
        self.reread("NOSUCHPO")
        self.run_pull()
        cursor = self.account.cursor_ids.filtered("reference")
        self.assertEqual(cursor.state, "failed")
        self.assertIn("does not know order NOSUCHPO", cursor.error_message)

    def test_people_switch_a_feed_and_set_its_interval_but_not_where_it_stands(self):
        feed = self.feed("orders_created").with_user(self.manager)
        feed.write({"enabled": False, "interval_minutes": 30})
        with self.assertRaises(AccessError):
            feed.write({"position": fields.Datetime.now()})
        with self.assertRaises(AccessError):
            feed.with_user(self.warehouse).write({"enabled": True})

    def test_only_managers_may_ask(self):
        with self.assertRaises(AccessError):
            self.backfill(3, user=self.warehouse)


class TestAudit(SyncCase):
    simulator_options = {"scenario": "bulk", "orders": 20, "lines": 1, "days": 5, "rate_factor": None}

    def test_orders_that_the_lists_never_showed_are_found_and_fetched(self):
        lost = [order.number for order in self.simulator.world.orders()[3:5]]
        self.simulator.faults.add("getPurchaseOrders", "missing_orders", times=None, orders=lost)
        self.pull("orders_created", "orders_changed")
        self.assertEqual(len(self.messages), 18)
        self.pull()
        self.assertEqual(len(self.messages), 20)
        audit = self.feed("orders_audit")
        for number in lost:
            self.assertIn(number, audit.result)
        self.assertEqual(self.simulator.requests.count(operation="getPurchaseOrder"), 2)

    def test_numbers_are_compared_per_vendor_code_and_day_without_details(self):
        self.env["amazon.vendor.code"]._get_or_create(self.account, ["ACRN1"])
        self.pull("orders_created")
        self.simulator.requests.clear()
        self.pull("orders_audit")
        asked = [entry.query for entry in self.simulator.requests.select(operation="getPurchaseOrders")]
        self.assertTrue(asked)
        self.assertEqual({query["includeDetails"] for query in asked}, {"false"})
        self.assertEqual({query.get("orderingVendorCode") for query in asked}, {"ACRN1", None})
        for query in asked:
            after, before = (fields.Datetime.to_datetime(query[key][:19].replace("T", " ")) for key in
                             ("createdAfter", "createdBefore"))
            self.assertLessEqual(before - after, timedelta(days=1))

    def test_nothing_missing_is_nothing_to_fetch(self):
        self.pull("orders_created")
        self.pull("orders_audit")
        self.assertFalse(self.feed("orders_audit").result)
        self.assertEqual(self.simulator.requests.count(operation="getPurchaseOrder"), 0)
        self.assertEqual(self.feed("orders_audit").state, "idle")

    def test_the_audit_makes_no_messages_of_bare_numbers(self):
        self.pull("orders_created")
        count = len(self.messages)
        self.pull("orders_audit")
        self.assertEqual(len(self.messages), count)

    def test_an_account_without_audit_is_not_audited(self):
        self.account.audit = False
        self.assertFalse(self.feed("orders_audit").enabled)
        self.pull()
        self.assertFalse(self.feed("orders_audit").last_success_at)
