"""An account whose orders come over HTTP, are booked, answered, and followed: everything as it really runs."""

from datetime import timedelta

from odoo import fields

from simulator.catalogue import PRODUCTS
from tests.integration.submit.common import SubmitCase


class EndToEndCase(SubmitCase):
    """Vendor code ACRN1 is live; its two products are in stock in New York, 100 pieces of each."""

    policy = {"answer_policy": "ask"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        customer = cls.env["res.partner"].create({"name": "Amazon.com Services LLC"})
        store = cls.env["amazon.vendor.store"].create(
            {"name": "New York", "company_id": cls.company_us.id, "warehouse_id": cls.warehouse_us.id}
        )
        cls.code.write(
            {
                "go_live": fields.Datetime.now() - timedelta(days=30),
                "partner_id": customer.id,
                "default_store_id": store.id,
                "responsible_id": cls.manager.id,
                **cls.policy,
            }
        )
        cls.kettle, cls.pan = (cls._make_product(sku) for sku in ("AC-KET-17", "AC-PAN-24"))

    @classmethod
    def _make_product(cls, sku):
        article = next(product for product in PRODUCTS if product.sku == sku)
        product = cls.env["product.product"].create(
            {"name": article.name, "default_code": sku, "is_storable": True, "taxes_id": [(5, 0, 0)]}
        )
        cls.env["amazon.vendor.product"].create(
            {"code_id": cls.code.id, "identifier_type": "asin", "identifier": article.asin, "product_id": product.id}
        )
        stock = cls.env["stock.quant"].with_company(cls.company_us)
        stock._update_available_quantity(product, cls.warehouse_us.lot_stock_id, 100)
        return product

    # ------------------------------------------------------------------ what tests say

    def place_order(self):
        """Have Amazon place an order of ten kettles, which may come later, and of four pans."""
        kettles = {"sku": "AC-KET-17", "quantity": 10, "cost": "9.99", "back_order": True}
        return self.simulator.world.add_order("ACRN1", "PHX6", [kettles, {"sku": "AC-PAN-24", "quantity": 4}])

    def book(self):
        """Read what is new at Amazon, book it, propose answers, and reserve goods; return our order of the test."""
        self.pull("orders_created", "orders_changed")
        self.work()
        return self.env["amazon.vendor.purchase.order"].search([("name", "=", self.order.number)])

    def settle(self, **passed):
        """Find out what became of an answer after some time; afterwards Amazon's clock and ours agree again."""
        super().settle(**passed)
        self.simulator.advance(-timedelta(**passed))

    def work(self):
        """Let all loops but the one that pulls do what is ready."""
        self.receive()
        with self.committing() as env:
            env["amazon.vendor.purchase.order"]._cron_propose_answers()
        with self.committing() as env:
            env["amazon.vendor.stock.task"]._cron_reserve_and_replenish()
        self.env.invalidate_all()

    def decide(self, order, rejected=0, later=0, promised_on=None):
        """Change the proposal as a person of the warehouse does: so much of the kettles is rejected or backordered."""
        answer = order.acknowledgement_id.with_user(self.warehouse)
        kettles = answer.line_ids.filtered(lambda line: line.asin == self.order.lines[0]["amazonProductIdentifier"])
        ordered = kettles[0].ordered
        kettles[1:].unlink()
        kettles[0].write({"code": "accepted", "quantity": ordered - rejected - later, "rejection_reason": False})
        parts = {"rejected": rejected, "backordered": later}
        answer.line_ids.create(
            [
                {
                    "acknowledgement_id": answer.id,
                    "line_id": kettles[0].line_id.id,
                    "code": code,
                    "quantity": amount,
                    "promised_on": code == "backordered" and promised_on,
                    "rejection_reason": code == "rejected" and "unavailable",
                }
                for code, amount in parts.items()
                if amount
            ]
        )
        return answer

    def to_ship(self, order):
        """Return the pieces that are still to leave: kettles and pans, delivery by delivery."""
        pickings = order.picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel")).sorted("id")
        by_product = [picking.move_ids.grouped("product_id") for picking in pickings]
        return [
            tuple(sum(moves[product].mapped("product_uom_qty")) if product in moves else 0 for product in
                  (self.kettle, self.pan))
            for moves in by_product
        ]

    def notes(self, record):
        """Return what the chatter of a record says of answers."""
        return [message.body for message in record.message_ids if "answer" in (message.body or "")]
