from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acorn_vendor_connector.formats import recognise
from acorn_vendor_connector.formats.edi_remadv import documents, fits
from acorn_vendor_connector.formats.errors import Refused
from acorn_vendor_connector.spapi.wire import canonical
from tests.unit.formats.builders import zip_of

D = Decimal


def read(body):
    return documents(body.decode('latin-1'))


def by_number(lines):
    """Return the lines in the order of their numbers: in documents their content orders them."""
    return sorted(lines, key=lambda line: line['number'])



def interchange(*messages, kind='REMADV', una="UNA:+.? '", newline='\n'):
    segments = ['UNB+UNOC:3+AMAZON:14+ACORN:14+260302:0915+77']
    for index, message in enumerate(messages, 1):
        segments += [f'UNH+{index}+{kind}:D:96A:UN', *message, f'UNT+{len(message) + 2}+{index}']
    segments.append(f'UNZ+{len(messages)}+77')
    return (una + newline + ''.join(f"{segment}'{newline}" for segment in segments)).encode()


HEAD = (
    'BGM+481+300451234+9', 'DTM+137:20260301:102', 'DTM+138:20260302:102', 'CUX+2:EUR:11', 'NAD+PR+AMZDE::92',
    'NAD+PE+ACRND::92++ACORN GMBH',
)
INVOICE = (
    'DOC+380+RE?+1001', 'MOA+77:100.00:EUR', 'MOA+12:98.00:EUR', 'MOA+52:2.00:EUR', 'DTM+171:20260115:102',
    'RFF+ON:4Z32PABC', 'RFF+AAK:DESADV1')
CLAIM = ('DOC+383+RE1001SC', 'MOA+12:-8.00:EUR')
TAIL = ('UNS+S', 'MOA+128:90.00:EUR')
GOOD = interchange((*HEAD, *INVOICE, *CLAIM, *TAIL))


def lines_of(*segments, head=HEAD, tail=TAIL):
    remittance, = read(interchange((*head, *segments, *tail)))
    return remittance['lines']


def test_a_payment_and_its_lines_are_read():
    remittance, = read(GOOD)
    assert {**remittance, 'lines': by_number(remittance['lines'])} == {
        'type': 'remittance',
        'payee': 'ACRND',
        'payment': {'number': '300451234', 'date': '2026-03-02', 'currency': 'EUR', 'amount': D(90)},
        'lines': [
            {'number': 'RE+1001', 'date': '2026-01-15', 'purchase_order': '4Z32PABC', 'currency': 'EUR',
             'invoice_amount': D(100), 'discount': D(2), 'paid': D(98), 'extra': {'RFF AAK': 'DESADV1'}},
            {'number': 'RE1001SC', 'type': 'Debit note', 'currency': 'EUR', 'paid': D(-8)},
        ],
    }


@pytest.mark.parametrize('newline', ['', '\n', '\r\n'])
def test_the_service_string_says_what_separates(newline):
    body = interchange((*HEAD, *INVOICE, *CLAIM, *TAIL), newline=newline)
    assert read(body[9:]) == read(GOOD)
    other = body.replace(b'RE?+1001', b'RE+1001'.replace(b'+', b'!+')).translate(
        bytes.maketrans(b":+.?'", b'|^,!~'))
    assert read(other.replace(b'!^', b'+')) == read(GOOD)


def test_the_release_character_keeps_separators_in_texts():
    line, = lines_of("DOC+380+A?'B??C?:D", 'MOA+12:90', "FTX+AAI+++half ?'paid?'UNZ?+1?+77")
    assert (line['number'], line['description']) == ("A'B?C:D", "half 'paid'UNZ+1+77")


def test_a_text_with_the_letters_of_the_service_string_is_a_text():
    line, = lines_of('DOC+380+1', 'MOA+12:90', "FTX+AAI+++see ?'UNA?:+x")
    assert line['description'] == "see 'UNA:"


def test_several_messages_and_interchanges_may_be_in_one_file():
    first = interchange((*HEAD, *TAIL), ('BGM+481+2', 'UNS+S', 'MOA+12:0'))
    remittances = read(b'\r\n' + first + interchange(('BGM+481+3', *TAIL), una=''))
    assert [found['payment']['number'] for found in remittances] == ['300451234', '2', '3']


def test_functional_groups_are_counted_as_well():
    body = GOOD.replace(b"UNH+1+", b"UNG+REMADV+A+B+260302:0915+9+UN'UNH+1+").replace(b'UNZ+1+77', b"UNE+1+9'UNZ+1+77")
    assert read(body) == read(GOOD)
    with pytest.raises(Refused):
        read(body.replace(b'UNE+1+9', b'UNE+2+9'))


def test_another_payment_currency_has_its_rate():
    head = (*HEAD[:3], 'CUX+2:EUR:11+3:GBP:4+1.16', *HEAD[4:])
    remittance, = read(interchange((*head, 'DOC+380+1', 'MOA+12:90', *TAIL)))
    assert remittance['payment'] == {
        'number': '300451234', 'date': '2026-03-02', 'currency': 'EUR', 'invoice_currency': 'GBP',
        'exchange_rate': D('1.16'), 'amount': D(90)}
    assert remittance['lines'] == [{'number': '1', 'currency': 'GBP', 'paid': D(90)}]


@pytest.mark.parametrize('amount', ['10.00', '-10.00'])
def test_a_credit_note_reduces_the_payment_with_or_without_a_sign(amount):
    lines = lines_of('DOC+380+RE1', 'MOA+12:100', 'DOC+381+GS1', f'MOA+77:{amount}', f'MOA+12:{amount}')
    assert by_number(lines) == [
        {'number': 'GS1', 'type': 'Credit note', 'currency': 'EUR', 'invoice_amount': D(-10), 'paid': D(-10)},
        {'number': 'RE1', 'currency': 'EUR', 'paid': D(100)},
    ]


