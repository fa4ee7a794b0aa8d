"""Client, tokens and reader against the whole simulator: what one says the other understands."""
from datetime import datetime, timedelta, timezone

import pytest

from acorn_vendor_connector.engine import receipts, windows
from acorn_vendor_connector.spapi import vendor_order_status, vendor_orders, wire
from acorn_vendor_connector.spapi.auth import AccessTokens, Lwa, TokenCache
from acorn_vendor_connector.spapi.client import Client, user_agent
from acorn_vendor_connector.spapi.errors import SpapiError
from acorn_vendor_connector.spapi.throttle import Throttle
from simulator import Simulator
from simulator.receiving import STORIES

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=timezone.utc)


@pytest.fixture
def everything():
    with Simulator('everything', now=NOW, rate_factor=None) as simulator:
        yield simulator


def client_of(account, **options):
    lwa = Lwa(account['client_id'], account['client_secret'], account['token_url'], timeout=(2, 2))
    return Client(
        account['endpoint'], AccessTokens(lwa, account['refresh_token'], TokenCache()), Throttle(), partner='unit',
        user_agent=user_agent('1.0', 'pytest', '3'), sleep=lambda seconds: None, timeout=(2, 0.3), **options)


def orders_of(client, **window):
    """Return every order of a window, page by page."""
    token, found = None, []
    while True:
        page = vendor_orders.read_page(client.get_purchase_orders(limit=3, nextToken=token, **window).body)
        found += page.orders
        token = page.next_token
        if not token:
            return found


def test_reading_in_windows_finds_every_order_and_understands_each(everything):
    vendors = [account for account in everything.credentials if account['kind'] == 'vendor'][:3]
    found = 0
    for account in vendors:
        position, numbers = windows.oldest(NOW), set()
        with client_of(account) as client:
            while window := windows.next_window(position, NOW, lag=timedelta(0)):
                for raw in orders_of(client, createdAfter=window.after, createdBefore=window.before):
                    numbers.add(vendor_orders.order_number(raw))
                    if raw['purchaseOrderNumber'] in everything.world.tagged('no_lines'):
                        continue
                    order = vendor_orders.parse_order(raw)
                    assert order.vendor_code in account['vendor_codes']
                    # Amazon's model lets the unit of a quantity be left out; the simulator does so here and there.
                    assert {note.path.rpartition('.')[2] for note in order.notes} <= {'unitOfMeasure'}
                position = windows.position_after(window)
        known = {
            order.number for order in everything.world.orders()
            if order.vendor_code in account['vendor_codes'] and order.placed_at > windows.oldest(NOW)
        }
        assert numbers == known
        found += len(numbers)
    assert found >= 20


def test_one_order_is_the_same_alone_and_in_a_page(everything):
    with client_of(everything.credentials[0]) as client:
        listed = orders_of(client)[0]
        alone, = vendor_orders.read_single(client.get_purchase_order(listed['purchaseOrderNumber']).body).orders
    assert wire.digest(wire.read_json(wire.canonical(alone))) == wire.digest(listed)


def statuses_of(client, **query):
    """Return every status that a query finds, page by page."""
    token, found = None, []
    while True:
        page = vendor_order_status.read_page(client.get_purchase_orders_status(limit=7, nextToken=token, **query).body)
        found += map(vendor_order_status.parse_status, page.orders)
        token = page.next_token
        if not token:
            return found


def test_every_status_is_understood_and_says_what_the_simulator_knows(everything):
    with client_of(everything.credentials[0]) as client:
        found = statuses_of(client, updatedAfter=NOW - timedelta(days=6, hours=23))
    assert len(found) > 60
    truth = everything.world.truth
    for status in found:
        order = everything.world.order(status.number)
        assert {note.path.rpartition('.')[2] for note in status.notes} <= {'unitOfMeasure'}
        assert status.is_closed == (order.state == 'Closed')
        assert {line.line_key: line.received_pieces for line in status.lines if line.received_pieces} == {
            name: pieces for name, pieces in truth[status.number]['received'].items() if pieces}
        for line in status.lines:
            ordered = sum(change.ordered.pieces for change in line.changes if change.ordered)
            assert ordered - line.cancelled_pieces == line.ordered_pieces


