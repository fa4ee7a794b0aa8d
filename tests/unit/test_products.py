import pytest
from hypothesis import given
from hypothesis import strategies as st

from acorn_vendor_connector.engine.products import (
    CatalogueEntry,
    Identifiers,
    Mapping,
    check_digit,
    normalise_gtin,
    resolve,
)

EAN = '4006381333931'
LINE = Identifiers('B000000001', EAN)


@pytest.mark.parametrize(('text', 'gtin'), [
    (EAN, '04006381333931'), ('0' + EAN, '04006381333931'), (' 4006381-333931 ', '04006381333931'),
    ('036000291452', '00036000291452'), ('0036000291452', '00036000291452'), ('96385074', '00000096385074'),
    ('10614141000415', '10614141000415'),
    ('4006381333932', None), ('036000291453', None), ('12345', None), ('', None), (None, None), ('B000000001', None),
    ('00000000', None), ('٤٠٠٦٣٨١٣٣٣٩٣١', None), ('4006381333931X', None),
])
def test_gtins_are_compared_as_fourteen_digits_with_a_right_check_digit(text, gtin):
    assert normalise_gtin(text) == gtin


@given(st.sampled_from([7, 11, 12, 13]).flatmap(
    lambda length: st.text('0123456789', min_size=length, max_size=length)).filter(int))
def test_leading_zeros_make_no_other_number(digits):
    code = digits + check_digit(digits)
    assert normalise_gtin(code) == normalise_gtin(code.zfill(14)) == code.zfill(14)


@given(st.text('0123456789', min_size=12, max_size=12).filter(int), st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(digits, place, offset):
    code = digits + check_digit(digits)
    wrong = code[:place] + str((int(code[place]) + offset) % 10) + code[place + 1:]
    assert normalise_gtin(wrong) is None


@pytest.mark.parametrize(('mapping', 'via'), [
    (Mapping('asin', 'b000000001 ', 'Mug', 'Unit', 7), 'asin'),
    (Mapping('sku', EAN, 'Mug', 'Unit', 7), 'sku'),
    (Mapping('gtin', '0' + EAN, 'Mug', 'Unit', 7), 'gtin'),
])
def test_a_mapping_of_any_kind_finds_product_and_unit(mapping, via):
    found = resolve(LINE, [mapping])
    assert (found.status, found.product, found.unit, found.via, found.mapping) == ('mapped', 'Mug', 'Unit', via, 7)


def test_mappings_that_agree_are_one_answer_and_the_asin_is_named():
    found = resolve(LINE, [Mapping('gtin', EAN, 'Mug', 'Unit', 1), Mapping('asin', 'B000000001', 'Mug', 'Unit', 2)])
    assert (found.status, found.via, found.mapping) == ('mapped', 'asin', 2)


@pytest.mark.parametrize('other', [('Cup', 'Unit'), ('Mug', 'Box of 6')])
def test_two_that_fit_are_never_guessed(other):
    found = resolve(LINE, [Mapping('asin', 'B000000001', 'Mug', 'Unit'), Mapping('sku', EAN, *other)])
    assert (found.status, found.product) == ('ambiguous', None)
    assert found.candidates == (('Mug', 'Unit'), other)


def test_a_mapping_still_to_be_done_maps_nothing():
    assert resolve(LINE, [Mapping('asin', 'B000000001', None)]).status == 'unmapped'


def test_mappings_of_other_products_do_not_fit():
    others = [Mapping('asin', 'B000000002', 'Mug'), Mapping('sku', 'B000000001', 'Mug')]
    assert resolve(LINE, others).status == 'unmapped'


def test_the_catalogue_is_asked_by_barcode_in_every_length():
    catalogue = [CatalogueEntry('Mug', 'Unit', barcode='0' + EAN), CatalogueEntry('Cup', barcode='96385074')]
    found = resolve(LINE, [], catalogue)
    assert (found.status, found.product, found.unit, found.via) == ('found', 'Mug', 'Unit', 'barcode')


def test_the_barcode_of_a_packaging_brings_its_unit():
    assert resolve(Identifiers(None, EAN), [], [CatalogueEntry('Mug', 'Box of 6', barcode=EAN)]).unit == 'Box of 6'


@pytest.mark.parametrize('line', [Identifiers('B000000001', 'mug-1'), Identifiers('MUG-1', None)])
def test_the_internal_reference_is_asked_next(line):
    found = resolve(line, [], [CatalogueEntry('Mug', 'Unit', reference='MUG-1')])
    assert (found.status, found.product, found.via) == ('found', 'Mug', 'default_code')


def test_barcode_before_reference():
    found = resolve(LINE, [], [CatalogueEntry('Cup', reference=EAN), CatalogueEntry('Mug', barcode=EAN)])
    assert (found.product, found.via) == ('Mug', 'barcode')


@pytest.mark.parametrize('entries', [
    [CatalogueEntry('Mug', barcode=EAN), CatalogueEntry('Cup', barcode=EAN)],
    [CatalogueEntry('Mug', reference=EAN), CatalogueEntry('Cup', reference='B000000001')],
])
def test_two_in_the_catalogue_are_never_guessed(entries):
    found = resolve(LINE, [], entries)
    assert (found.status, found.product, len(found.candidates)) == ('ambiguous', None, 2)


def test_a_person_s_mapping_comes_before_the_catalogue():
    found = resolve(LINE, [Mapping('asin', 'B000000001', 'Mug')], [CatalogueEntry('Cup', barcode=EAN)])
    assert (found.status, found.product) == ('mapped', 'Mug')


def test_a_line_without_any_identifier():
    assert resolve(Identifiers(' ', None), [Mapping('asin', '', 'Mug')]).status == 'no_identifier'


@given(st.lists(st.builds(
    Mapping, st.sampled_from(['asin', 'sku', 'gtin']), st.sampled_from(['B000000001', EAN, '0' + EAN, 'x']),
    st.none() | st.sampled_from(['Mug', 'Cup']), st.none() | st.just('Unit')), max_size=5))
def test_a_product_is_named_only_when_all_that_fits_agrees(mappings):
    found = resolve(LINE, mappings)
    wanted = {('asin', 'B000000001'), ('sku', EAN), ('gtin', EAN), ('gtin', '0' + EAN)}
    fitting = {
        (mapping.product, mapping.unit) for mapping in mappings
        if mapping.product and (mapping.kind, mapping.identifier) in wanted
    }
    assert found.is_known == (len(fitting) == 1)
    assert (found.product, found.unit) in fitting or found.product is None
