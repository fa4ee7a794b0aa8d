"""Fill the archive by SQL: a million messages of three companies, with the orders they became, in a minute."""

import zlib
from contextlib import contextmanager

from odoo import Command
from odoo.tests import new_test_user
from odoo.tools import SQL

from tests.scale.tables import TABLES

DOCUMENTS_PER_PAGE = 10  # Amazon's pages are fuller; more pages are the harder case
BODY = zlib.compress(b'{"payload": {"orders": [%s]}}' % b",".join([b"{}"] * DOCUMENTS_PER_PAGE))
MONTHS = 36
SALE_ORDERS = 20_000


class Archive:
    """Three companies with an account, a store and four vendor codes each; people see the first two of them."""

    def __init__(self, env, messages):
        self.env = env
        self.messages = messages
        # Of twenty messages one is still to be received, and four are versions that Amazon replaced.
        self.ready = messages // 20
        self.replaced = messages // 5
        self.orders = messages - self.ready - self.replaced
        env["res.currency"].with_context(active_test=False).search([("name", "=", "USD")]).active = True
        self.companies = env["res.company"].browse(env.ref("base.main_company").id) | env["res.company"].create(
            [{"name": "Second company"}, {"name": "Company of somebody else"}]
        )
        self.stores = env["amazon.vendor.store"].create(
            [{"name": company.name, "code": f"S{company.id}", "company_id": company.id} for company in self.companies]
        )
        app = env["amazon.vendor.app"].create({"name": "App", "client_id": "app"})
        self.accounts = env["amazon.vendor.account"].create(
            [
                {
                    "name": company.name, "environment": "simulator", "region": "NA", "app_id": app.id,
                    "company_id": company.id, "endpoint": "http://127.0.0.1:9",
                }
                for company in self.companies
            ]
        )
        for number, (account, store) in enumerate(zip(self.accounts, self.stores, strict=True)):
            codes = env["amazon.vendor.code"]._get_or_create(account, [f"VC{number}{place}" for place in range(4)])
            for code in codes.values():
                code.default_store_id = store
        self.auditor = self._person("otto", "group_auditor")
        self.warehouse = self._person("walt", "group_user", "stock.group_stock_user")
        self.stores.user_ids |= self.warehouse  # limited to stores: the longest of the record rules
        env.flush_all()

    def _person(self, login, own_group, *groups):
        own = f"acorn_vendor_connector.{own_group}"
        return new_test_user(
            self.env,
            login=login,
            groups=",".join((own, "sales_team.group_sale_salesman_all_leads", *groups)),
            company_id=self.companies[0].id,
            company_ids=[Command.set(self.companies[:2].ids)],
        )

    def fill(self):
        """Write and commit the rows, with what autovacuum would have done by the time there are so many."""
        self._make_patterns()
        vacuum(self.env.cr)  # PostgreSQL does not trust a new index at once where rows have changed just before
        with without_indexes(self.env.cr, TABLES):
            self._fill_pages()
            self._fill_orders()
            self._fill_messages()
            self._fill_sent()
            self._fill_sales()
        self.env.cr.commit()
        vacuum(self.env.cr)

    def an_order(self):
        """Return an order of the first company from the middle of those that have a sale order."""
        return self.first_order + min(SALE_ORDERS, self.orders) // 6 * 3 - 1

    def a_message(self):
        """Return the current message of that order."""
        rows = self.env.execute_query(SQL(
            "SELECT id FROM amazon_vendor_message WHERE purchase_order_id = %s AND is_current ORDER BY id",
            self.an_order(),
        ))
        return rows[0][0]

    def known_keys(self, count):
        """Return the vendor code and reference of so many documents from all over the archive."""
        step = self.orders // count
        rows = self.env.execute_query(SQL(
            "SELECT vendor_code, reference FROM amazon_vendor_message WHERE is_current AND reference IN %s",
            tuple(f"PO{place * step + 1:08}" for place in range(count)),
        ))
        return set(rows)

    def _make_patterns(self):
        """Make one order, sale order and delivery by the book, to be copied by SQL."""
        product = self.env["product.product"].create({"name": "Jam", "is_storable": True})
        self.order = self.env["amazon.vendor.purchase.order"].create(
            {
                "name": "PATTERN", "code_id": self.accounts[0].code_ids[0].id, "company_id": self.companies[0].id,
                "store_id": self.stores[0].id, "amazon_state": "new", "currency_id": self.env.ref("base.USD").id,
                "line_ids": [Command.create({
                    "sequence_number": "1", "line_key": "1", "quantity": 10, "product_id": product.id,
                    "asin": "B000000001", "net_cost": 2.5, "net_cost_stated": "2.5",
                })],
                "change_ids": [Command.create({"field": "quantity_up", "before": "1", "after": "10"})],
            }
        )
        self.sale = self.env["sale.order"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "Amazon.com Services LLC"}).id,
                "order_line": [Command.create({"product_id": product.id, "product_uom_qty": 10})],
            }
        )
        self.sale.action_confirm()
        self.env.flush_all()

    def _fill_pages(self):
        count = self.messages // DOCUMENTS_PER_PAGE
        [(last,)] = self.env.execute_query(SQL("SELECT coalesce(max(id), 0) FROM amazon_vendor_page"))
        self._execute(
            """INSERT INTO amazon_vendor_page (
                   account_id, company_id, environment, feed, operation, requested_at, digest, size, document_count)
               SELECT account.id, account.company_id, 'simulator', 'orders_created', 'getPurchaseOrders',
                      now() AT TIME ZONE 'utc' - (%(count)s - n) * (%(months)s * interval '1 month') / %(count)s,
                      md5(n::text), 27, %(documents)s
                 FROM generate_series(1, %(count)s) n JOIN amazon_vendor_account account
                   ON account.id = (%(accounts)s)[1 + n %% 3]
                ORDER BY n""",
            count=count, months=MONTHS, documents=DOCUMENTS_PER_PAGE, accounts=self.accounts.ids,
        )
        [(self.first_page,)] = self.env.execute_query(
            SQL("SELECT min(id) FROM amazon_vendor_page WHERE id > %s", last)
        )
        self._execute(
            """INSERT INTO amazon_vendor_page_body (page_id, kept_as, requested_at, data)
               SELECT id, 'answer', requested_at, %(body)s FROM amazon_vendor_page WHERE id >= %(first)s ORDER BY id""",
            body=BODY, first=self.first_page,
        )

    def _fill_orders(self):
        self._copy(
            "amazon_vendor_purchase_order", self.order.id, self.orders,
            name="'PO' || lpad(n::text, 8, '0')",
            code_id="code.id",
            company_id="code.company_id",
            store_id="code.default_store_id",
            ordered_at="now() AT TIME ZONE 'utc' - (%(count)s - n) * (interval '36 months') / %(count)s",
            due_at="now() AT TIME ZONE 'utc' - (%(count)s - n) * (interval '36 months') / %(count)s",
            sync_state="""CASE WHEN n %% 200 = 0 THEN 'waiting' WHEN n %% 500 = 1 THEN 'failed'
                               WHEN n <= %(sales)s THEN 'applied' ELSE 'mirror' END""",
            price_differs="n %% 1000 = 7",
            needs_attention="n %% 200 = 0 OR n %% 500 = 1 OR n %% 1000 = 7 OR n %% 400 = 0",
            source=f"JOIN amazon_vendor_code code ON code.name = {VENDOR_CODE}",
            sales=SALE_ORDERS,
        )
        [(self.first_order,)] = self.env.execute_query(
            SQL("SELECT id FROM amazon_vendor_purchase_order WHERE name = 'PO00000001'")
        )
        parent = "JOIN amazon_vendor_purchase_order parent ON parent.id = %(first)s + n - 1"
        self._copy(
            "amazon_vendor_purchase_order_line", self.order.line_ids.id, self.orders,
            order_id="parent.id", company_id="parent.company_id", store_id="parent.store_id",
            asin="'B' || lpad((n %% 500)::text, 9, '0')", source=parent, first=self.first_order,
        )
        self._copy(
            "amazon_vendor_purchase_order_change", self.order.change_ids.id, self.orders // 20,
            order_id="parent.id", company_id="parent.company_id", store_id="parent.store_id",
            verdict="CASE WHEN n %% 20 = 0 THEN 'listed' ELSE 'done' END", is_open="n %% 20 = 0",
            source=parent.replace("+ n - 1", "+ n * 20 - 1"), first=self.first_order,
        )

    def _fill_messages(self):
        """Write first what Amazon replaced, then the current version of every order, and last what is still to do."""
        self._execute(
            f"""INSERT INTO amazon_vendor_message (
                    page_id, position, account_id, code_id, company_id, environment, vendor_code, document_type,
                    direction, reference, version, digest, is_current, changed_at, archived_at, last_seen_at, state,
                    attempts, parser_version, received_at, error_kind, error_message, purchase_order_id)
                SELECT page.id, place %% %(documents)s, code.account_id, code.id, code.company_id, 'simulator',
                       code.name, 'purchase_order', 'inbound', 'PO' || lpad(n::text, 8, '0'),
                       CASE WHEN NOT is_replaced AND n <= %(replaced)s THEN 2 ELSE 1 END,
                       md5(place::text) || md5(place::text), NOT is_replaced, page.requested_at, page.requested_at,
                       page.requested_at, state,
                       1, 1, page.requested_at, CASE WHEN state IN ('waiting', 'failed') THEN 'rule' END,
                       CASE WHEN state IN ('waiting', 'failed') THEN 'Map the products of this order, then retry.' END,
                       CASE WHEN n <= %(orders)s THEN %(first_order)s + n - 1 END
                  FROM (SELECT place, place <= %(replaced)s AS is_replaced,
                               CASE WHEN place <= %(replaced)s THEN place ELSE place - %(replaced)s END AS n
                          FROM generate_series(1, %(messages)s) place) AS places
                 CROSS JOIN LATERAL (SELECT CASE WHEN is_replaced THEN 'superseded' WHEN n > %(orders)s THEN 'archived'
                                                 WHEN n %% 200 = 0 THEN 'waiting' WHEN n %% 500 = 1 THEN 'failed'
                                                 ELSE 'applied' END AS state) AS states
                  JOIN amazon_vendor_code code ON code.name = {VENDOR_CODE}
                  JOIN amazon_vendor_page page ON page.id = %(first_page)s + (place - 1) / %(documents)s
                 ORDER BY place""",  # noqa: S608 - our own words
            documents=DOCUMENTS_PER_PAGE, replaced=self.replaced, orders=self.orders, messages=self.messages,
            first_order=self.first_order, first_page=self.first_page,
        )
        [(self.first_message,)] = self.env.execute_query(
            SQL("SELECT min(id) FROM amazon_vendor_message WHERE page_id = %s", self.first_page)
        )

    def _fill_sent(self):
        """Answer every tenth order: nearly all are accepted; some are on their way, some need a person."""
        self._copy(
            "amazon_vendor_message", self.first_message, self.orders // 10,
            direction="'outbound'", document_type="'acknowledgement'", reference="'PO' || lpad((n * 10)::text, 8, '0')",
            code_id="code.id", vendor_code="code.name", account_id="code.account_id", company_id="code.company_id",
            is_current="TRUE", purchase_order_id="%(first_order)s + n * 10 - 1",
            state="""CASE WHEN n %% 100 = 1 THEN 'built' WHEN n %% 100 = 2 THEN 'submitted'
                          WHEN n %% 1000 = 3 THEN 'unknown' WHEN n %% 1000 = 4 THEN 'rejected' ELSE 'accepted' END""",
            retry_at="CASE WHEN n %% 100 = 2 THEN now() AT TIME ZONE 'utc' + (n %% 300 - 10) * interval '1 minute' END",
            source=f"JOIN amazon_vendor_code code ON code.name = {VENDOR_CODE}",
            first_order=self.first_order,
        )

    def _fill_sales(self):
        count = min(SALE_ORDERS, self.orders)
        purchase = "%(first_order)s + n - 1"
        [(self.first_line,)] = self.env.execute_query(SQL(
            "SELECT id FROM amazon_vendor_purchase_order_line WHERE order_id = %s", self.first_order
        ))
        self._copy(
            "sale_order", self.sale.id, count, name="'S' || n", amazon_vendor_purchase_order_id=purchase,
            first_order=self.first_order,
        )
        [(first_sale,)] = self.env.execute_query(SQL("SELECT min(id) FROM sale_order WHERE id > %s", self.sale.id))
        self._copy(
            "sale_order_line", self.sale.order_line.id, count, order_id="%(first_sale)s + n - 1",
            amazon_vendor_line_id="%(first_line)s + n - 1", first_sale=first_sale, first_line=self.first_line,
        )
        self._copy(
            "stock_picking", self.sale.picking_ids.id, count, name="'OUT' || n",
            state="CASE WHEN n %% 50 = 0 THEN 'assigned' ELSE 'done' END", sale_id="%(first_sale)s + n - 1",
            amazon_vendor_purchase_order_id=purchase, first_sale=first_sale, first_order=self.first_order,
        )

    def _copy(self, table, pattern, count, source="", **arguments):
        """Write a row so many times; an argument that names a column is its new value as SQL, `n` counting from 1."""
        columns = [name for (name,) in self.env.execute_query(SQL(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND column_name != 'id'", table
        ))]
        values = [arguments.pop(name, None) or f'pattern."{name}"' for name in columns]
        self._execute(
            f"""INSERT INTO {table} ({", ".join(f'"{name}"' for name in columns)})
                SELECT {", ".join(values)} FROM generate_series(1, %(count)s) n
                  JOIN {table} pattern ON pattern.id = %(pattern)s {source} ORDER BY n""",  # noqa: S608 - our own words
            count=count, pattern=pattern, **arguments,
        )

    def _execute(self, statement, **arguments):
        self.env.cr.execute(statement, arguments)  # pylint: disable=sql-injection


