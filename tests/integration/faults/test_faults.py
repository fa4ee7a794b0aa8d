"""Whatever Amazon does to a request, every order ends in our books exactly once, and the trouble was said."""

from contextlib import contextmanager
from datetime import timedelta

from odoo.addons.acorn_vendor_connector.spapi.auth import TOKENS

from tests.crashing import world
from tests.integration.common import VendorCase

ORDERS = 7
ALL_WELL = {"numbers_missing": 0, "numbers_doubled": 0, "sale_orders": ORDERS, "deliveries": ORDERS}
# More rounds than any of these faults strikes: then time has healed it.
ROUNDS = 6

# fault: (operation, options, what the feed says of it, or None when nobody needs to hear of it)
LIST = "getPurchaseOrders"
FAULTS = {
    "http_429": (LIST, {"times": 5}, "throttled"),
    "http_500": (LIST, {"times": 4}, "network"),
    "http_503": (LIST, {"times": 4}, "network"),
    "http_400": (LIST, {}, "data"),
    "timeout_before": (LIST, {"times": 4, "seconds": 3}, "network"),
    "timeout_after": (LIST, {"times": 4, "seconds": 3}, "network"),
    "cut_before": (LIST, {"times": 4}, "network"),
    "cut_headers": (LIST, {"times": 4}, "network"),
    "cut_body": (LIST, {"times": 4}, "network"),
    "html_200": (LIST, {}, "data"),
    "html_400": (LIST, {}, "data"),
    "html_503": (LIST, {"times": 4}, "network"),
    "truncated_json": (LIST, {}, "data"),
    "repeat_orders": (LIST, {"times": None}, None),
    "empty_page": (LIST, {}, None),
    "token_stuck": (LIST, {"times": 3}, "data"),
    "token_never_ends": (LIST, {"times": 3}, "data"),
    "expired_token": (LIST, {}, None),
    "http_403": (LIST, {"times": 2}, "authorisation"),
    "invalid_client": ("lwa", {"times": 2}, "authorisation"),
    "invalid_grant": ("lwa", {"times": 2}, "authorisation"),
}


