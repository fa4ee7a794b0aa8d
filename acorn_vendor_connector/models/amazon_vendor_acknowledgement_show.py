from odoo import api, fields, models
from odoo.fields import Command

from .amazon_vendor_wait import render_reason


class AmazonVendorAcknowledgement(models.Model):
    """Open what a person does with one answer or with many."""

    _inherit = "amazon.vendor.acknowledgement"

    ship_to_id = fields.Many2one(related="order_id.ship_to_id")
    window_text = fields.Char(related="order_id.window_text")
    due_at = fields.Datetime(related="order_id.due_at")
    answer_by = fields.Datetime(related="order_id.answer_by")
    answer_left = fields.Char(related="order_id.answer_left")
    answer_urgency = fields.Selection(related="order_id.answer_urgency")
    ordered_value = fields.Monetary(related="order_id.amount_total")
    order_wait_text = fields.Text(related="order_id.wait_text")
    remark = fields.Text(compute="_compute_remark", help="What is in the way of sending it, else what to look at.")
    left_out_text = fields.Text("Why it is left out", compute="_compute_left_out_text")

    prices_to_decide = fields.Integer(compute="_compute_prices_to_decide")

    @api.depends("problem_text", "looks", "trouble", "state")
    @api.depends_context("lang")
    def _compute_remark(self):
        for answer in self:
            if answer.state == "draft":
                answer.remark = answer.problem_text or answer._what_is_special()
            else:
                answer.remark = answer.state in ("refused", "failed") and answer.trouble

    def _what_is_special(self):
        """Return why a person looks at this of all proposals: that one sends them all is nothing special."""
        special = [look for look in self.looks or () if look["code"] != "policy_asks"]
        return "\n".join(render_reason(self.env, look) for look in special) or False

    @api.depends("state", "order_id.line_ids.price_differs", "order_id.line_ids.price_decision")
    def _compute_prices_to_decide(self):
        for answer in self:
            lines = answer.order_id.line_ids if answer.state == "draft" else answer.order_id.line_ids.browse()
            answer.prices_to_decide = len(lines.filtered(lambda line: line.price_differs and not line.price_decision))

    @api.depends("problem_text", "state", "code_id.answer_channel")
    @api.depends_context("lang")
    def _compute_left_out_text(self):
        for answer in self:
            answer.left_out_text = answer._left_out_text()

    def _left_out_text(self):
        """Return why this answer cannot be sent to Amazon now, or False."""
        if self.state != "draft":
            return self.env._("Only proposals can be sent. Propose again to say something else.")
        if self.code_id.answer_channel != "api":
            return self.env._(
                "Vendor code %(code)s answers by EDI or by hand. Press Answered elsewhere once that is done.",
                code=self.code_id.name,
            )
        return self.problem_text

    def action_open_send(self):
        """Show what these answers promise and reject, and ask whether to send them."""
        wizard = self.env["amazon.vendor.acknowledgement.send"].create({"acknowledgement_ids": [Command.set(self.ids)]})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send to Amazon"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def action_open_lines(self):
        """Open the lines of these answers in one list, to change many at once."""
        action = self.env["ir.actions.act_window"]._for_xml_id("acorn_vendor_connector.action_acknowledgement_line")
        return {**action, "domain": [("acknowledgement_id", "in", self.ids)], "context": action["context"]}

    def action_open(self):
        """Open this answer, or the list of these."""
        action = self.env["ir.actions.act_window"]._for_xml_id("acorn_vendor_connector.action_acknowledgement")
        if len(self) == 1:
            return {**action, "views": [(False, "form")], "res_id": self.id}
        return {**action, "domain": [("id", "in", self.ids)], "context": {}}

    def action_open_prices(self):
        """Open the prices of this order about which nobody has decided."""
        action = self.env["ir.actions.act_window"]._for_xml_id("acorn_vendor_connector.action_price_difference")
        return {
            **action,
            "domain": [("order_id", "in", self.order_id.ids), ("price_differs", "=", True)],
            "context": {"search_default_undecided": 1},
        }

    def action_open_current(self):
        """Open what has taken the place of this answer."""
        return self.order_id.action_answer()

    def action_open_order(self):
        """Open the purchase order that is answered."""
        self.ensure_one()
        return self.order_id._get_records_action(context={})
