"""Identifiers are mapped by people, found by barcode or reference, and never guessed."""

import threading
from unittest.mock import patch

from odoo.exceptions import ValidationError

from .common import OrderCase


class TestProducts(OrderCase):
    def row(self, identifier):
        return self.env["amazon.vendor.product"].search(
            [("code_id", "=", self.code.id), ("identifier", "=", identifier)]
        )

    def order_for(self, number="4Z32PABC", **item):
        return self.receive(self.document(number, items=[self.item(**item)]))

    def test_an_unmapped_id_waits_in_the_work_list_with_value_and_deadline(self):
        order = self.order_for(asin="B000NEW001", quantity=4, cost="2.50")
        row = self.row("B000NEW001")
        self.assertEqual((row.state, row.order_count, row.order_value), ("unmapped", 1, 10.0))
        self.assertEqual(row.deadline, order.due_at)
        self.assertEqual(order.wait_codes, "products_unmapped")
        self.assertEqual(self.asked_on(self.code).summary, "Map 1 product(s): 1 order(s) wait")

    def test_the_work_list_is_sorted_and_found_by_what_is_needed(self):
        self.order_for("SMALL001", asin="B000SMALL1", quantity=1)
        self.order_for("LARGE001", asin="B000LARGE1", quantity=100)
        self.order_for("EUROS001", asin="B000SMALL1", quantity=3, currency="EUR")
        rows = self.env["amazon.vendor.product"].search([("order_count", ">", 0)])
        self.assertEqual(rows.mapped("identifier"), ["B000LARGE1", "B000SMALL1"])
        self.assertEqual(rows[1].order_count, 2)
        self.assertEqual((rows[1].order_value, rows[1].currency_id.name), (30.0, "EUR"))
        self.assertEqual(rows.search([("id", "in", rows.ids)], order="order_value, id")[0], rows[1])
        self.assertIn(self.row("B000MUG001"), rows.search([("order_count", "=", 0)]))

    def test_a_batch_finds_its_products_without_adding_up_what_all_open_orders_need(self):
        asked = []
        hooks = [lambda _cr, query, *_rest: asked.append(str(query))]
        with patch.object(threading.current_thread(), "query_hooks", hooks, create=True):
            order = self.order_for(asin="B000NEW001")
        self.assertEqual(order.sync_state, "waiting")
        searches = [query for query in asked if 'SELECT "amazon_vendor_product"."id"' in query]
        self.assertGreaterEqual(len(searches), 2)  # what is known, and what was just put on the list
        self.assertFalse([query for query in searches if "amazon_vendor_purchase_order_line" in query])

    def test_mapping_a_product_frees_all_its_orders(self):
        orders = self.order_for("FIRST001", asin="B000NEW001") | self.order_for("SECOND01", asin="B000NEW001")
        self.row("B000NEW001").with_user(self.warehouse).product_id = self.plate
        self.receive()
        self.assert_applied(orders)
        self.assertEqual(orders.sale_order_ids.order_line.product_id, self.plate)
        self.assertEqual(self.row("B000NEW001").order_count, 0)
        self.assertFalse(self.asked_on(self.code))

    def test_a_barcode_in_any_of_its_lengths_makes_the_proposal(self):
        soap = self._make_product("Soap", barcode="0012345678905")
        order = self.order_for(asin="B000SOAP01", vendorProductIdentifier="012345678905")
        row = order.line_ids.mapping_id
        self.assertEqual((row.proposal_product_id, row.proposal_reason), (soap, "barcode"))
        self.assertEqual(order.sync_state, "waiting")

    def test_an_internal_reference_makes_the_proposal(self):
        order = self.order_for(asin="B000NEW001", vendorProductIdentifier="plate")
        row = order.line_ids.mapping_id
        self.assertEqual((row.proposal_product_id, row.proposal_reason), (self.plate, "default_code"))

    def test_a_packaging_with_its_own_barcode_proposes_product_and_unit(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        dozen.active = True
        self.mug.uom_ids = [(4, dozen.id)]
        self.env["product.uom"].create({"product_id": self.mug.id, "uom_id": dozen.id, "barcode": "10012345678902"})
        order = self.order_for(asin="B000BOX001", vendorProductIdentifier="10012345678902")
        row = order.line_ids.mapping_id
        self.assertEqual((row.proposal_product_id, row.proposal_uom_id), (self.mug, dozen))

    def test_nothing_is_guessed_when_two_fit(self):
        self._make_product("Twin one", default_code="TWIN")
        self._make_product("Twin two", default_code="TWIN")
        row = self.order_for(asin="B000TWIN01", vendorProductIdentifier="TWIN").line_ids.mapping_id
        self.assertFalse(row.proposal_product_id)
        self.assertEqual(row.proposal_reason, "ambiguous")

    def test_a_vendor_code_may_take_what_is_found_by_barcode_at_once(self):
        self.code.product_policy = "take"
        soap = self._make_product("Soap", barcode="0012345678905")
        order = self.order_for(asin="B000SOAP01", vendorProductIdentifier="012345678905")
        self.assert_applied(order)
        self.assertEqual(order.sale_order_ids.order_line.product_id, soap)

    def test_taking_at_once_still_never_guesses_when_two_fit(self):
        self.code.product_policy = "take"
        self._make_product("Twin one", default_code="TWIN")
        self._make_product("Twin two", default_code="TWIN")
        order = self.order_for(asin="B000TWIN01", vendorProductIdentifier="TWIN")
        self.assertEqual(order.sync_state, "waiting")
        self.assertFalse(order.line_ids.mapping_id.product_id)

    def test_two_mappings_that_disagree_wait(self):
        self.env["amazon.vendor.product"].create(
            {"code_id": self.code.id, "identifier_type": "sku", "identifier": "X-1", "product_id": self.plate.id}
        )
        order = self.order_for(vendorProductIdentifier="X-1")
        self.assertEqual(order.wait_codes, "products_conflict")

    def test_one_confirmation_maps_all_proposals_and_frees_their_orders(self):
        soap = self._make_product("Soap", barcode="0012345678905")
        orders = self.order_for("FIRST001", asin="B000SOAP01", vendorProductIdentifier="012345678905")
        orders |= self.order_for("SECOND01", asin="B000NEW001", vendorProductIdentifier="PLATE")
        rows = self.row("B000SOAP01") | self.row("B000NEW001")
        rows.with_user(self.warehouse).action_confirm_proposal()
        self.receive()
        self.assert_applied(orders)
        self.assertEqual(orders.sale_order_ids.order_line.product_id, soap | self.plate)

    def test_a_list_is_imported_through_odoos_own_screen(self):
        orders = self.order_for("FIRST001", asin="B000NEW001")
        lines = [
            "Vendor code,Identifier Type,Identifier,Product",
            f"ACRN1,ASIN,b000new001,{self.plate.default_code}",
            f"ACRN1,GTIN / EAN / UPC,4006381333931,{self.mug.default_code}",
        ]
        wizard = (
            self.env["base_import.import"]
            .with_user(self.manager)
            .create(
                {
                    "res_model": "amazon.vendor.product",
                    "file": "\n".join(lines).encode(),
                    "file_name": "map.csv",
                    "file_type": "text/csv",
                }
            )
        )
        options = {"quoting": '"', "separator": ",", "has_headers": True}
        result = wizard.execute_import(
            ["code_id", "identifier_type", "identifier", "product_id"],
            ["vendor code", "identifier type", "identifier", "product"],
            options,
        )
        self.assertFalse([message for message in result["messages"] if message["type"] == "error"], result["messages"])
        self.assertEqual(self.row("B000NEW001").product_id, self.plate)
        self.assertEqual(self.row("04006381333931").product_id, self.mug)
        self.receive()
        self.assert_applied(orders)

    def test_a_spreadsheet_is_imported_too(self):
        from io import BytesIO

        from openpyxl import Workbook

        book = Workbook()
        book.active.append(["Vendor code", "Identifier Type", "Identifier", "Product"])
        book.active.append(["ACRN1", "Vendor product number", "SKU-9", self.plate.default_code])
        content = BytesIO()
        book.save(content)
        wizard = (
            self.env["base_import.import"]
            .with_user(self.manager)
            .create(
                {
                    "res_model": "amazon.vendor.product",
                    "file": content.getvalue(),
                    "file_name": "map.xlsx",
                    "file_type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                }
            )
        )
        result = wizard.execute_import(
            ["code_id", "identifier_type", "identifier", "product_id"],
            ["vendor code", "identifier type", "identifier", "product"],
            {"has_headers": True},
        )
        self.assertFalse([message for message in result["messages"] if message["type"] == "error"], result["messages"])
        self.assertEqual(self.row("SKU-9").product_id, self.plate)

    def test_a_number_with_a_wrong_check_digit_is_no_gtin(self):
        with self.assertRaises(ValidationError):
            self.env["amazon.vendor.product"].create(
                {"code_id": self.code.id, "identifier_type": "gtin", "identifier": "4006381333932"}
            )

    def test_a_product_of_another_company_waits(self):
        self.mug.company_id = self.company_de
        order = self.order_for()
        self.assertEqual(order.wait_codes, "product_not_sellable")
        self.mug.company_id = False
        self.receive()
        self.assert_applied(order)

    def test_the_work_list_can_be_filled_before_go_live(self):
        self.code.go_live = False
        self.order_for(asin="B000NEW001", quantity=4, cost="2.50")
        self.assertEqual(self.row("B000NEW001").order_value, 10.0)
