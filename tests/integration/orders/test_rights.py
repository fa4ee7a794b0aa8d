"""Who sees and does what with purchase orders."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user

from .common import OrderCase


class TestRights(OrderCase):
    def setUp(self):
        super().setUp()
        self.stock_up(self.mug, 20, self.warehouse_us)
        self.us, self.de = self.receive(
            self.document("US000001"), self.document("DE000001", ship_to="LEJ1", items=[self.item(currency="EUR")])
        )

    def plain_user(self, login, groups):
        """Return somebody of the US company who has none of our groups."""
        return new_test_user(
            self.env,
            login=login,
            groups=groups,
            company_id=self.company_us.id,
            company_ids=[(6, 0, self.company_us.ids)],
        )

    def seen_by(self, user, *companies):
        env = self.env(user=user, context={"allowed_company_ids": [company.id for company in companies]})
        return env["amazon.vendor.purchase.order"].search([("id", "in", (self.us | self.de).ids)])

    def test_a_company_sees_its_own_orders_only(self):
        self.assertEqual(self.seen_by(self.warehouse, self.company_us), self.us)
        self.assertEqual(self.seen_by(self.warehouse, self.company_de), self.de)
        self.assertEqual(self.seen_by(self.warehouse, self.company_us, self.company_de), self.us | self.de)

    def test_a_user_of_stores_sees_their_orders_only(self):
        self.warehouse.amazon_vendor_store_ids = self.store_de
        self.assertEqual(self.seen_by(self.warehouse, self.company_us, self.company_de), self.de)
        lines = self.env["amazon.vendor.purchase.order.line"].with_user(self.warehouse).search([])
        self.assertEqual(lines.order_id, self.de)

    def test_who_sees_an_order_reads_what_amazon_said_of_it(self):
        message = self.message_of(self.us).with_user(self.warehouse)
        self.assertIn('"purchaseOrderNumber": "US000001"', message.payload)

    def test_a_card_counts_what_its_reader_may_see(self):
        self.receive(self.document("US000002", items=[self.item(asin="B000UNKNOWN")]))
        self.assertEqual(
            self.cards_of(self.warehouse, self.company_us, self.company_de),
            {"Acorn": (2, 1, 0), "New York": (1, 1, 0), "Leipzig": (1, 0, 0)},
        )
        self.assertEqual(self.cards_of(self.warehouse, self.company_de), {"Leipzig": (1, 0, 0)})

    def cards_of(self, user, *companies):
        """Return {name: (deliveries to ship, orders that wait, orders that failed)} of the overview."""
        env = self.env(user=user, context={"allowed_company_ids": [company.id for company in companies]})
        cards = env["amazon.vendor.overview"].search([("name", "in", ("Acorn", "New York", "Leipzig"))])
        return {card.name: (card.to_ship, card.waiting, card.failed) for card in cards}

    def test_nobody_edits_amazons_facts(self):
        for user in (self.warehouse, self.accountant, self.auditor, self.manager):
            with self.assertRaises(AccessError):
                self.us.line_ids.with_user(user).write({"quantity": 1})
            with self.assertRaises(AccessError):
                self.us.with_user(user).write({"amount_total": 1})
            with self.assertRaises(AccessError):
                self.us.with_user(user).unlink()

    def test_auditors_and_accountants_read_and_do_not_retry(self):
        for user in (self.auditor, self.accountant):
            self.assertEqual(self.us.with_user(user).name, "US000001")
            with self.assertRaises(AccessError):
                self.us.with_user(user).action_retry()

    def test_a_salesperson_without_our_groups_still_opens_the_sale_order(self):
        seller = self.plain_user("sam.sales", "sales_team.group_sale_salesman_all_leads")
        sale = self.us.sale_order_id.with_user(seller).with_context(allowed_company_ids=self.company_us.ids)
        self.assertEqual(sale.amazon_vendor_number, "US000001")
        self.assertEqual(sale.amazon_vendor_ship_to, "PHX6")
        sale.order_line.product_uom_qty = 11
        self.assertEqual(sale.order_line.price_unit, 10.0)

    def test_a_warehouse_clerk_without_our_groups_still_ships(self):
        clerk = self.plain_user("carl.clerk", "stock.group_stock_user")
        picking = self.us.picking_ids.with_user(clerk).with_context(allowed_company_ids=self.company_us.ids)
        self.assertEqual((picking.amazon_vendor_number, picking.amazon_vendor_ship_to), ("US000001", "PHX6"))
        picking.button_validate()
        self.assertEqual(picking.state, "done")
