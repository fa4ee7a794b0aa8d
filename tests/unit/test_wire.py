import json
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acorn_vendor_connector.spapi import wire
from acorn_vendor_connector.spapi.wire import Interval, Note, Reader, WireError

UTC = timezone.utc
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-10**9, 10**9) | st.text(max_size=6)
    | st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-10**6, max_value=10**6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3), max_leaves=10)


@pytest.mark.parametrize(('text', 'moment'), [
    ('2019-08-20T15:51:00Z', datetime(2019, 8, 20, 15, 51, tzinfo=UTC)),
    ('2019-08-20T15:51:00+02:00', datetime(2019, 8, 20, 13, 51, tzinfo=UTC)),
    ('2021-03-12T17:35:26.308Z', datetime(2021, 3, 12, 17, 35, 26, 308000, tzinfo=UTC)),
    ('2019-08-20 15:51:00Z', datetime(2019, 8, 20, 15, 51, tzinfo=UTC)),
    ('20190820T155100Z', datetime(2019, 8, 20, 15, 51, tzinfo=UTC)),
    ('2019-08-20', datetime(2019, 8, 20, tzinfo=UTC)),
])
def test_times_become_utc(text, moment):
    assert wire.parse_instant(text, 'x') == moment
    assert wire.parse_instant(text, 'x').utcoffset() == timedelta(0)


def test_a_time_without_zone_is_utc_and_noted():
    notes = []
    assert wire.parse_instant('2019-08-20T14:00:00', 'when', notes) == datetime(2019, 8, 20, 14, tzinfo=UTC)
    assert notes == [Note('when', 'no_zone', '2019-08-20T14:00:00')]


@pytest.mark.parametrize('text', [
    '', 'Monday', '10', '08/25/2021', '2019-09-2100:00:00', '2019-13-01T00:00:00Z', '2019-02-30', 1566316260, None, [],
    '0001-01-01T00:00:00+14:00', '2019-W10-1',
])
def test_what_is_no_time_is_refused_with_its_path(text):
    with pytest.raises(WireError) as caught:
        wire.parse_instant(text, 'orderDetails.purchaseOrderDate')
    assert caught.value.path == 'orderDetails.purchaseOrderDate'


def test_a_window_is_split_at_the_double_hyphen():
    assert wire.parse_interval('2019-08-21T07:00:00Z--2019-08-27T07:00:00Z', 'w') == Interval(
        datetime(2019, 8, 21, 7, tzinfo=UTC), datetime(2019, 8, 27, 7, tzinfo=UTC))


def test_a_window_may_be_one_moment_and_names_an_exact_day():
    midnight = datetime(2019, 8, 21, 7, tzinfo=UTC)
    assert wire.parse_interval('2019-08-21T07:00:00Z--2019-08-21T07:00:00Z', 'w') == Interval(midnight, midnight)


@pytest.mark.parametrize('text', [
    '2019-08-21T07:00:00Z', '2019-08-21T07:00:00Z/2019-08-27T07:00:00Z', '2019-08-27T07:00:00Z--2019-08-21T07:00:00Z',
    '--', 'a--b', 'x--y--z', 7,
])
def test_what_is_no_window_is_refused(text):
    with pytest.raises(WireError, match=r'^w: '):
        wire.parse_interval(text, 'w')


@pytest.mark.parametrize(('value', 'number'), [
    ('346.27', '346.27'), ('70', '70'), ('110.00', '110.00'), ('-3', '-3'), ('1.5E+2', '1.5E+2'), (' 7 ', '7'),
    ('0.' + '1' * 12, '0.' + '1' * 12), ('9' * 15, '9' * 15),
    (7, '7'), (Decimal('7.10'), '7.10'), ('007', '7'), ('.5', '0.5'), ('0', '0'), ('1e-6', '0.000001'),
])
def test_decimals_keep_every_digit(value, number):
    assert wire.parse_decimal(value, 'x') == Decimal(number)


def test_the_digits_behind_the_point_are_not_lost():
    assert str(wire.parse_decimal('110.00', 'x')) == '110.00'


@pytest.mark.parametrize('value', [
    'NaN', 'Infinity', '-inf', '1e99', '1' + '0' * 15, '0.' + '0' * 12 + '1', '1,234.50', '12,5', '0x10', '', 'one',
    True, None, [], {}, '1e', '--1', '1 2', Decimal('NaN'), '٣',
])
def test_what_is_no_money_is_refused(value):
    with pytest.raises(WireError):
        wire.parse_decimal(value, 'items[0].netCost.amount')


@pytest.mark.parametrize('value', [10, '10', Decimal('10.0'), ' 10 ', '10\x1f'])
def test_whole_numbers(value):
    assert wire.parse_integer(value, 'x') == 10


