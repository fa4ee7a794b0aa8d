from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acorn_vendor_connector.formats.errors import Refused
from acorn_vendor_connector.formats.reading import Choices
from acorn_vendor_connector.formats.recognise import read
from tests.unit.formats.builders import csv_of, xlsx_of

D = Decimal
TITLE = ['Your payables – ready for deduction']
HEADINGS = [
    'Vendor code', 'Transaction number', 'Transaction date', 'Type', 'Invoice amount', 'Deducted amount', 'Balance', '']
ROWS = [
    ['ACRN1', '4401122VCBSINV', date(2026, 1, 31), 'Chargeback', D('1250.50'), D('250.50'), D('1000.00'), ''],
    ['ACRN2', '365942281678551', date(2026, 2, 14), 'Product Returns', D('88.10'), D('0.00'), D('88.10'), ''],
    ['ACRN1', '6268-1493883845', date(2026, 2, 15), 'Contra COGS', D('40.00'), D('40.00'), D('0.00'), ''],
    ['ACRN1', 'X9', date(2026, 2, 15), 'Something new', D('1.00'), D('1.00'), D('0.00'), ''],
]
READ = [
    {'kind': 'agreement', 'number': '6268-1493883845', 'date': '2026-02-15', 'subject': 'Contra COGS',
     'vendor_code': 'ACRN1', 'amount': D(40), 'deducted': D(40), 'balance': D(0)},
    {'kind': 'chargeback', 'number': '4401122VCBSINV', 'date': '2026-01-31', 'subject': 'Chargeback',
     'vendor_code': 'ACRN1', 'amount': D('1250.5'), 'deducted': D('250.5'), 'balance': D(1000)},
    {'kind': 'deduction', 'number': 'X9', 'date': '2026-02-15', 'subject': 'Something new', 'vendor_code': 'ACRN1',
     'amount': D(1), 'deducted': D(1), 'balance': D(0)},
    {'kind': 'return', 'number': '365942281678551', 'date': '2026-02-14', 'subject': 'Product Returns',
     'vendor_code': 'ACRN2', 'amount': D('88.1'), 'deducted': D(0), 'balance': D('88.1')},
]


def sheet(rows=ROWS, headings=HEADINGS, title=TITLE):
    return [title, [], headings, *rows]


def by_kind(reading):
    document, = reading.documents
    assert (document['type'], document['kind'], reading.kind) == ('details', 'deductions', 'deductions')
    return sorted(document['rows'], key=lambda row: row['kind'])


@pytest.mark.parametrize('locale', ['us', 'uk', 'de', 'iso'])
@pytest.mark.parametrize(('delimiter', 'encoding'), [(',', 'utf-8-sig'), (';', 'utf-16'), ('\t', 'utf-8')])
def test_what_is_to_be_deducted_is_read_in_every_locale(locale, delimiter, encoding):
    reading = read(csv_of(sheet(), locale, delimiter, encoding))
    assert by_kind(reading) == READ
    assert (reading.layout, reading.questions, reading.unknown_headings) == ('ready_for_deduction', (), ())


def test_the_same_list_in_another_wrapping_has_the_same_digest():
    assert read(xlsx_of(sheet(ROWS[::-1]))).digest == read(csv_of(sheet(), 'de', ';')).digest


def test_a_column_that_nobody_knows_is_kept_and_shown():
    rows = [[*row[:-1], f'note {index}'] for index, row in enumerate(ROWS[:1])]
    reading = read(csv_of(sheet(rows, [*HEADINGS[:-1], 'Remark'])))
    assert by_kind(reading)[0]['extra'] == {'Remark': 'note 0'}
    assert [(heading.text, heading.sample) for heading in reading.unknown_headings] == [('Remark', 'note 0')]


def test_a_title_may_say_who_is_paid():
    reading = read(csv_of([['Payee: ACRNU'], *sheet(ROWS[:1])]))
    assert by_kind(reading)[0]['payee'] == 'ACRNU'


def test_equal_rows_stay_apart():
    rows = read(csv_of(sheet([ROWS[0], ROWS[0], ROWS[0]]))).documents[0]['rows']
    assert sorted(row.get('item', '') for row in rows) == ['', '#2', '#3']


def test_a_row_of_totals_is_no_deduction():
    total = ['Total', '', '', '', D('1379.60'), D('291.50'), D('1088.10'), '']
    reading = read(csv_of(sheet([*ROWS, total])))
    assert by_kind(reading) == READ
    assert [note.code for note in reading.notes] == ['loose_row']


def test_dates_that_could_be_either_are_asked_for():
    rows = [['ACRN1', '1VCBSINV', '03/04/2026', 'Chargeback', '1.00', '1.00', '0.00', '']]
    question, = read(csv_of(sheet(rows))).questions
    assert (question.code, question.options) == ('date_order', ('dmy', 'mdy'))
    answered = read(csv_of(sheet(rows)), Choices(date_order='dmy'))
    assert by_kind(answered)[0]['date'] == '2026-04-03'


def test_an_amount_that_is_none_is_refused_with_its_place():
    rows = [[*ROWS[0][:4], 'to be agreed', *ROWS[0][5:]]]
    with pytest.raises(Refused) as refused:
        read(csv_of(sheet(rows)))
    assert refused.value.code == 'not_a_number'
    assert (refused.value.params['row'], refused.value.params['heading'], refused.value.params['value']) == (
        4, 'Invoice amount', 'to be agreed')


AMOUNTS = st.decimals(min_value=-10**9, max_value=10**9, places=2)


@given(st.lists(st.tuples(AMOUNTS, AMOUNTS), min_size=1, max_size=8), st.sampled_from(['us', 'de', 'fr', 'ch', 'iso']))
def test_amounts_are_those_that_were_written_in_every_locale(amounts, locale):
    # The first row cannot be read with the other decimal mark, so the file says how it writes amounts.
    rows = [[*ROWS[0][:4], D('1234567.89'), D('0.10'), D('0.10'), '']]
    rows += [['ACRN1', f'{index}VCBSINV', date(2026, 1, 31), 'Chargeback', billed, taken, billed - taken, '']
             for index, (billed, taken) in enumerate(amounts)]
    document, = read(csv_of(sheet(rows), locale, ';')).documents
    found = {row['number']: (row['amount'], row['deducted'], row['balance']) for row in document['rows']}
    assert {number: found[number] for number in found if number != '4401122VCBSINV'} == {
        f'{index}VCBSINV': (billed, taken, billed - taken) for index, (billed, taken) in enumerate(amounts)}
