"""Read purchase orders as Amazon's model `vendorOrders` v1 states them."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .wire import Interval, Note, Reader, WireError, read_json

# Raise it whenever the same bytes would be read differently: messages remember which version read them.
PARSER_VERSION = 1

STATES = ('New', 'Acknowledged', 'Closed')
TYPES = ('RegularOrder', 'ConsignedOrder', 'NewProductIntroduction', 'RushOrder')
PAYMENT_METHODS = ('Invoice', 'Consignment', 'CreditCard', 'Prepaid')
DATES = ('purchaseOrderDate', 'purchaseOrderChangedDate', 'purchaseOrderStateChangedDate')
QUANTITY_UNITS = ('Cases', 'Eaches')
WEIGHT_UNITS = ('POUNDS', 'OUNCES', 'GRAMS', 'KILOGRAMS')
TAX_TYPES = ('VAT', 'GST')
FREIGHT_PAYMENTS = (
    'PaidByBuyer', 'CollectOnDelivery', 'DefinedByBuyerAndSeller', 'FOBPortOfCall', 'PrepaidBySeller', 'PaidBySeller')
INCOTERMS = (
    'ExWorks', 'FreeCarrier', 'FreeOnBoard', 'FreeAlongSideShip', 'CarriagePaidTo', 'CostAndFreight',
    'CarriageAndInsurancePaidTo', 'CostInsuranceAndFreight', 'DeliveredAtTerminal', 'DeliveredAtPlace',
    'DeliverDutyPaid')


@dataclass(frozen=True)
class Address:
    name: str | None = None
    line1: str | None = None
    line2: str | None = None
    line3: str | None = None
    city: str | None = None
    county: str | None = None
    district: str | None = None
    state_or_region: str | None = None
    postal_code: str | None = None
    country_code: str | None = None
    phone: str | None = None


@dataclass(frozen=True)
class Party:
    party_id: str
    address: Address | None = None
    tax_type: str | None = None
    tax_number: str | None = None


@dataclass(frozen=True)
class Money:
    """An amount without tax; `weight_unit` is set when it is the price of a weight."""

    amount: Decimal | None = None
    currency: str | None = None
    weight_unit: str | None = None


@dataclass(frozen=True)
class Quantity:
    """`amount` counts Cases or Eaches as `unit` says; a missing unit is Eaches. `unit_size` is the size of a case."""

    amount: int
    unit: str = 'Eaches'
    unit_size: int | None = None

    def __str__(self):
        size = f' × {self.unit_size}' if self.is_cases and self.unit_size else ''
        return f'{self.amount} {self.unit}{size}'

    @property
    def is_cases(self) -> bool:
        return self.unit == 'Cases'

    @property
    def pieces_per_unit(self) -> int:
        """How many pieces one of `amount` is; a case whose size Amazon does not state counts as one."""
        return self.unit_size or 1 if self.is_cases else 1

    @property
    def pieces(self) -> int:
        return self.amount * self.pieces_per_unit


@dataclass(frozen=True)
class ImportDetails:
    method_of_payment: str | None = None
    incoterm: str | None = None
    port_of_delivery: str | None = None
    containers: str | None = None
    shipping_instructions: str | None = None


def line_key(sequence: str) -> str:
    """Return the sequence without leading zeros: Amazon writes the same line in both ways."""
    return sequence.lstrip('0') or '0'


@dataclass(frozen=True)
class OrderItem:
    """One line. `sequence` is Amazon's own text, "1" or "00001"; a quantity of 0 is a cancelled line."""

    sequence: str
    quantity: Quantity
    asin: str | None = None
    vendor_sku: str | None = None
    backorder_allowed: bool = False
    net_cost: Money | None = None
    list_price: Money | None = None

    @property
    def line_key(self) -> str:
        return line_key(self.sequence)

    @property
    def is_cancelled(self) -> bool:
        return self.quantity.amount == 0


