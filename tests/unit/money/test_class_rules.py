"""Rules about classes are dated data of an administrator."""
import csv
from datetime import date

import pytest

from acorn_vendor_connector.engine.classes import CLASSES
from acorn_vendor_connector.engine.classify import (
    FIELDS,
    SIGNS,
    ClassRule,
    Known,
    Rules,
    classify,
    normal,
)
from tests.unit.money.rules import FILE, PAID, RULES, SHIPPED, TAKEN, TODAY, line, rows, told


def test_every_shipped_rule_takes_its_own_example():
    for row, rule in zip(rows(), SHIPPED, strict=True):
        amount = PAID if rule.is_reversal or rule.line_class == 'invoice' else TAKEN
        kind = '' if rule.field == 'number' else row['example']
        facts = line(
            row['example'] if rule.field == 'number' else 'X-1', amount, type=kind if rule.field == 'type' else '',
            description=kind if rule.field == 'description' else '')
        found = classify(facts, RULES, Known(), TODAY)
        assert (row['id'], found.rule, found.is_sure) == (row['id'], rule.code, True)


def test_shipped_rules_are_well_formed():
    assert {row['line_class'] for row in rows()} <= set(CLASSES)
    assert {row['field'] for row in rows()} == set(FIELDS)
    assert {row['sign'] for row in rows()} <= set(SIGNS)
    assert len({row['id'] for row in rows()}) == len({row['sequence'] for row in rows()}) == len(rows())
    assert all(row['name'] and row['source'] and row['id'].startswith('class_rule_') for row in rows())
    with FILE.open(encoding='utf-8', newline='') as file:
        assert next(csv.reader(file)) == [
            'id', 'name', 'sequence', 'field', 'pattern', 'line_class', 'is_reversal', 'sign', 'valid_from', 'valid_to',
            'source', 'example']


@pytest.mark.parametrize(('text', 'line_class'), [
    ('1' * 40_000, 'unknown'), ('1SC' * 9000, 'shortage'), ('SCR' * 9000 + '!', 'unknown'), ('A ' * 20_000, 'unknown'),
    ('PROVISION FOR ' * 900, 'unknown'),
])
def test_no_shipped_rule_can_be_made_to_search_for_long(text, line_class):
    """A pattern that tries all ways to cut such a text would never come to an end."""
    for kind in ('', 'Others'):
        assert classify(line(text, type=kind, description=text), RULES, Known(), TODAY).line_class == line_class


def test_a_rule_counts_from_its_first_to_its_last_day():
    rule = ClassRule('new', 'agreement', False, 'number', 'HPA[0-9]+', valid_from=date(2026, 1, 1),
                     valid_to=date(2026, 12, 31))
    said = [told(line('HPA26'), Rules([rule]), on=day)[0] for day in (
        date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1))]
    assert said == ['unknown', 'agreement', 'agreement', 'unknown']


def test_the_first_rule_by_its_sequence_counts():
    first = ClassRule('first', 'return', False, 'number', 'HPA.*', sequence=5)
    second = ClassRule('second', 'agreement', False, 'number', 'HPA[0-9]+', sequence=7)
    assert classify(line('HPA26'), Rules([second, first]), Known(), TODAY).rule == 'first'


def test_a_rule_may_be_for_one_sign_only():
    rule = ClassRule('taken', 'agreement', False, 'number', 'HPA[0-9]+', sign='negative')
    assert told(line('HPA26', TAKEN), Rules([rule]))[0] == 'agreement'
    assert told(line('HPA26', PAID), Rules([rule])) == ('invoice', False, 'positive', True)


def test_a_rule_takes_a_whole_text_only():
    rule = ClassRule('part', 'agreement', False, 'number', 'HPA')
    assert told(line('XHPA1'), Rules([rule]))[0] == 'unknown'


def test_rules_see_texts_in_upper_case_without_stray_blanks_and_with_plain_dashes():
    assert normal('  coop –\xa0 Service\tagreement ') == 'COOP - SERVICE AGREEMENT'


def test_what_is_remembered_of_a_text_is_by_sign_and_day():
    rules = Rules([ClassRule('taken', 'agreement', False, 'description', 'MARKETING', sign='negative')])
    facts = [line('X', paid, description='Marketing') for paid in (TAKEN, PAID, TAKEN)]
    assert [told(each, rules)[0] for each in facts] == ['agreement', 'invoice', 'agreement']
