import logging
from datetime import timedelta

import psycopg2

from odoo import fields, models
from odoo.exceptions import UserError

from ..spapi import vendor_order_status, vendor_orders
from . import amazon_vendor_detail_handler, amazon_vendor_remittance_handler
from .amazon_vendor_handler import Outcome
from .concurrency import CONCURRENCY_ERRORS

_logger = logging.getLogger(__name__)

# What another lane works on this moment is there by then.
SOON = timedelta(seconds=10)
PARSER_VERSIONS = {
    "purchase_order": vendor_orders.PARSER_VERSION,
    "order_status": vendor_order_status.PARSER_VERSION,
    "remittance": amazon_vendor_remittance_handler.PARSER_VERSION,
    "details": amazon_vendor_detail_handler.PARSER_VERSION,
}


class AmazonVendorMessage(models.Model):
    _inherit = "amazon.vendor.message"

    # ------------------------------------------------------------------ verbs: one batch

    def _receive_unit(self):
        """Receive this batch and commit it, whoever asks: a lane or a job."""
        self._on_fresh_snapshots("receive", lambda batch, is_last_try: batch._receive(blame_database=is_last_try))

    def _receive(self, blame_database=False):
        """Turn these messages, of one type and company, into documents; the poison fails alone. Never commits.

        Concurrency errors are raised, for the loop to try again on a fresh snapshot. A broken constraint may be one of
        them, seen from inside: only with `blame_database` it counts as a document's own fault.
        """
        try:
            with self.env.cr.savepoint():
                self._apply(self._handle())
        except CONCURRENCY_ERRORS:
            raise
        except psycopg2.IntegrityError as error:
            if not blame_database:
                raise
            self._halve(error, blame_database)
        except Exception as error:  # noqa: BLE001 - whatever it is, one of the documents brought it: find which
            self._halve(error, blame_database)

    def _halve(self, error, blame_database):
        """Try each half alone; a single message takes the blame."""
        if len(self) == 1:
            self._fail(error)
            return
        middle = len(self) // 2
        self[:middle]._receive(blame_database)
        self[middle:]._receive(blame_database)

    def _handle(self):
        """Return {message id: Outcome}: what the handler says, and a failure for a message without its bytes."""
        company = self.company_id
        messages = self.with_company(company).with_context(allowed_company_ids=company.ids)
        payloads = messages.page_id._payloads(messages)
        readable = messages.filtered(lambda message: message.id in payloads)
        outcomes = dict.fromkeys((messages - readable).ids, Outcome("failed", "data", self.env._(
            "The bytes of this document are no longer kept. Re-read the order by its number."
        )))
        if readable:
            handler = self.env["amazon.vendor.handler"]._handlers()[self[0].document_type]
            outcomes.update(readable.env[handler]._receive_batch(readable, payloads))
        return outcomes

    def _apply(self, outcomes):
        """Write what became of each message."""
        began = self.env.cr.now()  # what others committed since was not known when this was decided
        later = self.filtered(lambda message: outcomes[message.id].state == "archived")
        if later:
            at = fields.Datetime.now() + SOON
            later.sudo().write({"retry_at": at})  # nobody may write messages: the system does
            self._trigger("receive", at)
        for message in self - later:
            outcome = outcomes[message.id]
            order = outcome.purchase_order or message.purchase_order_id
            message._set_state(
                outcome.state,
                error_kind=outcome.error_kind or False,
                error_message=outcome.message or False,
                error_path=outcome.path or False,
                notes="\n".join(str(note) for note in outcome.notes) or False,
                attempts=message.attempts + 1,
                parser_version=PARSER_VERSIONS[message.document_type],
                received_at=began,
                purchase_order_id=order.id if order else False,
                code_id=order.code_id.id if order else message.code_id.id,
                company_id=(outcome.company or message.company_id).id,
            )

    def _fail(self, error):
        """Blame this one message for an error and say what to do about it."""
        self.ensure_one()
        kind, text = self.with_context(lang=self.account_id.responsible_id.lang)._explain(error)
        if kind == "internal":
            _logger.error("Message %s (%s) failed", self.id, self.reference, exc_info=error)
        self._set_state(
            "failed",
            error_kind=kind,
            error_message=text,
            attempts=self.attempts + 1,
            received_at=fields.Datetime.now(),
        )
        self._note_failure()

    def _note_failure(self):
        """Let the handler show the failure on the document; where it cannot, the message alone tells."""
        handler = self.env["amazon.vendor.handler"]._handlers()[self.document_type]
        try:
            with self.env.cr.savepoint():
                self.env[handler]._note_failure(self)
        except CONCURRENCY_ERRORS:
            raise
        except Exception:
            _logger.exception("The failure of message %s could not be shown on its document", self.id)

    def _explain(self, error):
        """Return the kind of an error and a sentence: what was refused, why, what to do."""
        if isinstance(error, UserError):
            return "rule", self.env._(
                "Odoo refused %(reference)s: %(reason)s\nCorrect that, then press Retry.",
                reference=self.reference, reason=str(error).strip(),
            )
        if isinstance(error, psycopg2.IntegrityError):
            model = next(
                (model for model in self.env.registry.values() if model._table == error.diag.table_name), None
            )
            reason = self.env[model._name if model else "base"]._sql_error_to_message(error)
            return "rule", self.env._(
                "The database refused %(reference)s: %(reason)s\nCorrect that, then press Retry.",
                reference=self.reference, reason=reason,
            )
        return "internal", self.env._(
            "%(reference)s met an unexpected error (%(error)s).\nPress Retry. If it fails again, give the time of this "
            "message to your administrator: the server's log has the details.",
            reference=self.reference, error=type(error).__name__,
        )
