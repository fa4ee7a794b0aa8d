"""The batch runner: the poison fails alone, nobody is blamed for a busy database, and people can read the reason."""

from datetime import datetime, timedelta
from unittest.mock import patch

import psycopg2
from psycopg2 import errors

from odoo import fields
from odoo.addons.base.tests.test_ir_cron import CronMixinCase
from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from tests.crashing.world import map_products
from tests.integration.sync.common import SyncCase

RECEIVE_LOG = "odoo.addons.acorn_vendor_connector.models.amazon_vendor_message_receive"


class ReceiveCase(CronMixinCase, SyncCase):
    """Every order of the simulator can be booked; twelve are archived."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        place = cls.simulator.credentials[0]
        cls.code = cls.env["amazon.vendor.code"]._get_or_create(cls.account, place["vendor_codes"][:1])[
            place["vendor_codes"][0]
        ]
        cls.store = cls.env["amazon.vendor.store"].create(
            {"code": "NY", "name": "NY", "company_id": cls.company_us.id, "warehouse_id": cls.warehouse_us.id}
        )
        cls.code.write(
            {
                "default_store_id": cls.store.id,
                "partner_id": cls.env["res.partner"].create({"name": "Amazon.com Services LLC"}).id,
                "go_live": datetime(2020, 1, 1),
            }
        )
        map_products(cls.env, cls.code)

    def setUp(self):
        super().setUp()
        self.pull("orders_created")

    @property
    def sales(self):
        return self.env["sale.order"].search([("amazon_vendor_purchase_order_id", "!=", False)])

    def message(self, number):
        return self.messages.filtered(lambda message: message.reference == number)

    def refusing(self, number, error):
        """Have another addon's rule, or the database, refuse the sale order of one purchase order."""
        create = type(self.env["sale.order"]).create

        def picky(records, values):
            rows = values if isinstance(values, list) else [values]
            if any(row.get("client_order_ref") == number for row in rows):
                raise error
            return create(records, values)

        return patch.object(self.registry["sale.order"], "create", picky)


