"""Remittances as accountants get them: two sections, every heading, every locale, every container."""
import io
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acorn_vendor_connector.formats.errors import Refused
from acorn_vendor_connector.formats.reading import Choices
from acorn_vendor_connector.formats.recognise import read

from .builders import (
    EU_HEADINGS,
    LOCALES,
    PAYMENT_HEADINGS,
    TYPE_HEADINGS,
    csv_of,
    html_of,
    line,
    payment,
    remittance,
    xls_of,
    xlsx_of,
    zip_of,
)

PAYMENT = {
    'number': '412233', 'date': '2026-03-14', 'currency': 'USD', 'amount': Decimal('882'), 'invoice_currency': 'USD',
    'invoice_amount': Decimal('882'), 'exchange_rate': Decimal('1'), 'type': 'EFT', 'status': 'Paid',
}
LINE = {
    'number': 'INV-1', 'date': '2026-01-31', 'description': 'Goods', 'currency': 'USD',
    'invoice_amount': Decimal('900'), 'withholding': Decimal('0'), 'discount': Decimal('18'), 'paid': Decimal('882'),
    'remaining': Decimal('0'),
}


def only(reading):
    assert reading.questions == ()
    assert len(reading.documents) == 1
    return reading.documents[0]


def refused(body, choices=None):
    with pytest.raises(Refused) as error:
        read(body, choices)
    return error.value


# Layouts

def test_a_remittance_says_what_was_paid_and_for_which_invoices():
    reading = read(xlsx_of(remittance()))
    assert (reading.kind, reading.layout) == ('remittance', 'us')
    assert only(reading) == {'type': 'remittance', 'payment': PAYMENT, 'lines': [LINE]}


def test_europe_calls_what_was_paid_the_net_amount():
    reading = read(xlsx_of(remittance(headings=EU_HEADINGS)))
    assert reading.layout == 'eu'
    assert only(reading)['lines'] == [LINE]


def test_newer_remittances_say_the_type_and_the_original_invoice():
    row = ['412233', 'INV-1SC', date(2026, 1, 31), 'Financial Debit Note Invoice', 'Quantity shortage', 'PO 4X7',
           'INV-1', Decimal('-50.00'), 'INR', Decimal(0), Decimal(0), Decimal('-50.00'), Decimal(0)]
    reading = read(xlsx_of(remittance(lines=[row], headings=TYPE_HEADINGS)))
    assert reading.layout == 'transaction_types'
    assert only(reading)['lines'] == [{
        'number': 'INV-1SC', 'date': '2026-01-31', 'type': 'Financial Debit Note Invoice',
        'description': 'Quantity shortage', 'reference': 'PO 4X7', 'original_number': 'INV-1', 'currency': 'INR',
        'invoice_amount': Decimal('-50'), 'withholding': Decimal('0'), 'discount': Decimal('0'), 'paid': Decimal('-50'),
        'remaining': Decimal('0'),
    }]


def test_german_headings_are_known():
    rows = remittance(headings=(
        'Zahlungsnummer', 'Rechnungsnummer', 'Rechnungsdatum', 'Beschreibung', 'Rechnungsbetrag', 'Rechnungswährung',
        'Einbehaltener Betrag', 'In Anspruch genommenes Skonto', 'Gezahlter Nettobetrag', 'Restbetrag'))
    rows[0] = ['Zahlungsnummer', 'Zahlungsdatum', 'Rechnungswährung', 'Betrag in Rechnungswährung', 'Zahlungswährung',
               'Betrag in Zahlungswährung', 'Wechselkurs', 'Zahlungsart', 'Zahlungsstatus', 'Stornierungsgrund']
    reading = read(csv_of(rows, 'de', ';'))
    assert reading.layout == 'eu'
    assert only(reading) == {'type': 'remittance', 'payment': PAYMENT, 'lines': [LINE]}


def test_lines_without_the_section_of_payments_only_know_the_number():
    rows = remittance()[3:]
    assert only(read(xlsx_of(rows))) == {'type': 'remittance', 'payment': {'number': '412233'}, 'lines': [LINE]}


def test_a_payment_without_lines_is_kept():
    reading = read(xlsx_of(remittance(payments=[payment(), payment('999', amount='0.00')])))
    assert [(each['payment']['number'], len(each['lines'])) for each in reading.documents] == [
        ('412233', 1), ('999', 0)]


