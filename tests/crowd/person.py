"""A person of operations at work: edits orders, maps products, counts shelves, as an ordinary user."""

from functools import partial

from psycopg2 import OperationalError

from odoo import Command, api
from odoo.exceptions import ConcurrencyError
from odoo.service.model import retrying

GROUPS = (
    "acorn_vendor_connector.group_user",
    "sales_team.group_sale_salesman_all_leads",
    "stock.group_stock_manager",
)
ROUNDS = 2


class Person:
    """Knows what to do: so many rounds over the orders in the books, a mapping and a shelf beside each."""

    def __init__(self, user_id):
        self.user_id = user_id
        self.done, self.tries = 0, 0

    @classmethod
    def enter(cls, env):
        groups = [Command.set([env.ref(name).id for name in ("base.group_user", *GROUPS)])]
        user = env["res.users"].create({"name": "Olga", "login": "olga", "group_ids": groups})
        return cls(user.id)

    def work(self, registry):
        """Do everything and tell what was done, and how often a request had to be sent again."""
        with registry.cursor() as cr:
            env = api.Environment(cr, self.user_id, {})
            sales = env["sale.order"].search([("amazon_vendor_purchase_order_id", "!=", False)], order="id").ids
            rows = env["amazon.vendor.product"].search([("state", "=", "unmapped")], order="id").ids
        for number in range(1, ROUNDS + 1):
            for sale_id in sales:
                self._request(registry, partial(self._edit_order, sale_id, number))
                self._request(registry, partial(self._count_shelf, sale_id))
                if rows:
                    self._request(registry, partial(self._map_product, rows.pop()))
        return {"edits": self.done, "sent_again": self.tries - self.done}

    def _request(self, registry, edit):
        """Send one request as Odoo's web server does; sent again by the person when the server gave it up."""
        while True:
            with registry.cursor() as cr:
                env = api.Environment(cr, self.user_id, {})
                try:
                    retrying(partial(self._count_tries, edit, env), env)
                except (OperationalError, ConcurrencyError):
                    continue
            self.done += 1
            return

    def _count_tries(self, edit, env):
        self.tries += 1
        edit(env)

    # ------------------------------------------------------------------ what is edited

    def _edit_order(self, sale_id, number, env):
        """Order one piece more of the first line, and say so in the terms."""
        sale = env["sale.order"].browse(sale_id)
        line = sale.order_line[0]
        sale.write(
            {
                "note": f"{number} more",
                "order_line": [Command.update(line.id, {"product_uom_qty": line.product_uom_qty + 1})],
            }
        )

    def _count_shelf(self, sale_id, env):
        """Count the shelf of the order's first product: it holds a few more than the books say."""
        sale = env["sale.order"].browse(sale_id)
        shelf = [
            ("product_id", "=", sale.order_line[0].product_id.id),
            ("location_id", "=", sale.warehouse_id.lot_stock_id.id),
        ]
        quant = env["stock.quant"].search(shelf, order="id", limit=1)
        quant.inventory_quantity = quant.quantity + 10
        quant.action_apply_inventory()

    def _map_product(self, row_id, env):
        """Say which product an identifier means; the orders that wait for it go on."""
        row = env["amazon.vendor.product"].browse(row_id)
        row.product_id = env["product.product"].search([("default_code", "=", row.vendor_sku)])
