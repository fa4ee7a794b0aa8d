from odoo import fields, models


class AmazonVendorPurchaseOrderChange(models.Model):
    """Keep what Amazon changed, before and after, and what became of it."""

    _name = "amazon.vendor.purchase.order.change"
    _description = "Change of an Amazon purchase order"
    _order = "id desc"
    _rec_name = "field"

    order_id = fields.Many2one(
        "amazon.vendor.purchase.order", "Purchase order", required=True, index=True, ondelete="cascade"
    )
    line_id = fields.Many2one(
        "amazon.vendor.purchase.order.line", "Line", index="btree_not_null", ondelete="set null"
    )
    message_id = fields.Many2one("amazon.vendor.message", "Version", index="btree_not_null", ondelete="set null")
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    store_id = fields.Many2one(related="order_id.store_id", store=True, index=True)
    field = fields.Char("What", required=True)
    before = fields.Char()
    after = fields.Char()
    verdict = fields.Selection(
        [("done", "Done"), ("listed", "Not applied"), ("refused", "Refused"), ("noted", "Noted")],
        required=True,
        default="noted",
    )
    reason = fields.Json(help="Reason code with its values, rendered in the reader's language.")
    resolved = fields.Boolean(help="A person has seen to it.")
