"""Workbooks as Excel keeps them, written with the standard library: the same cells make the same bytes."""
import io
import zipfile
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import count
from xml.sax.saxutils import escape, quoteattr

from .places import serial

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."
WRITTEN_AT = (2026, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Formula:
    """A formula, and the value that Excel kept with it; None where the workbook was never reckoned."""

    text: str
    value: object = None


@lru_cache(maxsize=1024)
def letters(column):
    """Return the letters of a column: 0 is A."""
    name = ""
    while column >= 0:
        name = chr(65 + column % 26) + name
        column = column // 26 - 1
    return name


class Strings:
    """The shared strings: each text once."""

    def __init__(self):
        self._places = {}

    def place(self, text):
        return self._places.setdefault(text, len(self._places))

    def xml(self):
        items = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in self._places)
        return f'{HEAD}<sst xmlns="{MAIN}" uniqueCount="{len(self._places)}">{items}</sst>'


def _cell(value, reference, strings):
    if isinstance(value, str):
        return f'<c r="{reference}" t="s"><v>{strings.place(value)}</v></c>'
    if isinstance(value, date):
        return f'<c r="{reference}" s="1"><v>{serial(value)}</v></c>'
    if isinstance(value, Decimal):
        return f'<c r="{reference}" s="2"><v>{value:f}</v></c>'
    if isinstance(value, Formula):
        kept = "" if value.value is None else f"<v>{value.value}</v>"
        return f'<c r="{reference}"><f>{escape(value.text)}</f>{kept}</c>'
    return f'<c r="{reference}"><v>{value}</v></c>'


def sheet_rows(grid, strings):
    """Yield the XML of each row."""
    for number, cells in zip(count(1), grid):
        written = "".join(
            _cell(value, f"{letters(column)}{number}", strings)
            for column, value in enumerate(cells) if value is not None
        )
        yield f'<row r="{number}">{written}</row>'


def sheet_xml(grid, strings):
    return f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>{"".join(sheet_rows(grid, strings))}</sheetData></worksheet>'


def styles_xml(date_format):
    formats = (
        f'<numFmts count="1"><numFmt numFmtId="164" formatCode={quoteattr(date_format)}/></numFmts>'
        '<fonts count="1"><font/></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
        '<borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs>'
        '<cellXfs count="3"><xf numFmtId="0" xfId="0"/><xf numFmtId="164" xfId="0" applyNumberFormat="1"/>'
        '<xf numFmtId="4" xfId="0" applyNumberFormat="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    )
    return f'{HEAD}<styleSheet xmlns="{MAIN}">{formats}</styleSheet>'


def parts(sheets, date_format="mm/dd/yyyy"):
    """Return {name: XML} of the package; `sheets` are (name, grid)."""
    strings = Strings()
    files = {
        f"xl/worksheets/sheet{place}.xml": sheet_xml(grid, strings) for place, (_name, grid) in enumerate(sheets, 1)
    }
    places = range(1, len(files) + 1)
    entries = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{place}" r:id="rId{place}"/>'
        for place, (name, _grid) in zip(places, sheets, strict=True)
    )
    types = {f"/xl/worksheets/sheet{place}.xml": "worksheet" for place in places}
    types |= {"/xl/workbook.xml": "sheet.main", "/xl/styles.xml": "styles", "/xl/sharedStrings.xml": "sharedStrings"}
    overrides = "".join(
        f'<Override PartName="{name}" ContentType="{SHEET_TYPE}{kind}+xml"/>' for name, kind in types.items()
    )
    related = [(f"rId{place}", "worksheet", f"worksheets/sheet{place}.xml") for place in places]
    related += [("rIdStyles", "styles", "styles.xml"), ("rIdStrings", "sharedStrings", "sharedStrings.xml")]
    return {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
        "_rels/.rels": relationships([("rId1", "officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{entries}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relationships(related),
        "xl/styles.xml": styles_xml(date_format),
        "xl/sharedStrings.xml": strings.xml(),
        **files,
    }


def relationships(related):
    entries = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"/>' for name, kind, target in related
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{entries}</Relationships>'


def package(files):
    """Zip {name: text or bytes}, the same ones always alike."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, WRITTEN_AT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return body.getvalue()


def workbook(sheets, date_format="mm/dd/yyyy"):
    return package(parts(sheets, date_format))
