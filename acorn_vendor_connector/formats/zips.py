"""Unpack zips without trusting what they say about themselves."""
from __future__ import annotations

import io
import struct
import zipfile
import zlib

from . import limits
from .errors import Refused

_OF_A_MAC = ('__MACOSX/', '.DS_Store')
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_PIECE = 256 * 1024


def opened(body: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(body))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError, struct.error) as error:
        raise Refused('broken', what='zip') from error


def checked_names(archive: zipfile.ZipFile) -> frozenset[str]:
    """Return the names in a zip; refuse one that cannot be meant well."""
    entries = archive.infolist()
    if len(entries) > limits.PARTS:
        raise Refused('zip_bomb', what='parts', limit=limits.PARTS)
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise Refused('password')
    if any(entry.compress_type not in _METHODS for entry in entries):
        raise Refused('broken', what='zip')
    if sum(entry.file_size for entry in entries) > limits.UNPACKED:
        raise Refused('zip_bomb', what='unpacked', limit=limits.UNPACKED)
    for entry in entries:
        if entry.file_size > limits.RATIO_FROM and entry.file_size > limits.RATIO * max(entry.compress_size, 1):
            raise Refused('zip_bomb', what='ratio', limit=limits.RATIO)
    return frozenset(entry.filename for entry in entries)


def only_file(archive: zipfile.ZipFile) -> bytes:
    files = [
        entry for entry in archive.infolist()
        if not entry.filename.endswith(('/', *_OF_A_MAC)) and not entry.filename.startswith(_OF_A_MAC)
    ]
    if not files:
        raise Refused('empty')
    if len(files) > 1:
        raise Refused('several_files', names=sorted(entry.filename[-60:] for entry in files)[:5], count=len(files))
    if files[0].file_size > limits.BYTES:
        raise Refused('too_large', what='MB', limit=limits.BYTES // 2**20)
    return b''.join(pieces(archive, files[0].filename))


def pieces(archive: zipfile.ZipFile, name: str, limit: int = limits.UNPACKED):
    """Yield a part piece by piece; stop at the limit, whatever size the zip states."""
    size = 0
    try:
        with archive.open(name) as part:
            while piece := part.read(_PIECE):
                size += len(piece)
                if size > limit:
                    raise Refused('zip_bomb', what=name[-60:], limit=limit)
                yield piece
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        raise Refused('broken', what=name[-60:]) from None
