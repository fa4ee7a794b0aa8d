"""Open the simulator's files again, by other means than they were written."""
import csv
import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import xlrd


def grids(file):
    """Return {sheet: rows} of a file's cells; whole numbers as int, other numbers as Decimal, dates as date."""
    name, body = file.name, file.body
    if name.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            (name,) = archive.namelist()
            body = archive.read(name)
    readers = {"csv": _csv, "xls": _xls, "xlsx": _xlsx}
    return readers[name.rpartition(".")[2]](body)


def _csv(body):
    text = body.decode("utf-8-sig")
    return {"": list(csv.reader(io.StringIO(text), delimiter=";" if ";" in text else ","))}


def _xlsx(body):
    book = openpyxl.load_workbook(io.BytesIO(body), read_only=True)
    return {
        sheet.title: [[_plain(cell) for cell in row] for row in sheet.iter_rows(values_only=True)] for sheet in book
    }


def _plain(cell):
    if isinstance(cell, datetime):
        return cell.date()
    return Decimal(str(cell)) if isinstance(cell, float) else cell


def _xls(body):
    book = xlrd.open_workbook(file_contents=body)
    return {sheet.name: [[_of_xls(cell) for cell in row] for row in sheet.get_rows()] for sheet in book.sheets()}


def _of_xls(cell):
    if cell.ctype == xlrd.XL_CELL_DATE:
        return date.fromordinal(int(cell.value) + date(1899, 12, 30).toordinal())
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        return int(cell.value) if cell.value == int(cell.value) else Decimal(str(cell.value))
    return cell.value or None


def section(rows, *headings):
    """Return the rows below the row that has these headings, down to the first short one, as {heading: cell}."""
    start = next(place for place, row in enumerate(rows) if set(headings) <= set(row))
    found = []
    for row in rows[start + 1 :]:
        if not any(row[2:]):
            break
        found.append(dict(zip(rows[start], row, strict=False)))
    return found


def amount(cell, mark="."):
    """Read an amount, whether it is a number or text."""
    if not isinstance(cell, str):
        return Decimal(str(cell or 0))
    is_negative = "(" in cell or "-" in cell
    digits = "".join(letter for letter in cell if letter.isdecimal() or letter == mark)
    return Decimal(digits.replace(mark, ".")) * (-1 if is_negative else 1)
