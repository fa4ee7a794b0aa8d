"""The vendor orders API, v1: reading purchase orders."""
import bisect
import json
from datetime import timedelta

from .clock import parse, six_months_before
from .clock import text as moment_text
from .messages import ApiError, Response, status_error
from .paging import Token, digest_of
from .routes import Route

LONGEST_WINDOW = timedelta(days=7)
PAGE_SIZE = 100
PARAMETERS = {
    "limit", "createdAfter", "createdBefore", "sortOrder", "nextToken", "includeDetails", "changedAfter",
    "changedBefore", "poItemState", "isPOChanged", "purchaseOrderState", "orderingVendorCode",
}
ENUMS = {
    "sortOrder": ("ASC", "DESC"),
    "includeDetails": ("true", "false"),
    "isPOChanged": ("true", "false"),
    "poItemState": ("Cancelled",),
    "purchaseOrderState": ("New", "Acknowledged", "Closed"),
}


def get_purchase_orders(world, request):
    """List the orders of the caller's vendor group; both ends of a window are exclusive."""
    query = _checked_query(request)
    limit = _limit(query)
    now = world.clock.now()
    token = _token(query, request)
    windows = _windows(query, now, token)
    with world.lock:
        world.catch_up()
        orders = _found(world, request.group_id, query, windows)
        page, is_last = _page(orders, token, limit, query.get("sortOrder") == "DESC")
        with_details = query.get("includeDetails", "true") == "true"
        texts = [order.json() if with_details else json.dumps(order.heading()) for order in page]
    pagination = ""
    if not is_last:
        next_token = Token(
            digest_of(request.query), moment_text(page[-1].placed_at), page[-1].number, _frozen(windows)
        ).text()
        pagination = f'"pagination":{{"nextToken":"{next_token}"}},'
    return Response(200, f'{{"payload":{{{pagination}"orders":[{",".join(texts)}]}}}}'.encode())


def get_purchase_order(world, request, number):
    """Show one order of the caller's vendor group, however old."""
    if number == "null":
        raise _invalid("purchaseOrderNumber cannot be null")
    with world.lock:
        try:
            order = world.order(number)
        except KeyError:
            order = None
        hidden = not order or order.group_id != request.group_id or order.visible_at > world.clock.now()
        if hidden:
            raise status_error(404, f"Purchase order {number} was not found.")
        return Response(200, f'{{"payload":{order.json()}}}'.encode())


def _invalid(details):
    return ApiError(400, "InvalidRequest", "Request is missing or has invalid parameters", details)


def _checked_query(request):
    """Return the arguments by name; the simulator is stricter than Amazon with names nobody defined."""
    query = {}
    for name, value in request.query:
        if name not in PARAMETERS:
            raise _invalid(f"{name} is not a parameter of getPurchaseOrders")
        if name in query:
            raise _invalid(f"{name} is given twice")
        if name in ENUMS and value not in ENUMS[name]:
            raise _invalid(f"{name} must be one of {', '.join(ENUMS[name])}")
        query[name] = value
    return query


def _limit(query):
    text = query.get("limit", str(PAGE_SIZE))
    if not text.isdecimal() or not 1 <= int(text) <= PAGE_SIZE:
        raise _invalid(f"limit must be a number from 1 to {PAGE_SIZE}")
    return int(text)


def _token(query, request):
    if "nextToken" not in query:
        return None
    try:
        token = Token.read(query["nextToken"])
    except ValueError:
        raise _invalid("nextToken is invalid") from None
    if token.arguments != digest_of(request.query):
        raise _invalid("nextToken must be sent with the arguments of the first request")
    return token


def _windows(query, now, token):
    """Return {created: (after, before), changed: …}; a token keeps the ends the first page resolved."""
    if token and token.window:
        return {kind: (parse(after), parse(before)) for kind, after, before in token.window}
    windows = {kind: _window(query, kind, now) for kind in ("created", "changed")}
    windows = {kind: ends for kind, ends in windows.items() if ends}
    return windows or {"created": (now - LONGEST_WINDOW, _just_after(now))}


def _window(query, kind, now):
    after, before = (_moment(query, kind + end) for end in ("After", "Before"))
    if not after and not before:
        return None
    after = after or before - LONGEST_WINDOW
    until = before or now
    if after >= until:
        raise _invalid(f"{kind}After must be before {kind}Before")
    if until - after > LONGEST_WINDOW:
        raise _invalid(f"the range from {kind}After to {kind}Before must not exceed 7 days")
    if after < six_months_before(now):
        raise _invalid(f"{kind}After must lie within the past 6 months")
    return after, before or _just_after(now)


def _moment(query, name):
    if name not in query:
        return None
    try:
        return parse(query[name])
    except ValueError:
        raise _invalid(f"{name} must be in ISO-8601 date/time format") from None


def _just_after(now):
    """Return an open end that includes what was placed this very moment."""
    return now + timedelta(seconds=1)


def _frozen(windows):
    return tuple((kind, after.isoformat(), before.isoformat()) for kind, (after, before) in windows.items())


def _found(world, group_id, query, windows):
    """Return the orders that fit every argument, oldest first."""
    if "created" in windows:
        orders = world.placed_between(group_id, *windows["created"])
    else:
        orders = world.orders(group_id=group_id)
    if "changed" in windows:
        after, before = windows["changed"]
        orders = [order for order in orders if order.changed_at and after < order.changed_at < before]
    if query.get("isPOChanged") == "true":
        orders = [order for order in orders if order.changed_at]
    if "purchaseOrderState" in query:
        orders = [order for order in orders if order.state == query["purchaseOrderState"]]
    if "orderingVendorCode" in query:
        orders = [order for order in orders if order.vendor_code == query["orderingVendorCode"]]
    if "poItemState" in query:
        orders = [order for order in orders if order.has_cancelled_line()]
    return orders


def _page(orders, token, limit, descending):
    """Return the orders behind the token, in the order asked for, and whether the list ends with them."""
    if token and token.number:
        last_seen = (parse(token.placed_at), token.number)
        find = bisect.bisect_left if descending else bisect.bisect_right
        place = find(orders, last_seen, key=lambda order: (order.placed_at, order.number))
        orders = orders[:place] if descending else orders[place:]
    page = orders[: -limit - 1 : -1] if descending else orders[:limit]
    return page, len(orders) <= limit


ROUTES = (
    Route("getPurchaseOrders", "GET", "/vendor/orders/v1/purchaseOrders", get_purchase_orders, rate=10, burst=10),
    Route(
        "getPurchaseOrder", "GET", "/vendor/orders/v1/purchaseOrders/{purchaseOrderNumber}", get_purchase_order,
        rate=10, burst=10,
    ),
)
