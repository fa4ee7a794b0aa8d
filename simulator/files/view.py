"""What a writer is asked for: which payments of the ledger, where, and how nasty."""
import random
from dataclasses import dataclass, field

from .ledger import hidden_from
from .numbers import mangled
from .places import LOCALES

NASTINESS = (
    "bom", "blanks", "non_printable", "trailing_columns", "title_rows", "hidden_warning", "several_vendor_codes",
    "unknown_column", "parentheses", "currency_signs", "numbers_as_text", "mangled_numbers", "shuffled_rows",
    "repeated_heading", "foreign_headings",
)
OVERLAPPING = "overlapping"  # not one of 'all': the file then has but a part of each payment's lines


def chosen_nastiness(nasty):
    """Return the set of names; 'all' is every one but `overlapping`."""
    names = set(nasty.split(",") if isinstance(nasty, str) else nasty) - {""}
    if "all" in names:
        names = names - {"all"} | set(NASTINESS)
    unknown = sorted(names - {*NASTINESS, OVERLAPPING})
    if unknown:
        raise ValueError(f"unknown nastiness {', '.join(unknown)}; known are: {', '.join(NASTINESS)}, {OVERLAPPING}")
    return names


@dataclass
class View:
    """One file to be written from a ledger."""

    ledger: object
    locale: str = "us"
    nasty: set = field(default_factory=set)
    part: float = 1.0
    chosen: tuple = None  # positions of payments; None for all
    shows_voids: bool = True

    @property
    def place(self):
        return LOCALES[self.locale]

    def random(self, salt):
        return random.Random(f"{self.ledger.seed}/{salt}")

    @property
    def payments(self):
        payments = self.ledger.payments
        if self.chosen is not None:
            payments = [payments[position] for position in self.chosen]
        return [payment for payment in payments if self.shows_voids or payment.number not in self._reissued]

    @property
    def _reissued(self):
        return {payment.reissued_as for payment in self.ledger.payments if payment.reissued_as}

    def is_void(self, payment):
        return bool(self.shows_voids and payment.void_reason)

    def lines(self, payment):
        """Return (lines that the file shows, lines that it hides)."""
        shown, hidden = payment.lines, payment.hidden_lines
        if not hidden and "hidden_warning" in self.nasty and payment is self.payments[-1]:
            shown, hidden = hidden_from(shown)
        return shown[: round(len(shown) * self.part)], hidden

    def number(self, number):
        return mangled(number, self.ledger.seed) if "mangled_numbers" in self.nasty else number

    def number_cell(self, number):
        """Return the number as a cell: Excel makes a number of digits where it may."""
        text = self.number(number)
        return int(text) if "mangled_numbers" in self.nasty and text.isdecimal() and len(text) < 15 else text
