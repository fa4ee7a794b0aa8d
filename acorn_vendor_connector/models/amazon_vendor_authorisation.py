import hashlib
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.http import STORED_SESSION_BYTES, request
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools.constants import GC_UNLINK_LIMIT

from ..spapi import errors, regions

CALLBACK = "/amazon_vendor/authorise"
# Longer than a person needs to sign in and consent, shorter than a link is worth stealing.
LIFE = timedelta(minutes=10)


class AmazonVendorAuthorisation(models.Model):
    """Remember that a person left for Amazon's consent page, so that only this person's return is believed.

    The state that travels is random; here lies its hash, bound to user, browser session and account. Nobody has rights
    on this model.
    """

    _name = "amazon.vendor.authorisation"
    _description = "Authorisation under way"

    state_hash = fields.Char(required=True)
    account_id = fields.Many2one("amazon.vendor.account", required=True, index=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")
    session_hash = fields.Char(required=True)
    redirect_uri = fields.Char(required=True)
    return_path = fields.Char(required=True)
    expires_at = fields.Datetime(required=True, index=True)
    used_at = fields.Datetime()
    outcome = fields.Selection([("done", "Authorised"), ("failed", "Failed")])
    message = fields.Text()

    _state_uniq = models.Constraint("UNIQUE(state_hash)", "This state was used before.")

    # ------------------------------------------------------------------ leaving

    @api.model
    def _start(self, account, return_path=None):
        """Return the consent page's address for the account, good for one return of this browser."""
        base = account._get_consent_base()
        if not account.app_id.application_id or not account.app_id.secret_set_on:
            raise UserError(self.env._("Enter application ID and client secret on the app first."))
        redirect_uri = account.app_id._get_redirect_uri()
        try:
            regions.check_endpoint(redirect_uri)
        except ValueError as error:
            raise UserError(
                self.env._(
                    "Amazon returns to https addresses only, and this Odoo is %(url)s. Set its address to https, or "
                    "paste a refresh token instead.",
                    url=redirect_uri,
                )
            ) from error
        state = secrets.token_urlsafe(32)
        # sudo: nobody has rights on this model.
        self.sudo().create(
            {
                "state_hash": self._hash(state),
                "account_id": account.id,
                "user_id": self.env.uid,
                "session_hash": self._get_session_hash(),
                "redirect_uri": redirect_uri,
                "return_path": return_path or f"/odoo/amazon.vendor.account/{account.id}",
                "expires_at": fields.Datetime.now() + LIFE,
            }
        )
        return regions.consent_url(base, account.app_id.application_id, state, redirect_uri, account.app_id.is_draft)

    # ------------------------------------------------------------------ coming back

    @api.model
    def _finish(self, state, code, selling_partner_id):
        """Exchange the code once and return (path to go on at or None, sentence for the person).

        Works in transactions of its own, and never twice for one state: Odoo repeats a request whose transaction could
        not be serialized, and a browser repeats one whose page is reloaded.
        """
        with self.env.registry.cursor() as cr:
            own = self.with_env(self.env(cr=cr))
            mine, refusal = own._claim(state)
            if not mine:
                return refusal
            account_id, path, redirect_uri = mine.account_id.id, mine.return_path, mine.redirect_uri
            lwa, refusal = own._prepare_exchange(mine.account_id, code)
        outcome = refusal or self._exchange(lwa, code, redirect_uri)
        return self._settle_apart(mine.id, account_id, path, selling_partner_id, outcome)

    def _settle_apart(self, authorisation_id, account_id, path, selling_partner_id, outcome):
        """Settle in a transaction of its own, again when it met another: the code is spent and cannot come back."""
        for left in (2, 1, 0):
            try:
                with self.env.registry.cursor() as cr:
                    own = self.with_env(self.env(cr=cr)).sudo().browse(authorisation_id)
                    return own._settle(account_id, path, selling_partner_id, outcome)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                if not left:
                    raise
        return None

    def _claim(self, state):
        """Return the authorisation of this state and mark it as used; or nothing and the answer to give."""
        # sudo: nobody has rights on this model; user, session and age are checked right here.
        found = self.sudo().search([("state_hash", "=", self._hash(state or ""))])
        if not found or found.user_id != self.env.user or found.session_hash != self._get_session_hash():
            return None, (
                None,
                self.env._("This link was not made for you and this browser. Start again on the account."),
            )
        if found.outcome == "done":
            return None, (found.return_path, "")
        if found.used_at or not found.try_lock_for_update():
            return None, (None, found.message or self.env._("This link was already used. Start again on the account."))
        if found.expires_at < fields.Datetime.now():
            return None, (
                None,
                self.env._("The authorisation took longer than ten minutes. Start again on the account."),
            )
        found.used_at = fields.Datetime.now()
        return found, None

    def _prepare_exchange(self, account, code):
        """Return (the app at Login with Amazon, None) or (None, why not)."""
        try:
            account.with_user(self.env.user).check_access("write")
            if not code:
                return None, self.env._(
                    "Amazon sent no authorisation: consent was not given. Start again on the account."
                )
            return account._lwa(), None
        except AccessError:
            return None, self.env._("You may not change this account any more.")
        except errors.SpapiError as error:
            return None, str(error)

    def _exchange(self, lwa, code, redirect_uri):
        """Return the tokens, or the sentence that says why there are none. No transaction is open meanwhile."""
        try:
            tokens = lwa.exchange(code, redirect_uri)
        except errors.SpapiError as error:
            return self.env._(
                "Amazon did not accept the authorisation: %(error)s. Start again on the account.", error=str(error)
            )
        return (
            tokens if tokens.refresh_token else self.env._("Amazon sent no refresh token. Start again on the account.")
        )

    def _settle(self, account_id, path, selling_partner_id, outcome):
        """Keep what came of it and return the answer for the person."""
        if isinstance(outcome, str):
            self.write({"outcome": "failed", "message": outcome})
            return None, outcome
        # sudo: the right to write this account was checked before the code was exchanged.
        account = self.env["amazon.vendor.account"].sudo().browse(account_id)
        account._set_refresh_token(outcome.refresh_token, selling_partner_id)
        self.outcome = "done"
        return path, ""

    # ------------------------------------------------------------------ helpers

    @api.model
    def _hash(self, text):
        return hashlib.sha256(text.encode()).hexdigest()

    @api.model
    def _get_session_hash(self):
        """Name the browser session; its first part stays the same when Odoo rotates it."""
        if not request:
            raise UserError(self.env._("Open the account in a browser to authorise it."))
        return self._hash(request.session.sid[:STORED_SESSION_BYTES])

    @api.autovacuum
    def _gc_expired(self):
        """Forget authorisations a day after they ended."""
        old = self.search([("expires_at", "<", fields.Datetime.now() - timedelta(days=1))], limit=GC_UNLINK_LIMIT)
        old.unlink()
        return len(old), len(old) == GC_UNLINK_LIMIT
