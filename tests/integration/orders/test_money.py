"""Amazon's price is what stands on our line, to the last decimal, whatever happens to the line later."""

from odoo.fields import Command
from odoo.tests import Form

from .common import OrderCase


class TestMoney(OrderCase):
    with_books = True

    def line_of(self, *items, **details):
        order = self.receive(self.document(items=list(items), **details))
        self.assert_applied(order)
        return order.sale_order_id.order_line

    def agree(self, product, price, currency="USD"):
        self.env["product.pricelist.item"].create(
            {
                "pricelist_id": self.pricelists[currency].id,
                "applied_on": "0_product_variant",
                "product_id": product.id,
                "compute_price": "fixed",
                "fixed_price": price,
            }
        )

    def waits_for(self, *items, number="4Z32PABC"):
        order = self.receive(self.document(number, items=list(items)))
        self.assertEqual(order.sync_state, "waiting")
        self.assertFalse(order.sale_order_ids)
        return order.wait_codes

    def test_no_decimal_of_the_cost_is_lost(self):
        line = self.line_of(self.item(cost="0.1234", quantity=10000))
        self.assertEqual(line.price_unit, 0.1234)
        self.assertEqual(line.price_subtotal, 1234.0)

    def test_no_decimal_is_lost_on_the_invoice_either(self):
        self.stock_up(self.mug, 10000, self.warehouse_us)
        sale = self.line_of(self.item(cost="0.1234", quantity=10000)).order_id
        self.ship(sale.picking_ids, MUG=10000)
        invoice = sale._create_invoices()
        self.assertEqual((invoice.invoice_line_ids.price_unit, invoice.amount_untaxed), (0.1234, 1234.0))

    def test_a_case_costs_its_eaches_unless_the_code_says_per_case(self):
        each = self.line_of(self.item(cost="2.50", unit="Cases", size=12))
        self.assertEqual(each.price_unit, 30.0)
        self.code.cost_basis = "case"
        order = self.receive(self.document("PERCASE1", items=[self.item(cost="30.00", unit="Cases", size=12)]))
        self.assertEqual(order.sale_order_id.order_line.price_unit, 30.0)
        self.assertEqual(order.amount_total, 300.0)

    def test_a_quantity_changed_by_hand_keeps_price_and_discount(self):
        self.agree(self.mug, 7.0)
        line = self.line_of(self.item(cost="8.4321"))
        line.with_user(self.manager).product_uom_qty = 25
        self.assertEqual((line.price_unit, line.discount), (8.4321, 0.0))
        with Form(line.order_id.with_user(self.manager)) as form, form.order_line.edit(0) as edited:
            edited.product_uom_qty = 40
        self.assertEqual((line.product_uom_qty, line.price_unit, line.discount), (40, 8.4321, 0.0))

    def test_a_quantity_changed_by_the_feed_keeps_price_and_discount(self):
        self.agree(self.mug, 7.0)
        document = self.document(items=[self.item(cost="8.4321")])
        line = self.receive(document).sale_order_id.order_line
        line.discount = 5.0
        self.receive(self.changed(document, items=[self.item(cost="8.4321", quantity=12)]))
        self.assertEqual((line.product_uom_qty, line.price_unit, line.discount), (12, 8.4321, 5.0))

    def test_another_unit_keeps_the_price_of_a_piece(self):
        self.code.confirm_policy = "quotation"
        line = self.line_of(self.item(cost="2.50", unit="Cases", size=12))
        line.with_user(self.manager).product_uom_id = self.mug.uom_id
        self.assertEqual(line.price_unit, 2.5)

    def test_a_price_typed_by_hand_stays(self):
        line = self.line_of(self.item(cost="8.00"))
        line.with_user(self.manager).price_unit = 8.001
        line.with_user(self.manager).product_uom_qty = 3
        self.assertEqual(line.price_unit, 8.001)

    def test_update_prices_leaves_amazons_prices_alone(self):
        self.agree(self.mug, 7.0)
        line = self.line_of(self.item(cost="8.00"))
        line.discount = 5.0
        line.order_id.with_user(self.manager).action_update_prices()
        self.assertEqual((line.price_unit, line.discount), (8.0, 5.0))

    def test_orders_of_our_own_are_priced_as_ever(self):
        self.agree(self.mug, 7.0)
        sale = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company_us.id,
                "pricelist_id": self.pricelists["USD"].id,
                "order_line": [Command.create({"product_id": self.mug.id})],
            }
        )
        self.assertEqual(sale.order_line.price_unit, 7.0)

    def test_a_price_beyond_the_tolerance_is_flagged(self):
        self.agree(self.mug, 10.0)
        self.code.price_tolerance = 2.0
        near, far = self.receive(
            self.document("NEAR0001", items=[self.item(cost="10.20")]),
            self.document("FAR00001", items=[self.item(cost="10.21")]),
        )
        self.assertFalse(near.price_differs)
        self.assertTrue(far.price_differs)
        self.assertEqual(far.sale_order_id.order_line.price_unit, 10.21)
        self.assertEqual(far.banner_level, "warning")

    def test_a_price_by_weight_is_provisional_and_waits_without_a_weight(self):
        item = self.item(netCost={"amount": "4.00", "currencyCode": "USD", "unitOfMeasure": "KILOGRAMS"})
        order = self.receive(self.document(items=[item]))
        self.assertEqual(order.wait_codes, "weight_missing")
        self.mug.weight = 0.25
        self.receive()
        self.assert_applied(order)
        self.assertEqual(order.sale_order_id.order_line.price_unit, 1.0)
        self.assertTrue(order.provisional_price)

    def test_a_book_takes_the_agreed_price_or_waits(self):
        book = self.item(cost=None, listPrice={"amount": "20.00", "currencyCode": "USD"})
        order = self.receive(self.document(items=[book]))
        self.assertEqual(order.wait_codes, "price_missing")
        self.agree(self.mug, 11.5)
        self.receive()
        self.assert_applied(order)
        self.assertEqual(order.sale_order_id.order_line.price_unit, 11.5)

    def test_what_cannot_be_booked_waits_with_its_reason(self):
        self.assertEqual(self.waits_for(self.item(cost="0.00"), number="ZERO0001"), "price_not_positive")
        self.assertEqual(self.waits_for(self.item(cost="-1.00"), number="MINUS001"), "price_not_positive")
        self.assertEqual(
            self.waits_for(self.item(), self.item("2", "B000PLATE1", currency="EUR"), number="MIXED001"),
            "mixed_currencies",
        )
        self.assertEqual(self.waits_for(self.item(currency="JPY"), number="YEN00001"), "currency_inactive")
        self.env.ref("base.CAD").active = True
        self.assertEqual(self.waits_for(self.item(currency="CAD"), number="CANADA01"), "currency_no_rate no_pricelist")

    def test_a_currency_goes_on_once_it_has_rate_and_pricelist(self):
        canada = self.env.ref("base.CAD")
        canada.active = True
        order = self.receive(self.document(items=[self.item(currency="CAD")]))
        self.env["res.currency.rate"].create(
            {"currency_id": canada.id, "company_id": self.company_us.id, "name": "2026-01-01", "rate": 1.4}
        )
        pricelist = self.env["product.pricelist"].create({"name": "CAD", "currency_id": canada.id, "company_id": False})
        self.env["amazon.vendor.code.pricelist"].create(
            {"code_id": self.code.id, "currency_id": canada.id, "pricelist_id": pricelist.id}
        )
        self.receive()
        self.assert_applied(order)
        self.assertEqual(order.sale_order_id.currency_id, canada)

    def test_a_tax_included_in_the_price_waits(self):
        self.mug.taxes_id = self.env["account.tax"].create(
            {
                "name": "20% incl.",
                "amount": 20,
                "type_tax_use": "sale",
                "company_id": self.company_us.id,
                "country_id": self.company_us.account_fiscal_country_id.id,
                "price_include_override": "tax_included",
            }
        )
        self.assertEqual(self.waits_for(self.item()), "price_included_tax")

    def test_tax_comes_from_the_fiscal_position_on_top_of_amazons_cost(self):
        taxes = self.env["account.tax"].create(
            [
                {
                    "name": name,
                    "amount": amount,
                    "type_tax_use": "sale",
                    "company_id": self.company_us.id,
                    "country_id": self.company_us.account_fiscal_country_id.id,
                    "price_include_override": "tax_excluded",
                }
                for name, amount in (("Home", 20), ("Abroad", 5))
            ]
        )
        position = self.env["account.fiscal.position"].create({"name": "Abroad", "company_id": self.company_us.id})
        taxes[1].write(
            {"fiscal_position_ids": [Command.link(position.id)], "original_tax_ids": [Command.link(taxes[0].id)]}
        )
        self.mug.taxes_id = taxes[0]
        bill_to = self.env["amazon.vendor.bill.to"].create(
            {"code_id": self.code.id, "name": "AMBILL", "partner_id": self.customer.id}
        )
        bill_to.with_company(self.company_us).fiscal_position_id = position
        line = self.line_of(self.item())
        self.assertEqual(line.tax_ids, taxes[1])
        self.assertEqual(line.order_id.amount_total, 105.0)
