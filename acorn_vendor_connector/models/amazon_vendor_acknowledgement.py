from odoo import api, fields, models
from odoo.exceptions import AccessError

from .amazon_vendor_wait import render_reason

STATES = [
    ("draft", "Proposed"),
    ("sending", "On its way"),
    ("given", "Answered elsewhere"),
    ("accepted", "Accepted"),
    ("refused", "Refused by Amazon"),
    ("failed", "Not sent"),
    ("replaced", "Replaced"),
]


class AmazonVendorAcknowledgement(models.Model):
    """Answer one purchase order: a proposal that a person may change, then what we told Amazon and what it said."""

    _name = "amazon.vendor.acknowledgement"
    _description = "Answer to an Amazon purchase order"
    _order = "id desc"

    order_id = fields.Many2one(
        "amazon.vendor.purchase.order", "Purchase order", required=True, index=True, readonly=True, ondelete="restrict"
    )
    code_id = fields.Many2one(related="order_id.code_id", store=True, precompute=True)
    company_id = fields.Many2one(related="order_id.company_id", store=True, precompute=True)
    store_id = fields.Many2one(related="order_id.store_id", store=True, precompute=True)
    version = fields.Integer("Answer", required=True, readonly=True, default=1, aggregator=None)
    line_ids = fields.One2many("amazon.vendor.acknowledgement.line", "acknowledgement_id", "Lines")
    message_id = fields.Many2one(
        "amazon.vendor.message", "Document", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    # draft ──send──► sending ──Amazon──► accepted | refused
    #       │                └──never left──► failed ──retry──► sending
    #       ├──give──► given ──seen at Amazon──► accepted
    #       └──newer proposal, or no answer is due any more──► replaced
    state = fields.Selection(STATES, required=True, readonly=True, default="draft")
    is_automatic = fields.Boolean("Automatic", readonly=True, help="Nobody had to look at it.")
    looks = fields.Json(readonly=True, help="Why a person should look at it first, as codes with their values.")
    look_text = fields.Text("Look at", compute="_compute_look_text")
    edited_by_id = fields.Many2one("res.users", "Edited by", readonly=True, ondelete="set null")
    answered_at = fields.Datetime("Answered", readonly=True)
    sent_by_id = fields.Many2one("res.users", "Sent by", readonly=True, ondelete="set null")

    currency_id = fields.Many2one(related="order_id.currency_id")
    accepted_pieces = fields.Integer("Accepted", compute="_compute_pieces", store=True)
    backordered_pieces = fields.Integer("Backordered", compute="_compute_pieces", store=True)
    rejected_pieces = fields.Integer("Rejected", compute="_compute_pieces", store=True)
    amount = fields.Monetary(
        "Promised value", compute="_compute_pieces", store=True, help="What is accepted or backordered, without tax."
    )

    _version_uniq = models.UniqueIndex("(order_id, version)")
    _unfollowed_idx = models.Index("(id) WHERE state IN ('draft', 'sending', 'failed')")
    _draft_uniq = models.UniqueIndex("(order_id) WHERE state = 'draft'")

    # ------------------------------------------------------------------ compute

    @api.depends("order_id.name", "version")
    def _compute_display_name(self):
        for answer in self:
            answer.display_name = self.env._(
                "%(number)s, answer %(version)s", number=answer.order_id.name, version=answer.version
            )

    @api.depends("looks")
    @api.depends_context("lang")
    def _compute_look_text(self):
        for answer in self:
            answer.look_text = "\n".join(render_reason(self.env, look) for look in answer.looks or ()) or False

    @api.depends("line_ids.code", "line_ids.pieces", "line_ids.amount")
    def _compute_pieces(self):
        for answer in self:
            by_code = {"accepted": 0, "backordered": 0, "rejected": 0}
            for line in answer.line_ids:
                by_code[line.code] += line.pieces
            answer.accepted_pieces = by_code["accepted"]
            answer.backordered_pieces = by_code["backordered"]
            answer.rejected_pieces = by_code["rejected"]
            answer.amount = sum(line.amount for line in answer.line_ids if line.code != "rejected")

    # ------------------------------------------------------------------ CRUD

    def write(self, vals):
        """Let people change the lines of a draft, and nothing else: what was said stays as it was said."""
        if not self.env.su and set(vals) - {"line_ids"}:
            raise AccessError(self.env._("Change the lines of an answer; the rest is the connector's."))
        return super().write(vals)
