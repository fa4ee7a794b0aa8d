"""What is proposed is what is written down, and what is written down is what goes out."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.addons.acorn_vendor_connector.engine.dates import end_of_day
from odoo.addons.acorn_vendor_connector.engine.proposing import Asked, Policy, Proposal
from odoo.addons.acorn_vendor_connector.models.amazon_vendor_stated import stated_order
from odoo.addons.acorn_vendor_connector.models.amazon_vendor_time import aware
from odoo.addons.acorn_vendor_connector.spapi.vendor_acknowledgements import (
    ACCEPTED,
    BACKORDERED,
    REJECTED,
    REJECTION_REASONS,
    Acknowledgement,
    AnsweredItem,
    Part,
)
from odoo.addons.acorn_vendor_connector.spapi.vendor_orders import Money

from tests.integration.answers.common import NOW, AnswerCase

ZONES = {"PHX6": "America/Phoenix", "LEJ1": "Europe/Berlin"}
amounts = st.decimals(min_value=0, max_value=10**6, allow_nan=False, allow_infinity=False, places=6)
money = st.builds(Money, amounts, st.sampled_from(["USD", "EUR"]), st.sampled_from([None, "POUNDS"]))
days = st.integers(0, 400).map(lambda number: date(2026, 3, 2) + timedelta(days=number))


def parts(zone, kind):
    moment = days.map(lambda day: end_of_day(day, zone))
    moments = {"ships_at": st.none() | moment} if kind == "ship" else {"arrives_at": st.none() | moment}
    quantity = st.integers(1, 10**6)
    return st.one_of(
        st.builds(Part, st.just(ACCEPTED), quantity, **moments),
        st.builds(Part, st.just(BACKORDERED), quantity, **dict.fromkeys(moments, moment)),
        st.builds(Part, st.just(REJECTED), quantity, rejection_reason=st.sampled_from(REJECTION_REASONS)),
    )


class TestRoundTrip(AnswerCase):
    policy = {"answer_policy": "ask"}

    @settings(max_examples=6, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def prove(self, order, kind, data):
        zone = ZONES[order.ship_to_id.name]
        items = tuple(
            AnsweredItem(
                item.sequence, item.quantity,
                tuple(data.draw(st.lists(parts(zone, kind), min_size=1, max_size=3))), item.asin, item.vendor_sku,
                data.draw(st.none() | money), data.draw(st.none() | money.map(lambda m: Money(m.amount, m.currency))),
                data.draw(st.none() | st.decimals(min_value=Decimal("0.01"), max_value=1, places=4)),
            )
            for item in stated_order(order).items
        )
        answer = Acknowledgement(order.name, "ACRN1", aware(NOW), items)
        asked = Asked(order.id, stated_order(order), Policy())
        made = order._keep_proposals([Proposal(asked, answer)], {})
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(made._answer(aware(NOW)), answer)

    def test_an_answer_is_written_down_without_losing_anything(self):
        items = [
            self.item("00001", quantity=7),
            self.item("2", "B000PLATE1", quantity=3, unit="Cases", size=6, vendorProductIdentifier="PLATE-6"),
            self.item("3", quantity=5, cost=None, listPrice={"amount": "12.90", "currencyCode": "USD"}),
        ]
        ship = self.document("SHIP0001", items=items)
        arrive = self.document(
            "ARRIVE01", items=items, ship_to="LEJ1", shipWindow=None,
            deliveryWindow="2026-03-10T23:00:00Z--2026-03-12T23:00:00Z",
        )
        ship, arrive = self.place(ship, arrive).sudo()
        self.prove(ship, "ship")
        self.prove(arrive, "delivery")

    def test_what_was_proposed_goes_out_as_it_was_proposed(self):
        """Also where a person sends it and where the order was read again meanwhile."""
        order = self.place()
        proposed = order.acknowledgement_id.sudo()._answer(aware(NOW))
        order._receive_again()
        self.receive()
        self.propose()
        order.acknowledgement_id.with_user(self.warehouse).action_send()
        self.assertEqual(order.acknowledgement_id.sudo()._answer(), proposed)
