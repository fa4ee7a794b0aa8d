from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL


class AmazonVendorAccount(models.Model):
    """Keep simulated and real orders out of each other's books."""

    _inherit = "amazon.vendor.account"

    @api.constrains("environment", "company_id", "active")
    def _check_environments(self):
        """Simulated and real orders never meet in one company's books."""
        self._check_routes()

    @api.model
    def _check_routes(self):
        """Refuse a simulator or sandbox whose orders could reach a company that has a production account.

        Companies are compared by their head office: branches share its books. An archived production account counts,
        too: what it brought is in the books. sudo in effect, by SQL: whoever configures one company need not see the
        accounts of the others.
        """
        for name in ("account", "code", "ship.to", "store"):
            self.env[f"amazon.vendor.{name}"].flush_model()
        self.env["res.company"].flush_model(["parent_path"])
        self.env.cr.execute(
            SQL(
                """
                WITH route AS (
                    SELECT id AS account_id, company_id FROM amazon_vendor_account
                     UNION SELECT account_id, company_id FROM amazon_vendor_code
                     UNION SELECT code.account_id, store.company_id
                             FROM amazon_vendor_code code
                             JOIN amazon_vendor_store store ON store.id = code.default_store_id
                     UNION SELECT code.account_id, store.company_id
                             FROM amazon_vendor_ship_to ship_to
                             JOIN amazon_vendor_code code ON code.id = ship_to.code_id
                             JOIN amazon_vendor_store store ON store.id = ship_to.store_id
                ), book AS (
                    SELECT account.name, account.active, account.environment = 'production' AS is_real,
                           company.name AS company,
                           split_part(company.parent_path, '/', 1) AS root
                      FROM route
                      JOIN amazon_vendor_account account ON account.id = route.account_id
                      JOIN res_company company ON company.id = route.company_id
                )
                SELECT test.name, test.company, real.name
                  FROM book test
                  JOIN book real ON real.root = test.root AND real.is_real
                 WHERE NOT test.is_real AND test.active
                 LIMIT 1
                """
            )
        )
        found = self.env.cr.fetchone()
        if found:
            raise ValidationError(
                self.env._(
                    "%(account)s is not a production account, and %(company)s already books the orders of "
                    "%(production)s. Give the test account a company of its own.",
                    account=found[0],
                    company=found[1],
                    production=found[2],
                )
            )
