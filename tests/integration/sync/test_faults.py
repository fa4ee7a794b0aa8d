"""Each fault of the simulator, alone and mixed: nothing lost, nothing doubled, and the feed says what happened."""

import random
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.addons.acorn_vendor_connector.spapi.client import Client

from tests.integration.sync.test_receive import ReceiveCase

# What the feed says while the fault lasts; None: nothing, because it is nobody's trouble.
FAULTS = {
    "http_400": "data",
    "http_401": "authorisation",
    "http_403": "authorisation",
    "http_404": "data",
    "http_413": "data",
    "http_415": "data",
    "http_429": "throttled",
    "http_500": "network",
    "http_503": "network",
    "html_200": "data",
    "html_400": "data",
    "html_503": "network",
    "timeout_before": "network",
    "timeout_after": "network",
    "cut_before": "network",
    "cut_headers": "network",
    "cut_body": "network",
    "truncated_json": "data",
    "unknown_enum": None,
    "missing_field": None,
    "repeat_orders": None,
    "missing_orders": None,
    "empty_page": "data",  # one that ends is followed; these never end
    "token_stuck": "data",
    "token_never_ends": "data",
}
LWA_FAULTS = {
    "http_503": "network",
    "invalid_client": "authorisation",
    "invalid_grant": "authorisation",
    "unauthorized_client": "authorisation",
    "invalid_request": "data",
}
# As long as an ordinary answer takes at most here, so that a time-out does not take half a minute.
SHORT_TIMEOUT = (5, 2)


class TestFaults(ReceiveCase):
    def setUp(self):
        super().setUp()
        self.startPatcher(patch.dict(Client.__init__.__kwdefaults__, {"timeout": SHORT_TIMEOUT}))
        self.env["amazon.vendor.message"].search([]).sudo().unlink()
        for cursor in self.account.cursor_ids:
            cursor.write({"position": False, "origin": False, "last_success_at": False})

    def read_all_again(self):
        """Let Amazon recover, and read everything there is once more."""
        self.simulator.faults.clear()
        self.feed("orders_created").position = fields.Datetime.now() - timedelta(days=10)
        self.pull()
        self.receive()

    def assert_nothing_lost_or_doubled(self):
        current = self.messages.filtered("is_current")
        self.assertEqual(len(current), 12)
        self.assertEqual(set(current.mapped("state")), {"applied"})
        self.assertEqual(set(current.mapped("reference")), {order.number for order in self.simulator.world.orders()})
        self.assertEqual(len(self.sales), 12)
        self.assertEqual(len(self.sales.amazon_vendor_purchase_order_id), 12)
        self.assertFalse(self.account.cursor_ids.filtered("error_kind"))
        self.assertFalse(self.account.error_kind)

    def go_through(self, operation, kind, error_kind):
        """Suffer a fault as long as it lasts, then recover."""
        if operation == "lwa":
            self.simulator.world.identities.expire_access_tokens(self.simulator.credentials[0]["vendor_group"])
        seconds = {"seconds": 3} if kind.startswith("timeout") else {}
        self.simulator.faults.add(operation, kind, times=None, **seconds)
        self.pull("orders_created")
        self.receive()
        feed = self.feed("orders_created")
        self.assertEqual(feed.error_kind or None, error_kind)
        self.assertEqual(bool(feed.error_message), bool(error_kind))
        self.read_all_again()
        self.assert_nothing_lost_or_doubled()

    def test_all_at_once_in_any_order(self):
        chance = random.Random(7)
        for kind in FAULTS:
            seconds = {"seconds": 3} if kind.startswith("timeout") else {}
            self.simulator.faults.add(
                "getPurchaseOrders", kind, times=2, probability=0.5, seed=chance.randrange(1000), **seconds
            )
        for _round in range(25):
            self.pull()
            self.receive()
        self.read_all_again()
        self.assert_nothing_lost_or_doubled()


def _fault_test(operation, kind, error_kind):
    def test(self):
        self.go_through(operation, kind, error_kind)

    test.__doc__ = f"{operation} answers with {kind}."
    return test


for _kind, _error_kind in FAULTS.items():
    setattr(TestFaults, f"test_{_kind}", _fault_test("getPurchaseOrders", _kind, _error_kind))
for _kind, _error_kind in LWA_FAULTS.items():
    setattr(TestFaults, f"test_login_{_kind}", _fault_test("lwa", _kind, _error_kind))
