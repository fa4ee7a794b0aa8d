"""Vendor Central's purchase order workbook, for when the API is down."""

from odoo.exceptions import UserError

from tests.integration.money.common import FileCase


class TestWorkbookOrders(FileCase):
    def setUp(self):
        super().setUp()
        self.book = self.file(self.ledger(seed=3, invoices=6), "purchase_orders_v1")

    def know_the_vendor_codes(self):
        for name in ("ACRD1", "ACRG1"):
            self.env["amazon.vendor.code"].create({
                "account_id": self.account.id, "name": name, "company_id": self.company_us.id,
            })

    def test_orders_of_a_workbook_become_purchase_orders(self):
        self.know_the_vendor_codes()
        made = self.book
        file = self.take_in(made.body, made.name)
        self.assertEqual((file.state, file.kind), ("imported", "purchase_orders"))
        messages = file.sudo().page_id.message_ids
        self.assertEqual(set(messages.mapped("document_type")), {"purchase_order"})
        messages._receive()
        self.assertEqual(set(messages.mapped("state")), {"applied"}, messages[0].error_message)
        orders = self.env["amazon.vendor.purchase.order"].search([("name", "in", messages.mapped("reference"))])
        self.assertEqual(len(orders), file.document_count)
        self.assertTrue(all(order.line_ids for order in orders))

    def test_order_that_amazon_told_us_is_left_alone_and_said_so(self):
        self.know_the_vendor_codes()
        made = self.book
        number = self.env["amazon.vendor.file"].with_user(self.accountant)._judge(
            made.body, made.name).reading.documents[0]["purchaseOrderNumber"]
        page = self.env["amazon.vendor.page"].create({
            "company_id": self.company_us.id, "environment": "simulator", "feed": "orders_created",
            "operation": "getPurchaseOrders", "requested_at": "2026-03-01 00:00:00", "account_id": self.account.id,
        })
        self.env["amazon.vendor.message"]._archive(page, [{
            "purchaseOrderNumber": number, "orderDetails": {"sellingParty": {"partyId": "ACRD1"}},
        }])
        file = self.take_in(made.body, made.name)
        self.assertNotIn(number, file.sudo().page_id.message_ids.mapped("reference"))
        self.assertIn(f"left alone: {number}", file.notes_text)

    def test_workbook_with_orders_of_a_company_that_the_person_does_not_work_for_is_refused(self):
        accounts = self.account, self.account.copy({"name": "Germany", "company_id": self.company_de.id})
        for name, account in zip(("ACRD1", "ACRG1"), accounts, strict=True):
            self.env["amazon.vendor.code"].create(
                {"account_id": account.id, "name": name, "company_id": account.company_id.id})
        self.accountant.company_ids = self.company_us
        with self.assertRaisesRegex(UserError, f"The file belongs to {self.company_de.name}"):
            self.take_in(self.book.body, self.book.name)

    def test_workbook_of_an_unknown_vendor_code_is_refused(self):
        with self.assertRaisesRegex(UserError, "vendor code ACRD1, ACRG1, which is not known here"):
            self.take_in(self.book.body, self.book.name)
