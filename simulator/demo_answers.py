"""The demo's youngest orders: one for every way in which an answer to Amazon can go."""
from datetime import timedelta

from .catalogue import by_sku
from .lines import line
from .parties import CURRENCY_OF_CODE

SETTLES_AFTER = timedelta(seconds=3)  # who looks at a demo does not want to wait
UNDER_REVIEW = {
    "code": "InvalidInput",
    "message": "Item 1 is under cost review in Vendor Central and cannot be confirmed yet.",
}


def build_answers(world, base):
    """Place orders that wait for an answer, and plan what becomes of it.

    ACRN1 is meant to be answered by itself as far as stock goes, ACRN2 by a person, ACRD1 in full, ACRG1 by hand.
    """
    world.transactions.settles_after = SETTLES_AFTER

    def place(tag, vendor_code, ship_to, hours, *lines):
        items = [line(by_sku(sku), quantity, CURRENCY_OF_CODE[vendor_code], **how) for sku, quantity, how in lines]
        placed_at = base - timedelta(hours=hours)
        return world.new_order(vendor_code, ship_to, items, placed_at=placed_at, tags=("answer", tag)).number

    case = {"unit": "Cases"}
    place("accepted", "ACRN1", "PHX6", 7, ("AC-BTL-500", 4, case), ("AC-TEA-MNT", 10, case))
    place("backordered", "ACRN1", "ONT8", 9, ("AC-TRP-2P", 70, {"back_order": True}), ("AC-LMP-LED", 24, {}))
    place("rejected_in_part", "ACRN1", "PHX6", 11, ("AC-SLB-M", 95, {}), ("AC-CDL-CED", 2, case))
    place("price_differs", "ACRN1", "PHX6", 13, ("AC-KET-17", 18, {"cost": "17.02"}), ("AC-PAN-28", 12, {}))
    place("worth_a_look", "ACRN1", "ONT8", 5, ("AC-PAN-24", 40, case), ("AC-KNF-CHEF", 10, case))
    place("accepted", "ACRD1", "DTM2", 16, ("AC-COF-BNS", 40, {}), ("AC-HNY-500", 3, case))
    place("due_soon", "ACRN2", "MDT1", 22.5, ("AC-TWL-BTH", 3, case), ("AC-TWL-HND", 2, case))
    place("to_answer", "ACRN2", "PHX6", 4, ("AC-MUG-4BL", 5, case), ("AC-MUG-4GR", 5, case))

    refused = place("refused", "ACRN1", "PHX6", 10, ("AC-BRD-OAK", 3, case))
    world.transactions.plan("Failure", order=refused, errors=[UNDER_REVIEW])
    stuck = place("stuck", "ACRN1", "ONT8", 12, ("AC-KNF-PAR", 2, case))
    world.transactions.plan("Processing", order=stuck, is_lost=True)
    changed = place("changed_after_answer", "ACRN1", "PHX6", 6, ("AC-BTL-750", 6, case), ("AC-SPG-7", 1, case))
    world.when_answered(changed, timedelta(seconds=1), "change", quantities={"1": 8})

    elsewhere = place("answered_in_vendor_central", "ACRN1", "PHX6", 150, ("AC-KET-17", 24, {}), ("AC-PAN-24", 12, {}))
    answers = {"1": {"Accepted": 16, "Rejected": 8}}
    world.schedule(base - timedelta(hours=140), "acknowledge", elsewhere, answers=answers)
