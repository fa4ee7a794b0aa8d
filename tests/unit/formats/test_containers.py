"""What files are packed in, the hostile ones among them."""
import io
import struct
import tracemalloc
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acorn_vendor_connector.formats import limits
from acorn_vendor_connector.formats.containers import open_sheets
from acorn_vendor_connector.formats.errors import CODES, Refused
from acorn_vendor_connector.formats.reading import KINDS
from acorn_vendor_connector.formats.recognise import read

from .builders import csv_of, html_of, payment, remittance, xls_of, xlsx_of, zip_of

ROWS = [['Name', 'Count'], ['One', 1], ['Two', 2.5]]
SHEET = 'xl/worksheets/sheet1.xml'
STRINGS = 'xl/sharedStrings.xml'


def rows_of(body, known=frozenset()):
    return [[list(cells) for _number, cells in sheet.rows()] for sheet in open_sheets(body, known).sheets]


def refused(body):
    with pytest.raises(Refused) as error:
        read(body)
    assert error.value.code in CODES
    return error.value.code


def changed(body, part, change):
    """Return the workbook with one part changed by a function of its bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == part else content)
    return out.getvalue()


def replaced(body, part, old, new):
    return changed(body, part, lambda content: content.replace(old, new))


def noise(count):
    """Return digits that do not pack well."""
    return b''.join(b'%05d' % (number * number * 7919 % 100_003) for number in range(count // 5))


# What it is

def test_a_workbook_has_numbers_dates_and_texts():
    kinds = open_sheets(xlsx_of(ROWS)).kind
    assert kinds == 'xlsx'
    assert rows_of(xlsx_of(ROWS)) == [ROWS]


def test_an_old_workbook_is_read_as_well():
    assert open_sheets(xls_of(ROWS)).kind == 'xls'
    assert rows_of(xls_of(ROWS)) == [ROWS]


def test_a_web_page_that_calls_itself_a_workbook_is_read():
    opened = open_sheets(html_of(ROWS))
    assert opened.kind == 'html'
    assert rows_of(html_of(ROWS)) == [[['Name', 'Count'], ['One', '1'], ['Two', '2.5']]]


@pytest.mark.parametrize('encoding', ['utf-8', 'utf-8-sig', 'utf-16', 'utf-16-le', 'cp1252'])
def test_text_in_every_encoding_that_spreadsheets_write(encoding):
    body = 'Größe,Preis\r\nklein,5'.encode(encoding)
    assert rows_of(body) == [[['Größe', 'Preis'], ['klein', '5']]]


@pytest.mark.parametrize('delimiter', [',', ';', '\t', '|'])
def test_the_sign_between_columns_is_told_by_the_headings(delimiter):
    body = delimiter.join(['"Invoice Number"', 'Amount', 'Date']).encode() + b'\n'
    body += delimiter.join(['A1', '"1.234,56 , ; | 5"', 'x']).encode()
    known = frozenset(('invoice number', 'amount', 'date'))
    assert rows_of(body, known)[0][0] == ['Invoice Number', 'Amount', 'Date']


def test_one_broken_character_does_not_spoil_all_others():
    body = 'Größe,Straße,Ähre,Öl,Übel,Maß,Fuß,Gruß,Nuß,Kuß,Guß,Schloß'.encode() + b'\xc3'
    assert rows_of(body)[0][0][:2] == ['Größe', 'Straße']


def test_japanese_spreadsheets_have_an_encoding_of_their_own():
    assert rows_of('支払番号,請求書番号\r\n1,2'.encode('cp932')) == [[['支払番号', '請求書番号'], ['1', '2']]]


@pytest.mark.parametrize('end', ['\n', '\r\n', '\r'])
def test_lines_end_in_three_ways_also_inside_of_quotes(end):
    body = f'Name,Größe{end}"One{end}more",1{end}Two,2'.encode()
    assert [[' '.join(cell.split()) for cell in row] for row in rows_of(body)[0]] == [
        ['Name', 'Größe'], ['One more', '1'], ['Two', '2']]


def test_numbers_that_are_protected_from_spreadsheets_are_bare_again():
    assert rows_of(b'Number,Name\r\n="00123","=""A"""\r\n')[0][1] == ['00123', 'A']


