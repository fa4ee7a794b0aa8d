"""The vendor orders API, v1: taking acknowledgements, by Amazon's rules."""
import json
from decimal import Decimal, InvalidOperation

from .clock import parse
from .messages import ApiError, Response
from .orders import sums_by_code
from .routes import Route
from .transactions import FAILURE

CODES = ("Accepted", "Backordered", "Rejected")
REASONS = ("TemporarilyUnavailable", "InvalidProductIdentifier", "ObsoleteProduct")
UNITS = ("Cases", "Eaches")


def submit_acknowledgement(world, request):
    """Take acknowledgements: what the model forbids is refused at once, what the rules forbid fails later."""
    answers = _read(request)
    with world.lock:
        world.catch_up()
        complaints = [complaint for answer in answers for complaint in _complaints(world, request.group_id, answer)]
        transaction = world.open_transaction(request.group_id, complaints)
        if transaction.outcome != FAILURE:
            for answer in answers:
                world.answer(answer["purchaseOrderNumber"], answer, parse(transaction.worked_at))
    return Response.of_json(202, {"payload": {"transactionId": transaction.id}})


# -- what the model says ---------------------------------------------------------------------------------------


def _read(request):
    try:
        body = json.loads(request.body)
    except ValueError:
        raise _invalid("The request body is not valid JSON.") from None
    answers = _field(body, "acknowledgements", list, "body")
    if not answers:
        raise _invalid("'acknowledgements' has no element.")
    for place, answer in enumerate(answers):
        _check_answer(answer, f"acknowledgements[{place}]")
    return answers


def _check_answer(answer, path):
    _field(answer, "purchaseOrderNumber", str, path)
    _field(_field(answer, "sellingParty", dict, path), "partyId", str, f"{path}.sellingParty")
    _moment(_field(answer, "acknowledgementDate", str, path), f"{path}.acknowledgementDate")
    for place, item in enumerate(_field(answer, "items", list, path)):
        here = f"{path}.items[{place}]"
        _quantity(item, "orderedQuantity", here)
        for split, part in enumerate(_field(item, "itemAcknowledgements", list, here)):
            there = f"{here}.itemAcknowledgements[{split}]"
            _word(part, "acknowledgementCode", CODES, there)
            _quantity(part, "acknowledgedQuantity", there)
            if "rejectionReason" in part:
                _word(part, "rejectionReason", REASONS, there)
            for name in ("scheduledShipDate", "scheduledDeliveryDate"):
                if name in part:
                    _moment(_field(part, name, str, there), f"{there}.{name}")


def _quantity(holder, name, path):
    quantity = _field(holder, name, dict, path)
    if "unitOfMeasure" in quantity:
        _word(quantity, "unitOfMeasure", UNITS, f"{path}.{name}")


def _field(holder, name, kind, path):
    value = holder.get(name) if isinstance(holder, dict) else None
    if not isinstance(value, kind):
        raise _invalid(f"The content of element '{path}' is not complete. '{name}' is expected.")
    return value


def _word(holder, name, words, path):
    if _field(holder, name, str, path) not in words:
        raise _invalid(f"'{path}.{name}' must be one of {', '.join(words)}.")


def _moment(value, path):
    try:
        parse(value)
    except ValueError:
        raise _invalid(f"'{path}' must be in ISO-8601 date/time format.") from None


def _invalid(message):
    return ApiError(400, "InvalidInput", message)


# -- what the rules say ----------------------------------------------------------------------------------------


def _complaints(world, group_id, answer):
    """Yield what is wrong with an answer; Amazon tells it with the status of the transaction."""
    number = answer["purchaseOrderNumber"]
    try:
        order = world.order(number)
    except KeyError:
        order = None
    if not order or order.group_id != group_id:
        yield _error("INVALID_ORDER_ID", f"Invalid order ID {number}.")
        return
    if answer["sellingParty"]["partyId"] != order.vendor_code:
        yield _error("INVALID_SELLING_PARTY", f"Order {number} is not of vendor {answer['sellingParty']['partyId']}.")
    if order.state == "Closed":
        yield _error("ORDER_CLOSED", f"Order {number} is closed.")
    for item in answer["items"]:
        yield from _item_complaints(order, item, world.clock.now())


def _item_complaints(order, item, at):
    line = order.line_like(item)
    if not line:
        yield _error("INVALID_ITEM", f"Order {order.number} has no such item: {_name_of(item)}.")
        return
    sequence, parts = line["itemSequenceNumber"], item["itemAcknowledgements"]
    ordered = line["orderedQuantity"].get("amount", 0)
    amounts = [part["acknowledgedQuantity"].get("amount") for part in parts]
    if any(not isinstance(amount, int) or amount <= 0 for amount in amounts):
        yield _error("INVALID_QUANTITY", f"An acknowledged quantity of item {sequence} is not above zero.")
    elif sum(amounts) > ordered:
        yield _error("INVALID_QUANTITY", f"Item {sequence} acknowledges {sum(amounts)} of {ordered} ordered.")
    if not _is_price(item.get("netCost") or item.get("listPrice")):
        yield _error("INVALID_PRICE", f"Item {sequence} needs a net cost above zero.")
    for part in parts:
        if part["acknowledgementCode"] == "Backordered":
            if not line.get("isBackOrderAllowed"):
                yield _error("BACKORDER_NOT_ALLOWED", f"Item {sequence} cannot be backordered.")
            elif not {"scheduledShipDate", "scheduledDeliveryDate"} & set(part):
                yield _error("MISSING_DATE", f"Backordered item {sequence} needs a scheduled date.")
    yield from _correction_complaints(order, line, sums_by_code(parts), at)


def _correction_complaints(order, line, now, at):
    """Yield what an answer may not change of the one before."""
    sequence = line["itemSequenceNumber"]
    was = order.answered.get(sequence, {})
    if order.rejected_for_good(line) > now.get("Rejected", 0):
        yield _error("REJECTION_FINAL", f"Item {sequence} was rejected; that cannot be taken back.")
    if order.is_settled(at) and was and was != now:
        yield _error("TOO_LATE", f"Item {sequence} can no longer be answered with other quantities, only with dates.")


def _is_price(money):
    try:
        return Decimal(str((money or {}).get("amount"))) > 0
    except InvalidOperation:
        return False


def _name_of(item):
    names = ("itemSequenceNumber", "amazonProductIdentifier", "vendorProductIdentifier")
    return next((item[name] for name in names if item.get(name)), "without any identifier")


def _error(code, message):
    return {"code": code, "message": message}


ROUTES = (
    Route(
        "submitAcknowledgement", "POST", "/vendor/orders/v1/acknowledgements", submit_acknowledgement, rate=10, burst=10
    ),
)
