from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

CODES = [("accepted", "Accept"), ("backordered", "Backorder"), ("rejected", "Reject")]
REJECTION_REASONS = [
    ("unavailable", "Temporarily unavailable"),
    ("unidentified", "Product cannot be identified"),
    ("obsolete", "Product is obsolete"),
]
# What a person decides about a line; all else states what Amazon ordered when it was answered.
DECIDED = {"acknowledgement_id", "line_id", "code", "quantity", "promised_on", "rejection_reason"}
STATED = (
    "position",
    "sequence_number",
    "asin",
    "vendor_sku",
    "ordered",
    "unit",
    "unit_size",
    "net_cost_stated",
    "currency_stated",
    "price_weight_unit",
    "list_price_stated",
    "list_currency_stated",
    "discount_stated",
    "promise_kind",
)


class AmazonVendorAcknowledgementLine(models.Model):
    """Say what we do with a part of one line: accept it, deliver it later, or reject it.

    What Amazon ordered is kept as it stood when it was answered: an answer says the same for ever.
    """

    _name = "amazon.vendor.acknowledgement.line"
    _description = "Line of an answer to an Amazon purchase order"
    _order = "position, id"
    _rec_name = "line_id"

    acknowledgement_id = fields.Many2one(
        "amazon.vendor.acknowledgement", "Our answer", required=True, index=True, ondelete="cascade"
    )
    line_id = fields.Many2one(
        "amazon.vendor.purchase.order.line", "Order line", required=True, index=True, ondelete="restrict"
    )
    order_id = fields.Many2one(related="acknowledgement_id.order_id", store=True, precompute=True)
    company_id = fields.Many2one(related="acknowledgement_id.company_id", store=True, precompute=True)
    store_id = fields.Many2one(related="acknowledgement_id.store_id", store=True, precompute=True)
    state = fields.Selection(related="acknowledgement_id.state", string="State of the answer")

    code = fields.Selection(CODES, "Answer", required=True, default="accepted")
    quantity = fields.Integer(required=True, help="In the unit of the order line: cases where Amazon orders cases.")
    pieces = fields.Integer(compute="_compute_pieces", store=True, precompute=True)
    amount = fields.Monetary(
        "Value", compute="_compute_pieces", store=True, precompute=True, help="Its share of the ordered value."
    )
    promised_on = fields.Date(
        "Promised on", help="The day it leaves for a ship window, the day it arrives for a delivery window."
    )
    rejection_reason = fields.Selection(REJECTION_REASONS, "Rejected because")

    # What Amazon ordered, as it is echoed, and the price that we shall invoice.
    position = fields.Integer(readonly=True, aggregator=None)
    sequence_number = fields.Char("Line", readonly=True)
    asin = fields.Char("ASIN", readonly=True)
    vendor_sku = fields.Char("Vendor product number", readonly=True)
    ordered = fields.Integer(readonly=True)
    unit = fields.Selection([("eaches", "Eaches"), ("cases", "Cases")], readonly=True)
    unit_size = fields.Integer("Case size", readonly=True, aggregator=None)
    net_cost_stated = fields.Char("Net cost", readonly=True)
    currency_stated = fields.Char(readonly=True)
    price_weight_unit = fields.Char("Priced per", readonly=True)
    list_price_stated = fields.Char("List price", readonly=True)
    list_currency_stated = fields.Char(readonly=True)
    discount_stated = fields.Char("Discount multiplier", readonly=True, help="Of a book's list price.")
    promise_kind = fields.Selection([("ship", "Leaves"), ("delivery", "Arrives")], readonly=True)

    product_id = fields.Many2one(related="line_id.product_id")
    currency_id = fields.Many2one(related="line_id.currency_id")
    backorder_allowed = fields.Boolean(related="line_id.backorder_allowed")
    our_price = fields.Float(related="line_id.our_price")
    price_differs = fields.Boolean(related="line_id.price_differs")

    # ------------------------------------------------------------------ compute

    @api.depends("quantity")
    def _compute_pieces(self):
        for line in self:
            per_unit = (line.unit_size or 1) if line.unit == "cases" else 1
            line.pieces = line.quantity * per_unit
            line.amount = line.line_id.amount * line.quantity / line.ordered if line.ordered else 0.0

    @api.constrains("acknowledgement_id", "line_id")
    def _check_order(self):
        for line in self:
            if line.line_id.order_id != line.acknowledgement_id.order_id:
                raise ValidationError(
                    self.env._("Line %(line)s belongs to another order.", line=line.line_id.sequence_number or "?")
                )

    # ------------------------------------------------------------------ CRUD

    @api.model_create_multi
    def create(self, vals_list):
        self._check_decided(set().union(*vals_list), DECIDED)
        lines = super().create([vals if "ordered" in vals else {**self._stated(vals), **vals} for vals in vals_list])
        lines._note_edit()
        return lines

    def _stated(self, vals):
        """Return what Amazon ordered: what another part of the answer says of the line, else what it orders now.

        Later changes of Amazon's leave the answer as it is.
        """
        ordered = self.env["amazon.vendor.purchase.order.line"].browse(vals.get("line_id"))
        answer = self.env["amazon.vendor.acknowledgement"].browse(vals.get("acknowledgement_id"))
        part = answer.line_ids.filtered(lambda line: line.line_id == ordered)[:1]
        if part:
            return {name: part[name] for name in STATED}
        return {
            "position": ordered.position,
            "sequence_number": ordered.sequence_number,
            "asin": ordered.asin,
            "vendor_sku": ordered.vendor_sku,
            "ordered": ordered.quantity,
            "unit": ordered.unit,
            "unit_size": ordered.unit_size,
            "net_cost_stated": ordered.net_cost_stated,
            "currency_stated": ordered.net_cost_stated and ordered.currency_stated,
            "price_weight_unit": ordered.price_weight_unit,
            "list_price_stated": ordered.list_price_stated,
            "list_currency_stated": ordered.list_price_stated and ordered.currency_stated,
            "promise_kind": ordered.order_id.window_kind,
        }

    def write(self, vals):
        self._check_decided(vals, DECIDED - {"acknowledgement_id", "line_id"})
        self._note_edit()
        result = super().write(vals)
        self._note_edit()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_said(self):
        self._note_edit()

    def _check_decided(self, names, allowed):
        if not self.env.su and set(names) - allowed:
            raise AccessError(self.env._("What Amazon ordered cannot be edited here, only our answer to it."))

    def _note_edit(self):
        """Remember who changed a proposal; what was said once is never changed by a person."""
        if self.env.su:
            return
        answers = self.acknowledgement_id
        if said := answers.filtered(lambda answer: answer.state != "draft"):
            raise AccessError(
                self.env._(
                    "%(answer)s was already given. Propose a new answer and change that one.",
                    answer=said[0].display_name,
                )
            )
        answers.sudo().edited_by_id = self.env.user  # people write lines, the connector the rest
