"""Load the demo and tell whether its story ended as it should."""
import json
import urllib.request
from collections import Counter

from .amazon import COMPANY_OF_CODE, load_accounts, load_codes
from .companies import load_companies, load_people, load_products, load_stores

LOGINS = [
    {"who": "Administrator", "login": "admin", "password": "admin"},
    {"who": "Accountant", "login": "accountant", "password": "accountant", "name": "Anna Abel"},
    {"who": "Warehouse", "login": "warehouse", "password": "warehouse", "name": "Walt Weber"},
]
WAITING_TAGS = {"unknown_ship_to", "unknown_product"}


def load(env, simulator_url):
    """Load what is missing, test the accounts and let them pull. Commits nothing."""
    credentials = _ask(simulator_url, "state")["accounts"]
    companies = load_companies(env)
    load_people(env, companies, LOGINS)
    env = env(user=env.ref("base.user_admin").id, context={
        **env.context, "allowed_company_ids": [company.id for company in companies.values()],
    })
    companies = {name: company.with_env(env) for name, company in companies.items()}
    stores = load_stores(env, companies)
    products = load_products(env, stores)
    accounts = load_accounts(env, companies, credentials)
    load_codes(env, accounts, companies, stores, products)
    for account in accounts:
        account.action_test_connection()
        account.action_run()
        account.action_pull_now()


def check(env):
    """Return the counts of the story so far; `right` says whether they are what the simulated Amazon knows."""
    orders = env["amazon.vendor.purchase.order"].search([])
    sales = env["sale.order"].search([("amazon_vendor_purchase_order_id", "!=", False), ("state", "!=", "cancel")])
    states = Counter(orders.mapped("sync_state"))
    found = {
        "orders_pulled": len(orders),
        "sale_orders": dict(Counter(sale.company_id.name for sale in sales)),
        "pickings": len(sales.picking_ids.filtered(lambda picking: picking.state != "cancel")),
        "waiting": states["waiting"],
        "failed": states["failed"] + env["amazon.vendor.message"].search_count([("state", "=", "failed")]),
        "duplicates": len(sales) - len(sales.amazon_vendor_purchase_order_id),
    }
    expected = _expected(env)
    return {**found, "expected": expected, "right": found == expected}


def _expected(env):
    """Work out the counts from what the simulator says it holds, not from what we read of it."""
    account = env["amazon.vendor.account"].search([("environment", "=", "simulator")], limit=1)
    root = account.endpoint.rsplit("/", 1)[0]
    truth = _ask(root, "truth?documents=false")
    visible = [order for order in truth["orders"] if order["visible_at"] <= truth["now"]]
    open_orders = [
        order for order in visible if order["state"] != "Closed" and "consignment" not in order["tags"]
    ]
    waiting = [order for order in open_orders if WAITING_TAGS & set(order["tags"])]
    booked = [order for order in open_orders if order not in waiting]
    return {
        "orders_pulled": len(visible),
        "sale_orders": dict(Counter(COMPANY_OF_CODE[order["vendor_code"]] for order in booked)),
        "pickings": len(booked),
        "waiting": len(waiting),
        "failed": 0,
        "duplicates": 0,
    }


def _ask(url, question):
    with urllib.request.urlopen(f"{url}/_simulator/{question}", timeout=30) as answer:  # loopback only
        return json.load(answer)
