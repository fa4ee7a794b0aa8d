"""The demo's orders: what a vendor of household goods finds in Amazon's list after some weeks."""
import random
from datetime import timedelta

from .catalogue import PRODUCTS, UNKNOWN_PRODUCT, by_sku
from .demo_answers import build_answers
from .lines import line
from .parties import CURRENCY_OF_CODE, UNKNOWN_SHIP_TO
from .windows import window_for

SHIP_TOS = {"ACRN1": ("PHX6", "ONT8"), "ACRN2": ("MDT1", "PHX6"), "ACRD1": ("DTM2", "MXP5"), "ACRG1": ("LTN4",)}
ORDINARY_ORDERS = {"ACRN1": 10, "ACRN2": 6, "ACRD1": 7, "ACRG1": 5}
HISTORY_DAYS = 24
CLOSED_BEFORE_DAYS = 16
RECEIVED_BEFORE_DAYS = 10
ACKNOWLEDGED_BEFORE_DAYS = 1
FORGOTTEN = "books"  # nobody answered them in time


def build_demo(world, rng, base):
    for vendor_code, count in ORDINARY_ORDERS.items():
        for place in range(count):
            _ordinary_order(world, rng, base, vendor_code, age=HISTORY_DAYS * (count - place - 0.5) / count)
    _special_orders(world, base)
    _what_is_still_to_come(world, base)
    build_answers(world, base)


def _ordinary_order(world, rng, base, vendor_code, age):
    currency = CURRENCY_OF_CODE[vendor_code]
    placed_at = base - timedelta(days=age, minutes=rng.randint(0, 90))
    lines = []
    for product in rng.sample(PRODUCTS, rng.randint(2, 6)):
        by_case = product.case_size > 1 and not product.by_weight and rng.random() < 0.4
        lines.append(
            line(
                product,
                rng.randint(1, 8) if by_case else rng.randint(2, 48),
                currency,
                unit="Cases" if by_case else "Eaches",
                list_price=True,
                back_order=rng.random() < 0.3,
                identifiers=rng.choice(("asin sku", "asin sku", "asin gtin13")),
            )
        )
    order = world.new_order(
        vendor_code,
        rng.choice(SHIP_TOS[vendor_code]),
        lines,
        placed_at=placed_at,
        tags=("ordinary",),
    )
    _answer_in_vendor_central(world, base, order)
    if age > RECEIVED_BEFORE_DAYS:
        _receipts(world, order, is_closed=age > CLOSED_BEFORE_DAYS)
    if age > CLOSED_BEFORE_DAYS:
        world.schedule(placed_at + timedelta(days=12), "close", order.number)
        order.tags.add("closed")


def _receipts(world, order, is_closed):
    """Let goods arrive: a first part of an order that is still open, and all but a little of most closed ones."""
    rng = random.Random(f"{world.seed}/{order.number}")
    world.schedule(order.placed_at + timedelta(days=9), "receive", order.number, shares=_shares(order, lambda: 0.5))
    if is_closed:
        shares = _shares(order, lambda: rng.choices((1, 0.9, 1.1, 0.5), (80, 10, 5, 5))[0])
        world.schedule(order.placed_at + timedelta(days=11), "receive", order.number, shares=shares)


def _shares(order, share):
    return {line["itemSequenceNumber"]: share() for line in order.lines}


def _answer_in_vendor_central(world, base, order):
    """Let a person have answered what is old, as vendors do before they have a connector."""
    if order.placed_at < base - timedelta(days=ACKNOWLEDGED_BEFORE_DAYS):
        world.schedule(order.placed_at + timedelta(hours=20), "acknowledge", order.number)


def _special(world, base, tag, vendor_code, ship_to, days_ago, lines, **details):
    order = world.new_order(
        vendor_code,
        ship_to,
        [line(by_sku(sku), quantity, CURRENCY_OF_CODE[vendor_code], **how) for sku, quantity, how in lines],
        placed_at=base - timedelta(days=days_ago),
        tags=(tag,),
        **details,
    )
    if tag != FORGOTTEN:
        _answer_in_vendor_central(world, base, order)
    return order.number


