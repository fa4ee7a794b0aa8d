from odoo import api, fields, models
from odoo.exceptions import AccessError

from .amazon_vendor_wait import render_reason

FIELDS = [
    ("quantity_up", "Quantity raised"),
    ("quantity_down", "Quantity reduced"),
    ("cancel_line", "Line cancelled"),
    ("uncancel_line", "Line ordered again"),
    ("rejected", "Rejected by us"),
    ("backordered", "Backordered by us"),
    ("cost", "Net cost"),
    ("currency", "Currency"),
    ("unit", "Unit or case size"),
    ("product", "Product"),
    ("removed_line", "Line removed"),
    ("new_line", "New line"),
    ("window", "Window"),
    ("ship_to", "Ship-to"),
    ("ship_to_company", "Ship-to of another company or warehouse"),
    ("bill_to", "Bill-to"),
    ("cancel_order", "Order cancelled"),
    ("uncancel_order", "Order placed again"),
    ("closed", "Closed"),
    ("consignment", "Consignment"),
    ("order_type", "Order type"),
    ("payment_method", "Payment method"),
]


class AmazonVendorPurchaseOrderChange(models.Model):
    """Keep what Amazon changed, or our answer to it, before and after, and what became of it."""

    _name = "amazon.vendor.purchase.order.change"
    _description = "Change of an Amazon purchase order"
    _order = "id desc"
    _rec_name = "field"

    order_id = fields.Many2one(
        "amazon.vendor.purchase.order", "Purchase order", required=True, index=True, ondelete="cascade"
    )
    line_id = fields.Many2one("amazon.vendor.purchase.order.line", "Line", index="btree_not_null", ondelete="set null")
    message_id = fields.Many2one("amazon.vendor.message", "Version", index="btree_not_null", ondelete="set null")
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    store_id = fields.Many2one(related="order_id.store_id", store=True, index=True)
    line_number = fields.Char("Line number")
    field = fields.Selection(FIELDS, "What", required=True)
    before = fields.Char()
    after = fields.Char()
    verdict = fields.Selection(
        [("done", "Done"), ("listed", "Not applied"), ("refused", "Refused"), ("noted", "Noted")],
        required=True,
        default="noted",
    )
    reason = fields.Json(help="Reason code with its values, rendered in the reader's language.")
    reason_text = fields.Text("Why", compute="_compute_reason_text")
    resolved = fields.Boolean(help="A person has seen to it.")
    is_open = fields.Boolean("To do", compute="_compute_is_open", store=True)

    _open_idx = models.Index("(order_id) WHERE is_open IS TRUE")

    @api.depends("reason")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        for change in self:
            change.reason_text = render_reason(self.env, change.reason) if change.reason else False

    @api.depends("verdict", "resolved")
    def _compute_is_open(self):
        for change in self:
            change.is_open = change.verdict in ("listed", "refused") and not change.resolved

    def write(self, vals):
        """Let people tick off a change, and nothing else."""
        if not self.env.su and set(vals) - {"resolved"}:
            raise AccessError(self.env._("What Amazon changed cannot be edited. Mark it as resolved when it is done."))
        return super().write(vals)

    def action_resolve(self):
        """Take these changes off the list: a person has done what was right."""
        self.check_access("write")
        for change in self:
            change.order_id.message_post(
                body=self.env._(
                    "Settled by hand: %(what)s, %(before)s → %(after)s",
                    what=dict(self._fields["field"]._description_selection(self.env))[change.field],
                    before=change.before or "–",
                    after=change.after or "–",
                )
            )
        self.resolved = True
        # sudo: asking people is the system's work.
        self.order_id.sudo()._trigger_questions()
