"""Cells into bytes: workbooks, old workbooks, text, and any of them in a zip."""
import csv
import io
from datetime import date
from decimal import Decimal

from . import xlsx
from .places import DATE_FORMS, SYMBOLS, is_money, money_text, number_text

CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xls": "application/vnd.ms-excel",
    "csv": "text/csv; charset=utf-8",
    "zip": "application/zip",
    "txt": "text/plain; charset=utf-8",
}


class Form:
    """How the values of one file become cells: as Excel's own numbers and dates, or as text."""

    def __init__(self, place, dates, nasty, is_text):
        self.place = place
        self.date_form = dates
        self._are_dates_text = is_text or dates not in (None, "cells", "serials")
        self._date_text = DATE_FORMS[place.date_form if dates in (None, "cells") else dates]
        self._are_serials = dates == "serials"
        self._is_text = is_text
        self._are_numbers_text = is_text or "numbers_as_text" in nasty or "currency_signs" in nasty
        self._has_parentheses = "parentheses" in nasty
        self._has_signs = "currency_signs" in nasty

    def row(self, cells):
        """Return the cells of a row as they are written."""
        symbol = ""
        if self._has_signs:
            texts = (cell.strip() for cell in cells if isinstance(cell, str))
            symbol = next((SYMBOLS[text] for text in texts if text in SYMBOLS), self.place.symbol)
        return [self._cell(cell, symbol) for cell in cells]

    def _cell(self, value, symbol):
        if value is None or isinstance(value, str):
            return value
        if isinstance(value, date):
            return self._date(value)
        if is_money(value) and (self._are_numbers_text or (self._has_parentheses and value < 0)):
            return money_text(value, self.place, self._has_parentheses, symbol)
        if self._are_numbers_text and isinstance(value, (Decimal, int)):
            return number_text(value, self.place, grouped=False)
        return value

    def _date(self, day):
        if self._are_serials:
            return self._date_text(day) if self._is_text else int(self._date_text(day))
        return self._date_text(day) if self._are_dates_text else day


def csv_bytes(grid, delimiter=",", has_mark=False):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(
        ["" if cell is None else cell for cell in cells] for cells in grid
    )
    return text.getvalue().encode("utf-8-sig" if has_mark else "utf-8")


def xls_bytes(sheets, date_format):
    """Write BIFF, which only xlwt can."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    styles = {date: xlwt.easyxf(num_format_str=date_format), Decimal: xlwt.easyxf(num_format_str="#,##0.00")}
    plain = xlwt.easyxf()
    for name, grid in sheets:
        sheet = book.add_sheet(name[:31])
        for number, cells in enumerate(grid):
            for column, value in enumerate(cells):
                if value is not None:
                    sheet.write(number, column, value, styles.get(type(value), plain))
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


def zipped(name, body):
    return xlsx.package({name: body})


def written(sheets, container, form, delimiter=None, has_mark=False):
    """Return the bytes of the sheets; text holds the first one only."""
    grids = [(sheet.name, [form.row(cells) for cells in sheet.grid()]) for sheet in sheets]
    if container == "csv":
        return csv_bytes(grids[0][1], delimiter or form.place.delimiter, has_mark)
    if container == "xls":
        return xls_bytes(grids, form.place.cell_format)
    return xlsx.workbook(grids, form.place.cell_format)
