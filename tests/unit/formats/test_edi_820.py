from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acorn_vendor_connector.formats import recognise
from acorn_vendor_connector.formats.edi_820 import documents, fits
from acorn_vendor_connector.formats.errors import Refused
from acorn_vendor_connector.spapi.wire import canonical
from tests.unit.formats.builders import zip_of

D = Decimal


def read(body):
    return documents(body.decode('latin-1'))


def by_number(lines):
    """Return the lines in the order of their numbers: in documents their content orders them."""
    return sorted(lines, key=lambda line: line['number'])

ISA = 'ISA*00*          *00*          *ZZ*AMAZON         *ZZ*ACORN          *260302*0915*U*00401*000000007*0*P*>'


def interchange(*transactions, terminator='~', kind='820', newline='\n'):
    """Return the bytes of an interchange with one group; the counts are those of what is in it."""
    segments = [ISA, 'GS*RA*AMAZON*ACORN*20260302*0915*5*X*004010']
    for index, transaction in enumerate(transactions, 1):
        number = f'{index:04d}'
        segments += [f'ST*{kind}*{number}', *transaction, f'SE*{len(transaction) + 2}*{number}']
    segments += [f'GE*{len(transactions)}*5', 'IEA*1*000000007']
    return ''.join(segment + terminator + newline for segment in segments).encode()


HEAD = (
    'BPR*I*90.00*C*ACH*CCP*01*999999992*DA*123456*1234567890**01*999988880*DA*98765*20260302',
    'TRN*1*200451234',
    'CUR*PR*USD',
    'DTM*097*20260301',
    'N1*PR*AMAZON.COM',
    'N1*PE*ACORN LLC*92*ACRNU',
    'ENT*1',
)
INVOICE = ('RMR*IV*INV-1001**98.00*100.00*2.00', 'REF*PO*4Z32PABC', 'DTM*003*20260115')
CLAIM = ('RMR*IV*INV1001SC**-8.00*-8.00', 'REF*ZZ*slice 1', 'DTM*003*20260220')


def test_a_payment_and_its_lines_are_read():
    remittance, = read(interchange((*HEAD, *INVOICE, *CLAIM)))
    assert {**remittance, 'lines': by_number(remittance['lines'])} == {
        'type': 'remittance',
        'payee': 'ACRNU',
        'payment': {'number': '200451234', 'date': '2026-03-02', 'currency': 'USD', 'amount': D(90), 'type': 'ACH'},
        'lines': [
            {'number': 'INV-1001', 'date': '2026-01-15', 'purchase_order': '4Z32PABC', 'currency': 'USD',
             'invoice_amount': D(100), 'discount': D(2), 'paid': D(98)},
            {'number': 'INV1001SC', 'date': '2026-02-20', 'currency': 'USD', 'invoice_amount': D(-8), 'paid': D(-8),
             'extra': {'REF ZZ': 'slice 1'}},
        ],
    }


@pytest.mark.parametrize(('terminator', 'newline'), [('~', ''), ('~', '\r\n'), ('\n', ''), ('\r', '\n'), ('^', '\n')])
def test_separators_are_those_that_the_interchange_states(terminator, newline):
    body = interchange((*HEAD, *INVOICE, *CLAIM), terminator=terminator, newline=newline)
    assert read(body.replace(b'*', b'|'))[0]['payment']['number'] == '200451234'


def test_several_payments_and_several_interchanges_may_be_in_one_file():
    first = interchange((*HEAD, *INVOICE, *CLAIM), ('BPR*I*0*C*NON', 'TRN*1*200451235'))
    second = interchange(('BPR*I*5*C*ACH', 'TRN*1*200451236'), terminator='!')
    remittances = read(b'\r\n' + first + b'\r\n' + second)
    assert [(found['payment']['number'], len(found['lines'])) for found in remittances] == [
        ('200451234', 2), ('200451235', 0), ('200451236', 0)]


def test_money_that_flows_back_to_amazon_is_negative():
    remittance, = read(interchange(('BPR*I*12.5*D*ACH', 'TRN*1*7')))
    assert remittance['payment']['amount'] == D('-12.5')


ADJUSTED = ('RMR*IV*INV1002**{paid}*100.00', 'REF*PO*4Z32PABC', 'ADX*-10.00*06*IV*INV1002SC')


