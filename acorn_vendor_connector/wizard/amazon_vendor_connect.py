from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.amazon_vendor_account import ENVIRONMENTS
from ..models.notice import notice
from ..spapi.errors import SpapiError
from ..spapi.wire import WireError

STEPS = [
    ("app", "App"),
    ("authorise", "Account"),
    ("scopes", "What to read"),
    ("codes", "Vendor codes"),
    ("stores", "Stores"),
]
# How far back step four looks: as much as a person can wait for.
GLANCE_DAYS = 28
ACCOUNT_FIELDS = ("environment", "marketplace", "company_id", "endpoint")


class AmazonVendorConnect(models.TransientModel):
    """Lead a person from their app at Amazon to the first orders, one question at a time.

    Every answer is kept on the real records when the person goes on, so that the set-up can be left and continued.
    """

    _name = "amazon.vendor.connect"
    _description = "Connect Amazon"

    step = fields.Selection(STEPS, default="app", required=True, readonly=True)
    unfinished_id = fields.Many2one(
        "amazon.vendor.account", "Go on with", help="An account you started to connect and that is not running yet."
    )
    has_unfinished = fields.Boolean(compute="_compute_has_unfinished")

    app_id = fields.Many2one("amazon.vendor.app", "App", default=lambda self: self._default_app())
    app_name = fields.Char("Name of the app", default=lambda self: self.env._("Orders"))
    client_id = fields.Char("Client ID")
    client_secret = fields.Char(
        compute="_compute_secrets", inverse="_inverse_client_secret", groups="acorn_vendor_connector.group_manager"
    )
    application_id = fields.Char("Application ID", help="Needed only for Authorise with Amazon.")
    secret_set_on = fields.Datetime("Client secret set on", related="app_id.secret_set_on")

    account_id = fields.Many2one("amazon.vendor.account", readonly=True, ondelete="cascade")
    name = fields.Char("Name of the account")
    environment = fields.Selection(ENVIRONMENTS, default="production", required=True)
    marketplace = fields.Selection("_selection_marketplace", default="US")
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    endpoint = fields.Char("Address of the simulator", help="The address that the simulator printed when it started.")
    refresh_token = fields.Char(
        compute="_compute_secrets", inverse="_inverse_refresh_token", groups="acorn_vendor_connector.group_manager"
    )
    token_set_on = fields.Datetime(related="account_id.token_set_on")
    tested_on = fields.Datetime(related="account_id.tested_on")
    test_result = fields.Selection(related="account_id.test_result")
    test_message = fields.Html(related="account_id.test_message")

    sync_from = fields.Datetime("Read orders placed since")
    feed_ids = fields.Many2many("amazon.vendor.cursor", string="Feeds")

    line_ids = fields.One2many("amazon.vendor.connect.code", "wizard_id", "Vendor codes")
    glanced_on = fields.Datetime(readonly=True)
    ship_to_ids = fields.Many2many("amazon.vendor.ship.to", string="Ship-tos")
    store_ids = fields.Many2many("amazon.vendor.store", string="Your stores", compute="_compute_store_ids")

    # ------------------------------------------------------------------ compute

    @api.model
    def _selection_marketplace(self):
        return self.env["amazon.vendor.account"]._selection_marketplace()

    @api.model
    def _default_app(self):
        apps = self.env["amazon.vendor.app"].search([], limit=2)
        return apps if len(apps) == 1 else False

    def _compute_has_unfinished(self):
        self.has_unfinished = bool(self.env["amazon.vendor.account"].search_count(self._unfinished_domain(), limit=1))

    @api.depends("account_id", "line_ids.company_id")
    def _compute_store_ids(self):
        for wizard in self:
            wizard.store_ids = self.env["amazon.vendor.store"].search([("company_id", "in", wizard._companies().ids)])

    @api.model
    def _unfinished_domain(self):
        return [("state", "=", "paused")]

    def _compute_secrets(self):
        self.client_secret = False
        self.refresh_token = False

    def _inverse_client_secret(self):
        """Hand the secret on to where nobody can read it."""
        entered = {wizard: wizard.client_secret for wizard in self}
        self.invalidate_recordset(["client_secret"])
        for wizard, value in entered.items():
            if value:
                wizard._ensure_app().client_secret = value

    def _inverse_refresh_token(self):
        """Hand the token on to where nobody can read it."""
        entered = {wizard: wizard.refresh_token for wizard in self}
        self.invalidate_recordset(["refresh_token"])
        for wizard, value in entered.items():
            if value:
                wizard._ensure_account().refresh_token = value

    # ------------------------------------------------------------------ actions

    @api.model
    def _open_for(self, account):
        """Open the set-up where it was left for this account."""
        wizard = self.create({"account_id": account.id})
        wizard._take_account()
        return wizard._reopen()

    def action_next(self):
        """Keep the answers of this step and ask the next question."""
        self.ensure_one()
        if self.step == "app" and self.unfinished_id:
            self.account_id = self.unfinished_id
            self._take_account()
            return self._reopen()
        getattr(self, f"_leave_{self.step}")()
        names = [name for name, _label in STEPS]
        self.step = names[names.index(self.step) + 1]
        getattr(self, f"_enter_{self.step}")()
        return self._reopen()

    def action_back(self):
        """Ask the question before this one again."""
        self.ensure_one()
        names = [name for name, _label in STEPS]
        self.step = names[max(names.index(self.step) - 1, 0)]
        return self._reopen()

    def action_authorise(self):
        """Send the person to Amazon's consent page; Amazon sends them back to the account."""
        self.ensure_one()
        return self._ensure_account().action_authorise()

    def action_test(self):
        """Test the connection and show what was found."""
        self.ensure_one()
        account = self._ensure_account()
        if not account.token_set_on:
            raise UserError(self.env._("Paste a refresh token first, or authorise with Amazon."))
        account.action_test_connection()
        return self._reopen()

    def action_glance(self):
        """Look at Amazon's orders again."""
        self.ensure_one()
        self._glance()
        return self._reopen()

    def action_make_stores(self):
        """Make a store of every warehouse of the companies that receive orders and have none."""
        self.ensure_one()
        stores = self.env["amazon.vendor.store"]
        taken = stores.search([("warehouse_id", "!=", False)]).warehouse_id
        missing = self.env["stock.warehouse"].search([("company_id", "in", self._companies().ids)]) - taken
        stores.create([
            {"name": warehouse.name, "company_id": warehouse.company_id.id, "warehouse_id": warehouse.id}
            for warehouse in missing
        ])
        return self._reopen()

    def action_finish(self):
        """Keep the last answers, switch the account on and ask for the first pull."""
        self.ensure_one()
        account = self.account_id
        account.action_run()
        account.action_pull_now()
        return notice(
            self.env._(
                "%(account)s is running. The first orders arrive within a few minutes.", account=account.display_name
            ),
            "success",
            then=self.env["ir.actions.act_window"]._for_xml_id("acorn_vendor_connector.action_overview"),
        )

    # ------------------------------------------------------------------ steps

    def _leave_app(self):
        app = self._ensure_app()
        if not app.secret_set_on:
            raise UserError(self.env._("Enter the client secret of %(app)s.", app=app.name))
        if self.application_id:
            app.application_id = self.application_id

    def _enter_authorise(self):
        self.name = self.name or self.env._("Amazon %(country)s", country=self.marketplace or "")

    def _leave_authorise(self):
        account = self._ensure_account()
        if not account.tested_on or account.test_result == "bad":
            raise UserError(
                self.env._(
                    "Test the connection first: the next steps read from Amazon. The result says what to do "
                    "if it fails."
                )
            )

    def _enter_scopes(self):
        self.sync_from = self.account_id.sync_from
        self.feed_ids = self.account_id.cursor_ids.filtered(lambda feed: not feed.until and not feed.reference)

    def _leave_scopes(self):
        self.account_id.sync_from = self.sync_from

    def _enter_codes(self):
        if not self.glanced_on:
            self._glance()

    def _leave_codes(self):
        self.line_ids._keep()

    def _enter_stores(self):
        self.ship_to_ids = self.account_id.code_ids.ship_to_ids

    # ------------------------------------------------------------------ verbs

    def _ensure_app(self):
        """Return the app of this set-up, made from the answers when there is none yet."""
        self.ensure_one()
        if not self.app_id:
            client_id = (self.client_id or "").strip()
            if not client_id:
                raise UserError(self.env._("Choose an app, or enter the client ID of a new one."))
            apps = self.env["amazon.vendor.app"]
            self.app_id = apps.search([("client_id", "=", client_id)], limit=1) or apps.create({
                "name": self.app_name or self.env._("Orders"),
                "client_id": client_id,
                "application_id": self.application_id,
            })
        return self.app_id

    def _ensure_account(self):
        """Return the account of this set-up with the answers written on it."""
        self.ensure_one()
        answers = {name: self[name].id if name == "company_id" else self[name] for name in ACCOUNT_FIELDS}
        answers.update(name=self.name or self.env._("Amazon"), app_id=self._ensure_app().id)
        account = self.account_id
        if not account:
            self.account_id = account = self.env["amazon.vendor.account"].create(answers)
            return account
        changed = {
            name: value
            for name, value in answers.items()
            if account._fields[name].convert_to_write(account[name], account) != value
        }
        if changed:
            account.write(changed)
        return account

    def _take_account(self):
        """Fill the answers from the account and go to the first step that has none."""
        self.ensure_one()
        account = self.account_id
        self.write({
            "app_id": account.app_id.id,
            "name": account.name,
            "unfinished_id": False,
            **{name: account._fields[name].convert_to_write(account[name], account) for name in ACCOUNT_FIELDS},
        })
        if not account.app_id or not account.app_id.secret_set_on:
            self.step = "app"
        elif not account.tested_on:
            self.step = "authorise"
        else:
            self.step = "scopes"
            self._enter_scopes()

    def _companies(self):
        """Return the companies whose stores the orders may go to: branches share their head office's."""
        companies = self.line_ids.company_id | self.account_id.company_id
        return self.env["res.company"].search([("id", "child_of", companies.root_id.ids)])

    def _glance(self):
        """Look at Amazon's recent orders and propose a row for every vendor code found."""
        account = self.account_id
        try:
            glances = account._glance_at_orders(GLANCE_DAYS)
        except SpapiError as error:
            raise UserError(account._describe_error(error)) from error
        except WireError as error:
            raise UserError(
                self.env._("Amazon's answer could not be understood (%(error)s). Try again in a minute.", error=error)
            ) from error
        self.glanced_on = fields.Datetime.now()
        self.line_ids._take_glances(self, glances)

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Connect Amazon"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }
