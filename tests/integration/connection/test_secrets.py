"""Secrets go in and never come out."""

import logging

import psycopg2

from odoo.addons.acorn_vendor_connector.spapi.errors import AuthorisationError
from odoo.exceptions import AccessError, UserError
from odoo.modules.neutralize import get_neutralization_queries
from odoo.service.model import get_public_method
from odoo.tests import freeze_time

from .common import ConnectionCase

SECRET = "amzn1.oa2-cs.v1.9f8e7d6c5b4a39281706f5e4d3c2b1a0"
TOKEN = "Atzr|IwEBIJ-a-refresh-token-that-nobody-may-see-4711"


class TestSecrets(ConnectionCase):
    def setUp(self):
        super().setUp()
        self.app = self.env["amazon.vendor.app"].create(
            {"name": "Orders", "client_id": "amzn1.application-oa2-client.1", "client_secret": SECRET}
        )
        self.account = self.env["amazon.vendor.account"].create(
            {
                "name": "US",
                "environment": "simulator",
                "region": "NA",
                "endpoint": self.amazon.url,
                "app_id": self.app.id,
                "company_id": self.company_us.id,
                "refresh_token": TOKEN,
            }
        )

    def test_the_form_shows_when_it_was_set_and_its_last_four_characters(self):
        self.assertTrue(self.app.secret_set_on)
        self.assertEqual(self.app.secret_last4, "b1a0")
        self.assertTrue(self.account.token_set_on)
        self.assertEqual(self.account.token_last4, "4711")

    def test_a_short_secret_shows_no_characters(self):
        self.account.refresh_token = "Atzr|short"
        self.assertFalse(self.account.token_last4)

    def test_the_request_that_saves_a_secret_does_not_answer_with_it(self):
        answer = self.account.web_save({"refresh_token": TOKEN + "X"}, {"refresh_token": {}, "token_last4": {}})
        self.assertEqual(answer[0]["refresh_token"], False)
        self.assertEqual(answer[0]["token_last4"], "711X")

    def test_reading_exporting_and_copying_give_nothing(self):
        self.assertEqual(self.account.read(["refresh_token"])[0]["refresh_token"], False)
        self.manager.sudo().group_ids += self.env.ref("base.group_allow_export")
        self.assertEqual(self.account.export_data(["refresh_token"])["datas"], [[""]])
        self.assertEqual(self.app.export_data(["client_secret"])["datas"], [[""]])
        copy = self.account.copy()
        self.assertFalse(copy.token_set_on)
        self.assertFalse(copy.token_last4)
        self.assertIsNone(self.env["amazon.vendor.secret"]._value("refresh_token", copy))
        self.assertNotIn("client_secret", self.app.copy_data()[0])

    def test_nobody_can_search_by_a_secret(self):
        with self.assertRaises(ValueError):
            self.env["amazon.vendor.account"].search([("refresh_token", "=like", "Atzr%")])

    def test_the_secret_model_is_closed_even_to_the_administrator(self):
        secrets = self.env(user=self.env.ref("base.user_admin"))["amazon.vendor.secret"]
        with self.assertRaises(AccessError):
            secrets.search_read([], ["value"])
        with self.assertRaises(AccessError):
            secrets.create({"app_id": self.app.id, "kind": "client_secret", "value": "x" * 20})

    def test_the_doors_to_secrets_are_closed_to_rpc(self):
        for name in ("_value", "_store"):
            with self.assertRaises(AccessError):
                get_public_method(self.env["amazon.vendor.secret"], name)
        with self.assertRaises(AccessError):
            get_public_method(self.env["amazon.vendor.account"], "_client")

    def test_a_secret_with_a_line_break_is_refused_without_repeating_it(self):
        with self.assertRaises(UserError) as refused:
            self.app.client_secret = SECRET + "\nsecond line"
        self.assertNotIn(SECRET, str(refused.exception))

    def test_an_error_of_the_database_does_not_write_the_secret_to_the_log(self):
        gone = self.env["amazon.vendor.account"].browse(2**30)
        with self.assertLogs("odoo.sql_db", level=logging.INFO) as logs:
            logging.getLogger("odoo.sql_db").info("something, so that there is a log")
            with self.assertRaises(psycopg2.Error), self.env.cr.savepoint():
                self.env["amazon.vendor.secret"]._store("refresh_token", gone, TOKEN)
        self.assertNotIn(TOKEN, "\n".join(logs.output))

    def test_saving_a_secret_writes_it_to_no_log_not_even_of_statements(self):
        with self.assertLogs("odoo.sql_db", level=logging.DEBUG) as logs:
            self.account.refresh_token = TOKEN + "W"
            self.env.flush_all()
        self.assertIn("amazon_vendor_account", "\n".join(logs.output))
        self.assertNotIn(TOKEN, "\n".join(logs.output))

    def test_a_refused_secret_is_neither_logged_nor_shown(self):
        with self.assertLogs(level=logging.DEBUG) as logs, self.assertLogs("odoo", level=logging.DEBUG) as odoo_logs:
            self.account.action_test_connection()
        self.assertEqual(self.account.test_result, "bad")
        everything = "\n".join(
            [
                *logs.output,
                *odoo_logs.output,
                self.account.test_message,
                *(message.body for message in self.account.message_ids | self.app.message_ids),
                *(
                    f"{value.old_value_char} {value.new_value_char}"
                    for value in (self.account.message_ids | self.app.message_ids).sudo().tracking_value_ids
                ),
            ]
        )
        self.assertNotIn(SECRET, everything)
        self.assertNotIn(TOKEN, everything)

    def test_setting_a_secret_is_tracked(self):
        self.flush_tracking()
        with freeze_time("2026-12-24 10:00:00"):
            self.account.refresh_token = TOKEN + "Y"
        self.flush_tracking()
        tracked = self.account.message_ids.sudo().tracking_value_ids.field_id.mapped("name")
        self.assertIn("token_set_on", tracked)

    def test_another_token_pauses_the_account_until_it_is_tested_again(self):
        self.account.sudo().write({"tested_on": "2026-03-01 08:00:00", "state": "running"})
        self.account.refresh_token = TOKEN + "Z"
        self.assertEqual(self.account.state, "paused")
        self.assertFalse(self.account.tested_on)

    def test_neutralizing_blanks_every_secret_and_pauses_every_account(self):
        self.account.sudo().write({"tested_on": "2026-03-01 08:00:00", "state": "running"})
        self.env.flush_all()
        for query in get_neutralization_queries(["acorn_vendor_connector"]):
            self.env.cr.execute(query)
        self.env.invalidate_all()
        self.env.cr.execute("SELECT count(*) FROM amazon_vendor_secret")
        self.assertEqual(self.env.cr.fetchone()[0], 0)
        self.assertEqual(self.account.state, "paused")
        self.assertFalse(self.account.token_set_on)
        self.assertFalse(self.app.secret_last4)
        with self.assertRaises(AuthorisationError) as refused:
            self.account._client()
        self.assertEqual(refused.exception.code, "no_token")

    def flush_tracking(self):
        self.env.flush_all()
        self.env.cr.flush()
