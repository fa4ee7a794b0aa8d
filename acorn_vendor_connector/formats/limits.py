"""How much of a file we take; more is refused before it costs memory or time."""
from __future__ import annotations

BYTES = 64 * 1024 ** 2
UNPACKED = 512 * 1024 ** 2
RATIO = 200                       # unpacked to packed, of anything above RATIO_FROM
RATIO_FROM = 1024 ** 2
PARTS = 2_000                     # files in a zip or workbook
SHARED_STRINGS = 96 * 1024 ** 2   # the one part of a workbook that has to be in memory as a whole
STYLES = 8 * 1024 ** 2            # and the small ones beside it
HTML = 16 * 1024 ** 2
ROWS = 300_000
COLUMNS = 512
CELLS = 6_000_000
CELL = 32_000                     # characters
LOOSE_ROWS = 1_000                # titles and warnings around the lists