@pytest.mark.parametrize('start', ['<!-- made by a portal -->\n', '<?xml version="1.0"?>\n<!DOCTYPE html>', '\n\n'])
def test_web_pages_begin_in_many_ways(start):
    assert open_sheets(start.encode() + html_of(ROWS)).kind == 'html'


def test_decimal_commas_do_not_outvote_the_headings():
    body = b'Invoice Number;Amount Paid\nA1;1,5\n' + b'A2;1,2,3,4,5,6,7\n' * 20
    assert rows_of(body, frozenset(('invoice number', 'amount paid')))[0][1] == ['A1', '1,5']


def test_a_first_line_may_say_the_sign():
    assert rows_of(b'sep=|\r\na,b|c\r\n') == [[['a,b', 'c']]]


def test_a_zip_around_one_file_is_opened():
    assert rows_of(zip_of(xlsx_of(ROWS), 'Payments.xlsx')) == [ROWS]
    assert rows_of(zip_of(b'a,b\n1,2', **{'__MACOSX/._Payments.csv': b'x'})) == [[['a', 'b'], ['1', '2']]]


def test_edi_is_told_by_its_first_segment():
    assert open_sheets(b'\r\nISA*00*          *00*').kind == 'x12'
    assert open_sheets(b"UNA:+.? 'UNB+UNOC:3'").kind == 'edifact'


def test_a_name_says_nothing():
    assert read(zip_of(csv_of(remittance()), 'picture.png')).kind == 'remittance'


# What is refused

@pytest.mark.parametrize(('body', 'code'), [
    (b'', 'empty'),
    (b' \r\n\t', 'empty'),
    (b'%PDF-1.7 and so on', 'pdf'),
    (b'\x89PNG\r\n\x1a\n' + b'\x00' * 50, 'picture'),
    (b'\xff\xd8\xff\xe0' + b'\x00' * 50, 'picture'),
    (b'GIF89a' + b'\x00' * 50, 'picture'),
    (b'RIFF\x00\x00\x00\x00WEBPVP8 ', 'picture'),
    (b'\x00\x01\x02\x03' * 100, 'not_recognised'),
    (b'Dear vendor, please find attached nothing.', 'not_recognised'),
    (b'PK\x03\x04 and then nothing', 'broken'),
    (b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + b'\x00' * 600, 'broken'),
    (b'<html><body>No table here</body></html>', 'not_recognised'),
])
def test_what_is_no_list_is_refused_with_its_reason(body, code):
    assert refused(body) == code


