from decimal import Decimal

from odoo import models
from odoo.tools import float_compare

from ..engine import changes
from ..engine.change_table import CANCELLED, CONFIRMED, DO, DRAFT, OurLine, OurOrder
from ..engine.reasons import reason
from ..spapi.vendor_orders import parse_order
from ..spapi.wire import WireError

SALE_STATES = {"draft": DRAFT, "sent": DRAFT, "sale": CONFIRMED, "cancel": CANCELLED}


class AmazonVendorOrderHandler(models.AbstractModel):
    """Judge what Amazon changed about orders that are in our books."""

    _inherit = "amazon.vendor.order.handler"

    def _judge_changes(self, plans):
        """Decide about every change before anything is written; an order that cannot move waits where it is."""
        for plan in plans:
            if not plan.in_our_books:
                continue
            sale = plan.mirror.sale_order_id
            moved = self._ships_from_elsewhere(plan)
            plan.changes = changes.compare(
                plan.followed,
                plan.order,
                self._our_order(plan.mirror, sale),
                moved,
                followed=plan.followed_answer,
                given=plan.answer,
                tz_name=plan.zone,
            )
            stuck = [
                change for change in plan.changes if change.field == "ship_to_company" and change.verdict != DO
            ]
            if stuck:
                plan.wait(
                    reason("other_company_shipped", ship_to=plan.order.ship_to or "?", company=plan.company.name),
                    plan.mirror,
                )
                plan.store, plan.company = plan.mirror.store_id, plan.mirror.company_id

    def _note_changes(self, plans):
        """Keep before and after also of orders that are not in our books: what they say has nothing to follow it."""
        known = [plan for plan in plans if plan.message.version > 1 and not plan.in_our_books]
        if not known:
            return
        before = self._versions_before(known)
        noted = {
            row.message_id
            for row in self.env["amazon.vendor.purchase.order.change"].search(
                [("message_id", "in", [plan.message.id for plan in known])]
            )
        }
        rows = [
            {
                "order_id": plan.mirror.id,
                "line_number": change.line or False,
                "message_id": plan.message.id,
                "field": change.field,
                "before": change.before,
                "after": change.after,
                "verdict": "noted",
            }
            for plan in known
            if plan.message not in noted and plan.message in before
            for change in changes.compare(before[plan.message], plan.order, OurOrder(DRAFT))
        ]
        self.env["amazon.vendor.purchase.order.change"].create(rows)

    def _versions_before(self, plans):
        """Return {message: the order as the version before it said}, where its bytes are still kept and readable."""
        mirrors = {plan.mirror.id: plan.message for plan in plans}
        earlier = self.env["amazon.vendor.message"].search(
            [
                ("purchase_order_id", "in", list(mirrors)),
                ("document_type", "=", "purchase_order"),
                ("is_current", "=", False),
            ],
            order="version",
        )
        latest = {message.purchase_order_id.id: message for message in earlier}
        chosen = earlier.browse(message.id for message in latest.values())
        payloads = chosen.page_id._payloads(chosen)
        found = {}
        for order_id, message in latest.items():
            try:
                found[mirrors[order_id]] = parse_order(payloads[message.id])
            except (KeyError, WireError):
                continue
        return found

    def _ships_from_elsewhere(self, plan):
        """Tell whether another company or warehouse has to deliver: a confirmed order cannot simply be moved there."""
        return bool(plan.store) and plan.store.warehouse_id != plan.mirror.store_id.warehouse_id

    def _our_order(self, mirror, sale):
        """Return our sale order as the table of changes sees it."""
        if not sale:
            return OurOrder(CANCELLED)
        # Somebody may also have followed by hand what could only be listed.
        due, actual = mirror.applied_due_at, sale.commitment_date
        edited = actual not in (due, mirror.due_at)
        return OurOrder(
            state=SALE_STATES[sale.state],
            locked=sale.locked,
            lines={
                line.applied_key: self._our_line(sale_line, line._later_line_of(sale))
                for line in mirror.line_ids
                if line.applied_key and (sale_line := line._sale_line_of(sale))
            },
            edited_date=(str(due or "-"), str(actual or "-")) if edited else None,
        )

    def _our_line(self, sale_line, later_line):
        each = sale_line._amazon_vendor_each()
        expected, actual = sale_line._amazon_vendor_expected_price(), sale_line.price_unit
        edited = float_compare(expected, actual, precision_digits=6) != 0
        return OurLine(
            quantity=_exact(sale_line._amazon_vendor_quantity()),
            pieces_per_unit=round(sale_line._amazon_vendor_unit().factor / each.factor),
            shipped_pieces=_exact(self._shipped(sale_line, each)),
            invoiced_pieces=_exact(
                sum(
                    part.product_uom_id._compute_quantity(part.qty_invoiced, each, round=False)
                    for part in sale_line | later_line
                )
            ),
            later=_exact(later_line._amazon_vendor_quantity()) if later_line else Decimal(0),
            shipped_later_pieces=_exact(self._shipped(later_line, each)) if later_line else Decimal(0),
            edited_price=(f"{expected:g}", f"{actual:g}") if edited else None,
        )

    def _shipped(self, sale_line, each):
        shipped = sale_line._amazon_vendor_shipped_pieces()
        return sale_line.product_id.uom_id._compute_quantity(shipped, each, round=False)


def _exact(number):
    """Return the decimal that a float of the database means."""
    return Decimal(repr(round(number, 6))).normalize()
