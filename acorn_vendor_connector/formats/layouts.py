"""What a layout is: a kind of list, the headings of its sections, and how its rows become documents."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from . import headings
from .reading import Note

# How a column is read
TEXT = 'text'          # cleaned of invisible characters and stray blanks
CODE = 'code'          # a number that names something: 12345.0 of a spreadsheet is '12345'; lost digits are noted
CURRENCY = 'currency'  # three letters in upper case
DATE = 'date'          # 'YYYY-MM-DD'
AMOUNT = 'amount'      # Decimal; money
RATE = 'rate'          # Decimal; an exchange rate or unit cost, with any number of places
COUNT = 'count'        # int where it is whole, else Decimal
NUMERIC = (AMOUNT, RATE, COUNT)


@dataclass(frozen=True)
class Field:
    """`headings` are texts as Amazon writes them, in any spelling.

    A column without a heading is named after its left neighbour: 'after Total Cost'. `currency` names the field of the
    same row that says in which currency an amount is: how many places a currency has helps to understand 1,234.
    """

    name: str
    type: str
    headings: tuple[str, ...]
    required: bool = False
    currency: str = ''


@dataclass(frozen=True)
class Section:
    """One list with its headings; a heading that stands for two fields in one section is a mistake."""

    name: str
    fields: tuple[Field, ...]

    @cached_property
    def by_key(self) -> dict[str, Field]:
        return {key: each for each in self.fields for key in self.keys_of(each)}

    @staticmethod
    def keys_of(each: Field) -> tuple[str, ...]:
        return tuple(map(headings.key, each.headings))

    @cached_property
    def by_name(self) -> dict[str, Field]:
        return {each.name: each for each in self.fields}

    @cached_property
    def required(self) -> frozenset[str]:
        return frozenset(each.name for each in self.fields if each.required)


@dataclass(frozen=True)
class Layout:
    """A list of Amazon's. `documents(tables, context)` returns plain dicts; `tables` are in the order of the file.

    `needs` are the sections without which it is not this layout (all, unless said). `name` may be a function of the
    tables where the same list is known in several versions.
    """

    kind: str
    name: str | Callable
    sections: tuple[Section, ...]
    documents: Callable
    needs: tuple[str, ...] | None = None

    def name_of(self, tables) -> str:
        return self.name if isinstance(self.name, str) else self.name(tables)

    @cached_property
    def needed(self) -> tuple[str, ...]:
        return tuple(section.name for section in self.sections) if self.needs is None else self.needs


@dataclass(frozen=True)
class EdiLayout:
    """A message of EDI, recognised by how it begins. `documents(text, context)` returns plain dicts.

    `fits(text)` tells whether this is the message; `container` is 'x12' or 'edifact'.
    """

    kind: str
    name: str
    container: str
    fits: Callable
    documents: Callable


@dataclass
class Context:
    """What `documents` may use: how dates and numbers are written, rows around the lists, a place for notes."""

    locale: object = None
    loose: list = field(default_factory=list)   # of tables.Loose, in the order of the file
    notes: list = field(default_factory=list)   # of reading.Note
    used: set = field(default_factory=set)

    def use(self, row):
        """Take a loose row for understood; those that are not used are noted, so that nothing gets lost in silence."""
        self.used.add((row.sheet, row.row))

    def note(self, code: str, **params):
        self.notes.append(Note(code, params))
