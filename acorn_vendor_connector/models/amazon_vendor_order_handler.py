import logging
from collections import defaultdict
from dataclasses import replace

from odoo import api, models
from odoo.tools import groupby

from ..engine import changes, dates, routing
from ..spapi.vendor_orders import parse_order
from ..spapi.wire import WireError, read_json
from .amazon_vendor_handler import Outcome
from .amazon_vendor_order_context import OrderContext
from .amazon_vendor_order_plan import Plan
from .amazon_vendor_time import aware
from .amazon_vendor_wait import render_reason

_logger = logging.getLogger(__name__)

# A batch belongs to companies, not to a person: nobody is subscribed, tracked or written to for each of its records.
BATCH_CONTEXT = {
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "mail_auto_subscribe_no_notify": True,
}


class AmazonVendorHandler(models.AbstractModel):
    _inherit = "amazon.vendor.handler"

    @api.model
    def _handlers(self):
        return {**super()._handlers(), "purchase_order": "amazon.vendor.order.handler"}


class AmazonVendorOrderHandler(models.AbstractModel):
    """Turn archived purchase orders into Amazon's mirror and our sale orders, a batch at a time."""

    _name = "amazon.vendor.order.handler"
    _description = "Amazon purchase order handler"

    @api.model
    def _receive_batch(self, messages, payloads):
        """Return {message id: Outcome}; see `amazon.vendor.handler` for the contract.

        Everything is looked up and decided before the first record is made. Each order then ends in its own company.
        """
        # sudo: the batch runner is the system, and what it makes is checked against the routed company below.
        handler = self.sudo().with_context(**BATCH_CONTEXT)
        statuses = handler._lock_statuses(messages.sudo())
        plans, outcomes = handler._read(messages.sudo(), payloads)
        if plans:
            context = OrderContext(handler.env, plans)
            for plan in plans:
                handler._decide(plan, context)
            handler._note_answers(plans)
            handler._price(plans, context)
            handler._judge_changes(plans)
            handler._remember(plans, context)
            handler._receive_statuses(statuses, plans)
            handler._note_changes(plans)
            handler._act(plans)
            handler._tell(plans)
        outcomes.update({plan.message.id: handler._outcome(plan) for plan in plans})
        return outcomes

    @api.model
    def _note_failure(self, message):
        """Keep Amazon's side of an order that could not be booked, and say on it why.

        The batch runner has undone everything else of this order.
        """
        handler = self.sudo().with_context(**BATCH_CONTEXT)
        try:
            with self.env.cr.savepoint():
                handler._remember_failure(message.sudo())
        except Exception:  # what broke the order may break its mirror; the message already says so
            _logger.info("No mirror can be kept of message %s", message.id, exc_info=True)

    def _remember_failure(self, message):
        plans, _outcomes = self._read(message, message.page_id._payloads(message))
        if not plans:
            return
        context = OrderContext(self.env, plans)
        for plan in plans:
            self._decide(plan, context)
            plan.failure = message.error_message
        self._note_answers(plans)
        self._remember(plans, context)
        message.write({"purchase_order_id": plans[0].mirror.id, "company_id": plans[0].company.id})

    # ------------------------------------------------------------------ read

    def _read(self, messages, payloads):
        """Parse the documents; return the plans of those that can be understood and the outcomes of the others."""
        orders, outcomes = {}, {}
        for message in messages:
            try:
                orders[message] = parse_order(payloads[message.id])
            except WireError as error:
                outcomes[message.id] = self._unreadable(message, error.path, error.message)
        codes = self._codes_of(orders)
        plans = []
        for message, order in orders.items():
            code = codes.get(message)
            if not code:
                outcomes[message.id] = self._unreadable(
                    message, "orderDetails.sellingParty.partyId", self.env._("no vendor code")
                )
            elif not order.has_details:
                outcomes[message.id] = self._unreadable(message, "orderDetails", self.env._("no details"))
            else:
                mirror = self.env["amazon.vendor.purchase.order"]
                plans.append(Plan(message, order, payloads[message.id], code, mirror))
        return plans, outcomes

    def _unreadable(self, message, path, problem):
        return Outcome(
            "failed",
            error_kind="data",
            path=path,
            message=self.env._(
                "Purchase order %(number)s cannot be read: %(path)s (%(problem)s). Look at the document, and "
                "re-read the order once Amazon has corrected it.",
                number=message.reference,
                path=path,
                problem=problem,
            ),
        )

    def _codes_of(self, orders):
        """Return {message: vendor code}, making codes that Amazon names for the first time."""
        found = {}
        for account, messages in groupby(orders, key=lambda message: message.account_id):
            names = {orders[message].vendor_code for message in messages if orders[message].vendor_code}
            codes = self.env["amazon.vendor.code"]
            if account and names:
                codes._get_or_create(account, sorted(names))
            known = codes.search(
                [("environment", "=", messages[0].environment), ("name", "in", [codes._amazon_name(n) for n in names])]
            )
            by_name = {code.name: code for code in known}
            for message in messages:
                name = orders[message].vendor_code
                found[message] = by_name.get(codes._amazon_name(name)) if name else None
        return found

    # ------------------------------------------------------------------ decide

    def _decide(self, plan, context):
        """Decide whose books the order belongs to and whether it may enter them; make nothing."""
        order, code = plan.order, plan.code
        plan.mirror = context.mirrors.get(plan.key, plan.mirror)
        plan.ship_to = context.party(context.ship_tos, code, order.ship_to_party) or self.env["amazon.vendor.ship.to"]
        plan.bill_to = context.party(context.bill_tos, code, order.bill_to_party) or self.env["amazon.vendor.bill.to"]
        plan.store_before = plan.mirror.store_id
        plan.waited = plan.mirror.sync_state == "waiting"
        plan.in_our_books = bool(plan.mirror.applied_document)
        if plan.in_our_books:
            plan.followed = parse_order(read_json(plan.mirror.applied_document.encode()))
            plan.followed_answer = plan.mirror.applied_acknowledgement_id._said()
        plan.answer = plan.mirror._answer_to_follow()._said()
        plan.decision = routing.decide(self._facts(plan), self._rules(plan, context))
        self._route(plan)
        for reason in plan.decision.reasons if plan.decision.outcome == routing.WAIT else ():
            named = replace(reason, params={**reason.params, "store": plan.store.display_name})
            plan.wait(named, self._cause_of(reason, plan))
        plan.zone = plan.ship_to.tz or self._zone_of(plan)
        plan.transit_days = plan.ship_to._get_transit_days() or plan.store.transit_days
        plan.dates = dates.order_dates(order.ship_window, order.delivery_window, plan.zone, plan.transit_days)

    def _route(self, plan):
        """Take the store the order belongs to now.

        An order in our books stays where it is until Amazon names another ship-to: mapping a ship-to to another store
        is meant for the orders to come.
        """
        store_id = plan.decision.store.key if plan.decision.store else False
        if plan.in_our_books and plan.followed.ship_to == plan.order.ship_to:
            store_id = plan.mirror.store_id.id
            plan.decision = routing.Decision(routing.APPLY)
        elif plan.in_our_books and not store_id:
            store_id = plan.mirror.store_id.id
        plan.store = self.env["amazon.vendor.store"].browse(store_id or [])
        plan.company = plan.store.company_id or plan.code.company_id

    def _facts(self, plan):
        order = plan.order
        return routing.Facts(
            number=order.number.strip().upper(),
            vendor_code=plan.code.name,
            ship_to=order.ship_to,
            ordered_at=order.ordered_at,
            has_details=order.has_details,
            is_closed=order.is_closed,
            is_consignment=order.is_consignment,
            is_cancelled=order.is_cancelled,
            is_rejected=changes.is_rejected(order, plan.answer),
            in_our_books=plan.in_our_books,
        )

    def _rules(self, plan, context):
        code = plan.code
        stores = plan.ship_to.store_id | code.default_store_id
        return routing.Rules(
            environment=code.environment,
            go_live=aware(code.go_live),
            ship_to_store=self._store_rule(plan.ship_to.store_id),
            default_store=self._store_rule(code.default_store_id),
            production_companies=context.production_companies,
            references=tuple(
                ((company_id, number), sales)
                for (company_id, number), sales in context.references.items()
                if company_id in stores.company_id.ids
            ),
        )

    def _store_rule(self, store):
        return routing.Store(store.id, store.company_id.id, bool(store.warehouse_id)) if store else None

    def _zone_of(self, plan):
        """Without a time zone of the ship-to, its store's side of the world is nearer than UTC."""
        return plan.store.partner_id.tz or plan.company.partner_id.tz

    def _cause_of(self, reason, plan):
        """Return the record on which a person solves this reason."""
        return {
            "ship_to_unmapped": plan.ship_to,
            "store_incomplete": plan.store,
            "company_has_production": plan.code,
        }.get(reason.code, plan.mirror)

    # ------------------------------------------------------------------ act

    def _act(self, plans):
        """Make or change the sale orders, one company at a time."""
        by_company = defaultdict(list)
        for plan in plans:
            if plan.decision.outcome == routing.APPLY and not plan.waits:
                by_company[plan.company].append(plan)
        for company, chosen in by_company.items():
            handler = self.with_company(company).with_context(allowed_company_ids=company.ids)
            handler._make_sale_orders([plan for plan in chosen if not plan.in_our_books])
            for plan in chosen:
                if plan.in_our_books:
                    plan.mirror.with_env(handler.env)._apply_changes(plan)

    def _outcome(self, plan):
        """Say what became of a message: waiting where a person is asked, applied otherwise."""
        waiting = plan.mirror.sync_state in ("waiting", "link")
        reasons = [wait.stored() for wait in plan.waits]
        if plan.decision.outcome == routing.LINK:
            reasons = [{"code": why.code, "params": why.params} for why in plan.decision.reasons]
        return Outcome(
            "waiting" if waiting else "applied",
            error_kind="rule" if waiting else None,
            message="\n".join(render_reason(self.env, stored) for stored in reasons) or None,
            notes=plan.order.notes,
            purchase_order=plan.mirror,
            company=plan.company,
        )