class TestReceive(ReceiveCase):
    def test_every_archived_order_is_booked_once_and_linked_to_its_message(self):
        self.receive()
        self.assertEqual(set(self.messages.mapped("state")), {"applied"})
        self.assertEqual(len(self.sales), 12)
        self.assertEqual(set(self.sales.mapped("state")), {"sale"})
        for message in self.messages:
            self.assertEqual(message.purchase_order_id.name, message.reference)
            self.assertEqual(message.company_id, self.company_us)
            self.assertEqual(message.code_id, self.code)
            self.assertTrue(message.received_at)

    def test_received_again_nothing_is_made_again(self):
        self.receive()
        self.messages._set_state("archived")
        self.receive()
        self.assertEqual(len(self.sales), 12)
        self.assertEqual(set(self.messages.mapped("state")), {"applied"})

    def test_the_poison_fails_alone_with_a_reason_and_a_next_step(self):
        poison = self.messages[5]
        with self.refusing(poison.reference, UserError("The credit limit is used up.")):
            self.receive()
        self.assertEqual((poison.state, poison.error_kind), ("failed", "rule"))
        self.assertEqual(
            poison.error_message,
            f"Odoo refused {poison.reference}: The credit limit is used up.\nCorrect that, then press Retry.",
        )
        self.assertEqual(set((self.messages - poison).mapped("state")), {"applied"})
        self.assertEqual(len(self.sales), 11)

    def test_a_failed_document_leaves_the_queue_until_somebody_presses_retry(self):
        poison = self.messages[5]
        with self.refusing(poison.reference, UserError("Not now.")):
            self.receive()
        self.receive()
        self.assertEqual((poison.state, poison.attempts), ("failed", 1))
        with self.capture_triggers("acorn_vendor_connector.cron_receive_messages_1") as triggers:
            poison.with_user(self.manager).action_retry()
        self.assertEqual(len(triggers.records), 1)
        self.assertEqual(poison.state, "archived")
        self.receive()
        self.assertEqual((poison.state, poison.error_message), ("applied", False))
        self.assertEqual(len(self.sales), 12)

    def test_an_unexpected_error_fails_alone_and_shows_no_internals(self):
        poison = self.messages[0]
        with mute_logger(RECEIVE_LOG), self.refusing(poison.reference, KeyError("secret detail")):
            self.receive()
        self.assertEqual((poison.state, poison.error_kind), ("failed", "internal"))
        self.assertIn("Press Retry", poison.error_message)
        self.assertNotIn("secret detail", poison.error_message)
        self.assertEqual(len(self.sales), 11)

    def test_a_constraint_that_one_document_breaks_is_its_own_fault_in_the_end(self):
        poison = self.messages[3]
        with self.refusing(poison.reference, psycopg2.IntegrityError("duplicate key")):
            self.receive()
        self.assertEqual((poison.state, poison.error_kind), ("failed", "rule"))
        self.assertEqual(len(self.sales), 11)

    def test_a_document_that_cannot_be_read_fails_with_its_field_and_its_neighbours_go_on(self):
        self.env["amazon.vendor.message"].search([])._set_state("superseded")
        number = self.simulator.world.orders()[0].number
        self.simulator.faults.add(
            "*", "missing_field", times=None, field="orderDetails.items.orderedQuantity.amount", orders=[number]
        )
        self.feed("orders_created").position = fields.Datetime.now() - timedelta(days=10)
        self.pull("orders_created")
        broken = self.message(number).filtered("is_current")
        self.message(number)[:1].exists()
        self.receive()
        self.assertEqual((broken.state, broken.error_kind), ("failed", "data"))
        self.assertEqual(broken.error_path, "orderDetails.items[0].orderedQuantity.amount")

    def test_an_unknown_word_is_kept_and_noted(self):
        number = self.simulator.world.orders()[1].number
        self.simulator.faults.add(
            "*", "unknown_enum", times=None, field="orderDetails.purchaseOrderType", orders=[number], value="Surprise"
        )
        self.feed("orders_created").position = fields.Datetime.now() - timedelta(days=10)
        self.pull("orders_created")
        self.receive()
        current = self.message(number).filtered("is_current")
        self.assertEqual(current.state, "applied")
        self.assertIn("Surprise", current.notes)

    def failing(self, times):
        """Have the database refuse to serialize the first calls of the handler."""
        handler = self.registry["amazon.vendor.order.handler"]
        receive, left = handler._receive_batch, [times]

        def busy(records, messages, payloads):
            if left[0]:
                left[0] -= 1
                raise errors.SerializationFailure("could not serialize access due to concurrent update")
            return receive(records, messages, payloads)

        return patch.object(handler, "_receive_batch", busy)

    def test_a_batch_is_tried_again_on_a_fresh_snapshot(self):
        with self.failing(2):
            self.receive()
        self.assertEqual(set(self.messages.mapped("state")), {"applied"})
        self.assertEqual(len(self.sales), 12)

    def test_three_times_busy_is_put_off_and_nobody_is_blamed(self):
        with (
            self.failing(3),
            self.capture_triggers("acorn_vendor_connector.cron_receive_messages_2") as triggers,
        ):
            self.receive()
        self.assertEqual(set(self.messages.mapped("state")), {"archived"})
        self.assertEqual(set(self.messages.mapped("error_kind")), {"busy"})
        at = self.messages[0].retry_at
        self.assertGreater(at, fields.Datetime.now())
        self.assertIn(at, triggers.records.mapped("call_at"))
        self.messages.sudo().write({"retry_at": fields.Datetime.now()})
        self.receive()
        self.assertEqual(set(self.messages.mapped("state")), {"applied"})
        self.assertEqual(set(self.messages.mapped("error_kind")), {False})

    def test_nobody_writes_makes_or_deletes_messages_and_pages(self):
        message, page = self.messages[0], self.pages[0]
        for user in (self.manager, self.accountant, self.warehouse, self.auditor):
            for record in (message, page):
                with self.assertRaises(AccessError):
                    record.with_user(user).write({"digest": "x"})
                with self.assertRaises(AccessError):
                    record.with_user(user).unlink()
                with self.assertRaises(AccessError):
                    record.with_user(user).create({"digest": "x"})

    def test_auditors_read_every_message_and_others_those_of_documents(self):
        messages = self.env["amazon.vendor.message"]
        self.assertEqual(messages.with_user(self.auditor).search_count([("id", "in", self.messages.ids)]), 12)
        self.assertEqual(messages.with_user(self.warehouse).search_count([("id", "in", self.messages.ids)]), 0)
        self.receive()
        self.assertEqual(messages.with_user(self.warehouse).search_count([("id", "in", self.messages.ids)]), 12)

    def test_a_message_of_another_company_is_not_seen(self):
        stranger = self.auditor.with_company(self.company_de)
        domain = [("id", "in", self.messages.ids)]
        messages = self.env["amazon.vendor.message"].with_user(stranger)
        self.assertEqual(messages.with_context(allowed_company_ids=self.company_de.ids).search_count(domain), 0)

    def test_auditors_read_the_bytes_but_cannot_retry(self):
        message = self.messages[0].with_user(self.auditor)
        self.assertIn(message.reference, message.payload)
        self.assertIn(message.reference, message.page_id.content)
        with self.assertRaises(AccessError):
            message.action_retry()

    def test_no_way_leads_back_from_a_superseded_version(self):
        message = self.messages[0]
        message._set_state("superseded")
        with self.assertRaises(ValueError):
            message._set_state("archived")
        with self.assertRaisesRegex(UserError, "Nothing to retry"):
            message.with_user(self.manager).action_retry()

    def test_opening_what_a_message_became(self):
        with self.assertRaisesRegex(UserError, "no document yet"):
            self.messages[0].with_user(self.manager).action_open_document()
        self.receive()
        action = self.messages[0].with_user(self.manager).action_open_document()
        self.assertEqual(action["res_id"], self.messages[0].purchase_order_id.id)

    def test_old_bytes_go_and_the_rows_stay(self):
        self.receive()
        page = self.pages[-1]
        page.requested_at = fields.Datetime.now() - timedelta(days=740)
        self.env.flush_all()
        done, more = self.env["amazon.vendor.page"]._gc_bodies()
        self.assertEqual((done, more), (1, False))
        self.assertFalse(page._bodies())
        self.assertTrue(page.exists().digest)
        self.assertFalse(page.message_ids[0].payload)

    def test_what_we_send_is_kept_for_ten_years(self):
        page = self.pages[-1].copy()
        page._store_body(b"{}", kept_as="proof")
        for days, kept in ((740, True), (3660, False)):
            page.requested_at = fields.Datetime.now() - timedelta(days=days)
            self.env.flush_all()
            self.env["amazon.vendor.page"]._gc_bodies()
            self.assertEqual(bool(page._bodies()), kept)

    def test_bytes_stay_while_somebody_still_has_to_act(self):
        page = self.pages.filtered("document_count")[-1]
        page.requested_at = fields.Datetime.now() - timedelta(days=740)
        self.env.flush_all()
        self.env["amazon.vendor.page"]._gc_bodies()
        self.assertTrue(page._bodies())

    def test_a_document_whose_bytes_are_gone_says_to_read_it_again(self):
        self.receive()
        self.env.cr.execute("DELETE FROM amazon_vendor_page_body")
        self.messages[0]._set_state("archived")
        self.receive()
        self.assertEqual(self.messages[0].state, "failed")
        self.assertIn("Re-read the order", self.messages[0].error_message)
