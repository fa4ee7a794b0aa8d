"""Every purchase order in Amazon's own sandbox goes the whole way, and none is lost."""

from collections import Counter
from datetime import datetime

from odoo.addons.acorn_vendor_connector.spapi import vendor_orders

from tests.amazon_models import sandbox_purchase_orders

from .common import OrderCase


class TestAmazonSandbox(OrderCase):
    """Amazon's answers break Amazon's own models: states are missing, numbers repeat, currencies are unexpected."""

    def setUp(self):
        super().setUp()
        self.documents = sandbox_purchase_orders()

    def prepare(self, *names):
        """Let these vendor codes act, with one store for every ship-to, since before Amazon's sandbox orders."""
        for name in names:
            self.env["amazon.vendor.code"].create(
                {
                    "account_id": self.account.id,
                    "name": name,
                    "go_live": datetime(2019, 1, 1),
                    "default_store_id": self.store_us.id,
                    "partner_id": self.customer.id,
                }
            )

    def states(self):
        """Return how many current documents are in which state; open ones say why."""
        messages = (
            self.env["amazon.vendor.message"]
            .sudo()
            .search([("account_id", "=", self.account.id), ("is_current", "=", True)])
        )
        for message in messages.filtered(lambda message: message.state in ("waiting", "failed")):
            self.assertTrue(message.error_message, message.reference)
        self.assertEqual(
            set(messages.mapped("reference")),
            {vendor_orders.order_number(document) for document in self.documents},
        )
        return Counter(messages.mapped("state"))

    def test_every_order_ends_in_a_stated_state(self):
        self.prepare(*{vendor_orders.vendor_code(document) for document in self.documents} - {None})
        for document in self.documents:
            self.archive(document)
        self.receive()
        first = self.states()
        self.assertEqual(set(first), {"applied", "waiting", "failed"})
        self.assertFalse(
            self.env["amazon.vendor.message"]
            .sudo()
            .search_count([("account_id", "=", self.account.id), ("state", "=", "archived")])
        )

        # A person maps what is unknown; what then still waits or fails is Amazon's own doing.
        unmapped = self.env["amazon.vendor.product"].search([("state", "=", "unmapped")])
        self.assertTrue(unmapped)
        for row in unmapped:
            row.product_id = self._make_product(row.identifier)
        self.receive()
        second = self.states()
        self.assertGreater(second["applied"], first["applied"])
        living = self.env["amazon.vendor.purchase.order"].search([("sync_state", "=", "applied")])
        self.assertEqual(len(living.sale_order_ids), len(living))
        self.assertEqual(set(living.sale_order_ids.mapped("company_id")), {self.company_us})
