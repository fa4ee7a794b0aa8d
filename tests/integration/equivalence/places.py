"""Companies, warehouses of one, two and three steps, stores, and the ship-tos that Amazon names."""

from odoo.fields import Command

STEPS = ("ship_only", "pick_ship", "pick_pack_ship")
# Ship-to: (store, its warehouse's company, code and steps).
SHIP_TOS = {
    "PHX6": ("New York", "us", "NYC", "ship_only"),
    "DFW7": ("Dallas", "us", "DAL", "pick_ship"),
    "RNO4": ("Reno", "us", "RNO", "pick_pack_ship"),
    "LEJ1": ("Leipzig", "de", "LEJ", "pick_ship"),
    "BER3": ("Berlin", "berlin", "BER", "ship_only"),
}


class Places:
    """Two companies, one with a branch, and five warehouses; Dallas is resupplied from New York."""

    def __init__(self, env):
        self.env = env
        # Choosing a country would install every addon made for it.
        self._new_companies = env["res.company"].with_context(install_mode=True)
        currencies = env["res.currency"].with_context(active_test=False).search([("name", "in", ("USD", "EUR"))])
        currencies.active = True
        self.companies = {
            "us": self._company("Plain Foods Inc.", "us", "USD"),
            "de": self._company("Plain Haushalt GmbH", "de", "EUR"),
        }
        self.companies["berlin"] = self._new_companies.create(
            {"name": "Plain Berlin", "parent_id": self.companies["de"].id, "country_id": env.ref("base.de").id}
        )
        env.user.company_ids |= self._new_companies.union(*self.companies.values())
        self.warehouses = {
            store: self._warehouse(store, self.companies[company], code, steps)
            for store, company, code, steps in SHIP_TOS.values()
        }
        self.warehouses["Dallas"].resupply_wh_ids = self.warehouses["New York"]
        # Odoo takes the horizon now of the warehouse's company, now of the one somebody works in.
        env["res.company"].search([]).horizon_days = 30
        self._reserve()

    def _company(self, name, country, currency):
        return self._new_companies.create(
            {
                "name": name,
                "country_id": self.env.ref(f"base.{country}").id,
                "currency_id": self.env.ref(f"base.{currency}").id,
                "security_lead": 1 if country == "de" else 0,
            }
        )

    def _warehouse(self, name, company, code, steps):
        """Take the warehouse that came with the company for its first store."""
        warehouses = self.env["stock.warehouse"].with_company(company)
        first = warehouses.search([("company_id", "=", company.id)], limit=1)
        values = {"name": name, "code": code, "delivery_steps": steps}
        if first and first.code not in [place[2] for place in SHIP_TOS.values()]:
            first.write(values)
            return first
        return warehouses.create({"company_id": company.id, **values})

    def _reserve(self):
        """Let one warehouse reserve by hand, one some days ahead, and the others at once."""
        self.warehouses["Reno"].pick_type_id.write(
            {"reservation_method": "by_date", "reservation_days_before": 3, "reservation_days_before_priority": 9}
        )
        self.warehouses["Berlin"].out_type_id.reservation_method = "manual"

    def location(self, store, name, inside):
        """Make a location in a part of a store's warehouse."""
        return self.env["stock.location"].create(
            {
                "name": name,
                "usage": "internal",
                "location_id": inside.id,
                "company_id": self.company_of(store).id,
            }
        )

    def company_of(self, store):
        return self.warehouses[store].company_id


class Vendor:
    """Amazon as we know it: one account, one vendor code, its customer and its ship-tos."""

    def __init__(self, env, places):
        self.env, self.places = env, places
        self.tag = env["res.partner.category"].create({"name": "Amazon"})
        self.customer = env["res.partner"].create(
            {
                "name": "Amazon.com Services LLC",
                "is_company": True,
                "country_id": env.ref("base.us").id,
                "category_id": [Command.link(self.tag.id)],
            }
        )
        self.account = env["amazon.vendor.account"].create(
            {
                "name": "Plain",
                "environment": "simulator",
                "region": "NA",
                "company_id": places.companies["us"].id,
                "marketplace": "US",
                "endpoint": "http://127.0.0.1:8901",
            }
        )
        self.code = env["amazon.vendor.code"].create(
            {
                "account_id": self.account.id,
                "name": "PLAIN",
                "go_live": "2026-01-01 00:00:00",
                "partner_id": self.customer.id,
            }
        )
        for name in ("USD", "EUR"):
            currency = env.ref(f"base.{name}")
            pricelist = env["product.pricelist"].create(
                {"name": f"Amazon {name}", "currency_id": currency.id, "company_id": False}
            )
            env["amazon.vendor.code.pricelist"].create(
                {"code_id": self.code.id, "currency_id": currency.id, "pricelist_id": pricelist.id}
            )
            for company in (places.companies["us"], places.companies["de"]):
                env["res.currency.rate"].create(
                    {
                        "currency_id": currency.id,
                        "company_id": company.id,
                        "name": "2026-01-01",
                        "rate": {"USD": 1.0, "EUR": 0.9}[name],
                    }
                )
        self.stores = {store: self._store(store) for store in places.warehouses}
        self.ship_tos = {name: self._ship_to(name, store) for name, (store, *_more) in SHIP_TOS.items()}

    def _store(self, name):
        warehouse = self.places.warehouses[name]
        return self.env["amazon.vendor.store"].create(
            {"name": name, "company_id": warehouse.company_id.id, "warehouse_id": warehouse.id}
        )

    def _ship_to(self, name, store):
        """Reno's ship-to has no address yet: receiving makes it."""
        country = self.env.ref("base.de" if self.places.company_of(store) != self.places.companies["us"] else "base.us")
        address = self.env["res.partner"].create(
            {
                "name": f"Amazon {name}",
                "type": "delivery",
                "parent_id": self.customer.id,
                "country_id": country.id,
            }
        )
        return self.env["amazon.vendor.ship.to"].create(
            {
                "code_id": self.code.id,
                "name": name,
                "store_id": self.stores[store].id,
                "partner_id": address.id if name != "RNO4" else False,
            }
        )