def test_receipts_read_every_day_are_what_amazon_received():
    with Simulator('bulk', now=NOW, rate_factor=None, orders=60, lines=3) as simulator:
        simulator.world.receive_by_itself(after_days=1, stories=dict.fromkeys(STORIES, 1))
        for order in simulator.world.orders():
            simulator.world.acknowledge(order.number)
        ledgers, chains = {}, {}
        for _day in range(6):
            with client_of(simulator.credentials[0]) as client:
                now = simulator.world.clock.now()
                for status in statuses_of(client, updatedAfter=now - timedelta(days=6)):
                    for line in status.lines:
                        key = (status.number, line.line_key)
                        reading = receipts.reading_of(line, status, now)
                        ledgers[key], receipt = receipts.book(ledgers.get(key, receipts.Ledger()), reading)
                        chains.setdefault(key, []).extend([receipt] if receipt else [])
            simulator.advance(timedelta(days=1))
        received = {
            (number, line): pieces
            for number, order in simulator.world.truth.items() for line, pieces in order['received'].items() if pieces}
    assert {key: ledger.pieces for key, ledger in ledgers.items() if ledger.pieces} == received
    sums = {key: sum(receipt.pieces for receipt in chain) for key, chain in chains.items()}
    assert {key: pieces for key, pieces in sums.items() if pieces} == received
    assert {receipt.kind for chain in chains.values() for receipt in chain} == {'receipt', 'correction'}


@pytest.mark.parametrize(('fault', 'kind', 'code', 'asked'), [
    ('http_400', 'data', 'InvalidRequest', 1),
    ('http_403', 'authorisation', 'Unauthorized', 2),
    ('http_429', 'throttled', 'QuotaExceeded', 1),
    ('http_500', 'network', 'InternalFailure', 3),
    ('http_503', 'network', 'ServiceUnavailable', 3),
    ('html_200', 'data', 'not_json', 1),
    ('html_503', 'network', 'server_error', 3),
    ('truncated_json', 'data', 'not_json', 1),
    ('cut_before', 'network', 'connection_lost', 3),
    ('cut_headers', 'network', 'connection_lost', 3),
    ('cut_body', 'network', 'connection_lost', 3),
    ('timeout_before', 'network', 'timeout', 3),
])
def test_every_fault_of_the_simulator_is_sorted(everything, fault, kind, code, asked):
    rule = everything.faults.add('getPurchaseOrders', fault, times=None)
    with client_of(everything.credentials[0]) as client, pytest.raises(SpapiError) as caught:
        client.get_purchase_orders()
    assert (caught.value.kind, caught.value.code) == (kind, code)
    assert rule.hits == asked


@pytest.mark.parametrize('fault', ['http_500', 'cut_before', 'cut_body', 'expired_token'])
def test_trouble_that_passes_is_not_noticed(everything, fault):
    everything.faults.add('getPurchaseOrders', fault, times=1)
    with client_of(everything.credentials[0]) as client:
        assert vendor_orders.read_page(client.get_purchase_orders().body).orders


def test_a_token_of_another_region_is_refused(everything):
    account = dict(everything.credentials[0], endpoint=everything.url + '/eu')
    with client_of(account) as client, pytest.raises(SpapiError) as caught:
        client.get_purchase_orders()
    assert (caught.value.kind, caught.value.status) == ('authorisation', 403)


def test_a_revoked_authorisation_says_so(everything):
    account = everything.credentials[0]
    everything.world.identities.revoke(refresh_token=account['refresh_token'])
    with client_of(account) as client, pytest.raises(SpapiError) as caught:
        client.get_purchase_orders()
    assert (caught.value.kind, caught.value.code) == ('authorisation', 'invalid_grant')
