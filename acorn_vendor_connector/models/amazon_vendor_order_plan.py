"""What the order handler knows and has decided about each document of a batch, before a record is made."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ..engine.dates import departure
from ..engine.reasons import Reason
from .amazon_vendor_time import naive


@dataclass
class Wait:
    """Something a person must do, and the record where they do it: one activity per cause."""

    reason: Reason
    cause: Any

    def stored(self):
        """Return the storable form; without a cause the order itself is the place to look."""
        stored = {"code": self.reason.code, "params": self.reason.params}
        if self.cause:
            stored["cause"] = f"{self.cause._name},{self.cause.id}"
        return stored


@dataclass
class LinePlan:
    """One line: what Amazon states and what it is in our catalogue, units and prices.

    `quantity` is what we owe now, `later` what we backordered, to leave at `later_at`.
    """

    item: Any
    record: Any = None
    mapping: Any = None
    product: Any = None
    each_uom: Any = None
    uom: Any = None
    quantity: float = 0.0
    later: float = 0.0
    later_at: Any = None
    price: Decimal | None = None
    our_price: Decimal | None = None
    agreed_cost: Decimal | None = None
    at_stake: Decimal = Decimal(0)
    provisional: bool = False
    differs: bool = False

    @property
    def case(self):
        """Return (unit of an each, case size) for a line in cases, or None."""
        if self.item.quantity.unit != "Cases" or (self.item.quantity.unit_size or 1) == 1 or not self.each_uom:
            return None
        return self.each_uom, self.item.quantity.unit_size


@dataclass
class Plan:
    """One purchase order of the batch."""

    message: Any
    order: Any
    payload: Any
    code: Any
    mirror: Any
    followed: Any = None
    followed_answer: Any = None
    answer: Any = None
    changes: tuple = ()
    ship_to: Any = None
    bill_to: Any = None
    decision: Any = None
    waits: list = field(default_factory=list)
    waited: bool = False
    store: Any = None
    company: Any = None
    customer: Any = None
    currency: Any = None
    pricelist: Any = None
    fiscal_position: Any = None
    zone: str | None = None
    transit_days: int = 0
    dates: Any = None
    store_before: Any = None
    lines: list = field(default_factory=list)
    in_our_books: bool = False
    grew: bool = False
    failure: str | None = None
    answer_due: bool = False
    to_propose: bool = False

    def wait(self, reason, cause):
        self.waits.append(Wait(reason, cause))

    @property
    def due_at(self):
        """Return when the goods have to leave, as Odoo stores it; False without a window."""
        return naive(self.dates.due_at) if self.dates else False

    def leaves_at(self, promised):
        """Return when goods leave that we promised for later; a promised arrival is some days of travel away."""
        if promised.ships_at or not promised.arrives_at:
            return naive(promised.ships_at) if promised.ships_at else self.due_at
        return naive(departure(promised.arrives_at, self.zone, self.transit_days))

    @property
    def key(self):
        return self.code, self.order.number

    @property
    def lines_to_sell(self):
        """Leave out what Amazon cancelled: nothing is to be delivered for it."""
        return [line for line in self.lines if not line.item.is_cancelled]
