"""How much of a file we take; more is refused before it costs memory or time."""
from __future__ import annotations

BYTES = 64 * 1024 ** 2
UNPACKED = 512 * 1024 ** 2
RATIO = 200                       # unpacked to packed, of anything above RATIO_FROM
RATIO_FROM = 1024 ** 2
PARTS = 2_000                     # files in a zip or workbook
SHARED_STRINGS = 64 * 1024 ** 2   # the one part of a workbook that has to be in memory as a whole
SMALL_PART = 3 * 1024 ** 2        # and the parts beside it: styles, names, the list of sheets
ELEMENTS = 20_000_000             # cells of a workbook, empty ones with a format included
TAG = 1024 ** 2                   # one tag of XML with its attributes
NAMES = 2_000                     # different names of tags and attributes
HTML = 16 * 1024 ** 2
ROWS = 300_000
COLUMNS = 512
CELLS = 6_000_000
CELL = 32_000                     # characters
NUMBER = 200                      # characters of what names a document: they are looked up by it
LOOSE_ROWS = 1_000                # titles and warnings around the lists