@pytest.mark.parametrize('value', [
    Decimal('10.5'), '10.5', True, None, 2 ** 31, '9' * 20, '9' * 5000, Decimal('1e300'), 'x',
])
def test_what_is_no_whole_number_is_refused(value):
    with pytest.raises(WireError):
        wire.parse_integer(value, 'x')


@pytest.mark.parametrize('value', ['a\x00b', 'a\ud800', True, {}, []])
def test_a_text_that_cannot_be_stored_is_refused(value):
    with pytest.raises(WireError):
        wire.parse_text(value, 'x')


def test_a_number_where_a_text_belongs_is_taken():
    assert [wire.parse_text(value, 'x') for value in (12, Decimal('1.50'), ' x ')] == ['12', '1.50', 'x']


@pytest.mark.parametrize('body', [b'', b'<html>', b'{"a": NaN}', b'\xff', b'{"a":', b'[' * 100_000])
def test_what_is_no_json_is_refused(body):
    with pytest.raises(WireError, match='not a JSON document'):
        wire.read_json(body)


def test_json_numbers_are_not_bent_by_floats():
    assert wire.read_json(b'\xef\xbb\xbf{"a": 1.10, "b": 0.1}') == {'a': Decimal('1.10'), 'b': Decimal('0.1')}


def test_the_canonical_spelling_ignores_order_and_blanks_only():
    one = wire.read_json(b'{"b": 1.10, "a": ["\\u00e9", null, true]}')
    other = wire.read_json('{"a":["é",null,true],"b":1.10}'.encode())
    assert wire.canonical(one) == b'{"a":["\\u00e9",null,true],"b":1.10}'
    assert wire.digest(one) == wire.digest(other)
    assert wire.digest(one) != wire.digest(wire.read_json(b'{"a":["\\u00e9",null,true],"b":1.1}'))
    assert wire.digest({}) == '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a'


def test_a_float_is_not_what_amazon_wrote():
    with pytest.raises(TypeError):
        wire.canonical({'a': 1.1})


@given(JSON)
def test_canonical_documents_read_back_the_same(document):
    assert wire.read_json(wire.canonical(document)) == document
    assert wire.canonical(wire.read_json(wire.canonical(document))) == wire.canonical(document)


@given(JSON, JSON)
def test_equal_digests_are_equal_documents(one, other):
    if wire.digest(one) == wire.digest(other):
        assert one == other


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.timezones()))
def test_every_iso_time_is_read_as_the_same_instant(moment):
    assert wire.parse_instant(moment.isoformat(), 'x') == moment.astimezone(UTC)


@given(JSON)
def test_no_value_raises_anything_but_a_wire_error(value):
    paths = set()
    for parse in (wire.parse_text, wire.parse_decimal, wire.parse_integer, wire.parse_instant, wire.parse_interval):
        try:
            parse(value, 'path')
        except WireError as error:
            paths.add(error.path)
    assert paths <= {'path'}


def test_a_reader_knows_where_it_is():
    reader = Reader(json.loads('{"items": [{"cost": {"amount": "x"}}, 7]}'))
    with pytest.raises(WireError) as caught:
        Reader({'items': [{'cost': {'amount': 'x'}}]}).children('items')[0].child('cost').decimal('amount')
    assert caught.value.path == 'items[0].cost.amount'
    with pytest.raises(WireError) as caught:
        reader.children('items')
    assert caught.value.path == 'items[1]'


def test_nothing_is_required_or_expected_unless_said():
    reader = Reader({})
    found = [reader.text('a'), reader.decimal('a'), reader.integer('a'), reader.instant('a'), reader.interval('a'),
             reader.word('a', ()), reader.flag('a'), reader.child('a')]
    assert found == [None] * 8
    assert (reader.children('a'), reader.notes) == ([], [])


def test_null_and_blank_are_missing_and_what_we_expected_is_noted():
    reader = Reader({'a': None, 'b': ' '})
    assert [reader.text('a'), reader.text('b', expected=True), reader.integer('c', expected=True)] == [None, None, None]
    assert reader.notes == [Note('b', 'missing'), Note('c', 'missing')]
    with pytest.raises(WireError, match=r'^a: missing$'):
        reader.text('a', required=True)


def test_words_are_corrected_or_kept_and_noted():
    reader = Reader({'a': 'Cases', 'b': 'CASES', 'c': 'Barrels'})
    known = ('Cases', 'Eaches')
    assert [reader.word(key, known) for key in 'abc'] == ['Cases', 'Cases', 'Barrels']
    assert reader.notes == [Note('b', 'spelling', 'CASES'), Note('c', 'unknown_value', 'Barrels')]


def test_flags():
    reader = Reader({'a': True, 'b': 'false', 'c': 'perhaps'})
    assert [reader.flag('a'), reader.flag('b'), reader.flag('d')] == [True, False, None]
    assert reader.notes == [Note('b', 'wrong_type', 'false')]
    with pytest.raises(WireError, match=r'^c: '):
        reader.flag('c')