@pytest.mark.parametrize(('paid', 'adjustment'), [
    ('100', '-10'),  # beside what was remitted, with its sign
    ('100', '10'),   # beside it, without one
    ('90', '-10'),   # part of it, with its sign
    ('90', '10'),    # part of it, without one
])
def test_an_adjustment_is_a_line_of_its_own_however_it_is_written(paid, adjustment):
    lines = lines_of('DOC+380+RE1', 'MOA+77:100', f'MOA+12:{paid}', 'AJT+4', f'MOA+165:{adjustment}', 'RFF+IV:RE1SC')
    assert by_number(lines) == [
        {'number': 'RE1', 'currency': 'EUR', 'invoice_amount': D(100), 'paid': D(100)},
        {'number': 'RE1SC', 'original_number': 'RE1', 'currency': 'EUR', 'type': 'Adjustment 4',
         'description': 'Short delivery', 'paid': D(-10)},
    ]


def test_a_payment_that_does_not_sum_is_taken_as_it_is_written():
    lines = lines_of('DOC+380+RE1', 'MOA+12:100', 'DOC+381+GS1', 'MOA+12:3', 'AJT+5', 'MOA+165:2')
    assert sorted(line['paid'] for line in lines) == [D(2), D(3), D(100)]


def test_a_location_number_is_no_payee():
    remittance, = read(interchange(('BGM+481+1', 'NAD+PE+4012345000009::9', *TAIL)))
    assert 'payee' not in remittance


@pytest.mark.parametrize(('old', 'new', 'code', 'where'), [
    (b'UNT+19+1', b'UNT+18+1', 'broken', 'UNT'),
    (b'UNT+19+1', b'UNT+19+2', 'broken', 'UNT'),
    (b'UNZ+1+77', b'UNZ+2+77', 'broken', 'UNZ'),
    (b'UNZ+1+77', b'UNZ+1+78', 'broken', 'UNZ'),
    (b"UNZ+1+77'\n", b'', 'broken', 'UNZ'),
    (b"UNZ+1+77'", b'UNZ+1+77', 'broken', 'UNZ'),
    (b"RFF+ON:4Z32PABC'\n", b'', 'broken', 'UNT'),
    (b'300451234', b'', 'no_payment_number', ''),
    (b'MOA+12:98.00', b'MOA+12:9x', 'not_a_number', 'MOA01'),
    (b'MOA+12:-8.00', b'MOA+124:8', 'broken', 'MOA'),
    (b'DTM+171:20260115', b'DTM+171:20260229', 'not_a_date', 'DTM01'),
    (b"UNA:+.? '", b"UNA::.? '", 'broken', 'UNA'),
    (b'RE1001SC', b'RE\x001SC', 'broken', 'NUL'),
])
def test_a_file_that_is_damaged_or_cut_off_is_refused(old, new, code, where):
    assert old in GOOD
    with pytest.raises(Refused) as refused:
        read(GOOD.replace(old, new))
    params = refused.value.params
    assert (refused.value.code, params.get('what', params.get('heading', ''))[:len(where)]) == (code, where)


def test_an_interchange_without_a_remittance_is_refused():
    with pytest.raises(Refused) as refused:
        read(interchange(('BGM+220+4Z32PABC',), kind='ORDERS'))
    assert (refused.value.code, refused.value.params) == ('not_recognised', {'format': 'EDIFACT ORDERS'})


@pytest.mark.parametrize(('body', 'answer'), [
    (GOOD, True), (b'\r\n' + GOOD[10:], True), (b'UNBOUND,1', False), (b'UNA', False), (b'ISA*00*', False)])
def test_an_interchange_is_recognised_by_how_it_begins(body, answer):
    assert fits(body.decode('latin-1')) is answer


def released(text):
    return ''.join(f'?{character}' if character in "?:+'" else character for character in text)


DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))
MONEY = st.decimals(min_value=-10**9, max_value=10**9, places=2)
NUMBERS = st.text("ABC0123456789-/?:+'", min_size=1, max_size=30)


@given(st.lists(st.tuples(NUMBERS, MONEY, MONEY, DAYS), max_size=12))
def test_what_is_written_is_read(lines):
    total = sum((paid for _number, paid, _billed, _day in lines), D(0))
    segments = ['BGM+481+P1']
    for number, paid, billed, day in lines:
        segments += [f'DOC+380+{released(number)}', f'MOA+12:{paid}', f'MOA+77:{billed}', f'DTM+171:{day:%Y%m%d}:102']
    remittance, = read(interchange((*segments, 'UNS+S', f'MOA+12:{total}')))
    assert remittance['payment']['amount'] == total
    found = [(line['number'], line['paid'], line['invoice_amount'], line['date']) for line in remittance['lines']]
    assert sorted(found) == sorted((number, paid, billed, day.isoformat()) for number, paid, billed, day in lines)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(body):
    for found in (body, b"UNA:+.? 'UNB+" + body, b"UNB+UNOC:3+A+B+260302:0915+77'UNH+1+REMADV'" + body):
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
    assert (reading.kind, reading.layout, reading.questions) == ('remittance', 'remadv', ())
    assert reading.digest == recognise.read(zip_of(GOOD, 'payment.edi')).digest
    assert reading.digest == recognise.read(interchange((*HEAD, *CLAIM, *INVOICE, *TAIL), newline='')).digest
    canonical(reading.documents[0])


@given(st.binary(max_size=200))
def test_the_one_door_refuses_any_bytes_behind_a_good_beginning(body):
    with pytest.raises(Refused):
        recognise.read(GOOD[:300] + body)
