from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AmazonVendorStore(models.Model):
    """Name one of our own units of books: head office, branch, shop or regional warehouse."""

    _name = "amazon.vendor.store"
    _description = "Amazon vendor store"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _parent_store = True
    _order = "name, id"
    _rec_names_search = ["name", "code"]
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    code = fields.Char(tracking=True, help="Your own short name of the store; can be used in imports.")
    active = fields.Boolean(default=True, tracking=True)
    color = fields.Integer()
    parent_id = fields.Many2one("amazon.vendor.store", "Belongs to", index=True, ondelete="restrict", tracking=True)
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("amazon.vendor.store", "parent_id", "Stores below")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, tracking=True
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        compute="_compute_warehouse_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        tracking=True,
        help="Deliveries for this store leave from here.",
    )
    partner_id = fields.Many2one("res.partner", "Address", tracking=True)
    region = fields.Char(tracking=True)
    vat = fields.Char("Tax ID", compute="_compute_vat", store=True, readonly=False, precompute=True, tracking=True)
    manager_id = fields.Many2one("res.users", "Store manager", tracking=True)
    analytic_account_id = fields.Many2one("account.analytic.account", check_company=True, tracking=True)
    team_id = fields.Many2one("crm.team", "Sales team", check_company=True, tracking=True)
    journal_id = fields.Many2one(
        "account.journal", "Sales journal", check_company=True, domain="[('type', '=', 'sale')]", tracking=True
    )
    pricelist_id = fields.Many2one("product.pricelist", check_company=True, tracking=True)
    transit_days = fields.Integer(
        tracking=True,
        help="Days on the road from the warehouse to Amazon, unless the ship-to says otherwise. With a delivery window "
        "the goods leave that much earlier.",
    )
    user_ids = fields.Many2many(
        "res.users",
        "amazon_vendor_store_res_users_rel",
        "store_id",
        "user_id",
        "People limited to their stores",
        help="Who is named on at least one store sees only these stores and what belongs to them. "
        "Who is named nowhere sees all stores of their companies.",
    )
    ship_to_ids = fields.One2many("amazon.vendor.ship.to", "store_id", "Ship-to locations")
    ship_to_count = fields.Integer(compute="_compute_ship_to_count")

    _code_uniq = models.UniqueIndex("(code) WHERE code IS NOT NULL", "Another store has this code.")
    _transit_days_positive = models.Constraint("CHECK(transit_days >= 0)", "Transit days cannot be negative.")

    @api.depends("company_id")
    def _compute_warehouse_id(self):
        """Propose the company's only warehouse; keep what fits the company."""
        for store in self:
            if store.warehouse_id.company_id == store.company_id:
                continue
            warehouses = self.env["stock.warehouse"].search([("company_id", "=", store.company_id.id)], limit=2)
            store.warehouse_id = warehouses if len(warehouses) == 1 else False

    @api.depends("partner_id", "company_id")
    def _compute_vat(self):
        for store in self:
            store.vat = store.partner_id.vat or store.vat or store.company_id.vat

    @api.model_create_multi
    def create(self, vals_list):
        stores = super().create(vals_list)
        if any("user_ids" in vals for vals in vals_list):
            self._forget_rules()
        return stores

    def write(self, vals):
        if vals.get("parent_id"):
            self._check_parent(vals["parent_id"])
        result = super().write(vals)
        if "user_ids" in vals:
            self._forget_rules()
        if vals.get("warehouse_id") or vals.get("pricelist_id"):
            # sudo: orders that waited for the store go on, whoever completed it.
            self.env["amazon.vendor.purchase.order"].sudo()._resume([("ship_to_id.store_id", "in", self.ids)])
        return result

    def _compute_ship_to_count(self):
        counts = dict(
            self.env["amazon.vendor.ship.to"]._read_group([("store_id", "in", self.ids)], ["store_id"], ["__count"])
        )
        for store in self:
            store.ship_to_count = counts.get(store, 0)

    @api.model
    def _forget_rules(self):
        """Record rules read the stores of a person, and rules are cached."""
        self.env.registry.clear_cache()

    def _check_parent(self, parent_id):
        """Refuse a circle, in words; Odoo's own check comes later and names no remedy."""
        # sudo: a circle may lead through stores that the person does not see.
        stores = self.sudo().with_context(active_test=False)
        if stores.search_count([("id", "child_of", self.ids), ("id", "=", parent_id)]):
            raise ValidationError(self.env._("A store cannot belong to itself or to a store below it. Choose another."))

    @api.constrains("company_id")
    def _check_environments(self):
        """Simulated and real orders never meet in one company's books."""
        self.env["amazon.vendor.account"]._check_routes()
