from collections import Counter, defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..models.amazon_vendor_account import ENVIRONMENTS
from ..models.amazon_vendor_purchase_order_deadline import OVERDUE, TO_ANSWER

OPEN_PICKING = [("picking_type_code", "=", "outgoing"), ("state", "in", ("waiting", "confirmed", "assigned"))]


class AmazonVendorOverview(models.Model):
    """Show every account, payee and store on one screen, with what is to be done for it."""

    _name = "amazon.vendor.overview"
    _description = "Amazon Vendor overview"
    _auto = False
    _order = "kind, name, id"

    kind = fields.Selection([("account", "Account"), ("payee", "Payee"), ("store", "Store")], readonly=True)
    name = fields.Char(readonly=True)
    account_id = fields.Many2one("amazon.vendor.account", readonly=True)
    store_id = fields.Many2one("amazon.vendor.store", readonly=True)
    payee_id = fields.Many2one("amazon.vendor.payee", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    environment = fields.Selection(ENVIRONMENTS, readonly=True)
    # Counted among the orders that the person may see, so that a card never tells of another company's or store's.
    to_answer = fields.Integer("To answer", compute="_compute_figures")
    answers_late = fields.Integer("Answers overdue", compute="_compute_figures")
    to_ship = fields.Integer("To ship", compute="_compute_figures")
    waiting = fields.Integer(compute="_compute_figures")
    failed = fields.Integer(compute="_compute_figures")
    late = fields.Integer("Late deliveries", compute="_compute_figures")
    last_sync = fields.Datetime("Last sync", compute="_compute_health", compute_sudo=True)
    state = fields.Selection(
        [("running", "Running"), ("paused", "Paused")], compute="_compute_health", compute_sudo=True
    )
    trouble = fields.Text(compute="_compute_health", compute_sudo=True, help="Why the card is red.")

    @property
    def _table_query(self):
        """Number each kind of card in steps of three, so that a card keeps its id; payees are for who sees payments."""
        return SQL(
            """
            SELECT 3 * id AS id, 'account' AS kind, name, id AS account_id, NULL::integer AS store_id,
                   NULL::integer AS payee_id, company_id, environment
              FROM amazon_vendor_account WHERE active
             UNION ALL
            SELECT 3 * id + 1, 'store', name, NULL, id, NULL, company_id, NULL
              FROM amazon_vendor_store WHERE active
             UNION ALL
            SELECT 3 * id + 2, 'payee', name, NULL, NULL, id, company_id, environment
              FROM amazon_vendor_payee WHERE active AND %s
            """,
            self.env["amazon.vendor.remittance"].has_access("read"),
        )

    @api.depends("account_id", "store_id")
    def _compute_figures(self):
        """Count for all cards at once, from what is open: the orders of years are not looked through."""
        found = {**self._figures("code_id.account_id"), **self._figures("store_id")}
        for card in self:
            figures = found.get(card.account_id or card.store_id or None, Counter())
            card.to_answer, card.answers_late = figures["to_answer"], figures["answers_late"]
            card.to_ship, card.late = figures["to_ship"], figures["late"]
            card.waiting, card.failed = figures["waiting"] + figures["link"], figures["failed"]

    @api.model
    def _figures(self, owner):
        """Return {owner: {figure: count}}; `owner` is the path from a purchase order to its account or store."""
        orders = self.env["amazon.vendor.purchase.order"]
        found = defaultdict(Counter)
        for record, state, count in orders._read_group(
            [("sync_state", "in", ("waiting", "link", "failed"))], [owner, "sync_state"], ["__count"]
        ):
            found[record][state] = count
        for figure, domain in (("to_answer", TO_ANSWER), ("answers_late", TO_ANSWER & OVERDUE)):
            for record, count in orders._read_group(domain, [owner], ["__count"]):
                found[record][figure] = count
        pickings = self.env["stock.picking"].sudo()  # an accountant sees how many, not which
        visible = [*OPEN_PICKING, ("amazon_vendor_purchase_order_id", "in", orders._search([]))]
        for figure, domain in (("to_ship", []), ("late", [("date_deadline", "<", fields.Datetime.now())])):
            for record, count in pickings._read_group(
                visible + domain, [f"amazon_vendor_purchase_order_id.{owner}"], ["__count"]
            ):
                found[record][figure] = count
        return found

    @api.depends("account_id", "store_id")
    def _compute_health(self):
        for card in self:
            accounts = card.account_id or card.store_id.ship_to_ids.code_id.account_id
            feeds = accounts.cursor_ids
            successes = [moment for moment in feeds.mapped("last_success_at") if moment]
            card.last_sync = max(successes, default=False)
            card.state = card.account_id.state
            card.trouble = card._trouble() if card.account_id else False

    def _trouble(self):
        """Return the sentence that makes an account's card red, or False."""
        self.ensure_one()
        if self.account_id.error_message:
            return self.account_id.error_message
        late = self.account_id.cursor_ids.filtered("is_late")
        if late:
            return late[0].error_message or self.env._(
                "%(feed)s has not been read for twice its interval. Open the account and look at its feeds.",
                feed=dict(late._fields["feed"]._description_selection(self.env))[late[0].feed],
            )
        return False

    def _order_domain(self):
        """Match the purchase orders of this card."""
        self.ensure_one()
        if self.account_id:
            return [("code_id.account_id", "=", self.account_id.id)]
        return [("store_id", "=", self.store_id.id)]

    # ------------------------------------------------------------------ actions

    def action_open(self):
        """Open the account, store or payee behind the card."""
        self.ensure_one()
        record = self.account_id or self.store_id or self.payee_id
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_pull_now(self):
        """Ask the account behind the card for a pull; returns at once."""
        return self.account_id.action_pull_now()

    def action_open_orders(self):
        """Open all purchase orders of the card."""
        return self._open_orders([])

    def action_open_waiting(self):
        """Open the orders of the card that wait for a decision."""
        return self._open_orders([("sync_state", "in", ("waiting", "link"))])

    def action_open_failed(self):
        """Open the orders of the card that could not be booked."""
        return self._open_orders([("sync_state", "=", "failed")])

    def action_open_to_answer(self):
        """Open the orders of the card that Amazon waits for an answer to."""
        return self._open_orders(TO_ANSWER)

    def action_open_answers_late(self):
        """Open the orders of the card whose answer is overdue."""
        return self._open_orders(TO_ANSWER & OVERDUE)

    def action_open_to_ship(self):
        """Open the deliveries of the card that have to leave."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("stock.action_picking_tree_all")
        return {**action, "domain": [("amazon_vendor_purchase_order_id", "any", self._order_domain()), *OPEN_PICKING]}

    def _open_orders(self, domain):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("acorn_vendor_connector.action_purchase_order_all")
        return {**action, "domain": list(Domain(self._order_domain()) & Domain(domain)), "display_name": self.name}
