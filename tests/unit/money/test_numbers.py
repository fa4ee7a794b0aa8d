"""Amazon states our numbers without separators or zeros, and with letters of claims appended; we find them again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acorn_vendor_connector.engine.numbers import AT_MOST, base, canonical, probes

NUMBERS = st.text(st.sampled_from('0123456789AINVSCRP-/_ '), max_size=24)


def told(text, widths=()):
    return [(probe.key, ''.join(probe.chain)) for probe in probes(text, widths)]


@pytest.mark.parametrize(('text', 'key'), [
    ('INV/2024/00042', 'INV202400042'),
    ('inv-2024_00042', 'INV202400042'),
    (' INV 2024.00042 ', 'INV202400042'),
    ('\ufeff１２３ＡＢ', '123AB'),  # a mark of the file, and letters of full width from a Japanese form
    ('№ 77', 'NO77'),
    ('Größe-9', 'GRE9'),  # the same in SQL: what is no letter from A to Z goes
    ('--', ''),
    ('', ''),
    (None, ''),
])
def test_a_key_is_letters_and_digits_in_upper_case(text, key):
    assert canonical(text) == key


@given(st.text())
def test_a_key_is_its_own_key(text):
    key = canonical(text)
    assert canonical(key) == key
    assert all(letter in '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ' for letter in key)


@pytest.mark.parametrize(('text', 'expected'), [
    ('12345', [('12345', '')]),
    ('12345SC', [('12345SC', ''), ('12345', 'SC')]),
    ('12345SCR', [('12345SCR', ''), ('12345', 'SCR')]),
    ('12345SCRSC', [('12345SCRSC', ''), ('12345SCR', 'SC'), ('12345', 'SCRSC')]),
    ('12345SCRSCR', [('12345SCRSCR', ''), ('12345SCR', 'SCR'), ('12345', 'SCRSCR')]),
    ('12345PC', [('12345PC', ''), ('12345', 'PC')]),
    ('12345PCR', [('12345PCR', ''), ('12345', 'PCR')]),
])
def test_letters_of_a_claim_are_removed_one_document_after_the_other(text, expected):
    assert told(text) == expected


def test_a_chain_alternates_so_a_claim_upon_a_claim_is_about_an_own_number_that_ends_so():
    assert told('12345SCSCR') == [('12345SCSCR', ''), ('12345SC', 'SCR')]
    assert told('12345SCSC') == [('12345SCSC', ''), ('12345SC', 'SC')]
    assert told('12345PCSC') == [('12345PCSC', ''), ('12345PC', 'SC')]


@pytest.mark.parametrize('text', ['12345R', 'RSC1', 'SC', 'SCR', 'PC'])
def test_a_letter_alone_is_no_claim_and_nothing_is_no_number(text):
    assert told(text) == [(text, '')]


@pytest.mark.parametrize('text', ['INV-12-SC', 'INV_12/SC', 'inv 12 sc', 'INV12SC'])
def test_separators_make_no_difference(text):
    assert told(text) == [('INV12SC', ''), ('INV12', 'SC')]


def test_zeros_that_a_spreadsheet_dropped_are_put_back_to_the_lengths_we_use():
    assert told('42', (5, 8)) == [('42', ''), ('00042', ''), ('00000042', '')]
    assert told('42SCR', (5,)) == [('42SCR', ''), ('42', 'SCR'), ('00042', 'SCR')]


def test_zeros_are_put_back_only_to_numbers_of_digits():
    assert told('A42', (5,)) == [('A42', '')]
    assert told('123456', (5, 6)) == [('123456', '')]


@given(NUMBERS, st.lists(st.integers(1, 20), max_size=6))
def test_there_are_at_most_eight_different_keys_and_the_stated_one_is_the_first(text, widths):
    found = probes(text, widths)
    assert len(found) <= AT_MOST == 8
    assert len({probe.key for probe in found}) == len(found)
    assert [probe.key for probe in found[:1]] == [canonical(text)][:len(found)]
    assert all(probe.key for probe in found)


@given(NUMBERS)
def test_a_key_and_its_chain_are_the_number_again(text):
    assert {probe.key + ''.join(probe.chain) for probe in probes(text)} <= {canonical(text)}


@given(st.text(st.sampled_from('0123456789ABX'), min_size=1, max_size=12), st.sampled_from(['SC', 'PC']),
       st.integers(1, 7))
def test_an_invoice_is_found_under_every_document_of_its_chain(number, claim, documents):
    chain = ''.join((claim, 'R')[step % 2] if step % 2 else claim for step in range(documents))
    assert (number, chain) in told(number + chain)
    assert base(number + chain).key == number


def test_a_long_chain_still_leads_to_its_invoice():
    assert told('7' + 'SCR' * 30)[-1] == ('7', 'SCR' * 30)
    assert told('7' + 'SCR' * 30, (5,))[-1] == ('00007', 'SCR' * 30)


def test_a_hostile_number_is_not_peeled():
    assert len(probes('SCR' * 20_000)) == 1