def test_a_truncated_workbook_is_broken():
    body = xlsx_of(remittance())
    assert refused(body[:len(body) // 2]) == 'broken'


def test_a_workbook_with_a_password_is_refused():
    ole = b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + b'\x00' * 1016 + 'EncryptedPackage'.encode('utf-16-le') + b'\x00' * 500
    assert refused(ole) == 'password'


def test_a_zip_with_a_password_is_refused():
    body = bytearray(zip_of(b'secret'))
    body[6] |= 1
    place = body.index(b'PK\x01\x02')
    body[place + 8] |= 1
    assert refused(bytes(body)) == 'password'


def test_a_zip_with_two_files_is_refused_and_names_them():
    with pytest.raises(Refused) as error:
        read(zip_of(b'a', 'one.csv', **{'two.csv': b'b'}))
    assert (error.value.code, error.value.params['names']) == ('several_files', ['one.csv', 'two.csv'])


def test_a_file_without_a_name_is_opened_as_well():
    body = zip_of(b'a,b\n1,2', 'x')
    nameless = bytearray(body.replace(b'x', b'\0'))
    assert rows_of(bytes(nameless)) == [[['a', 'b'], ['1', '2']]]


def test_a_zip_in_a_zip_is_refused():
    assert refused(zip_of(zip_of(csv_of(remittance())), 'inner.zip')) == 'nested_zip'


def test_another_document_of_an_office_is_refused():
    assert refused(zip_of(b'<Types/>', '[Content_Types].xml', **{'word/document.xml': b'<w/>'})) == 'not_recognised'


def test_a_file_beyond_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(limits, 'BYTES', 100)
    assert refused(b'x' * 101) == 'too_large'


# Bombs

def test_a_zip_that_says_how_much_it_unpacks_to_is_refused():
    assert refused(zip_of(b'\0' * (8 * 1024**2))) == 'zip_bomb'


def test_a_workbook_that_lies_about_a_size_is_refused():
    body = bytearray(zip_of(b' ' * 5_000_000, 'big.csv'))
    real = struct.pack('<I', 5_000_000)
    assert body.count(real) == 2
    lying = bytes(body).replace(real, struct.pack('<I', 1_000))
    assert refused(lying) == 'broken'


def test_a_bomb_never_gets_into_memory():
    body = zip_of(b'\0' * (64 * 1024**2))
    tracemalloc.start()
    try:
        assert refused(body) == 'zip_bomb'
        assert tracemalloc.get_traced_memory()[1] < 8 * 1024**2
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize('part', [SHEET, STRINGS, 'xl/workbook.xml', 'xl/styles.xml', '[Content_Types].xml',
                                  'xl/_rels/workbook.xml.rels', 'docProps/core.xml'])
@pytest.mark.parametrize('doctype', [
    b'<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>',
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    b'<!DOCTYPE x SYSTEM "http://example.com/x.dtd">',
])
def test_entities_are_refused_in_every_part_of_a_workbook(part, doctype):
    body = xlsx_of(remittance())

    def declare(content):
        start = content.index(b'?>') + 2 if content.startswith(b'<?xml') else 0
        return content[:start] + doctype + content[start:]

    with pytest.raises(Refused) as error:
        read(changed(body, part, declare))
    assert (error.value.code, error.value.params['reason']) == ('broken', 'doctype')


def test_entities_are_refused_in_utf_16_too():
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "b">]><sst>&a;</sst>'
    with pytest.raises(Refused) as error:
        read(changed(xlsx_of(remittance()), STRINGS, lambda _content: text.encode('utf-16')))
    assert error.value.params['reason'] == 'doctype'


def test_a_tag_that_never_ends_is_not_collected():
    endless = b'<sst a="%s"/>' % noise(800_000)
    assert refused(changed(xlsx_of(remittance()), STRINGS, lambda _content: endless)) == 'broken'


def test_ever_new_names_of_tags_are_not_collected():
    junk = b''.join(b'<a%d/>' % number for number in range(400_000))
    body = replaced(xlsx_of(remittance()), SHEET, b'</sheetData>', junk + b'</sheetData>')
    tracemalloc.start()
    try:
        assert refused(body) == 'broken'
        assert tracemalloc.get_traced_memory()[1] < 24 * 1024**2
    finally:
        tracemalloc.stop()


def test_junk_between_rows_costs_no_memory():
    junk = b''.join(b'<a%c/>' % byte for byte in noise(400_000))
    body = replaced(xlsx_of(remittance()), SHEET, b'</sheetData>', junk + b'</sheetData>')
    tracemalloc.start()
    try:
        assert read(body).kind == 'remittance'
        assert tracemalloc.get_traced_memory()[1] < 24 * 1024**2
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(('limit', 'value'), [('ROWS', 20), ('CELLS', 100), ('ELEMENTS', 100)])
def test_a_flood_of_rows_and_cells_is_stopped(monkeypatch, limit, value):
    monkeypatch.setattr(limits, limit, value)
    body = xlsx_of(remittance(payments=[payment(str(number)) for number in range(30)]))
    assert refused(body) == ('too_many_rows' if limit == 'ROWS' else 'too_large')


def test_a_file_of_hundreds_of_thousands_of_rows_is_refused():
    body = csv_of(remittance()) + b'412233,A,,,,,,,1\r\n' * 301_000
    assert refused(body) == 'too_many_rows'


def test_too_many_columns_are_refused():
    assert refused(xlsx_of([[f'Heading {number}' for number in range(600)]])) == 'too_large'
    assert refused((','.join(f'h{number}' for number in range(600)) + '\n').encode()) == 'too_large'


def test_a_cell_longer_than_any_spreadsheet_takes_is_refused():
    body = csv_of(remittance())
    assert refused(body.replace(b'Goods', b'x' * 40_000)) == 'too_large'


def test_rows_far_below_cost_no_time():
    body = replaced(xlsx_of(remittance()), SHEET, b'<row r="3"', b'<row r="1048000"')
    assert read(body).kind == 'remittance'


# What is read with a note

def test_macros_never_run_and_are_noted():
    body = io.BytesIO(xlsx_of(remittance()))
    with zipfile.ZipFile(body, 'a') as archive:
        archive.writestr('xl/vbaProject.bin', b'Sub Auto_Open()')
    assert [note.code for note in read(body.getvalue()).notes] == ['macro']


def test_links_to_other_workbooks_are_not_followed_and_are_noted():
    body = io.BytesIO(xlsx_of(remittance()))
    with zipfile.ZipFile(body, 'a') as archive:
        archive.writestr('xl/externalLinks/externalLink1.xml', b'<externalLink/>')
    assert [note.code for note in read(body.getvalue()).notes] == ['external_link']


def test_a_formula_counts_with_the_value_that_was_reckoned_last():
    body = xlsx_of(remittance())
    with_formula = replaced(body, SHEET, b'<v>900</v>', b'<f>450*2</f><v>900</v>')
    assert with_formula != body
    reading = read(with_formula)
    assert [(note.code, note.params['count']) for note in reading.notes] == [('formula', 1)]
    assert reading.digest == read(body).digest


def test_a_formula_without_a_value_is_refused_where_an_amount_is_needed():
    body = replaced(xlsx_of(remittance()), SHEET, b'<v>900</v>', b'<f>450*2</f><v></v>')
    with pytest.raises(Refused) as error:
        read(body)
    assert error.value.code == 'formula_without_value'
    assert error.value.params == {
        'sheet': 'Remittance payments', 'row': 6, 'heading': 'Invoice Amount', 'value': '=…'}


def test_a_hidden_sheet_is_noted_and_not_mixed_in():
    book = openpyxl.Workbook()
    for row in remittance():
        book.active.append(row)
    hidden = book.create_sheet('Old')
    hidden.sheet_state = 'hidden'
    for row in remittance(payments=[payment('999')], lines=[]):
        hidden.append(row)
    out = io.BytesIO()
    book.save(out)
    reading = read(out.getvalue())
    assert [document['payment']['number'] for document in reading.documents] == ['412233']
    assert [(note.code, note.params) for note in reading.notes] == [('hidden_sheet', {'sheet': 'Old'})]


def test_shared_texts_in_several_fonts_are_one_text():
    rich = b'<si><r><t>Payment </t></r><r><t>Number</t></r><rPh sb="0" eb="1"><t>hint</t></rPh></si>'
    body = replaced(xlsx_of(remittance()), STRINGS, b'<si><t xml:space="preserve">Payment Number</t></si>', rich)
    assert read(body).digest == read(xlsx_of(remittance())).digest


# Whatever comes

OUTCOMES = {'', *KINDS, *CODES}


def outcome(body):
    """Return the kind of a file, or why it is refused; anything else that is raised fails the test."""
    try:
        return read(body).kind
    except Refused as error:
        return error.code


GOOD = [xlsx_of(remittance()), xls_of(remittance()), csv_of(remittance()), html_of(remittance()), zip_of(b'a,b\n1,2')]


@given(st.binary(max_size=400), st.sampled_from([b'', b'PK\x03\x04', b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', b'<html>',
                                                  b'\x09\x08\x10\x00', b'ISA*', b"UNA:+.? '", b'\xff\xfe']))
def test_any_bytes_are_read_or_refused(body, start):
    assert outcome(start + body) in OUTCOMES


@settings(max_examples=150)
@given(st.sampled_from(GOOD), st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), max_size=12),
       st.floats(0, 1))
def test_a_damaged_file_is_read_or_refused(body, damages, length):
    damaged = bytearray(body[:max(1, int(len(body) * max(length, 0.5)))])
    for place, byte in damages:
        damaged[int(place * len(damaged))] = byte
    assert outcome(bytes(damaged)) in OUTCOMES


@settings(max_examples=100)
@given(st.sampled_from([SHEET, STRINGS, 'xl/workbook.xml', 'xl/styles.xml']),
       st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_workbook_with_damaged_parts_is_read_or_refused(part, damages):
    def damage(content):
        damaged = bytearray(content)
        for place, byte in damages:
            damaged[int(place * len(damaged))] = byte
        return bytes(damaged)

    assert outcome(changed(GOOD[0], part, damage)) in OUTCOMES
