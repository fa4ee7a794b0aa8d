"""One live vendor code on an empty simulator: orders are placed, answered and received there, and read over HTTP."""

from datetime import datetime, timedelta, timezone

from simulator.catalogue import by_sku
from tests.integration.sync.common import SyncCase


class StatusCase(SyncCase):
    """Orders to ACRN1 become sale orders of New York's store; what Amazon says of them is read when a test asks."""

    simulator_options = {"scenario": "empty", "rate_factor": None}
    with_statuses = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.code = cls.env["amazon.vendor.code"]._get_or_create(cls.account, ["ACRN1"])["ACRN1"]
        cls.store = cls.env["amazon.vendor.store"].create(
            {"code": "NY", "name": "NY", "company_id": cls.company_us.id, "warehouse_id": cls.warehouse_us.id}
        )
        cls.code.write(
            {
                "default_store_id": cls.store.id,
                "partner_id": cls.env["res.partner"].create({"name": "Amazon.com Services LLC"}).id,
                "go_live": datetime(2020, 1, 1),
                "responsible_id": cls.manager.id,
            }
        )
        for article in map(by_sku, ("AC-MUG-4BL", "AC-MUG-4GR", "AC-HNY-500")):
            product = cls.env["product.product"].create({"name": article.name, "is_storable": True})
            cls.env["amazon.vendor.product"].create(
                {
                    "code_id": cls.code.id,
                    "identifier_type": "asin",
                    "identifier": article.asin,
                    "product_id": product.id,
                }
            )

    def setUp(self):
        super().setUp()
        # The database forgets what a test did; so does Amazon.
        self.simulator.world._orders.clear()
        self.simulator.world._by_group.clear()

    @classmethod
    def _make_company(cls, name, country_code, currency_name):
        """Nothing is booked here: a chart of accounts takes seconds."""
        country, currency = cls.env.ref(f"base.{country_code.lower()}"), cls.env.ref(f"base.{currency_name}")
        return cls.env["res.company"].create({"name": name, "country_id": country.id, "currency_id": currency.id})

    # ------------------------------------------------------------------ what happens at Amazon

    def place(self, *lines, number="4STATUS1", days_ago=0):
        """Let Amazon order; lines are pieces of mugs, or items in the simulator's short form."""
        items = [line if isinstance(line, dict) else {"sku": "AC-MUG-4BL", "quantity": line} for line in lines]
        placed_at = datetime.now(timezone.utc) - timedelta(days=days_ago, minutes=1)
        return self.simulator.world.add_order("ACRN1", "PHX6", items, number=number, placed_at=placed_at).number

    # ------------------------------------------------------------------ what we read

    def read_orders(self, *numbers):
        self.pull("orders_created", "orders_changed")
        self.receive()
        return self.order(*numbers)

    def read_statuses(self, *numbers):
        self.pull("order_status")
        self.receive()
        return self.order(*numbers)

    def order(self, *numbers):
        self.env.invalidate_all()
        found = self.env["amazon.vendor.purchase.order"].search([("name", "in", numbers)])
        return found.sorted(lambda order: numbers.index(order.name))

    @property
    def statuses(self):
        return self.env["amazon.vendor.message"].search([("document_type", "=", "order_status")], order="id")

    def receipts(self, line):
        return [(each.number, each.kind, each.pieces, each.total) for each in line.receipt_ids.sorted("number")]