# The vendor code of order `n`: twelve of them take turns, four of each company.
VENDOR_CODE = "'VC' || n %% 3 || n / 3 %% 4"


@contextmanager
def without_indexes(cr, tables):
    """Fill tables at full speed: their indexes and foreign keys are made again at the end, and they are analysed."""
    names = tuple(tables)
    cr.execute("""SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
                   WHERE contype = 'f' AND conrelid::regclass::text IN %s""", [names])
    keys = cr.fetchall()
    cr.execute("""SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
                   WHERE indrelid::regclass::text IN %s
                     AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)""", [names])
    indexes = cr.fetchall()
    for table, key, _definition in keys:
        cr.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{key}"')  # pylint: disable=sql-injection
    for index, _definition in indexes:
        cr.execute(f"DROP INDEX {index}")  # pylint: disable=sql-injection
    yield
    for _index, definition in indexes:
        cr.execute(definition)  # pylint: disable=sql-injection
    for table, key, definition in keys:
        cr.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{key}" {definition}')  # pylint: disable=sql-injection


def vacuum(cr):
    """Bring statistics and visibility up to date: that cannot be done within a transaction."""
    cr.commit()
    connection = cr.connection
    connection.autocommit = True
    try:
        cr.execute(f"VACUUM ANALYZE {', '.join(TABLES)}")  # pylint: disable=sql-injection
    finally:
        connection.autocommit = False
