"""The class rules that we ship, read from the very file that Odoo loads, and lines to try them on."""
import csv
from datetime import date
from decimal import Decimal

from acorn_vendor_connector.engine.classify import ClassRule, Known, LineFacts, Rules, classify
from tests.unit.conftest import ADDON

FILE = ADDON / 'data' / 'amazon.vendor.class.rule.csv'


def rows():
    with FILE.open(encoding='utf-8', newline='') as file:
        return list(csv.DictReader(file))


def rule(row):
    assert row['valid_from'] == row['valid_to'] == ''
    return ClassRule(
        code=row['id'].removeprefix('class_rule_'), line_class=row['line_class'],
        is_reversal={'True': True, 'False': False}[row['is_reversal']], field=row['field'], pattern=row['pattern'],
        sign=row['sign'], sequence=int(row['sequence']))


SHIPPED = tuple(rule(row) for row in rows())
RULES = Rules(SHIPPED)

TODAY = date(2026, 3, 31)
# What Amazon takes is negative, what it pays or gives back positive.
TAKEN, PAID = Decimal('-12.50'), Decimal('12.50')


def line(number='', paid=TAKEN, **more):
    return LineFacts(1, number=number, paid=paid, **more)


def told(facts, rules=RULES, on=TODAY, **known):
    """Return (class, reversal, what said so, sure)."""
    found = classify(facts, rules, Known(**known), on)
    return found.line_class, found.is_reversal, found.evidence['source'], found.is_sure
