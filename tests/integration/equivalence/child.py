"""Compare plain and fast in a database of its own, with other modules in it; print as JSON what differs and was made.

Started as `python -m tests.integration.equivalence.child '{"config": …, "database": …, "orders": …, "seeds": …}'`.
Nothing is committed.
"""

import json
import random
import sys
from collections import Counter

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

from . import snapshot
from .documents import order_of
from .stories import differences, life_of, varied
from .ways import Ways
from .world import World, frozen

# Which goods come from outside, and so the deadline of a rule, depends on the companies of the environment in which
# Odoo happens to compute it: those of the batch, or all. With these modules plain Odoo does so more often for all.
snapshot.TECHNICAL.add("deadline_date")


def main(job):
    arguments = ["-c", job["config"], "-d", job["database"], "--no-http", "--log-level=warn"]
    config.parse_config(arguments, setup_logging=True)
    registry = Registry(job["database"])
    with frozen(), registry.cursor() as cr:
        world = World(api.Environment(cr, SUPERUSER_ID, {}))
        ways = Ways(world)
        result = {**_story(world, ways, job), "parts": _parts(world, ways), "seeds": _seeds(world, ways, job)}
        cr.rollback()
    sys.stdout.write(f"{json.dumps(result)}\n")


def _story(world, ways, job):
    told, made = differences(ways, ways.plain, ways.fast, life_of(world, random.Random(1), job["orders"]))
    return {"differences": told, "made": [Counter(label.split()[0] for label in part) for part in made]}


def _parts(world, ways):
    """Compare one order whose product is made for it, from parts that a reordering rule brings."""
    with ways.undone():
        world.goods.order_point("LAMP", "New York", 80, 200, route_id=world.goods.routes.hall_stock.id)
        order = order_of(world, "PARTS", "PHX6", MADETO=20)
        [told], [made] = differences(ways, ways.plain, ways.fast, [[order]])
    lamps = (moved for label, moved in made.items() if label.startswith("stock.move [LAMP]"))
    brought = [moved["product_uom_qty"] for moved in lamps if "Hall" in moved["location_id"]]
    return {"differences": told, "brought": brought}


def _seeds(world, ways, job):
    return {seed: varied(world, ways, seed, job["orders_per_seed"]) for seed in range(job["seeds"])}


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
