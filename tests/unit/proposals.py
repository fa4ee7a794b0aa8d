"""Orders to be answered, and the books of a warehouse, as the tests of proposals write them down."""
from datetime import datetime, timedelta, timezone
from decimal import Decimal

from acorn_vendor_connector.engine.dates import Span, order_dates
from acorn_vendor_connector.engine.pricing import LinePrice
from acorn_vendor_connector.engine.promising import Ledger, Supply
from acorn_vendor_connector.engine.proposing import Asked, Known, Policy, propose
from acorn_vendor_connector.spapi.vendor_orders import Money, Order, OrderItem, Party, Quantity

D = Decimal
KETTLE, PAN = ('kettle', 'Hamburg'), ('pan', 'Hamburg')
NO_STOCK = 'TemporarilyUnavailable'


def day(number, hour=0):
    """Return a moment so many days after 1 December 2026."""
    return datetime(2026, 12, 1, hour, tzinfo=timezone.utc) + timedelta(days=number)


NOW = day(0, 12)


def window(first, last, kind='ship', transit=0):
    span = Span(day(first), day(last))
    return order_dates(span if kind == 'ship' else None, span if kind != 'ship' else None, 'UTC', transit)


WINDOW = window(5, 7)


def end_of(number):
    return day(number + 1) - timedelta(seconds=1)


def item(amount=10, unit='Eaches', size=None, backorder=True, sequence='1', cost='2.50'):
    return OrderItem(
        sequence, Quantity(amount, unit, size), f'B{sequence}', None, backorder,
        Money(D(cost), 'EUR') if cost else None)


def known(**more):
    return Known(**{'state': 'sellable', 'goods': KETTLE, 'price': LinePrice(D('2.50'), D('2.50'), D('2.50')), **more})


def asked(*items, number='ORDER1', policy='free', line=None, lines=None, dates=WINDOW, **more):
    items = items or (item(),)
    policy = policy if isinstance(policy, Policy) else Policy(policy)
    order = Order(
        number, 'New', True, ordered_at=more.pop('ordered_at', day(0)), selling_party=Party('ACORN'), items=items,
        content_changed_at=more.pop('changed_at', None))
    lines = lines or {each.line_key: line or known() for each in items}
    return Asked(number, order, policy, lines, dates, 'UTC', **more)


def ledger(pieces=0, supplies=(), demands=()):
    return Ledger({KETTLE: pieces}, [Supply(KETTLE, at, many) for at, many in supplies], demands)


def parts(proposal, line=0):
    """Return (A 6, B 3, R 1 …) of a line."""
    return ' '.join(f'{part.code[0]}{part.quantity}' for part in proposal.answer.items[line].parts)


def propose_one(question, books=None):
    proposal, = propose([question], books or ledger(), NOW)
    return proposal


def looks(proposal):
    return [look.code for look in proposal.looks]
