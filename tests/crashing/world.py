"""A company that can book every order of the simulator's scenario `bulk`."""

from datetime import timedelta

from odoo import fields

from simulator.catalogue import generated_products


def load(env, place):
    """Make one live vendor account whose products are all mapped, with its feeds due."""
    company = env.ref("base.main_company")
    company.write({"country_id": env.ref("base.us").id, "currency_id": env.ref("base.USD").id})
    env["account.chart.template"].try_loading("generic_coa", company=company, install_demo=False)
    warehouse = env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
    store = env["amazon.vendor.store"].create(
        {"code": "S1", "name": "Store", "company_id": company.id, "warehouse_id": warehouse.id}
    )
    customer = env["res.partner"].create({"name": "Amazon.com Services LLC", "is_company": True})
    account = _account(env, company, place)
    code = env["amazon.vendor.code"]._get_or_create(account, place["vendor_codes"][:1])[place["vendor_codes"][0]]
    code.write(
        {
            "default_store_id": store.id,
            "partner_id": customer.id,
            "go_live": fields.Datetime.now() - timedelta(days=60),
        }
    )
    stock_up(env, map_products(env, code), warehouse)


def stock_up(env, products, warehouse):
    """Have some goods of most products, and enough of none: who gets them must not depend on who died."""
    for product in products[:150]:
        env["stock.quant"]._update_available_quantity(product, warehouse.lot_stock_id, 50)


def _account(env, company, place):
    app = env["amazon.vendor.app"].create({"name": "App", "client_id": place["client_id"]})
    app.client_secret = place["client_secret"]
    account = env["amazon.vendor.account"].create(
        {
            "name": place["name"],
            "environment": "simulator",
            "region": place["region"].upper(),
            "app_id": app.id,
            "company_id": company.id,
            "endpoint": place["endpoint"],
            "sync_from": fields.Datetime.now() - timedelta(days=10),
        }
    )
    account.refresh_token = place["refresh_token"]
    account.action_test_connection()
    account.action_run()
    return account


def map_products(env, code):
    articles = generated_products(200)  # as many as `bulk` orders from
    products = env["product.product"].create(
        [
            {"name": article.name, "default_code": article.sku, "is_storable": True, "weight": float(article.weight)}
            for article in articles
        ]
    )
    env["amazon.vendor.product"].create(
        [
            {"code_id": code.id, "identifier_type": "asin", "identifier": article.asin, "product_id": product.id}
            for article, product in zip(articles, products, strict=True)
        ]
    )
    return products
