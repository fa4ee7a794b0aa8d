"""Read what agreements (co-op) cost: the list of their invoices, and the report that backs one of them up."""
from __future__ import annotations

import re
from decimal import Decimal

from . import details, headings
from .amounts import NotANumber
from .cells import plain
from .layouts import AMOUNT, CODE, COUNT, CURRENCY, DATE, RATE, TEXT, Context, Field, Layout, Section
from .tables import Table

LIST = Section('list', (
    Field('number', CODE, details.INVOICE_NUMBER, required=True),
    Field('date', DATE, details.INVOICE_DATE),
    Field('due', DATE, details.DUE_DATE),
    Field('subject', TEXT, ('Agreement', 'Agreement ID', 'Agreement number', 'Agreement #')),
    Field('title', TEXT, ('Agreement title', 'Agreement name')),
    Field('funding', TEXT, ('Funding type', 'Funding'), required=True),
    Field('amount', AMOUNT, ('Billed amount', 'Amount billed', 'Total billed'), True, 'currency'),
    Field('currency', CURRENCY, details.CURRENCY),
    Field('vendor_code', CODE, details.VENDOR_CODE),
    Field('status', TEXT, ('Status', 'Invoice status')),
))
BACKUP = Section('backup', (
    Field('received', DATE, ('Receive date',)),
    Field('ordered', DATE, ('Order date',)),
    Field('shipped', DATE, ('Ship date',)),
    Field('returned', DATE, ('Return date',)),
    Field('costed', DATE, ('Cost date',)),
    Field('subject', TEXT, ('Transaction type',)),
    Field('quantity', COUNT, ('Quantity',)),
    Field('net_sales', AMOUNT, ('Net sales',), currency='sales_currency'),
    Field('sales_currency', CURRENCY, ('Net sales currency',)),
    Field('list_price', RATE, ('List price',)),
    Field('amount', AMOUNT, (
        'Rebate in agreement currency', 'Vendor funding in agreement currency', 'Rebate', 'Vendor funding',
    ), True, 'currency'),
    Field('currency', CURRENCY, ('Agreement currency', 'Rebate currency', 'Vendor funding currency')),
    Field('purchase_order', CODE, details.PURCHASE_ORDER),
    Field('asin', CODE, ('ASIN',), required=True),
    Field('upc', CODE, ('UPC',)),
    Field('external_id', CODE, ('EAN',)),
    Field('manufacturer', TEXT, ('Manufacturer',)),
    Field('distributor', TEXT, ('Distributor',)),
    Field('product_group', TEXT, ('Product group',)),
    Field('category', TEXT, ('Category',)),
    Field('subcategory', TEXT, ('Subcategory',)),
    Field('title', TEXT, ('Title',)),
    Field('description', TEXT, ('Product description',)),
    Field('coupon', CODE, ('Coupon code',)),
))

# The first of these that a row has is its date: when what it is about happened.
_DATES = ('Receive date', 'Ship date', 'Return date', 'Order date', 'Cost date')
# The report does not say which invoice it backs up; its sheet or a title does.
_NUMBER = re.compile(r'(?<!\d)\d{4}-\d{6,14}(?!\d)')


def documents_of_list(tables: tuple[Table, ...], context: Context) -> list[dict]:
    rows = [row for table in tables for row in details.rows_of(table, context, kind='agreement')]
    return details.document('agreements', rows)


def documents_of_backup(tables: tuple[Table, ...], context: Context) -> list[dict]:
    """Return a row for every line of the report; where its last row is no longer their sum, that is noted."""
    number = _number(tables, context)
    rows = []
    for table in tables:
        found = [_line(table, number, row) for row in details.rows_of(table, context, kind='agreement')]
        _check_total(table, found, context)
        rows += found
    return details.document('agreements', rows)


def name_of_backup(tables: tuple[Table, ...]) -> str:
    return 'backup_coupon' if any(table.has('coupon') for table in tables) else 'backup'


def _line(table: Table, number: str, row: dict) -> dict:
    extra = row.get('extra', {})
    line = {**row, **({'number': number} if number else {})}
    date = next((extra[name] for name in _DATES if name in extra), '')
    if date:
        line['date'] = date
    is_revised = 'revised' in headings.key(table.sheet)
    if is_revised:
        line['extra'] = {**extra, 'Sheet': table.sheet}
    item = details.joined(
        'revised' if is_revised else '', row.get('asin'), row.get('purchase_order'), date, extra.get('Coupon code'))
    if item:
        line['item'] = item
    return line


def _number(tables: tuple[Table, ...], context: Context) -> str:
    texts = [*(text for loose in context.loose for text in loose.texts), *(table.sheet for table in tables)]
    found = dict.fromkeys(match[0] for match in map(_NUMBER.search, texts) if match)
    # Two numbers, and nobody can say whose lines these are.
    return next(iter(found)) if len(found) == 1 else ''


def _check_total(table: Table, rows: list[dict], context: Context) -> None:
    """Note by how much a row of totals differs: the amount of the agreement is the last number in it."""
    total = plain(sum((row.get('amount', Decimal(0)) for row in rows), Decimal(0)))
    for loose in context.loose:
        if loose.sheet != table.sheet or headings.key(loose.texts[0]) not in headings.TOTALS:
            continue
        context.use(loose)
        read = (_amount(text, context) for text in loose.texts[1:])
        numbers = [number for number in read if number is not None]
        if numbers and total not in numbers:
            stated = numbers[-1]
            context.note(
                'total_row', sheet=loose.sheet, row=loose.row, stated=str(stated), total=str(total),
                difference=str(plain(stated - total)))


def _amount(text: str, context: Context) -> Decimal | None:
    try:
        return context.locale.number(text)
    except NotANumber:
        return None


LAYOUTS = (
    Layout('agreements', 'list', (LIST,), documents_of_list),
    Layout('agreements', name_of_backup, (BACKUP,), documents_of_backup),
)