@pytest.mark.parametrize('paid', ['90.00', '100.00'])
def test_an_adjustment_is_a_line_of_its_own_whether_or_not_what_was_paid_has_it_in_it(paid):
    lines = [segment.format(paid=paid) for segment in ADJUSTED]
    remittance, = read(interchange((*HEAD, *lines)))
    assert by_number(remittance['lines']) == [
        {'number': 'INV1002', 'purchase_order': '4Z32PABC', 'currency': 'USD', 'invoice_amount': D(100),
         'paid': D(100)},
        {'number': 'INV1002SC', 'original_number': 'INV1002', 'purchase_order': '4Z32PABC', 'currency': 'USD',
         'type': 'Adjustment 06', 'description': 'Quantity contested', 'paid': D(-10)},
    ]


def test_an_adjustment_that_explains_nothing_stays_beside_its_line():
    """The payment is 90, and so is the line: the adjustment is in it, but 100 less 7 would be 93."""
    remittance, = read(interchange((*HEAD, 'RMR*IV*INV1002**90.00*100.00', 'ADX*-7.00*59')))
    assert remittance['lines'] == [{
        'number': 'INV1002', 'currency': 'USD', 'invoice_amount': D(100), 'paid': D(90),
        'extra': {'Adjustment 1': 'Adjustment 59 -7'}}]


def test_an_adjustment_of_no_document_is_a_line():
    remittance, = read(interchange((*HEAD, 'ADX*-10*01*ZZ*230001PROVISION', 'RMR*IV*INV1**100*100')))
    assert [(line['number'], line['paid']) for line in by_number(remittance['lines'])] == [
        ('230001PROVISION', -10), ('INV1', 100)]


def test_what_nobody_knows_is_kept_beside_the_line():
    remittance, = read(interchange((*HEAD, 'RMR*R7*INV1**90', 'SLN*1**O', 'REF*VV*A', 'REF*VV*B')))
    assert remittance['lines'][0]['extra'] == {'RMR01': 'R7', 'SLN': '1 O', 'REF VV': 'A, B'}


def test_a_code_of_another_register_is_no_payee():
    remittance, = read(interchange(('BPR*I*1*C*ACH', 'TRN*1*7', 'N1*PE*ACORN*9*1234567890123')))
    assert 'payee' not in remittance


def test_an_entity_is_the_vendor_code_of_its_lines():
    remittance, = read(interchange((*HEAD[:-1], 'ENT*1*2J*92*ACRN1', *INVOICE, 'ENT*2*2J*92*ACRNU', *CLAIM)))
    assert [line.get('vendor_code') for line in by_number(remittance['lines'])] == ['ACRN1', None]


GOOD = interchange((*HEAD, *INVOICE, *CLAIM))


@pytest.mark.parametrize(('old', 'new', 'code', 'where'), [
    (b'SE*15*0001', b'SE*14*0001', 'broken', 'SE'),
    (b'SE*15*0001', b'SE*15*0002', 'broken', 'SE'),
    (b'GE*1*5', b'GE*2*5', 'broken', 'GE'),
    (b'GE*1*5', b'GE*1*6', 'broken', 'GE'),
    (b'IEA*1*000000007', b'IEA*1*000000008', 'broken', 'IEA'),
    (b'IEA*1*000000007~\n', b'', 'broken', 'IEA'),
    (b'IEA*1*000000007~', b'IEA*1*000000007', 'broken', 'IEA'),
    (b'DTM*003*20260115~\n', b'', 'broken', 'SE'),
    (b'GS*RA', b'XX*RA', 'broken', 'XX'),
    (b'TRN*1*200451234', b'TRN*1*', 'no_payment_number', ''),
    (b'**98.00*', b'**98,0,0*', 'not_a_number', 'RMR04'),
    (b'**98.00*', b'***', 'broken', 'RMR04'),
    (b'*I*90.00*', b'*I**', 'broken', 'BPR02'),
    (b'DTM*003*20260115', b'DTM*003*20260229', 'not_a_date', 'DTM02'),
    (b'DTM*003*20260115', b'DTM*003*260115', 'not_a_date', 'DTM02'),
    (b'INV-1001', b'INV\x001001', 'broken', 'NUL'),
])
def test_a_file_that_is_damaged_or_cut_off_is_refused(old, new, code, where):
    assert old in GOOD
    with pytest.raises(Refused) as refused:
        read(GOOD.replace(old, new))
    params = refused.value.params
    assert (refused.value.code, params.get('what', params.get('heading', ''))[:len(where)]) == (code, where)


