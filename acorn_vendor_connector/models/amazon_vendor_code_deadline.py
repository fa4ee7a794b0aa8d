from datetime import timezone

from odoo import api, fields, models


class AmazonVendorCode(models.Model):
    """Say in whose working time the orders of a vendor code are answered, and who is told when they are not."""

    _inherit = "amazon.vendor.code"

    calendar_id = fields.Many2one(
        "resource.calendar",
        "Working hours",
        check_company=True,
        ondelete="restrict",
        tracking=True,
        help="In which hours, and on which days but holidays, people answer orders. Empty: the company's.",
    )
    remind_hours = fields.Float(
        "Reminder",
        required=True,
        default=6,
        tracking=True,
        help="How many working hours are left when the responsible person is reminded of an order without an answer. "
        "Amazon asks for one within 24 hours of the order's date, on whatever day that ends.",
    )
    escalate_hours = fields.Float(
        "Escalation",
        required=True,
        default=2,
        tracking=True,
        help="How many working hours are left when the second person hears of it too.",
    )
    escalation_user_id = fields.Many2one(
        "res.users",
        "Second person",
        tracking=True,
        help="Empty: who answers for the account, unless that is the same person anyway.",
    )

    _remind_first = models.Constraint(
        "CHECK(escalate_hours >= 0 AND escalate_hours <= remind_hours AND remind_hours <= 24)",
        "The responsible person is reminded first, and within the 24 hours that Amazon gives for an answer.",
    )

    @api.constrains("calendar_id", "company_id")
    def _check_calendar(self):
        self._check_company(["calendar_id"])

    def write(self, vals):
        result = super().write(vals)
        if {"calendar_id", "company_id", "remind_hours", "escalate_hours", "go_live"} & vals.keys():
            self.env["amazon.vendor.purchase.order"]._trigger_questions()
        return result

    def _get_second(self):
        """Return who is told when the responsible person does not answer; nobody is told twice."""
        second = self.escalation_user_id.filtered("active") or self.account_id.responsible_id
        return second - self._get_responsible()

    def _working_times(self, start, end):
        """Return {vendor code: its working intervals between two aware moments}, asking once for each calendar."""
        times, by_calendar = {}, {}
        for code in self:
            calendar = code.calendar_id or code.company_id.resource_calendar_id
            key = calendar, code.company_id
            if key not in by_calendar:
                by_calendar[key] = self._times_of(calendar, code.company_id, start, end)
            times[code] = by_calendar[key]
        return times

    def _times_of(self, calendar, company, start, end):
        """Return the calendar's intervals without its holidays; without a calendar every hour is as good as another."""
        if not calendar:
            return [(start, end)]
        # A holiday that names no calendar is one of its own company's only.
        holidays = [("time_type", "=", "leave"), ("company_id", "in", [False, company.id])]
        intervals = calendar._work_intervals_batch(start, end, domain=holidays)[False]
        return [(opens.astimezone(timezone.utc), closes.astimezone(timezone.utc)) for opens, closes, _day in intervals]
