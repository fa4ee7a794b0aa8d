from odoo import fields, models

from ..engine import receipts

KINDS = [
    (receipts.OPENING, "Before we looked"),
    (receipts.RECEIPT, "Received"),
    (receipts.CORRECTION, "Taken back"),
]


class AmazonVendorReceipt(models.Model):
    """Remember what Amazon received of a line between two readings, or took back.

    Amazon tells totals only. The receipts of a line are a chain without gaps whose pieces add up to what it told last.
    """

    _name = "amazon.vendor.receipt"
    _description = "Amazon receipt"
    _order = "line_id, number"
    _rec_name = "received_at"
    _log_access = False

    line_id = fields.Many2one(
        "amazon.vendor.purchase.order.line", "Line", required=True, readonly=True, ondelete="cascade"
    )
    number = fields.Integer(required=True, readonly=True, aggregator=None)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    pieces = fields.Integer(readonly=True)
    total = fields.Integer(readonly=True, aggregator=None, help="What Amazon had received of the line by then.")
    received_at = fields.Datetime("Received", readonly=True)
    unit_changed = fields.Boolean(
        readonly=True, help="Amazon counts in another unit than before: the difference may be one of words."
    )
    message_id = fields.Many2one(
        "amazon.vendor.message", "Where Amazon says so", readonly=True, index="btree_not_null", ondelete="set null"
    )

    _number_uniq = models.UniqueIndex("(line_id, number)")
