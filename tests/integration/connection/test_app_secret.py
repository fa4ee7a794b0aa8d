"""A client secret dies after 180 days: people are told in time, and a new one is tried before it is used."""

from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time

from .common import ConnectionCase


class TestNewSecret(ConnectionCase):
    def setUp(self):
        super().setUp()
        credential = self.credential("na")
        self.account = self.account_of(credential)
        self.app = self.account.app_id
        self.old = credential["client_secret"]

    def secret(self, kind="client_secret"):
        return self.env["amazon.vendor.secret"]._value(kind, self.app)

    def test_a_new_secret_waits_until_it_was_tested(self):
        self.app.client_secret = "amzn1.oa2-cs.v1.some-other-secret-0815"
        self.assertEqual(self.secret(), self.old)
        self.assertEqual(self.app.next_secret_last4, "0815")
        self.assertTrue(self.app.next_secret_set_on)
        self.account.action_test_connection()
        self.assertEqual(self.account.test_result, "good")

    def test_a_wrong_new_secret_never_replaces_the_old(self):
        self.app.client_secret = "amzn1.oa2-cs.v1.some-other-secret-0815"
        with self.assertRaises(UserError) as refused:
            self.app.action_use_new_secret()
        self.assertIn("The old one stays", str(refused.exception))
        self.assertNotIn("0815", str(refused.exception))
        self.assertEqual(self.secret(), self.old)

    def test_a_good_new_secret_replaces_the_old(self):
        new = self.amazon.world.identities.rotate_secret(self.app.client_id)
        self.addCleanup(self.restore_secret)
        with freeze_time("2026-12-01 12:00:00"):
            self.app.client_secret = new
            self.app.action_use_new_secret()
        self.assertEqual(self.secret(), new)
        self.assertIsNone(self.secret("next_client_secret"))
        self.assertFalse(self.app.next_secret_set_on)
        self.assertEqual(self.app.secret_last4, new[-4:])
        self.assertEqual(self.app.secret_expires_on, date(2027, 5, 30))

    def test_a_dead_authorisation_of_one_account_does_not_speak_against_the_secret(self):
        self.account.refresh_token = "Atzr|revoked-long-ago-and-forgotten"
        self.account_of(self.credential("eu"), name="Z: the good one")
        self.app.client_secret = self.old
        self.app.action_use_new_secret()
        self.assertFalse(self.app.next_secret_set_on)

    def test_without_an_authorised_account_there_is_nothing_to_test_with(self):
        app = self.env["amazon.vendor.app"].create(
            {"name": "Fresh", "client_id": "c", "client_secret": "first-secret-1111"}
        )
        app.client_secret = "second-secret-2222"
        self.assertEqual(self.env["amazon.vendor.secret"]._value("client_secret", app), "second-secret-2222")
        self.assertFalse(app.next_secret_set_on)

    def test_a_waiting_secret_can_be_discarded(self):
        self.app.client_secret = "amzn1.oa2-cs.v1.some-other-secret-0815"
        self.app.action_discard_new_secret()
        self.assertIsNone(self.secret("next_client_secret"))
        with self.assertRaises(UserError):
            self.app.action_use_new_secret()

    def test_only_a_manager_replaces_secrets(self):
        for user in (self.accountant, self.warehouse, self.auditor):
            with self.assertRaises(AccessError):
                self.app.with_user(user).client_secret = "not-mine-to-change-0000"
            with self.assertRaises(AccessError):
                self.app.with_user(user).action_use_new_secret()

    def restore_secret(self):
        self.amazon.world.identities.apps[self.app.client_id].secrets.pop()


class TestReminders(ConnectionCase):
    def setUp(self):
        super().setUp()
        with freeze_time("2026-01-01 09:00:00"):
            self.account = self.account_of(self.credential("na"), name="Goods of America")
        self.app = self.account.app_id

    def run_cron(self, day):
        """Run the scheduled action as it runs on that day; return the subjects of the mails it sent."""
        self.env.flush_all()
        mails = self.env["mail.mail"].sudo()
        mine = [("email_to", "=", self.manager.email_formatted), ("model", "=", "amazon.vendor.app")]
        before = mails.search(mine)
        with self.enter_registry_test_mode(), freeze_time(f"{day} 06:00:00"):
            self.env.ref("acorn_vendor_connector.cron_remind_secrets").sudo().method_direct_trigger()
        self.env.invalidate_all()
        return (mails.search(mine) - before).mapped("subject")

    def activity(self):
        return self.app.activity_ids

    def test_the_secret_dies_180_days_after_it_was_entered(self):
        self.assertEqual(self.app.secret_expires_on, date(2026, 6, 30))
        with freeze_time("2026-06-01"):
            self.app.invalidate_recordset()
            self.assertEqual(self.app.secret_days_left, 29)
            self.assertEqual(self.app.secret_state, "expiring")
        with freeze_time("2026-06-30"):
            self.app.invalidate_recordset()
            self.assertEqual(self.app.secret_state, "expired")

    def test_people_are_reminded_30_14_7_and_1_days_before(self):
        self.assertEqual(self.run_cron("2026-05-30"), [])
        reminded = {}
        for day in ("05-31", "06-01", "06-15", "06-16", "06-17", "06-22", "06-23", "06-28", "06-29", "06-30", "07-01"):
            subjects = self.run_cron(f"2026-{day}")
            if subjects:
                reminded[day] = subjects
        self.assertEqual(sorted(reminded), ["05-31", "06-16", "06-23", "06-29"])
        self.assertEqual(reminded["06-16"], [f"The client secret of {self.app.name} dies in 14 day(s)"])
        self.assertEqual(len(self.activity()), 1)
        self.assertEqual(self.activity().user_id, self.manager)
        self.assertIn("dies in 1 day(s)", self.activity().summary)

    def test_a_missed_day_is_made_up_for(self):
        self.assertEqual(len(self.run_cron("2026-06-20")), 1)
        self.assertEqual(len(self.run_cron("2026-06-22")), 0)
        self.assertEqual(self.run_cron("2026-07-03"), [f"The client secret of {self.app.name} is dead"])

    def test_a_corrected_date_is_reminded_of_again(self):
        self.run_cron("2026-06-29")
        self.app.secret_expires_on = "2026-07-20"
        self.assertEqual(len(self.run_cron("2026-06-30")), 1)

    def test_the_reminder_names_the_accounts_that_stop(self):
        self.run_cron("2026-06-01")
        self.assertIn("Goods of America", self.activity().note)
        self.assertIn("2026-06-30", self.activity().note)

    def test_a_new_secret_ends_the_reminders(self):
        self.run_cron("2026-06-01")
        self.app.client_secret = self.credential("na")["client_secret"]
        self.app.action_use_new_secret()
        self.assertFalse(self.activity())
        self.assertEqual(self.run_cron(self.app.secret_expires_on - timedelta(days=31)), [])
        self.assertEqual(len(self.run_cron(self.app.secret_expires_on - timedelta(days=30))), 1)
