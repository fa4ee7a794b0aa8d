import heapq
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acorn_vendor_connector.spapi import throttle
from acorn_vendor_connector.spapi.throttle import Throttle, TokenBucket


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


def test_a_burst_is_free_and_the_next_call_waits_for_one_token():
    bucket = TokenBucket(rate=10, burst=10, clock=Clock())
    assert [bucket.acquire() for _ in range(10)] == [0.0] * 10
    assert bucket.acquire() == pytest.approx(0.1)


def test_waiting_as_long_as_told_is_enough():
    clock = Clock()
    bucket = TokenBucket(rate=0.5, burst=1, clock=clock)
    assert bucket.acquire() == 0.0
    clock.now += bucket.acquire()
    assert bucket.acquire() == 0.0


def test_a_clock_that_goes_back_gives_nothing_away():
    clock = Clock()
    bucket = TokenBucket(rate=1, burst=1, clock=clock)
    bucket.acquire()
    clock.now -= 500
    assert bucket.acquire() == pytest.approx(1.0)


def test_partners_and_operations_do_not_share():
    shared = Throttle(clock=Clock())
    for _ in range(10):
        assert shared.acquire('A', 'getPurchaseOrders') == 0.0
    assert shared.acquire('A', 'getPurchaseOrders') > 0
    assert shared.acquire('B', 'getPurchaseOrders') == 0.0
    assert shared.acquire('A', 'getPurchaseOrder') == 0.0


def test_get_transaction_has_a_burst_of_twenty():
    shared = Throttle(clock=Clock())
    assert [shared.acquire('A', 'getTransaction') for _ in range(20)] == [0.0] * 20
    assert shared.acquire('A', 'getTransaction') == pytest.approx(0.1)


def test_a_stated_rate_is_learnt_and_nonsense_is_not():
    shared = Throttle(clock=Clock())
    shared.learn('A', 'getPurchaseOrders', 2.0)
    for nonsense in (None, 0, -1, float('nan'), float('inf')):
        shared.learn('A', 'getPurchaseOrders', nonsense)
    for _ in range(10):
        shared.acquire('A', 'getPurchaseOrders')
    assert shared.acquire('A', 'getPurchaseOrders') == pytest.approx(0.5)


def test_a_refusal_empties_the_bucket_and_slows_it_down():
    shared = Throttle(clock=Clock())
    assert shared.drain('A', 'getPurchaseOrders') == pytest.approx(1 / 0.7)
    assert shared.acquire('A', 'getPurchaseOrders') == pytest.approx(0.1 / 0.7)


def test_what_passes_brings_the_whole_rate_back():
    shared = Throttle(clock=Clock())
    shared.drain('A', 'getPurchaseOrders')
    for _ in range(200):
        shared.learn('A', 'getPurchaseOrders', 10.0)
    assert shared.acquire('A', 'getPurchaseOrders') == pytest.approx(0.1)


@pytest.mark.parametrize(('processes', 'refused'), [(1, 0), (2, 20), (4, 60)])
def test_processes_that_do_not_know_of_each_other_share_a_plan(processes, refused):
    clock, refusals = Clock(), 0
    amazon = TokenBucket(rate=10, burst=10, clock=clock)
    ours = [Throttle(clock=clock) for _ in range(processes)]
    turns = [(clock.now, place) for place in range(processes)]
    passed = 0
    while passed < 1000:
        clock.now, place = heapq.heappop(turns)
        wait = ours[place].acquire('A', 'submitAcknowledgement')
        if not wait and amazon.acquire():
            refusals += 1
            ours[place].drain('A', 'submitAcknowledgement')
        elif not wait:
            passed += 1
            ours[place].learn('A', 'submitAcknowledgement', 10.0)
        heapq.heappush(turns, (clock.now + (wait + 1e-6 if wait else 0.02), place))
    assert refusals <= refused
    assert 1000 / (clock.now - 1000) > 9.5


def test_the_sandbox_has_its_own_plan():
    assert throttle.shared('sandbox').acquire('unit', 'getPurchaseOrders') == 0.0
    assert throttle.shared('sandbox').drain('unit', 'getPurchaseOrders') == pytest.approx(3 / 0.7)
    assert throttle.shared('production') is throttle.shared('simulator')


@given(st.floats(0.01, 50), st.integers(1, 30), st.lists(st.floats(0, 5), min_size=1, max_size=60))
def test_never_more_calls_than_the_plan_allows(rate, burst, pauses):
    clock = Clock()
    bucket = TokenBucket(rate, burst, clock)
    passed = 0
    for pause in pauses:
        clock.now += pause
        passed += bucket.acquire() == 0.0
    assert passed <= burst + rate * sum(pauses) + 1e-6


def test_threads_share_one_bucket():
    shared = Throttle(clock=Clock())
    passed = []

    def work():
        passed.extend([shared.acquire('A', 'getPurchaseOrders') == 0.0 for _ in range(20)])

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(passed) == 10
