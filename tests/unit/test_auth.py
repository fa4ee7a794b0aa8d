import logging
import os
import threading
from datetime import datetime, timedelta, timezone

import pytest

from acorn_vendor_connector.spapi.auth import AccessTokens, Lwa, TokenCache
from acorn_vendor_connector.spapi.errors import AuthorisationError, DataError, NetworkError, ThrottledError

from .scripted_server import CUT, ScriptedServer

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=timezone.utc)
CLIENT_SECRET, REFRESH_TOKEN = 'amzn1.oa2-cs.v1.5ecre7', 'Atzr|refre5h'
GRANTED = {'access_token': 'Atza|acce55', 'token_type': 'bearer', 'expires_in': 3600, 'refresh_token': REFRESH_TOKEN}


@pytest.fixture
def server():
    with ScriptedServer() as server:
        yield server


@pytest.fixture
def clock():
    return [NOW]


@pytest.fixture
def lwa(server, clock):
    return Lwa('amzn1.client', CLIENT_SECRET, server.url + '/auth/o2/token', timeout=(2, 2), now=lambda: clock[0])


def test_a_refresh_token_becomes_an_access_token_for_an_hour(server, lwa):
    server.will_answer(GRANTED)
    token = lwa.refresh(REFRESH_TOKEN)
    assert token.access_token == 'Atza|acce55'
    assert token.expires_at == NOW + timedelta(hours=1)
    asked, = server.requests
    assert (asked.method, asked.path, asked.query) == ('POST', '/auth/o2/token', {})
    assert asked.form == {
        'grant_type': 'refresh_token', 'refresh_token': REFRESH_TOKEN, 'client_id': 'amzn1.client',
        'client_secret': CLIENT_SECRET,
    }
    assert 'Authorization' not in asked.headers
    assert asked.headers['Content-Type'].startswith('application/x-www-form-urlencoded')


def test_a_code_is_exchanged_with_the_address_of_the_consent(server, lwa):
    server.will_answer(GRANTED)
    token = lwa.exchange('ANcode', 'https://erp.example/cb')
    assert token.refresh_token == REFRESH_TOKEN
    assert server.requests[0].form == {
        'grant_type': 'authorization_code', 'code': 'ANcode', 'redirect_uri': 'https://erp.example/cb',
        'client_id': 'amzn1.client', 'client_secret': CLIENT_SECRET,
    }


def test_client_credentials_ask_for_one_scope(server, lwa):
    server.will_answer({**GRANTED, 'refresh_token': None, 'scope': 'sellingpartnerapi::notifications'})
    token = lwa.client_credentials('sellingpartnerapi::notifications')
    assert (token.scope, token.refresh_token) == ('sellingpartnerapi::notifications', None)
    assert server.requests[0].form == {
        'grant_type': 'client_credentials', 'scope': 'sellingpartnerapi::notifications', 'client_id': 'amzn1.client',
        'client_secret': CLIENT_SECRET,
    }


@pytest.mark.parametrize(('status', 'error', 'family'), [
    (400, 'invalid_request', DataError),
    (401, 'invalid_client', AuthorisationError),
    (400, 'invalid_grant', AuthorisationError),
    (400, 'unauthorized_client', AuthorisationError),
    (400, 'unsupported_grant_type', DataError),
    (400, 'invalid_scope', AuthorisationError),
])
def test_every_error_of_login_with_amazon_is_sorted(server, lwa, status, error, family):
    server.will_answer({'error': error, 'error_description': f'{REFRESH_TOKEN} is bad'}, status,
                       {'x-amzn-RequestId': 'lwa-1'})
    with pytest.raises(family) as caught:
        lwa.refresh(REFRESH_TOKEN)
    assert (caught.value.code, caught.value.status, caught.value.request_id) == (error, status, 'lwa-1')
    assert 'refre5h' not in str(caught.value)


@pytest.mark.parametrize(('body', 'status', 'family', 'code'), [
    (b'<html>busy</html>', 503, NetworkError, 'lwa_unavailable'),
    ({'error': 'ServerError'}, 500, NetworkError, 'lwa_unavailable'),
    (b'<html>no</html>', 429, ThrottledError, 'QuotaExceeded'),
    (b'<html>no</html>', 403, AuthorisationError, 'lwa_refused'),
    (b'<html>ok</html>', 200, DataError, 'bad_token_answer'),
    ({'token_type': 'bearer'}, 200, DataError, 'bad_token_answer'),
    ({'access_token': None}, 200, DataError, 'bad_token_answer'),
    ({'access_token': 'Atza|x', 'expires_in': 'soon'}, 200, DataError, 'bad_token_answer'),
    ([], 200, DataError, 'bad_token_answer'),
])
def test_answers_that_are_no_token(server, lwa, body, status, family, code):
    server.will_answer(body, status)
    with pytest.raises(family) as caught:
        lwa.refresh(REFRESH_TOKEN)
    assert caught.value.code == code


