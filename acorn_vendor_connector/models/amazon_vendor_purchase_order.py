from odoo import api, fields, models
from odoo.exceptions import AccessError

WAIT_LABELS = [
    ("ship_to_unmapped", "Ship-to without store"),
    ("store_incomplete", "Store without warehouse"),
    ("products_unmapped", "Products to map"),
    ("no_customer", "Bill-to without customer"),
    ("no_pricelist", "Pricelist of the currency"),
    ("weight_missing", "Weight of a product"),
    ("price_missing", "Agreed price"),
    ("price_included_tax", "Tax included in the price"),
    ("other_company_shipped", "Moved after shipping"),
    ("other", "Another reason"),
]

AMAZON_STATES = [
    ("new", "New"),
    ("acknowledged", "Acknowledged"),
    ("closed", "Closed"),
    ("unknown", "Not understood"),
]

SYNC_STATES = [
    ("mirror", "Mirror only"),
    ("link", "Proposed for linking"),
    ("waiting", "Waiting"),
    ("applied", "In our books"),
    ("failed", "Failed"),
]

MIRROR_REASONS = [
    ("no_go_live", "The vendor code is not live yet"),
    ("before_go_live", "Placed before go-live"),
    ("closed", "Already closed at Amazon"),
    ("consignment", "Consignment: no receivable order"),
    ("cancelled", "Every line is cancelled"),
    ("rejected", "We rejected every line"),
]

AMAZON_STATE_CODES = {"New": "new", "Acknowledged": "acknowledged", "Closed": "closed"}


