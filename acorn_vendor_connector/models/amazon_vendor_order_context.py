"""What a batch of purchase orders needs to know from the database: one query per kind of question."""

from collections import defaultdict
from datetime import datetime, timezone
from decimal import Decimal

from odoo import fields
from odoo.tools import SQL

from ..engine import products, routing

# In this order everywhere: cursor → message → purchase order → sale order → moves.
LOCKS = (
    "SELECT id FROM amazon_vendor_purchase_order WHERE id IN %s ORDER BY id FOR NO KEY UPDATE",
    "SELECT id FROM sale_order WHERE amazon_vendor_purchase_order_id IN %s ORDER BY id FOR NO KEY UPDATE",
)


class OrderContext:
    """Answer every look-up of one batch from memory.

    Lives for one batch. Records are read as the system: a batch belongs to companies and stores, not to a person.
    """

    def __init__(self, env, plans):
        self.env = env
        self.now = datetime.now(timezone.utc)
        self._taxes = {}
        self._positions = {}
        self._load_parties(plans)
        self._load_mirrors(plans)
        self._load_currencies(plans)
        self._load_references(plans)
        self._load_production_companies()
        self._load_mappings(plans)

    # ------------------------------------------------------------------ who

    def _load_parties(self, plans):
        """Find ship-to and bill-to of every order, making the ones Amazon names for the first time."""
        self.ship_tos = self._find_parties("amazon.vendor.ship.to", plans, lambda order: order.ship_to_party)
        self.bill_tos = self._find_parties("amazon.vendor.bill.to", plans, lambda order: order.bill_to_party)

    def _find_parties(self, model, plans, party_of):
        wanted = defaultdict(dict)
        for plan in plans:
            if party := party_of(plan.order):
                wanted[plan.code][party.party_id] = party
        parties = self.env[model]
        for code, by_name in wanted.items():
            parties._get_or_create(code, list(by_name.values()))
        names = {parties._amazon_name(name) for by_name in wanted.values() for name in by_name}
        found = parties.search([("code_id", "in", [code.id for code in wanted]), ("name", "in", list(names))])
        return {(record.code_id, record.name): record for record in found}

    def party(self, found, code, party):
        """Return the record of a party of the order, or None."""
        return found.get((code, code.env["amazon.vendor.ship.to"]._amazon_name(party.party_id))) if party else None

    def _load_mirrors(self, plans):
        """Find the orders we already know and lock them and their sale orders.

        Two versions of one order are never handled at once, and what is judged is what a person last made of it.
        """
        orders = self.env["amazon.vendor.purchase.order"].search(
            [
                ("code_id", "in", [plan.code.id for plan in plans]),
                ("name", "in", [plan.order.number for plan in plans]),
            ],
            order="id",
        )
        for lock in LOCKS if orders else ():
            self.env.cr.execute(SQL(lock, tuple(orders.ids)), log_exceptions=False)
        self.mirrors = {(order.code_id, order.name): order for order in orders}
        orders.sale_order_ids.fetch(["state", "company_id"])

    def _load_references(self, plans):
        """Find sale orders that somebody already made for these numbers."""
        numbers = sorted({plan.order.number.strip().upper() for plan in plans})
        self.env["sale.order"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT company_id, upper(trim(client_order_ref)), id FROM sale_order
                    WHERE upper(trim(client_order_ref)) IN %s AND client_order_ref IS NOT NULL
                      AND state != 'cancel' AND amazon_vendor_purchase_order_id IS NULL
                 ORDER BY id""",
                tuple(numbers),
            )
        )
        found = defaultdict(tuple)
        for company_id, number, sale_id in rows:
            found[company_id, number] += (sale_id,)
        self.references = found

    def _load_production_companies(self):
        accounts = self.env["amazon.vendor.account"].search([("environment", "=", routing.PRODUCTION)])
        self.production_companies = frozenset(accounts.company_id.ids)

    # ------------------------------------------------------------------ money

    def _load_currencies(self, plans):
        names = {
            money.currency
            for plan in plans
            for item in plan.order.items
            for money in (item.net_cost, item.list_price)
            if money and money.currency
        }
        found = self.env["res.currency"].with_context(active_test=False).search([("name", "in", list(names))])
        self.currencies = {currency.name: currency for currency in found}
        rates = self.env["res.currency.rate"].search(
            [("currency_id", "in", found.ids), ("name", "<=", fields.Date.today())]
        )
        self._rated = {(rate.currency_id, rate.company_id) for rate in rates}

    def has_rate(self, currency, company):
        """Tell whether the company can convert this currency into its own."""
        return any((currency, owner) in self._rated for owner in (company.root_id, company.env["res.company"]))

    def fiscal_position(self, company, bill_to, customer, delivery):
        """Return the fiscal position as a sale order of this customer would find it."""
        key = (company, bill_to, customer, delivery)
        if key not in self._positions:
            stated = bill_to.with_company(company).fiscal_position_id if bill_to else None
            self._positions[key] = stated or self.env["account.fiscal.position"].with_company(
                company
            )._get_fiscal_position(customer, delivery)
        return self._positions[key]

    def price_included_tax(self, product, company, position):
        """Return a sales tax that is included in the price, or an empty record."""
        key = (product, company, position)
        if key not in self._taxes:
            taxes = position.map_tax(product.taxes_id._filter_taxes_by_company(company))
            self._taxes[key] = taxes.flatten_taxes_hierarchy().filtered("price_include")[:1]
        return self._taxes[key]

    def agreed_prices(self, wanted):
        """Return {(pricelist, product, pieces, uom): price} for what a rule of ours prices."""
        prices = {}
        grouped = defaultdict(set)
        for pricelist, product, quantity, uom in wanted:
            grouped[pricelist, quantity, uom].add(product)
        for (pricelist, quantity, uom), items in grouped.items():
            found = pricelist._compute_price_rule(
                self.env["product.product"].union(*items), quantity, uom=uom, date=fields.Datetime.now()
            )
            for product in items:
                price, rule_id = found[product.id]
                if rule_id:
                    prices[pricelist, product, quantity, uom] = Decimal(repr(price))
        return prices

    # ------------------------------------------------------------------ products

    def _load_mappings(self, plans):
        """Find what people mapped, by vendor code and normalised identifier."""
        wanted = defaultdict(set)
        for plan in plans:
            for item in plan.order.items:
                wanted[plan.code].update(name for _kind, name in identifiers_of(item))
        rows = self.env["amazon.vendor.product"].search(
            [
                ("code_id", "in", [code.id for code in wanted]),
                ("identifier", "in", list(set().union(*wanted.values()))),
            ],
            order="id",  # people's order adds up the demand of all open orders
        )
        rows.product_id.fetch()
        self.mappings = {(row.code_id, row.identifier_type, row.identifier): row for row in rows}

    def mappings_of(self, code, item):
        """Return the rows of the mapping that name one of the line's identifiers."""
        return [
            self.mappings[code, kind, name]
            for kind, name in identifiers_of(item)
            if (code, kind, name) in self.mappings
        ]


def identifiers_of(item):
    """Return the line's identifiers as the mapping keeps them, the surest first."""
    stated = ((products.ASIN, item.asin), (products.GTIN, item.vendor_sku), (products.SKU, item.vendor_sku))
    found = []
    for kind, text in stated:
        name = products.normalise_gtin(text) if kind == products.GTIN else products.normalise(kind, text)
        if name:
            found.append((kind, name))
    return found