def test_a_voided_payment_says_why():
    document = only(read(xlsx_of(remittance(payments=[payment(status='Voided', void='Wrong bank account')]))))
    assert (document['payment']['status'], document['payment']['void_reason']) == ('Voided', 'Wrong bank account')


def test_a_payment_in_another_currency_says_its_rate():
    row = ['412233', date(2026, 3, 14), 'CAD', Decimal('1200.00'), 'USD', Decimal('882.00'), Decimal('0.735'), 'EFT',
           'Paid', '']
    paid = only(read(xlsx_of(remittance(payments=[row]))))['payment']
    assert paid == {
        **PAYMENT, 'invoice_currency': 'CAD', 'invoice_amount': Decimal('1200'), 'exchange_rate': Decimal('0.735')}


def test_the_sections_may_stand_in_sheets_of_their_own():
    rows = remittance()
    book = openpyxl.load_workbook(io.BytesIO(xlsx_of(rows[:2])))
    lines = book.create_sheet('Invoices')
    for row in rows[4:]:
        lines.append(row)
    out = io.BytesIO()
    book.save(out)
    assert read(out.getvalue()).digest == read(xlsx_of(rows)).digest


# What stands around the lists

def test_titles_blanks_and_invisible_characters_do_not_matter():
    rows = remittance()
    rows[0] = ['\ufeffPayment\u00a0Number ', *(f'\u200b {each}' for each in PAYMENT_HEADINGS[1:])]
    rows[1][0] = ' 412233\u200e'
    rows = [['Remittance payments'], [], ['Created on 14 March 2026'], *rows]
    rows = [[*row, '', ''] for row in rows]
    assert read(xlsx_of(rows)).digest == read(xlsx_of(remittance())).digest
    assert read(csv_of(rows, encoding='utf-8-sig')).digest == read(xlsx_of(remittance())).digest


def test_the_payee_of_a_title_row_is_understood():
    for title in (['Payee: ACRNU'], ['Payee code', 'ACRNU']):
        assert only(read(xlsx_of([title, *remittance()])))['payee'] == 'ACRNU'


def test_a_column_may_say_the_payee():
    rows = remittance(payments=[[*payment(), 'ACRNU'], [*payment('999'), 'ACRND']])
    rows[0].append('Payee code')
    reading = read(xlsx_of(rows))
    assert [(each['payment']['number'], each['payee']) for each in sorted(
        reading.documents, key=lambda each: each['payment']['number'])] == [('412233', 'ACRNU'), ('999', 'ACRND')]


def test_two_remittances_one_below_the_other_keep_their_payees():
    rows = [['Payee: ACRNU'], *remittance(), [], ['Payee: ACRND'],
            *remittance(payments=[payment('999')], lines=[line(payment='999')])]
    payees = {each['payment']['number']: each['payee'] for each in read(xlsx_of(rows)).documents}
    assert payees == {'412233': 'ACRNU', '999': 'ACRND'}


def test_headings_repeated_on_every_page_are_no_lines():
    rows = remittance(lines=[line(), line('INV-2')])
    rows.insert(-1, list(rows[4]))
    assert [each['number'] for each in only(read(csv_of(rows)))['lines']] == ['INV-1', 'INV-2']


def test_a_sum_below_the_lines_is_no_line():
    rows = [*remittance(), ['Total', '', '', '', '', '', '', '', Decimal('882.00'), '']]
    reading = read(csv_of(rows))
    assert [each['number'] for each in only(reading)['lines']] == ['INV-1']
    assert [note.code for note in reading.notes] == ['loose_row']


@pytest.mark.parametrize('warning', [
    [['Payment Number', '412233, 999']],
    [['Payment Number: 412233, 999']],
    [['Some invoices are hidden because their vendor code is not set up.'], ['Payment Number'], ['412233,999']],
    [['Payment Numbers', '412233; 999', 'Lines of these payments are hidden']],
])
def test_payments_whose_lines_are_hidden_are_told(warning):
    rows = remittance(payments=[payment(), payment('999'), payment('1000')], lines=[line(), line(payment='1000')])
    for place in (3, len(rows)):
        reading = read(xlsx_of([*rows[:place], *warning, *rows[place:]]))
        hidden = {each['payment']['number'] for each in reading.documents if each.get('hidden')}
        assert hidden == {'412233', '999'}
        assert [note.code for note in reading.notes] == ['hidden_lines']


