"""Two workers meet the same new place at the same moment: one makes it, the other starts over and finds it."""

import threading

import psycopg2

from odoo.addons.acorn_vendor_connector.spapi.vendor_orders import Party
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged

from tests.integration.common import Transaction


@tagged("standard", "post_install", "-at_install")
class TestTwoWorkers(BaseCase):
    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with Transaction() as env:
            account = env["amazon.vendor.account"].create(
                {"name": "Two workers", "environment": "simulator", "region": "NA", "endpoint": "http://127.0.0.1:9"}
            )
            self.account_id = account.id
            self.code_id = env["amazon.vendor.code"].create({"account_id": account.id, "name": "TWOWK"}).id
        self.addCleanup(self.remove)

    def remove(self):
        with Transaction() as env:
            env["amazon.vendor.ship.to"].search([("code_id", "=", self.code_id)]).unlink()
            env["amazon.vendor.code"].browse(self.code_id).unlink()
            env["amazon.vendor.account"].browse(self.account_id).unlink()

    def get(self, env):
        return env["amazon.vendor.ship.to"]._get_or_create(
            env["amazon.vendor.code"].browse(self.code_id), [Party("ONT8"), Party("PHX7")]
        )

    def test_the_slower_worker_starts_over_and_finds_what_the_faster_made(self):
        outcome = []

        def slower():
            with Transaction() as env:
                env.cr.execute("SELECT 1 FROM amazon_vendor_ship_to")  # its snapshot is older than the other's row
                ready.set()
                blocked.wait(10)
                try:
                    self.get(env)
                except psycopg2.errors.SerializationFailure:
                    env.cr.rollback()
                    outcome.append("starts over")
                    outcome.append({name: place.id for name, place in self.get(env).items()})

        ready, blocked = threading.Event(), threading.Event()
        worker = threading.Thread(target=slower)
        with Transaction() as env:
            worker.start()
            self.assertTrue(ready.wait(10))
            made = {name: place.id for name, place in self.get(env).items()}
            blocked.set()
            worker.join(0.5)
        worker.join(20)
        self.assertEqual(outcome, ["starts over", made])
