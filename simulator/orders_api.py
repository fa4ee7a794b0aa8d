"""The vendor orders API, v1: reading purchase orders."""
import json

from .listing import ListOperation, invalid, listed
from .messages import Response, status_error
from .routes import Route

LIST = ListOperation(
    "getPurchaseOrders",
    enums={
        "includeDetails": ("true", "false"),
        "isPOChanged": ("true", "false"),
        "poItemState": ("Cancelled",),
        "purchaseOrderState": ("New", "Acknowledged", "Closed"),
    },
    others=("orderingVendorCode",),
    windows=("created", "changed"),
    six_months=True,
)


def get_purchase_orders(world, request):
    """List the orders of the caller's vendor group."""
    asked = LIST.read(request, world.clock.now())
    with world.lock:
        world.catch_up()
        page, next_token = asked.page(world, _tests(asked))
        with_details = asked.query.get("includeDetails", "true") == "true"
        texts = [order.json() if with_details else json.dumps(order.heading()) for order in page]
    return listed("orders", texts, next_token)


def get_purchase_order(world, request, number):
    """Show one order of the caller's vendor group, however old."""
    if number == "null":
        raise invalid("purchaseOrderNumber cannot be null")
    with world.lock:
        try:
            order = world.order(number)
        except KeyError:
            order = None
        hidden = not order or order.group_id != request.group_id or order.visible_at > world.clock.now()
        if hidden:
            raise status_error(404, f"Purchase order {number} was not found.")
        return Response(200, f'{{"payload":{order.json()}}}'.encode())


def _tests(asked):
    """Yield what an order has to be, by each argument."""
    query = asked.query
    if "changed" in asked.windows:
        after, before = asked.windows["changed"]
        yield lambda order: order.changed_at and after < order.changed_at < before
    if query.get("isPOChanged") == "true":
        yield lambda order: order.changed_at
    if "purchaseOrderState" in query:
        yield lambda order: order.state == query["purchaseOrderState"]
    if "orderingVendorCode" in query:
        yield lambda order: order.vendor_code == query["orderingVendorCode"]
    if "poItemState" in query:
        yield lambda order: order.has_cancelled_line()


ROUTES = (
    Route("getPurchaseOrders", "GET", "/vendor/orders/v1/purchaseOrders", get_purchase_orders, rate=10, burst=10),
    Route(
        "getPurchaseOrder", "GET", "/vendor/orders/v1/purchaseOrders/{purchaseOrderNumber}", get_purchase_order,
        rate=10, burst=10,
    ),
)