def test_unknown_columns_are_kept_and_shown():
    rows = remittance()
    rows[4].insert(2, 'Amazon Internal Reference')
    rows[5].insert(2, 'AIR-77')
    reading = read(xlsx_of(rows))
    assert only(reading)['lines'] == [{**LINE, 'extra': {'Amazon Internal Reference': 'AIR-77'}}]
    assert [(each.key, each.text, each.sample) for each in reading.unknown_headings] == [
        ('amazon internal reference', 'Amazon Internal Reference', 'AIR-77')]


def test_several_vendor_codes_in_one_file_stay_with_their_lines():
    rows = remittance(lines=[[*line(), 'ACRN1'], [*line('INV-2'), 'ACRN2']])
    rows[4].append('Vendor Code')
    assert [each['vendor_code'] for each in only(read(xlsx_of(rows)))['lines']] == ['ACRN1', 'ACRN2']


# Numbers of invoices

def test_an_invoice_number_that_excel_took_for_a_quantity_is_a_number_again():
    reading = read(xlsx_of(remittance(lines=[line(12345), line(12346.0), line('12347.0')])))
    assert [each['number'] for each in only(reading)['lines']] == ['12345', '12346', '12347']


def test_an_invoice_number_that_lost_digits_stays_and_is_noted():
    reading = read(csv_of(remittance(lines=[line('1.23457E+11')])))
    assert only(reading)['lines'][0]['number'] == '1.23457E+11'
    assert [(note.code, note.params['value'], note.params['row']) for note in reading.notes] == [
        ('lost_digits', '1.23457E+11', 6)]


# Amounts

def test_negatives_are_written_in_three_ways():
    rows = remittance(lines=[])
    for text in ('(50.00)', '-50.00', '50.00-'):
        rows.append(['412233', f'INV{text}', '01/31/2026', '', text, 'USD', '0.00', '0.00', text, '0.00'])
    lines = only(read(csv_of(rows)))['lines']
    assert [each['paid'] for each in lines] == [Decimal('-50')] * 3


def test_excels_numbers_carry_no_binary_noise():
    row = line()
    row[8] = 0.1 + 0.2
    assert only(read(xlsx_of(remittance(lines=[row]))))['lines'][0]['paid'] == Decimal('0.3')


def test_an_amount_that_is_none_is_refused_with_its_place():
    row = line()
    row[8] = 'see below'
    error = refused(xlsx_of(remittance(lines=[row])))
    assert (error.code, error.params) == ('not_a_number', {
        'sheet': 'Remittance payments', 'row': 6, 'heading': 'Amount Paid', 'value': 'see below'})


# Contradictions

def test_one_payment_with_two_amounts_is_refused():
    error = refused(xlsx_of(remittance(payments=[payment(), payment(amount='883.00')])))
    assert (error.code, error.params['number']) == ('contradicting_payments', '412233')


def test_a_payment_that_stands_there_twice_is_one():
    assert only(read(xlsx_of(remittance(payments=[payment(), payment()]))))['payment'] == PAYMENT


def test_equal_lines_are_all_kept():
    assert len(only(read(xlsx_of(remittance(lines=[line(), line(), line()]))))['lines']) == 3


def test_a_line_without_a_payment_belongs_to_the_only_one():
    assert only(read(xlsx_of(remittance(lines=[line(payment='')]))))['lines'] == [LINE]


def test_a_line_without_a_payment_is_refused_where_there_are_two():
    error = refused(xlsx_of(remittance(payments=[payment(), payment('999')], lines=[line(payment='')])))
    assert (error.code, error.params['row']) == ('no_payment_number', 7)


def test_headings_without_rows_are_refused():
    assert refused(xlsx_of(remittance(payments=[], lines=[]))).code == 'no_rows'


# Locales

def test_one_date_of_either_section_decides_for_both():
    rows = remittance(payments=[payment(day=date(2026, 3, 4))], lines=[line(day=date(2026, 1, 31))])
    assert only(read(csv_of(rows, 'uk')))['payment']['date'] == '2026-03-04'
    assert only(read(csv_of(rows, 'us')))['payment']['date'] == '2026-03-04'


def test_dates_that_no_row_decides_are_asked_and_the_answer_is_kept():
    rows = remittance(payments=[payment(day=date(2026, 3, 4))], lines=[line(day=date(2026, 2, 1))])
    reading = read(csv_of(rows, 'uk'))
    assert (reading.documents, [each.code for each in reading.questions]) == ((), ['date_order'])
    assert only(read(csv_of(rows, 'uk'), Choices(date_order='dmy')))['payment']['date'] == '2026-03-04'


