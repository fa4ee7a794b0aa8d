"""Read Vendor Central's workbook of PO items as the purchase orders that the API would give: for when it is down.

A row is a line. What Amazon accepted, received or expects is no part of an order and is left out.
"""
from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal

from ..spapi.wire import MAX_INTEGER, instant_text
from . import content, details, headings
from .cells import plain
from .errors import Refused, shortened
from .layouts import CODE, COUNT, CURRENCY, DATE, RATE, TEXT, Context, Field, Layout, Section
from .locales import Place
from .tables import Table

STATES = {
    'new': 'New', 'unconfirmed': 'New', 'acknowledged': 'Acknowledged', 'confirmed': 'Acknowledged',
    'closed': 'Closed',
}

SECTION = Section('items', (
    Field('number', CODE, details.PURCHASE_ORDER, required=True),
    Field('vendor_code', CODE, details.VENDOR_CODE, required=True),
    Field('ordered', DATE, ('Order date', 'Ordered on', 'PO date')),
    Field('state', TEXT, ('Status', 'PO status')),
    Field('ship_to', TEXT, ('Ship to location', 'Ship-to location', 'Ship to', 'Warehouse')),
    Field('asin', CODE, ('ASIN',), required=True),
    Field('external', CODE, ('External ID',)),
    Field('external_type', TEXT, ('External ID type',)),
    Field('model', TEXT, ('Model number',)),
    Field('title', TEXT, ('Title', 'Product name')),
    Field('availability', TEXT, ('Availability', 'Availability status')),
    Field('terms', TEXT, ('Freight terms',)),
    Field('window_type', TEXT, ('Window type',)),
    Field('start', DATE, ('Window start', 'Window start date')),
    Field('end', DATE, ('Window end', 'Window end date')),
    Field('hand_off_start', DATE, ('Hand-off start', 'Hand-off start date')),
    Field('hand_off_end', DATE, ('Hand-off end', 'Hand-off end date')),
    Field('expected', DATE, ('Expected date',)),
    Field('quantity', COUNT, (
        'Quantity requested', 'Requested quantity', 'Quantity ordered', 'Ordered quantity'), required=True),
    Field('accepted', COUNT, ('Accepted quantity', 'Quantity accepted')),
    Field('received', COUNT, ('Quantity received', 'Received quantity')),
    Field('outstanding', COUNT, ('Quantity outstanding', 'Outstanding quantity')),
    Field('unit_cost', RATE, ('Unit cost', 'Cost'), False, 'currency'),
    Field('case_cost', RATE, ('Case cost',), False, 'currency'),
    Field('case_size', COUNT, ('Case size',)),
    # Amazon leaves the heading of the currency empty.
    Field('currency', CURRENCY, (
        'Currency', 'Currency code', 'Cost currency', 'after Unit cost', 'after Case size', 'after Case cost',
        'after Cost', 'after Total cost')),
    Field('total', RATE, ('Total cost',), False, 'currency'),
))

# As many as a cost per piece needs so that a case comes out to a hundredth of a cent.
PLACES_OF_PIECE, PLACES_OF_CASE = 10, 4
_PLACE = re.compile(r'([A-Z0-9]{3,6})(?:\s*[-–,(/].*)?')


def name_of(tables: tuple[Table, ...]) -> str:
    return 'v2' if any(table.has('ordered') for table in tables) else 'v1'


def documents(tables: tuple[Table, ...], context: Context) -> list[dict]:
    """Return one order of the Vendor Orders API per PO.

    V1 does not say when an order was placed, which is noted: see `as_of`.
    """
    orders: dict[str, list[_Row]] = {}
    for table in tables:
        for where, values in table.records(context):
            if 'number' not in values:
                raise _broken(where, 'PO')
            orders.setdefault(values['number'], []).append(_Row(where, values))
    undated = [number for number, rows in orders.items() if not any('ordered' in row.values for row in rows)]
    if undated:
        context.note('no_order_date', count=len(undated), number=min(undated))
    return content.ordered(_order(number, rows) for number, rows in orders.items())


def as_of(order: dict, moment: datetime, cost_basis: str = 'each') -> dict:
    """Return the order as the API would state it to this vendor code: with its date, and costs on its basis.

    V1 does not say when an order was placed. The moment at which it was imported is what then counts: what it shows is
    as of that, and whatever Amazon changes later is news. `cost_basis` 'case': the API gives what a case costs.
    """
    found = dict(order['orderDetails'])
    found.setdefault('purchaseOrderDate', instant_text(moment))
    if cost_basis == 'case':
        found['items'] = [_per_case(item) for item in found['items']]
    return {**order, 'orderDetails': found}


def _per_case(item: dict) -> dict:
    size, cost = item['orderedQuantity'].get('unitSize', 1), item.get('netCost')
    if size == 1 or cost is None:
        return item
    amount = round(Decimal(cost['amount']) * size, PLACES_OF_CASE)
    return {**item, 'netCost': {**cost, 'amount': f'{plain(amount):f}'}}


