"""Open what a file is packed in, safely: workbook, old workbook, table of text, web page, EDI; or a zip around one.

Nothing is trusted: what a file is, is told by its first bytes, and how large it gets is counted while it is unpacked.
"""
from __future__ import annotations

from dataclasses import dataclass, field

from . import limits, old_workbooks, texts, workbooks, zips
from .errors import Refused
from .sheets import Sheet

__all__ = ['Opened', 'Sheet', 'open_sheets']

_OLE = b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'
_BARE_BIFF = (b'\x09\x08\x10\x00', b'\x09\x08\x08\x00', b'\x09\x04\x06\x00', b'\x09\x02\x06\x00', b'\x09\x00\x04\x00')
_PICTURES = (b'\x89PNG', b'\xff\xd8\xff', b'GIF87a', b'GIF89a', b'II*\x00', b'MM\x00*', b'BM')
_ENCRYPTED = 'EncryptedPackage'.encode('utf-16-le')


@dataclass(frozen=True)
class Opened:
    """`kind`: xlsx · xls · csv · html · x12 · edifact. EDI has `text`, all others `sheets`.

    Some `notes` only come when the rows are read.
    """

    kind: str
    sheets: tuple[Sheet, ...] = ()
    notes: list = field(default_factory=list)
    text: str | None = None


def open_sheets(body: bytes, known: frozenset[str] = frozenset()) -> Opened:
    """Return the sheets of a file, whose rows are read when they are asked for; raise Refused.

    `known` are keys of headings: they tell by which sign the columns of a text are separated.
    """
    return _open(bytes(body), known, is_inside=False)


def _open(body: bytes, known: frozenset[str], is_inside: bool) -> Opened:
    if not body.strip(b' \t\r\n\x00'):
        raise Refused('empty')
    if len(body) > limits.BYTES:
        raise Refused('too_large', what='MB', limit=limits.BYTES // 2**20)
    _refuse_by_magic(body)
    if body.startswith(b'PK'):
        return _open_zip(body, known, is_inside)
    if body.startswith(_OLE):
        if _ENCRYPTED in body:
            raise Refused('password')
        return Opened('xls', old_workbooks.sheets(body))
    if body.startswith(_BARE_BIFF):
        return Opened('xls', old_workbooks.sheets(body))
    return _open_text(body, known)


def _refuse_by_magic(body: bytes):
    if b'%PDF-' in body[:1024]:
        raise Refused('pdf')
    is_picture = body.startswith(_PICTURES) and (not body.startswith(b'BM') or b'\x00' in body[:32])
    if is_picture or (body.startswith(b'RIFF') and body[8:12] == b'WEBP') or body[4:12] in (b'ftypheic', b'ftypavif'):
        raise Refused('picture')


def _open_zip(body: bytes, known, is_inside: bool) -> Opened:
    with zips.opened(body) as archive:
        names = zips.checked_names(archive)
        if '[Content_Types].xml' in names:
            return Opened('xlsx', *workbooks.sheets_and_notes(body, archive))
        if is_inside:
            raise Refused('nested_zip')
        return _open(zips.only_file(archive), known, is_inside=True)


def _open_text(body: bytes, known) -> Opened:
    text = texts.decoded(body)
    start = text[:2_000].lstrip()
    if start.startswith('ISA') and not start[3:4].isalnum():
        return Opened('x12', text=text.lstrip())
    if start.startswith(('UNA', 'UNB+')):
        return Opened('edifact', text=text.lstrip())
    if texts.is_html(start):
        return Opened('html', texts.html_sheets(text))
    return Opened('csv', (texts.csv_sheet(text, known),))
