import json
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acorn_vendor_connector.spapi.errors import AuthorisationError
from acorn_vendor_connector.spapi.redact import (
    SecretFilter,
    guard_logger,
    redact,
    redact_body,
    redact_text,
    redact_url,
)

SECRET = 'Zq7-kT_0x.9~mW'


@pytest.mark.parametrize('text', [
    f'refresh_token={SECRET}&grant_type=refresh_token',
    f'grant_type=authorization_code&code={SECRET}',
    f'client_id=x&client_secret={SECRET}',
    f'/amazon_vendor/authorise?state=abc&selling_partner_id=A1&spapi_oauth_code={SECRET}',
    f'https://erp.example/cb?spapi_oauth_code={SECRET}&x=1',
    f'{{"access_token": "{SECRET}", "expires_in": 3600}}',
    f"{{'access_token': '{SECRET}'}}",
    f'body was {{\\"client_secret\\": \\"{SECRET}\\"}}',
    f"[('x-amz-access-token', '{SECRET}')]",
    f'x-amz-access-token: {SECRET}',
    f'Authorization: Bearer {SECRET}',
    f'token Atza|{SECRET} was refused',
    f'token Atzr%7C{SECRET} was refused',
    f'secret amzn1.oa2-cs.v1.{SECRET}',
    f'"restrictedDataToken":"{SECRET}"',
])
def test_no_spelling_of_a_secret_survives(text):
    assert SECRET not in redact_text(text)


@pytest.mark.parametrize('text', [
    'purchaseOrderState=New&limit=100', '{"code": "InvalidInput", "message": "bad"}', 'state of order 4Z32PABC: Closed',
    'getPurchaseOrders answered HTTP 403', '{"carrierDetails": {"code": "UPSN"}}',
])
def test_what_is_no_secret_stays(text):
    assert redact_text(text) == text


def test_named_secrets_are_masked_wherever_they_stand_also_url_encoded():
    assert redact_text('a b%2Bc b+c d', 'b+c') == 'a *** *** d'


def test_dictionaries_are_masked_at_every_depth_and_errors_of_amazon_are_not():
    assert redact({
        'grant_type': 'authorization_code', 'code': 'ANabc', 'nested': [{'refresh_token': 'x', 'expires_in': 3600}],
        'errors': [{'code': 'InvalidInput', 'message': 'bad'}],
    }) == {
        'grant_type': 'authorization_code', 'code': '***', 'nested': [{'refresh_token': '***', 'expires_in': 3600}],
        'errors': [{'code': 'InvalidInput', 'message': 'bad'}],
    }


def test_a_body_without_secrets_keeps_every_byte():
    body = b'{ "orders" :[1.10, "\\u00e9"] ,"code":"X"}\n'
    assert redact_body(body) is body
    assert redact_body(b'\xff\xfe<html>') == b'\xff\xfe<html>'


def test_a_body_with_a_token_loses_only_that():
    assert json.loads(redact_body(b'{"access_token": "Atza|abc", "scope": "x"}')) == {
        'access_token': '***', 'scope': 'x'}
    assert redact_body(b'access_token=Atza|abc&x=1') == b'access_token=***&x=1'


def test_urls_keep_their_shape():
    assert redact_url('https://x.example/cb?state=s1&spapi_oauth_code=c1&selling_partner_id=A') == (
        'https://x.example/cb?state=***&spapi_oauth_code=***&selling_partner_id=A')


def test_an_error_never_says_a_secret():
    error = AuthorisationError('Unauthorized', 'token Atza|IwEBI was refused', status=403, request_id='r-1')
    assert str(error) == 'authorisation: Unauthorized: token *** was refused (HTTP 403, request r-1)'
    assert 'IwEBI' not in repr(error) + str(error.args)


def test_the_filter_cleans_arguments_and_exceptions(caplog):
    logger = logging.getLogger('test.secret.filter')
    logger.addFilter(SecretFilter())
    with caplog.at_level(logging.DEBUG, 'test.secret.filter'):
        logger.info('GET %s', '/cb?spapi_oauth_code=ANxyz')
        try:
            raise ValueError('Atzr|IwEBJ')
        except ValueError:
            logger.exception('failed')
    assert 'ANxyz' not in caplog.text
    assert 'IwEBJ' not in caplog.text
    assert 'GET /cb?spapi_oauth_code=***' in caplog.text


def test_a_logger_is_guarded_once():
    logger = logging.getLogger('test.guarded')
    logger.addFilter(logging.Filter())
    guard_logger('test.guarded')
    guard_logger('test.guarded')
    assert [type(found).__name__ for found in logger.filters] == ['Filter', 'SecretFilter']


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet='abc "\\{}=&é', max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(alphabet='abc', max_size=3), inner, max_size=3),
    max_leaves=8))
def test_documents_without_secrets_are_left_as_they_are(document):
    assert redact(document) == document
