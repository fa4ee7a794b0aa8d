from odoo import api, fields, models
from odoo.fields import Domain


class AmazonVendorCode(models.Model):
    """Name one of our business units as Amazon knows it, and say how its orders are taken into our books."""

    _name = "amazon.vendor.code"
    _description = "Amazon vendor code"
    _inherit = ["mail.thread", "mail.activity.mixin", "amazon.vendor.keyed.mixin"]
    # 'production' sorts first: an import that names a code meets the real one before the simulated one.
    _order = "environment, name"
    _amazon_key = ("account_id", "name")

    name = fields.Char("Vendor code", required=True, tracking=True)
    account_id = fields.Many2one("amazon.vendor.account", required=True, index=True, ondelete="restrict", tracking=True)
    environment = fields.Selection(related="account_id.environment", store=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        compute="_compute_company_id",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="Keeps the orders of this code until they are routed to a store.",
    )
    go_live = fields.Datetime(
        tracking=True,
        help="Orders placed from this moment on become sale orders. Earlier ones, and all while this is empty, are "
        "only shown.",
    )
    default_store_id = fields.Many2one(
        "amazon.vendor.store",
        "Default store",
        tracking=True,
        index="btree_not_null",
        help="Gets the orders for ship-to locations nobody has assigned. Empty: these orders wait.",
    )
    payee_id = fields.Many2one("amazon.vendor.payee", "Payee", tracking=True, index="btree_not_null")
    partner_id = fields.Many2one(
        "res.partner", "Customer", tracking=True, help="The Amazon company that buys, unless a bill-to names another."
    )
    cost_basis = fields.Selection(
        [("each", "Per each"), ("case", "Per case")],
        "Net cost of a case is",
        required=True,
        default="each",
        tracking=True,
        help="Amazon's documents disagree. Compare the first real order in cases with its total in Vendor Central.",
    )
    confirm_policy = fields.Selection(
        [("confirm", "Confirm at once"), ("quotation", "Leave as quotation")],
        "Sale orders",
        required=True,
        default="confirm",
        tracking=True,
    )
    product_policy = fields.Selection(
        [("confirm", "Propose it, a person confirms"), ("take", "Map it at once")],
        "A product found by barcode or internal reference",
        required=True,
        default="confirm",
        tracking=True,
        help="Only ever when exactly one product fits. Everything else waits on the list of products to map.",
    )
    price_tolerance = fields.Float(
        "Price tolerance (%)", tracking=True, help="A price that differs more from ours is flagged on the order."
    )
    answer_channel = fields.Selection(
        [("api", "This connector"), ("edi", "EDI"), ("hand", "By hand in Vendor Central")],
        "Orders are answered by",
        required=True,
        default="api",
        tracking=True,
        help="Nothing is ever sent where another channel speaks: the answer is only noted.",
    )
    answer_policy = fields.Selection(
        [
            ("all", "Accept everything"),
            ("free", "Accept what is free"),
            ("ask", "Propose what is free, a person sends it"),
        ],
        "Answers",
        required=True,
        default="ask",
        tracking=True,
        help="Free is what is in stock or comes in by the ship date and is promised to nobody else.",
    )
    price_policy = fields.Selection(
        [
            ("ask", "A person decides"),
            ("accept", "Accept Amazon's price"),
            ("reject", "Reject the line"),
            ("cost_case", "Answer with our price"),
        ],
        "A price that differs",
        required=True,
        default="ask",
        tracking=True,
    )
    backorder_days = fields.Integer(
        "Backorder up to (days)",
        tracking=True,
        help="How long after the window goods may still leave, where Amazon allows a backorder; at most 30. "
        "0: never, what is not free is rejected.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    look_above = fields.Monetary(
        "A person looks above", tracking=True, help="Orders worth more are never answered automatically. 0: no limit."
    )
    responsible_id = fields.Many2one("res.users", "Responsible", tracking=True, help="Empty: the account's.")
    bill_to_ids = fields.One2many("amazon.vendor.bill.to", "code_id", "Bill-to parties")
    pricelist_ids = fields.One2many("amazon.vendor.code.pricelist", "code_id", "Pricelists")
    ship_to_ids = fields.One2many("amazon.vendor.ship.to", "code_id", "Ship-to locations")
    ship_to_count = fields.Integer(compute="_compute_ship_to_count")

    _name_uniq = models.Constraint("UNIQUE(environment, name)", "This vendor code is already there.")
    _tolerance_positive = models.Constraint("CHECK(price_tolerance >= 0)", "A tolerance cannot be negative.")
    _backorder_days_positive = models.Constraint(
        "CHECK(backorder_days BETWEEN 0 AND 30)", "Amazon cancels what has not come 30 days after the window: 0 to 30."
    )
    _look_above_positive = models.Constraint("CHECK(look_above >= 0)", "An amount to look above cannot be negative.")

    @api.depends("account_id")
    def _compute_company_id(self):
        for code in self:
            code.company_id = code.company_id or code.account_id.company_id

    @api.depends("name", "environment")
    def _compute_display_name(self):
        labels = dict(self._fields["environment"]._description_selection(self.env))
        for code in self:
            code.display_name = code.name
            if code.environment and code.environment != "production":
                code.display_name = f"{code.name} ({labels[code.environment]})"

    @api.model
    def _search_display_name(self, operator, value):
        """Find a code also by the name it is shown with, "ABCDE (Sandbox)", as exports write it."""
        domain = super()._search_display_name(operator, value)
        if operator in Domain.NEGATIVE_OPERATORS:
            return domain
        for shown in [value] if isinstance(value, str) else value or ():
            for environment, label in self._fields["environment"]._description_selection(self.env):
                if isinstance(shown, str) and shown.endswith(f" ({label})"):
                    name = shown.removesuffix(f" ({label})").upper()
                    domain |= Domain("name", "=", name) & Domain("environment", "=", environment)
        return domain

    def _compute_ship_to_count(self):
        counts = dict(
            self.env["amazon.vendor.ship.to"]._read_group([("code_id", "in", self.ids)], ["code_id"], ["__count"])
        )
        for code in self:
            code.ship_to_count = counts.get(code, 0)

    @api.constrains("company_id", "default_store_id", "account_id")
    def _check_environments(self):
        """Simulated and real orders never meet in one company's books."""
        self.account_id._check_routes()

    # ------------------------------------------------------------------ CRUD

    def write(self, vals):
        result = super().write(vals)
        if vals.get("default_store_id"):
            unmapped = self.ship_to_ids.filtered(lambda ship_to: not ship_to.store_id)
            unmapped.write({"store_id": vals["default_store_id"]})
        if vals.get("partner_id"):
            self.bill_to_ids.filtered(lambda bill_to: not bill_to.partner_id).write({"partner_id": vals["partner_id"]})
        if {"go_live", "partner_id", "cost_basis"} & vals.keys():
            self._resume_orders([("code_id", "in", self.ids)])
        return result

    # ------------------------------------------------------------------ verbs

    @api.model
    def _get_or_create(self, account, names):
        """Return {name: vendor code} for the account's environment, making those that are not known yet.

        A code belongs to the environment rather than to the account: one whose account was archived moves to this one.
        """
        asked = {name: self._amazon_name(name) for name in names if self._amazon_name(name)}
        known = self.search([("environment", "=", account.environment), ("name", "in", list(asked.values()))])
        left = known.filtered(lambda code: not code.account_id.active and code.account_id != account)
        if left:
            left.write({"account_id": account.id})
        known |= self._insert_missing(
            account,
            set(asked.values()) - set(known.mapped("name")),
            environment=account.environment,
            company_id=account.company_id.id,
            **self.default_get(
                [
                    "cost_basis",
                    "confirm_policy",
                    "product_policy",
                    "answer_channel",
                    "answer_policy",
                    "price_policy",
                    "remind_hours",
                    "escalate_hours",
                ]
            ),
            price_tolerance=0,
            backorder_days=0,
            look_above=0,
        )
        by_name = {code.name: code for code in known}
        return {name: by_name[stored] for name, stored in asked.items()}

    def _get_responsible(self):
        """Return who answers for this code."""
        return self.responsible_id or self.account_id.responsible_id

    def _get_pricelist(self, currency):
        """Return the pricelist for orders in the currency, or an empty record."""
        return self.pricelist_ids.filtered(lambda rule: rule.currency_id == currency).pricelist_id
