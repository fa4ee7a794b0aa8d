import logging
from datetime import datetime, timedelta, timezone

import pytest

from acorn_vendor_connector.spapi import client as client_module
from acorn_vendor_connector.spapi.client import Client, user_agent
from acorn_vendor_connector.spapi.errors import AuthorisationError, DataError, NetworkError, SpapiError, ThrottledError
from acorn_vendor_connector.spapi.operations import SUBMIT_ACKNOWLEDGEMENT
from acorn_vendor_connector.spapi.throttle import Throttle

from .scripted_server import CUT, TRUNCATE, ScriptedServer

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=timezone.utc)
ORDERS = {'payload': {'orders': []}}


class Time:
    """A clock that moves only when somebody sleeps."""

    def __init__(self):
        self.now, self.naps = 100.0, []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.naps.append(seconds)
        self.now += seconds


class Tokens:
    def __init__(self, *values):
        self.values, self.forgotten = list(values) or ['Atza|one'], 0

    def __call__(self):
        return self.values[0]

    def renew(self, stale=None):
        if len(self.values) > 1:
            self.values.pop(0)
        return self.values[0]

    def forget(self):
        self.forgotten += 1


@pytest.fixture
def server():
    with ScriptedServer() as server:
        yield server


@pytest.fixture
def time():
    return Time()


def build(server, time, tokens=None, throttle=None, **options):
    return Client(
        server.url, tokens or Tokens(), throttle or Throttle(clock=time), partner='A', timeout=(2, 2), clock=time,
        sleep=time.sleep, now=lambda: NOW, jitter=lambda: 0.5,
        user_agent=user_agent('19.0.1.0.0', 'Odoo/19.0', '3.11'), **options)


@pytest.fixture
def client(server, time):
    with build(server, time) as client:
        yield client


def test_a_page_of_orders_is_asked_for_as_amazon_reads_it(server, client):
    server.will_answer(ORDERS, headers={'x-amzn-RequestId': 'r-1', 'x-amzn-RateLimit-Limit': '10.0'})
    answer = client.get_purchase_orders(
        createdAfter=datetime(2026, 11, 1, 10, tzinfo=timezone(timedelta(hours=2))), createdBefore=NOW,
        includeDetails=True, limit=100, nextToken='MDAw+/=', poItemState=None)
    asked, = server.requests
    assert (asked.method, asked.path) == ('GET', '/vendor/orders/v1/purchaseOrders')
    assert asked.query == {
        'createdAfter': '2026-11-01T08:00:00Z', 'createdBefore': '2026-11-22T08:00:00Z', 'includeDetails': 'true',
        'limit': '100', 'nextToken': 'MDAw+/=',
    }
    assert asked.headers['x-amz-access-token'] == 'Atza|one'
    assert asked.headers['User-Agent'] == (
        'AcornVendorConnector/19.0.1.0.0 (Language=Python/3.11; Platform=Odoo/19.0)')
    assert 'Authorization' not in asked.headers
    assert (answer.status, answer.body, answer.request_id) == (200, b'{"payload": {"orders": []}}', 'r-1')
    assert (answer.operation, answer.query, answer.rate_limit) == ('getPurchaseOrders', asked.query, 10.0)
    assert answer.received_at == NOW


def test_one_order_is_asked_for_by_its_number_even_an_odd_one(server, client):
    server.will_answer({'payload': {'purchaseOrderNumber': 'A/1 ?x'}})
    assert client.get_purchase_order('A/1 ?x').query == {'purchaseOrderNumber': 'A/1 ?x'}
    assert server.requests[0].path == '/vendor/orders/v1/purchaseOrders/A%2F1%20%3Fx'


def test_an_unknown_parameter_and_a_time_without_zone_are_mistakes_of_ours(client):
    with pytest.raises(TypeError, match='creatdAfter'):
        client.get_purchase_orders(creatdAfter=NOW)
    with pytest.raises(TypeError, match='time zone'):
        client.get_purchase_orders(createdAfter=datetime(2026, 1, 1))


@pytest.mark.parametrize('trouble', [
    {'status': 500}, {'status': 503, 'body': b'<html>'}, {'fault': CUT}, {'fault': TRUNCATE},
])
def test_a_read_is_tried_again_twice_within_two_seconds(server, client, time, trouble):
    server.will_answer(**trouble).will_answer(**trouble).will_answer(ORDERS)
    assert client.get_purchase_orders().status == 200
    assert time.naps == [0.25, 0.75]


def test_the_third_failure_is_the_answer(server, client):
    for _ in range(3):
        server.will_answer({'errors': [{'code': 'InternalFailure', 'message': 'oops', 'details': ''}]}, 500,
                           {'x-amzn-RequestId': 'r-9'})
    with pytest.raises(NetworkError) as caught:
        client.get_purchase_orders()
    error = caught.value
    assert (error.kind, error.code, error.status, error.request_id, error.sent, error.retry_after) == (
        'network', 'InternalFailure', 500, 'r-9', True, None)
    assert error.answer.body.startswith(b'{"errors"')


