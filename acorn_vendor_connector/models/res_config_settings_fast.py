from odoo import fields, models

from .fast_batch import PLAIN_PARAMETER


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    amazon_vendor_plain_batches = fields.Boolean("Plain batches", config_parameter=PLAIN_PARAMETER)
