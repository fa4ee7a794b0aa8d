"""The vendor orders API, v1: Amazon's view of an order, line by line."""
from .clock import text
from .messages import ApiError, Response
from .routes import Route


def get_purchase_orders_status(world, request):
    """Show the status of one order of the caller's vendor group, asked for by its number."""
    query = dict(request.query)
    if set(query) != {"purchaseOrderNumber"}:
        raise ApiError(
            400, "InvalidRequest", "Request is missing or has invalid parameters", "only purchaseOrderNumber is served"
        )
    with world.lock:
        world.catch_up()
        try:
            found = [world.order(query["purchaseOrderNumber"])]
        except KeyError:
            found = []
        shown = [_status(order) for order in found if order.group_id == request.group_id]
    return Response.of_json(200, {"payload": {"ordersStatus": shown}})


def _status(order):
    document = {
        "purchaseOrderNumber": order.number,
        "purchaseOrderStatus": "CLOSED" if order.state == "Closed" else "OPEN",
        "purchaseOrderDate": text(order.placed_at),
        "lastUpdatedDate": text(order.state_changed_at),
    }
    parties = {name: order.details[name] for name in ("sellingParty", "shipToParty")}
    return {**document, **parties, "itemStatus": [_line_status(order, line) for line in order.lines]}


def _line_status(order, line):
    names = {"amazonProductIdentifier": "buyerProductIdentifier", "vendorProductIdentifier": "vendorProductIdentifier"}
    return {
        "itemSequenceNumber": line["itemSequenceNumber"],
        **{shown: line[name] for name, shown in names.items() if name in line},
        **({"netCost": line["netCost"]} if "netCost" in line else {}),
        "orderedQuantity": {"orderedQuantity": line["orderedQuantity"]},
        "acknowledgementStatus": _confirmation(line, order.answered.get(line["itemSequenceNumber"])),
    }


def _confirmation(line, codes):
    """Return what the vendor confirmed of a line; backordered pieces count as accepted for a later day."""
    if codes is None:
        return {"confirmationStatus": "UNCONFIRMED"}
    rejected = codes.get("Rejected", 0)
    accepted = sum(codes.values()) - rejected
    word = "REJECTED" if not accepted else "PARTIALLY_ACCEPTED" if rejected else "ACCEPTED"
    return {
        "confirmationStatus": word,
        "acceptedQuantity": {**line["orderedQuantity"], "amount": accepted},
        "rejectedQuantity": {**line["orderedQuantity"], "amount": rejected},
    }


ROUTES = (
    Route(
        "getPurchaseOrdersStatus", "GET", "/vendor/orders/v1/purchaseOrdersStatus", get_purchase_orders_status,
        rate=10, burst=10,
    ),
)