def test_an_interchange_without_a_remittance_is_refused():
    with pytest.raises(Refused) as refused:
        read(interchange(('BEG*00*NE*4Z32PABC**20260301',), kind='850'))
    assert (refused.value.code, refused.value.params) == ('not_recognised', {'format': 'X12 850'})


@pytest.mark.parametrize(('body', 'answer'), [
    (GOOD, True), (b'\r\n' + GOOD, True), (b'ISABELLA,1,2', False), (b"UNB+UNOC:3'", False), (b'', False)])
def test_an_interchange_is_recognised_by_how_it_begins(body, answer):
    assert fits(body.decode('latin-1')) is answer


def test_a_segment_without_end_is_refused():
    with pytest.raises(Refused) as refused:
        read(GOOD.replace(b'INV-1001', b'1' * 40_000))
    assert refused.value.code == 'too_large'


def test_100_000_lines_are_read():
    lines = [f'RMR*IV*INV{index}**0.01*0.01' for index in range(100_000)]
    remittance, = read(interchange(('BPR*I*1000*C*ACH', 'TRN*1*7', *lines)))
    assert sum(line['paid'] for line in remittance['lines']) == D(1000)


DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))
MONEY = st.decimals(min_value=-10**9, max_value=10**9, places=2)
NUMBERS = st.text('ABCDEFGHJ0123456789-/', min_size=1, max_size=30)


@given(st.lists(st.tuples(NUMBERS, MONEY, MONEY, DAYS), max_size=12))
def test_what_is_written_is_read(lines):
    total = sum((paid for _number, paid, _billed, _day in lines), D(0))
    segments = [f'BPR*I*{total}*C*ACH', 'TRN*1*P1']
    for number, paid, billed, day in lines:
        segments += [f'RMR*IV*{number}**{paid}*{billed}', f'DTM*003*{day:%Y%m%d}']
    remittance, = read(interchange(segments))
    assert remittance['payment']['amount'] == total
    found = [(line['number'], line['paid'], line['invoice_amount'], line['date']) for line in remittance['lines']]
    assert sorted(found) == sorted((number, paid, billed, day.isoformat()) for number, paid, billed, day in lines)


SMALL = st.decimals(min_value=-1000, max_value=1000, places=2)


@given(st.lists(st.tuples(SMALL, st.lists(SMALL, max_size=3)), min_size=1, max_size=6), st.booleans())
def test_lines_and_adjustments_sum_to_the_payment_whichever_usage_the_sender_follows(invoices, is_part):
    segments, total = [], D(0)
    for index, (billed, adjustments) in enumerate(invoices):
        paid = billed + sum(adjustments) if is_part else billed
        total += billed + sum(adjustments)
        segments.append(f'RMR*IV*INV{index}**{paid}*{billed}')
        segments += [f'ADX*{amount}*06' for amount in adjustments]
    remittance, = read(interchange((f'BPR*I*{total}*C*ACH', 'TRN*1*P1', *segments)))
    lines = remittance['lines']
    assert sum(line['paid'] for line in lines) == total
    if sum(sum(adjustments) for _billed, adjustments in invoices):
        assert len(lines) == sum(1 + len(adjustments) for _billed, adjustments in invoices)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(body):
    for found in (body, ISA.encode() + b'~' + body):
        with pytest.raises(Refused):
            read(found)


@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=3))
def test_a_file_with_some_bytes_changed_is_read_or_refused(at, noise):
    with suppress(Refused):
        remittances = read(GOOD[:at] + noise + GOOD[at + len(noise):])
        assert [set(found) - {'payee'} for found in remittances] == [{'type', 'payment', 'lines'}]


@given(st.integers(1, len(GOOD) - 2))
def test_a_file_that_was_cut_off_anywhere_is_refused(length):
    with pytest.raises(Refused):
        read(GOOD[:length])


def test_the_one_door_reads_it_whatever_it_is_packed_in():
    reading = recognise.read(GOOD)
    assert (reading.kind, reading.layout, reading.questions) == ('remittance', 'x12_820', ())
    assert reading.digest == recognise.read(zip_of(GOOD, 'payment.edi')).digest
    assert reading.digest == recognise.read(interchange((*HEAD, *CLAIM, *INVOICE), newline='')).digest
    canonical(reading.documents[0])


@given(st.binary(max_size=200))
def test_the_one_door_refuses_any_bytes_behind_a_good_beginning(body):
    with pytest.raises(Refused):
        recognise.read(GOOD[:400] + body)
