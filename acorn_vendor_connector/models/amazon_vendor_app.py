from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.urls import urljoin

from ..spapi import errors
from .amazon_vendor_authorisation import CALLBACK

# Amazon lets a client secret live for 180 days, then every call of the app fails ("Rotate your application's client
# secret").
SECRET_DAYS = 180
REMINDER_DAYS = (30, 14, 7, 1)
ACTIVITY = "acorn_vendor_connector.mail_activity_type_secret"


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
        "Draft app", default=True, tracking=True, help="The app is not published: Amazon asks for its beta then."
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

    redirect_uri = fields.Char(
        "Redirect address", compute="_compute_redirect_uri", help="Register it in Amazon's developer console."
    )

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

    def _compute_redirect_uri(self):
        for app in self:
            app.redirect_uri = app._get_redirect_uri()

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

    # ------------------------------------------------------------------ CRUD

    def write(self, vals):
        if "secret_expires_on" in vals:
            vals = {"reminded_at_days": 0, **vals}
        others = self.filtered(lambda app: vals.get("client_id", app.client_id) != app.client_id)
        result = super().write(vals)
        # Their tokens belong to the other client. sudo: they may be of companies that the person does not see.
        others.sudo().account_ids._pause(forget_test=True)
        return result

    # ------------------------------------------------------------------ actions

    def action_use_new_secret(self):
        """Try the waiting secret at Login with Amazon; only one that Amazon takes replaces the secret in use."""
        self.ensure_one()
        self.check_access("write")
        secrets = self.env["amazon.vendor.secret"]
        value = secrets._value("next_client_secret", self)
        if not value:
            raise UserError(self.env._("Enter the new client secret first."))
        self._try_secret(value)
        secrets._store("client_secret", self, value)
        secrets._store("next_client_secret", self, None)
        self._note_new_secret(secrets._last4(value))
        self.message_post(body=self.env._("The new client secret was tested and is in use."))

    def action_discard_new_secret(self):
        """Forget the secret that waits; the one in use stays."""
        self.ensure_one()
        self.check_access("write")
        self.env["amazon.vendor.secret"]._store("next_client_secret", self, None)
        self.write({"next_secret_set_on": False, "next_secret_last4": False})

    # ------------------------------------------------------------------ verbs

    def _get_redirect_uri(self):
        return urljoin(self.get_base_url(), CALLBACK)

    def _get_tested_accounts(self):
        """Return the accounts with whose authorisation a secret can be tried.

        sudo: an app serves accounts of companies that the person may not see.
        """
        return self.sudo().account_ids.filtered("token_set_on")

    def _try_secret(self, value):
        """Raise UserError unless Login with Amazon takes the secret for one of the app's accounts."""
        refusals = []
        for account in self._get_tested_accounts():
            try:
                account._lwa(value).refresh(self.env["amazon.vendor.secret"]._value("refresh_token", account))
            except errors.SpapiError as error:
                refusals.append(f"{account.name}: {error}")
                # A dead authorisation says nothing about the secret; anything else does, and for every account alike.
                if error.code != "invalid_grant":
                    break
            else:
                return
        if refusals:
            raise UserError(
                self.env._(
                    "The new client secret is not in use: Login with Amazon did not take it. The old one stays. "
                    "Compare it with the developer console.\n%(refusals)s",
                    refusals="\n".join(refusals),
                )
            )

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
        self.activity_feedback([ACTIVITY], feedback=self.env._("Replaced."))

    # ------------------------------------------------------------------ reminders

    @api.model
    def _get_reminder_domain(self):
        """Find apps whose secret has come near its end since the last reminder."""
        today = fields.Date.today()
        steps = [
            Domain("secret_expires_on", "<=", today + timedelta(days=days))
            & (Domain("reminded_at_days", "=", 0) | Domain("reminded_at_days", ">", days))
            for days in REMINDER_DAYS
        ]
        return Domain("secret_set_on", "!=", False) & Domain.OR(steps)

    def _remind_of_secret(self):
        """Tell the responsible person, by activity and by mail, when the secret dies and what dies with it."""
        self.ensure_one()
        app = self.with_context(lang=self.responsible_id.lang)
        days = (app.secret_expires_on - fields.Date.today()).days
        title = (
            app.env._("The client secret of %(app)s dies in %(days)s day(s)", app=app.name, days=days)
            if days > 0
            else app.env._("The client secret of %(app)s is dead", app=app.name)
        )
        note = Markup("<p>%s</p><ul>%s</ul>") % (
            app.env._(
                "Make a new one in Amazon's developer console and enter it on the app. On %(date)s these accounts "
                "stop:",
                date=fields.Date.to_string(app.secret_expires_on),
            ),
            Markup("").join(Markup("<li>%s</li>") % account.display_name for account in app.account_ids),
        )
        activity = app.activity_search([ACTIVITY])[:1]
        if activity:
            activity.write({"summary": title, "note": note})
        else:
            # quick update: the mail below says more than the activity's own.
            app.with_context(mail_activity_quick_update=True).activity_schedule(
                ACTIVITY, app.secret_expires_on, title, note, user_id=app.responsible_id.id
            )
        body = Markup("<p>%s</p>%s") % (title, note)
        app.message_post(subject=title, body=body)
        # Not by way of the chatter: some people have switched its mails to their inbox in Odoo.
        self.env["mail.mail"].sudo().create(  # mails belong to the system
            {
                "subject": title,
                "body_html": body,
                "email_to": app.responsible_id.email_formatted,
                "model": self._name,
                "res_id": self.id,
            }
        )
        app.reminded_at_days = min(step for step in REMINDER_DAYS if days <= step)

    # ------------------------------------------------------------------ crons

    @api.model
    def _cron_remind_secrets(self):
        domain = self._get_reminder_domain()
        apps = self.search(domain)
        self.env["ir.cron"]._commit_progress(remaining=len(apps))
        for app in apps:
            locked = app.try_lock_for_update().filtered_domain(domain)
            if locked:
                locked._remind_of_secret()
            if not self.env["ir.cron"]._commit_progress(1):
                break
