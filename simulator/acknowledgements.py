"""The vendor orders API, v1: taking acknowledgements, by Amazon's rules."""
import json

from .clock import parse
from .messages import ApiError, Response, status_error
from .orders import amount_of, pieces_of_unit, rejection, sums_by_code
from .routes import Route

CODES = ("Accepted", "Backordered", "Rejected")
REASONS = ("TemporarilyUnavailable", "InvalidProductIdentifier", "ObsoleteProduct")
UNITS = ("Cases", "Eaches")


def submit_acknowledgement(world, request):
    """Take acknowledgements: what the model forbids is refused at once, what the rules forbid fails later."""
    answers = _read(request)
    world.posted.append(json.loads(request.body))
    with world.lock:
        world.catch_up()
        complaints = [complaint for answer in answers for complaint in _complaints(world, request.group_id, answer)]
        numbers = [answer["purchaseOrderNumber"] for answer in answers]
        transaction = world.open_transaction(request.group_id, numbers, complaints)
        if transaction.shows_at:
            for number, answer in zip(numbers, answers, strict=True):
                world.answer(number, answer, parse(transaction.shows_at))
    return Response.of_json(202, {"payload": {"transactionId": transaction.id}})


# -- what the model says ---------------------------------------------------------------------------------------


def _read(request):
    if request.headers.get_content_type() != "application/json":
        raise status_error(415)
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
    for number in {"amount", "unitSize"} & set(quantity):
        _field(quantity, number, int, f"{path}.{name}")
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
    stated = {}
    for item in answer["items"]:
        line = order.line_like(item)
        if not line:
            yield _error("INVALID_ITEM", f"Order {number} has no such item: {_name_of(item)}.")
        elif line["itemSequenceNumber"] in stated:
            yield _error("DUPLICATE_ITEM", f"Item {line['itemSequenceNumber']} is stated twice.")
        else:
            stated[line["itemSequenceNumber"]] = item
            yield from _item_complaints(line, item)
    for line in order.lines:
        yield from _correction_complaints(order, line, stated.get(line["itemSequenceNumber"]), world.clock.now())


def _item_complaints(line, item):
    sequence, parts = line["itemSequenceNumber"], item["itemAcknowledgements"]
    ordered = line["orderedQuantity"].get("amount", 0)
    amounts = [part["acknowledgedQuantity"].get("amount", 0) for part in parts]
    if any(amount <= 0 for amount in amounts):
        yield _error("INVALID_QUANTITY", f"An acknowledged quantity of item {sequence} is not above zero.")
    elif sum(amounts) > ordered:
        yield _error("INVALID_QUANTITY", f"Item {sequence} acknowledges {sum(amounts)} of {ordered} ordered.")
    quantities = [item["orderedQuantity"], *(part["acknowledgedQuantity"] for part in parts)]
    if not all(_is_in_unit_of(line, quantity) for quantity in quantities):
        yield _error("INVALID_UNIT", f"Item {sequence} is ordered in another unit.")
    if not _is_priced(line, item):
        yield _error("INVALID_PRICE", f"Item {sequence} needs a net cost above zero, in the currency of the order.")
    for part in parts:
        if part["acknowledgementCode"] == "Backordered":
            if not line.get("isBackOrderAllowed"):
                yield _error("BACKORDER_NOT_ALLOWED", f"Item {sequence} cannot be backordered.")
            elif not {"scheduledShipDate", "scheduledDeliveryDate"} & set(part):
                yield _error("MISSING_DATE", f"Backordered item {sequence} needs a scheduled date.")
        if "rejectionReason" in part and part["acknowledgementCode"] != "Rejected":
            yield _error("INVALID_REASON", f"Item {sequence} gives a reason to reject what it does not reject.")


def _is_in_unit_of(line, quantity):
    """Tell whether a quantity counts as the order does; what it leaves out is as it was ordered."""
    ordered = line["orderedQuantity"]
    stated = {"orderedQuantity": {**ordered, **{name: quantity[name] for name in quantity if name != "amount"}}}
    same_word = stated["orderedQuantity"].get("unitOfMeasure", "Eaches") == ordered.get("unitOfMeasure", "Eaches")
    return same_word and pieces_of_unit(stated) == pieces_of_unit(line)


def _is_priced(line, item):
    """Tell whether an item says what will be invoiced; Amazon's model calls it required in words, also of books."""
    cost, ordered = amount_of(item.get("netCost")), line.get("netCost") or line.get("listPrice") or {}
    currencies = {(money or {}).get("currencyCode") for money in (item.get("netCost"), ordered)} - {None}
    return cost is not None and cost > 0 and len(currencies) < 2


def _correction_complaints(order, line, item, at):
    """Yield what an answer may not change of the one before; a line that it leaves out is rejected."""
    was = order.answered.get(line["itemSequenceNumber"])
    if was is None:
        return
    sequence, cost = line["itemSequenceNumber"], order.costs_answered.get(line["itemSequenceNumber"])
    now = sums_by_code(item["itemAcknowledgements"]) if item else rejection(line)
    if order.rejected_for_good(line) > now.get("Rejected", 0):
        yield _error("REJECTION_FINAL", f"Item {sequence} was rejected; that cannot be taken back.")
    is_other_cost = item and cost and amount_of(item.get("netCost")) not in (cost, None)
    if order.is_settled(at) and (was != now or is_other_cost):
        yield _error("TOO_LATE", f"Item {sequence} can no longer be answered otherwise, only with other dates.")


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
