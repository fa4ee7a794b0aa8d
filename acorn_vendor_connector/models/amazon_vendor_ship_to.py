import pytz

from odoo import api, fields, models


class AmazonVendorShipTo(models.Model):
    """Say for one of Amazon's fulfilment centres which store serves it and where the goods go."""

    _name = "amazon.vendor.ship.to"
    _description = "Amazon ship-to"
    _inherit = ["mail.thread", "mail.activity.mixin", "amazon.vendor.keyed.mixin"]
    _order = "state desc, code_id, name"
    _amazon_key = ("code_id", "name")

    name = fields.Char("Ship-to", required=True, tracking=True, help="Amazon's code of the fulfilment centre.")
    code_id = fields.Many2one("amazon.vendor.code", "Vendor code", required=True, index=True, ondelete="cascade")
    environment = fields.Selection(related="code_id.environment")
    store_id = fields.Many2one("amazon.vendor.store", index=True, ondelete="restrict", tracking=True)
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        index=True,
        help="The store's; without one the code's.",
    )
    state = fields.Selection(
        [("unmapped", "Without store"), ("mapped", "Assigned")], compute="_compute_state", store=True, index=True
    )
    partner_id = fields.Many2one("res.partner", "Delivery address", tracking=True, index="btree_not_null")
    tz = fields.Selection(
        "_selection_tz", "Time zone", tracking=True, help="Windows of its orders are shown and kept in this time zone."
    )
    transit_days = fields.Integer(tracking=True, help="Days on the road to this place; 0: the store's.")
    stated_address = fields.Text("Address as Amazon states it", readonly=True)
    order_count = fields.Integer("Orders", compute="_compute_order_count")
    waiting_count = fields.Integer("Waiting orders", compute="_compute_order_count")

    _name_uniq = models.Constraint("UNIQUE(code_id, name)", "This vendor code already has this ship-to.")
    _transit_days_positive = models.Constraint("CHECK(transit_days >= 0)", "Transit days cannot be negative.")

    @api.model
    def _selection_tz(self):
        return [(name, name) for name in pytz.common_timezones]

    @api.depends("store_id.company_id", "code_id.company_id")
    def _compute_company_id(self):
        for ship_to in self:
            ship_to.company_id = ship_to.store_id.company_id or ship_to.code_id.company_id

    @api.depends("store_id")
    def _compute_state(self):
        for ship_to in self:
            ship_to.state = "mapped" if ship_to.store_id else "unmapped"

    def _compute_order_count(self):
        orders = self.env["amazon.vendor.purchase.order"]
        domain = [("ship_to_id", "in", self.ids)]
        total = dict(orders._read_group(domain, ["ship_to_id"], ["__count"]))
        waiting = dict(orders._read_group([*domain, ("sync_state", "=", "waiting")], ["ship_to_id"], ["__count"]))
        for ship_to in self:
            ship_to.order_count = total.get(ship_to, 0)
            ship_to.waiting_count = waiting.get(ship_to, 0)

    @api.constrains("store_id", "code_id")
    def _check_environments(self):
        """Simulated and real orders never meet in one company's books."""
        self.code_id.account_id._check_routes()

    # ------------------------------------------------------------------ CRUD

    def write(self, vals):
        result = super().write(vals)
        if {"store_id", "partner_id"} & vals.keys():
            self._resume_orders([("ship_to_id", "in", self.ids)])
        return result

    # ------------------------------------------------------------------ verbs

    def _get_transit_days(self):
        """Return the days on the road: this place's own, else its store's."""
        return self.transit_days or self.store_id.transit_days