def test_a_longer_wait_is_left_to_the_caller(server, client, time):
    server.will_answer(status=503, headers={'Retry-After': '7'})
    with pytest.raises(NetworkError) as caught:
        client.get_purchase_orders()
    assert (caught.value.retry_after, time.naps) == (7.0, [])


def test_a_short_wait_that_amazon_names_is_honoured(server, client, time):
    server.will_answer(status=429, headers={'Retry-After': '1'}).will_answer(ORDERS)
    assert client.get_purchase_orders().status == 200
    assert time.naps[0] == 1.0


@pytest.mark.parametrize('zone', ['GMT', '-0000', '+0000'])
def test_a_retry_after_may_be_a_date(server, client, zone):
    server.will_answer(status=429, headers={'Retry-After': f'Sun, 22 Nov 2026 08:02:00 {zone}'})
    with pytest.raises(ThrottledError) as caught:
        client.get_purchase_orders()
    assert caught.value.retry_after == 120.0


@pytest.mark.parametrize('nonsense', ['soon', '-3', 'nan', '1e99', ''])
def test_a_retry_after_that_is_nonsense_counts_as_none(server, client, nonsense):
    server.will_answer({'errors': [{'code': 'QuotaExceeded', 'message': 'slow down'}]}, 429, {'Retry-After': nonsense})
    with pytest.raises(ThrottledError) as caught:
        client.get_purchase_orders()
    assert (caught.value.code, caught.value.retry_after, caught.value.sent) == ('QuotaExceeded', 7.5, False)


def test_our_own_count_waits_a_little_and_gives_a_long_wait_away(server, time):
    slow = Throttle(clock=time, plans={}, default=(1.0, 1))
    client = build(server, time, throttle=slow)
    server.will_answer(ORDERS).will_answer(ORDERS)
    client.get_purchase_orders()
    client.get_purchase_orders()
    assert time.naps == [1.0]
    slow.learn('A', 'getPurchaseOrders', 0.01)
    with pytest.raises(ThrottledError) as caught:
        client.get_purchase_orders()
    assert caught.value.code == 'throttled_here'
    assert caught.value.retry_after == pytest.approx(100.0)


def test_the_rate_that_amazon_states_is_learnt(server, time):
    throttle = Throttle(clock=time, plans={}, default=(1.0, 1))
    server.will_answer(ORDERS, headers={'x-amzn-RateLimit-Limit': '0.5'})
    build(server, time, throttle=throttle).get_purchase_orders()
    assert throttle.acquire('A', 'getPurchaseOrders') == pytest.approx(2.0)


@pytest.mark.parametrize('status', [401, 403])
def test_an_expired_token_is_renewed_once(server, time, status):
    client = build(server, time, tokens=Tokens('Atza|old', 'Atza|new'))
    server.will_answer({'errors': [{'code': 'Unauthorized', 'message': 'expired'}]}, status).will_answer(ORDERS)
    assert client.get_purchase_orders().status == 200
    assert [asked.headers['x-amz-access-token'] for asked in server.requests] == ['Atza|old', 'Atza|new']


def test_a_second_refusal_is_a_matter_of_rights(server, time):
    client = build(server, time, tokens=Tokens('Atza|old', 'Atza|new'))
    for _ in range(2):
        server.will_answer({'errors': [{'code': 'Unauthorized', 'message': 'denied', 'details': 'no role'}]}, 403,
                           {'x-amzn-RequestId': 'r-2'})
    with pytest.raises(AuthorisationError) as caught:
        client.get_purchase_orders()
    assert str(caught.value) == 'authorisation: Unauthorized: denied — no role (HTTP 403, request r-2)'
    assert caught.value.sent is False


@pytest.mark.parametrize(('reply', 'family', 'sent'), [
    ({'status': 500}, NetworkError, True),
    ({'fault': CUT}, NetworkError, True),
    ({'status': 429}, ThrottledError, False),
    ({'status': 400}, DataError, False),
    ({'status': 202, 'body': b'<html>'}, DataError, True),
])
def test_a_post_goes_out_exactly_once(server, time, reply, family, sent):
    client = build(server, time)
    server.will_answer(**reply)
    with pytest.raises(family) as caught:
        client.submit(SUBMIT_ACKNOWLEDGEMENT, b'{"acknowledgements": []}')
    assert caught.value.sent is sent
    assert len(server.requests) == 1


