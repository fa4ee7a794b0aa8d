from decimal import Decimal

from odoo import models
from odoo.tools import float_compare

from ..engine import changes
from ..engine.reasons import reason

SALE_STATES = {"draft": changes.DRAFT, "sent": changes.DRAFT, "sale": changes.CONFIRMED, "cancel": changes.CANCELLED}


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
            plan.changes = changes.compare(plan.followed, plan.order, self._our_order(plan.mirror, sale), moved)
            stuck = [
                change for change in plan.changes if change.field == "ship_to_company" and change.verdict != changes.DO
            ]
            if stuck:
                plan.wait(
                    reason("other_company_shipped", ship_to=plan.order.ship_to or "?", company=plan.company.name),
                    plan.mirror,
                )
                plan.store, plan.company = plan.mirror.store_id, plan.mirror.company_id

    def _ships_from_elsewhere(self, plan):
        """Tell whether another company or warehouse has to deliver: a confirmed order cannot simply be moved there."""
        return bool(plan.store) and plan.store.warehouse_id != plan.mirror.store_id.warehouse_id

    def _our_order(self, mirror, sale):
        """Return our sale order as the table of changes sees it."""
        if not sale:
            return changes.OurOrder(changes.CANCELLED)
        due, actual = mirror.applied_due_at, sale.commitment_date
        return changes.OurOrder(
            state=SALE_STATES[sale.state],
            locked=sale.locked,
            lines={
                line.applied_key: self._our_line(line, sale_line)
                for line in mirror.line_ids
                if line.applied_key and (sale_line := line._sale_line_of(sale))
            },
            edited_date=(str(due or "-"), str(actual or "-")) if due != actual else None,
        )

    def _our_line(self, line, sale_line):
        each = sale_line._amazon_vendor_each()
        expected, actual = sale_line._amazon_vendor_expected_price(), sale_line.price_unit
        edited = float_compare(expected, actual, precision_digits=6) != 0
        invoiced = sale_line.product_uom_id._compute_quantity(sale_line.qty_invoiced, each, round=False)
        return changes.OurLine(
            quantity=_exact(sale_line._amazon_vendor_quantity()),
            pieces_per_unit=round(sale_line._amazon_vendor_unit().factor / each.factor),
            shipped_pieces=_exact(
                sale_line.product_id.uom_id._compute_quantity(
                    sale_line._amazon_vendor_shipped_pieces(), each, round=False
                )
            ),
            invoiced_pieces=_exact(invoiced),
            edited_price=(f"{expected:g}", f"{actual:g}") if edited else None,
        )


def _exact(number):
    """Return the decimal that a float of the database means."""
    return Decimal(repr(round(number, 6))).normalize()
