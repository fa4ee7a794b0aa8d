import logging
from dataclasses import dataclass

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine import retry, settling
from ..spapi import errors, vendor_transactions
from ..spapi.client import Answer, Client
from ..spapi.operations import Operation
from ..spapi.wire import WireError
from .concurrency import CONCURRENCY_ERRORS

_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Letter:
    """One document on its way, free of the database: the transaction has ended when it is posted."""

    client: Client
    operation: Operation
    body: bytes

    def post(self):
        """Send it; return Amazon's answer, or the error that came instead."""
        try:
            with self.client as client:
                return client.submit(self.operation, self.body)
        except errors.SpapiError as error:
            return error
        except Exception as error:  # whatever happened, it may have gone out
            _logger.exception("A document for Amazon met an unexpected error on its way")
            return errors.NetworkError("internal", type(error).__name__, sent=True)


class AmazonVendorMessage(models.Model):
    _inherit = "amazon.vendor.message"

    def _submit_unit(self):
        """Send this one message: claimed in one transaction, posted outside of any, answered in another."""
        letter = self._on_fresh_snapshots("submit", lambda message, _is_last_try: message._set_out())
        if not letter:
            return
        result = letter.post()
        self._on_fresh_snapshots(
            "submit",
            lambda message, _is_last_try: message._arrive(result),
            still=SQL("state = 'sending'"),
        )

    def _set_out(self):
        """Note that this message leaves now, before it does; return the letter, or nothing when it has to wait."""
        self.ensure_one()
        if self._is_overtaking():
            self._wait_until(fields.Datetime.now() + settling.SOONEST)
            return None
        try:
            letter = self._letter()
        except errors.SpapiError as error:
            self._for_people()._not_taken(error)
            return None
        except CONCURRENCY_ERRORS:
            raise
        except Exception as error:  # one document's trouble is written on it and stops no other
            _logger.exception("Message %s (%s) cannot be sent", self.id, self.reference)
            self._set_state("failed", error_kind="internal", error_message=self._for_people()._explain(error)[1])
            return None
        now = fields.Datetime.now()
        self._set_state(
            "sending", attempts=self.attempts + 1, sent_at=now, retry_at=now + settling.LONGEST_CALL
        )
        return letter

    def _is_overtaking(self):
        """Tell whether an earlier version is on its way this moment: the later one must arrive later."""
        return bool(self.search_count([
            ("environment", "=", self.environment),
            ("vendor_code", "=", self.vendor_code),
            ("document_type", "=", self.document_type),
            ("direction", "=", "outbound"),
            ("reference", "=", self.reference),
            ("state", "=", "sending"),
        ], limit=1))

    def _letter(self):
        """Read everything that posting needs; raises SpapiError when the account cannot be used."""
        body = self.page_id._bodies()[self.page_id.id]
        return Letter(self._account_client(), self._handler()._submit_operation(), body)

    def _account_client(self):
        """Return the door to Amazon of the account that speaks for the vendor code now."""
        account = self._account()
        if account.state != "running":
            raise errors.AuthorisationError("paused", "the account is paused or gone")
        return account.sudo()._client()  # the cron reads secrets that nobody else may

    def _account(self):
        return self.code_id.account_id or self.account_id

    def _for_people(self):
        """Return these messages of one account as its responsible person reads them."""
        return self.with_context(lang=self[:1]._account().responsible_id.lang)

    def _handler(self):
        return self.env[self.env["amazon.vendor.handler"]._handlers()[self.document_type]]

    # ------------------------------------------------------------------ what came back

    def _arrive(self, result):
        """Write down what came of posting this message."""
        self.ensure_one()
        if isinstance(result, Answer):
            try:
                self._be_taken(vendor_transactions.read_transaction_id(result.body), result)
                return
            except WireError as error:  # taken, but under which name?
                result = errors.DataError("no_transaction", str(error), sent=True, answer=result)
        if result.sent:
            self._for_people()._be_unknown(result)
        else:
            self._for_people()._not_taken(result)

    def _be_taken(self, transaction_id, answer):
        now = fields.Datetime.now()
        self._set_state(
            "submitted",
            transaction_id=transaction_id,
            answer_page_id=self._keep_answer(answer).id,
            retry_at=settling.next_look(now, now),
        )

    def _be_unknown(self, error=None):
        """Nobody knows whether Amazon took it: what is there is read back, soon and then less often."""
        now = fields.Datetime.now()
        self._set_state(
            "unknown",
            error_kind=error.kind if error else "network",
            error_message=self.env._(
                "Nobody knows yet whether Amazon took this. It is found out by itself: %(error)s",
                error=error or self.env._("the server stopped while it was sent"),
            ),
            answer_page_id=self._keep_answer(error and error.answer).id or self.answer_page_id.id,
            retry_at=now if error is None else settling.next_look(now, now),
        )

    def _not_taken(self, error):
        """Try again by itself where time may help; else a person must."""
        now = fields.Datetime.now()
        again = retry.retry_at(
            error.kind, max(self.attempts, 1), now, retry_after=error.retry_after, code=error.code
        )
        told = {
            "error_kind": error.kind,
            "answer_page_id": self._keep_answer(error.answer).id or self.answer_page_id.id,
        }
        if error.kind == "authorisation" and self._account():
            self._account()._note_error(error)
        if again is None:
            text = self.env._("Amazon did not accept this. Correct it and send it again: %(error)s", error=error)
            self._set_state("failed", error_message=text, **told)
        else:
            text = self.env._("This has not reached Amazon. It is sent again by itself: %(error)s", error=error)
            self._wait_until(again.replace(microsecond=0), error_message=text, **told)

    def _wait_until(self, moment, **told):
        """Leave this message in the queue until a moment."""
        if self.state == "built":
            self.sudo().write({"retry_at": moment, **told})  # nobody may write messages: the system does
        else:
            self._set_state("built", retry_at=moment, **told)
        self._trigger("submit", moment)

    def _keep_answer(self, answer):
        """Archive what Amazon answered to this message; nothing where nothing came."""
        pages = self.env["amazon.vendor.page"]
        return pages._keep_answer(self, answer) if isinstance(answer, Answer) else pages

    # ------------------------------------------------------------------ crons

    @api.model
    def _cron_submit_messages(self):
        """Send what is built, one message at a time."""
        self._work_off("submit")
