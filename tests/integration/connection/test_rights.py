"""Managers configure, everybody else reads; companies, branches and stores see their own."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user

from .common import ConnectionCase

MODELS = (
    "amazon.vendor.app",
    "amazon.vendor.account",
    "amazon.vendor.code",
    "amazon.vendor.code.pricelist",
    "amazon.vendor.bill.to",
    "amazon.vendor.payee",
    "amazon.vendor.store",
    "amazon.vendor.ship.to",
)


class TestRights(ConnectionCase):
    def setUp(self):
        super().setUp()
        self.account_us = self.account_of(self.credential("na"), company_id=self.company_us.id)
        self.account_de = self.account_of(self.credential("eu"), company_id=self.company_de.id)
        self.code_us = self.make_code(self.account_us, "ACRN1")
        self.code_de = self.make_code(self.account_de, "ACRD1")
        self.head = self.make_store(self.company_de, name="Head office")
        self.berlin = self.make_store(self.branch_berlin, name="Berlin", parent_id=self.head.id)
        self.boston = self.make_store(self.company_us, name="Boston")
        ship_tos = self.env["amazon.vendor.ship.to"]
        self.ship_to_us = ship_tos.create({"code_id": self.code_us.id, "name": "BOS1", "store_id": self.boston.id})
        self.ship_to_de = ship_tos.create({"code_id": self.code_de.id, "name": "LEJ1", "store_id": self.head.id})
        self.ship_to_berlin = ship_tos.create({"code_id": self.code_de.id, "name": "BER3", "store_id": self.berlin.id})
        self.ship_to_new = ship_tos.create({"code_id": self.code_de.id, "name": "XOS1"})
        self.records = {
            "amazon.vendor.app": self.account_us.app_id,
            "amazon.vendor.account": self.account_us,
            "amazon.vendor.code": self.code_us,
            "amazon.vendor.code.pricelist": self.env["amazon.vendor.code.pricelist"].create(
                {
                    "code_id": self.code_us.id,
                    "currency_id": self.env.ref("base.USD").id,
                    "pricelist_id": self.env["product.pricelist"].sudo().create({"name": "Amazon"}).id,
                }
            ),
            "amazon.vendor.bill.to": self.env["amazon.vendor.bill.to"].create(
                {"code_id": self.code_us.id, "name": "AMZ"}
            ),
            "amazon.vendor.payee": self.env["amazon.vendor.payee"].create(
                {"name": "ACPAY", "environment": "simulator", "company_id": self.company_us.id}
            ),
            "amazon.vendor.store": self.boston,
            "amazon.vendor.ship.to": self.ship_to_us,
        }

    def test_everybody_reads_and_only_managers_write(self):
        for user in (self.accountant, self.warehouse, self.auditor):
            for model in MODELS:
                record = self.records[model].with_user(user)
                self.assertTrue(record.read(["display_name"])[0]["display_name"], f"{user.login} {model}")
                for operation in ("write", "create", "unlink"):
                    self.assertFalse(record.has_access(operation), f"{user.login} {model} {operation}")
        for model in MODELS:
            self.records[model].check_access("write")

    def test_people_outside_the_addon_see_nothing(self):
        stranger = new_test_user(self.env(su=True), login="sam.salesman", groups="sales_team.group_sale_salesman")
        for model in MODELS:
            with self.assertRaises(AccessError):
                self.env[model].with_user(stranger).search([])

    def seen(self, user, model):
        """Return what the person sees, in all companies the person may work in."""
        return self.env[model].with_user(user).with_context(allowed_company_ids=user.company_ids.ids).search([])

    def person(self, login, companies, **values):
        return new_test_user(
            self.env(su=True),
            login=login,
            groups="acorn_vendor_connector.group_user",
            company_id=companies[0].id,
            company_ids=[Command.set(companies.ids)],
            **values,
        )

    def test_a_company_sees_its_own_configuration(self):
        american = self.person("al.american", self.company_us)
        self.assertEqual(self.seen(american, "amazon.vendor.account"), self.account_us)
        self.assertEqual(self.seen(american, "amazon.vendor.code"), self.code_us)
        self.assertEqual(self.seen(american, "amazon.vendor.store"), self.boston)
        self.assertEqual(self.seen(american, "amazon.vendor.ship.to"), self.ship_to_us)

    def test_a_branch_sees_what_its_head_office_configured(self):
        berliner = self.person("bea.berliner", self.branch_berlin)
        self.assertEqual(self.seen(berliner, "amazon.vendor.account"), self.account_de)
        self.assertEqual(self.seen(berliner, "amazon.vendor.store"), self.head | self.berlin)
        self.assertEqual(
            self.seen(berliner, "amazon.vendor.ship.to"), self.ship_to_de | self.ship_to_berlin | self.ship_to_new
        )

    def test_the_head_office_does_not_see_a_branch_it_has_not_switched_on(self):
        german = self.person("gerd.german", self.company_de)
        self.assertEqual(self.seen(german, "amazon.vendor.store"), self.head)

    def test_people_named_on_stores_see_these_and_those_below(self):
        person = self.person("bea.berliner", self.company_de | self.branch_berlin)
        self.assertEqual(self.seen(person, "amazon.vendor.store"), self.head | self.berlin)
        self.berlin.user_ids = person
        self.assertEqual(self.seen(person, "amazon.vendor.store"), self.berlin)
        self.assertEqual(self.seen(person, "amazon.vendor.ship.to"), self.ship_to_berlin | self.ship_to_new)
        person.sudo().amazon_vendor_store_ids = self.head
        self.assertEqual(self.seen(person, "amazon.vendor.store"), self.head | self.berlin)
        person.sudo().amazon_vendor_store_ids = False
        self.assertEqual(
            self.seen(person, "amazon.vendor.ship.to"), self.ship_to_de | self.ship_to_berlin | self.ship_to_new
        )

    def test_a_stores_warehouse_belongs_to_its_company(self):
        with self.assertRaises(UserError) as refused:
            self.boston.warehouse_id = self.warehouse_de
        self.assertIn("belongs to another company", str(refused.exception))

    def test_the_only_warehouse_of_the_company_is_proposed(self):
        self.assertEqual(self.boston.warehouse_id, self.warehouse_us)
        self.assertEqual(self.head.warehouse_id, self.warehouse_de)

    def test_a_store_cannot_belong_to_a_store_below_it(self):
        with self.assertRaises(ValidationError) as refused:
            self.head.parent_id = self.berlin
        self.assertIn("itself", str(refused.exception))
