"""What a file is, and what only a person can say about it."""
import pytest

from acorn_vendor_connector.formats import content, registry
from acorn_vendor_connector.formats.errors import Refused
from acorn_vendor_connector.formats.layouts import AMOUNT, CODE, DATE, Field, Layout, Section
from acorn_vendor_connector.formats.reading import KINDS, Choices
from acorn_vendor_connector.formats.recognise import read

from .builders import csv_of, remittance, xlsx_of

POLISH = (
    'Numer płatności', 'Numer faktury', 'Data faktury', 'Opis', 'Kwota faktury', 'Waluta faktury', 'Podatek u źródła',
    'Rabat', 'Zapłacona kwota', 'Pozostała kwota',
)
POLISH_PAYMENTS = (
    'Numer płatności', 'Data płatności', 'Waluta faktury', 'Kwota w walucie faktury', 'Waluta płatności',
    'Kwota w walucie płatności', 'Kurs wymiany', 'Typ płatności', 'Status płatności', 'Powód',
)
MAPPED = {
    'numer płatnosci': 'payment_number', 'data płatnosci': 'payment_date', 'waluta faktury': 'invoice_currency',
    'kwota w walucie faktury': 'amount_in_invoice_currency', 'waluta płatnosci': 'payment_currency',
    'kwota w walucie płatnosci': 'payment_amount', 'kurs wymiany': 'exchange_rate', 'typ płatnosci': 'payment_type',
    'status płatnosci': 'payment_status', 'powod': 'void_reason', 'numer faktury': 'invoice_number',
    'data faktury': 'invoice_date', 'opis': 'description', 'kwota faktury': 'invoice_amount',
    'podatek u zrodła': 'withholding', 'rabat': 'discount', 'zapłacona kwota': 'paid', 'pozostała kwota': 'remaining',
}


def renamed(**names):
    """Return the rows of a remittance whose headings of the lines are called otherwise."""
    rows = remittance()
    rows[4] = [names.get(heading.replace(' ', '_'), heading) for heading in rows[4]]
    return rows


def polish():
    rows = remittance()
    rows[0], rows[4] = list(POLISH_PAYMENTS), list(POLISH)
    return rows


def test_a_required_heading_that_nobody_knows_is_asked_for_with_a_sample():
    reading = read(xlsx_of(renamed(Amount_Paid='Kwota')))
    assert (reading.kind, reading.documents) == ('remittance', ())
    question = reading.questions[0]
    assert (question.code, question.params) == ('heading', {
        'missing': ['paid'], 'headings': [{'heading': 'Kwota', 'key': 'kwota', 'sample': '882'}]})
    assert question.options[0] == 'paid'


def test_a_heading_that_a_person_mapped_is_understood():
    body = xlsx_of(renamed(Amount_Paid='Kwota'))
    assert read(body, Choices(headings={'kwota': 'paid'})).digest == read(xlsx_of(remittance())).digest


def test_what_a_heading_means_in_one_kind_of_list_counts_in_no_other():
    body = xlsx_of(renamed(Amount_Paid='Kwota'))
    said = {'kwota': 'paid'}
    expected = read(xlsx_of(remittance())).digest
    both = Choices(headings_of_kind={'remittance': said, 'chargebacks': {'kwota': 'amount'}})
    assert read(body, both).digest == expected
    elsewhere = Choices(headings_of_kind={'chargebacks': {'amount paid': ''}})
    assert read(xlsx_of(remittance()), elsewhere).digest == expected
    assert read(body, Choices(headings={'kwota': ''}, headings_of_kind={'remittance': said})).digest == expected


def test_a_persons_word_on_a_heading_goes_before_ours():
    reading = read(xlsx_of(remittance()), Choices(headings={'remaining amount': ''}))
    assert 'remaining' not in reading.documents[0]['lines'][0]
    assert reading.documents[0]['lines'][0]['extra'] == {'Remaining Amount': '0'}


def test_an_optional_heading_that_nobody_knows_is_no_question():
    reading = read(xlsx_of(renamed(Remaining_Amount='Reszta')))
    assert reading.questions == ()
    assert reading.documents[0]['lines'][0]['extra'] == {'Reszta': '0'}
    assert [heading.text for heading in reading.unknown_headings] == ['Reszta']


