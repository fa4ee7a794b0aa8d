"""Orders of Amazon's that are answered: in our books or waiting, with goods in stock, and proposals made at once."""

from datetime import datetime

from freezegun.api import freeze_time

from tests.integration.orders.common import OrderCase

# The orders of `OrderCase` were placed on 2 March 2026 and leave on 10 to 12 March.
NOW = datetime(2026, 3, 2, 12)


class AnswerCase(OrderCase):
    """Vendor code ACRN1 accepts what is free, without a person; it is Monday, 2 March 2026, noon (UTC).

    The product Mug has 100 pieces in New York's warehouse.
    """

    policy = {"answer_policy": "free"}
    in_stock = 100

    @classmethod
    def setUpClass(cls):
        frozen = freeze_time(NOW, ignore=["_pytest.timing"])
        frozen.start()
        cls.addClassCleanup(frozen.stop)
        super().setUpClass()
        cls.code.write(cls.policy)
        cls.env["stock.quant"].with_company(cls.company_us)._update_available_quantity(
            cls.mug, cls.warehouse_us.lot_stock_id, cls.in_stock
        )

    # ------------------------------------------------------------------ what tests say

    def place(self, *documents, **details):
        """Receive these documents, or one order of these details, and propose answers; return the orders."""
        orders = self.receive(*(documents or [self.document(**details)]))
        self.propose()
        return orders

    def propose(self):
        """Let the cron propose what is to be proposed, batch by batch."""
        orders = self.env["amazon.vendor.purchase.order"].with_user(self.env.ref("base.user_root"))
        while batch := orders._next_to_propose():
            batch._propose()
        self.env.invalidate_all()

    def answer_of(self, order):
        """Return the order's answer as text, a line each: "1: accepted 8, rejected 2 (unavailable)"."""
        lines = {}
        for line in order.acknowledgement_id.line_ids:
            text = f"{line.code} {line.quantity}"
            if line.promised_on:
                text += f" on {line.promised_on}"
            if line.rejection_reason:
                text += f" ({line.rejection_reason})"
            lines.setdefault(line.sequence_number, []).append(text)
        return "; ".join(f"{number}: {', '.join(parts)}" for number, parts in lines.items())

    def looks_of(self, order):
        """Return the codes of why a person should look at the proposal."""
        return [look["code"] for look in order.acknowledgement_id.looks or ()]

    def settle(self, order, state="accepted"):
        """Let Amazon take (or refuse) the answer that is on its way."""
        message = order.acknowledgement_id.message_id.sudo()
        message._set_state("sending")
        message._set_state("submitted")
        message._set_state("accepted" if state == "accepted" else "rejected")
        self.env.invalidate_all()
