"""The vendor orders API, v1: Amazon's view of an order, line by line."""
import json

from .clock import text
from .listing import ListOperation, listed
from .orders import pieces_of_unit
from .routes import Route

CONFIRMATIONS = ("ACCEPTED", "PARTIALLY_ACCEPTED", "REJECTED", "UNCONFIRMED")
RECEIVE_STATUSES = ("NOT_RECEIVED", "PARTIALLY_RECEIVED", "RECEIVED")
LIST = ListOperation(
    "getPurchaseOrdersStatus",
    enums={
        "purchaseOrderStatus": ("OPEN", "CLOSED"),
        "itemConfirmationStatus": CONFIRMATIONS,
        "itemReceiveStatus": RECEIVE_STATUSES,
    },
    others=("purchaseOrderNumber", "orderingVendorCode", "shipToPartyId"),
    windows=("created", "updated"),
    singles=("purchaseOrderNumber",),
)


def get_purchase_orders_status(world, request):
    """List the status of orders of the caller's vendor group."""
    asked = LIST.read(request, world.clock.now())
    with world.lock:
        world.catch_up()
        page, next_token = asked.page(world, _tests(asked))
        texts = [json.dumps(_status(order), ensure_ascii=False) for order in page]
    return listed("ordersStatus", texts, next_token)


def _tests(asked):
    """Yield what an order has to be, by each argument; those that read its lines come last."""
    query = asked.query
    if "purchaseOrderNumber" in query:
        yield lambda order: order.number == query["purchaseOrderNumber"]
    if "updated" in asked.windows:
        after, before = asked.windows["updated"]
        yield lambda order: after < order.updated_at < before
    if "purchaseOrderStatus" in query:
        yield lambda order: _word(order) == query["purchaseOrderStatus"]
    if "orderingVendorCode" in query:
        yield lambda order: order.vendor_code == query["orderingVendorCode"]
    if "shipToPartyId" in query:
        yield lambda order: order.details.get("shipToParty", {}).get("partyId") == query["shipToPartyId"]
    if "itemConfirmationStatus" in query:
        yield lambda order: any(
            _confirmation_word(order, line) == query["itemConfirmationStatus"] for line in order.lines)
    if "itemReceiveStatus" in query:
        yield lambda order: any(_receive_word(order, line) == query["itemReceiveStatus"] for line in order.lines)


def _status(order):
    document = {
        "purchaseOrderNumber": order.number,
        "purchaseOrderStatus": _word(order),
        "purchaseOrderDate": text(order.placed_at),
        "lastUpdatedDate": text(order.updated_at),
    }
    details = order.details
    parties = {name: details[name] for name in ("sellingParty", "shipToParty")}
    return {**document, **parties, "itemStatus": [_line_status(order, line) for line in details["items"]]}


def _word(order):
    return "CLOSED" if order.state == "Closed" else "OPEN"


def _line_status(order, line):
    names = {
        "amazonProductIdentifier": "buyerProductIdentifier", "vendorProductIdentifier": "vendorProductIdentifier",
        "netCost": "netCost", "listPrice": "listPrice",
    }
    shown = {
        "itemSequenceNumber": line["itemSequenceNumber"],
        **{ours: line[name] for name, ours in names.items() if name in line},
        "orderedQuantity": {
            "orderedQuantity": line["orderedQuantity"], "orderedQuantityDetails": _ordered_history(order, line),
        },
        "acknowledgementStatus": _confirmation(order, line),
    }
    # Before anything has arrived Amazon says nothing about receiving.
    return {**shown, "receivingStatus": _receiving(order, line)} if order.receipts else shown


def _ordered_history(order, line):
    """Return what was ordered and cancelled, the latest first: it adds up to what is ordered now."""
    changes = [(at, more) for at, name, more in order.ordered_more if name == line["itemSequenceNumber"]]
    first = line["orderedQuantity"].get("amount", 0) - sum(more for _at, more in changes)
    history = [*([(order.placed_at, first)] if first else ()), *changes]
    return [
        {
            "updatedDate": text(at),
            ("orderedQuantity" if more > 0 else "cancelledQuantity"): {**line["orderedQuantity"], "amount": abs(more)},
        }
        for at, more in reversed(history)
    ]


def _confirmation(order, line):
    """Return what the vendor confirmed of a line; backordered pieces count as accepted for a later day."""
    answers = [(at, lines[line["itemSequenceNumber"]]) for at, lines in order.answers
               if line["itemSequenceNumber"] in lines]
    history = [{"acknowledgementDate": text(at), **_split(line, codes)} for at, codes in reversed(answers)]
    return {
        "confirmationStatus": _confirmation_word(order, line),
        **_split(line, order.confirmed(line) or {}),
        **({"acknowledgementStatusDetails": history} if history else {}),
    }


def _split(line, codes):
    rejected = codes.get("Rejected", 0)
    return {
        "acceptedQuantity": {**line["orderedQuantity"], "amount": sum(codes.values()) - rejected},
        "rejectedQuantity": {**line["orderedQuantity"], "amount": rejected},
    }


def _confirmation_word(order, line):
    codes = order.confirmed(line)
    if not codes:
        return "UNCONFIRMED"
    accepted = sum(codes.values()) - codes.get("Rejected", 0)
    if not accepted:
        return "REJECTED"
    return "ACCEPTED" if accepted >= line["orderedQuantity"].get("amount", 0) else "PARTIALLY_ACCEPTED"


def _receiving(order, line):
    """Return what arrived: a warehouse counts pieces, and says cases only where it is full ones."""
    pieces, size = order.received(line["itemSequenceNumber"]), pieces_of_unit(line)
    eaches = {"amount": pieces, "unitOfMeasure": "Eaches", "unitSize": 1}
    in_cases = size > 1 and pieces % size == 0
    last = order.received_last(line["itemSequenceNumber"])
    return {
        "receiveStatus": _receive_word(order, line),
        "receivedQuantity": {**line["orderedQuantity"], "amount": pieces // size} if in_cases else eaches,
        **({"lastReceiveDate": text(last)} if last else {}),
    }


def _receive_word(order, line):
    pieces = order.received(line["itemSequenceNumber"])
    if not pieces:
        return "NOT_RECEIVED"
    return "RECEIVED" if pieces >= order.expected(line) else "PARTIALLY_RECEIVED"


ROUTES = (
    Route(
        "getPurchaseOrdersStatus", "GET", "/vendor/orders/v1/purchaseOrdersStatus", get_purchase_orders_status,
        rate=10, burst=10,
    ),
)