def test_a_missing_column_without_any_to_ask_about_is_refused():
    rows = remittance()
    rows[4:] = [row[:8] for row in rows[4:]]
    with pytest.raises(Refused) as error:
        read(xlsx_of(rows))
    assert (error.value.code, error.value.params) == ('not_recognised', {'missing': ['paid'], 'kind': 'remittance'})


def test_a_list_in_a_language_that_nobody_knows_is_asked_step_by_step():
    body = csv_of(polish())
    first = read(body)
    assert [(each.code, each.options) for each in first.questions] == [('kind', KINDS)]
    second = read(body, Choices(kind='remittance'))
    assert [each.code for each in second.questions] == ['heading']
    assert {each['key'] for each in second.questions[0].params['headings']} == set(MAPPED)
    assert set(second.questions[0].params['missing']) == {
        'payment_number', 'payment_date', 'payment_currency', 'payment_amount', 'invoice_number', 'paid'}
    third = read(body, Choices(kind='remittance', headings=MAPPED))
    assert third.digest == read(csv_of(remittance())).digest


def test_remembered_headings_tell_the_kind_of_the_next_file():
    reading = read(csv_of(polish()), Choices(headings=MAPPED))
    assert (reading.kind, reading.questions) == ('remittance', ())


def test_a_letter_is_not_asked_about():
    with pytest.raises(Refused) as error:
        read(b'Dear Sir or Madam,\n\nplease find below, as agreed, our list.\nYours, truly, Acorn, Inc.\n')
    assert error.value.code == 'not_recognised'


def test_the_kind_that_a_person_chose_is_the_only_one_that_is_tried():
    reading = read(xlsx_of(remittance()), Choices(kind='chargebacks'))
    assert (reading.kind, [each.code for each in reading.questions]) == ('chargebacks', ['heading'])


def test_headings_remembered_for_another_kind_do_not_disturb():
    choices = Choices(headings={'amount paid': 'financial_charge', 'invoice number': 'charge_invoice'})
    assert read(xlsx_of(remittance()), choices).digest == read(xlsx_of(remittance())).digest


@pytest.fixture
def two_kinds(monkeypatch):
    """Know two kinds of lists that nobody can tell apart."""
    section = Section('rows', (
        Field('number', CODE, ('Document Number',), required=True), Field('date', DATE, ('Day',), required=True),
        Field('amount', AMOUNT, ('Sum',), required=True)))

    def documents(tables, context):
        rows = [values for table in tables for _where, values in table.records(context)]
        return [{'type': 'details', 'rows': content.ordered(rows)}]

    layouts = tuple(Layout(kind, 'only', (section,), documents) for kind in ('claims', 'returns'))
    monkeypatch.setattr(registry, 'LAYOUTS', layouts)


@pytest.mark.usefixtures('two_kinds')
def test_content_that_fits_two_kinds_is_asked_about():
    body = b'Document Number,Day,Sum\nA1,2026-01-31,5.00\n'
    assert [(each.code, each.options) for each in read(body).questions] == [('kind', ('claims', 'returns'))]
    reading = read(body, Choices(kind='returns'))
    assert (reading.kind, reading.documents[0]['rows'][0]['number']) == ('returns', 'A1')


def test_every_heading_of_a_section_stands_for_one_field():
    for layout in registry.LAYOUTS:
        for section in layout.sections:
            count = len({(each.name, key) for each in section.fields for key in section.keys_of(each)})
            assert count == len(section.by_key), (layout.kind, section.name)


def test_rows_that_nobody_understands_are_noted():
    rows = [*remittance(), ['Adjustment 17.00 follows']]
    assert [(note.code, note.params['row']) for note in read(xlsx_of(rows)).notes] == [('loose_row', 7)]


def test_a_list_of_something_else_beside_it_is_noted():
    rows = [*remittance(), [], ['Contact', 'Phone', 'Office', 'Language'], ['Ms Berry', '555-17', 'Hamburg', 'German']]
    reading = read(xlsx_of(rows))
    assert len(reading.documents[0]['lines']) == 1
    assert [(note.code, note.params['heading']) for note in reading.notes] == [('extra_table', 'Contact')]
