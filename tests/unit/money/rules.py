"""The class rules that we ship, read from the very file that Odoo loads."""
import csv

from acorn_vendor_connector.engine.classify import ClassRule, Rules
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
