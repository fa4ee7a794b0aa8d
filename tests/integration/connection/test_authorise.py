"""Authorise with Amazon: only the person, the browser and the account that left are believed, and only once."""

import logging
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import requests

from odoo import fields
from odoo.tests import HttpCase

from .common import ConnectionCase

CALLBACK = "/amazon_vendor/authorise"
PASSWORD = "vera.manager-long-enough"


class TestAuthorise(ConnectionCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.manager.sudo().password = PASSWORD
        self.credential_eu = self.credential("eu")
        self.account = self.account_of(self.credential_eu, refresh_token=False, company_id=self.company_de.id)
        self.env["ir.config_parameter"].sudo().set_param("web.base.url", self.base_url())
        self.authenticate("vera.manager", PASSWORD)

    def leave(self):
        """Press the button in the browser and return the address of the consent page."""
        action = self.make_jsonrpc_request(
            "/web/dataset/call_button/amazon.vendor.account/action_authorise",
            {"model": "amazon.vendor.account", "method": "action_authorise", "args": [self.account.ids], "kwargs": {}},
        )
        self.assertEqual(action["type"], "ir.actions.act_url")
        return action["url"]

    def consent(self, url):
        """Sign in to the simulated Vendor Central and agree; return the query that Amazon sends back."""
        answer = requests.post(
            url, data={"vendor_group": self.credential_eu["vendor_group"]}, allow_redirects=False, timeout=(5, 10)
        )
        self.assertEqual(answer.status_code, 302)
        location = urlsplit(answer.headers["Location"])
        self.assertEqual(location.path, CALLBACK)
        return {name: values[0] for name, values in parse_qs(location.query).items()}

    def come_back(self, query):
        return self.url_open(f"{CALLBACK}?{urlencode(query)}", allow_redirects=False)

    def exchanges(self):
        return self.amazon.requests.count(operation="lwa")

    def test_consent_authorises_the_account(self):
        url = self.leave()
        self.assertTrue(url.startswith(self.amazon.url + "/eu/apps/authorize/consent?"))
        answer = self.come_back(self.consent(url))
        self.assertEqual(answer.status_code, 303)
        self.assertTrue(answer.headers["Location"].endswith(f"/odoo/amazon.vendor.account/{self.account.id}"))
        self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")
        self.account.invalidate_recordset()
        self.assertTrue(self.account.token_set_on)
        self.assertEqual(self.account.selling_partner_id, self.credential_eu["selling_partner_id"])
        self.account.action_test_connection()
        self.assertEqual(self.account.test_result, "good")

    def test_reloading_the_callback_changes_nothing_twice(self):
        query = self.consent(self.leave())
        self.come_back(query)
        self.account.invalidate_recordset()
        set_on, messages = self.account.token_set_on, len(self.account.message_ids)
        again = self.come_back(query)
        self.assertEqual(again.status_code, 303)
        self.account.invalidate_recordset()
        self.assertEqual(self.exchanges(), 1)
        self.assertEqual(self.account.token_set_on, set_on)
        self.assertEqual(len(self.account.message_ids), messages)

    def test_another_browser_of_the_same_person_is_refused(self):
        query = self.consent(self.leave())
        self.authenticate("vera.manager", PASSWORD)
        self.assert_refused(self.come_back(query), "not made for you and this browser")

    def test_another_person_is_refused(self):
        query = self.consent(self.leave())
        self.accountant.sudo().password = PASSWORD
        self.authenticate("anna.accountant", PASSWORD)
        self.assert_refused(self.come_back(query), "not made for you and this browser")

    def test_a_state_of_somebody_elses_making_is_refused(self):
        self.assert_refused(self.come_back({"state": "x" * 43, "spapi_oauth_code": "RH123"}), "not made for you")
        self.assert_refused(self.come_back({}), "not made for you")

    def test_a_late_return_is_refused(self):
        query = self.consent(self.leave())
        self.env["amazon.vendor.authorisation"].sudo().search([]).expires_at = fields.Datetime.now() - timedelta(
            seconds=1
        )
        self.env.flush_all()
        self.assert_refused(self.come_back(query), "longer than ten minutes")

    def test_a_code_that_amazon_refuses_is_tried_once(self):
        query = {**self.consent(self.leave()), "spapi_oauth_code": "RHinvented"}
        self.assertEqual(self.come_back(query).status_code, 400)
        self.assertEqual(self.come_back(query).status_code, 400)
        self.assertEqual(self.exchanges(), 1)
        self.assertFalse(self.account.token_set_on)

    def test_a_person_who_may_no_longer_configure_is_refused(self):
        query = self.consent(self.leave())
        self.manager.sudo().group_ids -= self.env.ref("acorn_vendor_connector.group_manager")
        self.env.flush_all()
        self.account = self.account.sudo()
        self.assert_refused(self.come_back(query), "may not change this account")

    def test_the_callback_needs_a_login(self):
        query = self.consent(self.leave())
        self.authenticate(None, None)
        answer = self.come_back(query)
        self.assertEqual(answer.status_code, 303)
        self.assertIn("/web/login", answer.headers["Location"])
        self.assertEqual(self.exchanges(), 0)

    def test_the_access_log_shows_neither_state_nor_code(self):
        query = self.consent(self.leave())
        # Odoo gives the name INFO to another level: the number is meant.
        with self.assertLogs("werkzeug", level=logging.INFO) as logs:
            self.come_back(query)
        text = "\n".join(record.getMessage() for record in logs.records)
        self.assertIn(CALLBACK, text)
        self.assertNotIn(query["spapi_oauth_code"], text)
        self.assertNotIn(query["state"], text)

    def test_the_state_is_not_kept_in_the_database(self):
        query = self.consent(self.leave())
        kept = self.env["amazon.vendor.authorisation"].sudo().search([]).read()
        self.assertNotIn(query["state"], str(kept))

    def test_a_draft_app_asks_for_the_beta_page(self):
        self.account.app_id.is_draft = True
        self.env.flush_all()
        self.assertIn("version=beta", self.leave())

    def assert_refused(self, answer, sentence):
        self.assertEqual(answer.status_code, 400)
        self.assertIn(sentence, answer.text)
        self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(self.exchanges(), 0)
        self.account.invalidate_recordset()
        self.assertFalse(self.account.token_set_on)
