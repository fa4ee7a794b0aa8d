"""Two workers meet the same new case size or product at the same moment: one row, and the slower one starts over."""

import threading

import psycopg2

from odoo.addons.acorn_vendor_connector.spapi.vendor_orders import OrderItem, Quantity
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import SQL

from tests.integration.common import Transaction


@tagged("standard", "post_install", "-at_install")
class TestTwoWorkers(BaseCase):
    def setUp(self):
        super().setUp()
        Registry(get_db_name())
        with Transaction() as env:
            account = env["amazon.vendor.account"].create(
                {"name": "Two lanes", "environment": "simulator", "region": "NA", "endpoint": "http://127.0.0.1:9"}
            )
            self.account_id = account.id
            self.code_id = env["amazon.vendor.code"].create({"account_id": account.id, "name": "TWOLN"}).id
            self.unit_id = env["uom.uom"].create({"name": "Two lanes' piece"}).id
        self.addCleanup(self.remove)

    def remove(self):
        with Transaction() as env:
            env["amazon.vendor.code"].browse(self.code_id).unlink()
            env["amazon.vendor.account"].browse(self.account_id).unlink()
            env["uom.uom"].with_context(active_test=False).browse(self.unit_id).unlink()

    def case_of(self, env):
        unit = env["uom.uom"].browse(self.unit_id)
        return env["uom.uom"]._amazon_vendor_cases([(unit, 31)])[unit, 31].id

    def row_of(self, env):
        code = env["amazon.vendor.code"].browse(self.code_id)
        missing = {code: {("asin", "B000TWO001"): OrderItem("1", Quantity(1), asin="B000TWO001")}}
        return env["amazon.vendor.product"]._insert_unmapped(missing)[code, "asin", "B000TWO001"].id

    def meet(self, table, make):
        """Let two workers make the same row; return the faster one's id and what the slower one lived through."""
        ready, go_on, lived = threading.Event(), threading.Event(), []

        def slower():
            with Transaction() as env:
                # Its snapshot is older than the other's row.
                env.execute_query(SQL("SELECT count(*) FROM %s", SQL.identifier(table)))
                ready.set()
                go_on.wait(10)
                try:
                    lived.append(make(env))
                except psycopg2.errors.SerializationFailure:
                    env.cr.rollback()
                    lived.extend(("starts over", make(env)))

        worker = threading.Thread(target=slower)
        with Transaction() as env:
            worker.start()
            self.assertTrue(ready.wait(10))
            made = make(env)
            go_on.set()
            worker.join(0.5)
        worker.join(20)
        return made, lived

    def test_one_case_size_is_one_unit(self):
        made, lived = self.meet("uom_uom", self.case_of)
        self.assertEqual(lived, ["starts over", made])

    def test_one_identifier_is_one_row_of_the_work_list(self):
        made, lived = self.meet("amazon_vendor_product", self.row_of)
        self.assertEqual(lived, ["starts over", made])
