"""The world that the integration tests start from: two companies, one with a branch, and a person of each group."""

from urllib.parse import urlsplit

from odoo import SUPERUSER_ID, Command, api
from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, get_db_name, new_test_user, tagged
from odoo.tests.common import _super_send

from simulator import Simulator
from tests import amazon_models
from tests.amazon_requests import acknowledgement_validator


class Transaction:
    """An environment on a connection of its own, committed at its end."""

    def __enter__(self):
        self.cr = db_connect(get_db_name()).cursor()
        return api.Environment(self.cr, SUPERUSER_ID, {})

    def __exit__(self, kind, *_details):
        if kind is None:
            self.cr.commit()
        self.cr.close()


class OnLoopback:
    """Let a test case talk to a simulator on this machine."""

    @classmethod
    def _request_handler(cls, session, request, /, **options):
        """Let calls to this machine through; Odoo's own check cannot read our pair of time-outs."""
        if urlsplit(request.url).hostname == "127.0.0.1":
            return _super_send(session, request, **options)
        return super()._request_handler(session, request, **options)

    @classmethod
    def start_simulator(cls, **options):
        """Start Amazon's stand-in for the rest of the class; `options` as `simulator.Simulator` takes them.

        Whatever is posted to it is held against Amazon's own model in the end, where that is at hand.
        """
        simulator = Simulator(**options)
        simulator.__enter__()
        cls.addClassCleanup(simulator.__exit__, None, None, None)
        cls.addClassCleanup(cls._judge, simulator)
        return simulator

    @classmethod
    def _judge(cls, simulator):
        if amazon_models.are_at_hand():
            validator = acknowledgement_validator()
            for document in simulator.world.posted:
                validator.validate(document)


@tagged("standard", "post_install", "-at_install")
class VendorCase(OnLoopback, TransactionCase):
    """Two companies (US in USD, Germany in EUR with a branch in Berlin), their warehouses, and ordinary users.

    Nothing here is an administrator's view: tests act `with_user` one of `manager`, `accountant`, `warehouse`,
    `auditor`.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.currency"].with_context(active_test=False).search(
            [("name", "in", ("USD", "EUR", "GBP"))]
        ).active = True
        cls.company_us = cls._make_company("Acorn Foods Inc.", "US", "USD")
        cls.company_de = cls._make_company("Acorn Haushalt GmbH", "DE", "EUR")
        cls.branch_berlin = cls.env["res.company"].create(
            {"name": "Acorn Berlin", "parent_id": cls.company_de.id, "country_id": cls.company_de.country_id.id}
        )
        cls.env.user.company_ids |= cls.company_us | cls.company_de | cls.branch_berlin
        cls.env = cls.env(
            context={
                **cls.env.context,
                "allowed_company_ids": [cls.company_us.id, cls.company_de.id, cls.branch_berlin.id],
                "tracking_disable": False,
            }
        )
        cls.warehouse_us = cls._warehouse_of(cls.company_us)
        cls.warehouse_de = cls._warehouse_of(cls.company_de)
        cls.manager = cls._make_user("vera.manager", "group_manager", "sales_team.group_sale_salesman_all_leads")
        cls.accountant = cls._make_user("anna.accountant", "group_accountant", "account.group_account_user")
        cls.warehouse = cls._make_user("walt.warehouse", "group_user", "stock.group_stock_user")
        cls.auditor = cls._make_user("otto.auditor", "group_auditor")

    @classmethod
    def _make_company(cls, name, country_code, currency_name):
        company = cls.env["res.company"].create(
            {
                "name": name,
                "country_id": cls.env.ref(f"base.{country_code.lower()}").id,
                "currency_id": cls.env.ref(f"base.{currency_name}").id,
            }
        )
        cls.env["account.chart.template"].try_loading("generic_coa", company=company, install_demo=False)
        return company

    @classmethod
    def _warehouse_of(cls, company):
        return cls.env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)

    @classmethod
    def _make_user(cls, login, own_group, *other_groups):
        groups = ",".join((f"acorn_vendor_connector.{own_group}", *other_groups))
        companies = cls.company_us | cls.company_de | cls.branch_berlin
        return new_test_user(
            cls.env,
            login=login,
            groups=groups,
            company_id=cls.company_us.id,
            company_ids=[Command.set(companies.ids)],
        )
