"""Read tables of text: CSV in any encoding and with any separator, and web pages that call themselves .xls."""
from __future__ import annotations

import codecs
import csv
import itertools
import re
from functools import partial

from lxml import etree

from . import headings, limits
from .cells import clean
from .errors import Refused
from .sheets import Sheet

_BOMS = (
    (codecs.BOM_UTF8, 'utf-8'), (codecs.BOM_UTF32_LE, ''), (codecs.BOM_UTF32_BE, ''),
    (codecs.BOM_UTF16_LE, 'utf-16-le'), (codecs.BOM_UTF16_BE, 'utf-16-be'),
)
_DELIMITERS = ',;\t|'
_SNIFFED_ROWS = 60
_HTML = re.compile(
    r'(<\?xml[^>]*>\s*)?(<!--.{0,1000}?-->\s*)*<(html|!doctype html|table|head|body|meta|style|div)\b', re.I | re.S)
_JAPANESE = ('支払', '請求')


def decoded(body: bytes) -> str:
    """Return the text of bytes; refuse what is no text."""
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            return _decode(body[len(bom):], encoding)
    head = body[:4_000]
    if head.count(b'\x00') > len(head) // 4:
        even, odd = head[::2].count(b'\x00'), head[1::2].count(b'\x00')
        return _decode(body, 'utf-16-le' if odd > even else 'utf-16-be')
    return _checked(_guessed(body))


def _guessed(body: bytes) -> str:
    """Return text that does not say its encoding; one broken character does not make another encoding of it."""
    text = body.decode('utf-8', 'replace')
    broken = text.count('\ufffd')
    if broken and 10 * broken > sum(char > '\x7f' for char in text):
        japanese = body.decode('cp932', 'replace')
        if any(word in japanese for word in _JAPANESE):
            return japanese
        return _decode(body, 'cp1252')
    return text


def _decode(body: bytes, encoding: str) -> str:
    try:
        return _checked(body.decode(encoding))
    except (UnicodeDecodeError, LookupError):
        raise Refused('not_recognised', format='bytes') from None


def _checked(text: str) -> str:
    control = sum(char < ' ' and char not in '\t\r\n\f\v\x1c\x1d\x1e\x1f' for char in text[:4_000])
    if control > len(text[:4_000]) // 20:
        raise Refused('not_recognised', format='bytes')
    return text.replace('\x00', '').lstrip('\ufeff')


# Separated values

def csv_sheet(text: str, known: frozenset[str]) -> Sheet:
    delimiter = None
    if text[:6].lower().startswith('sep=') and text[5:6] in ('\r', '\n'):
        delimiter, text = text[4], text[5:].lstrip('\r\n')
    return Sheet('', partial(_rows, text, delimiter or _sniffed(text, known)))


def _sniffed(text: str, known: frozenset[str]) -> str:
    """Return the sign that separates known headings, or else the most columns."""
    keys = headings.Keys()

    def points(delimiter: str) -> tuple[int, int]:
        most = (0, 0)
        for cells in itertools.islice(_parsed(text[:200_000], delimiter), _SNIFFED_ROWS):
            filled = [cell for cell in cells if cell]
            most = max(most, (sum(keys[cell] in known for cell in filled), len(filled)))
        return most

    return max(_DELIMITERS, key=points)


def _parsed(text: str, delimiter: str):
    try:
        yield from csv.reader(_lines(text), delimiter=delimiter)
    except csv.Error:
        return


def _rows(text: str, delimiter: str):
    reader = csv.reader(_lines(text), delimiter=delimiter)
    try:
        for cells in reader:
            if len(cells) > limits.COLUMNS:
                _cut_tail(cells)
            if cells and max(map(len, cells)) > limits.CELL:
                raise Refused('too_large', what='cell', limit=limits.CELL, row=reader.line_num)
            yield reader.line_num, tuple([_unprotected(cell) if cell[:2] == '="' else cell for cell in cells])
    except csv.Error as error:
        raise Refused('broken', what='csv', row=reader.line_num) from error


def _lines(text: str):
    """Yield the lines one by one; io.StringIO would keep four bytes of every character."""
    start = 0
    while start < len(text):
        end = text.find('\n', start) + 1 or len(text)
        line, start = text[start:end], end
        if '\r' in line[:-2]:
            yield from _split_at_returns(line)
        else:
            yield line


def _split_at_returns(line: str):
    """Split where old Macs ended a line; the other ends of lines that Unicode knows are characters of a cell."""
    *ended, last = line.replace('\r\n', '\n').split('\r')
    yield from (f'{each}\n' for each in ended)
    yield last


def _unprotected(cell: str) -> str:
    """Return 00123 for ="00123", by which programs keep spreadsheets from making a quantity of it."""
    return cell[2:-1] if cell.endswith('"') and cell.count('"') == 2 else cell


def _cut_tail(cells: list[str]):
    while cells and not cells[-1].strip():
        cells.pop()


# Web pages

def is_html(start: str) -> bool:
    return bool(_HTML.match(start))


def html_sheets(text: str) -> tuple[Sheet, ...]:
    body = text.encode('utf-8', 'replace')
    if len(body) > limits.HTML:
        raise Refused('too_large', what='html', limit=limits.HTML)
    parser = etree.HTMLParser(
        encoding='utf-8', no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(body, parser)
    except (etree.LxmlError, ValueError) as error:
        raise Refused('broken', what='html') from error
    found = [] if root is None else list(root.iter('table'))
    return tuple(Sheet(f'table {number}', partial(_html_rows, table)) for number, table in enumerate(found, 1))


def _html_rows(table):
    for number, row in enumerate(table.iter('tr'), 1):
        if next(row.iterancestors('table')) is table:
            yield number, tuple(clean(' '.join(cell.itertext()))[:limits.CELL] for cell in row.iterchildren('td', 'th'))
