"""The demo's own side: companies, people, warehouses, stores and products. Loading again changes nothing."""
from datetime import timedelta

from odoo import Command, fields

from simulator.catalogue import EXCHANGE, PRODUCTS

US, EUROPE, LONDON = "Acorn Goods Inc.", "Acorn Goods Europe GmbH", "Acorn Goods London"
GROUP = "acorn_vendor_connector.group_"
ENOUGH = 2400
STOCK = {("PHX", "AC-TRP-2P"): 60, ("PHX", "AC-SLB-M"): 140}


def find_or_create(model, domain, **values):
    """Return the record that fits the domain, made from domain equalities and `values` when there is none."""
    found = model.with_context(active_test=False).search(domain, limit=1)
    return found or model.create({**{name: value for name, _equals, value in domain}, **values})


def load_companies(env):
    """Return the three companies by name; the German one is the branch's head office."""
    # Choosing a country would install every addon made for it; the demo keeps to what it shows.
    env = env(context={**env.context, "install_mode": True})
    env["res.currency"].with_context(active_test=False).search(
        [("name", "in", ("USD", "EUR", "GBP"))]
    ).active = True
    america = env.ref("base.main_company")
    if america.name != US:
        america.write({"name": US, "country_id": env.ref("base.us").id, "currency_id": env.ref("base.USD").id})
        env["account.chart.template"].try_loading("generic_coa", company=america, install_demo=False)
    companies = env["res.company"]
    europe = companies.search([("name", "=", EUROPE)])
    if not europe:
        europe = companies.create(
            {"name": EUROPE, "country_id": env.ref("base.de").id, "currency_id": env.ref("base.EUR").id}
        )
        env["account.chart.template"].try_loading("de_skr03", company=europe, install_demo=False)
    london = find_or_create(
        companies,
        [("name", "=", LONDON)],
        parent_id=europe.id,
        country_id=env.ref("base.uk").id,
        currency_id=env.ref("base.EUR").id,
    )
    for company, base in ((america, "USD"), (europe, "EUR")):
        _load_rates(env, company, base)
    return {US: america, EUROPE: europe, LONDON: london}


def _load_rates(env, company, base):
    for name, rate in EXCHANGE.items():
        currency = env.ref(f"base.{name}")
        if currency.active and name != base:
            find_or_create(
                env["res.currency.rate"],
                [("currency_id", "=", currency.id), ("company_id", "=", company.id)],
                name="2026-01-01",
                rate=float(rate / EXCHANGE[base]),
            )


def load_people(env, companies, logins):
    """Give the administrator every company, and make the accountant and the warehouse user."""
    everywhere = [Command.set([company.id for company in companies.values()])]
    administrator = env.ref("base.user_admin")
    administrator.write({"company_ids": everywhere, "company_id": companies[US].id})
    administrator.group_ids |= (
        env.ref("sales_team.group_sale_manager")
        | env.ref("stock.group_stock_manager")
        | env.ref("account.group_account_manager")
        | env.ref("analytic.group_analytic_accounting")
        | env.ref("uom.group_uom")
    )
    rights = {
        "accountant": ("accountant", "account.group_account_user", "sales_team.group_sale_salesman_all_leads"),
        "warehouse": ("user", "stock.group_stock_user", "uom.group_uom"),
    }
    for person in logins:
        if person["login"] not in rights:
            continue
        own, *others = rights[person["login"]]
        groups = [env.ref(GROUP + own), *map(env.ref, others)]
        user = find_or_create(
            env["res.users"].with_context(no_reset_password=True),
            [("login", "=", person["login"])],
            name=person["name"],
            email=f"{person['login']}@example.com",
            password=person["password"],
            tz="Europe/Berlin",
            company_id=companies[US].id,
            company_ids=everywhere,
        )
        user.group_ids |= env["res.groups"].union(*groups)


