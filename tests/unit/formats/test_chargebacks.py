from decimal import Decimal

import pytest

from acorn_vendor_connector.formats.errors import Refused
from acorn_vendor_connector.formats.recognise import read
from tests.unit.formats.builders import csv_of

D = Decimal


def headings(centre='Fulfillment center'):
    return [
        'Issue ID', 'Financial charge', 'Quantity', 'Vendor code', 'Issue type', 'Creation date', 'Dispute By',
        'Charge Invoice #', 'Status', 'Purchase order #', 'Sub-type of the non-compliance', 'ASIN', centre]


def row(created='Jan 5, 2026', dispute_by='Feb 4, 2026', issue='88001', charge='$1,012.50', number='4401122VCBSINV'):
    return [
        issue, charge, '12', 'ACRN1', 'PO On-Time Accuracy', created, dispute_by, number, 'Charged', '4Z32PABC',
        'Overage PO Units', 'B000000001', 'PHX6']


READ = {
    'kind': 'chargeback', 'item': '88001', 'number': '4401122VCBSINV', 'amount': D('1012.5'), 'quantity': 12,
    'vendor_code': 'ACRN1', 'subject': 'PO On-Time Accuracy', 'date': '2026-01-05', 'dispute_by': '2026-02-04',
    'status': 'Charged', 'purchase_order': '4Z32PABC', 'asin': 'B000000001',
    'extra': {'Sub-type of the non-compliance': 'Overage PO Units', 'Fulfillment center': 'PHX6'},
}


@pytest.mark.parametrize(('layout', 'centre', 'created', 'dispute_by', 'charge'), [
    ('us', 'Fulfillment center', 'Jan 5, 2026', 'Feb 4, 2026', '$1,012.50'),
    ('uk', 'Fulfilment centre', '05-Jan-2026', '04-Feb-2026', '£1,012.50'),
    ('us', 'Fulfillment center', '05-Jan-2026', '04-Feb-2026', '1.012,50 €'),
    ('uk', 'Fulfilment centre', '05/01/2026', '04/02/2026', 'A$1,012.50'),
])
def test_chargebacks_of_every_country_are_the_same(layout, centre, created, dispute_by, charge):
    # One day above 12 tells in which order the days and months of the whole file are.
    other = ['13-Jan-2026', '14-Feb-2026'] if '-' in created else ['13/01/2026', '14/02/2026']
    rows = [row(created, dispute_by, charge=charge)]
    if created[0].isdigit():
        rows.append(row(*other, issue='88002', charge='1'))
    reading = read(csv_of([headings(centre), *rows]))
    assert (reading.kind, reading.layout) == ('chargebacks', layout)
    assert (reading.questions, reading.unknown_headings) == ((), ())
    assert min(reading.documents[0]['rows'], key=lambda found: found['item']) == READ


def test_several_issues_of_one_invoice_are_told_apart_by_their_id():
    rows = [row(), row(issue='88002')]
    found = read(csv_of([headings(), *rows])).documents[0]['rows']
    assert [(each['number'], each['item']) for each in found] == [
        ('4401122VCBSINV', '88001'), ('4401122VCBSINV', '88002')]


def test_an_issue_that_is_not_charged_yet_has_no_number():
    found, = read(csv_of([headings(), row(number='')])).documents[0]['rows']
    assert 'number' not in found


def test_blanks_marks_and_trailing_columns_do_not_matter():
    dirty = [
        [], ['Operational performance'], [f'\u200b{text} ' for text in headings()] + ['', ''],
        [f' {text}\u00a0' for text in row()] + ['', '']]
    reading = read(csv_of(dirty, encoding='utf-8-sig'))
    assert reading.documents[0]['rows'] == [READ]


def test_a_charge_that_is_no_amount_is_refused_with_its_place():
    with pytest.raises(Refused) as refused:
        read(csv_of([headings(), row(), row(charge='waived')]))
    params = refused.value.params
    assert (refused.value.code, params['row'], params['heading'], params['value']) == (
        'not_a_number', 3, 'Financial charge', 'waived')
