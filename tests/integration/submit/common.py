"""An account whose purchase orders are answered over HTTP, and time that passes at once."""

import json
import time
from datetime import timedelta

from odoo import fields
from odoo.addons.acorn_vendor_connector.spapi.auth import TOKENS

from tests.integration.sync.common import SyncCase

SUBMIT, TRANSACTION, STATUS = "submitAcknowledgement", "getTransaction", "getPurchaseOrdersStatus"


class SubmitCase(SyncCase):
    """Three orders of one vendor code at Amazon, and answers to them; a document takes Amazon thirty seconds."""

    simulator_options = {"scenario": "empty", "rate_factor": None}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.code = cls.env["amazon.vendor.code"]._get_or_create(cls.account, ["ACRN1"])["ACRN1"]

    def setUp(self):
        super().setUp()
        self.simulator.world.transactions.plans.clear()
        self.order = self.place_order()

    # ------------------------------------------------------------------ what tests say

    def place_order(self):
        """Have Amazon place an order of two lines."""
        lines = [{"sku": "AC-KET-17", "quantity": 10, "cost": "9.99"}, {"sku": "AC-PAN-24", "quantity": 4}]
        return self.simulator.world.add_order("ACRN1", "PHX6", lines)

    def answer(self, accepted=10, order=None, **more):
        """Return an answer to the order: so many pieces of the first line, all of the second."""
        order = order or self.order
        items = [
            {
                "itemSequenceNumber": line["itemSequenceNumber"],
                "orderedQuantity": line["orderedQuantity"],
                "netCost": line["netCost"],
                "itemAcknowledgements": self._parts(line, accepted if position == 0 else 4),
            }
            for position, line in enumerate(order.lines)
        ]
        return {
            "purchaseOrderNumber": order.number,
            "sellingParty": {"partyId": "ACRN1"},
            "acknowledgementDate": "2026-11-22T12:00:00Z",
            "items": items,
            **more,
        }

    def _parts(self, line, accepted):
        rest = line["orderedQuantity"]["amount"] - accepted
        amounts = {"Accepted": accepted, "Rejected": rest}
        return [
            {"acknowledgementCode": code, "acknowledgedQuantity": {**line["orderedQuantity"], "amount": amount}}
            for code, amount in amounts.items()
            if amount
        ]

    def build(self, document=None):
        """Queue an answer, as whoever answers the order does."""
        document = document or self.answer()
        messages = self.env["amazon.vendor.message"]
        return messages._build("acknowledgement", self.code, document["purchaseOrderNumber"], document)

    def submit(self):
        """Run a lane that sends until nothing is to be sent."""
        with self.committing() as env:
            env["amazon.vendor.message"]._cron_submit_messages()
        self.env.invalidate_all()

    def settle(self, **passed):
        """Let time pass, then run a lane that finds out what became of what was sent."""
        self.pass_time(**passed)
        with self.committing() as env:
            env["amazon.vendor.message"]._cron_settle_messages()
        self.env.invalidate_all()

    def pass_time(self, **passed):
        """Let time pass, for Amazon and for us: what is written down lies that much further back."""
        delta = timedelta(**passed)
        self.simulator.advance(delta)
        TOKENS.clear()  # an hour of Amazon's is none of this process
        for message in self.messages:
            moments = {name: message[name] - delta for name in ("sent_at", "retry_at") if message[name]}
            message.sudo().write(moments)

    def wait_until(self, condition):
        """Wait for what happens in Amazon's own time."""
        end = time.monotonic() + 10
        while not condition() and time.monotonic() < end:
            time.sleep(0.05)

    def asked(self, operation):
        return self.simulator.requests.count(operation=operation)

    def at_amazon(self, order=None):
        """Return the answers that Amazon works with, in the order in which they came."""
        self.simulator.world.catch_up()
        return [change["document"] for change in (order or self.order).changes if change["verb"] == "answer"]

    def bytes_of(self, page):
        return json.loads(page._bodies()[page.id])

    @property
    def now(self):
        return fields.Datetime.now()
