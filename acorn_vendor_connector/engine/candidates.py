"""Hold what the matching of lines works with: our invoices, the rules with their permissions, and the proposals."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from .reasons import Reason

ZERO = Decimal(0)
ALIAS, EXACT, CHAIN, ORDER_AMOUNT, COMBINATION = CODES = ('alias', 'exact', 'chain', 'order_amount', 'combination')
POST, WRITE_OFF, PERSON = PERMISSIONS = ('post', 'write_off', 'person')


@dataclass(frozen=True, slots=True)
class Invoice:
    """One of our posted invoices; a credit note has a negative total.

    `allocated` is what accepted lines gave it, `proposed` what lines that are not matched now would give it and nobody
    has accepted yet; both with what is written off, and without claims on it.
    """

    id: int
    key: str
    company_id: int
    currency: str
    total: Decimal
    is_customer_ours: bool = True
    purchase_orders: frozenset[str] = frozenset()
    vendor_code: str = ''
    date: date | None = None
    allocated: Decimal = ZERO
    proposed: Decimal = ZERO

    @property
    def open(self) -> Decimal:
        return self.total - self.allocated - self.proposed


@dataclass(frozen=True)
class Candidates:
    """The invoices that may be meant, fetched in bulk: by canonical key, by a person's alias, by purchase order."""

    by_key: Mapping[str, tuple[Invoice, ...]] = field(default_factory=dict)
    by_order: Mapping[str, tuple[Invoice, ...]] = field(default_factory=dict)
    by_alias: Mapping[str, tuple[Invoice, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class MatchRule:
    """What one rule may do: post by itself, write off up to an amount in the invoice's currency, or only propose."""

    code: str
    sequence: int
    may_post: bool = True
    write_off: Decimal = ZERO
    needs_person: bool = False

    def permission(self, write_off: Decimal) -> str:
        if self.needs_person or not self.may_post:
            return PERSON
        return WRITE_OFF if write_off else POST


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a line is linked to. `rule` is None where no rule answered, or none has to.

    With a question, `allocations` are what the line would give if a person says yes, and count until then; () where
    that is not known. `write_off` comes on top of the allocations and closes the invoice: it has the invoice's sign
    where cents are missing, the other one where Amazon reckons the invoice cents higher than we do.
    """

    line_id: int
    rule: str | None = None
    allocations: tuple[tuple[int, Decimal], ...] = ()
    permission: str = POST
    write_off: Decimal = ZERO
    question: Reason | None = None
    candidates: tuple[int, ...] = ()
    evidence: dict = field(default_factory=dict)
