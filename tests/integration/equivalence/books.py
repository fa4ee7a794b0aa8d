"""Taxes, fiscal positions and analytic accounts."""

from odoo.fields import Command


class Books:
    """Several taxes on one line, taxes that a fiscal position replaces, and analytic models that overlap."""

    def __init__(self, env, places, vendor, goods):
        self.env, self.places, self.vendor, self.goods = env, places, vendor, goods
        self._taxes()
        self._analytic()

    def _taxes(self):
        company = self.places.companies["us"]
        state, city = self._tax("State 8.25", 8.25, company), self._tax("City 1.5", 1.5, company)
        fee = self._tax("Fee", 0.05, company, amount_type="fixed", include_base_amount=True, sequence=0)
        export = self._tax("Wholesale 0", 0, company)
        position = self.env["account.fiscal.position"].create(
            {"name": "Wholesale", "company_id": company.id, "tax_ids": [Command.link(export.id)]}
        )
        export.original_tax_ids = state
        vat = self._tax("VAT 19", 19, self.places.companies["de"])
        for name, taxes in (
            ("MUG", state | city | vat), ("PLATE", state | fee | vat), ("TEA", city), ("SETUP", vat), ("CASED", state),
        ):  # fmt: skip
            self.goods.products[name].taxes_id = taxes
        for ship_to in ("PHX6", "RNO4"):
            self.vendor.ship_tos[ship_to].partner_id.with_company(company).property_account_position_id = position

    def _tax(self, name, amount, company, **values):
        groups = self.env["account.tax.group"]
        group = groups.search([("company_id", "=", company.id)], limit=1) or groups.create(
            {"name": "Taxes", "company_id": company.id, "country_id": company.country_id.id}
        )
        return self.env["account.tax"].create(
            {
                "name": name,
                "amount": amount,
                "company_id": company.id,
                "country_id": company.country_id.id,
                "tax_group_id": group.id,
                "price_include_override": "tax_excluded",
                **values,
            }
        )

    def _analytic(self):
        """Say it by partner, tag, product, category and company, in three plans."""
        accounts = {
            name: self.env["account.analytic.account"].create(
                {"name": name, "plan_id": self._plan(plan).id, "company_id": False}
            )
            for name, plan in (
                ("Amazon", "Customers"), ("Leipzig", "Stores"), ("Dallas", "Stores"), ("Crockery", "Goods"),
                ("Tea", "Goods"), ("Germany", "Countries"), ("Wholesale", "Customers"),
            )
        }  # fmt: skip
        self.vendor.stores["Leipzig"].analytic_account_id = accounts["Leipzig"]
        self.vendor.stores["Dallas"].analytic_account_id = accounts["Dallas"]
        products = self.goods.products
        for sequence, (found_by, account) in enumerate(
            (
                ({"partner_id": self.vendor.customer.id}, "Amazon"),
                ({"partner_category_id": self.vendor.tag.id}, "Wholesale"),
                ({"product_id": products["TEA"].id}, "Tea"),
                ({"product_categ_id": products["MUG"].categ_id.id}, "Crockery"),
                ({"company_id": self.places.companies["de"].id}, "Germany"),
            )
        ):
            self.env["account.analytic.distribution.model"].create(
                {
                    "company_id": False,
                    "sequence": sequence,
                    "analytic_distribution": {str(accounts[account].id): 100},
                    **found_by,
                }
            )

    def _plan(self, name):
        plans = self.env["account.analytic.plan"]
        return plans.search([("name", "=", name)], limit=1) or plans.create({"name": name})
