"""What became of a document, read leniently: Amazon's own cases, and what nobody promised."""
import json

import pytest

from acorn_vendor_connector.spapi import vendor_transactions
from acorn_vendor_connector.spapi.vendor_transactions import Complaint, read_transaction, read_transaction_id
from acorn_vendor_connector.spapi.wire import WireError
from tests import amazon_models


def body(document):
    return json.dumps(document).encode()


def transaction(**fields):
    return read_transaction(body({'payload': {'transactionStatus': {'transactionId': 'T-1', **fields}}}))


def test_every_post_is_answered_with_an_id_of_free_form():
    assert read_transaction_id(body({'payload': {'transactionId': ' 20190904-x '}})) == '20190904-x'
    for wrong in ({}, {'payload': {}}, {'payload': {'transactionId': ''}}, []):
        with pytest.raises(WireError):
            read_transaction_id(body(wrong))


@pytest.mark.parametrize(('status', 'is_open'), [('Processing', True), ('Success', False), ('Failure', False)])
def test_success_and_failure_are_the_end(status, is_open):
    assert transaction(status=status).is_open is is_open


def test_a_status_nobody_knows_is_still_open_and_noted():
    found = transaction(status='Pondering')
    assert found.is_open
    assert [note.code for note in found.notes] == ['unknown_value']


def test_what_amazon_complains_about_is_kept_whatever_is_missing():
    found = transaction(status='Failure', errors=[
        {'code': 'INVALID_ORDER_ID', 'message': 'Invalid order ID.', 'details': 'line 3'},
        {'message': 'Something.'}, {},
    ])
    assert found.complaints == (
        Complaint('INVALID_ORDER_ID', 'Invalid order ID. — line 3'), Complaint('', 'Something.'), Complaint('', ''))
    assert str(found.complaints[0]) == 'INVALID_ORDER_ID: Invalid order ID. — line 3'


def test_an_answer_without_a_status_cannot_be_understood():
    for wrong in ({}, {'payload': {}}, {'payload': {'transactionStatus': {'transactionId': 'T-1'}}}):
        with pytest.raises(WireError):
            read_transaction(body(wrong))


def test_amazons_sandbox_cases_are_understood():
    cases = amazon_models.sandbox_cases(amazon_models.TRANSACTION_STATUS, 'getTransaction')
    found = [read_transaction(body(case.response)) for case in cases if case.status == 200]
    assert [each.status for each in found] == ['Processing', 'Failure', 'Processing']
    assert found[1].complaints == (Complaint('INVALID_ORDER_ID', 'Invalid order ID.'),)
    sent = amazon_models.sandbox_cases(amazon_models.VENDOR_ORDERS, 'submitAcknowledgement')
    ids = [read_transaction_id(body(case.response)) for case in sent if case.status == 202]
    assert all(found_id.endswith('-c61c-49f9-86ac-46efd82d4da5') for found_id in ids)
    assert len(ids) == 2
    assert vendor_transactions.STATUSES == ('Processing', 'Success', 'Failure')
