from collections import namedtuple

from odoo import models

from ..engine import changes, pricing, routing
from .amazon_vendor_purchase_order import AMAZON_STATE_CODES
from .amazon_vendor_time import naive

# What `changes.match_lines` looks at, with the record it is about.
KnownLine = namedtuple("KnownLine", "line_key asin vendor_sku record")

SYNC_STATES = {routing.MIRROR: "mirror", routing.LINK: "link", routing.WAIT: "waiting", routing.APPLY: "applied"}


class AmazonVendorOrderHandler(models.AbstractModel):
    """Keep Amazon's side of every order, exactly as stated."""

    _inherit = "amazon.vendor.order.handler"

    def _remember(self, plans, context):
        """Make or bring up to date the mirrors of a batch, with their lines, in one create each."""
        new = [plan for plan in plans if not plan.mirror]
        made = self.env["amazon.vendor.purchase.order"].create(
            [{"name": plan.order.number, "code_id": plan.code.id, **self._mirror_values(plan, context)} for plan in new]
        )
        for plan, mirror in zip(new, made, strict=True):
            plan.mirror = mirror
        for plan in plans:
            if plan not in new:
                self._write_changed(plan.mirror, self._mirror_values(plan, context))
        self._remember_lines(plans, context)

    def _write_changed(self, record, values):
        """Write only what differs: most orders that are read again say the same."""
        changed = {
            name: value
            for name, value in values.items()
            if record._fields[name].convert_to_write(record[name], record) != (value if value is not None else False)
        }
        if changed:
            record.write(changed)

    # ------------------------------------------------------------------ the order

    def _mirror_values(self, plan, context):
        order, decision = plan.order, plan.decision
        window = order.ship_window or order.delivery_window
        imported = order.import_details
        waits = [wait.stored() for wait in plan.waits]
        return {
            "company_id": plan.company.id,
            "store_id": plan.store.id,
            "ship_to_id": plan.ship_to.id,
            "bill_to_id": plan.bill_to.id,
            "amazon_state": AMAZON_STATE_CODES.get(order.state, "unknown"),
            "amazon_state_stated": order.state or False,
            "order_type": order.order_type or False,
            "payment_method": order.payment_method or False,
            "deal_code": order.deal_code or False,
            "buying_party": order.buying_party.party_id if order.buying_party else False,
            "ordered_at": naive(order.ordered_at),
            "changed_at": naive(order.content_changed_at),
            "state_changed_at": naive(order.state_changed_at),
            "window_kind": ("ship" if order.ship_window else "delivery") if window else False,
            "window_start": naive(window.start) if window else False,
            "window_end": naive(window.end) if window else False,
            "due_at": plan.due_at,
            "is_import": bool(imported),
            "import_payment": imported.method_of_payment or False if imported else False,
            "import_incoterm": imported.incoterm or False if imported else False,
            "import_port": imported.port_of_delivery or False if imported else False,
            "import_containers": imported.containers or False if imported else False,
            "import_instructions": imported.shipping_instructions or False if imported else False,
            "currency_id": self._currency_shown(plan, context).id,
            "amount_total": sum(self._line_amount(plan, item) for item in order.items),
            "sync_state": self._sync_state(plan),
            "mirror_reason": decision.reasons[0].code if decision.outcome == routing.MIRROR else False,
            "wait_reasons": waits or False,
            "failure": plan.failure or False,
            "link_sale_order_id": decision.links[0] if decision.links else False,
            "provisional_price": any(line.provisional for line in plan.lines),
            "price_differs": any(line.differs for line in plan.lines),
            "answer_due": plan.answer_due,
            "to_propose": plan.to_propose,
        }

    def _sync_state(self, plan):
        """An order waits for as long as one thing is open, whatever else is decided."""
        if plan.failure:
            return "failed"
        return "waiting" if plan.waits else SYNC_STATES[plan.decision.outcome]

    def _currency_shown(self, plan, context):
        """Return the currency of the order, or of its first priced line when it has no single one."""
        names = (self._line_facts(item).currency for item in plan.order.items)
        first = next((name for name in names if name), None)
        return plan.currency or context.currencies.get(first) or self.env["res.currency"]

    def _line_amount(self, plan, item):
        """Return the value of a line as far as Amazon states it: a price per weight says nothing yet."""
        cost = item.net_cost
        if not cost or cost.amount is None or cost.weight_unit:
            return 0.0
        by_case = item.quantity.unit == "Cases" and plan.code.cost_basis == pricing.CASE
        return float(cost.amount * (item.quantity.amount if by_case else item.quantity.pieces))

    # ------------------------------------------------------------------ its lines

    def _remember_lines(self, plans, context):
        created, owners = [], []
        for plan in plans:
            by_item = {id(line.item): line for line in plan.lines}
            known = [
                KnownLine(line.line_key, line.asin or None, line.vendor_sku or None, line)
                for line in plan.mirror.line_ids
            ]
            position = {id(item): index for index, item in enumerate(plan.order.items)}
            for before, item in changes.match_lines(tuple(known), plan.order.items):
                if item is None:
                    self._write_changed(before.record, {"withdrawn": True})
                    continue
                line = by_item.get(id(item))
                values = {"position": position[id(item)], **self._line_values(plan, item, line, context)}
                if before:
                    if (before.record.net_cost_stated or False) != values["net_cost_stated"]:
                        values["price_decision"] = False  # it was about another price
                    self._write_changed(before.record, values)
                    if line:
                        line.record = before.record
                else:
                    plan.grew = True
                    created.append({"order_id": plan.mirror.id, **values})
                    owners.append(line)
        for line, record in zip(owners, self.env["amazon.vendor.purchase.order.line"].create(created), strict=True):
            if line:
                line.record = record

    def _line_values(self, plan, item, line, context):
        """Return one line as Amazon states it, and what it is here."""
        cost, listed, quantity = item.net_cost, item.list_price, item.quantity
        money = cost or listed
        currency = context.currencies.get(money.currency) if money and money.currency else None
        values = {
            "sequence_number": item.sequence,
            "line_key": item.line_key,
            "asin": item.asin or False,
            "vendor_sku": item.vendor_sku or False,
            "quantity": quantity.amount,
            "unit": "cases" if quantity.unit == "Cases" else "eaches",
            "unit_size": quantity.unit_size or 0,
            "withdrawn": False,
            "backorder_allowed": item.backorder_allowed,
            "net_cost": float(cost.amount) if cost and cost.amount is not None else 0.0,
            "net_cost_stated": str(cost.amount) if cost and cost.amount is not None else False,
            "list_price": float(listed.amount) if listed and listed.amount is not None else 0.0,
            "list_price_stated": str(listed.amount) if listed and listed.amount is not None else False,
            "price_weight_unit": cost.weight_unit or False if cost else False,
            "currency_id": currency.id if currency else False,
            "currency_stated": money.currency or False if money else False,
            "amount": self._line_amount(plan, item),
        }
        if line and not item.is_cancelled:
            values.update(
                product_id=line.product.id if line.product else False,
                mapping_id=line.mapping.id if line.mapping else False,
                provisional_price=line.provisional,
                price_differs=line.differs,
                our_price=float(line.our_price) if line.our_price is not None else 0.0,
                agreed_cost=round(float(line.agreed_cost), 6) if line.agreed_cost is not None else 0.0,
                price_at_stake=currency.round(float(line.at_stake)) if currency else 0.0,
            )
        return values
