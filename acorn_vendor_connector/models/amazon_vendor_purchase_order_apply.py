from datetime import timedelta

from odoo import models
from odoo.exceptions import UserError, ValidationError

from ..engine.change_table import DO, LIST, REFUSE
from ..spapi import wire
from .amazon_vendor_wait import reason

# What Amazon has no say in.
OURS = {"discount", "analytic_distribution"}
VERDICTS = {DO: "done", LIST: "listed", REFUSE: "refused"}


class AmazonVendorPurchaseOrder(models.Model):
    """Let our sale order follow what Amazon changed: the one verb for it."""

    _inherit = "amazon.vendor.purchase.order"

    def _apply_changes(self, plan):
        """Do what the table allows, list the rest, and keep before and after of everything.

        What a person made of the sale order is never written over: a change that meets such an edit is listed.
        """
        self.ensure_one()
        if not plan.changes:
            self._follow(plan)
            return
        lines = {line.item.line_key: line for line in plan.lines}
        rows = []
        # The window first: what is ordered more takes the date that the open moves have.
        for change in sorted(plan.changes, key=lambda change: change.field != "window"):
            verdict = VERDICTS[change.verdict]
            why = {"code": change.why.code, "params": change.why.params} if change.why else False
            if change.verdict == DO and change.is_noted:
                verdict = "noted"
            elif change.verdict == DO:
                try:
                    with self.env.cr.savepoint():
                        self._do(change, plan, lines)
                except (UserError, ValidationError) as error:
                    verdict, why = "listed", reason("not_possible", error=str(error))
            rows.append(
                {
                    "order_id": self.id,
                    "line_id": self._line_of(change).id,
                    "line_number": change.line or False,
                    "message_id": plan.message.id,
                    "field": change.field,
                    "before": change.before,
                    "after": change.after,
                    "verdict": verdict,
                    "reason": why,
                }
            )
        self.env["amazon.vendor.purchase.order.change"].create(rows)
        self._follow(plan)

    def _follow(self, plan):
        """Note that our sale order now says what this version of Amazon's says, and our answer that Amazon has."""
        self.ensure_one()
        self.applied_document = wire.canonical(plan.payload).decode("ascii")
        if self.applied_acknowledgement_id != self._answer_to_follow():
            self.applied_acknowledgement_id = self._answer_to_follow()
        for line in self.line_ids:
            key = False if line.withdrawn else line.line_key
            if line.applied_key != key:
                line.applied_key = key

    def _line_of(self, change):
        """Return Amazon's line that a change is about; new lines only have their new number."""
        if not change.line:
            return self.line_ids.browse()
        key = "line_key" if change.field == "new_line" else "applied_key"
        return self.line_ids.filtered(lambda line: line[key] == change.line)[:1]

    def _do(self, change, plan, lines):
        """Follow one change. Our sale order may be another one afterwards: then it was made again."""
        sale = self.sale_order_id.with_company(self.sale_order_id.company_id)
        line = self._line_of(change)
        sale_line = line._sale_line_of(sale) if line else sale.order_line.browse()
        if change.field in ("cancel_order", "ship_to_company"):
            self._cancel_sale_order(sale)
        if change.field in ("uncancel_order", "ship_to_company"):
            self._make_again(plan)
        elif change.field == "window":
            self._move_dates(sale, plan.due_at)
        elif change.field == "ship_to":
            self._move_address(sale, plan)
            if sale.commitment_date == self.applied_due_at:  # another place may be nearer, or in another time zone
                self._move_dates(sale, plan.due_at)
        elif change.field == "cost":
            for part in sale_line | line._later_line_of(sale):
                self._set_price(part, lines[line.line_key])
        elif change.field in ("unit", "product"):
            self._state_anew(sale_line, line._later_line_of(sale), plan, lines[line.line_key])
        elif line:
            self._set_parts(change, sale, line, plan, lines.get(line.line_key))

    def _handler(self):
        return self.env["amazon.vendor.order.handler"]

    # ------------------------------------------------------------------ the whole order

    def _cancel_sale_order(self, sale):
        if sale and sale.state != "cancel":
            sale.action_cancel()
            sale.flush_recordset()  # before the next one is inserted: the database allows one living sale order

    def _make_again(self, plan):
        """Make a new sale order where the order belongs now."""
        company = plan.company
        handler = self._handler().with_company(company).with_context(allowed_company_ids=company.ids)
        handler._make_sale_orders([plan])

    def _move_dates(self, sale, due):
        """Move what we promised, the deadline and the plan of every open move by the same time."""
        before = sale.commitment_date
        self.applied_due_at = due
        if before == due:
            return
        sale.commitment_date = due
        if due:
            in_window = sale.order_line.filtered(lambda line: not line.amazon_vendor_promised_at)
            self._move_plan(in_window, before, due)

    def _move_plan(self, sale_lines, before, due):
        """Move deadline and plan of the open moves of these lines by the time between two promises."""
        for move in sale_lines.move_ids.filtered(lambda move: move.state not in ("done", "cancel")):
            if before:
                moved = due - before
                move.write(
                    {
                        "date": move.date + moved,
                        "date_deadline": (move.date_deadline or before) + moved
                        if move.location_dest_usage != "customer"
                        else due,
                    }
                )
            else:
                lead = timedelta(days=move.company_id.security_lead)
                move.write({"date": due - lead, "date_deadline": due})

    def _move_address(self, sale, plan):
        """Send what has not left to the new ship-to, on the order, its open deliveries and their moves."""
        self._handler()._make_delivery_addresses([plan])
        address = plan.ship_to.partner_id or plan.customer
        position = sale.fiscal_position_id
        done = {picking: picking.partner_id for picking in sale.picking_ids if picking.state in ("done", "cancel")}
        # Odoo writes the address on every delivery of the order with this key, and a warning for a person without it.
        sale.with_context(update_delivery_shipping_partner=True).write(
            {
                "partner_shipping_id": address.id,
                "fiscal_position_id": plan.fiscal_position.id,
            }
        )
        for picking, partner in done.items():
            picking.partner_id = partner
        open_moves = sale.order_line.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        open_moves.partner_id = address
        if position != plan.fiscal_position:
            sale._recompute_taxes()
        stores = (plan.store_before, plan.store)
        before, now = (self._handler()._analytic_distribution(store) for store in stores)
        for line in sale.order_line.filtered("amazon_vendor_line_id") if before != now else ():
            if line.analytic_distribution == before:
                line.analytic_distribution = now

    # ------------------------------------------------------------------ one line

    def _set_price(self, sale_line, line):
        """Take Amazon's new price, converted into the unit that the line has now."""
        price = float(line.price)
        sale_line.write({"amazon_vendor_price": price, "amazon_vendor_uom_id": line.uom.id})
        now = sale_line._amazon_vendor_expected_price()
        sale_line.write({"price_unit": now, "technical_price_unit": now})

    def _state_anew(self, sale_line, later_line, plan, planned):
        """Write product, unit and price anew, with what we owe of them now and later."""
        values = self._handler()._sale_line_values(plan, planned)
        values = {name: value for name, value in values.items() if name not in OURS}
        sale_line.write(values)
        later_line.write({**values, "product_uom_qty": planned.later})

    def _set_parts(self, change, sale, line, plan, planned):
        """Set what we owe of a line now, and what we owe later: that has a line, a delivery and a date of its own."""
        sale_line, later_line = line._sale_line_of(sale), line._later_line_of(sale)
        if later_line and change.later and later_line.amazon_vendor_promised_at != planned.later_at:
            self._move_promise(later_line, planned.later_at)
        for part, quantity in ((sale_line, change.target), (later_line, change.later)):
            if part:
                self._set_quantity(part, quantity)
        missing = (not sale_line and change.target, not later_line and change.later)
        if any(missing):
            values = self._handler()._sale_lines_values(plan, planned)
            self._add_lines(sale, [part for part, is_missing in zip(values, missing, strict=False) if is_missing])

    def _move_promise(self, later_line, promised_at):
        """Take another day for what we backordered, on its line, its open moves and its deliveries."""
        before = later_line.amazon_vendor_promised_at
        later_line.amazon_vendor_promised_at = promised_at
        self._move_plan(later_line, before, promised_at)
        for picking, moves in later_line._amazon_vendor_open_moves().grouped("picking_id").items():
            moves._amazon_vendor_follow_promise(picking)

    def _set_quantity(self, sale_line, target):
        """Set Amazon's quantity on a line; a decrease takes it from the open moves and nowhere else."""
        quantity = sale_line._amazon_vendor_unit()._compute_quantity(target, sale_line.product_uom_id, round=False)
        _outgoing, returns = sale_line._get_outgoing_incoming_moves(strict=False)
        sale_line._amazon_vendor_align_deadlines()
        sale_line.write({"product_uom_qty": quantity})
        if sale_line._get_outgoing_incoming_moves(strict=False)[1] - returns:
            raise UserError(
                self.env._(
                    "The goods are already being prepared: change the quantity on the open delivery %(pickings)s.",
                    pickings=", ".join(
                        sale_line.move_ids.picking_id.filtered(
                            lambda picking: picking.state not in ("done", "cancel")
                        ).mapped("name")
                    )
                    or "?",
                )
            )

    def _add_lines(self, sale, values):
        """Add what came later: a line of Amazon's, or the part of one that we backordered."""
        self.env["sale.order.line"].with_context(sale_no_log_for_new_lines=True).create(
            [{"order_id": sale.id, **line} for line in values]
        )
