import platform
from datetime import timedelta

from odoo import api, fields, models, release
from odoo.exceptions import UserError, ValidationError

from ..spapi import auth, client, errors, regions, throttle

ENVIRONMENTS = [("production", "Production"), ("sandbox", "Sandbox"), ("simulator", "Simulator")]
ERROR_KINDS = [
    ("network", "Network"),
    ("authorisation", "Authorisation"),
    ("throttled", "Too many calls"),
    ("data", "Data"),
    ("rule", "Business rule"),
]
# Amazon keeps purchase orders for six months.
HISTORY = timedelta(days=183)
OWN_FIELDS = {"state", "tested_on"}


class AmazonVendorAccount(models.Model):
    """Hold one authorisation: a vendor group of one region, in production, sandbox or simulator."""

    _name = "amazon.vendor.account"
    _description = "Amazon vendor account"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "environment, name, id"

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    environment = fields.Selection(ENVIRONMENTS, required=True, default="production", tracking=True)
    marketplace = fields.Selection("_selection_marketplace", tracking=True, help="Whose Vendor Central you sign in to.")
    region = fields.Selection(
        "_selection_region",
        required=True,
        compute="_compute_region",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    app_id = fields.Many2one("amazon.vendor.app", "App", index=True, ondelete="restrict", tracking=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        tracking=True,
        help="Owns what Amazon sends until it is routed to a store.",
    )
    endpoint = fields.Char(
        "End point",
        tracking=True,
        help="Empty: Amazon's own. Else a gateway (https) or a simulator on this machine; {region} in it becomes na, "
        "eu or fe.",
    )
    selling_partner_id = fields.Char("Selling partner ID", readonly=True, copy=False, tracking=True)
    responsible_id = fields.Many2one(
        "res.users", "Responsible", required=True, default=lambda self: self.env.user, tracking=True
    )
    code_ids = fields.One2many("amazon.vendor.code", "account_id", "Vendor codes")
    sync_from = fields.Datetime(
        "First pull reaches back to",
        default=lambda self: fields.Datetime.now() - timedelta(days=30),
        tracking=True,
        help="At most six months: Amazon keeps no more.",
    )
    audit = fields.Boolean(
        "Look for missing orders", default=True, tracking=True, help="Compares order numbers with Amazon once a day."
    )

    refresh_token = fields.Char(
        compute="_compute_refresh_token",
        inverse="_inverse_refresh_token",
        copy=False,
        exportable=False,
        groups="acorn_vendor_connector.group_manager",
        help="Can be entered and replaced, never read.",
    )
    token_set_on = fields.Datetime("Refresh token set on", readonly=True, copy=False, tracking=True)
    token_last4 = fields.Char("Refresh token ends in", readonly=True, copy=False)

    state = fields.Selection(
        [("paused", "Paused"), ("running", "Running")], required=True, default="paused", copy=False, tracking=True
    )
    tested_on = fields.Datetime("Tested on", readonly=True, copy=False)
    test_result = fields.Selection([("good", "Connected"), ("bad", "Not connected")], readonly=True, copy=False)
    test_message = fields.Html("What the test found", readonly=True, copy=False)
    error_kind = fields.Selection(ERROR_KINDS, readonly=True, copy=False)
    error_message = fields.Text("Trouble", readonly=True, copy=False)
    error_since = fields.Datetime("In trouble since", readonly=True, copy=False)

    _running_is_tested = models.Constraint(
        "CHECK(state = 'paused' OR tested_on IS NOT NULL)", "Test the connection before you switch the account on."
    )

    # ------------------------------------------------------------------ compute

    @api.model
    def _selection_marketplace(self):
        countries = self.env["res.country"].search([("code", "in", list(regions.MARKETPLACES))])
        return [(country.code, country.name) for country in countries.sorted("name")]

    @api.model
    def _selection_region(self):
        names = {
            "NA": self.env._("North America"),
            "EU": self.env._("Europe, Middle East, India"),
            "FE": self.env._("Far East"),
        }
        return [(code, names[code]) for code in regions.REGIONS]

    @api.depends("marketplace")
    def _compute_region(self):
        for account in self:
            place = regions.MARKETPLACES.get(account.marketplace)
            account.region = place.region if place else account.region or "EU"

    @api.depends("name", "environment")
    def _compute_display_name(self):
        labels = dict(self._fields["environment"]._description_selection(self.env))
        for account in self:
            account.display_name = account.name
            if account.environment and account.environment != "production":
                account.display_name = f"{account.name} ({labels[account.environment]})"

    def _compute_refresh_token(self):
        self.refresh_token = False

    def _inverse_refresh_token(self):
        entered = {account: account.refresh_token for account in self}
        # What was typed must not stay in the cache, from where the answer of this very request would be read.
        self.invalidate_recordset(["refresh_token"])
        for account, value in entered.items():
            if value:
                account._set_refresh_token(value)

    # ------------------------------------------------------------------ constraints

    @api.constrains("endpoint", "environment")
    def _check_endpoint(self):
        for account in self:
            if account.environment == "simulator" and not account.endpoint:
                raise ValidationError(self.env._("A simulator needs its address as end point: http://127.0.0.1:…"))
            try:
                account._get_endpoint()
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "The end point of %(account)s cannot be used. It must be https, or http on this machine, "
                        "without user name or query.",
                        account=account.name,
                    )
                ) from error

    @api.constrains("sync_from")
    def _check_sync_from(self):
        earliest = fields.Datetime.now() - HISTORY - timedelta(days=1)
        for account in self:
            if account.sync_from and account.sync_from < earliest:
                raise ValidationError(
                    self.env._("Amazon keeps purchase orders for six months. Choose a later start for the first pull.")
                )

    # ------------------------------------------------------------------ CRUD

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_own_fields(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_own_fields(vals)
        if "environment" in vals and any(
            account.environment != vals["environment"] and account.code_ids for account in self
        ):
            raise UserError(
                self.env._(
                    "The environment is part of every key and cannot change once vendor codes are known. Make another "
                    "account and archive this one."
                )
            )
        before = {account: account._get_connection() for account in self}
        result = super().write(vals)
        changed = self.filtered(lambda account: account._get_connection() != before[account])
        if changed or vals.get("active") is False:
            (changed if vals.get("active", True) else self)._pause(forget_test=bool(changed))
        return result

    @api.model
    def _check_own_fields(self, vals):
        """Refuse what only the connector itself may write: a form or an import cannot skip the test."""
        if not self.env.su and any(vals.get(name) and vals[name] != "paused" for name in OWN_FIELDS):
            raise UserError(self.env._("Test the connection, then use the button that switches the account on."))

    def _get_connection(self):
        """Return what a successful test is good for."""
        return self.environment, self.region, self.endpoint or "", self.app_id

    # ------------------------------------------------------------------ actions

    def action_run(self):
        """Switch the accounts on; only a tested one can run."""
        self.check_access("write")
        for account in self:
            if not account.tested_on:
                raise UserError(
                    self.env._("Test the connection of %(account)s before you switch it on.", account=account.name)
                )
        # sudo: the state is closed to people except through these buttons.
        self.sudo().write({"state": "running"})
        self._pull_soon()

    def action_authorise(self):
        """Leave for Amazon's consent page; the callback route brings the person back."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self._authorise(), "target": "self"}

    def action_pause(self):
        """Stop reading; nothing that Amazon holds is lost."""
        self.check_access("write")
        self._pause()

    def _pause(self, forget_test=False):
        # sudo: the state is closed to people except through these buttons.
        self.sudo().write({"state": "paused", **({"tested_on": False, "test_result": False} if forget_test else {})})

    # ------------------------------------------------------------------ verbs

    def _set_refresh_token(self, value, selling_partner_id=None):
        """Take another authorisation. It must be tested before the account runs again."""
        self.ensure_one()
        secrets = self.env["amazon.vendor.secret"]
        if not self.app_id:
            raise UserError(self.env._("Choose the app first: a refresh token belongs to one app."))
        secrets._store("refresh_token", self, value)
        self.write(
            {
                "token_set_on": fields.Datetime.now(),
                "token_last4": secrets._last4(value),
                **({"selling_partner_id": selling_partner_id} if selling_partner_id else {}),
            }
        )
        # The same token may stand for more rights now: what this process made of it before is forgotten.
        auth.TOKENS.clear()
        self._pause(forget_test=True)
        self._clear_error()

    def _authorise(self, return_path=None):
        """Return the address of the consent page; the way back leads to the path, else to the account."""
        self.check_access("write")
        if not self.app_id:
            raise UserError(self.env._("Choose the app first: Amazon authorises an app for a vendor group."))
        return self.env["amazon.vendor.authorisation"]._start(self, return_path)

    def _get_consent_base(self):
        """Return the Vendor Central to sign in to; a simulator has its own."""
        self.ensure_one()
        if self.environment == "simulator":
            return self._get_endpoint()
        place = regions.MARKETPLACES.get(self.marketplace)
        if not place or not place.vendor_central:
            raise UserError(
                self.env._(
                    "Choose the marketplace whose Vendor Central you sign in to. Belgium, Ireland, Saudi Arabia and "
                    "South Africa have none that Amazon names: choose the one you use, or paste a refresh token."
                )
            )
        return place.vendor_central

    def _get_endpoint(self, region=None):
        """Return the address of the API, here or at another region; ValueError when it cannot be used."""
        self.ensure_one()
        region = region or self.region
        return regions.endpoint(self.environment, region, self._get_custom_endpoint(region))

    def _get_token_url(self):
        """Return the address of Login with Amazon."""
        self.ensure_one()
        return regions.token_url(self._get_custom_endpoint(self.region))

    def _get_custom_endpoint(self, region):
        return self.endpoint.replace("{region}", region.lower()) if self.endpoint else None

    def _lwa(self, client_secret=None):
        """Return the account's app at Login with Amazon; with another secret to try one."""
        self.ensure_one()
        app = self.app_id.sudo()  # who may use the account need not see the app
        client_secret = client_secret or (app and self.env["amazon.vendor.secret"]._value("client_secret", app))
        if not client_secret:
            raise errors.AuthorisationError("no_secret", "the app has no client secret")
        return auth.Lwa(app.client_id, client_secret, self._get_token_url())

    def _client(self, region=None):
        """Return the door to Amazon for this account, or for the same authorisation at another region.

        The only place that builds one. Raises SpapiError when app, secret or refresh token are missing. Close it.
        """
        self.ensure_one()
        refresh_token = self.env["amazon.vendor.secret"]._value("refresh_token", self)
        if not refresh_token:
            raise errors.AuthorisationError("no_token", "the account is not authorised")
        return client.Client(
            self._get_endpoint(region),
            auth.AccessTokens(self._lwa(), refresh_token),
            throttle.shared(self.environment),
            partner=(self.env.cr.dbname, self.id, region or self.region),
            user_agent=client.user_agent(self._get_version(), f"Odoo/{release.version}", platform.python_version()),
        )

    @api.model
    def _get_version(self):
        return self.env.ref("base.module_acorn_vendor_connector").sudo().installed_version or "19.0"

    def _note_error(self, error):
        """Show the account's trouble as its banner; the chatter hears of a change only."""
        self.ensure_one()
        message = self._describe_error(error)
        if (self.error_kind, self.error_message) == (error.kind, message):
            return
        told = self.error_kind == error.kind
        self.sudo().write(
            {
                "error_kind": error.kind,
                "error_message": message,
                "error_since": self.error_since or fields.Datetime.now(),
            }
        )
        if not told:
            self.message_post(body=message)

    def _clear_error(self):
        """Take the banner away."""
        troubled = self.filtered("error_kind")
        if troubled:
            troubled.sudo().write({"error_kind": False, "error_message": False, "error_since": False})

    def _describe_error(self, error):
        """Put an error of the API into a sentence that says what to do next."""
        return {
            "network": self.env._("Amazon could not be reached. It is tried again by itself: %(error)s", error=error),
            "authorisation": self.env._(
                "Amazon does not let this account in. Test the connection to see why: %(error)s", error=error
            ),
            "throttled": self.env._("Amazon asks us to wait. It is tried again by itself: %(error)s", error=error),
            "data": self.env._("Amazon's answer could not be used. The archived page shows it: %(error)s", error=error),
            "rule": self.env._("A rule does not allow it: %(error)s", error=error),
        }[error.kind]