def _special_orders(world, base):
    case = {"unit": "Cases"}
    _special(
        world, base, "unknown_ship_to", "ACRN1", UNKNOWN_SHIP_TO, 0.9, [("AC-KET-17", 24, {}), ("AC-PAN-24", 6, case)]
    )
    world.new_order(
        "ACRD1",
        "DTM2",
        [line(UNKNOWN_PRODUCT, 18, "EUR"), line(by_sku("AC-BRD-OAK"), 16, "EUR")],
        placed_at=base - timedelta(days=0.6),
        tags=("unknown_product",),
    )
    more = _special(world, base, "changed_quantity", "ACRN1", "PHX6", 3, [("AC-BTL-750", 10, case)])
    world.schedule(base - timedelta(days=1), "change", more, quantities={"1": 12})
    back = _special(world, base, "changed_back", "ACRN1", "ONT8", 4, [("AC-MUG-4BL", 10, {}), ("AC-MUG-4GR", 10, {})])
    world.schedule(base - timedelta(days=2), "change", back, quantities={"1": 12})
    world.schedule(base - timedelta(hours=9), "change", back, quantities={"1": 10})
    two_lines = [("AC-KNF-CHEF", 24, {}), ("AC-SPG-7", 2, case)]
    fewer = _special(world, base, "cancelled_line", "ACRN2", "MDT1", 5, two_lines)
    world.schedule(base - timedelta(days=3), "change", fewer, cancel_lines=["2"])
    gone = _special(world, base, "cancelled_order", "ACRG1", "LTN4", 6, [("AC-TRP-2P", 8, {})])
    world.schedule(base - timedelta(days=4), "cancel", gone)
    moved = _special(world, base, "changed_ship_to", "ACRN1", "PHX6", 2.5, [("AC-LMP-LED", 40, {})])
    world.schedule(base - timedelta(days=1.5), "change", moved, ship_to="ONT8")
    later = _special(world, base, "changed_window", "ACRD1", "MXP5", 3.5, [("AC-HNY-500", 5, case)])
    world.schedule(
        base - timedelta(days=2),
        "change",
        later,
        delivery_window=window_for("ACRD1", base, first=9, last=14)["deliveryWindow"],
    )
    _special(
        world, base, "consignment", "ACRN2", "PHX6", 4.5, [("AC-SLB-M", 10, {})],
        purchaseOrderType="ConsignedOrder", paymentMethod="Consignment",
    )
    _special(
        world, base, "import", "ACRN1", "ONT8", 5.5, [("AC-TWL-BTH", 30, case), ("AC-TWL-HND", 15, case)],
        importDetails={
            "methodOfPayment": "PaidByBuyer",
            "internationalCommercialTerms": "FreeOnBoard",
            "portOfDelivery": "YANTIAN, CHINA",
            "importContainers": "1-40'HC,1-20'",
            "shippingInstructions": "Palletise; no slip sheets.",
        },
    )
    _special(world, base, "rush", "ACRG1", "LTN4", 0.5, [("AC-CDL-CED", 36, {})], purchaseOrderType="RushOrder")
    _special(
        world, base, "books", "ACRN2", "MDT1", 1.1,
        [(sku, 40, {"list_price": True}) for sku in ("AC-BK-BREAD", "AC-BK-FOREST", "AC-BK-KNOTS")],
    )


def _what_is_still_to_come(world, base):
    """Let Amazon go on while the demo is open: a change in the first hour, a cancellation, a new order."""
    arriving = _special(world, base, "still_to_come", "ACRN2", "MDT1", -0.1, [("AC-KNF-PAR", 48, {})])
    changing = _special(world, base, "changes_soon", "ACRG1", "LTN4", 0.9, [("AC-BTL-500", 60, {})])
    world.schedule(base + timedelta(hours=1), "change", changing, quantities={"1": 48})
    world.schedule(base + timedelta(days=1), "cancel", arriving)
