"""Build lines and invoices for the tests of money: amounts as text, US dollars, one company."""
from datetime import date
from decimal import Decimal

from acorn_vendor_connector.engine.candidates import CODES, Candidates, Invoice, MatchRule
from acorn_vendor_connector.engine.classes import INVOICE
from acorn_vendor_connector.engine.classify import Known, LineFacts, classify
from acorn_vendor_connector.engine.matching import match
from acorn_vendor_connector.engine.numbers import canonical
from tests.unit.money.rules import RULES

TODAY = date(2026, 3, 31)
AMOUNTS = ('invoice_amount', 'withholding', 'discount', 'paid', 'remaining')


def facts(number='', paid='0', line_id=1, **more):
    """Return a line of Amazon's."""
    values = {'currency': 'USD', 'date': TODAY, **more, 'paid': paid}
    return LineFacts(
        line_id, number=number,
        **{name: Decimal(value) if name in AMOUNTS and value is not None else value for name, value in values.items()})


def invoice(invoice_id, number, total, orders=(), **more):
    """Return an invoice of ours."""
    values = {'company_id': 1, 'currency': 'USD', 'date': TODAY, **more}
    return Invoice(
        invoice_id, canonical(number), total=Decimal(total), purchase_orders=frozenset(orders),
        **{name: Decimal(value) if name in ('allocated', 'proposed') else value for name, value in values.items()})


def candidates(*invoices, aliases=None):
    """Return invoices by all that they can be looked up by, as the models do."""
    found = {'by_key': {}, 'by_order': {}}
    for each in invoices:
        for name, keys in (('by_key', [each.key]), ('by_order', each.purchase_orders)):
            for key in keys:
                found[name][key] = (*found[name].get(key, ()), each)
    return Candidates(**found, by_alias={canonical(name): (each,) for name, each in (aliases or {}).items()})


def known(*invoices, aliases=None):
    """Return what is known of the numbers of these invoices."""
    return Known(
        register=frozenset(each.key for each in invoices),
        credit_notes=frozenset(each.key for each in invoices if each.total < 0),
        aliases=frozenset(map(canonical, aliases or ())))


def settings(**changes):
    """Return every rule in its order, allowed to post; `exact={'write_off': …}` changes one, None switches it off."""
    rules = {}
    for sequence, code in enumerate(CODES):
        values = changes.get(code, {})
        if values is not None:
            rules[code] = MatchRule(code, values.get('sequence', sequence), **{
                name: value for name, value in values.items() if name != 'sequence'})
    return rules


def classified(lines, *invoices, aliases=None):
    """Return lines with what they are."""
    numbers = known(*invoices, aliases=aliases)
    return [(each, classify(each, RULES, numbers, TODAY)) for each in lines]


def is_invoice(line):
    return line[1].line_class == INVOICE


def run(lines, invoices, rules=None, aliases=None):
    lines = classified(lines, *invoices, aliases=aliases)
    return match(lines, candidates(*invoices, aliases=aliases), rules or settings())


def told(lines, invoices, rules=None, aliases=None):
    """Return (rule, allocations, permission, question) of every line."""
    return [
        (each.rule, dict(each.allocations), each.permission, each.question and each.question.code)
        for each in run(lines, invoices, rules, aliases)]


def one(line, *invoices, rules=None, aliases=None):
    return told([line], invoices, rules, aliases)[0]


# The invoices of one purchase order.
PO = '4XQ7T2AB'
ORDERED = invoice(7, 'INV7', '100', [PO])
PARTS = tuple(invoice(each, f'INV{each}', total, [PO]) for each, total in (
    (1, '1010.37'), (2, '2020.53'), (3, '4041.19'), (4, '8082.61')))