def test_a_redirect_is_not_followed_with_our_secret(server, lwa):
    server.will_answer(b'', 307, {'Location': server.url + '/elsewhere'})
    with pytest.raises(DataError, match='without a token'):
        lwa.refresh(REFRESH_TOKEN)
    assert len(server.requests) == 1


def test_a_lost_connection_is_the_network(server, lwa):
    server.will_answer(fault=CUT)
    with pytest.raises(NetworkError) as caught:
        lwa.refresh(REFRESH_TOKEN)
    assert caught.value.sent is True


def test_nobody_listening_was_certainly_not_sent():
    with ScriptedServer() as server:
        closed = server.url
    with pytest.raises(NetworkError) as caught:
        Lwa('id', CLIENT_SECRET, closed).refresh(REFRESH_TOKEN)
    assert (caught.value.code, caught.value.sent) == ('unreachable', False)


def test_plain_http_is_for_this_machine_only():
    with pytest.raises(ValueError, match='https'):
        Lwa('id', CLIENT_SECRET, 'http://api.amazon.com/auth/o2/token')


def test_the_process_is_not_told_to_accept_plain_http(server, lwa):
    server.will_answer(GRANTED)
    lwa.refresh(REFRESH_TOKEN)
    assert 'OAUTHLIB_INSECURE_TRANSPORT' not in os.environ


def test_no_log_and_no_repr_shows_a_secret(server, lwa, caplog):
    server.will_answer(GRANTED).will_answer({'error': 'invalid_grant'}, 400)
    with caplog.at_level(logging.DEBUG):
        token = lwa.refresh(REFRESH_TOKEN)
        with pytest.raises(AuthorisationError):
            lwa.exchange('ANcode', 'https://erp.example/cb')
    seen = caplog.text + repr(token) + str(token) + repr(lwa) + repr(AccessTokens(lwa, REFRESH_TOKEN))
    for secret in ('acce55', 'refre5h', '5ecre7', 'ANcode'):
        assert secret not in seen


def test_a_token_is_kept_until_a_minute_before_it_expires(server, lwa, clock):
    cache = TokenCache(now=lambda: clock[0])
    server.will_answer(GRANTED)
    assert cache.get(lwa, REFRESH_TOKEN) == 'Atza|acce55'
    clock[0] = NOW + timedelta(minutes=58, seconds=59)
    assert cache.get(lwa, REFRESH_TOKEN) == 'Atza|acce55'
    server.will_answer({**GRANTED, 'access_token': 'Atza|second'})
    clock[0] = NOW + timedelta(minutes=59)
    assert cache.get(lwa, REFRESH_TOKEN) == 'Atza|second'


def test_two_accounts_do_not_share_a_token(server, lwa, clock):
    cache = TokenCache(now=lambda: clock[0])
    server.will_answer(GRANTED).will_answer({**GRANTED, 'access_token': 'Atza|other'})
    assert cache.get(lwa, REFRESH_TOKEN) == 'Atza|acce55'
    assert cache.get(lwa, 'Atzr|another') == 'Atza|other'


def test_a_refused_token_is_renewed_once_for_all_who_hold_it(server, lwa, clock):
    tokens = AccessTokens(lwa, REFRESH_TOKEN, TokenCache(now=lambda: clock[0]))
    server.will_answer(GRANTED).will_answer({**GRANTED, 'access_token': 'Atza|second'})
    refused = tokens()
    assert [tokens.renew(refused), tokens.renew(refused), tokens()] == ['Atza|second'] * 3


def test_forgetting_asks_again(server, lwa, clock):
    tokens = AccessTokens(lwa, REFRESH_TOKEN, TokenCache(now=lambda: clock[0]))
    server.will_answer(GRANTED).will_answer({**GRANTED, 'access_token': 'Atza|second'})
    tokens()
    tokens.forget()
    assert tokens() == 'Atza|second'


def test_threads_wait_for_one_renewal(server, lwa, clock):
    cache = TokenCache(now=lambda: clock[0])
    server.will_answer(GRANTED)
    got = []
    threads = [threading.Thread(target=lambda: got.append(cache.get(lwa, REFRESH_TOKEN))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == ['Atza|acce55'] * 8
    assert len(server.requests) == 1
