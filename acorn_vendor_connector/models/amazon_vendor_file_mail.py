"""Take in the files that are mailed to a payee; whatever needs a person is parked, and the person is told."""

import logging
from pathlib import PurePath

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import plaintext2html

from ..formats import limits
from .amazon_vendor_file_judge import BY_MAIL
from .amazon_vendor_wait import reason
from .concurrency import CONCURRENCY_ERRORS

_logger = logging.getLogger(__name__)

PARKED_ACTIVITY = "acorn_vendor_connector.activity_type_file_parked"
PAYMENT_ACTIVITY = "acorn_vendor_connector.activity_type_payment_parked"
# What mail programs add by themselves: logos, signatures, invitations.
NO_FILES = (".png", ".gif", ".jpg", ".jpeg", ".svg", ".p7s", ".asc", ".ics", ".vcf")


class AmazonVendorFile(models.Model):
    _inherit = "amazon.vendor.file"

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Take in every file of a mail to a payee, each once; return the first, under which the mail is kept.

        The mail's own copy of the files is left out: their bytes are in the archive. Raises AccessError for whoever is
        not Odoo's mail gateway, which acts as the system once the alias has let the sender in.
        """
        if not self.env.su:
            raise AccessError(self.env._("Only mails bring files this way. Use Import a file."))
        payee = self.env["amazon.vendor.payee"].browse((custom_values or {}).get("payee_id")).exists()
        # A mail acts for the payee's company, whoever sent it: the alias let the sender in.
        files = self.sudo().with_company(payee.company_id).with_context(**{
            "allowed_company_ids": (payee.company_id or self.env.company).ids, BY_MAIL: True,
        })
        taken, kept = self.browse(), []
        for attachment in msg_dict.get("attachments", ()):
            body = _bytes(attachment[1])
            if not body or attachment[0].lower().endswith(NO_FILES) or len(body) > limits.BYTES:
                kept.append(attachment)
                continue
            taken |= files._take_from_mail(body, PurePath(attachment[0]).name, payee)
        msg_dict["attachments"] = kept
        if not taken:
            taken = files.create({
                "name": msg_dict.get("subject") or self.env._("A mail without a file"),
                "payee_id": payee.id,
                "company_id": (payee.company_id or self.env.company).id,
                "environment": payee.environment or "production",
                "state": "parked",
                "reason": reason("mail_without_file"),
            })
            taken._ask_person()
        return taken[:1]

    def _take_from_mail(self, body, name, payee):
        """Take in one file; an error of its own parks it and leaves the other files of the mail alone."""
        try:
            with self.env.cr.savepoint():
                file = self._take_in(body, name, payee, parks=True)
        except CONCURRENCY_ERRORS:
            # Not tried again: Odoo takes a mail that it fetched from the server, whatever becomes of it.
            file = self._keep_for_person(body, name, payee, reason("busy"))
        except Exception as error:
            _logger.exception("The file %s of a mail could not be taken in", name)
            file = self._keep_for_person(body, name, payee, reason("unexpected", error=type(error).__name__))
        file._ask_person()
        return file

    def _keep_for_person(self, body, name, payee, why):
        judgement = self._judge(body, name, payee)
        judgement.reasons.insert(0, why)
        return judgement.known_file or self._park(judgement, payee)

    # ------------------------------------------------------------------ who is told

    def _ask_person(self):
        """Ask the payee's responsible person about parked files and payments, once for each."""
        for file in self.sudo():  # activities of whoever is responsible
            user = file._person()
            if file.state == "parked" and not file.activity_ids:
                theirs = file.with_context(lang=user.lang)
                file.activity_schedule(
                    PARKED_ACTIVITY, user_id=user.id, summary=theirs.env._("Go on with a file"),
                    note=plaintext2html(theirs.reason_text),  # cells of the file are quoted in it
                )
            for payment in file.remittance_ids:
                if payment.state == "parked" and not payment.activity_ids:
                    payment.activity_schedule(
                        PAYMENT_ACTIVITY, user_id=(payment.responsible_id or user).id,
                        note=plaintext2html(payment.with_context(lang=user.lang).parked_text),
                    )

    def _person(self):
        """Return who is responsible: of the payee, else an accountant of the company, else whoever runs this."""
        self.ensure_one()
        if self.payee_id.responsible_id:
            return self.payee_id.responsible_id
        accountants = self.env.ref("acorn_vendor_connector.group_accountant").all_user_ids
        own = accountants.filtered(lambda user: self.company_id in user.company_ids and not user.share)
        # Managers are accountants too, but whoever does nothing else is nearer.
        nearest = own.sorted(lambda user: (user.has_group("acorn_vendor_connector.group_manager"), user.id))[:1]
        return nearest or self.env.user


def _bytes(content):
    return content.encode() if isinstance(content, str) else content
