from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import config

from .amazon_vendor_message_settle import PROCESSING_MINUTES, PROCESSING_PARAMETER
from .amazon_vendor_page import ANSWER, ANSWER_PARAMETER, MONTHS_KEPT

MOST_LANES = 8


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    amazon_vendor_lanes = fields.Integer("Lanes")
    amazon_vendor_cron_workers = fields.Integer(compute="_compute_amazon_vendor_cron_workers")
    amazon_vendor_page_months = fields.Integer(
        "Months", config_parameter=ANSWER_PARAMETER, default=MONTHS_KEPT[ANSWER]
    )
    amazon_vendor_processing_minutes = fields.Integer(
        "Minutes", config_parameter=PROCESSING_PARAMETER, default=PROCESSING_MINUTES
    )

    def _compute_amazon_vendor_cron_workers(self):
        """Say how many scheduled actions this server runs side by side: more lanes bring nothing."""
        self.amazon_vendor_cron_workers = config["max_cron_threads"]

    @api.model
    def get_values(self):
        """Read the number of lanes from the scheduled actions themselves."""
        return {**super().get_values(), "amazon_vendor_lanes": len(self.env["amazon.vendor.message"]._lanes("receive"))}

    def set_values(self):
        """Switch lanes on or off."""
        result = super().set_values()
        messages = self.env["amazon.vendor.message"]
        if self.amazon_vendor_lanes != len(messages._lanes("receive")):
            if not 1 <= self.amazon_vendor_lanes <= MOST_LANES:
                raise UserError(self.env._("Choose between 1 and %(most)s lanes.", most=MOST_LANES))
            messages._set_lanes(self.amazon_vendor_lanes)
        return result
