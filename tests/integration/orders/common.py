"""One vendor code that serves both companies and the branch, and Amazon's orders handed in as archived documents."""

import copy
import json
from datetime import datetime, timedelta

from odoo import fields

from tests.integration.common import VendorCase

TAX_FREE = [(5, 0, 0)]


class OrderCase(VendorCase):
    """Vendor code ACRN1, live since 2026: PHX6 is New York's, LEJ1 Leipzig's, BER3 Berlin's; XXX9 is nobody's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        env = cls.env
        cls.account = env["amazon.vendor.account"].create(
            {
                "name": "Acorn",
                "environment": "simulator",
                "region": "NA",
                "company_id": cls.company_us.id,
                "marketplace": "US",
                "endpoint": "http://127.0.0.1:8900",
                "responsible_id": cls.manager.id,
            }
        )
        cls.customer = env["res.partner"].create(
            {"name": "Amazon.com Services LLC", "country_id": env.ref("base.us").id}
        )
        cls.code = env["amazon.vendor.code"].create(
            {
                "account_id": cls.account.id,
                "name": "ACRN1",
                "go_live": datetime(2026, 1, 1),
                "partner_id": cls.customer.id,
                "responsible_id": cls.manager.id,
            }
        )
        cls.warehouse_berlin = cls._warehouse_of(cls.branch_berlin) or env["stock.warehouse"].create(
            {"name": "Berlin", "code": "BER", "company_id": cls.branch_berlin.id}
        )
        plan = env["account.analytic.plan"].create({"name": "Stores"})
        cls.analytic_leipzig = env["account.analytic.account"].create(
            {"name": "Leipzig", "plan_id": plan.id, "company_id": False}
        )
        cls.store_us = cls._make_store("New York", cls.warehouse_us)
        cls.store_de = cls._make_store("Leipzig", cls.warehouse_de, analytic_account_id=cls.analytic_leipzig.id)
        cls.store_berlin = cls._make_store("Berlin", cls.warehouse_berlin)
        cls.phx6 = cls._make_ship_to("PHX6", cls.store_us, "America/Phoenix")
        cls.lej1 = cls._make_ship_to("LEJ1", cls.store_de, "Europe/Berlin")
        cls.ber3 = cls._make_ship_to("BER3", cls.store_berlin, "Europe/Berlin")
        cls.pricelists = {}
        for name in ("USD", "EUR", "GBP"):
            currency = env.ref(f"base.{name}")
            pricelist = env["product.pricelist"].create(
                {"name": f"Amazon {name}", "currency_id": currency.id, "company_id": False}
            )
            env["amazon.vendor.code.pricelist"].create(
                {"code_id": cls.code.id, "currency_id": currency.id, "pricelist_id": pricelist.id}
            )
            cls.pricelists[name] = pricelist
        for company in (cls.company_us, cls.company_de):
            for name, rate in (("USD", 1.0), ("EUR", 0.9), ("GBP", 0.8)):
                env["res.currency.rate"].create(
                    {
                        "currency_id": env.ref(f"base.{name}").id,
                        "company_id": company.id,
                        "name": "2026-01-01",
                        "rate": rate,
                    }
                )
        cls.mug = cls._make_product("Mug", "B000MUG001", default_code="MUG")
        cls.plate = cls._make_product("Plate", "B000PLATE1", default_code="PLATE")
        cls.requested_at = datetime(2026, 3, 2, 8)

    # ------------------------------------------------------------------ the world

    with_books = False

    @classmethod
    def _make_company(cls, name, country_code, currency_name):
        """Make a company without books unless the class books something: a chart of accounts takes seconds."""
        if cls.with_books:
            return super()._make_company(name, country_code, currency_name)
        country, currency = cls.env.ref(f"base.{country_code.lower()}"), cls.env.ref(f"base.{currency_name}")
        return cls.env["res.company"].create({"name": name, "country_id": country.id, "currency_id": currency.id})

    @classmethod
    def _make_store(cls, name, warehouse, **values):
        return cls.env["amazon.vendor.store"].create(
            {"name": name, "company_id": warehouse.company_id.id, "warehouse_id": warehouse.id, **values}
        )

    @classmethod
    def _make_ship_to(cls, name, store, zone):
        address = cls.env["res.partner"].create(
            {"name": f"Amazon {name}", "type": "delivery", "parent_id": cls.customer.id}
        )
        return cls.env["amazon.vendor.ship.to"].create(
            {"code_id": cls.code.id, "name": name, "store_id": store.id, "tz": zone, "partner_id": address.id}
        )

    @classmethod
    def _make_product(cls, name, asin=None, **values):
        product = cls.env["product.product"].create(
            {
                "name": name,
                "type": "consu",
                "is_storable": True,
                "taxes_id": TAX_FREE,
                "invoice_policy": "delivery",
                **values,
            }
        )
        if asin:
            cls.env["amazon.vendor.product"].create(
                {"code_id": cls.code.id, "identifier_type": "asin", "identifier": asin, "product_id": product.id}
            )
        return product

    def stock_up(self, product, quantity, warehouse):
        self.env["stock.quant"].with_company(warehouse.company_id)._update_available_quantity(
            product, warehouse.lot_stock_id, quantity
        )

    # ------------------------------------------------------------------ what Amazon says

    def document(self, number="4Z32PABC", items=None, state="New", ship_to="PHX6", **details):
        """Return one purchase order as Amazon writes it; a detail of None is left out."""
        party = {
            "sellingParty": {"partyId": "ACRN1"},
            "buyingParty": {"partyId": "AMZN1"},
            "billToParty": {"partyId": "AMBILL"},
            "shipToParty": {"partyId": ship_to} if ship_to else None,
        }
        order = {
            "purchaseOrderDate": "2026-03-02T08:00:00Z",
            "purchaseOrderStateChangedDate": "2026-03-02T08:00:00Z",
            "purchaseOrderType": "RegularOrder",
            "paymentMethod": "Invoice",
            "shipWindow": "2026-03-10T07:00:00Z--2026-03-12T07:00:00Z",
            **party,
            "items": items if items is not None else [self.item()],
            **details,
        }
        return {
            "purchaseOrderNumber": number,
            "purchaseOrderState": state,
            "orderDetails": {name: value for name, value in order.items() if value is not None},
        }

    def item(
        self, sequence="1", asin="B000MUG001", quantity=10, unit="Eaches", size=1, cost="10.00", currency="USD", **more
    ):
        """Return one line as Amazon writes it."""
        item = {
            "itemSequenceNumber": sequence,
            "amazonProductIdentifier": asin,
            "orderedQuantity": {"amount": quantity, "unitOfMeasure": unit, "unitSize": size},
            "isBackOrderAllowed": True,
            "netCost": {"amount": cost, "currencyCode": currency} if cost is not None else None,
            **more,
        }
        return {name: value for name, value in item.items() if value is not None}

    def changed(self, document, **details):
        """Return a later version of the document, stated as changed by Amazon a minute after the last one."""
        version = copy.deepcopy(document)
        before = version["orderDetails"].get("purchaseOrderChangedDate", version["orderDetails"]["purchaseOrderDate"])
        moment = datetime.strptime(before, "%Y-%m-%dT%H:%M:%SZ") + timedelta(minutes=1)
        version["orderDetails"]["purchaseOrderChangedDate"] = f"{moment:%Y-%m-%dT%H:%M:%SZ}"
        if "state" in details:
            version["purchaseOrderState"] = details.pop("state")
        version["orderDetails"].update(details)
        return version

    # ------------------------------------------------------------------ pull and receive

    def archive(self, *documents):
        """Put one page of documents into the archive, as a pull does."""
        type(self).requested_at += timedelta(minutes=5)
        body = json.dumps({"payload": {"orders": documents}}).encode()
        page = (
            self.env["amazon.vendor.page"]
            .sudo()
            .create(
                {
                    "account_id": self.account.id,
                    "company_id": self.account.company_id.id,
                    "environment": "simulator",
                    "feed": "orders_created",
                    "operation": "getPurchaseOrders",
                    "requested_at": self.requested_at,
                    "digest": "-",
                    "size": len(body),
                }
            )
        )
        page._store_body(body)
        self.env["amazon.vendor.message"].sudo()._archive(page, documents)

    def receive(self, *documents, reserve=True):
        """Archive the documents, let the loops do what is ready, and return their purchase orders."""
        if documents:
            self.archive(*documents)
        messages = self.env["amazon.vendor.message"].sudo()
        ready = messages.search([("state", "=", "archived"), ("account_id", "=", self.account.id)], order="id")
        for batch in ready.grouped("company_id").values():
            # The scheduler works as the system.
            batch.with_user(self.env.ref("base.user_root"))._receive()
        if reserve:
            self.reserve()
        self.ask_people()
        self.env.invalidate_all()
        return self.orders(*(document["purchaseOrderNumber"] for document in documents))

    def reserve(self):
        """Let the cron reserve and replenish what batches put off."""
        for task in self.env["amazon.vendor.stock.task"].with_user(self.env.ref("base.user_root")).search([]):
            task._do()

    def ask_people(self):
        """Let the cron ask people what orders wait for."""
        orders = self.env["amazon.vendor.purchase.order"]
        orders.with_user(self.env.ref("base.user_root"))._ask_people()

    def asked_on(self, record):
        """Return what people are asked on a record about orders that wait; these old ones are not answered in time."""
        return record.activity_ids.filtered(lambda activity: not activity.amazon_vendor_cause.startswith("answer_"))

    def orders(self, *numbers):
        found = self.env["amazon.vendor.purchase.order"].search(
            [("name", "in", numbers), ("code_id", "=", self.code.id)]
        )
        return found.sorted(lambda order: numbers.index(order.name))

    def assert_applied(self, orders):
        """Every one of these orders is in our books; say what is in the way of one that is not."""
        for order in orders:
            self.assertEqual(order.sync_state, "applied", f"{order.name}: {order.wait_text or order.failure}")

    def message_of(self, order):
        return (
            self.env["amazon.vendor.message"]
            .sudo()
            .search([("purchase_order_id", "=", order.id), ("is_current", "=", True)])
        )

    def open_moves(self, sale):
        return sale.order_line.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))

    def ship(self, picking, **pieces):
        """Deliver these pieces by product reference and leave the rest to a backorder."""
        for move in picking.move_ids:
            wanted = pieces.get(move.product_id.default_code)
            if wanted is not None:
                move.quantity = wanted
                move.picked = True
        result = picking.with_context(skip_backorder=True).button_validate()
        self.assertIs(result, True)

    def naive(self, text):
        return fields.Datetime.to_datetime(text)
