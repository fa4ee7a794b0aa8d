from datetime import datetime

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..spapi import wire
from .notice import notice

# Before Amazon: what an empty go-live is compared with.
DAWN = datetime(1990, 1, 1)


class AmazonVendorPurchaseOrder(models.Model):
    """What a person does with an order: retry, link, re-read; and what is counted before go-live."""

    _inherit = "amazon.vendor.purchase.order"

    # ------------------------------------------------------------------ actions

    def action_retry(self):
        """Try waiting and failed orders again and return at once."""
        self.check_access("write")
        again = self.filtered(lambda order: order.sync_state in ("waiting", "failed", "link"))
        if not again:
            raise UserError(self.env._("Nothing to retry: only waiting and failed orders can be tried again."))
        again._receive_again()
        return notice(self.env._("%(count)s orders will be tried again in a moment.", count=len(again)))

    def action_reread(self):
        """Ask Amazon for these orders again, by number, and return at once."""
        self.check_access("write")
        for account, orders in self.grouped("account_id").items():
            self.env["amazon.vendor.cursor"]._create_reread(account, orders.mapped("name"))
        return notice(self.env._("%(count)s orders will be read again in a moment.", count=len(self)))

    def action_link(self, sale_order_id=None):
        """Link the proposed or the given sale order: it is this purchase order, entered by hand.

        Nothing is changed on the sale order but the link. From now on it follows what Amazon changes.
        """
        self.ensure_one()
        self.check_access("write")
        sale = self.env["sale.order"].browse(sale_order_id) if sale_order_id else self.link_sale_order_id
        self._check_link(sale)
        # sudo: the link belongs to the connector; the person sees both orders and may write this one.
        self.sudo()._link(sale.sudo())
        return self.action_open_sale_order()

    def _check_link(self, sale):
        """Refuse a sale order that cannot be this purchase order."""
        if not sale.exists():
            raise UserError(self.env._("There is no sale order to link. Choose one first."))
        sale.check_access("read")
        if self.sale_order_id:
            raise UserError(
                self.env._(
                    "%(number)s already has sale order %(sale)s. Cancel that one before you link another.",
                    number=self.name,
                    sale=self.sale_order_id.name,
                )
            )
        if sale.company_id != self.company_id:
            raise UserError(
                self.env._(
                    "%(sale)s belongs to %(other)s, but the store of this order to %(company)s. Choose a sale order of"
                    " %(company)s.",
                    sale=sale.name,
                    other=sale.company_id.name,
                    company=self.company_id.name,
                )
            )
        if sale.state == "cancel" or sale.amazon_vendor_purchase_order_id:
            raise UserError(
                self.env._(
                    "%(sale)s is cancelled or belongs to another purchase order. Choose another one.", sale=sale.name
                )
            )

    # ------------------------------------------------------------------ verbs

    def _link(self, sale):
        """Let this sale order be ours for this purchase order, line by line where the product is clear."""
        self.ensure_one()
        message = self.env["amazon.vendor.message"].search(
            [
                ("purchase_order_id", "=", self.id),
                ("document_type", "=", "purchase_order"),
                ("is_current", "=", True),
            ],
            limit=1,
        )
        payload = message.page_id._payloads(message).get(message.id)
        if payload is None:
            raise UserError(
                self.env._("The document of this order is no longer kept. Re-read the order, then link it.")
            )
        sale.amazon_vendor_purchase_order_id = self
        free = sale.order_line.filtered(lambda line: line.product_id and not line.display_type)
        for line in self.line_ids.filtered(lambda line: line.product_id and not line.cancelled):
            fitting = free.filtered_domain([("product_id", "=", line.product_id.id)])
            if len(fitting) == 1:
                line._take_sale_line(fitting)
                free -= fitting
        self.write(
            {
                "applied_document": wire.canonical(payload).decode("ascii"),
                "applied_due_at": self.due_at,
                "applied_acknowledgement_id": False,
                "sync_state": "applied",
                "link_sale_order_id": False,
            }
        )
        for line in self.line_ids:
            line.applied_key = False if line.withdrawn else line.line_key
        self.message_post(body=self.env._("Linked to %(sale)s, which was entered by hand.", sale=sale._get_html_link()))
        self._receive_again()

    @api.model
    def _cutover_counts(self, codes):
        """Return {vendor code id: counts} of both sides, for the moment before go-live.

        `total` orders known from Amazon, of which `closed` and `before_go_live` are only shown and `open` would act;
        `in_odoo` of the open ones already are somebody's sale order by number; `unmapped_ship_tos` and
        `unmapped_products` would make orders wait; `sale_orders` are the customer's open sale orders without a purchase
        order of Amazon's.
        """
        counts = {}
        for code in codes:
            known = Domain("code_id", "=", code.id)
            closed = known & Domain("amazon_state", "=", "closed")
            earlier = known & Domain("amazon_state", "!=", "closed") & Domain("ordered_at", "<", code.go_live or DAWN)
            acting = self.search(known & ~closed & ~earlier)
            counts[code.id] = {
                "total": self.search_count(known),
                "closed": self.search_count(closed),
                "before_go_live": self.search_count(earlier),
                "open": len(acting),
                "in_odoo": len(acting._numbers_in_odoo()),
                "unmapped_ship_tos": len(acting.ship_to_id.filtered(lambda ship_to: not ship_to.store_id)),
                "unmapped_products": len(acting.line_ids.mapping_id.filtered(lambda row: not row.product_id)),
                "sale_orders": self._open_sale_orders_of(code),
            }
        return counts

    def _numbers_in_odoo(self):
        """Return the numbers of these orders that a sale order already has as its customer reference."""
        numbers = tuple(name.strip().upper() for name in self.mapped("name"))
        if not numbers:
            return set()
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT upper(trim(client_order_ref)) FROM sale_order
                WHERE client_order_ref IS NOT NULL AND state != 'cancel' AND upper(trim(client_order_ref)) IN %s""",
                numbers,
            )
        )
        return {number for [number] in rows}

    def _open_sale_orders_of(self, code):
        customers = code.partner_id | code.bill_to_ids.partner_id
        return (
            self.env["sale.order"].search_count(
                [
                    ("partner_id", "child_of", customers.commercial_partner_id.ids),
                    ("state", "in", ["draft", "sent", "sale"]),
                    ("amazon_vendor_purchase_order_id", "=", False),
                    ("delivery_status", "!=", "full"),
                ]
            )
            if customers
            else 0
        )
