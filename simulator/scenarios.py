"""The seeded stories: the same name, seed and start make the same orders every time."""
import random
from datetime import timedelta

from . import parties
from .catalogue import generated_products
from .demo import build_demo
from .lines import line
from .orders import Order
from .special_cases import build_everything
from .windows import window


def build(name, world, rng, base, **options):
    """Fill the world with the scenario as it stands at `base`."""
    if name not in SCENARIOS:
        raise ValueError(f"unknown scenario {name}; known are: {', '.join(sorted(SCENARIOS))}")
    SCENARIOS[name](world, rng, base, **options)


def add_north_america(world, app=None):
    """Add the app and the vendor group that buys in US dollars, and authorise one for the other."""
    app = app or world.identities.add_app("Acorn Connector")
    group = world.identities.add_group("Acorn Goods Inc.", "na", ("ACRN1", "ACRN2"))
    world.identities.grant(app, group, stable=True)
    return app


def add_europe(world, app):
    """Add the vendor group that buys in euros and pounds."""
    group = world.identities.add_group("Acorn Goods Europe GmbH", "eu", ("ACRD1", "ACRG1"))
    world.identities.grant(app, group, stable=True)


def empty(world, rng, base):
    """Two vendor groups to which Amazon has not sent an order yet."""
    add_europe(world, add_north_america(world))


def demo(world, rng, base):
    """About fifty orders of some ordinary weeks; two cannot be placed, and some not be answered, without a person."""
    add_europe(world, add_north_america(world))
    build_demo(world, rng, base)


def everything(world, rng, base):
    """Each special case once, under its tag, besides a seller's account and one whose app lacks the role."""
    app = add_north_america(world)
    add_europe(world, app)
    for options in (
        {"name": "Acorn Japan K.K.", "region": "fe", "vendor_codes": ("ACRJ1",)},
        {"name": "Acorn Shop (seller)", "region": "na", "vendor_codes": (), "kind": "seller"},
        {"name": "Acorn Goods without role", "region": "na", "vendor_codes": ("ACRX1",), "roles": ("Brand Analytics",)},
    ):
        world.identities.grant(app, world.identities.add_group(**options), stable=True)
    build_everything(world, base)


def bulk(world, rng, base, orders=200, lines=5, days=6, products=None, vendor_codes=("ACRN1",), acknowledged=False):
    """Many plain orders, evenly placed over the last days; each is written only when somebody reads it.

    When they are `acknowledged`, their vendor has accepted everything.
    """
    add_north_america(world)
    catalogue = generated_products(products or max(200, lines))
    world.products.update({product.sku: product for product in catalogue})
    ship_tos = ("PHX6", "ONT8", "MDT1")
    first = base - timedelta(days=days) + timedelta(minutes=5)
    step = (base - first) / max(orders, 1)
    state = "Acknowledged" if acknowledged else "New"
    for place in range(orders):
        placed_at = (first + step * place).replace(microsecond=0)
        number, vendor_code = world.new_number(), vendor_codes[place % len(vendor_codes)]
        details = _bulk_details(catalogue, vendor_code, ship_tos[place % 3], placed_at, lines, f"{world.seed}/{number}")
        group = world.group_of_code(vendor_code)
        world.insert(Order(number, group.id, vendor_code, placed_at, details, state, tags=("bulk",)))


def _bulk_details(catalogue, vendor_code, ship_to, placed_at, lines, seed):
    """Return a function that makes the order's details."""

    def details():
        rng = random.Random(seed)
        chosen = rng.sample(catalogue, lines)
        items = [
            {
                "itemSequenceNumber": str(position),
                **line(product, rng.randint(1, 60), "USD", unit="Cases" if rng.random() < 0.3 else "Eaches"),
            }
            for position, product in enumerate(chosen, 1)
        ]
        day = placed_at.replace(hour=8, minute=0, second=0)
        ship_window = window(day + timedelta(days=4), day + timedelta(days=9))
        return {**parties.details(vendor_code, ship_to, shipWindow=ship_window), "items": items}

    return details


SCENARIOS = {"demo": demo, "everything": everything, "bulk": bulk, "empty": empty}
