"""What comes out of a file: documents, or questions that only a person can answer."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

KINDS = (
    'remittance', 'deductions', 'invoices', 'chargebacks', 'claims', 'returns', 'agreements', 'purchase_orders',
)
DATE_ORDERS = ('dmy', 'mdy', 'ymd')
DECIMAL_MARKS = ('.', ',')


@dataclass(frozen=True)
class Choices:
    """What a person decided for a file; stored beside it, so that reading it again gives the same.

    `headings` maps the key of a heading to a field; an empty field leaves it an unknown column. `headings_of_kind` says
    the same for one kind of list only: {kind: {key: field}}, and goes before what holds for all.
    """

    date_order: str | None = None
    decimal_mark: str | None = None
    headings: Mapping[str, str] = field(default_factory=dict, hash=False)
    kind: str | None = None
    headings_of_kind: Mapping[str, Mapping[str, str]] = field(default_factory=dict, hash=False)

    def headings_in(self, kind: str) -> dict[str, str]:
        """Return what headings mean in a list of this kind."""
        return {**self.headings, **self.headings_of_kind.get(kind, {})}

    def all_headings(self) -> frozenset[str]:
        """Return the keys of all headings of which anything was said."""
        return frozenset(self.headings).union(*self.headings_of_kind.values())


@dataclass(frozen=True)
class Question:
    """`code`: kind · heading · date_order · decimal_mark. `options` are the possible answers."""

    code: str
    options: tuple[str, ...]
    params: dict = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Note:
    """One oddity that did not stop the file.

    `code`: macro · external_link · formula (sheet, count) · hidden_sheet (sheet) · extra_table (sheet, heading: a list
    of something else) · loose_row (sheet, row, value: a row that belongs to no list) · lost_digits (sheet, row,
    heading, value) · mixed_dates (sheet, heading: texts beside real dates) · hidden_lines (payments); layouts may add
    their own.
    """

    code: str
    params: dict = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Heading:
    """A column that nobody knows: the text of its heading and the first value below it."""

    key: str
    text: str
    sample: str = ''


@dataclass(frozen=True)
class Reading:
    """`documents` is empty as long as there are questions.

    `digest` is the same for the same content in whatever wrapping: file name, container, order of rows, locale. The
    columns that nobody knows (`extra`) do not count.
    """

    kind: str
    layout: str
    documents: tuple[dict, ...] = ()
    questions: tuple[Question, ...] = ()
    notes: tuple[Note, ...] = ()
    unknown_headings: tuple[Heading, ...] = ()
    digest: str = ''
    date_order: str | None = None
    decimal_mark: str | None = None
