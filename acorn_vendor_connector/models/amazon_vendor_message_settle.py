import logging
from dataclasses import dataclass
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine import settling
from ..spapi import errors, vendor_transactions
from ..spapi.client import Answer
from ..spapi.wire import WireError
from .concurrency import CONCURRENCY_ERRORS

_logger = logging.getLogger(__name__)

# How often the same document is sent when Amazon never shows it, before a person is asked.
MOST_ATTEMPTS = 5
# For how many minutes a transaction may be Processing before what Amazon shows of the document counts instead.
PROCESSING_PARAMETER = "acorn_vendor_connector.processing_minutes"
PROCESSING_MINUTES = int(settling.PATIENCE.total_seconds() // 60)
# How a message is settled for now.
ACCEPTED, REJECTED, RECOVERED = "accepted", "rejected", "recovered"


@dataclass
class Question:
    """What to ask Amazon about one message, free of the database, and what it answered.

    `transaction` and `read_back` are an Answer, the error that came instead, or None when it was not asked.
    """

    transaction_id: str | None
    read_back: object | None
    transaction: object | None = None
    reading: object | None = None

    def ask(self, client):
        """Ask for the transaction; where that leaves it open for too long, read back what is there."""
        if self.transaction_id:
            self.transaction = _heard(lambda: client.get_transaction(self.transaction_id))
            if not isinstance(self.transaction, Answer) or not _is_open(self.transaction):
                return self.transaction
        if self.read_back:
            self.reading = _heard(lambda: self.read_back(client))
        return self.reading or self.transaction

    @property
    def heard(self):
        """Return what came back, nothing where nobody got to ask."""
        return [answer for answer in (self.transaction, self.reading) if answer is not None]


def _heard(call):
    try:
        return call()
    except errors.SpapiError as error:
        return error
    except Exception as error:  # one question's trouble stops no other
        _logger.exception("A question to Amazon met an unexpected error")
        return errors.DataError("internal", type(error).__name__)


def _is_open(answer):
    try:
        return vendor_transactions.read_transaction(answer.body).is_open
    except WireError:
        return True


class AmazonVendorMessage(models.Model):
    _inherit = "amazon.vendor.message"

    def _settle_unit(self):
        """Find out what became of these messages of one account: asked for outside of any transaction."""
        asked = self._on_fresh_snapshots(
            "settle", lambda messages, _is_last_try: messages._prepare_questions()
        )
        if not asked:
            return
        client, questions = asked
        self._ask(client, questions)
        self.browse(questions)._on_fresh_snapshots(
            "settle",
            lambda messages, _is_last_try: messages._take_answers(questions),
            still=SQL("state IN ('submitted', 'unknown')"),
        )

    def _prepare_questions(self):
        """Return the client and {message id: question}, and keep other lanes off these messages meanwhile."""
        now = fields.Datetime.now()
        lost = self.filtered(lambda message: message.state == "sending")
        for message in lost:
            message._for_people()._be_unknown()
        rest = self - lost
        if not rest:
            return None
        try:
            client = rest[0]._account_client()
        except errors.SpapiError as error:
            _logger.info("Nobody can ask what became of %s: %s", rest.mapped("reference"), error)
            rest.sudo().write({"retry_at": now + settling.LATEST})  # the account itself shows its trouble
            return None
        # A lease: a worker that dies while it asks leaves them to the next one.
        rest.sudo().write({"retry_at": now + settling.LONGEST_CALL})
        patience = self._processing_patience()
        return client, {message.id: message._question(now, patience) for message in rest}

    @api.model
    def _processing_patience(self):
        chosen = self.env["ir.config_parameter"].sudo().get_param(PROCESSING_PARAMETER, PROCESSING_MINUTES)
        return timedelta(minutes=int(chosen))

    def _question(self, now, patience):
        """Return what to ask: an open transaction, and what Amazon shows once that is no news for too long."""
        is_unknown = self.state == "unknown"
        read_back = is_unknown or settling.is_overdue(self.sent_at, now, patience)
        return Question(
            transaction_id=None if is_unknown else self.transaction_id,
            read_back=self._handler()._read_back(self) if read_back else None,
        )

    @api.model
    def _ask(self, client, questions):
        """Ask one after the other, until Amazon wants us to wait."""
        with client:
            for question in questions.values():
                heard = question.ask(client)
                if isinstance(heard, (errors.ThrottledError, errors.AuthorisationError)):
                    return

    # ------------------------------------------------------------------ what was answered

    def _take_answers(self, questions):
        """Write down what Amazon said about each of these messages."""
        heard = [answer for question in questions.values() for answer in question.heard]
        pause = timedelta(seconds=max((getattr(answer, "retry_after", None) or 0 for answer in heard), default=0))
        for answer in heard:
            if isinstance(answer, errors.AuthorisationError):
                self[:1]._for_people()._account()._note_error(answer)
        verdicts = {message: message._take_answer(questions[message.id]) for message in self}
        accepted = self.filtered(lambda message: verdicts[message] == ACCEPTED)
        unsettled = self.filtered(lambda message: not verdicts[message]) | accepted._accept()
        for message in unsettled:
            message._look_again(pause, questions[message.id])

    def _take_answer(self, question):
        """Tell how what Amazon said settles this message, if it does; what it accepted has still to be noted."""
        try:
            with self.env.cr.savepoint():
                return self._take_transaction(question.transaction) or self._take_reading(question.reading)
        except CONCURRENCY_ERRORS:
            raise
        except Exception as error:  # noqa: BLE001 - one message's trouble stops no other
            self._note_unusable(error)
            return None

    def _accept(self):
        """Note together that Amazon accepted these messages; return those with which that did not work, each alone."""
        if not self:
            return self
        try:
            with self.env.cr.savepoint():
                self._set_state("accepted", settled_at=fields.Datetime.now())
            return self.browse()
        except CONCURRENCY_ERRORS:
            raise
        except Exception as error:  # noqa: BLE001 - find whose it is, the others go on
            if len(self) > 1:
                return self.browse().union(*(message._accept() for message in self))
            self._note_unusable(error)
            return self

    def _note_unusable(self, error):
        """Say that what Amazon said about this message met an error of ours."""
        _logger.error("What Amazon said about message %s (%s) cannot be used", self.id, self.reference, exc_info=error)
        self.sudo().write({  # nobody may write messages: the system does
            "error_kind": "internal",
            "error_message": self._for_people().env._(
                "An unexpected error (%(error)s). It is tried again by itself; the server's log has the details.",
                error=type(error).__name__,
            ),
        })

    def _take_transaction(self, answer):
        """Follow what the transaction says; tell how that settles it, if it does."""
        if not isinstance(answer, Answer):
            return None
        try:
            found = vendor_transactions.read_transaction(answer.body)
        except WireError as error:
            _logger.warning("The transaction of message %s cannot be read: %s", self.id, error)
            return None
        if found.is_open:
            return None
        page = self._keep_answer(answer)
        if found.status == vendor_transactions.SUCCESS:
            self.sudo().answer_page_id = page  # nobody may write messages: the system does
            return ACCEPTED
        message = self._for_people()
        message._set_state(
            "rejected",
            answer_page_id=page.id,
            settled_at=fields.Datetime.now(),
            error_kind="rule",
            error_message=message.env._(
                "Amazon rejected this. Correct it and send it again: %(complaints)s",
                complaints="\n".join(map(str, found.complaints)) or message.env._("no reason was given"),
            ),
        )
        return REJECTED

    def _take_reading(self, answer):
        """Compare what Amazon shows with what we sent; tell how that settles it, if it does."""
        if not isinstance(answer, Answer):
            return None
        if self._handler()._agrees(self, answer):
            # sudo: nobody may write messages, the system does.
            self.sudo().write({"is_inferred": True, "answer_page_id": self._keep_answer(answer).id})
            return ACCEPTED
        if self.state == "unknown" and settling.is_overdue(self.sent_at, fields.Datetime.now()):
            self._for_people()._recover()
            return RECOVERED
        return None

    def _recover(self):
        """Send the same document again where its type allows that, as often as makes sense; else a person decides."""
        if not self.is_current:
            self._set_state("superseded")
        elif self._handler()._may_repeat() and self.attempts < MOST_ATTEMPTS:
            self._set_state("built")
            self._trigger("submit")
        else:
            self.sudo().write({  # nobody may write messages: the system does
                "retry_at": False,
                "error_kind": "rule",
                "error_message": self.env._(
                    "Amazon does not show this, sent %(times)s time(s). Look it up in Vendor Central; if it is not "
                    "there, press Retry.",
                    times=self.attempts,
                ),
            })
            self._note_outcome()

    def _look_again(self, pause, question):
        """Have another look later: the older the document, the less often; soon when nobody got to ask."""
        now = fields.Datetime.now()
        at = max(settling.next_look(self.sent_at if question.heard else now, now), now + pause)
        self.sudo().write({"retry_at": at.replace(microsecond=0)})  # nobody may write messages: the system does

    # ------------------------------------------------------------------ crons

    @api.model
    def _cron_settle_messages(self):
        """Find out what became of what was sent, a number of messages of one account at a time."""
        self._work_off("settle")
