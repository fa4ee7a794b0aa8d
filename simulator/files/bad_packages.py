"""Containers that are not what they seem: each made from a good remittance, or from nothing."""
import io
import struct
import zipfile
import zlib

from .xlsx import HEAD, MAIN, OFFICE, WRITTEN_AT, package, relationships, workbook

SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
MEGABYTE = 1_000_000


def _parts(file):
    """Return {name: bytes} of a workbook's package."""
    with zipfile.ZipFile(io.BytesIO(file.body)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _replaced(file, name, old, new, **added):
    parts = _parts(file)
    if old not in parts[name]:
        raise ValueError(f"{old!r} is not in {name}")
    parts[name] = parts[name].replace(old, new, 1)
    return package({**parts, **added})


# -- bombs and entities ----------------------------------------------------------------------------------------


def zip_bomb(file):
    """Sixty megabytes of blanks in sixty kilobytes."""
    blanks = b" " * (60 * MEGABYTE)
    return file.name, _replaced(file, SHEET, b"</sheetData>", b"</sheetData>" + blanks)


def zip_bomb_that_lies(file):
    """The same, and the archive says that the sheet is a thousand bytes."""
    _name, body = zip_bomb(file)
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        size = struct.pack("<I", archive.getinfo(SHEET).file_size)
    return file.name, body.replace(size, struct.pack("<I", 1000))


def zip_of_zip(file):
    """A zip in a zip in a zip."""
    body = file.body
    for level in (1, 2, 3):
        body = package({f"level{level}.zip" if level > 1 else file.name: body})
    return "Payments.zip", body


def two_files(file):
    return "Payments.zip", package({"Payments.xlsx": file.body, "Payments (1).xlsx": file.body})


def broken_zip(file):
    """A download that was cut."""
    return file.name, file.body[: len(file.body) * 2 // 3]


def _with_entities(file, declarations, reference):
    """Declare entities in the shared strings, and use one where the first text was."""
    strings = _parts(file)[STRINGS]
    start = strings.index(b'preserve">') + len(b'preserve">')
    end = strings.index(b"</t>", start)
    strings = strings[:start] + reference + strings[end:]
    doctype = b"<!DOCTYPE sst [" + declarations + b"]>\n"
    head = HEAD.encode()
    return file.name, package({**_parts(file), STRINGS: head + doctype + strings.removeprefix(head)})


def xxe(file):
    """A text is to be read from a file of the machine that opens it."""
    return _with_entities(file, b'<!ENTITY secret SYSTEM "file:///etc/hostname">', b"&secret;")


def billion_laughs(file):
    """Ten entities, each ten times the one before."""
    entities = b'<!ENTITY lol0 "lol">' + b"".join(
        f'<!ENTITY lol{level} "{f"&lol{level - 1};" * 10}">'.encode() for level in range(1, 10)
    )
    return _with_entities(file, entities, b"&lol9;")


# -- what Excel can do -----------------------------------------------------------------------------------------


def macro_workbook(file):
    """A workbook with a macro project, which nobody may run."""
    types = "[Content_Types].xml"
    body = _replaced(
        file, types, b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        **{"xl/vbaProject.bin": compound({"VBA": b"Attribute VB_Name = \"ThisWorkbook\"\r\n"})},
    )
    return "Payments.xlsm", body


def _first_amount(file):
    """Return (start, end) of the first amount's cell content in the sheet."""
    sheet = _parts(file)[SHEET]
    start = sheet.index(b's="2"><v>') + len(b's="2">')
    return sheet, start, sheet.index(b"</c>", start)


def formulas(file):
    """An amount is a formula, with the value that Excel reckoned last."""
    sheet, start, end = _first_amount(file)
    value = sheet[start:end]
    changed = sheet[:start] + b"<f>SUM(" + value[3:-4] + b",0)</f>" + value + sheet[end:]
    return file.name, package({**_parts(file), SHEET: changed})


def formulas_without_values(file):
    """An amount is a formula that no Excel has reckoned yet."""
    sheet, start, end = _first_amount(file)
    changed = sheet[:start] + b"<f>SUM(" + sheet[start:end][3:-4] + b",0)</f>" + sheet[end:]
    return file.name, package({**_parts(file), SHEET: changed})


def external_links(file):
    """An amount comes from a workbook on somebody's server."""
    sheet, start, end = _first_amount(file)
    changed = sheet[:start] + b"<f>[1]Sheet1!A1</f>" + sheet[start:end] + sheet[end:]
    parts = {**_parts(file), SHEET: changed}
    book, related = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
    parts[book] = parts[book].replace(
        b"</sheets>", b'</sheets><externalReferences><externalReference r:id="rIdOther"/></externalReferences>'
    )
    link = f'<Relationship Id="rIdOther" Type="{OFFICE}/externalLink" Target="externalLinks/externalLink1.xml"/>'
    parts[related] = parts[related].replace(b"</Relationships>", link.encode() + b"</Relationships>")
    types = "[Content_Types].xml"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"
    part = f'<Override PartName="/xl/externalLinks/externalLink1.xml" ContentType="{kind}"/>'
    parts[types] = parts[types].replace(b"</Types>", part.encode() + b"</Types>")
    parts["xl/externalLinks/externalLink1.xml"] = (
        f'{HEAD}<externalLink xmlns="{MAIN}"><externalBook xmlns:r="{OFFICE}" r:id="rId1"><sheetNames>'
        '<sheetName val="Sheet1"/></sheetNames></externalBook></externalLink>'
    )
    parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = relationships(
        [("rId1", "externalLinkPath", "file://server.example/share/rates.xlsx")]
    ).replace("rates.xlsx\"", "rates.xlsx\" TargetMode=\"External\"")
    return file.name, package(parts)


def many_columns(_file):
    """A sheet of six hundred columns."""
    cells = [f"Column {number}" for number in range(600)]
    return "Payments.xlsx", workbook([("Sheet1", [cells, cells])])


# -- other things ----------------------------------------------------------------------------------------------


def password(_file):
    """A workbook that Excel has encrypted: only the outside of it is real."""
    return "Payments.xlsx", compound({"EncryptionInfo": b"\4\0\4\0\x40\0\0\0", "EncryptedPackage": bytes(8)})


def pdf(_file):
    return "Remittance.pdf", (
        b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
    )


def picture(_file):
    """One black pixel, as PNG."""
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)), (b"IDAT", zlib.compress(b"\0\0")), (b"IEND", b""),
    )
    return "Remittance.png", b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def empty(_file):
    return "Payments.csv", b""


