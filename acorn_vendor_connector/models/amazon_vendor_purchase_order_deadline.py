from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_datetime

from ..engine.deadlines import ANSWER, CORRECT, asked_at, deadlines
from .amazon_vendor_time import aware, naive

# Which moment makes which question to people.
TOLD = {"answer_due": "remind_at", "answer_late": "escalate_at"}

# Amazon waits, and nothing is on its way to it.
TO_ANSWER = Domain("answer_due", "=", True) & Domain("answer_state", "!=", "sending")
OVERDUE = Domain("answer_by", "<", "now")

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


class AmazonVendorPurchaseOrder(models.Model):
    """Say until when an order has to be answered, and tell people while they still have the time."""

    _inherit = "amazon.vendor.purchase.order"

    answer_by = fields.Datetime(
        "Answer by",
        readonly=True,
        help="24 hours after the order's date, as Amazon asks. When Amazon changes an order that is answered already "
        "and wants another answer: 24 hours after that change.",
    )
    remind_at = fields.Datetime("Reminder", readonly=True)
    escalate_at = fields.Datetime("Second reminder", readonly=True)
    is_to_answer = fields.Boolean("To answer", compute="_compute_answer_left", search="_search_is_to_answer")
    answer_left = fields.Char("Time left", compute="_compute_answer_left", help="Until an answer is overdue.")
    answer_urgency = fields.Selection(
        [("late", "Overdue"), ("soon", "Soon"), ("open", "In time")], compute="_compute_answer_left"
    )
    correct_until = fields.Datetime("Can be corrected until", compute="_compute_correct_until")
    correction_text = fields.Char("Corrections", compute="_compute_correct_until")

    # ------------------------------------------------------------------ compute

    @api.depends("answer_due", "answer_state", "answer_by", "remind_at")
    @api.depends_context("lang")
    def _compute_answer_left(self):
        now = fields.Datetime.now()
        to_answer = self.filtered_domain(TO_ANSWER)
        for order in self:
            order.is_to_answer = order in to_answer
            order.answer_left = order.answer_urgency = False
            if order.is_to_answer and order.answer_by:
                soon = "soon" if order.remind_at <= now else "open"
                order.answer_urgency = "late" if order.answer_by < now else soon
                order.answer_left = order._time_left(order.answer_by - now)

    def _search_is_to_answer(self, operator, value):
        if operator != "in":
            return NotImplemented
        return TO_ANSWER if True in value else ~TO_ANSWER

    def _time_left(self, left):
        """Return a span of time in words; below zero it is over."""
        span = self._span(abs(left))
        return self.env._("%(time)s late", time=span) if left < timedelta(0) else span

    def _span(self, time):
        if time >= 2 * DAY:
            return self.env._("%(days)s days", days=time // DAY)
        return self.env._("%(hours)s h %(minutes)s min", hours=time // HOUR, minutes=time % HOUR // MINUTE)

    @api.depends("ordered_at", "answer_due", "answer_state", "amazon_state")
    @api.depends_context("lang", "tz")
    def _compute_correct_until(self):
        """Tell what Amazon still lets us correct of an answer that it has, and that it does not ask for again."""
        now = fields.Datetime.now()
        for order in self:
            given = order.answer_state == "accepted" and not order.answer_due and order.amazon_state != "closed"
            order.correct_until = given and order.ordered_at and order.ordered_at + CORRECT
            order.correction_text = order.correct_until and order._correction_text(order.correct_until > now)

    def _correction_text(self, is_open):
        moment = self._in_words(self.correct_until)
        if is_open:
            return self.env._(
                "Quantities, prices and dates can be corrected until %(moment)s, afterwards only dates.", moment=moment
            )
        return self.env._("Since %(moment)s, only dates can be corrected.", moment=moment)

    def _in_words(self, moment):
        """Return a moment in the language and the time zone of the reader."""
        return format_datetime(self.env, moment, tz=str(self.env.tz), dt_format="short")

    # ------------------------------------------------------------------ verbs

    def _set_deadlines(self):
        """Write until when these orders have to be answered and when people are told, in the working time of today.

        Only of orders whose answer is due: of the others the last deadline stays. The working times are asked for once
        per calendar, not per order.
        """
        since = {order: order._asked_at() for order in self if order.answer_due and order.ordered_at}
        if not since:
            return
        orders = self.browse([order.id for order in since])
        times = orders.code_id._working_times(min(since.values()), max(since.values()) + ANSWER)
        for order, asked in since.items():
            code = order.code_id
            found = deadlines(
                asked, times[code], timedelta(hours=code.remind_hours), timedelta(hours=code.escalate_hours)
            )
            moments = (found.answer_by, found.remind_at, found.escalate_at)
            values = dict(zip(("answer_by", "remind_at", "escalate_at"), map(naive, moments), strict=True))
            if any(order[name] != value for name, value in values.items()):
                order.write(values)

    def _asked_at(self):
        """Return since when Amazon waits for our answer."""
        changes = [self.changed_at, self.amazon_state == "new" and self.state_changed_at]
        return asked_at(
            aware(self.ordered_at), aware(self.given_acknowledgement_id.answered_at), [aware(one) for one in changes]
        )

    @api.model
    def _watch_deadlines(self):
        """Work out again what is still ahead, and wake up for the next order of which people have to be told.

        So a holiday, or working hours, entered later count for every order that has time left. Of what people were
        told, nothing is taken back but by an answer.
        """
        now = fields.Datetime.now()
        ahead = self.search(TO_ANSWER & Domain("answer_by", ">", now))
        ahead._set_deadlines()
        if moments := [moment for moment in ahead._telling_moments() if moment > now]:
            self._trigger_questions(min(moments))

    def _telling_moments(self):
        """Return when people are told of these orders."""
        return [order[name] for order in self for name in TOLD.values() if order[name]]

    def _trigger_answer_questions(self):
        """Let people be told of these orders in time, and within a minute no longer of what is answered.

        One moment is enough for a batch: the cron looks for the next one itself. Answers that are settled one by one
        share the run of their minute.
        """
        if moments := self._telling_moments():
            soon = fields.Datetime.now().replace(second=0) + MINUTE
            self._trigger_questions(max(soon, min(moments)))

    # ------------------------------------------------------------------ people

    @api.model
    def _ask_people(self):
        self._watch_deadlines()
        super()._ask_people()

    @api.model
    def _causes(self):
        """Ask once per vendor code for the answers that are due soon, and once more the second person."""
        causes, now = super()._causes(), fields.Datetime.now()
        for cause, moment in TOLD.items():
            orders = self.search(TO_ANSWER & Domain(moment, "<=", now), order="answer_by, id")
            for code, of_code in orders.grouped("code_id").items():
                if cause != "answer_late" or code._get_second():
                    causes[cause, code._name, code.id] = ({"code": cause, "params": {}}, of_code.ids)
        return causes

    def _person_for(self, cause, record):
        return record._get_second() if cause == "answer_late" else super()._person_for(cause, record)

    def _due_for(self, cause):
        return self.answer_by if cause in TOLD else super()._due_for(cause)

    def _title_for(self, cause):
        title = super()._title_for(cause)
        return f"{title} ({self._in_words(self.answer_by)})" if cause in TOLD else title

    def _activity_summary(self, cause, record):
        if cause == "answer_due":
            return self.env._("Answer %(count)s order(s) of %(code)s", count=len(self), code=record.name)
        if cause == "answer_late":
            return self.env._(
                "%(count)s order(s) of %(code)s are still not answered", count=len(self), code=record.name
            )
        return super()._activity_summary(cause, record)


class AmazonVendorOrderHandler(models.AbstractModel):
    _inherit = "amazon.vendor.order.handler"

    def _remember(self, plans, context):
        """Set the deadlines of a batch, and let people be asked about what is to be answered now, or was until now."""
        asked = {plan.key for plan in plans if plan.mirror.answer_due}
        super()._remember(plans, context)
        orders = self.env["amazon.vendor.purchase.order"].union(
            *(plan.mirror for plan in plans if plan.mirror.answer_due or plan.key in asked)
        )
        orders._set_deadlines()
        orders._trigger_answer_questions()


class AmazonVendorAcknowledgement(models.Model):
    _inherit = "amazon.vendor.acknowledgement"

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            self.order_id._trigger_answer_questions()
        return result
