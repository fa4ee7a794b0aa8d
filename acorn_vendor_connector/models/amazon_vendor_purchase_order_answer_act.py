from odoo import models
from odoo.exceptions import UserError


class AmazonVendorPurchaseOrder(models.Model):
    """What a person does with our answer to an order."""

    _inherit = "amazon.vendor.purchase.order"

    def action_answer(self):
        """Open the answers to these orders, to look at them and send them."""
        answers = self.acknowledgement_id
        if not answers:
            raise UserError(
                self.env._(
                    "No answer is proposed yet. Choose orders that Amazon waits for; a proposal comes within minutes."
                )
            )
        return answers.action_open()
