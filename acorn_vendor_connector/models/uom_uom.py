from odoo import fields, models


class UomUom(models.Model):
    _inherit = "uom.uom"

    amazon_vendor_case_size = fields.Integer("Amazon case size", readonly=True, copy=False, aggregator=None)

    _amazon_vendor_case_uniq = models.UniqueIndex(
        "(relative_uom_id, amazon_vendor_case_size) WHERE amazon_vendor_case_size > 0",
        "There is already a case of this size.",
    )
