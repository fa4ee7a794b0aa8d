"""Every special case of vendor orders, each an order of its own that is found by its tag."""
from datetime import timedelta

from .catalogue import UNKNOWN_PRODUCT, by_sku
from .lines import line
from .parties import CURRENCY_OF_CODE, UNKNOWN_SHIP_TO, party
from .windows import window


class Teller:
    """Place one order after the other, an hour apart, within the last six days before the start."""

    def __init__(self, world, base):
        self.world = world
        self.base = base
        self._moment = base - timedelta(days=6)

    def order(self, tag, lines, vendor_code="ACRN1", ship_to="PHX6", placed_at=None, state="New", **details):
        """Place an order; a line is (sku, quantity, how), a dict is taken as it is."""
        self._moment += timedelta(hours=1)
        placed_at = placed_at or self._moment
        currency = CURRENCY_OF_CODE[vendor_code]
        items = [entry if isinstance(entry, dict) else _short_line(currency, *entry) for entry in lines]
        return self.world.new_order(
            vendor_code, ship_to, items, placed_at=placed_at, state=state, tags=(tag,), **details
        )

    def then(self, order, hours, verb, **what):
        """Let something happen so many hours after the order."""
        self.world.schedule(order.placed_at + timedelta(hours=hours), verb, order.number, **what)


def _short_line(currency, sku, quantity, how=None):
    return line(by_sku(sku), quantity, currency, **(how or {}))


def build_everything(world, base):
    teller = Teller(world, base)
    for tell in (
        _units, _identifiers, _windows, _prices, _parties, _kinds, _states, _changes, _receipts, _odd_but_valid,
        _changes_after_the_answer,
    ):
        tell(teller)


def _units(teller):
    teller.order("eaches", [("AC-KET-17", 25)])
    teller.order("cases", [("AC-PAN-24", 3, {"unit": "Cases"})])
    teller.order("cases_7", [("AC-TEA-MNT", 9, {"unit": "Cases"})])
    teller.order("cases_12", [("AC-HNY-500", 5, {"unit": "Cases"})])
    teller.order("cases_144", [("AC-SPG-7", 2, {"unit": "Cases"})])
    teller.order("cases_and_eaches", [("AC-HNY-500", 5, {"unit": "Cases"}), ("AC-MUG-4BL", 30)])
    teller.order("other_case_size", [("AC-HNY-500", 5, {"unit": "Cases", "unit_size": 10})])
    no_unit = line(by_sku("AC-KET-17"), 8, "USD")
    no_unit["orderedQuantity"] = {"amount": 8}
    teller.order("no_unit", [no_unit])


def _identifiers(teller):
    teller.order("no_asin", [("AC-KET-17", 10, {"identifiers": "sku"})])
    teller.order("no_vendor_id", [("AC-KET-17", 10, {"identifiers": "asin"})])
    teller.order("no_ids", [("AC-KET-17", 10, {"identifiers": ""})])
    teller.order("vendor_id_is_gtin13", [("AC-PAN-28", 10, {"identifiers": "asin gtin13"})])
    teller.order("vendor_id_is_gtin14", [("AC-PAN-28", 2, {"identifiers": "gtin14", "unit": "Cases"})])
    teller.order("unknown_product", [line(UNKNOWN_PRODUCT, 12, "USD"), ("AC-BRD-OAK", 8)])
    teller.order("same_product_twice", [("AC-KNF-PAR", 24), ("AC-KNF-PAR", 2, {"unit": "Cases"})])
    teller.order("padded_sequence", [("AC-KET-17", 4, {"itemSequenceNumber": "00001"})])


def _windows(teller):
    day = teller.base.replace(hour=8, minute=0, second=0)
    span = window(day + timedelta(days=3), day + timedelta(days=8))
    teller.order("ship_window", [("AC-KET-17", 6)], shipWindow=span)
    teller.order("delivery_window", [("AC-KET-17", 6)], deliveryWindow=span)
    teller.order("exact_day", [("AC-KET-17", 6)], shipWindow=window(day + timedelta(days=5), day + timedelta(days=5)))
    teller.order("both_windows", [("AC-KET-17", 6)], shipWindow=span, deliveryWindow=span)
    teller.order("no_window", [("AC-KET-17", 6)], shipWindow=None)