class AmazonVendorPurchaseOrder(models.Model):
    """Keep Amazon's side of one purchase order.

    Amazon owns every fact in here; what our company does about it is on the sale order.
    """

    _name = "amazon.vendor.purchase.order"
    _description = "Amazon purchase order"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "ordered_at desc, id desc"
    _mail_post_access = "read"

    name = fields.Char("Purchase order", required=True, index=True, readonly=True)
    code_id = fields.Many2one(
        "amazon.vendor.code", "Vendor code", required=True, ondelete="restrict", readonly=True
    )
    environment = fields.Selection(related="code_id.environment", store=True)
    account_id = fields.Many2one(related="code_id.account_id")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        readonly=True,
        help="The store's company; the company of the vendor code until the order is routed.",
    )
    store_id = fields.Many2one("amazon.vendor.store", index=True, readonly=True, ondelete="restrict")
    ship_to_id = fields.Many2one("amazon.vendor.ship.to", "Ship-to", index=True, readonly=True, ondelete="restrict")
    bill_to_id = fields.Many2one("amazon.vendor.bill.to", "Bill-to", index=True, readonly=True, ondelete="restrict")

    amazon_state = fields.Selection(AMAZON_STATES, required=True, default="unknown", readonly=True)
    amazon_state_stated = fields.Char("State as stated", readonly=True)
    order_type = fields.Char(readonly=True, help="RegularOrder, ConsignedOrder, NewProductIntroduction or RushOrder.")
    payment_method = fields.Char(readonly=True)
    deal_code = fields.Char(readonly=True)
    buying_party = fields.Char(readonly=True)
    ordered_at = fields.Datetime(readonly=True, index=True)
    changed_at = fields.Datetime("Changed by Amazon", readonly=True)
    state_changed_at = fields.Datetime("State changed", readonly=True)
    window_kind = fields.Selection([("ship", "Ship window"), ("delivery", "Delivery window")], readonly=True)
    window_start = fields.Datetime(readonly=True)
    window_end = fields.Datetime(readonly=True)
    window_text = fields.Char("Window", compute="_compute_window_text")
    due_at = fields.Datetime("Ship by", readonly=True, index=True, help="When the goods have to leave the warehouse.")

    is_import = fields.Boolean("Direct import", readonly=True)
    import_payment = fields.Char("Method of payment", readonly=True)
    import_incoterm = fields.Char("Incoterm", readonly=True)
    import_port = fields.Char("Port of delivery", readonly=True)
    import_containers = fields.Char("Containers", readonly=True)
    import_instructions = fields.Text("Shipping instructions", readonly=True)

    currency_id = fields.Many2one("res.currency", readonly=True)
    amount_total = fields.Monetary("Ordered value", readonly=True, help="Net cost, without tax, as Amazon ordered it.")
    line_ids = fields.One2many("amazon.vendor.purchase.order.line", "order_id", "Lines", readonly=True)
    line_count = fields.Integer(compute="_compute_line_count")
    change_ids = fields.One2many("amazon.vendor.purchase.order.change", "order_id", "Changes", readonly=True)

    sync_state = fields.Selection(SYNC_STATES, "State", required=True, default="mirror", readonly=True)
    mirror_reason = fields.Selection(MIRROR_REASONS, "Why mirror only", readonly=True)
    wait_reasons = fields.Json(readonly=True, help="Reason codes with their values, rendered in the reader's language.")
    wait_code = fields.Selection(
        WAIT_LABELS, "Waits for first", compute="_compute_wait_codes", store=True, help="The first reason, for lists."
    )
    wait_codes = fields.Char(compute="_compute_wait_codes", store=True, help="All reason codes, for filters.")
    wait_text = fields.Text("Waits for", compute="_compute_wait_text")
    failure = fields.Text("Last error", readonly=True)
    applied_document = fields.Text(
        readonly=True,
        prefetch=False,
        help="What Amazon said when our sale order last followed it: a change is judged against this, not against what "
        "people made of the sale order since.",
    )
    applied_due_at = fields.Datetime(readonly=True, help="The date that our sale order took from that version.")
    banner_level = fields.Selection(
        [("info", "Info"), ("warning", "Warning"), ("danger", "Danger")], compute="_compute_banner"
    )
    banner_text = fields.Text("What to do", compute="_compute_banner")
    needs_attention = fields.Boolean(compute="_compute_needs_attention", store=True)
    provisional_price = fields.Boolean(readonly=True, help="A price was worked out from the product's weight.")
    price_differs = fields.Boolean(readonly=True, help="Amazon's price differs from ours beyond the tolerance.")

    sale_order_ids = fields.One2many("sale.order", "amazon_vendor_purchase_order_id", "Sale orders", readonly=True)
    sale_order_id = fields.Many2one("sale.order", "Sale order", compute="_compute_sale_order_id")
    link_sale_order_id = fields.Many2one(
        "sale.order",
        "Proposed sale order",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="A sale order of the same company that already carries this number as its customer reference.",
    )
    picking_ids = fields.One2many("stock.picking", "amazon_vendor_purchase_order_id", "Deliveries", readonly=True)
    picking_count = fields.Integer(compute="_compute_picking_count")
    message_count = fields.Integer(compute="_compute_message_count")
    responsible_id = fields.Many2one(related="code_id.responsible_id")

    _name_uniq = models.Constraint("UNIQUE(code_id, name)", "This purchase order of this vendor code is already there.")
    # What needs a person is little, however many orders there are.
    _attention_idx = models.Index("(ordered_at, id) WHERE needs_attention IS TRUE")
    _todo_idx = models.Index("(id) WHERE sync_state IN ('waiting', 'failed', 'link')")

    # ------------------------------------------------------------------ compute

    @api.depends("line_ids")
    def _compute_line_count(self):
        for order in self:
            order.line_count = len(order.line_ids)

    @api.depends("wait_reasons")
    def _compute_wait_codes(self):
        for order in self:
            first = order.wait_reasons[0]["code"] if order.wait_reasons else False
            order.wait_code = first if first in dict(WAIT_LABELS) else first and "other"
            order.wait_codes = " ".join(reason["code"] for reason in order.wait_reasons or ()) or False

    @api.depends("sale_order_ids.state")
    def _compute_sale_order_id(self):
        for order in self:
            living = order.sale_order_ids.filtered(lambda sale: sale.state != "cancel")
            order.sale_order_id = (living or order.sale_order_ids.sorted("id"))[-1:]

    @api.depends("picking_ids")
    def _compute_picking_count(self):
        for order in self:
            order.picking_count = len(order.picking_ids)

    def _compute_message_count(self):
        counts = dict(
            # sudo: who sees the order may know how often Amazon spoke of it.
            self.env["amazon.vendor.message"]
            .sudo()
            ._read_group([("purchase_order_id", "in", self.ids)], ["purchase_order_id"], ["__count"])
        )
        for order in self:
            order.message_count = counts.get(order, 0)

    # ------------------------------------------------------------------ CRUD

    def write(self, vals):
        """Leave Amazon's facts to Amazon: people only write messages and activities on an order."""
        own = {name for name in vals if not name.startswith(("message_", "activity_", "my_activity_"))}
        if own and not self.env.su:
            raise AccessError(
                self.env._("What Amazon ordered cannot be edited here. Change the sale order, or ask Amazon.")
            )
        return super().write(vals)

    # ------------------------------------------------------------------ actions

    def action_open_sale_order(self):
        """Open our sale order; all of them when Amazon's order was made again."""
        sales = self.sale_order_ids
        action = self.env["ir.actions.act_window"]._for_xml_id("sale.action_orders")
        if len(sales) == 1:
            action.update(views=[(False, "form")], res_id=sales.id)
        else:
            action["domain"] = [("id", "in", sales.ids)]
        return action

    def action_open_pickings(self):
        """Open the deliveries of these purchase orders."""
        action = self.env["ir.actions.act_window"]._for_xml_id("stock.action_picking_tree_all")
        pickings = self.picking_ids
        if len(pickings) == 1:
            action.update(views=[(False, "form")], res_id=pickings.id)
        else:
            action["domain"] = [("id", "in", pickings.ids)]
        return action

    def action_open_messages(self):
        """Open every version of these orders that Amazon sent."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Messages"),
            "res_model": "amazon.vendor.message",
            "view_mode": "list,form",
            "domain": [("purchase_order_id", "in", self.ids)],
        }