class FaultCase(VendorCase):
    """A connected company that can book every order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.simulator = cls.start_simulator(scenario="bulk", orders=ORDERS, lines=1, rate_factor=None)
        cls.simulator.advance(timedelta(seconds=-30))
        cls.place = cls.simulator.credentials[0]
        world.load(cls.env, cls.place)
        cls.account = cls.env["amazon.vendor.account"].search([("environment", "=", "simulator")])

    def setUp(self):
        super().setUp()
        self.simulator.faults.clear()

    @classmethod
    def _request_handler(cls, session, request, /, **options):
        """Wait one second for the simulator where the client would wait thirty for Amazon."""
        return super()._request_handler(session, request, **{**options, "timeout": (1, 1)})

    # ------------------------------------------------------------------ what tests say

    def books_after(self, rounds=ROUNDS):
        """Let time pass in rounds of pulling and receiving, and count what is in the books."""
        for _round in range(rounds):
            self.pull_and_receive()
        numbers = sorted(order.number for order in self.simulator.world.orders())
        orders = self.env["amazon.vendor.purchase.order"].search([])
        sales = orders.sale_order_ids
        return {
            "numbers_missing": len(set(numbers) - set(orders.mapped("name"))),
            "numbers_doubled": len(orders) - len(set(orders.mapped("name"))),
            "sale_orders": len(sales),
            "deliveries": len(sales.picking_ids),
        }

    def pull_and_receive(self):
        """Run the scheduled actions once, some time after the last run."""
        for feed in self.account.cursor_ids.filtered("position"):
            feed.position -= timedelta(minutes=1)
        self.account.cursor_ids._wake()
        with self.committing() as env:
            env["amazon.vendor.cursor"]._cron_pull()
        with self.committing() as env:
            env["amazon.vendor.message"]._cron_receive_messages()

    @contextmanager
    def committing(self):
        """Give an environment whose commits and rollbacks are real to the code and undone after the test."""
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            yield self.env(cr=cr)


class TestEachFault(FaultCase):
    """Spoil the requests of each test in another way."""

    def test_mixed_faults_lose_and_double_nothing(self):
        kinds = ("http_429", "http_500", "cut_body", "html_200", "truncated_json", "repeat_orders")
        for seed, kind in enumerate(kinds):
            self.simulator.faults.add(LIST, kind, times=3, probability=0.5, seed=seed)
        self.assertEqual(self.books_after(rounds=20), ALL_WELL)

    def test_an_order_with_an_unknown_word_is_booked_and_the_word_is_noted(self):
        self.simulator.faults.add(
            LIST, "unknown_enum", times=None, field="orderDetails.purchaseOrderType", value="FlashOrder"
        )
        self.assertEqual(self.books_after(rounds=1), ALL_WELL)
        notes = self.env["amazon.vendor.message"].search([("state", "=", "applied")]).mapped("notes")
        self.assertEqual(sum("FlashOrder" in (note or "") for note in notes), ORDERS)

    def test_an_order_that_misses_its_date_fails_by_name_until_amazon_corrects_it(self):
        number = self.simulator.world.orders()[0].number
        self.simulator.faults.add(
            LIST, "missing_field", times=None, field="orderDetails.purchaseOrderDate", orders=[number]
        )
        self.pull_and_receive()
        failed = self.env["amazon.vendor.message"].search([("state", "=", "failed"), ("is_current", "=", True)])
        self.assertEqual((failed.reference, failed.error_path), (number, "orderDetails.purchaseOrderDate"))
        self.simulator.faults.clear()
        self.env["amazon.vendor.cursor"]._create_reread(self.account, [number])
        self.assertEqual(self.books_after(rounds=2), ALL_WELL)

    def test_an_order_that_the_lists_leave_out_is_found_by_the_audit(self):
        lost = self.simulator.world.orders()[2].number
        self.simulator.faults.add(LIST, "missing_orders", times=None, orders=[lost])
        self.assertEqual(self.books_after(rounds=4), ALL_WELL)

    def check_fault(self, kind):
        operation, options, told = FAULTS[kind]
        self.simulator.faults.add(operation, kind, **options)
        if operation == "lwa":
            TOKENS.clear()
        self.pull_and_receive()
        kinds = set(self.account.cursor_ids.mapped("error_kind")) - {False}
        self.assertEqual(kinds, {told} - {None})
        self.assertTrue(all(feed.error_message for feed in self.account.cursor_ids if feed.error_kind))
        self.assertEqual(self.books_after(), ALL_WELL)
        self.assertFalse(any(self.account.cursor_ids.mapped("error_kind")), "what has healed says so")


def _test_of(kind):
    def test(self):
        self.check_fault(kind)

    return test


for _kind in FAULTS:
    setattr(TestEachFault, f"test_{_kind}_loses_and_doubles_nothing", _test_of(_kind))


class TestRevokedToken(FaultCase):
    """The vendor ends the authorisation at Amazon."""

    def test_a_revoked_token_loses_nothing_once_the_account_is_authorised_again(self):
        self.simulator.faults.add(LIST, "revoked_token")
        self.pull_and_receive()
        self.assertEqual(self.account.error_kind, "authorisation")
        self.assertIn("Test the connection", self.account.error_message)
        self.account.refresh_token = self.authorise_again()
        self.account.action_test_connection()
        self.account.action_run()
        self.assertEqual(self.books_after(rounds=2), ALL_WELL)

    def authorise_again(self):
        """Return the refresh token that Vendor Central shows when the app is authorised once more."""
        identities = self.simulator.world.identities
        app, group = identities.apps[self.place["client_id"]], identities.groups[self.place["vendor_group"]]
        return identities.grant(app, group).refresh_token
