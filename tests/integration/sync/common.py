"""An account that reads from the simulator, and the loops as the scheduler runs them."""

from contextlib import contextmanager
from datetime import timedelta

from odoo import fields

from tests.integration.common import VendorCase


class SyncCase(VendorCase):
    """One running account of the US company on a simulator; nothing is mapped and no vendor code is live."""

    simulator_options = {"scenario": "bulk", "orders": 12, "lines": 2, "rate_factor": None}
    with_statuses = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.simulator = cls.start_simulator(**cls.simulator_options)
        # Windows end before the present second; what a test does at Amazon shall lie before it.
        cls.simulator.advance(timedelta(seconds=-30))
        cls.account = cls._make_account(cls.simulator.credentials[0])

    @classmethod
    def _make_account(cls, place):
        app = cls.env["amazon.vendor.app"].search([("client_id", "=", place["client_id"])])
        if not app:
            app = app.create({"name": place["app"], "client_id": place["client_id"]})
            app.client_secret = place["client_secret"]
        account = cls.env["amazon.vendor.account"].create(
            {
                "name": place["name"],
                "environment": "simulator",
                "region": place["region"].upper(),
                "app_id": app.id,
                "company_id": cls.company_us.id,
                "responsible_id": cls.manager.id,
                "endpoint": place["endpoint"],
                "sync_from": fields.Datetime.now() - timedelta(days=10),
            }
        )
        account.refresh_token = place["refresh_token"]
        if not cls.with_statuses:
            account.cursor_ids.filtered(lambda feed: feed.feed in ("order_status", "open_orders")).enabled = False
        account.action_test_connection()
        account.action_run()
        return account

    def setUp(self):
        super().setUp()
        self.simulator.faults.clear()
        self.simulator.requests.clear()

    # ------------------------------------------------------------------ what tests say

    def feed(self, name):
        """Return the standing feed of that name."""
        return self.account.cursor_ids.filtered(lambda cursor: cursor.feed == name and not cursor.until)

    @property
    def messages(self):
        """Return what was said about orders, without their status."""
        return self.env["amazon.vendor.message"].search(
            [("account_id", "=", self.account.id), ("document_type", "!=", "order_status")], order="id"
        )

    @property
    def pages(self):
        return self.env["amazon.vendor.page"].search([("account_id", "=", self.account.id)], order="id")

    @contextmanager
    def committing(self):
        """Give an environment whose commits and rollbacks are real to the code and undone after the test."""
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            yield self.env(cr=cr)

    def pull(self, *feeds):
        """Make these feeds due, all by default, and run the pull loop until nothing is due."""
        for cursor in self.account.cursor_ids.filtered("position"):
            cursor.position -= timedelta(minutes=1)  # time has passed since the last pull of this test
        self.account.cursor_ids._wake()
        if feeds:
            others = self.account.cursor_ids.filtered(lambda cursor: cursor.feed not in feeds)
            others.next_pull_at = fields.Datetime.now() + timedelta(days=1)
        self.run_pull()

    def run_pull(self):
        """Run the pull loop on what is due now."""
        with self.committing() as env:
            env["amazon.vendor.cursor"]._cron_pull()

    def receive(self):
        """Run one lane until nothing is ready."""
        with self.committing() as env:
            env["amazon.vendor.message"]._cron_receive_messages()

    def only(self, name):
        """Leave one standing feed switched on."""
        self.account.cursor_ids.enabled = False
        self.feed(name).enabled = True
        return self.feed(name)