def _prices(teller):
    dollars = {"currencyCode": "USD"}
    teller.order("weight_priced", [("AC-CHS-WHL", 6), ("AC-COF-BNS", 40)])
    teller.order("weight_priced_kilograms", [("AC-CHS-WHL", 6)], vendor_code="ACRD1", ship_to="DTM2")
    teller.order("book_with_list_price", [("AC-BK-BREAD", 40, {"list_price": True})])
    teller.order("book_without_net_cost", [("AC-BK-FOREST", 24, {"list_price": True, "cost": False})])
    teller.order("no_price", [("AC-KET-17", 6, {"cost": False})])
    teller.order("zero_price", [("AC-KET-17", 6, {"netCost": {**dollars, "amount": "0"}})])
    teller.order("negative_price", [("AC-KET-17", 6, {"netCost": {**dollars, "amount": "-1.50"}})])
    teller.order("four_decimals", [("AC-SPG-7", 144, {"cost": "1.1234"})])
    teller.order("exponent", [("AC-KET-17", 6, {"cost": "1.84E+1"})])
    teller.order("price_differs", [("AC-KET-17", 6, {"cost": "17.02"})])
    euro = line(by_sku("AC-PAN-24"), 6, "EUR")
    teller.order("mixed_currencies", [("AC-KET-17", 6), euro])
    teller.order("euro", [("AC-KET-17", 6)], vendor_code="ACRD1", ship_to="DTM2")
    teller.order("pound", [("AC-KET-17", 6)], vendor_code="ACRG1", ship_to="LTN4")
    teller.order("yen", [("AC-KET-17", 6)], vendor_code="ACRJ1", ship_to="NRT1")


def _parties(teller):
    teller.order("unknown_ship_to", [("AC-KET-17", 12)], ship_to=UNKNOWN_SHIP_TO)
    teller.order("second_vendor_code", [("AC-KET-17", 12)], vendor_code="ACRN2", ship_to="MDT1")
    teller.order("no_address", [("AC-KET-17", 12)], ship_to="ONT8")
    teller.order("with_address", [("AC-KET-17", 12)], vendor_code="ACRD1", ship_to="MXP5")
    teller.order("unknown_bill_to", [("AC-KET-17", 12)], billToParty={"partyId": "AMUS9"})
    teller.order("no_bill_to", [("AC-KET-17", 12)], billToParty=None)


def _kinds(teller):
    teller.order("back_order_allowed", [("AC-KET-17", 12, {"back_order": True})])
    teller.order("back_order_refused", [("AC-KET-17", 12, {"back_order": False})])
    teller.order(
        "consignment", [("AC-SLB-M", 10)], purchaseOrderType="ConsignedOrder", paymentMethod="Consignment"
    )
    teller.order("new_product", [("AC-LMP-LED", 10)], purchaseOrderType="NewProductIntroduction")
    teller.order("rush", [("AC-LMP-LED", 10)], purchaseOrderType="RushOrder")
    teller.order("deal_code", [("AC-LMP-LED", 10)], dealCode="BTS2026")
    teller.order(
        "import",
        [("AC-TWL-BTH", 30, {"unit": "Cases"})],
        importDetails={
            "methodOfPayment": "PaidByBuyer",
            "internationalCommercialTerms": "FreeOnBoard",
            "portOfDelivery": "YANTIAN, CHINA",
            "importContainers": "1-40'HC,1-20'",
            "shippingInstructions": "Palletise; no slip sheets.",
        },
    )


def _states(teller):
    base = teller.base
    acknowledged = teller.order("acknowledged", [("AC-KET-17", 12)])
    teller.then(acknowledged, 3, "acknowledge")
    closed = teller.order("closed", [("AC-KET-17", 12)])
    teller.then(closed, 3, "close")
    teller.order("old", [("AC-KET-17", 12)], placed_at=base - timedelta(days=150), state="Closed")
    teller.order("too_old_for_lists", [("AC-KET-17", 12)], placed_at=base - timedelta(days=200), state="Closed")
    late = teller.order("visible_late", [("AC-KET-17", 12)])
    late.visible_at = base + timedelta(minutes=10)