class _Row:
    """One line of an order, and where it stands."""

    def __init__(self, where: Place, values: dict):
        self.where = where
        self.values = values

    @property
    def order_key(self) -> tuple[str, ...]:
        known = (self.values.get(name, '') for name in ('asin', 'external', 'model'))
        return (*known, content.spelled(self.values))

    def refuse(self, name: str) -> Refused:
        heading = SECTION.by_name[name].headings[0]
        value = shortened(self.values.get(name, ''))
        return Refused('not_a_number', sheet=self.where.sheet, row=self.where.row, heading=heading, value=value)

    def item(self, sequence: int) -> dict:
        item = {'itemSequenceNumber': str(sequence)}
        if not (self.values.get('asin') or self.values.get('external')):
            raise _broken(self.where, 'ASIN')
        for field, name in (('asin', 'amazonProductIdentifier'), ('external', 'vendorProductIdentifier')):
            if self.values.get(field):
                item[name] = self.values[field]
        item['orderedQuantity'] = self._quantity()
        if 'case_cost' in self.values or 'unit_cost' in self.values:
            item['netCost'] = self._money(item['orderedQuantity'].get('unitSize', 1))
        return item

    def _quantity(self) -> dict:
        quantity = {'amount': self._count('quantity', 0), 'unitOfMeasure': 'Eaches'}
        if 'case_cost' in self.values:
            # Of a case of unknown size nobody could say how many pieces it is.
            size = self._count('case_size', 1)
            if size > 1:
                quantity |= {'unitOfMeasure': 'Cases', 'unitSize': size}
        return quantity

    def _count(self, name: str, least: int) -> int:
        number = self.values.get(name)
        if not isinstance(number, int) or not least <= number <= MAX_INTEGER:
            raise self.refuse(name)
        return number

    def _money(self, size: int) -> dict:
        """Return what one piece costs: so the API's model defines a cost, of cases as well."""
        name = 'case_cost' if 'case_cost' in self.values else 'unit_cost'
        cost = self.values[name]
        if cost < 0:
            raise self.refuse(name)
        if size > 1:
            cost = plain(round(Decimal(cost) / size, PLACES_OF_PIECE))
        currency = self.values.get('currency')
        if currency and len(currency) != 3:
            raise _broken(self.where, 'Currency', currency)
        return {**({'currencyCode': currency} if currency else {}), 'amount': f'{cost:f}'}

    @property
    def is_shipped_by_amazon(self) -> bool:
        """Tell whether the window is that of handing over: Amazon's carrier comes, or the type says so."""
        if 'hand_off_start' in self.values:
            return True
        kind = headings.key(self.values.get('window_type', ''))
        if kind:
            return 'ship' in kind or 'hand' in kind or 'pick' in kind
        return 'collect' in headings.key(self.values.get('terms', ''))


def _broken(where: Place, heading: str, value: str = '') -> Refused:
    what = f'{where.row}, {heading}: {value}' if value else f'{where.row}, {heading}'
    return Refused('broken', what=shortened(what), sheet=where.sheet, row=where.row)


def _order(number: str, rows: list[_Row]) -> dict:
    rows = sorted(rows, key=lambda row: row.order_key)
    order = {'purchaseOrderNumber': number}
    state = STATES.get(headings.key(_only(rows, 'state')))
    if state:
        order['purchaseOrderState'] = state
    found = {}
    ordered = min((row.values['ordered'] for row in rows if 'ordered' in row.values), default='')
    if ordered:
        found['purchaseOrderDate'] = _moment(ordered)
    found['sellingParty'] = {'partyId': _only(rows, 'vendor_code')}
    place = _PLACE.fullmatch(_only(rows, 'ship_to'))
    if place or _only(rows, 'ship_to'):
        found['shipToParty'] = {'partyId': place[1] if place else _only(rows, 'ship_to')}
    found |= _window(rows)
    found['items'] = [row.item(sequence) for sequence, row in enumerate(rows, 1)]
    return {**order, 'orderDetails': found}


def _only(rows: list[_Row], name: str) -> str:
    """Return what all rows of an order say, or the sheet contradicts itself."""
    texts = {row.values[name]: row for row in rows if name in row.values}
    if len(texts) > 1:
        row = list(texts.values())[1]
        raise _broken(row.where, SECTION.by_name[name].headings[0], ' / '.join(sorted(texts)))
    return next(iter(texts), '')


def _window(rows: list[_Row]) -> dict:
    """Return the window that covers those of all lines."""
    starts, ends = ([
        row.values[name] for row in rows for name in names if name in row.values
    ] for names in (('start', 'hand_off_start'), ('end', 'hand_off_end')))
    if not starts or not ends:
        return {}
    start, end = min(starts), max(ends)
    if end < start:
        raise Refused(
            'not_a_date', sheet=rows[0].where.sheet, row=rows[0].where.row, heading='Window end', value=end)
    name = 'shipWindow' if any(row.is_shipped_by_amazon for row in rows) else 'deliveryWindow'
    return {name: f'{_moment(start)}--{_moment(end)}'}


def _moment(day: str) -> str:
    return f'{day}T00:00:00Z'


LAYOUTS = (Layout('purchase_orders', name_of, (SECTION,), documents),)