@dataclass(frozen=True)
class Order:
    """One purchase order. Without details (`has_details` False) only number and state are known."""

    number: str
    state: str | None = None
    has_details: bool = False
    ordered_at: datetime | None = None
    content_changed_at: datetime | None = None
    state_changed_at: datetime | None = None
    order_type: str | None = None
    payment_method: str | None = None
    deal_code: str | None = None
    import_details: ImportDetails | None = None
    buying_party: Party | None = None
    selling_party: Party | None = None
    ship_to_party: Party | None = None
    bill_to_party: Party | None = None
    ship_window: Interval | None = None
    delivery_window: Interval | None = None
    items: tuple[OrderItem, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def changed_at(self) -> datetime | None:
        """The latest moment at which Amazon says that anything about the order changed."""
        moments = (self.ordered_at, self.content_changed_at, self.state_changed_at)
        return max((moment for moment in moments if moment), default=None)

    @property
    def vendor_code(self) -> str | None:
        return self.selling_party.party_id if self.selling_party else None

    @property
    def ship_to(self) -> str | None:
        return self.ship_to_party.party_id if self.ship_to_party else None

    @property
    def bill_to(self) -> str | None:
        return self.bill_to_party.party_id if self.bill_to_party else None

    @property
    def is_closed(self) -> bool:
        return self.state == 'Closed'

    @property
    def is_consignment(self) -> bool:
        return self.order_type == 'ConsignedOrder' or self.payment_method == 'Consignment'

    @property
    def is_cancelled(self) -> bool:
        """Whether Amazon cancelled every line; Amazon has no other word for a cancelled order."""
        return self.has_details and bool(self.items) and all(item.is_cancelled for item in self.items)

    @property
    def is_open(self) -> bool:
        """Whether Amazon still expects something of us, and an answer has a meaning."""
        return self.has_details and not self.is_closed and not self.is_cancelled


@dataclass(frozen=True)
class OrdersPage:
    """One answer: the orders as they stand in the JSON, each still to be parsed, and the token of the next page."""

    orders: list
    next_token: str | None = None


def read_page(body: bytes, name: str = 'orders') -> OrdersPage:
    """Split an answer of getPurchaseOrders; raise WireError when it is no such answer. The orders stay unread.

    `name` is what the list is called there.
    """
    payload = _payload(body)
    orders = payload.get(name)
    if orders is None:
        orders = []
    if not isinstance(orders, list):
        raise WireError(f'payload.{name}', 'not a list')
    pagination = payload.get('pagination')
    token = Reader(pagination, 'payload.pagination').text('nextToken') if pagination is not None else None
    return OrdersPage(orders, token)


def read_single(body: bytes) -> OrdersPage:
    """Split an answer of getPurchaseOrder."""
    return OrdersPage([_payload(body)])


def _payload(body: bytes) -> dict:
    document = read_json(body)
    if not isinstance(document, dict):
        raise WireError('', 'not an object')
    payload = document.get('payload')
    if isinstance(payload, dict):
        return payload
    errors = document.get('errors')
    if isinstance(errors, list) and errors and isinstance(errors[0], dict):
        raise WireError('errors[0]', f'Amazon answered an error: {errors[0].get("code")}')
    raise WireError('payload', 'missing')


def order_number(raw) -> str | None:
    """Return the number of an order that may be otherwise unreadable."""
    try:
        return Reader(raw).text('purchaseOrderNumber')
    except WireError:
        return None


def vendor_code(raw) -> str | None:
    """Return the vendor code of an order that may be otherwise unreadable."""
    try:
        selling = Reader(raw).child('orderDetails', required=True).child('sellingParty', required=True)
        return selling.text('partyId')
    except WireError:
        return None


def changed_at(raw) -> datetime | None:
    """Return the latest of Amazon's dates that can be read, of an order that may be otherwise unreadable."""
    moments = []
    for key in DATES:
        try:
            moments.append(Reader(raw).child('orderDetails', required=True).instant(key, required=True))
        except WireError:
            continue
    return max(moments, default=None)


def parse_order(raw) -> Order:
    """Read one order; raise WireError with the path of what cannot be understood."""
    order = Reader(raw)
    number = order.text('purchaseOrderNumber', required=True)
    state = order.word('purchaseOrderState', STATES, expected=True)
    details = order.child('orderDetails')
    if details is None:
        return Order(number, state, notes=tuple(order.notes))
    items = _items(details)
    return Order(
        number=number,
        state=state,
        has_details=True,
        # Without its date nobody could say on which side of go-live the order stands.
        ordered_at=details.instant('purchaseOrderDate', required=True),
        content_changed_at=details.instant('purchaseOrderChangedDate'),
        state_changed_at=details.instant('purchaseOrderStateChangedDate', expected=True),
        order_type=details.word('purchaseOrderType', TYPES),
        payment_method=details.word('paymentMethod', PAYMENT_METHODS),
        deal_code=details.text('dealCode'),
        import_details=_import_details(details.child('importDetails')),
        buying_party=read_party(details.child('buyingParty')),
        selling_party=read_party(details.child('sellingParty')),
        ship_to_party=read_party(details.child('shipToParty')),
        bill_to_party=read_party(details.child('billToParty')),
        ship_window=details.interval('shipWindow'),
        delivery_window=details.interval('deliveryWindow'),
        items=items,
        notes=tuple(order.notes),
    )


def _items(details: Reader) -> tuple[OrderItem, ...]:
    """Return the lines; none at all is no order, and taken for one it would empty ours."""
    items = tuple(_item(item) for item in details.children('items', required=True))
    if not items:
        raise WireError(details.at('items'), 'empty')
    _check_line_keys(items)
    return items


def _item(item: Reader) -> OrderItem:
    return OrderItem(
        sequence=item.text('itemSequenceNumber', required=True),
        quantity=read_quantity(item.child('orderedQuantity', required=True)),
        asin=item.text('amazonProductIdentifier'),
        vendor_sku=item.text('vendorProductIdentifier'),
        backorder_allowed=bool(item.flag('isBackOrderAllowed', expected=True)),
        net_cost=read_money(item.child('netCost')),
        list_price=read_money(item.child('listPrice')),
    )


def _check_line_keys(items: tuple[OrderItem, ...]) -> None:
    seen = set()
    for index, item in enumerate(items):
        if item.line_key in seen:
            raise WireError(f'orderDetails.items[{index}].itemSequenceNumber', f'{item.sequence} stands twice')
        seen.add(item.line_key)


def read_quantity(quantity: Reader, like: Quantity | None = None, signed: bool = False) -> Quantity:
    """Return the quantity; a unit or case size that it does not state is that of the quantity it is `like`."""
    amount = quantity.integer('amount', required=True)
    unit = quantity.word('unitOfMeasure', QUANTITY_UNITS, expected=True) or (like.unit if like else 'Eaches')
    size = quantity.integer('unitSize', expected=unit == 'Cases') or None
    if size is None and like and like.unit == unit:
        size = like.unit_size
    for name, number in (('amount', 0 if signed else amount), ('unitSize', size or 0)):
        if number < 0:
            raise WireError(quantity.at(name), 'negative')
    # Any word is kept and noted elsewhere; of a quantity in an unknown unit nobody could say how many pieces it is.
    if unit not in QUANTITY_UNITS:
        raise WireError(quantity.at('unitOfMeasure'), f'a quantity in an unknown unit: {unit}')
    return Quantity(amount, unit, size)


def read_money(money: Reader | None) -> Money | None:
    if money is None:
        return None
    currency = money.text('currencyCode')
    if currency is not None and len(currency) != 3:
        raise WireError(money.at('currencyCode'), f'not a currency: {currency}')
    weight_unit = money.word('unitOfMeasure', WEIGHT_UNITS)
    if weight_unit is not None and weight_unit not in WEIGHT_UNITS:
        raise WireError(money.at('unitOfMeasure'), f'a price for an unknown unit: {weight_unit}')
    amount = money.decimal('amount')
    if amount is None and currency is None and weight_unit is None:
        return None
    return Money(amount, currency.upper() if currency else None, weight_unit)


def read_party(party: Reader | None) -> Party | None:
    if party is None:
        return None
    party_id = party.text('partyId', expected=True)
    if party_id is None:
        return None
    tax = party.child('taxInfo')
    return Party(
        party_id, _address(party.child('address')),
        tax.word('taxRegistrationType', TAX_TYPES, expected=True) if tax else None,
        tax.text('taxRegistrationNumber', expected=True) if tax else None)


def _address(address: Reader | None) -> Address | None:
    if address is None:
        return None
    return Address(
        name=address.text('name', expected=True),
        line1=address.text('addressLine1', expected=True),
        line2=address.text('addressLine2'),
        line3=address.text('addressLine3'),
        city=address.text('city'),
        county=address.text('county'),
        district=address.text('district'),
        state_or_region=address.text('stateOrRegion'),
        postal_code=address.text('postalCode'),
        country_code=address.text('countryCode', expected=True),
        phone=address.text('phone'),
    )


def _import_details(details: Reader | None) -> ImportDetails | None:
    if details is None:
        return None
    return ImportDetails(
        method_of_payment=details.word('methodOfPayment', FREIGHT_PAYMENTS),
        incoterm=details.word('internationalCommercialTerms', INCOTERMS),
        port_of_delivery=details.text('portOfDelivery'),
        containers=details.text('importContainers'),
        shipping_instructions=details.text('shippingInstructions'),
    )
