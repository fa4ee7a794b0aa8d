"""An account is tested before it runs, and the test says what is certain and what is likely."""

from datetime import datetime, timedelta, timezone

from odoo import fields
from odoo.addons.acorn_vendor_connector.spapi.errors import NetworkError
from odoo.addons.base.tests.test_ir_cron import CronMixinCase
from odoo.exceptions import AccessError, UserError, ValidationError

from .common import ConnectionCase


class TestAccount(ConnectionCase, CronMixinCase):
    def test_the_latest_order_is_shown_with_number_date_and_lines(self):
        placed_at = datetime.now(timezone.utc) - timedelta(minutes=5)
        self.amazon.world.add_order(
            "ACRN1",
            "ONT8",
            lines=[{"sku": "AC-KET-17", "quantity": 10, "unit": "Cases", "cost": "9.99"}],
            number="LATEST01",
            placed_at=placed_at,
        )
        account = self.account_of(self.credential("na"))
        account.action_test_connection()
        self.assertEqual(account.test_result, "good")
        self.assertIn("LATEST01", account.test_message)
        shown = fields.Datetime.context_timestamp(account, placed_at.replace(tzinfo=None)).strftime("%Y-%m-%d %H:%M")
        self.assertIn(shown, account.test_message)
        self.assertIn("1 line(s)", account.test_message)
        self.assertIn("10 Cases × 9.99 USD", account.test_message)
        self.assertAlmostEqual((fields.Datetime.now() - account.tested_on).total_seconds(), 0, delta=60)

    def test_no_order_yet_is_a_success_that_says_so(self):
        empty = self.start_simulator(scenario="empty", rate_factor=None)
        credential = empty.credentials[0]
        account = self.account_of(credential, endpoint=empty.url)
        account.action_test_connection()
        self.assertEqual(account.test_result, "good")
        self.assertIn("no purchase order yet", account.test_message)
        self.assertTrue(account.tested_on)

    def test_an_unreachable_network_is_named(self):
        account = self.account_of(self.credential("na"), endpoint="http://127.0.0.1:9")
        account.action_test_connection()
        self.assertEqual(account.test_result, "bad")
        self.assertIn("The network is in the way", account.test_message)
        self.assertFalse(account.tested_on)

    def test_throttling_is_named(self):
        self.amazon.faults.add("getPurchaseOrders", "http_429", times=None)
        account = self.account_of(self.credential("na"))
        account.action_test_connection()
        self.assertIn("asks us to wait", account.test_message)

    def test_a_revoked_authorisation_is_named(self):
        account = self.account_of(self.credential("na"), refresh_token="Atzr|not-one-of-amazons-tokens")
        account.action_test_connection()
        self.assertIn("it was revoked, has expired, or belongs to another app", account.test_message)

    def test_a_wrong_client_secret_is_named(self):
        credential = {**self.credential("na"), "client_secret": "amzn1.oa2-cs.v1.wrong-wrong-wrong"}
        account = self.account_of(credential)
        account.action_test_connection()
        self.assertIn("client ID or client secret are wrong", account.test_message)

    def test_missing_parts_are_named(self):
        account = self.account_of(self.credential("na"), refresh_token=False)
        account.action_test_connection()
        self.assertIn("not authorised", account.test_message)

    def test_a_wrong_region_is_found_by_trying_the_others_once(self):
        account = self.account_of(self.credential("eu"), region="NA")
        account.action_test_connection()
        self.assertIn("it is let in at Europe", account.test_message)
        self.assertEqual(account.test_result, "bad")
        regions = [entry.region for entry in self.amazon.requests.select(operation="getPurchaseOrders")]
        self.assertEqual(set(regions), {"na", "eu"})

    def test_a_403_without_explanation_lists_the_likely_causes_in_order(self):
        account = self.account_of(next(found for found in self.amazon.credentials if found["kind"] == "seller"))
        account.action_test_connection()
        text = account.test_message
        self.assertLess(text.index("The role."), text.index("The region."))
        self.assertLess(text.index("The region."), text.index("A seller account."))
        tried = [entry.region for entry in self.amazon.requests.select(operation="getPurchaseOrders", status=403)]
        self.assertEqual(sorted(set(tried)), ["eu", "fe", "na"])

    def test_a_fixed_end_point_is_not_tried_as_another_region(self):
        account = self.account_of(self.credential("eu"), region="NA", endpoint=self.amazon.url + "/na")
        account.action_test_connection()
        self.assertIn("The role.", account.test_message)
        self.assertEqual({entry.region for entry in self.amazon.requests.select(operation="getPurchaseOrders")}, {"na"})

    # ------------------------------------------------------------------ running
    def test_an_account_starts_paused_and_runs_only_after_a_successful_test(self):
        account = self.account_of(self.credential("na"))
        self.assertEqual(account.state, "paused")
        with self.assertRaises(UserError):
            account.action_run()
        account.action_test_connection()
        with self.capture_triggers("acorn_vendor_connector.cron_pull") as pulls:
            account.action_run()
        self.assertEqual(account.state, "running")
        self.assertTrue(pulls.records)
        account.action_pause()
        self.assertEqual(account.state, "paused")

    def test_a_form_an_import_or_rpc_cannot_skip_the_test(self):
        account = self.account_of(self.credential("na"))
        with self.assertRaises(UserError):
            account.state = "running"
        with self.assertRaises(UserError):
            account.write({"tested_on": "2026-01-01 00:00:00"})
        with self.assertRaises(UserError):
            self.account_of(self.credential("eu"), state="running")

    def test_another_connection_must_be_tested_again(self):
        account = self.account_of(self.credential("na"))
        account.action_test_connection()
        account.action_run()
        account.name = "Another name"
        self.assertEqual(account.state, "running")
        account.endpoint = self.amazon.url
        self.assertEqual(account.state, "paused")
        self.assertFalse(account.tested_on)

    def test_another_region_or_client_is_another_connection(self):
        account = self.account_of(self.credential("na"), marketplace="US")
        account.action_test_connection()
        account.action_run()
        account.marketplace = "CA"
        self.assertEqual(account.state, "running")
        account.marketplace = "DE"
        self.assertEqual((account.region, account.state), ("EU", "paused"))
        account.marketplace = "US"
        account.action_test_connection()
        account.action_run()
        account.app_id.client_id = "amzn1.application-oa2-client.another"
        self.assertEqual(account.state, "paused")
        self.assertFalse(account.tested_on)

    def test_a_network_failure_does_not_take_back_an_earlier_test(self):
        account = self.account_of(self.credential("na"))
        account.action_test_connection()
        account.action_run()
        self.amazon.faults.add("*", "http_503", times=None)
        account.action_test_connection()
        self.assertEqual(account.test_result, "bad")
        self.assertEqual(account.state, "running")

    def test_the_region_follows_the_marketplace(self):
        account = self.env["amazon.vendor.account"].create({"name": "Japan", "marketplace": "JP"})
        self.assertEqual(account.region, "FE")

    def test_an_end_point_is_https_or_this_machine(self):
        account = self.account_of(self.credential("na"))
        for refused in (
            "http://gateway.example.com",
            "ftp://127.0.0.1",
            "https://user:word@gateway.example.com",
            "http://127.0.0.1@evil.example.com",
            "http://localhost.example.com",
            "127.0.0.1:8900",
        ):
            with self.assertRaises(ValidationError, msg=refused):
                account.endpoint = refused
        for allowed in ("https://gateway.example.com/amazon", "http://localhost:8900", "http://[::1]:8900"):
            account.endpoint = allowed

    def test_a_simulator_needs_its_address(self):
        with self.assertRaises(ValidationError):
            self.env["amazon.vendor.account"].create({"name": "Nowhere", "environment": "simulator"})

    def test_the_environment_is_fixed_once_vendor_codes_are_known(self):
        account = self.account_of(self.credential("na"))
        self.make_code(account)
        with self.assertRaises(UserError):
            account.environment = "sandbox"

    def test_the_first_pull_reaches_back_six_months_at_most(self):
        account = self.account_of(self.credential("na"))
        with self.assertRaises(ValidationError):
            account.sync_from = "2020-01-01 00:00:00"

    def test_trouble_is_shown_until_it_is_over_and_told_once(self):
        account = self.account_of(self.credential("na"))
        before = len(account.message_ids)
        account._note_error(NetworkError("timeout", "no answer"))
        since = account.error_since
        account._note_error(NetworkError("timeout", "no answer"))
        account._note_error(NetworkError("unreachable", "no way"))
        self.assertEqual(account.error_kind, "network")
        self.assertIn("It is tried again by itself", account.error_message)
        self.assertEqual(account.error_since, since)
        self.assertEqual(len(account.message_ids) - before, 1)
        account._clear_error()
        self.assertFalse(account.error_kind)
        self.assertFalse(account.error_since)

    def test_only_a_manager_tests_and_switches(self):
        account = self.account_of(self.credential("na"))
        for user in (self.accountant, self.warehouse, self.auditor):
            for action in ("action_test_connection", "action_run", "action_pause", "action_authorise"):
                with self.assertRaises(AccessError, msg=f"{user.login} {action}"):
                    getattr(account.with_user(user), action)()
        self.assertEqual(len(self.amazon.requests), 0)

    def test_a_vendor_code_of_an_archived_account_moves_to_the_account_that_reads_it_now(self):
        old = self.account_of(self.credential("na"))
        code = self.make_code(old, "ACRN1")
        old.active = False
        new = self.account_of(self.credential("na"))
        codes = new.code_ids._get_or_create(new, ["acrn1", "ACRN2"])
        self.assertEqual(codes["acrn1"], code)
        self.assertEqual(code.account_id, new)
        self.assertEqual(codes["ACRN2"].company_id, self.company_us)
        self.assertEqual(codes["ACRN2"].environment, "simulator")
        self.assertEqual(codes["ACRN2"].confirm_policy, "confirm")
        self.assertEqual(new.code_ids._get_or_create(new, ["ACRN2"])["ACRN2"], codes["ACRN2"])

    def test_each_marketplace_signs_in_to_its_own_vendor_central(self):
        account = self.env["amazon.vendor.account"].create({"name": "DE", "marketplace": "DE"})
        self.assertEqual(account._get_consent_base(), "https://vendorcentral.amazon.de")
        account.marketplace = "US"
        self.assertEqual(account._get_consent_base(), "https://vendorcentral.amazon.com")
