"""A vendor's world as rich as real life, for comparing ways of receiving in it."""

from freezegun.api import freeze_time

from .books import Books
from .goods import Goods
from .neighbours import Neighbours
from .places import STEPS, Places, Vendor


def frozen():
    """Stop the clock, but not pytest's."""
    return freeze_time("2026-03-03 09:00:00", ignore=["_pytest.timing"])


class World:
    """Everything that receiving looks at; `vary` draws it anew."""

    def __init__(self, env):
        self.env = env
        self.places = Places(env)
        allowed = [company.id for company in self.places.companies.values()]
        self.env = env(context={**env.context, "allowed_company_ids": allowed})
        self.vendor = Vendor(self.env, self.places)
        self.goods = Goods(self.env, self.places, self.vendor)
        self.books = Books(self.env, self.places, self.vendor, self.goods)
        Neighbours(self.env, self.places, self.vendor, self.goods)

    def vary(self, chance):
        """Draw anew how the warehouses work and what is on their shelves."""
        for store, warehouse in self.places.warehouses.items():
            warehouse.delivery_steps = chance.choice(STEPS)
            for kind in (warehouse.pick_type_id, warehouse.out_type_id):
                kind.write({
                    "reservation_method": chance.choice(("at_confirm", "at_confirm", "by_date", "manual")),
                    "reservation_days_before": chance.randint(0, 9),
                    "reservation_days_before_priority": 9,
                })
            for name in chance.sample(self.goods.shelved, 8):
                self.goods.put(name, store, chance.randint(1, 60))
        routes = self.goods.routes
        for name in chance.sample(sorted(self.goods.products), 4):
            self.goods.products[name].route_ids |= chance.choice((routes.hall, routes.hall_if_short))
        for point in self.env["stock.warehouse.orderpoint"].search([]):
            least = chance.choice((0, 5, 30))
            point.write({"product_min_qty": least, "product_max_qty": least + chance.choice((0, 50))})
