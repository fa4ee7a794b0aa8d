"""Two independent judges of an answer: a published SDK's models, and Amazon's own where they are at hand."""
import re

import jsonschema
from amzn_selling_partner.sdk.models.vendor_orders_v1 import (
    GetPurchaseOrderResponse,
    GetPurchaseOrdersResponse,
    GetPurchaseOrdersStatusResponse,
    SubmitAcknowledgementResponse,
)
from amzn_selling_partner.sdk.models.vendor_transaction_status_v1 import GetTransactionResponse
from pydantic import BaseModel

from tests import amazon_models

RESPONSES = {
    "getPurchaseOrders": (amazon_models.VENDOR_ORDERS, GetPurchaseOrdersResponse),
    "getPurchaseOrder": (amazon_models.VENDOR_ORDERS, GetPurchaseOrderResponse),
    "getPurchaseOrdersStatus": (amazon_models.VENDOR_ORDERS, GetPurchaseOrdersStatusResponse),
    "submitAcknowledgement": (amazon_models.VENDOR_ORDERS, SubmitAcknowledgementResponse),
    "getTransaction": (amazon_models.TRANSACTION_STATUS, GetTransactionResponse),
}
# Amazon states the pattern of a Decimal in words only.
DECIMAL = re.compile(r"-?(0|([1-9]\d*))(\.\d+)?([eE][+-]?\d+)?")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def check_with_sdk(operation, answer):
    """Raise when the SDK's model refuses the answer or does not know one of its fields."""
    _api, model = RESPONSES[operation]
    _refuse_unknown_fields(model.model_validate(answer, strict=False))
    for money in _holders(answer, "currencyCode"):
        assert DECIMAL.fullmatch(money["amount"]), money


def _refuse_unknown_fields(value):
    if isinstance(value, BaseModel):
        assert not value.model_extra, f"{type(value).__name__} does not know {sorted(value.model_extra)}"
        for name in type(value).model_fields:
            _refuse_unknown_fields(getattr(value, name))
    elif isinstance(value, list):
        for element in value:
            _refuse_unknown_fields(element)


def _holders(node, field):
    if isinstance(node, dict):
        if field in node:
            yield node
        node = list(node.values())
    if isinstance(node, list):
        for element in node:
            yield from _holders(element, field)


def amazons_validator(operation):
    """Return a validator made from Amazon's own model, closed against fields it does not define; may skip the test."""
    api, response = RESPONSES[operation]
    model = amazon_models.model(api)
    for definition in model["definitions"].values():
        if definition.get("type") == "object":
            definition["additionalProperties"] = False
    checker = jsonschema.FormatChecker(formats=())
    checker.checks("date-time")(lambda value: bool(MOMENT.fullmatch(value)))
    schema = {"$ref": f"#/definitions/{response.__name__}", "definitions": model["definitions"]}
    return jsonschema.Draft4Validator(schema, format_checker=checker)
