"""Simulated and real orders never meet in one company's books."""

from odoo.exceptions import ValidationError

from .common import ConnectionCase


class TestEnvironments(ConnectionCase):
    def setUp(self):
        super().setUp()
        self.real = self.env["amazon.vendor.account"].create(
            {"name": "Real", "environment": "production", "region": "EU", "company_id": self.company_de.id}
        )
        self.test = self.account_of(self.credential("na"), company_id=self.company_us.id)

    def test_a_test_account_cannot_belong_to_a_company_with_a_production_account(self):
        with self.assertRaises(ValidationError):
            self.account_of(self.credential("eu"), company_id=self.company_de.id)

    def test_an_archived_production_account_counts(self):
        self.real.active = False
        with self.assertRaises(ValidationError):
            self.account_of(self.credential("eu"), company_id=self.company_de.id)

    def test_an_archived_test_account_is_out_of_the_way(self):
        self.test.active = False
        self.env["amazon.vendor.account"].create(
            {"name": "Now for real", "environment": "production", "region": "NA", "company_id": self.company_us.id}
        )
        with self.assertRaises(ValidationError):
            self.test.active = True

    def test_a_branch_shares_the_books_of_its_head_office(self):
        with self.assertRaises(ValidationError):
            self.account_of(self.credential("eu"), company_id=self.branch_berlin.id)

    def test_a_test_code_cannot_be_booked_there(self):
        with self.assertRaises(ValidationError):
            self.make_code(self.test, company_id=self.company_de.id)

    def test_a_default_store_cannot_lead_there(self):
        code = self.make_code(self.test)
        store = self.make_store(self.company_de)
        with self.assertRaises(ValidationError):
            code.default_store_id = store

    def test_a_ship_to_cannot_be_mapped_there(self):
        code = self.make_code(self.test)
        store = self.make_store(self.company_de)
        with self.assertRaises(ValidationError):
            self.env["amazon.vendor.ship.to"].create({"code_id": code.id, "name": "ONT8", "store_id": store.id})

    def test_a_store_in_use_cannot_move_there(self):
        code = self.make_code(self.test)
        store = self.make_store(self.company_us, warehouse_id=False)
        self.env["amazon.vendor.ship.to"].create({"code_id": code.id, "name": "ONT8", "store_id": store.id})
        with self.assertRaises(ValidationError):
            store.write({"company_id": self.company_de.id, "warehouse_id": False})

    def test_a_production_account_cannot_enter_a_company_with_test_orders(self):
        with self.assertRaises(ValidationError):
            self.env["amazon.vendor.account"].create(
                {"name": "Too late", "environment": "production", "region": "NA", "company_id": self.company_us.id}
            )

    def test_sandbox_and_simulator_may_share_a_company(self):
        self.env["amazon.vendor.account"].create(
            {"name": "Sandbox", "environment": "sandbox", "region": "NA", "company_id": self.company_us.id}
        )

    def test_the_same_vendor_code_exists_once_in_each_environment(self):
        sandbox = self.env["amazon.vendor.account"].create(
            {"name": "Sandbox", "environment": "sandbox", "region": "NA", "company_id": self.company_us.id}
        )
        first = self.make_code(self.test, "acrn1")
        second = self.make_code(sandbox, "ACRN1")
        self.assertEqual(first.name, "ACRN1")
        self.assertEqual(first.display_name, "ACRN1 (Simulator)")
        self.assertEqual(second.display_name, "ACRN1 (Sandbox)")
