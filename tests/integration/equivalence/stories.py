"""What happens to orders, told in parts: they come, a part of them leaves the warehouse, Amazon changes its mind."""

import random

from . import documents
from .ways import difference


def life_of(world, chance, count):
    """Return the parts of one story."""
    first = documents.orders(world, chance, count)
    return [first, lambda: deliver(world), documents.changed(first, chance)]


def deliver(world):
    """Let the warehouse validate the ready transfers of every third order, half of their goods."""
    orders = world.env["amazon.vendor.purchase.order"].search([("code_id", "=", world.vendor.code.id)], order="name")
    for order in orders[::3]:
        for picking in order.picking_ids.filtered(lambda one: one.state == "assigned").sorted("id"):
            _validate(picking.with_company(picking.company_id))


def _validate(picking):
    """Ship what is in no package and needs no lot to be named."""
    moves = picking.move_ids.filtered(
        lambda move: move.product_id.tracking == "none" and not move.move_line_ids.package_id
    )
    for move in moves:
        move.quantity = max(1, move.quantity // 2)
        move.picked = True
    if moves:
        picking.with_context(skip_backorder=True).button_validate()


def differences(ways, one, other, parts):
    """Return what differs after each part between two ways of receiving, and what the first of them made."""
    first, second = ways.results(one, *parts), ways.results(other, *parts)
    return [difference(*pair) for pair in zip(first, second, strict=True)], first


def varied(world, ways, seed, count):
    """Draw the world anew by a seed and return what differs in it between plain and fast."""
    chance = random.Random(seed)
    with ways.undone():
        world.vary(chance)
        return differences(ways, ways.plain, ways.fast, life_of(world, chance, count))[0]
