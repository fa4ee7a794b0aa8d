from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

from .amazon_vendor_time import naive
from .fast_batch import KEY, FastBatch, collector_paused


class AmazonVendorOrderHandler(models.AbstractModel):
    """Make sale orders: one create and one confirm for all orders of a company."""

    _inherit = "amazon.vendor.order.handler"

    def _make_sale_orders(self, plans):
        """Make the sale orders of these plans, all of the environment's company; confirm where the code says so."""
        if not plans:
            return
        self._make_delivery_addresses(plans)
        batch = FastBatch.open(self.env)
        if not batch:
            self._make_and_confirm(plans)
            return
        with collector_paused():
            self.with_context(**{KEY: batch})._make_and_confirm(plans)
        self.env["stock.picking"]._amazon_vendor_note_origins(batch.origin_links)
        self.env["amazon.vendor.stock.task"]._note(self.env.company, batch)

    def _make_and_confirm(self, plans):
        sales = self.env["sale.order"].create([self._sale_values(plan) for plan in plans])
        for plan, sale in zip(plans, sales, strict=True):
            plan.mirror._follow(plan)
            plan.mirror.applied_due_at = plan.due_at
            self._check_company(plan, sale)
        confirmed = sales.filtered(
            lambda sale: sale.amazon_vendor_purchase_order_id.code_id.confirm_policy == "confirm"
        )
        if confirmed:
            confirmed.action_confirm()
        for plan, sale in zip(plans, sales, strict=True):
            self._check_company(plan, sale)
        self.env.flush_all()  # what is still to be computed is part of the batch

    def _check_company(self, plan, sale):
        """Make sure that nothing of the order landed in other books than its store's."""
        companies = sale.company_id | sale.order_line.company_id | sale.warehouse_id.company_id
        companies |= sale.picking_ids.company_id | sale.picking_ids.move_ids.company_id
        if companies != plan.company:
            raise UserError(
                self.env._(
                    "%(number)s belongs to %(company)s, but a part of it would be booked in %(others)s. Check the "
                    "warehouse, routes and rules of store %(store)s, then press Retry.",
                    number=plan.order.number,
                    company=plan.company.name,
                    others=", ".join((companies - plan.company).mapped("name")) or "?",
                    store=plan.store.display_name,
                )
            )

    # ------------------------------------------------------------------ values

    def _sale_values(self, plan):
        """Return the values of the sale order of one purchase order."""
        code, store, bill_to = plan.code, plan.store, plan.bill_to.with_company(plan.company)
        values = {
            "amazon_vendor_purchase_order_id": plan.mirror.id,
            "company_id": plan.company.id,
            "partner_id": plan.customer.id,
            "partner_shipping_id": (plan.ship_to.partner_id or plan.customer).id,
            "client_order_ref": plan.order.number,
            "warehouse_id": store.warehouse_id.id,
            "pricelist_id": plan.pricelist.id if plan.pricelist else False,
            "fiscal_position_id": plan.fiscal_position.id,
            "commitment_date": plan.due_at,
            "user_id": code._get_responsible().id,
            # An agreed order needs neither signature nor down payment of Amazon's.
            "require_signature": False,
            "require_payment": False,
            "order_line": [
                Command.create(values) for line in plan.lines_to_sell for values in self._sale_lines_values(plan, line)
            ],
        }
        if plan.order.ordered_at:
            values["date_order"] = naive(plan.order.ordered_at)
        optional = {
            "partner_invoice_id": bill_to.invoice_partner_id,
            "payment_term_id": bill_to.payment_term_id,
            "team_id": store.team_id,
            "journal_id": store.journal_id,
        }
        values.update({name: record.id for name, record in optional.items() if record})
        return values

    def _sale_lines_values(self, plan, line):
        """Return the values of the sale line of one of Amazon's lines, and of the one for what is backordered of it."""
        values = self._sale_line_values(plan, line)
        later = {"product_uom_qty": line.later, "amazon_vendor_promised_at": line.later_at}
        return [values, {**values, **later}] if line.later else [values]

    def _sale_line_values(self, plan, line):
        """Return the values of one sale line, in the unit that Amazon orders in and at Amazon's price."""
        price = float(line.price)
        values = {
            "amazon_vendor_line_id": line.record.id,
            "amazon_vendor_price": price,
            "amazon_vendor_uom_id": line.uom.id,
            "product_id": line.product.id,
            "product_uom_id": line.uom.id,
            "product_uom_qty": line.quantity,
            "price_unit": price,
            "technical_price_unit": price,
            "discount": 0.0,
        }
        if distribution := self._analytic_distribution(plan.store):
            values["analytic_distribution"] = distribution
        return values

    def _analytic_distribution(self, store):
        """Return the analytic distribution of what a store sells; False without an account."""
        account = store.analytic_account_id
        return {str(account.id): 100.0} if account else False

    # ------------------------------------------------------------------ delivery addresses

    def _make_delivery_addresses(self, plans):
        """Give every ship-to a delivery contact, named by Amazon's code of the place.

        North America sends codes without addresses: the contact is there to be filled in or imported, and the warehouse
        sees at least which place it is.
        """
        wanted = {}
        for plan in plans:
            if plan.ship_to and not plan.ship_to.partner_id:
                wanted.setdefault(plan.ship_to, plan)
        contacts = self.env["res.partner"].create(
            [self._delivery_address(ship_to, plan) for ship_to, plan in wanted.items()]
        )
        for ship_to, contact in zip(wanted, contacts, strict=True):
            ship_to.partner_id = contact

    def _delivery_address(self, ship_to, plan):
        stated = plan.order.ship_to_party.address
        values = {"name": ship_to.name, "type": "delivery", "parent_id": plan.customer.id}
        if not stated:
            return values
        country = self.env["res.country"].search([("code", "=", (stated.country_code or "").upper())], limit=1)
        state = self.env["res.country.state"].search(
            [("country_id", "=", country.id), ("code", "=", stated.state_or_region or "")], limit=1
        )
        street2 = ", ".join(filter(None, (stated.line2, stated.line3)))
        return {
            **values,
            "name": f"{ship_to.name}, {stated.name}" if stated.name else ship_to.name,
            "street": stated.line1 or False,
            "street2": street2 or False,
            "city": stated.city or stated.district or stated.county or False,
            "zip": stated.postal_code or False,
            "state_id": state.id,
            "country_id": country.id,
            "phone": stated.phone or False,
        }
