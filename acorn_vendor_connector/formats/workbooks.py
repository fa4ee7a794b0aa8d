"""Read workbooks (.xlsx, .xlsm) through openpyxl, after looking at every part of them ourselves.

openpyxl hands XML to a parser that knows entities, and believes sizes. So each part is first unpacked piece by piece and
counted, and any part with a document type is refused: without one there are no entities to expand or to fetch.
"""
from __future__ import annotations

import io
import re
from functools import partial

import openpyxl
from lxml import etree

from . import limits, zips
from .errors import Refused
from .reading import Note
from .sheets import WITHOUT_VALUE, Sheet

_DECLARED = re.compile(rb'^(?:\xef\xbb\xbf)?\s*<\?xml[^>]{0,200}?encoding\s*=\s*["\']([A-Za-z0-9._-]+)["\']')
_ENCODINGS = (b'utf-8', b'us-ascii', b'ascii', b'iso-8859-1', b'windows-1252')
_XML = ('.xml', '.rels', '.vml')
_MAIN = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'


def sheets_and_notes(body: bytes, archive) -> tuple[tuple[Sheet, ...], tuple[Note, ...]]:
    names = archive.namelist()
    with_formulas = _inspect(archive, names)
    if 'xl/workbook.xml' not in names and not any(name.lower().endswith('workbook.xml') for name in names):
        raise Refused('not_recognised', format='office')
    notes = []
    if any(name.lower().endswith('vbaproject.bin') for name in names):
        notes.append(Note('macro'))
    if any(name.lower().startswith('xl/externallinks/') for name in names):
        notes.append(Note('external_link'))
    book = _load(body)
    sheets = []
    for sheet in book.worksheets:
        part = sheet._worksheet_path.lstrip('/')
        formulas = _formulas(archive, part) if part in with_formulas else None
        if formulas is not None:
            notes.append(Note('formula', {'sheet': sheet.title, 'count': len(formulas)}))
        if sheet.sheet_state != 'visible':
            notes.append(Note('hidden_sheet', {'sheet': sheet.title}))
        sheets.append(Sheet(sheet.title, partial(_rows, sheet, formulas)))
    return tuple(sheets), tuple(notes)


def _load(body: bytes):
    try:
        return openpyxl.load_workbook(io.BytesIO(body), read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # openpyxl meets hostile parts with whatever Python raises on the way
        raise Refused('broken', what='xlsx') from error


def _rows(sheet, formulas):
    sheet.reset_dimensions()
    try:
        for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            if formulas and any(value is None and (number, column) in formulas for column, value in enumerate(cells, 1)):
                yield number, _marked(number, cells, formulas)
            else:
                yield number, cells
    except Refused:
        raise
    except Exception as error:
        raise Refused('broken', what='xlsx', sheet=sheet.title) from error


def _marked(number, cells, formulas):
    return tuple(
        WITHOUT_VALUE if value is None and (number, column) in formulas else value
        for column, value in enumerate(cells, 1))


def _inspect(archive, names) -> frozenset[str]:
    """Unpack every part once; refuse what is dangerous; return the sheets in which formulas stand."""
    total = 0
    formulas = set()
    for name in names:
        is_xml = name.lower().endswith(_XML)
        tail, first = b'', True
        size = 0
        for piece in zips.pieces(archive, name):
            size += len(piece)
            if is_xml:
                if first:
                    _check_encoding(piece, name)
                window = tail + piece
                if b'<!DOCTYPE' in window or b'<!ENTITY' in window:
                    raise Refused('broken', what=name[-60:], reason='doctype')
                if name.startswith('xl/worksheets/') and (b'<f>' in window or b'<f ' in window or b'<f/' in window):
                    formulas.add(name)
                tail = window[-16:]
            first = False
        total += size
        _check_size(name, size, total)
    return frozenset(formulas)


def _check_encoding(piece: bytes, name: str):
    start = piece[:400]
    declared = _DECLARED.match(start)
    is_plain = start.removeprefix(b'\xef\xbb\xbf').lstrip()[:1] in (b'<', b'')
    if not is_plain or b'\x00' in start or (declared and declared[1].lower() not in _ENCODINGS):
        raise Refused('broken', what=name[-60:], reason='encoding')


def _check_size(name: str, size: int, total: int):
    if total > limits.UNPACKED:
        raise Refused('zip_bomb', what='unpacked', limit=limits.UNPACKED)
    lowered = name.lower()
    if lowered.endswith('sharedstrings.xml') and size > limits.SHARED_STRINGS:
        raise Refused('too_large', what='texts', limit=limits.SHARED_STRINGS)
    is_small = lowered.endswith(_XML) and not lowered.endswith('sharedstrings.xml') and '/worksheets/' not in lowered
    if is_small and size > limits.STYLES and not lowered.startswith(('xl/drawings/', 'xl/charts/', 'xl/comments')):
        raise Refused('too_large', what=name[-60:], limit=limits.STYLES)


def _formulas(archive, part: str) -> dict[tuple[int, int], None]:
    """Return the places of all formulas of a sheet that have no value of their own in the file."""
    found = {}
    try:
        with archive.open(part) as stream:
            context = etree.iterparse(stream, events=('end',), tag=(f'{_MAIN}c', f'{_MAIN}row'), resolve_entities=False,
                                      no_network=True, huge_tree=False)
            for _event, element in context:
                if element.tag == f'{_MAIN}row':
                    element.clear()
                    while element.getprevious() is not None:
                        del element.getparent()[0]
                elif element.find(f'{_MAIN}f') is not None and len(found) < limits.CELLS:
                    row, column = openpyxl.utils.cell.coordinate_to_tuple(element.get('r'))
                    found[row, column] = None
    except (etree.LxmlError, ValueError, TypeError) as error:
        raise Refused('broken', what=part[-60:]) from error
    return found