def _changes(teller):
    def two_lines(tag):
        return teller.order(tag, [("AC-MUG-4BL", 10), ("AC-MUG-4GR", 10)])

    teller.then(two_lines("changed_quantity"), 5, "change", quantities={"1": 12})
    back = two_lines("changed_back")
    teller.then(back, 5, "change", quantities={"1": 12})
    teller.then(back, 9, "change", quantities={"1": 10})
    teller.then(two_lines("decreased"), 5, "change", quantities={"2": 4})
    teller.then(two_lines("changed_cost"), 5, "change", costs={"1": "11.90"})
    teller.then(two_lines("changed_ship_to"), 5, "change", ship_to="ONT8")
    day = teller.base.replace(hour=8, minute=0, second=0)
    later = (day + timedelta(days=12), day + timedelta(days=16))
    teller.then(two_lines("changed_window"), 5, "change", ship_window=later)
    teller.then(two_lines("line_added"), 5, "change", add_lines=[{"sku": "AC-PAN-28", "quantity": 6}])
    teller.then(two_lines("cancelled_line"), 5, "change", cancel_lines=["2"])
    teller.then(two_lines("cancelled_order"), 5, "cancel")
    uncancelled = two_lines("uncancelled")
    teller.then(uncancelled, 5, "cancel")
    teller.then(uncancelled, 9, "uncancel")
    accepted = two_lines("changed_after_acknowledgement")
    teller.then(accepted, 3, "acknowledge")
    teller.then(accepted, 9, "change", quantities={"1": 14}, ship_to="ONT8")


def _receipts(teller):
    def accepted(tag):
        order = teller.order(tag, [("AC-HNY-500", 5, {"unit": "Cases"}), ("AC-MUG-4BL", 10)])
        teller.then(order, 3, "acknowledge")
        return order

    teller.then(accepted("received"), 40, "receive")
    in_parts = accepted("received_in_parts")
    teller.then(in_parts, 40, "receive", pieces={"1": 30})
    teller.then(in_parts, 52, "receive", pieces={"1": 30, "2": 4})
    short = accepted("received_short")
    teller.then(short, 40, "receive", shares={"1": 0.9, "2": 0.5})
    teller.then(short, 60, "close")
    teller.then(accepted("received_over"), 40, "receive", shares={"1": 1, "2": 1.2})
    teller.then(accepted("received_late"), 24 * 30, "receive")
    teller.then(accepted("never_received"), 60, "close")
    corrected = accepted("received_corrected")
    teller.then(corrected, 40, "receive")
    teller.then(corrected, 50, "receive", pieces={"2": -3})


def _odd_but_valid(teller):
    many = [("AC-KET-17", number % 40 + 1, {"identifiers": "asin"}) for number in range(250)]
    teller.order("many_lines", many)
    teller.order("no_lines", [])
    ship_to = party("DTM2")
    ship_to["address"]["name"] = "Amazon Logistik „Süd“ & Söhne <Tor 4>"
    teller.order("unusual_letters", [("AC-KET-17", 12)], vendor_code="ACRD1", ship_to=ship_to)


def _changes_after_the_answer(teller):
    def answered(tag, **how):
        order = teller.order(tag, [("AC-MUG-4BL", 10), ("AC-MUG-4GR", 10)])
        teller.then(order, 3, "acknowledge", **how)
        return order

    day = teller.base.replace(hour=8, minute=0, second=0)
    for tag, change in (
        ("answered_then_more", {"quantities": {"1": 14}}),
        ("answered_then_fewer", {"quantities": {"1": 6}}),
        ("answered_then_cost", {"costs": {"1": "11.90"}}),
        ("answered_then_window", {"ship_window": (day + timedelta(days=12), day + timedelta(days=16))}),
        ("answered_then_ship_to", {"ship_to": "ONT8"}),
    ):
        teller.then(answered(tag), 9, "change", **change)
    teller.then(answered("answered_then_cancelled"), 9, "cancel")
    back = answered("answered_then_uncancelled")
    teller.then(back, 9, "cancel")
    teller.then(back, 12, "uncancel")
    rejected = answered("rejected_in_part_then_fewer", answers={"1": {"Accepted": 6, "Rejected": 4}})
    teller.then(rejected, 9, "change", quantities={"1": 7})
