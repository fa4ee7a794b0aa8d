from datetime import timedelta

from odoo import api, fields, models

# Amazon lets a client secret live for 180 days, then every call of the app fails ("Rotate your application's client
# secret").
SECRET_DAYS = 180


class AmazonVendorApp(models.Model):
    """Hold one client at Login with Amazon, shared by the accounts that authorised it."""

    _name = "amazon.vendor.app"
    _description = "Amazon app"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "name, id"

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    client_id = fields.Char("Client ID", required=True, tracking=True, help="amzn1.application-oa2-client.…")
    application_id = fields.Char(
        "Application ID", tracking=True, help="amzn1.sp.solution.…; needed for Authorise with Amazon only."
    )
    is_draft = fields.Boolean(
        "Draft app", default=True, tracking=True, help="The app is not published: Amazon then wants to be asked for its beta."
    )
    responsible_id = fields.Many2one(
        "res.users",
        "Responsible",
        required=True,
        default=lambda self: self.env.user,
        tracking=True,
        help="Is reminded before the client secret dies.",
    )
    account_ids = fields.One2many("amazon.vendor.account", "app_id", "Accounts")
    account_count = fields.Integer(compute="_compute_account_count")

    client_secret = fields.Char(
        compute="_compute_client_secret",
        inverse="_inverse_client_secret",
        copy=False,
        exportable=False,
        groups="acorn_vendor_connector.group_manager",
        help="Can be entered and replaced, never read.",
    )
    secret_set_on = fields.Datetime("Client secret set on", readonly=True, copy=False, tracking=True)
    secret_last4 = fields.Char("Client secret ends in", readonly=True, copy=False)
    secret_expires_on = fields.Date(
        "Client secret dies on",
        compute="_compute_secret_expires_on",
        store=True,
        readonly=False,
        copy=False,
        tracking=True,
        help="180 days after it was made. Correct it when the secret is older than its entry here.",
    )
    secret_days_left = fields.Integer(compute="_compute_secret_state")
    secret_state = fields.Selection(
        [("missing", "Missing"), ("good", "Good"), ("expiring", "Dies soon"), ("expired", "Dead")],
        compute="_compute_secret_state",
    )
    next_secret_set_on = fields.Datetime("New client secret waits since", readonly=True, copy=False)
    next_secret_last4 = fields.Char("New client secret ends in", readonly=True, copy=False)
    reminded_at_days = fields.Integer(readonly=True, copy=False, help="The last reminder was sent so many days before.")

    _client_id_uniq = models.Constraint("UNIQUE(client_id)", "This client ID already has an app. Use that one.")

    # ------------------------------------------------------------------ compute

    @api.depends("account_ids")
    def _compute_account_count(self):
        for app in self:
            app.account_count = len(app.account_ids)

    def _compute_client_secret(self):
        self.client_secret = False

    @api.depends("secret_set_on")
    def _compute_secret_expires_on(self):
        for app in self:
            app.secret_expires_on = app.secret_set_on and app.secret_set_on.date() + timedelta(days=SECRET_DAYS)

    @api.depends("secret_set_on", "secret_expires_on")
    def _compute_secret_state(self):
        today = fields.Date.context_today(self)
        for app in self:
            app.secret_days_left = (app.secret_expires_on - today).days if app.secret_expires_on else 0
            if not app.secret_set_on:
                app.secret_state = "missing"
            elif app.secret_days_left <= 0:
                app.secret_state = "expired"
            else:
                app.secret_state = "expiring" if app.secret_days_left <= 30 else "good"

    def _inverse_client_secret(self):
        """Take the secret; one that would replace another waits until it was tested."""
        entered = {app: app.client_secret for app in self}
        # What was typed must not stay in the cache, from where the answer of this very request would be read.
        self.invalidate_recordset(["client_secret"])
        secrets = self.env["amazon.vendor.secret"]
        for app, value in entered.items():
            if not value:
                continue
            last4 = secrets._last4(value)
            if app.secret_set_on and app._get_tested_accounts():
                secrets._store("next_client_secret", app, value)
                app.write({"next_secret_set_on": fields.Datetime.now(), "next_secret_last4": last4})
            else:
                secrets._store("client_secret", app, value)
                app._note_new_secret(last4)

    # ------------------------------------------------------------------ verbs

    def _get_tested_accounts(self):
        """Return the accounts with whose authorisation a secret can be tried.

        sudo: an app serves accounts of companies that the person may not see.
        """
        return self.sudo().with_context(active_test=False).account_ids.filtered("token_set_on")

    def _note_new_secret(self, last4):
        self.write(
            {
                "secret_set_on": fields.Datetime.now(),
                "secret_last4": last4,
                "next_secret_set_on": False,
                "next_secret_last4": False,
                "reminded_at_days": 0,
            }
        )