def test_two_orders_of_dates_in_one_file_are_refused():
    rows = remittance(payments=[payment(day=date(2026, 3, 14))])
    body = csv_of(rows, 'uk').replace(b'31/01/2026', b'01/31/2026')
    error = refused(body)
    assert (error.code, error.params['first']['value'], error.params['second']['value']) == (
        'contradicting_dates', '01/31/2026', '14/03/2026')


def test_texts_beside_real_dates_are_noted():
    rows = remittance(lines=[line(), line('INV-2')])
    rows[-1][2] = '01/31/2026'
    assert [(note.code, note.params['heading']) for note in read(xlsx_of(rows)).notes] == [
        ('mixed_dates', 'Invoice Date')]


# The same content in whatever wrapping

CODES = st.text('ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-/', min_size=1, max_size=12).map(lambda text: f'N{text}')
MONEY = st.decimals(min_value=-10**8, max_value=10**8, places=2)
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
WORDS = st.sampled_from(['', 'Goods', 'Größe & Maß', 'Rebate; 2 %', 'He said "no"', 'a, b'])


@st.composite
def remittances(draw):
    numbers = draw(st.lists(st.integers(10**8, 10**9).map(str), min_size=1, max_size=3, unique=True))
    payments = [payment(number, draw(DAYS), str(draw(MONEY))) for number in numbers]
    lines = []
    for _ in range(draw(st.integers(1, 6))):
        row = line(draw(CODES), str(draw(MONEY)), str(draw(MONEY)), str(draw(MONEY)), draw(DAYS),
                   draw(st.sampled_from(numbers)), draw(WORDS))
        lines.append(row)
    # Two rows that leave no doubt about order and mark.
    lines.append(line('NX', '1234567.89', '0.50', '1234568.39', date(2026, 1, 31), numbers[0]))
    return payments, lines


def expected(payments, lines):
    return {
        each[0]: (each[1].isoformat(), each[5], sorted(
            (row[1], row[2].isoformat(), row[3], row[4], row[7], row[8]) for row in lines if row[0] == each[0]))
        for each in payments
    }


def found(reading):
    assert reading.questions == ()
    return {
        each['payment']['number']: (each['payment']['date'], each['payment']['amount'], sorted(
            (row['number'], row['date'], row.get('description', ''), row['invoice_amount'], row['discount'],
             row['paid']) for row in each['lines']))
        for each in reading.documents
    }


CONTAINERS = {
    'xlsx': xlsx_of, 'xls': xls_of,
    'zip': lambda rows: zip_of(xlsx_of(rows), 'whatever.bin'),
    **{f'csv_{locale}': lambda rows, locale=locale: csv_of(rows, locale, ';', 'utf-8-sig') for locale in LOCALES},
    'csv_utf16': lambda rows: csv_of(rows, 'de', '\t', 'utf-16'),
    'html': lambda rows: html_of(rows, 'fr'),
}


@settings(max_examples=60)
@given(remittances(), st.sampled_from(sorted(CONTAINERS)), st.randoms(use_true_random=False))
def test_any_remittance_reads_back_equal_from_every_container_in_any_order(content, container, random):
    payments, lines = content
    reading = read(CONTAINERS[container](remittance(payments, lines)))
    assert found(reading) == expected(payments, lines)
    random.shuffle(payments)
    random.shuffle(lines)
    assert read(xlsx_of(remittance(payments, lines))).digest == reading.digest


def test_another_amount_is_another_content():
    assert read(xlsx_of(remittance())).digest != read(xlsx_of(remittance(lines=[line(paid='882.01')]))).digest


def test_a_column_that_nobody_knows_does_not_make_another_content():
    rows = remittance(lines=[line(), line('INV-2')])
    with_column = [list(row) for row in rows]
    with_column[4].append('Amazon Internal Reference')
    with_column[5].append('Z')
    with_column[6].append('A')
    assert read(xlsx_of(with_column)).digest == read(xlsx_of(rows)).digest


def test_many_lines_in_many_payments_stay_where_they_belong():
    payments = [payment(str(number)) for number in range(1000, 1020)]
    lines = [line(f'INV-{number}', day=date(2026, 1, 1) + timedelta(number % 300), payment=str(1000 + number % 20))
             for number in range(1000)]
    documents = read(csv_of(remittance(payments, lines))).documents
    assert [len(each['lines']) for each in documents] == [50] * 20
    assert all(int(row['number'][4:]) % 20 == int(each['payment']['number']) - 1000
               for each in documents for row in each['lines'])
