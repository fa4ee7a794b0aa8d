"""Products as a real catalogue has them, with the stock, lots, packages, routes and reordering rules behind them."""

from odoo.fields import Command

# What every warehouse has of a product.
PLENTY, SOME, NONE = 10000, 37, 0


class Goods:
    """Make products in every way Odoo's stock knows, mapped to what Amazon calls them."""

    def __init__(self, env, places, vendor):
        self.env, self.places, self.vendor = env, places, vendor
        self.products, self.shelved = {}, []
        self.routes = Routes(env, places)
        categories = self._categories()
        self.add("MUG", PLENTY)
        self.add("PLATE", SOME)
        self.add("BOWL", NONE)
        self.add("VASE", SOME, weight=2.5)
        self.add("NAPKIN", is_storable=False)
        self.add("SETUP", type="service", is_storable=False)
        self.add("TEA", tracking="lot")
        self.add("CLOCK", tracking="serial")
        self.add("CARPET")
        self.add("LAMP", categ_id=categories["fifo"].id)
        self.add("CHAIR", categ_id=categories["closest"].id)
        self.add("HALL", SOME, route_ids=[Command.link(self.routes.hall.id)])
        self.add("SOFA", SOME, route_ids=[Command.link(self.routes.hall_if_short.id)])
        self.add("DESK", SOME, categ_id=categories["routed"].id)
        self.add("CASED", SOME)
        self.add("MINMAX", SOME)
        self.add("MANUAL", SOME)
        self.add("SHORT", NONE)
        self.add("NORULE", NONE)
        self._fill_shelves()
        self._order_points()
        self._cases()

    def _categories(self):
        make = self.env["product.category"].create
        strategy = self.env.ref
        return {
            "fifo": make({"name": "Oldest first", "removal_strategy_id": strategy("stock.removal_fifo").id}),
            "closest": make({"name": "Nearest first", "removal_strategy_id": strategy("stock.removal_closest").id}),
            "routed": make({"name": "From the hall", "route_ids": [Command.link(self.routes.hall.id)]}),
        }

    def asin(self, name):
        return f"B0{name:0<8}"

    def add(self, name, quantity=None, **values):
        """Make a product and put its quantity, where one is given, into the stock of every warehouse."""
        product = self.env["product.product"].create(
            {
                "name": name.title(),
                "default_code": name,
                "type": "consu",
                "is_storable": True,
                "taxes_id": [Command.clear()],
                "invoice_policy": "delivery",
                **values,
            }
        )
        self.products[name] = product
        self.env["amazon.vendor.product"].create(
            {
                "code_id": self.vendor.code.id,
                "identifier_type": "asin",
                "identifier": self.asin(name),
                "product_id": product.id,
            }
        )
        if quantity is not None:
            self.shelved.append(name)
        for store in self.places.warehouses if quantity else ():
            self.put(name, store, quantity)

    def put(self, name, store, quantity, place=None, **details):
        """Put goods on the shelf; `details` as quants have them: lot, package, owner, since when."""
        warehouse = self.places.warehouses[store]
        self.env["stock.quant"].with_company(warehouse.company_id)._update_available_quantity(
            self.products[name], place or warehouse.lot_stock_id, quantity, **details
        )

    def _fill_shelves(self):
        """Spread goods over sub-locations, lots, serial numbers, packages and owners."""
        for store, warehouse in self.places.warehouses.items():
            shelves = [
                self.places.location(store, f"Shelf {number}", warehouse.lot_stock_id) for number in (1, 2, 3)
            ]
            for number, shelf in enumerate(shelves):
                lot, serial = self._lot("TEA", f"{store} L{number}"), self._lot("CLOCK", f"{store} S{number}")
                self.put("TEA", store, 15, shelf, lot_id=lot)
                self.put("CLOCK", store, 1, shelf, lot_id=serial)
                package = self.env["stock.package"].create({"name": f"{store} pallet {number}"})
                self.put("CARPET", store, 12, shelf, package_id=package)
                self.put("LAMP", store, 20, shelf, in_date=f"2026-02-{20 - number:02} 08:00:00")
                self.put("CHAIR", store, 9, shelf)
                self.put("VASE", store, 5, shelf)
            self.put("TEA", store, 8, shelves[0])  # without a lot
            self.put("CARPET", store, 4, shelves[2])  # loose
            self.put("VASE", store, 11, shelves[1], owner_id=self.vendor.customer)

    def _lot(self, name, number):
        return self.env["stock.lot"].create({"name": number, "product_id": self.products[name].id})

    def _order_points(self):
        """Let goods be brought from the hall or from another warehouse, by themselves or by hand."""
        for store in self.places.warehouses:
            self.order_point("MINMAX", store, 20, 100, route_id=self.routes.hall_stock.id)
            self.order_point("MANUAL", store, 20, 100, route_id=self.routes.hall_stock.id, trigger="manual")
            self.order_point("SHORT", store, 0, 0, route_id=self.routes.hall_stock.id)
        self.order_point("BOWL", "Dallas", 5, 50, route_id=self.places.warehouses["Dallas"].resupply_route_ids[:1].id)
        self.order_point("NORULE", "New York", 5, 50)

    def order_point(self, name, store, least, most, **values):
        warehouse = self.places.warehouses[store]
        return self.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": self.products[name].id,
                "company_id": warehouse.company_id.id,
                "warehouse_id": warehouse.id,
                "location_id": warehouse.lot_stock_id.id,
                "product_min_qty": least,
                "product_max_qty": most,
                **values,
            }
        )

    def _cases(self):
        """Give cases of 12 a route of their own, as packagings may have."""
        unit = self.products["CASED"].uom_id
        case = self.env["uom.uom"]._amazon_vendor_cases([(unit, 12)])[unit, 12]
        case.package_type_id = self.env["stock.package.type"].create(
            {"name": "Carton", "route_ids": [Command.link(self.routes.hall.id)]}
        )


class Routes:
    """A hall beside each warehouse, from which goods are fetched: always, if short, or to fill up the stock."""

    def __init__(self, env, places):
        self.env, self.places = env, places
        self.hall = self._route("From the hall")
        self.hall_if_short = self._route("From the hall if short")
        self.hall_stock = self._route("Fill up from the hall")
        for store, warehouse in places.warehouses.items():
            hall = places.location(store, "Hall", warehouse.view_location_id)
            for route, method in ((self.hall, "make_to_order"), (self.hall_if_short, "mts_else_mto")):
                self._deliver(route, warehouse, method)
            for route in (self.hall, self.hall_if_short, self.hall_stock):
                self._fetch(route, warehouse, hall)

    def _route(self, name):
        return self.env["stock.route"].create(
            {
                "name": name,
                "company_id": False,
                "product_selectable": True,
                "product_categ_selectable": True,
                "package_type_selectable": True,
            }
        )

    def _deliver(self, route, warehouse, method):
        """Take what the customer gets from stock, or have it brought there first."""
        stock = warehouse.lot_stock_id
        steps = warehouse.delivery_route_id.rule_ids.filtered(lambda rule: rule.location_src_id == stock)
        steps[:1].copy({"route_id": route.id, "procure_method": method})

    def _fetch(self, route, warehouse, hall):
        self.env["stock.rule"].create(
            {
                "name": "Fetch from the hall",
                "route_id": route.id,
                "action": "pull",
                "procure_method": "make_to_stock",
                "location_src_id": hall.id,
                "location_dest_id": warehouse.lot_stock_id.id,
                "picking_type_id": warehouse.int_type_id.id,
                "company_id": warehouse.company_id.id,
                "warehouse_id": warehouse.id,
                "delay": 2,
            }
        )