def letter(_file):
    """Text that is no list."""
    return "Payments.csv", b"Dear vendor,\r\nplease find our payment attached.\r\nKind regards\r\n"


def compound(streams):
    """Return an OLE compound file; short streams are filled up, so that they need no small sectors of their own."""
    size, least, end, free = 512, 4096, 0xFFFFFFFE, 0xFFFFFFFF
    fat = [0xFFFFFFFD, end]  # sector 0 is this table itself, sector 1 the directory
    entries, bodies = [_entry("Root Entry", 5, child=1, start=end)], []
    for place, name in enumerate(sorted(streams, key=lambda name: (len(name), name)), 1):
        sectors = max(least, len(streams[name]) + size - 1) // size
        body = streams[name].ljust(sectors * size, b"\0")
        start = len(fat)
        fat += [*range(start + 1, start + sectors), end]
        entries.append(_entry(name, 2, right=place + 1 if place < len(streams) else free, start=start, size=len(body)))
        bodies.append(body)
    fat += [free] * (size // 4 - len(fat))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, least, end, 0, end, 0)
    header += struct.pack("<109I", 0, *[free] * 108)
    directory = b"".join(entries) + bytes(128 * (4 - len(entries)))
    return header + struct.pack(f"<{len(fat)}I", *fat) + directory + b"".join(bodies)


def _entry(name, kind, child=0xFFFFFFFF, right=0xFFFFFFFF, start=0, size=0):
    """Return an entry of a compound file's directory."""
    text = name.encode("utf-16-le")
    tree = struct.pack("<HBBIII", len(text) + 2, kind, 1, 0xFFFFFFFF, right, child)
    return text.ljust(64, b"\0") + tree + bytes(36) + struct.pack("<IQ", start, size)


# -- too many rows ---------------------------------------------------------------------------------------------


def million_rows(file, rows=1_000_000):
    """A remittance of a million lines; written in pieces, so that it never stands in memory unpacked."""
    parts = _parts(file)
    head, _end, tail = parts[SHEET].partition(b"</sheetData>")
    block = b"".join(
        b'<row><c t="s"><v>10</v></c><c><v>%d</v></c><c s="1"><v>46050</v></c><c s="2"><v>%d.%02d</v></c></row>'
        % (number * 7919 % 10**7, number * 104729 % 5000, number * 31 % 100)
        for number in range(2000)
    )
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            if name != SHEET:
                archive.writestr(zipfile.ZipInfo(name, WRITTEN_AT), content, zipfile.ZIP_DEFLATED)
        entry = zipfile.ZipInfo(SHEET, WRITTEN_AT)
        entry.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(entry, "w") as sheet:
            sheet.write(head)
            for _piece in range(rows // 2000):
                sheet.write(block)
            sheet.write(b"</sheetData>" + tail)
    return file.name, body.getvalue()


PACKAGES = (
    zip_bomb, zip_bomb_that_lies, zip_of_zip, two_files, broken_zip, xxe, billion_laughs, macro_workbook, formulas,
    formulas_without_values, external_links, many_columns, password, pdf, picture, empty, letter, million_rows,
)
READABLE = (macro_workbook, formulas, external_links)  # nothing in them keeps their figures from being read
