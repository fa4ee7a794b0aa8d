from odoo import fields, models
from odoo.tools import SQL

from ..models.amazon_vendor_remittance_line import LINE_CLASSES


class AmazonVendorRemittanceTotal(models.Model):
    """Add up the lines of a remittance by what they are; with the remainder they make up the payment."""

    _name = "amazon.vendor.remittance.total"
    _description = "Totals of a remittance"
    _auto = False
    _order = "remittance_id desc, line_class, is_reversal, id"
    _rec_name = "line_class"

    remittance_id = fields.Many2one("amazon.vendor.remittance", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    line_class = fields.Selection(LINE_CLASSES, "Class", readonly=True)
    is_reversal = fields.Boolean("Reversal", readonly=True)
    line_count = fields.Integer("Lines", readonly=True)
    needs_me_count = fields.Integer("Needs me", readonly=True)
    amount = fields.Monetary(readonly=True)

    @property
    def _table_query(self):
        self.env["amazon.vendor.remittance.line"].flush_model()
        return SQL(
            """
            SELECT min(id) AS id, remittance_id, company_id, currency_id, line_class,
                   COALESCE(is_reversal, FALSE) AS is_reversal, count(*) AS line_count,
                   count(*) FILTER (WHERE needs_me) AS needs_me_count, sum(paid) AS amount
              FROM amazon_vendor_remittance_line
             GROUP BY remittance_id, company_id, currency_id, line_class, COALESCE(is_reversal, FALSE)
            """
        )
