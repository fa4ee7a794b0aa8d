"""Amazon's orders for these worlds, many from one seed, and what Amazon changes about them later."""

import copy
from datetime import datetime, timedelta

from .places import SHIP_TOS

FIRST = datetime(2026, 3, 2, 8)


def orders(world, chance, count):
    """Return so many purchase orders as Amazon writes them, over all ship-tos, in eaches and cases."""
    return [_order(world, chance, number) for number in range(count)]


def _order(world, chance, number):
    ship_to = chance.choice(sorted(SHIP_TOS))
    leaves = FIRST + timedelta(days=chance.randint(1, 20))
    names = chance.sample(sorted(world.goods.products), chance.randint(1, 7))
    # The same product twice in one order happens.
    names += chance.choices(names, k=chance.choice((0, 0, 1)))
    items = [_item(world, chance, place, name) for place, name in enumerate(names, 1)]
    return _document(world, f"PLAIN{number:03}", ship_to, leaves, items)


def order_of(world, number, ship_to, **pieces):
    """Return one order of these pieces by product."""
    items = [
        _line(world, place, name, quantity, "1.00") for place, (name, quantity) in enumerate(pieces.items(), 1)
    ]
    return _document(world, number, ship_to, FIRST + timedelta(days=5), items)


def _document(world, number, ship_to, leaves, items):
    return {
        "purchaseOrderNumber": number,
        "purchaseOrderState": "New",
        "orderDetails": {
            "purchaseOrderDate": f"{FIRST:%Y-%m-%dT%H:%M:%SZ}",
            "purchaseOrderStateChangedDate": f"{FIRST:%Y-%m-%dT%H:%M:%SZ}",
            "purchaseOrderType": "RegularOrder",
            "paymentMethod": "Invoice",
            "shipWindow": f"{leaves:%Y-%m-%dT%H:%M:%SZ}--{leaves + timedelta(days=2):%Y-%m-%dT%H:%M:%SZ}",
            "sellingParty": {"partyId": world.vendor.code.name},
            "buyingParty": {"partyId": "AMZN1"},
            "billToParty": {"partyId": "AMBILL"},
            "shipToParty": {"partyId": ship_to},
            "items": items,
        },
    }


def _item(world, chance, place, name):
    case = chance.choice((0, 0, 6, 12))
    amount = chance.randint(1, 3) if case else chance.randint(1, 30)
    return _line(world, place, name, amount, f"{chance.uniform(0.5, 90):.2f}", case)


def _line(world, place, name, amount, cost, case=0):
    return {
        "itemSequenceNumber": str(place),
        "amazonProductIdentifier": world.goods.asin(name),
        "orderedQuantity": {
            "amount": amount,
            "unitOfMeasure": "Cases" if case else "Eaches",
            "unitSize": case or 1,
        },
        "isBackOrderAllowed": True,
        "netCost": {"amount": cost, "currencyCode": "USD"},
    }


def changed(documents, chance):
    """Return later versions of some of the orders: more, less, nothing of a line, a line more, the whole cancelled."""
    return [_changed(document, chance) for document in documents if chance.random() < 0.6]


def _changed(document, chance):
    version = copy.deepcopy(document)
    details = version["orderDetails"]
    details["purchaseOrderChangedDate"] = f"{FIRST + timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}"
    what = chance.choice(("up", "down", "line", "new", "cancel"))
    first = details["items"][0]["orderedQuantity"]
    if what == "up":
        first["amount"] += 5
    elif what == "down":
        first["amount"] = max(1, first["amount"] // 2)
    elif what == "line":
        first["amount"] = 0
    elif what == "new":
        line = copy.deepcopy(details["items"][-1])
        details["items"].append({**line, "itemSequenceNumber": str(len(details["items"]) + 1)})
    else:
        version["purchaseOrderState"] = "Closed"
        for item in details["items"]:
            item["orderedQuantity"]["amount"] = 0
    return version
