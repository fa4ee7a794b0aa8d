"""The demo's connection to Amazon: app, accounts, vendor codes, and what Amazon's names mean to us."""
from datetime import timedelta

from odoo import fields

from simulator.catalogue import POUNDS_PER_KILOGRAM
from simulator.parties import ADDRESS_BOOK, BILL_TO_OF_CODE, BILL_TOS, CURRENCY_OF_CODE, SHIP_TOS, TIME_ZONES

from .companies import EUROPE, LONDON, US, find_or_create

REGIONS = {"na": ("NA", "US"), "eu": ("EU", "DE")}
COMPANY_OF_CODE = {"ACRN1": US, "ACRN2": US, "ACRD1": EUROPE, "ACRG1": LONDON}
STORE_OF_SHIP_TO = {
    ("ACRN1", "PHX6"): "WEST",
    ("ACRN1", "ONT8"): "WEST",
    ("ACRN2", "MDT1"): "EAST",
    ("ACRN2", "PHX6"): "WEST",
    ("ACRD1", "DTM2"): "GER",
    ("ACRD1", "MXP5"): "GER",
    ("ACRG1", "LTN4"): "UK",
}
CUSTOMERS = {"AMUS1": ("Amazon.com Services LLC", "us"), "AMDE1": (None, "lu"), "AMUK1": (None, "uk")}
GO_LIVE_DAYS = 30
# How the four vendor codes answer: by itself what is in stock, by a person, by itself in full, by hand.
ANSWERS = {
    "ACRN1": {"answer_policy": "free", "backorder_days": 14, "look_above": 4000},
    "ACRN2": {"answer_policy": "ask", "backorder_days": 7},
    "ACRD1": {"answer_policy": "all", "price_policy": "accept"},
    "ACRG1": {"answer_policy": "free", "answer_channel": "hand"},
}


def load_accounts(env, companies, credentials):
    """Return the two accounts, authorised by self-authorisation; a simulator at another address is followed."""
    accounts = env["amazon.vendor.account"]
    for place in credentials:
        region, marketplace = REGIONS[place["region"]]
        app = find_or_create(
            env["amazon.vendor.app"],
            [("client_id", "=", place["client_id"])],
            name="Acorn at Amazon",
            application_id=place["application_id"],
        )
        if not app.secret_set_on:
            app.client_secret = place["client_secret"]
        account = find_or_create(
            env["amazon.vendor.account"],
            [("name", "=", place["name"]), ("environment", "=", "simulator")],
            marketplace=marketplace,
            region=region,
            app_id=app.id,
            company_id=companies[COMPANY_OF_CODE[place["vendor_codes"][0]]].id,
            endpoint=place["endpoint"],
            sync_from=fields.Datetime.now() - timedelta(days=GO_LIVE_DAYS),
        )
        if account.endpoint != place["endpoint"]:
            account.endpoint = place["endpoint"]
        if account.token_last4 != place["refresh_token"][-4:]:
            account.refresh_token = place["refresh_token"]
        accounts |= account
    return accounts


def load_codes(env, accounts, companies, stores, products):
    """Name the vendor codes and say what Amazon's ship-tos, bill-tos and products mean; all but two are mapped."""
    for account, names in zip(accounts, (("ACRN1", "ACRN2"), ("ACRD1", "ACRG1")), strict=True):
        for name in names:
            code = find_or_create(
                env["amazon.vendor.code"],
                [("account_id", "=", account.id), ("name", "=", name)],
                company_id=companies[COMPANY_OF_CODE[name]].id,
                go_live=fields.Datetime.now() - timedelta(days=GO_LIVE_DAYS),
                price_tolerance=1.0,
                **ANSWERS[name],
            )
            _load_bill_to(env, code)
            _load_ship_tos(env, code, stores)
            _load_pricelist(env, code, products)
            _load_mappings(env, code, products)


def _load_bill_to(env, code):
    name = BILL_TO_OF_CODE[code.name]
    title, country = CUSTOMERS[name]
    stated = BILL_TOS[name].get("address", {"name": title})
    customer = find_or_create(
        env["res.partner"],
        [("name", "=", stated["name"])],
        is_company=True,
        **_address(env, stated, country),
    )
    code.partner_id = customer
    find_or_create(
        env["amazon.vendor.bill.to"], [("code_id", "=", code.id), ("name", "=", name)], partner_id=customer.id
    )


def _load_ship_tos(env, code, stores):
    for (code_name, name), store in STORE_OF_SHIP_TO.items():
        if code_name != code.name:
            continue
        stated = SHIP_TOS[name].get("address") or ADDRESS_BOOK[name]
        address = find_or_create(
            env["res.partner"],
            [("name", "=", f"{stated['name']} ({name})")],
            type="delivery",
            parent_id=code.partner_id.id,
            **_address(env, stated, stated["countryCode"].lower()),
        )
        find_or_create(
            env["amazon.vendor.ship.to"],
            [("code_id", "=", code.id), ("name", "=", name)],
            store_id=stores[store].id,
            partner_id=address.id,
            tz=TIME_ZONES[name],
        )


def _address(env, stated, country):
    country = env.ref(f"base.{'uk' if country == 'gb' else country}")
    state = env["res.country.state"].search(
        [("country_id", "=", country.id), ("code", "=", stated.get("stateOrRegion", ""))], limit=1
    )
    return {
        "street": stated.get("addressLine1"),
        "city": stated.get("city"),
        "zip": stated.get("postalCode"),
        "state_id": state.id,
        "country_id": country.id,
    }


def _load_pricelist(env, code, products):
    """Agree the catalogue's costs as a pricelist; what is sold by weight costs its weight."""
    currency = env.ref(f"base.{CURRENCY_OF_CODE[code.name]}")
    pricelist = find_or_create(
        env["product.pricelist"],
        [("name", "=", f"Amazon {currency.name}")],
        company_id=False,  # the default would be the administrator's company; a branch in London needs it too
        currency_id=currency.id,
        item_ids=[
            (0, 0, {
                "applied_on": "0_product_variant",
                "product_id": product.id,
                "compute_price": "fixed",
                "fixed_price": _agreed_price(article, currency.name),
            })
            for article, product in products.items()
        ],
    )
    find_or_create(
        env["amazon.vendor.code.pricelist"],
        [("code_id", "=", code.id), ("currency_id", "=", currency.id)],
        pricelist_id=pricelist.id,
    )


def _agreed_price(article, currency):
    cost = article.cost_in(currency)
    if article.by_weight:
        # Amazon prices it per pound in dollars and per kilogram elsewhere; we sell the piece.
        cost *= article.weight * (POUNDS_PER_KILOGRAM if currency == "USD" else 1)
    return float(round(cost, 2))


def _load_mappings(env, code, products):
    mappings = env["amazon.vendor.product"]
    known = set(mappings.search([("code_id", "=", code.id), ("identifier_type", "=", "asin")]).mapped("identifier"))
    mappings.create(
        [
            {
                "code_id": code.id,
                "identifier_type": "asin",
                "identifier": article.asin,
                "product_id": product.id,
            }
            for article, product in products.items()
            if article.asin not in known
        ]
    )
