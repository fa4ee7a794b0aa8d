from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

from .notice import notice

LATE_ACTIVITY = "acorn_vendor_connector.activity_type_feed_late"


class AmazonVendorAccount(models.Model):
    _inherit = "amazon.vendor.account"

    cursor_ids = fields.One2many("amazon.vendor.cursor", "account_id", "Feeds")

    @api.model_create_multi
    def create(self, vals_list):
        """Create the accounts with their standing feeds."""
        accounts = super().create(vals_list)
        self.env["amazon.vendor.cursor"]._create_standing(accounts)
        return accounts

    def write(self, vals):
        """Write the accounts; the audit's switch is that of its feed."""
        result = super().write(vals)
        if "audit" in vals:
            self.sudo().cursor_ids.filtered(lambda feed: feed.feed == "orders_audit").enabled = vals["audit"]
        return result

    # ------------------------------------------------------------------ actions

    def action_pull_now(self):
        """Ask for a pull and return at once; the scheduled action does the work."""
        self.check_access("read")
        paused = self.filtered(lambda account: account.state != "running")
        if paused:
            raise UserError(self.env._(
                "%(accounts)s is paused. Test the connection, then switch it on.",
                accounts=", ".join(paused.mapped("display_name")),
            ))
        self._pull_soon()
        return self._notify_queued()

    # ------------------------------------------------------------------ verbs

    def _pull_soon(self):
        """Make the standing feeds due now, whatever they were waiting for."""
        self.sudo().cursor_ids._wake()  # who may see an account may ask for news
        self.env["amazon.vendor.cursor"]._trigger_pull()

    def _report_late(self, feeds):
        """Open one activity on the account and mail its responsible person that feeds do not succeed."""
        self.ensure_one()
        responsible = self.responsible_id
        names = ", ".join(feeds.mapped("display_name"))
        summary = self.env._("No news from Amazon")
        text = self.env._(
            "%(feeds)s: no success for twice the interval. Open the account: its banner and its feeds say what is "
            "wrong; 'Test connection' shows the likely causes.",
            feeds=names,
        )
        # The mail below replaces the activity's own notice, which some people have switched to their inbox in Odoo.
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            LATE_ACTIVITY, summary=summary, note=text, user_id=responsible.id
        )
        self.env["mail.mail"].sudo().create({  # mails belong to the system
            "subject": f"{self.display_name}: {summary}",
            "body_html": plaintext2html(text),
            "email_to": responsible.email_formatted,
            "model": self._name,
            "res_id": self.id,
        })

    def _notify_queued(self):
        """Tell the person that the work was queued and where its progress is shown."""
        names = ", ".join(self.mapped("display_name"))
        if all(account.state == "running" for account in self):
            kind, text = "info", self.env._("Queued. The feeds of %(account)s show how far it is.", account=names)
        else:
            kind, text = "warning", self.env._(
                "Queued. %(account)s is paused: reading begins when you switch it on.", account=names
            )
        return notice(text, kind, then={"type": "ir.actions.act_window_close"})
