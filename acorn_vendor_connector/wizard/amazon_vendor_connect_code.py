from odoo import api, fields, models

KEPT_FIELDS = ("company_id", "go_live", "payee_id", "partner_id", "default_store_id")


class AmazonVendorConnectCode(models.TransientModel):
    """Ask how one vendor code is taken into our books, beside what both sides hold today."""

    _name = "amazon.vendor.connect.code"
    _description = "Connect Amazon: vendor code"
    _order = "id"

    wizard_id = fields.Many2one("amazon.vendor.connect", required=True, index=True, ondelete="cascade")
    code_id = fields.Many2one("amazon.vendor.code", "Vendor code", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True)
    partner_id = fields.Many2one("res.partner", "Customer")
    payee_id = fields.Many2one("amazon.vendor.payee", "Payee")
    default_store_id = fields.Many2one("amazon.vendor.store", "Default store")
    go_live = fields.Datetime("Go-live")
    seen = fields.Json(readonly=True, help="Number, moment and closed or not of each order Amazon showed.")

    amazon_count = fields.Integer("At Amazon", compute="_compute_counts")
    mirror_count = fields.Integer("Only shown", compute="_compute_counts")
    odoo_count = fields.Integer("In Odoo", compute="_compute_counts")
    new_count = fields.Integer("To be made", compute="_compute_counts")

    @api.depends("seen", "go_live", "company_id")
    def _compute_counts(self):
        """Tell what would happen to each order on the day the account is switched on."""
        for line in self:
            orders = line.seen or []
            live = [
                number
                for number, ordered_at, is_closed in orders
                if line.go_live and not is_closed and fields.Datetime.to_datetime(ordered_at) >= line.go_live
            ]
            known = line._known_in_odoo([number for number, _ordered_at, _is_closed in orders])
            line.amazon_count = len(orders)
            line.odoo_count = len(known)
            line.new_count = len(set(live) - known)
            line.mirror_count = len(orders) - len(live)

    def _known_in_odoo(self, numbers):
        """Return the numbers that are already the customer reference of a sale order of the company."""
        self.ensure_one()
        references = self.env["sale.order"].sudo()._read_group(  # counted for who configures, whatever they may open
            [
                ("company_id", "=", self.company_id.id),
                ("client_order_ref", "in", numbers),
                ("state", "!=", "cancel"),
            ],
            ["client_order_ref"],
        )
        return {reference for (reference,) in references}

    # ------------------------------------------------------------------ verbs

    @api.model
    def _take_glances(self, wizard, glances):
        """Make or refresh one row for every vendor code that the account showed or already has."""
        by_code = {}
        for glance in glances:
            by_code.setdefault(glance.vendor_code, []).append(glance)
        codes = self.env["amazon.vendor.code"]
        codes._get_or_create(wizard.account_id, sorted(by_code))
        rows = {row.code_id: row for row in wizard.line_ids}
        for code in wizard.account_id.code_ids:
            seen = [
                [glance.number, fields.Datetime.to_string(glance.ordered_at), glance.is_closed]
                for glance in by_code.get(code.name, [])
            ]
            parties = [glance.ship_to for glance in by_code.get(code.name, []) if glance.ship_to]
            self.env["amazon.vendor.ship.to"]._get_or_create(code, parties)
            if code in rows:
                rows[code].seen = seen
            else:
                self.create({"wizard_id": wizard.id, "code_id": code.id, "seen": seen, **self._answers_of(code)})

    @api.model
    def _answers_of(self, code):
        """Start from what the code says; a new one goes live now."""
        answers = {name: code._fields[name].convert_to_write(code[name], code) for name in KEPT_FIELDS}
        return {**answers, "go_live": code.go_live or fields.Datetime.now()}

    def _keep(self):
        """Write the answers on the vendor codes."""
        for line in self:
            line.code_id.write({
                name: line._fields[name].convert_to_write(line[name], line) for name in KEPT_FIELDS
            })
