"""Decide whose books an order belongs to, and whether it may enter them at all."""
from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime

from .reasons import Reason, reason

APPLY, WAIT, MIRROR, LINK, FAIL = 'apply', 'wait', 'mirror', 'link', 'fail'
PRODUCTION = 'production'


@dataclass(frozen=True)
class Store:
    key: Hashable
    company: Hashable
    has_warehouse: bool = True


@dataclass(frozen=True)
class Facts:
    """What matters of the order: Amazon's statements, our answer to it, and whether it has a sale order of ours."""

    number: str
    vendor_code: str
    ship_to: str | None
    ordered_at: datetime | None
    has_details: bool = True
    is_closed: bool = False
    is_consignment: bool = False
    is_cancelled: bool = False
    is_rejected: bool = False
    in_our_books: bool = False


@dataclass(frozen=True)
class Rules:
    """What people have set: for the vendor code, for the ship-to, and in the companies.

    `references` holds (company, customer reference) → sale orders that we did not make.
    """

    environment: str = PRODUCTION
    go_live: datetime | None = None
    ship_to_store: Store | None = None
    default_store: Store | None = None
    production_companies: frozenset = frozenset()
    references: tuple[tuple[tuple[Hashable, str], tuple[Hashable, ...]], ...] = ()


@dataclass(frozen=True)
class Decision:
    """`store` is set as soon as the order is routed; `links` are the sale orders that may be the same order."""

    outcome: str
    reasons: tuple[Reason, ...] = ()
    store: Store | None = None
    links: tuple[Hashable, ...] = ()

    @property
    def company(self):
        return self.store.company if self.store else None


def decide(order: Facts, rules: Rules) -> Decision:
    """Return what becomes of the order.

    An order that is in our books already is never taken out of them by a cut-over rule: changes are another verb.
    """
    if not order.has_details:
        return Decision(FAIL, (reason('no_details', order.number),))
    store = rules.ship_to_store or rules.default_store
    if not order.in_our_books and (why := mirror_reason(order, rules)):
        return Decision(MIRROR, (reason(why),), store)
    if waits := _routing_waits(order, rules, store):
        return Decision(WAIT, waits, store)
    links = dict(rules.references).get((store.company, order.number), ())
    if links and not order.in_our_books:
        return Decision(LINK, (reason('reference_in_use', order.number, number=order.number),), store, links)
    return Decision(APPLY, (), store)


def mirror_reason(order: Facts, rules: Rules) -> str | None:
    """Return why the order is kept for reference only, or None.

    An order without a date cannot be shown to be younger than go-live, so it counts as older.
    """
    if rules.go_live is None:
        return 'no_go_live'
    if order.ordered_at is None or order.ordered_at < rules.go_live:
        return 'before_go_live'
    of_the_order = {
        'cancelled': order.is_cancelled, 'rejected': order.is_rejected, 'closed': order.is_closed,
        'consignment': order.is_consignment}
    return next((why for why, holds in of_the_order.items() if holds), None)


def _routing_waits(order: Facts, rules: Rules, store: Store | None) -> tuple[Reason, ...]:
    if store is None and order.ship_to is None:
        return (reason('no_ship_to', order.vendor_code, order.number),)
    if store is None:
        return (reason('ship_to_unmapped', order.vendor_code, order.ship_to, ship_to=order.ship_to),)
    if rules.environment != PRODUCTION and store.company in rules.production_companies:
        return (reason('company_has_production', store.key),)
    if not store.has_warehouse:
        return (reason('store_incomplete', store.key),)
    return ()
