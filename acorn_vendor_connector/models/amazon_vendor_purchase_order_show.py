from odoo import api, models
from odoo.tools import format_date

from ..engine import dates
from .amazon_vendor_time import aware
from .amazon_vendor_wait import render_reason


class AmazonVendorPurchaseOrder(models.Model):
    """Say in the reader's words what an order waits for and what a person must do."""

    _inherit = "amazon.vendor.purchase.order"

    @api.depends("window_start", "window_end", "ship_to_id.tz", "store_id.partner_id.tz")
    @api.depends_context("lang")
    def _compute_window_text(self):
        for order in self:
            first, last = (
                format_date(self.env, dates.local_day(aware(moment), order._zone())) if moment else ""
                for moment in (order.window_start, order.window_end)
            )
            order.window_text = first if first == last else f"{first} – {last}"

    def _zone(self):
        """Return the time zone of the ship-to; without one its store's side of the world is nearer than UTC."""
        return self.ship_to_id.tz or self.store_id.partner_id.tz or self.company_id.partner_id.tz

    @api.depends("wait_reasons")
    @api.depends_context("lang")
    def _compute_wait_text(self):
        for order in self:
            order.wait_text = "\n".join(render_reason(self.env, reason) for reason in order.wait_reasons or []) or False

    @api.depends(
        "sync_state",
        "wait_reasons",
        "failure",
        "change_ids.verdict",
        "change_ids.resolved",
        "provisional_price",
        "price_differs",
        "line_ids.price_decision",
        "answer_due",
        "amazon_state",
        "link_sale_order_id",
        "sale_order_ids.state",
        "sale_order_ids.commitment_date",
        "acknowledgement_ids.trouble",
        "acknowledgement_ids.state",
        "line_ids.sale_differs",
        "answer_state",
        "acknowledgement_id.looks",
    )
    @api.depends_context("lang")
    def _compute_banner(self):
        for order in self:
            order.banner_level, order.banner_text = order._banner()

    @api.depends(
        "sync_state",
        "price_differs",
        "amazon_state",
        "change_ids.is_open",
        "line_ids.price_decision",
        "acknowledgement_id.trouble",
        "answer_state",
    )
    def _compute_needs_attention(self):
        """Tell where the banner asks for a person; kept in the database, so that the list of these orders is found."""
        for order in self:
            order.needs_attention = (
                order.sync_state in ("waiting", "failed", "link")
                or any(order.change_ids.mapped("is_open"))
                or (order.acknowledgement_id.trouble and order.amazon_state != "closed")
                or order._has_undecided_price()
                or order.answer_state == "proposed"
            )

    def _banner(self):
        """Return (level, text) of the one thing a person should know first."""
        self.ensure_one()
        return (
            self._banner_of_trouble()
            or self._banner_of_state()
            or self._banner_of_answer()
            or self._banner_of_prices()
            or (False, False)
        )

    def _banner_of_state(self):
        """Return what stands between this order and our books, or what Amazon changed in vain."""
        to_settle = self.change_ids.filtered("is_open")
        if self.sync_state == "failed":
            return "danger", self.failure
        if self.sync_state == "waiting":
            return "warning", self.wait_text
        if to_settle:
            return "danger", self.env._(
                "Amazon changed this order and %(count)s change(s) could not be applied to the sale order. See the "
                "changes below, do by hand what is right, then mark them as resolved.",
                count=len(to_settle),
            )
        if self.sync_state == "link":
            return "warning", self.env._(
                "%(sale)s already carries this number as its customer reference. Link it, or give it another reference "
                "and press Retry.",
                sale=self.link_sale_order_id.display_name or "",
            )
        return None

    def _banner_of_trouble(self):
        """Return what became of our answer, where a person has to do something about it."""
        said = self.acknowledgement_ids.filtered(lambda answer: answer.state != "draft")[:1]
        if not said.trouble or self.amazon_state == "closed":
            return None
        return "danger", self.env._(
            "Answer %(version)s did not get through. %(trouble)s",
            version=said.version,
            trouble=said.trouble,
        )

    def _has_undecided_price(self):
        """Tell whether a price differs and nobody, nor the vendor code's policy, has said what becomes of it."""
        return (
            self.price_differs
            and self.amazon_state != "closed"
            and not (self.answer_due and self.code_id.price_policy != "ask")
            and any(line.price_differs and not line.price_decision for line in self.line_ids)
        )

    def _banner_of_prices(self):
        """Return what is worth knowing about an order that is in no trouble."""
        if self._has_undecided_price():
            if self.answer_due:
                return "warning", self.env._(
                    "Amazon's price differs from ours beyond the tolerance on the marked lines. Decide about it under "
                    "Orders ▸ Price Differences, then answer."
                )
            return "warning", self.env._(
                "Amazon's price differs from ours beyond the tolerance on the marked lines. Settle it with Amazon "
                "before you ship."
            )
        if any(self.line_ids.mapped("sale_differs")) or self._date_differs():
            return "info", self.env._(
                "The sale order differs from what Amazon ordered. Compare the lines and the date below."
            )
        if self.provisional_price:
            return "info", self.env._("A price was worked out from the product's weight and is provisional.")
        if self.sync_state == "mirror" and self.mirror_reason:
            label = dict(self._fields["mirror_reason"]._description_selection(self.env))[self.mirror_reason]
            return "info", self.env._("Kept for reference only: %(reason)s.", reason=label)
        return None

    def _date_differs(self):
        """Tell whether we promise another date than Amazon's window asks for."""
        sale = self.sale_order_id.sudo()  # who may read Amazon's side may see that ours differs
        return sale.state in ("draft", "sent", "sale") and (sale.commitment_date or False) != self.due_at
