"""Two people import the same file at the same moment: it comes in once, and the second one is told so."""

import threading

from odoo.exceptions import ConcurrencyError
from odoo.tests import BaseCase, tagged

from tests.integration.common import Transaction
from tests.integration.money.common import FileCase

LIMIT = 30


@tagged("standard", "post_install", "-at_install")
class TestAtOnce(BaseCase):
    """Committed for real, as two people's transactions are, and removed afterwards."""

    def setUp(self):
        super().setUp()
        with Transaction() as env:
            companies = env["res.company"].with_context(active_test=False)  # one with postings cannot be removed
            company = companies.search([("name", "=", "Acorn At Once Inc.")]) or companies.create(
                {"name": "Acorn At Once Inc."})
            company.active = True
            self.payee_id = env["amazon.vendor.payee"].create(
                {"name": "ATONCE", "environment": "simulator", "company_id": company.id}).id
        self.addCleanup(self._remove)
        self.body = b"Payee: ATONCE\r\n" + FileCase.workbook(
            {"number": "790001", "amount": "5.00", "lines": [("X1", "5.00")]})

    def _remove(self):
        with Transaction() as env:
            payee = env["amazon.vendor.payee"].browse(self.payee_id)
            company = payee.company_id
            pages = env["amazon.vendor.page"].search([("company_id", "=", company.id)])
            env["amazon.vendor.file"].search([("company_id", "=", company.id)]).unlink()
            env["amazon.vendor.remittance"].search([("company_id", "=", company.id)]).unlink()
            pages.message_ids.unlink()
            pages.unlink()
            env["amazon.vendor.match.rule"].search([("company_id", "=", company.id)]).unlink()
            payee.unlink()
            company.active = False

    def take_in(self, env):
        payee = env["amazon.vendor.payee"].browse(self.payee_id)
        return env["amazon.vendor.file"]._take_in(self.body, "Payments.csv", payee)

    def meet(self, work):
        """Let `work` begin while a first import is not committed yet; return the first one's file and its errors."""
        met, started = [], threading.Event()

        def second():
            try:
                with Transaction() as env:
                    env.cr.execute("SELECT 1")  # its snapshot is older than what the first one commits
                    started.set()
                    work(env)
            except Exception as error:  # noqa: BLE001 - looked at below
                met.append(error)

        thread = threading.Thread(target=second)
        with Transaction() as env:
            first = self.take_in(env).id
            thread.start()
            started.wait(LIMIT)
        thread.join(LIMIT)
        return first, [type(error) for error in met]

    def test_file_that_comes_by_mail_meanwhile_is_kept_for_a_person(self):
        def mail(env):
            payee = env["amazon.vendor.payee"].browse(self.payee_id)
            env["amazon.vendor.file"]._take_from_mail(self.body, "Mailed.csv", payee)

        _first, errors = self.meet(mail)
        self.assertEqual(errors, [])
        with Transaction() as env:
            kept = env["amazon.vendor.file"].search([("payee_id", "=", self.payee_id), ("name", "=", "Mailed.csv")])
            self.assertEqual((kept.state, kept.reason["code"], kept._body()), ("parked", "busy", self.body))

    def test_second_one_is_asked_to_try_again_and_then_meets_the_file(self):
        first, errors = self.meet(self.take_in)
        self.assertEqual(errors, [ConcurrencyError])
        with Transaction() as env:
            self.assertEqual(self.take_in(env).id, first)
            self.assertEqual(env["amazon.vendor.remittance"].search_count([("name", "=", "790001")]), 1)
