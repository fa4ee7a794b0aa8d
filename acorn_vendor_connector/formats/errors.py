"""Say why a file cannot be read, in codes that stay the same; the models put them into words."""
from __future__ import annotations

CODES = (
    'empty',                # no bytes, or nothing in them
    'too_large',            # more bytes, columns, cells or characters in a cell than we take: what, limit
    'too_many_rows',        # limit
    'zip_bomb',             # unpacks to far more than it says or than we take
    'nested_zip',           # a zip in a zip
    'several_files',        # a zip with several files: names
    'password',             # a workbook or zip with a password
    'pdf', 'picture',
    'broken',               # truncated or damaged: what
    'not_recognised',       # none of Amazon's lists: missing, unknown (headings), format
    'no_rows',              # headings without a row below
    'formula_without_value',  # sheet, row, heading
    'not_a_number', 'not_a_date',  # sheet, row, heading, value
    'contradicting_numbers', 'contradicting_dates',  # first and second: sheet, row, heading, value
    'contradicting_payments',  # the same number with two amounts: number, first, second
    'contradicting_payees',    # lines of one payment for two payees: number, sheet, row
    'no_payment_number',    # a line that does not say of which payment it is: sheet, row
    'long_number',          # the number of a document is longer than any of Amazon's: value, limit
)


class Refused(Exception):
    """The file cannot be read. `code` is one of CODES; `params` say where and what, shortened and storable."""

    def __init__(self, code: str, **params):
        self.code = code
        self.params = params
        super().__init__(f'{code} {params}' if params else code)


def shortened(value, limit: int = 60) -> str:
    """Return what stands in a cell, short enough and printable for a message."""
    text = ''.join(char if char.isprintable() else ' ' for char in str(value)[:limit + 1]).strip()
    return text if len(text) <= limit else text[:limit - 1] + '…'
