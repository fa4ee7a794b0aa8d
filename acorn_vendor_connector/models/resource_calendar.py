from odoo import api, models


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def write(self, vals):
        """Let deadlines follow the working hours: of orders that are to be answered, by the cron, in a moment."""
        result = super().write(vals)
        self.env["amazon.vendor.purchase.order"]._trigger_questions()
        return result


class ResourceCalendarLeaves(models.Model):
    _inherit = "resource.calendar.leaves"

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._amazon_vendor_note_holidays()
        return leaves

    def write(self, vals):
        result = super().write(vals)
        self._amazon_vendor_note_holidays()
        return result

    def unlink(self):
        self._amazon_vendor_note_holidays()
        return super().unlink()

    def _amazon_vendor_note_holidays(self):
        """Let deadlines follow a holiday of everybody; the time off of one person is nothing to them."""
        if not all(self.mapped("resource_id")):
            self.env["amazon.vendor.purchase.order"]._trigger_questions()
