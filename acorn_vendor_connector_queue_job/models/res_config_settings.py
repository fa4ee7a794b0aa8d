from odoo import api, fields, models

from .amazon_vendor_message import LANES_ONLY_PARAMETER


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    amazon_vendor_lanes_only = fields.Boolean("Without the job queue", config_parameter=LANES_ONLY_PARAMETER)
    amazon_vendor_job_runner = fields.Boolean("Job runner", compute="_compute_amazon_vendor_jobs")
    amazon_vendor_jobs_waiting = fields.Integer("Jobs waiting", compute="_compute_amazon_vendor_jobs")

    @api.depends("company_id")
    def _compute_amazon_vendor_jobs(self):
        messages = self.env["amazon.vendor.message"]
        self.amazon_vendor_job_runner = messages._has_job_runner()
        self.amazon_vendor_jobs_waiting = len(messages._waiting_jobs())
