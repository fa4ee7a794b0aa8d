"""What a writer is asked for: which payments of the ledger, where, and how nasty."""
import random
from dataclasses import dataclass, field
from datetime import datetime, timezone
from functools import cached_property

from ..catalogue import PRODUCTS
from ..clock import Clock
from ..scenarios import build
from ..world import World
from .ledger import hidden_from
from .numbers import mangled, without_leading_zeros
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
    given_orders: tuple = None

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

    @property
    def orders(self):
        return demo_orders(self.ledger.seed) if self.given_orders is None else self.given_orders

    @cached_property
    def products(self):
        return {key: product for product in PRODUCTS for key in product_keys(product)}

    def order_number(self, key):
        """Return one of the ledger's purchase orders, the same one for the same key."""
        return self.random(f"order/{key}").choice(self.ledger.invoices).purchase_order

    def is_void(self, payment):
        return bool(self.shows_voids and payment.void_reason)

    def lines(self, payment):
        """Return (lines that the file shows, lines that it hides)."""
        shown, hidden = payment.lines, payment.hidden_lines
        if not hidden and "hidden_warning" in self.nasty and payment.number == self.payments[-1].number:
            shown, hidden = hidden_from(shown)
        return shown[: round(len(shown) * self.part)], hidden

    def number(self, number):
        return mangled(number, self.ledger.seed) if "mangled_numbers" in self.nasty else number

    def number_of(self, line):
        """Return the line's number as written: Amazon mangles what it has from us, never numbers of its own."""
        is_ours = line.invoices and line.number.startswith(line.invoices[0].number)
        return self.number(line.number) if is_ours else line.number

    def number_cell(self, line):
        """Return the number as a cell: Excel makes a number of digits where it may."""
        text = self.number_of(line)
        is_number = "mangled_numbers" in self.nasty and text == without_leading_zeros(text) and text.isdecimal()
        return int(text) if is_number and len(text) < 15 else text


def product_keys(product):
    """Return the numbers by which an order may name a product."""
    return product.asin, product.sku, product.gtin13, product.gtin14


def demo_orders(seed):
    """Return the orders of the scenario `demo`, standing still in time."""
    now = datetime(2026, 2, 2, 12, tzinfo=timezone.utc)
    world = World(Clock(now), seed)
    build("demo", world, random.Random(seed), now)
    return world.orders()
