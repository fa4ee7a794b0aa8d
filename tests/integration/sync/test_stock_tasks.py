"""Goods are reserved on a fresh snapshot when somebody came in between, and later when the database stays busy."""

from unittest.mock import patch

from psycopg2 import errors

from odoo import fields

from tests.integration.sync.test_receive import ReceiveCase


class TestBusyStock(ReceiveCase):
    def setUp(self):
        super().setUp()
        self.receive()

    @property
    def tasks(self):
        return self.env["amazon.vendor.stock.task"].search([])

    def failing(self, times):
        """Have somebody else change the same stock so many times in a row."""
        left, models = [times], type(self.env["amazon.vendor.stock.task"])
        work = models._work

        def busy(records, *moves):
            if left[0]:
                left[0] -= 1
                raise errors.SerializationFailure("could not serialize access due to concurrent update")
            return work(records, *moves)

        return patch.object(models, "_work", busy)

    def reserve(self):
        with self.committing() as env:
            env["amazon.vendor.stock.task"]._cron_reserve_and_replenish()

    def test_a_task_is_tried_again_on_a_fresh_snapshot(self):
        self.assertTrue(self.tasks)
        with self.failing(2):
            self.reserve()
        self.assertFalse(self.tasks)

    def test_three_times_busy_is_put_off(self):
        with (
            self.failing(3),
            self.capture_triggers("acorn_vendor_connector.cron_stock_tasks") as triggers,
        ):
            self.reserve()
        self.assertGreater(self.tasks.retry_at, fields.Datetime.now())
        self.assertIn(self.tasks.retry_at, triggers.records.mapped("call_at"))
        self.tasks.retry_at = False
        self.reserve()
        self.assertFalse(self.tasks)
