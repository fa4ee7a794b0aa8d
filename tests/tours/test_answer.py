"""An order is answered by the person who ships it, from the proposal to Amazon's yes."""

from contextlib import contextmanager
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase

from tests.integration.submit.common import SubmitCase
from tests.tours.common import Tours

KETTLES, PANS = "AC-KET-17", "AC-PAN-24"


class TestAnswer(Tours, HttpCase, SubmitCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.store = cls.env["amazon.vendor.store"].create(
            {"name": "Phoenix", "company_id": cls.company_us.id, "warehouse_id": cls.warehouse_us.id}
        )
        customer = cls.env["res.partner"].create({"name": "Amazon.com Services LLC"})
        cls.code.write(
            {
                "go_live": fields.Datetime.now() - timedelta(days=10),
                "partner_id": customer.id,
                "default_store_id": cls.store.id,
            }
        )
        for sku, name in ((KETTLES, "Kettle"), (PANS, "Pan")):
            product = cls.env["product.product"].create({"name": name, "is_storable": True, "default_code": sku})
            cls.env["amazon.vendor.product"].create(
                {
                    "code_id": cls.code.id,
                    "identifier_type": "sku",
                    "identifier": sku,
                    "product_id": product.id,
                }
            )
            cls.env["stock.quant"]._update_available_quantity(product, cls.warehouse_us.lot_stock_id, 10)

    @classmethod
    def _make_company(cls, name, country_code, currency_name):
        """Make a company without books: nothing is invoiced, and a chart of accounts takes seconds."""
        country, currency = cls.env.ref(f"base.{country_code.lower()}"), cls.env.ref(f"base.{currency_name}")
        return cls.env["res.company"].create({"name": name, "country_id": country.id, "currency_id": currency.id})

    @contextmanager
    def committing(self):
        """Give the loops an environment of their own; with a browser, cursors are the test's already."""
        self.env.flush_all()
        with self.registry.cursor() as cr:
            yield self.env(cr=cr, user=1)
        self.env.invalidate_all()

    def propose(self):
        with self.committing() as env:
            env["amazon.vendor.purchase.order"]._cron_propose_answers()

    def test_a_proposal_is_corrected_sent_and_seen_accepted(self):
        """Ten kettles are proposed; the warehouse accepts six, rejects four for good, sends, and sees Amazon agree."""
        self.pull()
        self.receive()
        self.propose()

        self.start_tour("/odoo/amazon-vendor", "amazon_vendor_answer", login="walt.warehouse")
        self.assertFalse(self.at_amazon(), "nothing is sent inside a web request")

        self.submit()
        self.settle(minutes=10)

        self.start_tour("/odoo/amazon-vendor-all-orders", "amazon_vendor_answered", login="walt.warehouse")
        [document] = self.at_amazon()
        said = [
            (part["acknowledgementCode"], part["acknowledgedQuantity"]["amount"])
            for item in document["items"]
            for part in item["itemAcknowledgements"]
        ]
        self.assertEqual(said, [("Accepted", 6), ("Rejected", 4), ("Accepted", 4)])
