"""What a file is shown as before anything of it is kept, and what a person may answer about it."""

from simulator.files import bad
from tests.integration.money.common import FileCase
from tests.integration.money.test_details import _deductions

# Lists that say in which currency they are.
CURRENCIES = {"shortages": "$", "returns_xls": "$", "agreements": "$"}


class TestPreview(FileCase):
    def cells(self, dialog):
        """Return the rows of the table that the dialog shows."""
        rows = dialog.summary_html.split("<tbody>")[1].split("</tr>")[:-1]
        return [[
            str(cell).split(">", 1)[1].replace("\u00a0", " ") for cell in row.split("</td>")[:-1]
        ] for row in (row.split("<tr>", 1)[1].replace("<td", "", 1).replace("<td", "") for row in rows)]

    # ------------------------------------------------------------------ other lists

    def test_rows_of_a_list_are_counted_and_added_up_by_kind(self):
        body = _deductions(
            ("ACRN1", "CB12345VCBSINV", "Chargeback", "-50.00", "-20.00", "-30.00"),
            ("ACRN1", "CB12346VCBSINV", "Chargeback", "-1150.25", "-20.00", "-30.00"),
            ("ACRN1", "INV77SC", "Shortage Claim", "-7.50", "0.00", "-7.50"),
        )
        dialog = self.dialog(body, "Deductions.csv")
        self.assertEqual(dialog.state, "ready")
        self.assertEqual(self.cells(dialog), [["Chargeback", "2", "-1,200.25"], ["Shortage", "1", "-7.50"]])

    def test_every_list_of_amazons_shows_as_many_rows_as_it_has(self):
        ledger = self.ledger(seed=9, invoices=120, payments=3)
        for layout in ("invoices_v1", "chargebacks_uk", "shortages", "returns_xls", "agreements"):
            with self.subTest(layout=layout):
                made = self.file(ledger, layout)
                dialog = self.dialog(made.body, made.name, payee_id=self.payee.id)
                shown = self.cells(dialog)
                dialog.action_keep()
                kept = self.env["amazon.vendor.detail"].search([("file_id.name", "=", made.name)])
                self.assertEqual(sum(int(row[1]) for row in shown), len(kept))
                self.assertTrue(all(row[2][-1].isdigit() for row in shown), shown)
                if layout in CURRENCIES:
                    self.assertTrue(all(row[2].startswith(CURRENCIES[layout]) for row in shown), shown)

    def test_orders_of_a_workbook_are_counted_and_those_known_from_amazon_are_left_alone(self):
        for name in ("ACRD1", "ACRG1"):
            self.env["amazon.vendor.code"].create(
                {"account_id": self.account.id, "name": name, "company_id": self.company_us.id})
        made = self.file(self.ledger(seed=3, invoices=6), "purchase_orders_v1")
        dialog = self.dialog(made.body, made.name)
        before = self.cells(dialog)
        orders = {row["order"] for row in made.truth["rows"]}
        self.assertEqual([row[0] for row in before], ["ACRD1", "ACRG1", "ACRN1", "ACRN2"])
        self.assertEqual(sum(int(row[1]) for row in before), len(orders))
        self.assertEqual(sum(int(row[2]) for row in before), len(made.truth["rows"]))
        self.assertEqual({row[3] for row in before}, {"0"})
        number = sorted(orders)[0]
        page = self.env["amazon.vendor.page"].create({
            "company_id": self.company_us.id, "environment": "simulator", "feed": "orders_created",
            "operation": "getPurchaseOrders", "requested_at": "2026-03-01 00:00:00", "account_id": self.account.id,
        })
        self.env["amazon.vendor.message"]._archive(page, [{
            "purchaseOrderNumber": number, "orderDetails": {"sellingParty": {"partyId": "ACRD1"}},
        }])
        again = self.dialog(made.body, made.name)
        self.assertEqual(sum(int(row[3]) for row in self.cells(again)), 1)
        self.assertIn(f"left alone: {number}", again.warning_text)

    # ------------------------------------------------------------------ known files

    def test_file_that_came_before_is_opened_by_whoever_may_read_it(self):
        body = self.workbook({"number": "780001", "amount": "5.00", "lines": [("X1", "5.00")]})
        first = self.take_in(body)
        again = self.dialog(body, "Again.csv")
        self.assertEqual((again.state, again.known_file_id), ("known", first))
        action = again.action_open_known()
        self.assertEqual((action["res_model"], action["res_id"]), ("amazon.vendor.file", first.id))
        self.assertFalse(self.dialog(body, "Again.csv", user=self.clerk_de).known_file_id)

    # ------------------------------------------------------------------ questions

    def test_only_those_orders_of_a_date_are_offered_that_all_dates_allow(self):
        made = bad.write("ambiguous_dates")
        dialog = self.dialog(made.body, made.name, payee_id=self.payee.id)
        self.assertEqual((dialog.asked_date_order, dialog.offered_date_orders), (True, "dmy mdy"))

    def test_columns_that_are_missing_are_named_in_words(self):
        body = self.workbook({"number": "780003", "amount": "5.00", "lines": [("X1", "5.00")]})
        strange = body.replace(b"Amount Paid", b"Betaald bedrag").replace(b"Terms Discount Taken", b"Korting")
        dialog = self.dialog(strange)
        self.assertEqual(dialog.reason_text, "Say which columns hold: Amount paid.")
        offered = set(dialog.heading_ids.mapped("offered"))
        self.assertEqual(len(offered), 1)
        possible = offered.pop().split(",")
        self.assertLessEqual({"nothing", "paid", "discount"}, set(possible))
        self.assertFalse({"payment_number", "invoice_number", "asin"} & set(possible))
        dialog.heading_ids.filtered(lambda heading: heading.text == "Korting").target = "discount"
        dialog.action_preview()
        self.assertIn("discount", dialog.heading_ids[0].offered.split(","))

    def test_whatever_a_reader_looks_for_has_words(self):
        for name, label in self.env["amazon.vendor.heading"]._selection_field():
            self.assertNotEqual(name, label)
