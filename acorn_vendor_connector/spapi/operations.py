"""List the operations of Amazon that we call, as its API models name them."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from .wire import instant_text


@dataclass(frozen=True)
class Operation:
    """One operation: `query` are the parameters that Amazon knows; others are a programming error."""

    name: str
    method: str
    path: str
    query: frozenset[str] = frozenset()

    @property
    def reads(self) -> bool:
        return self.method == 'GET'

    def url_path(self, **parts: str) -> str:
        return self.path.format(**{name: quote(str(value), safe='') for name, value in parts.items()})


GET_PURCHASE_ORDERS = Operation('getPurchaseOrders', 'GET', '/vendor/orders/v1/purchaseOrders', frozenset((
    'limit', 'createdAfter', 'createdBefore', 'sortOrder', 'nextToken', 'includeDetails', 'changedAfter',
    'changedBefore', 'poItemState', 'isPOChanged', 'purchaseOrderState', 'orderingVendorCode',
)))
GET_PURCHASE_ORDER = Operation('getPurchaseOrder', 'GET', '/vendor/orders/v1/purchaseOrders/{purchaseOrderNumber}')
GET_PURCHASE_ORDERS_STATUS = Operation(
    'getPurchaseOrdersStatus', 'GET', '/vendor/orders/v1/purchaseOrdersStatus', frozenset((
        'limit', 'sortOrder', 'nextToken', 'createdAfter', 'createdBefore', 'updatedAfter', 'updatedBefore',
        'purchaseOrderNumber', 'purchaseOrderStatus', 'itemConfirmationStatus', 'itemReceiveStatus',
        'orderingVendorCode', 'shipToPartyId',
    )))
SUBMIT_ACKNOWLEDGEMENT = Operation('submitAcknowledgement', 'POST', '/vendor/orders/v1/acknowledgements')
GET_TRANSACTION = Operation('getTransaction', 'GET', '/vendor/transactions/v1/transactions/{transactionId}')


def query_text(operation: Operation, values: dict) -> dict[str, str]:
    """Return the query as Amazon reads it: times in UTC with Z, true and false in small letters, None left out."""
    unknown = sorted(set(values) - operation.query)
    if unknown:
        raise TypeError(f'{operation.name} has no parameter {", ".join(unknown)}')
    return {name: _text(value) for name, value in values.items() if value is not None}


def _text(value) -> str:
    if isinstance(value, bool):
        return 'true' if value else 'false'
    if isinstance(value, datetime):
        return instant_text(value)
    return str(value)
