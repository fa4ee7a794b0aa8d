"""Read real .xls workbooks (BIFF) through xlrd."""
from __future__ import annotations

from functools import partial

import xlrd

from .errors import Refused
from .sheets import Sheet


class _Nowhere:
    """Take what xlrd prints about odd files."""

    write = staticmethod(len)


def sheets(body: bytes) -> tuple[Sheet, ...]:
    try:
        book = xlrd.open_workbook(file_contents=body, logfile=_Nowhere(), on_demand=True, ragged_rows=True)
        names = book.sheet_names()
    except Exception as error:  # xlrd meets hostile bytes with whatever Python raises on the way
        if 'encrypted' in str(error).lower():
            raise Refused('password') from error
        raise Refused('broken', what='xls') from error
    return tuple(Sheet(name, partial(_rows, book, index)) for index, name in enumerate(names))


def _rows(book, index: int):
    try:
        sheet = book.sheet_by_index(index)
    except Exception as error:
        raise Refused('broken', what='xls') from error
    for number in range(sheet.nrows):
        yield number + 1, tuple(_value(cell, book.datemode) for cell in sheet.row(number))
    book.unload_sheet(index)


def _value(cell, datemode):
    value = cell.value
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        value = None
    elif cell.ctype == xlrd.XL_CELL_DATE:
        value = _day(value, datemode)
    elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
        value = bool(value)
    elif cell.ctype == xlrd.XL_CELL_ERROR:
        value = xlrd.error_text_from_code.get(value, '#ERR')
    elif cell.ctype == xlrd.XL_CELL_NUMBER and value.is_integer():
        value = int(value)
    return value


def _day(value, datemode):
    """Return the date of a number that is shown as one; the number where there is no such date."""
    try:
        return xlrd.xldate_as_datetime(value, datemode)
    except (ValueError, OverflowError, xlrd.XLDateError):
        return value
