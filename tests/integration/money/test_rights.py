"""Who sees and does what with Amazon's payments: by company, and without being an administrator."""

from odoo.exceptions import AccessError, UserError

from tests.integration.money.common import FileCase


class TestRights(FileCase):
    def setUp(self):
        super().setUp()
        self.file = self.take_in(self.workbook({"number": "740001", "amount": "5.00", "lines": [("X1", "5.00")]}))

    def test_clerk_of_another_company_sees_neither_file_nor_payment(self):
        for model in ("amazon.vendor.file", "amazon.vendor.remittance", "amazon.vendor.remittance.line",
                      "amazon.vendor.remittance.total"):
            self.assertFalse(self.as_user(self.env[model], self.clerk_de).search([]), model)
        with self.assertRaises(AccessError):
            self.as_user(self.file, self.clerk_de)._body()

    def test_clerk_cannot_import_for_a_payee_of_another_company(self):
        body = b"Payee: ACRNU\r\n" + self.workbook({"number": "740002", "amount": "5.00", "lines": [("X1", "5.00")]})
        dialog = self.dialog(body, user=self.clerk_de)
        self.assertEqual(dialog.state, "refused")
        self.assertIn("Payee ACRNU belongs to Acorn Foods Inc.", dialog.reason_text)
        with self.assertRaises(UserError):
            dialog.action_keep()
        chosen = self.dialog(
            self.workbook({"number": "740002", "amount": "5.00", "lines": [("X1", "5.00")]}),
            user=self.clerk_de, payee_id=self.payee.id,
        )
        self.assertEqual(chosen.state, "refused")

    def test_clerk_is_not_told_of_files_of_another_company(self):
        body = self.workbook({"number": "740001", "amount": "5.00", "lines": [("X1", "5.00")]})
        dialog = self.dialog(body, user=self.clerk_de)
        self.assertEqual(dialog.state, "known")
        self.assertNotIn("Payments.csv", dialog.reason_text)

    def test_what_a_colleague_is_just_looking_into_is_nobody_elses_business(self):
        dialog = self.dialog(self.workbook({"number": "740004", "amount": "5.00", "lines": [("X1", "5.00")]}))
        for records in (dialog, dialog.payment_ids):
            theirs = self.as_user(records, self.clerk_de)
            self.assertFalse(theirs.search([]))
            with self.assertRaises(AccessError):
                theirs.read()
            with self.assertRaises(AccessError):
                theirs.write({"payee_id" if records == dialog else "number": False})

    def test_company_that_is_not_switched_on_is_asked_for(self):
        body = b"Payee: ACRNU\r\n" + self.workbook({"number": "740003", "amount": "5.00", "lines": [("X1", "5.00")]})
        files = self.env["amazon.vendor.file"].with_user(self.accountant)
        only_germany = files.with_context(allowed_company_ids=self.company_de.ids)
        with self.assertRaisesRegex(UserError, "Switch to that company"):
            only_germany._take_in(body, "Payments.csv")

    def test_what_amazon_states_is_written_by_nobody(self):
        payment = self.payment("740001")
        with self.assertRaises(AccessError):
            payment.write({"amount": 1000})
        with self.assertRaises(AccessError):
            payment.write({"state": "clean", "needs_me_count": 0})
        with self.assertRaises(UserError):
            payment.line_ids.write({"paid": 1000})
        with self.assertRaises(AccessError):
            payment.unlink()
        with self.assertRaises(AccessError):
            self.file.with_user(self.accountant).write({"state": "dismissed"})
        payment.responsible_id = self.accountant
        self.assertEqual(payment.responsible_id, self.accountant)

    def test_auditor_reads_and_changes_nothing(self):
        payment = self.payment("740001").with_user(self.auditor)
        self.assertEqual(payment.line_ids.number, "X1")
        with self.assertRaises(AccessError):
            payment.responsible_id = self.auditor
        with self.assertRaises(AccessError):
            payment.line_ids.action_accept()

    def test_accountant_finds_what_decides_about_lines_and_auditor_reads_it(self):
        menus = [self.env.ref(f"acorn_vendor_connector.menu_payment_{name}") for name in (
            "invoice_alias", "heading", "match_rule", "class_rule")]
        for user in (self.accountant, self.auditor):
            visible = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            self.assertLessEqual({menu.id for menu in menus}, set(visible))
            for menu in menus:
                self.env[menu.action.res_model].with_user(user).search([]).read()
        configuration = self.env.ref("acorn_vendor_connector.menu_configuration")
        self.assertNotIn(configuration.id, self.env["ir.ui.menu"].with_user(self.accountant)._visible_menu_ids())
        with self.assertRaises(AccessError):
            self.env["amazon.vendor.class.rule"].with_user(self.accountant).search([], limit=1).write({"active": False})

    def test_warehouse_sees_no_money(self):
        for model in ("amazon.vendor.file", "amazon.vendor.remittance", "amazon.vendor.remittance.line",
                      "amazon.vendor.detail", "amazon.vendor.match"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.warehouse).search([])
