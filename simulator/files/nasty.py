"""What happens to a good table on its way: every nastiness that has been seen in real exports, by name."""
from .headings import FOREIGN, FOREIGN_TITLES
from .sheets import Row, Table

INVISIBLE = "\u200b"
LEFT_TO_RIGHT = "\u200e"


def spoil(sheets, view):
    """Do to the sheets what the view's nastiness says; what is about single values is done when they are written."""
    for name, change in CHANGES.items():
        if name in view.nasty:
            for sheet in sheets:
                change(sheet, view)
    return sheets


def _shuffle_rows(sheet, view):
    for table in sheet.tables:
        view.random(f"rows/{sheet.name}").shuffle(table.rows)


def _add_unknown_column(sheet, view):
    for table in sheet.tables:
        place = min(3, len(table.headings))
        table.headings.insert(place, "Amazon Internal Reference")
        for number, row in enumerate((*table.rows, *table.totals), 1):
            row.cells.insert(place, f"AIR-{number:05d}")


def _translate_headings(sheet, view):
    words = FOREIGN[view.place.language if view.place.language in FOREIGN else "de"]
    titles = FOREIGN_TITLES[view.place.language if view.place.language in FOREIGN else "de"]
    for block in sheet.blocks:
        if isinstance(block, Table):
            block.headings[:] = [words.get(heading, heading) for heading in block.headings]
        else:
            block.cells[:] = [titles.get(cell, words.get(cell, cell)) for cell in block.cells]


def _add_titles(sheet, view):
    titles = [[sheet.name], [f"Payee: {view.ledger.payee}"], ["Created by Vendor Central"], []]
    sheet.blocks[:0] = [Row(cells) for cells in titles]


def _repeat_headings(sheet, view):
    """Repeat the headings where a page ended."""
    for table in sheet.tables:
        middle = len(table.rows) // 2
        if middle > 5:
            table.rows.insert(middle, Row(list(table.headings)))


def _add_trailing_columns(sheet, view):
    for cells in _rows(sheet):
        cells.extend([""] * 3)


def _add_blanks(sheet, view):
    """Put blanks around texts, and an empty row now and then."""
    for cells in _rows(sheet):
        cells[:] = [f" {cell}  " if cell and isinstance(cell, str) else cell for cell in cells]
    for table in sheet.tables:
        for place in range(len(table.rows) // 50, 0, -1):
            table.rows.insert(place * 50, Row([]))


def _add_invisible(sheet, view):
    """Put what nobody sees into headings and texts."""
    for table in sheet.tables:
        table.headings[:] = [INVISIBLE + heading.replace(" ", "\u00a0", 1) for heading in table.headings]
        for row in table.rows:
            row.cells[:] = [
                cell + LEFT_TO_RIGHT if cell and isinstance(cell, str) and place < 2 else cell
                for place, cell in enumerate(row.cells)
            ]


def _add_mark(sheet, view):
    """Begin with a byte order mark; in a workbook it is part of the first cell's text."""
    first = next(_rows(sheet))
    if first:
        first[0] = "\ufeff" + first[0]


def _rows(sheet):
    return sheet.grid()


# In the order in which they are done.
CHANGES = {
    "shuffled_rows": _shuffle_rows,
    "unknown_column": _add_unknown_column,
    "foreign_headings": _translate_headings,
    "title_rows": _add_titles,
    "repeated_heading": _repeat_headings,
    "trailing_columns": _add_trailing_columns,
    "blanks": _add_blanks,
    "non_printable": _add_invisible,
    "bom": _add_mark,
}
