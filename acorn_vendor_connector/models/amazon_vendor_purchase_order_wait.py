from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .amazon_vendor_wait import render_reason
from .concurrency import CONCURRENCY_ERRORS, TRIES, is_first_time

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
        orders = self._waiting_for(domain)
        orders._receive_again()
        # sudo: whoever answers does so for orders that nobody sees yet.
        self.env["amazon.vendor.answer"].sudo()._remember(domain)
        self._trigger_questions()
        return orders

    @api.model
    def _waiting_for(self, domain):
        """Return the orders of the domain that wait, or rest though their vendor code is live by now."""
        live = self.env["amazon.vendor.code"].sudo().search([("go_live", "!=", False)])
        resting = Domain("mirror_reason", "in", ["no_go_live", "before_go_live"]) & Domain.OR(
            Domain("code_id", "=", code.id) & Domain("ordered_at", ">=", code.go_live) for code in live
        )
        # An order on consignment makes no sale order, but its answer waits for products.
        consigned = Domain("mirror_reason", "=", "consignment") & Domain("answer_due", "=", True)
        return self.search(Domain(domain) & (Domain("sync_state", "=", "waiting") | resting | consigned))

    def _receive_again(self, decided_before=None):
        """Put the current document of these orders back in the queue, or only what was decided before a moment."""
        known = Domain("received_at", "<=", decided_before) if decided_before else Domain.TRUE
        # sudo: messages belong to the system; who may answer what an order waits for need not read them.
        messages = (
            self.env["amazon.vendor.message"]
            .sudo()
            .search(
                known
                & Domain("purchase_order_id", "in", self.ids)
                & Domain("document_type", "=", "purchase_order")
                & Domain("is_current", "=", True)
                & Domain("state", "in", ["waiting", "failed", "applied"])
            )
        )
        if messages:
            messages._set_state("archived")
            messages._trigger("receive")

    # ------------------------------------------------------------------ one activity per cause

    @api.model
    def _cron_ask_people(self):
        """Let go on what is answered, then bring the questions to people in line with what orders still wait for."""
        for _attempt in range(TRIES):
            try:
                self.env["amazon.vendor.answer"]._catch_up()
                self._ask_people()
                self.env["ir.cron"]._commit_progress()
                return
            except CONCURRENCY_ERRORS:  # a lane or a person came in between
                self.env.cr.rollback()
        self._trigger_questions()

    @api.model
    def _ask_people(self):
        """Keep one open activity per cause: ask what is new, say what changed, close what is answered.

        Works on what the orders say now, so it may run as often as it likes. It runs in a cron of its own: batches that
        are received at the same time would collide over the activity they share.
        """
        causes = self._causes()
        asked = {
            (activity.amazon_vendor_cause, activity.res_model, activity.res_id): activity
            for activity in self.env["mail.activity"].search([("amazon_vendor_cause", "!=", False)])
        }
        for cause, (stored, order_ids) in causes.items():
            self.browse(order_ids)._ask(cause, stored, asked.get(cause))
        for cause, activity in asked.items():
            if cause not in causes:
                activity.action_feedback(feedback=self.env._("Solved: no order waits for this any more."))

    @api.model
    def _causes(self):
        """Return {(reason code, model, record id): (stored reason, order ids by urgency)} of everything open."""
        self.flush_model()
        self.env["amazon.vendor.purchase.order.change"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT reason->>'code', coalesce(reason->>'cause', %s || ',' || po.id),
                          array_agg(reason ORDER BY po.due_at, po.id), array_agg(po.id ORDER BY po.due_at, po.id)
                     FROM amazon_vendor_purchase_order po, jsonb_array_elements(po.wait_reasons) AS reason
                    WHERE po.sync_state = 'waiting' GROUP BY 1, 2
                    UNION ALL
                   SELECT %s, %s || ',' || order_id, ARRAY[]::jsonb[], array_agg(DISTINCT order_id)
                     FROM amazon_vendor_purchase_order_change WHERE is_open IS TRUE GROUP BY order_id""",
                self._name,
                NOT_APPLIED,
                self._name,
            )
        )
        found = {}
        for code, cause, reasons, order_ids in rows:
            model, _comma, record_id = cause.partition(",")
            stored = reasons[0] if reasons else {"code": code, "params": {}}
            if self.env[model].browse(int(record_id)).exists():
                found[code, model, int(record_id)] = (stored, order_ids)
        return found

    def _ask(self, cause, stored, activity):
        """Ask about one cause for these orders, or bring the open question up to date."""
        code, model, record_id = cause
        record = self.env[model].browse(record_id)
        user = self._person_for(code, record)
        values = self.with_context(lang=user.lang, tz=user.tz)._activity_values(code, record, stored)
        if not activity:
            record.with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_todo", user_id=user.id, amazon_vendor_cause=code, **values
            )
        elif activity.summary != values["summary"] or activity.note != values["note"]:
            activity.write({"summary": values["summary"], "note": values["note"]})

    def _person_for(self, cause, record):
        """Return who answers for the vendor code, else a manager of the connector."""
        code = record if record._name == "amazon.vendor.code" else self[:1].code_id
        managers = self.env.ref("acorn_vendor_connector.group_manager").all_user_ids
        people = managers.filtered(lambda user: user.active and user != self.env.ref("base.user_root"))
        return code._get_responsible() or people[:1] or self.env.user

    def _activity_values(self, code, record, stored):
        """Return summary, note and deadline of the activity, in the language of the environment."""
        links = Markup(", ").join(order._get_html_link(title=order._title_for(code)) for order in self[:SHOWN_ORDERS])
        if len(self) > SHOWN_ORDERS:
            links += " " + self.env._("and %(count)s more", count=len(self) - SHOWN_ORDERS)
        today = fields.Date.context_today(self)
        moments = [order._due_for(code) for order in self]
        due = [fields.Datetime.context_timestamp(self, moment).date() for moment in moments if moment]
        return {
            "summary": self._activity_summary(code, record),
            "note": Markup("<p>%s</p><p>%s</p>") % (render_reason(self.env, stored), links),
            "date_deadline": max(today, min(due, default=today)),
        }

    def _due_for(self, cause):
        """Return until when the cause has to be out of the way of this order."""
        return self.due_at

    def _title_for(self, cause):
        """Return what the order is called among those of the cause."""
        return self.name

    def _activity_summary(self, code, record):
        if code == "ship_to_unmapped":
            return self.env._(
                "Assign ship-to %(ship_to)s: %(count)s order(s) wait", ship_to=record.name, count=len(self)
            )
        if code == "products_unmapped":
            unmapped = self.line_ids.filtered(lambda line: not line.cancelled and not line.product_id).mapping_id
            return self.env._(
                "Map %(products)s product(s): %(count)s order(s) wait", products=len(unmapped), count=len(self)
            )
        if code == NOT_APPLIED:
            return self.env._("Amazon changed %(number)s and a part could not be applied", number=record.name)
        return self.env._("%(count)s order(s) from Amazon wait for an answer", count=len(self))

    @api.model
    def _trigger_questions(self, at=None):
        """Let the cron ask people in a moment, or at a moment to come, for which it is woken only once."""
        if not is_first_time(self.env, "questions", at):
            return
        cron = self.env.ref("acorn_vendor_connector.cron_ask_people")
        triggers = self.env["ir.cron.trigger"].sudo()  # nobody may read when crons are due
        if not at or not triggers.search_count([("cron_id", "=", cron.id), ("call_at", "=", at)]):
            cron._trigger(at)


class AmazonVendorOrderHandler(models.AbstractModel):
    _inherit = "amazon.vendor.order.handler"

    def _tell(self, plans):
        """Let people be asked, where something waits or has stopped to wait."""
        orders = self.env["amazon.vendor.purchase.order"]
        if any(plan.waits or plan.waited or plan.changes for plan in plans):
            orders._trigger_questions()
        if any(plan.to_propose for plan in plans):
            orders._trigger_proposals()