def load_stores(env, companies):
    """Return the four stores by code: two in America, one in Germany, and below it the branch."""
    us, europe, branch = companies[US], companies[EUROPE], companies[LONDON]
    carlisle = find_or_create(
        env["stock.warehouse"], [("company_id", "=", us.id), ("code", "=", "CAR")], name="Carlisle"
    )
    rows = (
        ("WEST", "US West", us, _warehouse(env, us, "Phoenix", "PHX"), None, "North America", 2),
        ("EAST", "US East", us, carlisle, "WEST", "North America", 3),
        ("GER", "Germany", europe, _warehouse(env, europe, "Dortmund", "DTM"), None, "Europe", 2),
        ("UK", "London branch", branch, _warehouse(env, branch, "London", "LON"), "GER", "Europe", 1),
    )
    stores = {}
    for code, name, company, warehouse, parent, region, transit_days in rows:
        stores[code] = find_or_create(
            env["amazon.vendor.store"],
            [("code", "=", code)],
            name=name,
            company_id=company.id,
            warehouse_id=warehouse.id,
            region=region,
            parent_id=stores[parent].id if parent else False,
            transit_days=transit_days,
            analytic_account_id=_analytic_account(env, name, company).id,
        )
    return stores


def _warehouse(env, company, name, code):
    """Return the company's first warehouse, under the demo's name."""
    warehouse = env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1, order="id")
    if not warehouse:
        return env["stock.warehouse"].create({"company_id": company.id, "name": name, "code": code})
    if warehouse.code != code:
        warehouse.write({"name": name, "code": code})
    return warehouse


def _analytic_account(env, name, company):
    plan = find_or_create(env["account.analytic.plan"], [("name", "=", "Stores")])
    return find_or_create(
        env["account.analytic.account"], [("name", "=", name), ("company_id", "=", company.id)], plan_id=plan.id
    )


def load_products(env, stores):
    """Return {catalogue product: product.product}; of two kinds Phoenix has less than Amazon wants."""
    products = env["product.product"]
    known = {product.default_code: product for product in products.search([("default_code", "!=", False)])}
    missing = [article for article in PRODUCTS if article.sku not in known]
    made = products.create(
        [
            {
                "name": article.name,
                "default_code": article.sku,
                "barcode": article.gtin13,
                "is_storable": True,
                "weight": float(article.weight),
                "list_price": float(article.list_price or article.cost * 2),
                "standard_price": float(article.cost) * 0.55,
                "categ_id": find_or_create(env["product.category"], [("name", "=", article.category)]).id,
            }
            for article in missing
        ]
    )
    known.update(zip((article.sku for article in missing), made, strict=True))
    _load_stock(env, made, stores)
    _load_receipt(env, known["AC-TRP-2P"], stores["WEST"].warehouse_id)
    return {article: known[article.sku] for article in PRODUCTS}


def _load_stock(env, products, stores):
    for warehouse in {store.warehouse_id for store in stores.values()}:
        quants = env["stock.quant"].with_company(warehouse.company_id).with_context(inventory_mode=True)
        quants.create(
            [
                {
                    "product_id": product.id,
                    "location_id": warehouse.lot_stock_id.id,
                    "inventory_quantity": STOCK.get((warehouse.code, product.default_code), ENOUGH),
                }
                for product in products
            ]
        ).action_apply_inventory()


def _load_receipt(env, product, warehouse):
    """Expect more of what is short, in time for what Amazon lets us deliver later."""
    receipt = find_or_create(
        env["stock.picking"],
        [("origin", "=", "Tents for the summer")],
        picking_type_id=warehouse.in_type_id.id,
        location_id=env.ref("stock.stock_location_suppliers").id,
        location_dest_id=warehouse.lot_stock_id.id,
        scheduled_date=fields.Datetime.now() + timedelta(days=12),
    )
    if not receipt.move_ids:
        receipt.move_ids = [Command.create({
            "product_id": product.id,
            "product_uom_qty": 120,
            "location_id": receipt.location_id.id,
            "location_dest_id": receipt.location_dest_id.id,
            "date": receipt.scheduled_date,
        })]
        receipt.action_confirm()
