"""Read workbooks (.xlsx, .xlsm): openpyxl says which sheets there are and which numbers are dates.

What openpyxl gets to see is small, and was read once by a parser that refuses document types. Sheets and texts, which
may be large, are read by `sheet_xml`.
"""
from __future__ import annotations

import io
from functools import partial

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet

from . import limits, sheet_xml, zips
from .errors import Refused
from .reading import Note
from .sheets import Sheet

_XML = ('.xml', '.rels', '.vml')
_STRINGS = 'sharedstrings.xml'
_LARGE = ('xl/worksheets/', 'xl/drawings/', 'xl/charts/', 'xl/comments', 'xl/pivotcache/')
_STRINGS_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml'
_MAX_SHEETS = 64


class _Structure(ExcelReader):
    """Read the list of sheets and the styles, and nothing else."""

    def load(self):
        self.read_manifest()
        self.read_workbook()
        apply_stylesheet(self.archive, self.wb)
        return self

    def sheets(self):
        for sheet, relation in self.parser.find_sheets():
            if relation.target in self.valid_files and 'chartsheet' not in relation.Type:
                yield sheet.name, relation.target, sheet.state != 'visible'

    def strings(self) -> str | None:
        part = self.package.find(_STRINGS_TYPE)
        name = part.PartName[1:] if part is not None else None
        return name if name in self.valid_files else None


class _Book:
    """What the sheets of a workbook share."""

    def __init__(self, body: bytes, archive, notes: list):
        self._body = body
        self._notes = notes
        self._cells = 0
        try:
            structure = _Structure(io.BytesIO(body), read_only=True, data_only=True, keep_links=False).load()
            self.sheets = list(structure.sheets())
            strings = structure.strings()
            self._dates, self._epoch = frozenset(structure.wb._date_formats), structure.wb.epoch
        except Exception as error:  # openpyxl meets hostile parts with whatever Python raises on the way
            raise Refused('broken', what='xlsx') from error
        if len(self.sheets) > _MAX_SHEETS:
            raise Refused('too_large', what='sheets', limit=_MAX_SHEETS)
        self._texts = []
        if strings:
            self._texts = sheet_xml.Texts().collect(zips.pieces(archive, strings, limits.SHARED_STRINGS), strings)

    def rows(self, name: str, part: str):
        reader = sheet_xml.Rows(self._texts, self._dates, self._epoch, self._count)
        with zips.opened(self._body) as archive:
            try:
                yield from reader.stream(zips.pieces(archive, part), part)
            except (ValueError, IndexError) as error:
                raise Refused('broken', what=part[-60:]) from error
        if reader.formulas:
            self._notes.append(Note('formula', {'sheet': name, 'count': reader.formulas}))

    def _count(self, cells: int):
        self._cells += cells
        if self._cells > limits.ELEMENTS:
            raise Refused('too_large', what='cells', limit=limits.ELEMENTS)


def sheets_and_notes(body: bytes, archive) -> tuple[tuple[Sheet, ...], list[Note]]:
    """Return the sheets; notes on formulas are added while their rows are read."""
    names = archive.namelist()
    lowered = [name.lower() for name in names]
    if not any(name.endswith('workbook.xml') for name in lowered):
        raise Refused('not_recognised', format='office')
    for entry in archive.infolist():
        _check_part(archive, entry)
    notes = []
    if any(name.endswith('vbaproject.bin') for name in lowered):
        notes.append(Note('macro'))
    if any(name.startswith('xl/externallinks/') for name in lowered):
        notes.append(Note('external_link'))
    book = _Book(body, archive, notes)
    return tuple(Sheet(name, partial(book.rows, name, part), is_hidden) for name, part, is_hidden in book.sheets), notes


def _check_part(archive, entry):
    """Refuse a part that openpyxl would choke on; sheets and texts are looked at while they are read."""
    name = entry.filename.lower()
    if not name.endswith(_XML) or name.startswith(_LARGE):
        return
    if name.endswith(_STRINGS):
        if entry.file_size > limits.SHARED_STRINGS:
            raise Refused('too_large', what='texts', limit=limits.SHARED_STRINGS)
        return
    if entry.file_size > limits.SMALL_PART:
        raise Refused('too_large', what=entry.filename[-60:], limit=limits.SMALL_PART)
    sheet_xml.check(zips.pieces(archive, entry.filename, limits.SMALL_PART), entry.filename)
