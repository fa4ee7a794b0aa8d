from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.proposing import ACCEPT, COST_CASE, REJECT
from .notice import notice


class AmazonVendorPurchaseOrderLine(models.Model):
    """Let a person decide what becomes of a price that differs, before the order is answered."""

    _inherit = "amazon.vendor.purchase.order.line"

    agreed_cost = fields.Float(
        "Our price",
        digits=(18, 6),
        aggregator=None,
        help="The agreed price on the basis of Amazon's net cost: per each, per case or per weight. 0: none agreed.",
    )
    price_at_stake = fields.Monetary(
        "At stake", help="What the difference is worth on this line. Below zero, Amazon pays less than was agreed."
    )
    price_difference = fields.Float("Difference", compute="_compute_price_difference", aggregator=None)

    # The work list holds little, however many lines there are.
    _price_differs_idx = models.Index("(price_at_stake, id) WHERE price_differs IS TRUE")

    @api.depends("net_cost", "agreed_cost")
    def _compute_price_difference(self):
        for line in self:
            line.price_difference = line.net_cost / line.agreed_cost - 1 if line.agreed_cost else 0.0

    # ------------------------------------------------------------------ actions

    def action_accept_price(self):
        """Accept Amazon's price on these lines, and let their orders be proposed again."""
        return self._decide_price(ACCEPT)

    def action_reject_price(self):
        """Reject these lines, and let their orders be proposed again."""
        return self._decide_price(REJECT)

    def action_raise_cost_case(self):
        """State our price on these lines, and let their orders be proposed again."""
        without = self.filtered(lambda line: not line.agreed_cost)
        if without:
            raise UserError(
                self.env._(
                    "%(product)s has no agreed price that could be stated. Enter it in the pricelist, or decide "
                    "otherwise.",
                    product=without[0].product_id.display_name or without[0].asin,
                )
            )
        return self._decide_price(COST_CASE)

    def action_open_order(self):
        """Open the purchase order of this line."""
        self.ensure_one()
        return self.order_id._get_records_action(context={})

    # ------------------------------------------------------------------ verbs

    def _decide_price(self, decision):
        self.order_id.check_access("write")
        self._check_price_is_open()
        self.order_id._propose_again()  # refuses where an answer is on its way
        label = dict(self._fields["price_decision"]._description_selection(self.env))[decision]
        # sudo: nobody writes Amazon's lines; who may write the order decides about its prices.
        self.sudo().price_decision = decision
        decided = self.grouped("order_id")
        self.order_id._message_log_batch(
            {order.id: lines._describe_price_decision(label) for order, lines in decided.items()}
        )
        return notice(self.env._("%(count)s line(s) decided. Their orders are proposed again.", count=len(self)))

    def _check_price_is_open(self):
        """Refuse lines about which nothing is to be decided, or not any more."""
        for line in self:
            if not line.price_differs:
                raise UserError(
                    self.env._(
                        "The price of line %(line)s of %(number)s does not differ. Take it out of your selection.",
                        line=line.sequence_number,
                        number=line.order_id.name,
                    )
                )
            if not line.order_id.answer_due:
                raise UserError(
                    self.env._(
                        "Amazon does not wait for an answer to %(number)s any more. Settle its price in Vendor "
                        "Central.",
                        number=line.order_id.name,
                    )
                )

    def _describe_price_decision(self, label):
        """Say what was decided about these lines of one order."""
        prices = ", ".join(
            self.env._(
                "line %(line)s: %(theirs)s at Amazon, %(ours)s agreed",
                line=line.sequence_number,
                theirs=line.net_cost_stated or "–",
                ours=f"{line.agreed_cost:.2f}",
            )
            for line in self
        )
        return self.env._("%(decision)s (%(prices)s)", decision=label, prices=prices)
