"""A workbook before it is written: sheets of single rows and tables, each row with the truth about it."""
from dataclasses import dataclass, field


@dataclass(slots=True)
class Row:
    """Cells as values (text, int, Decimal, date, None), and what the row means."""

    cells: list
    truth: object = None


@dataclass
class Table:
    """A row of headings and what stands below."""

    headings: list
    rows: list = field(repr=False)
    totals: list = field(default_factory=list)  # rows that stay the last


@dataclass
class Sheet:
    """Single rows and tables, from the top."""

    name: str
    blocks: list

    @property
    def tables(self):
        return [block for block in self.blocks if isinstance(block, Table)]

    def grid(self):
        """Return all rows as lists of cells."""
        for block in self.blocks:
            if isinstance(block, Table):
                yield block.headings
                for row in (*block.rows, *block.totals):
                    yield row.cells
            else:
                yield block.cells
