"""Faults that bend a good answer of an operation: its fields, its orders, its paging."""
import json

from .paging import Token


def unknown_enum(document, request, options):
    """Put a value no model knows into an enum of every order, by default into several of them."""
    value = options.get("value", "NeverSeenBefore")
    for order in _orders(document, options):
        paths = [options["field"]] if "field" in options else [
            "orderDetails.purchaseOrderType",
            "orderDetails.items.orderedQuantity.unitOfMeasure",
            "itemStatus.acknowledgementStatus.confirmationStatus",
        ]
        for path in paths:
            _each_holder(order, path, lambda holder, name: holder.__setitem__(name, value))


def missing_field(document, request, options):
    """Leave a required field out of every order."""
    for order in _orders(document, options):
        paths = [options["field"]] if "field" in options else [
            "orderDetails.purchaseOrderStateChangedDate",
            "purchaseOrderDate",
        ]
        for path in paths:
            _each_holder(order, path, lambda holder, name: holder.pop(name, None))


def repeat_orders(document, request, options):
    """Show every order of the page twice."""
    orders = _list(document)
    orders.extend(json.loads(json.dumps(orders)))


def missing_orders(document, request, options):
    """Leave orders out of the detailed list; the list without details and the single order still show them."""
    if dict(request.query).get("includeDetails", "true").lower() == "false":
        return
    orders = _list(document)
    unwanted = options.get("orders") or [order["purchaseOrderNumber"] for order in orders[: options.get("count", 1)]]
    orders[:] = [order for order in orders if order["purchaseOrderNumber"] not in unwanted]


def empty_page(document, request, options):
    """Answer with no order and a token behind which the same page waits."""
    _list(document).clear()
    document["payload"]["pagination"] = {"nextToken": Token.of_request(request).once_more()}


def token_stuck(document, request, options):
    """Give back the token that was sent, so that paging does not advance."""
    sent = dict(request.query).get("nextToken")
    payload = document["payload"]
    payload["pagination"] = {"nextToken": sent or Token.of_request(request).once_more()}


def token_never_ends(document, request, options):
    """Give a new token with every page, for ever."""
    payload = document["payload"]
    if "nextToken" not in payload.get("pagination", {}):
        payload["pagination"] = {"nextToken": Token.of_request(request).once_more()}


def truncated_json(document, request, options):
    """Stop in the middle of the JSON; done on the bytes."""


SPOILERS = {
    spoiler.__name__: spoiler
    for spoiler in (
        unknown_enum, missing_field, repeat_orders, missing_orders, empty_page, token_stuck, token_never_ends,
        truncated_json,
    )
}


def spoiled(fault, request, body):
    """Return the body as the fault leaves it."""
    if fault.kind == "truncated_json":
        return body[: len(body) // 2]
    document = json.loads(body)
    SPOILERS[fault.kind](document, request, fault.options)
    return json.dumps(document, ensure_ascii=False).encode()


def _list(document):
    """Return the orders, or their statuses, of a list; None when the answer is no list."""
    payload = document["payload"]
    return payload.get("orders", payload.get("ordersStatus"))


def _orders(document, options):
    wanted = options.get("orders")
    listed = _list(document)
    orders = [document["payload"]] if listed is None else listed
    return [order for order in orders if not wanted or order["purchaseOrderNumber"] in wanted]


def _each_holder(node, path, do):
    """Call `do` with every object that holds the last name of the dotted path; lists are walked through."""
    name, _dot, rest = path.partition(".")
    if isinstance(node, list):
        for element in node:
            _each_holder(element, path, do)
    elif not rest:
        do(node, name)
    elif name in node:
        _each_holder(node[name], rest, do)