def test_a_post_whose_token_amazon_refused_goes_out_once_more_with_a_new_one(server, time):
    tokens = Tokens('Atza|old', 'Atza|new')
    client = build(server, time, tokens=tokens)
    for status in (403, 202, 403, 403):
        server.will_answer({'payload': {}}, status)
    assert client.submit(SUBMIT_ACKNOWLEDGEMENT, b'{"acknowledgements": []}').status == 202
    assert [(asked.headers['x-amz-access-token'], asked.body) for asked in server.requests] == [
        ('Atza|old', '{"acknowledgements": []}'), ('Atza|new', '{"acknowledgements": []}')]
    tokens.values.append('Atza|newer')
    with pytest.raises(AuthorisationError) as caught:
        client.submit(SUBMIT_ACKNOWLEDGEMENT, b'{"acknowledgements": []}')
    assert (caught.value.sent, len(server.requests), tokens.forgotten) == (False, 4, 1)


@pytest.mark.parametrize('asked_before', [True, False])
def test_a_document_whose_token_could_not_be_had_has_not_left(server, time, asked_before):
    class NoToken(Tokens):
        def __call__(self):
            return super().__call__() if asked_before else self.renew()

        def renew(self, stale=None):
            raise NetworkError('timeout', 'no answer within the time allowed', sent=True)

    if asked_before:
        server.will_answer(status=403)
    with pytest.raises(NetworkError) as caught:
        build(server, time, tokens=NoToken()).submit(SUBMIT_ACKNOWLEDGEMENT, b'{}')
    assert caught.value.sent is False
    assert len(server.requests) == asked_before


@pytest.mark.parametrize(('status', 'code', 'text'), [
    (401, 'Unauthorized', 'Amazon refused access'), (429, 'QuotaExceeded', 'too many calls'),
    (500, 'server_error', 'Amazon is in trouble'),
])
def test_an_error_without_a_word_of_amazon_gets_ours(server, client, status, code, text):
    for _ in range({401: 1, 429: 1, 500: 3}[status]):
        server.will_answer(b'', status)
    with pytest.raises(SpapiError) as caught:
        client.get_purchase_orders()
    assert (caught.value.code, caught.value.message) == (code, text)


@pytest.mark.parametrize('body', [b'<html>maintenance</html>', b'', b'[1]', b'{"payload": {"orders": [', b'\xff\xfe'])
def test_a_success_that_is_not_json_says_so_and_keeps_the_bytes(server, client, body):
    server.will_answer(body, headers={'x-amzn-RequestId': 'r-3'})
    with pytest.raises(DataError) as caught:
        client.get_purchase_orders()
    assert (caught.value.code, caught.value.request_id, caught.value.answer.body) == ('not_json', 'r-3', body)


@pytest.mark.parametrize(('status', 'body', 'code', 'text'), [
    (400, {'errors': [{'code': 'InvalidInput', 'message': 'bad date', 'details': ''}]}, 'InvalidInput', 'bad date'),
    (404, {'errors': [{'code': 'NotFound', 'message': 'no such order'}]}, 'NotFound', 'no such order'),
    (400, b'<html>Bad Request</html>', 'http_400', 'Amazon did not accept the request'),
    (413, {'errors': []}, 'http_413', 'Amazon did not accept the request'),
    (400, {'errors': ['odd']}, 'http_400', 'Amazon did not accept the request'),
])
def test_a_refusal_tells_amazons_own_words(server, client, status, body, code, text):
    server.will_answer(body, status)
    with pytest.raises(DataError) as caught:
        client.get_purchase_orders()
    assert (caught.value.code, caught.value.message, caught.value.status) == (code, text, status)


def test_a_redirect_is_not_followed_with_our_token(server, client):
    server.will_answer(b'', 302, {'Location': server.url + '/elsewhere'})
    with pytest.raises(DataError, match='HTTP 302'):
        client.get_purchase_orders()
    assert len(server.requests) == 1


def test_an_endless_answer_is_cut(server, client, monkeypatch):
    monkeypatch.setattr(client_module, 'MAX_BODY', 1000)
    server.will_answer({'payload': 'x' * 2000})
    with pytest.raises(DataError) as caught:
        client.get_purchase_orders()
    assert caught.value.code == 'too_large'


def test_a_proxy_of_the_environment_is_not_used_for_this_machine(server, client, monkeypatch):
    monkeypatch.setenv('HTTP_PROXY', 'http://127.0.0.1:9')
    monkeypatch.delenv('NO_PROXY', raising=False)
    server.will_answer(ORDERS)
    assert client.get_purchase_orders().status == 200


def test_no_log_no_error_and_no_repr_shows_the_token(server, time, caplog):
    client = build(server, time, tokens=Tokens('Atza|5ecre7'))
    server.will_answer({'errors': [{'code': 'Unauthorized', 'message': 'token Atza|5ecre7 expired'}]}, 403)
    with caplog.at_level(logging.DEBUG), pytest.raises(AuthorisationError) as caught:
        client.get_purchase_orders()
    assert '5ecre7' not in caplog.text + str(caught.value) + repr(caught.value) + repr(client)


def test_the_user_agent_is_never_longer_than_amazon_allows():
    assert len(user_agent('1' * 600, 'Odoo/19.0', '3.11')) == 500
