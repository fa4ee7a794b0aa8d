import json
from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .amazon_vendor_wait import render_reason

SHOWN_ORDERS = 10
NOT_APPLIED = "changes_not_applied"


class MailActivity(models.Model):
    _inherit = "mail.activity"

    amazon_vendor_cause = fields.Char(
        readonly=True,
        index="btree_not_null",
        help="Why orders from Amazon wait: one open activity per cause and record.",
    )


class AmazonVendorPurchaseOrder(models.Model):
    """Ask a person once per cause, and let orders go on by themselves when it is solved."""

    _inherit = "amazon.vendor.purchase.order"

    # ------------------------------------------------------------------ go on

    @api.model
    def _resume(self, domain):
        """Put the waiting orders of the domain, and mirrors that are live by now, back in the queue.

        Returns at once: the receive cron does the work, and an order that still waits for something else says so again.
        """
        live = self.env["amazon.vendor.code"].sudo().search([("go_live", "!=", False)])
        resting = Domain("mirror_reason", "in", ["no_go_live", "before_go_live"]) & Domain.OR(
            Domain("code_id", "=", code.id) & Domain("ordered_at", ">=", code.go_live) for code in live
        )
        orders = self.search(Domain(domain) & (Domain("sync_state", "=", "waiting") | resting))
        orders._receive_again()
        return orders

    def _receive_again(self):
        """Put the current document of these orders back in the queue."""
        # sudo: messages belong to the system; who may answer what an order waits for need not read them.
        messages = (
            self.env["amazon.vendor.message"]
            .sudo()
            .search(
                [
                    ("purchase_order_id", "in", self.ids),
                    ("is_current", "=", True),
                    ("state", "in", ["waiting", "failed", "applied"]),
                ]
            )
        )
        if messages:
            messages._set_state("archived")
            messages._trigger_receive()

    # ------------------------------------------------------------------ one activity per cause

    def _ask_people(self, waits):
        """Keep one open activity per cause; `waits` holds {(reason code, record): stored reason}."""
        if not waits:
            return
        activities = self._open_activities(waits)
        for (code, record), stored in waits.items():
            orders = self._waiting_for(code, record)
            user = self._responsible_for(record, orders)
            values = self.with_context(lang=user.lang)._activity_values(code, record, stored, orders)
            activity = activities.get((code, record))
            if activity:
                activity.write({"summary": values["summary"], "note": values["note"]})
            else:
                record.with_context(mail_activity_quick_update=True).activity_schedule(
                    "mail.mail_activity_data_todo", user_id=user.id, amazon_vendor_cause=code, **values
                )

    def _open_activities(self, causes):
        """Return {(reason code, record): activity} of the open ones."""
        by_model = defaultdict(set)
        for _code, record in causes:
            by_model[record._name].add(record.id)
        domain = Domain.OR(
            Domain("res_model", "=", model) & Domain("res_id", "in", list(ids)) for model, ids in by_model.items()
        )
        found = self.env["mail.activity"].search(
            domain & Domain("amazon_vendor_cause", "in", [code for code, _record in causes])
        )
        return {
            (activity.amazon_vendor_cause, self.env[activity.res_model].browse(activity.res_id)): activity
            for activity in found
        }

    def _close_answered(self, causes):
        """Close the activities of causes for which no order waits any more."""
        answered = {cause for cause in causes if not self._waiting_for(*cause)}
        for cause, activity in self._open_activities(answered).items() if answered else ():
            if cause in answered:
                activity.action_feedback(feedback=self.env._("Solved: no order waits for this any more."))

    def _waiting_for(self, code, record):
        """Return the orders that wait for this cause."""
        if code == NOT_APPLIED:
            return record.filtered(lambda order: any(order.change_ids.mapped("is_open")))
        if record._name == self._name:
            reasons = record.wait_reasons if record.sync_state == "waiting" else ()
            return record if any(reason["code"] == code for reason in reasons or ()) else record.browse()
        wanted = [{"code": code, "cause": f"{record._name},{record.id}"}]
        self.flush_model(["wait_reasons", "sync_state"])
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM amazon_vendor_purchase_order
                WHERE sync_state = 'waiting' AND wait_reasons @> %s::jsonb ORDER BY due_at, id""",
                json.dumps(wanted),
            )
        )
        return self.browse(row[0] for row in rows)

    def _causes(self):
        """Return {(reason code, record)} of what this order waited for until now."""
        self.ensure_one()
        causes = set()
        for stored in (self.wait_reasons or ()) if self.sync_state == "waiting" else ():
            model, _comma, record_id = stored.get("cause", f"{self._name},{self.id}").partition(",")
            causes.add((stored["code"], self.env[model].browse(int(record_id))))
        return causes

    def _close_solved_activities(self):
        """Close what was asked on these orders and is settled."""
        self._close_answered({(NOT_APPLIED, order) for order in self})

    def _responsible_for(self, record, orders):
        """Return who answers for the vendor code, else a manager of the connector."""
        code = (record if record._name == "amazon.vendor.code" else orders[:1].code_id) or self[:1].code_id
        managers = self.env.ref("acorn_vendor_connector.group_manager").all_user_ids
        people = managers.filtered(lambda user: user.active and user != self.env.ref("base.user_root"))
        return code._get_responsible() or people[:1] or self.env.user

    def _activity_values(self, code, record, stored, orders):
        """Return summary, note and deadline of the activity, in the language of the environment."""
        names = [order._get_html_link(title=order.name) for order in orders[:SHOWN_ORDERS]]
        more = len(orders) - len(names)
        listed = Markup(", ").join(names)
        if more > 0:
            listed += " " + self.env._("and %(count)s more", count=more)
        note = Markup("<p>%s</p><p>%s</p>") % (render_reason(self.env, stored), listed)
        deadlines = [order.due_at.date() for order in orders if order.due_at]
        today = fields.Date.context_today(self)
        return {
            "summary": self._activity_summary(code, record, orders),
            "note": note,
            "date_deadline": max(today, min(deadlines, default=today)),
        }

    def _activity_summary(self, code, record, orders):
        if code == "ship_to_unmapped":
            return self.env._(
                "Assign ship-to %(ship_to)s: %(count)s order(s) wait", ship_to=record.name, count=len(orders)
            )
        if code == "products_unmapped":
            unmapped = orders.line_ids.filtered(lambda line: not line.cancelled and not line.product_id).mapping_id
            return self.env._(
                "Map %(products)s product(s): %(count)s order(s) wait", products=len(unmapped), count=len(orders)
            )
        if code == NOT_APPLIED:
            return self.env._("Amazon changed %(number)s and a part could not be applied", number=record.name)
        return self.env._("%(count)s order(s) from Amazon wait for an answer", count=len(orders))


class AmazonVendorOrderHandler(models.AbstractModel):
    _inherit = "amazon.vendor.order.handler"

    def _tell(self, plans):
        """After a batch: ask people once per cause, close what is answered, refresh the work list of products."""
        orders = self.env["amazon.vendor.purchase.order"]
        waits, answered = {}, set()
        for plan in plans:
            now = {(wait.reason.code, wait.cause or plan.mirror): wait.stored() for wait in plan.waits}
            if plan.mirror.sync_state == "waiting":
                waits.update(now)
            answered |= plan.waited_for - now.keys()
            if plan.changes and any(plan.mirror.change_ids.mapped("is_open")):
                waits[NOT_APPLIED, plan.mirror] = {"code": NOT_APPLIED, "params": {}}
        orders._close_answered(answered - waits.keys())
        self.env["amazon.vendor.product"]._refresh_demand(
            orders.union(*(plan.mirror for plan in plans)).line_ids.mapping_id
        )
        orders.union(*(plan.mirror for plan in plans))._ask_people(waits)
