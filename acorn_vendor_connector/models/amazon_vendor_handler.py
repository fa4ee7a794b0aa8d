from dataclasses import dataclass
from typing import Any

from odoo import api, models


@dataclass
class Outcome:
    """What became of one message: `state` is applied, waiting or failed; archived: what it is about is still to come.

    `message` says what to do, `path` the field of Amazon's document; `notes` list what was read leniently.
    """

    state: str
    error_kind: str | None = None
    message: str | None = None
    path: str | None = None
    notes: tuple = ()
    purchase_order: Any = None
    company: Any = None


class AmazonVendorHandler(models.AbstractModel):
    """Know one document type: how to turn what Amazon sent into documents, or how to send ours and what became of it.

    Of what Amazon sends, `_receive_batch(messages, payloads)` returns {message id: Outcome} for messages of one type
    and company; `payloads` are the documents as Amazon sent them, by message id. It decides for every message before
    it makes a record, may be called twice with the same message, never commits, and lets errors out: the batch runner
    finds out whose they are.

    Of what we send, `_submit_operation()` names Amazon's operation; `_read_back(message)` returns a function that asks
    a client for what Amazon shows of it (None: nothing does), called without a database; `_agrees(message, answer)`
    tells whether that is what we sent; `_may_repeat()` whether the same document may go out again when it is not.
    `_note_outcome(messages)` is called whenever they came a step further, in the same transaction.
    """

    _name = "amazon.vendor.handler"
    _description = "Amazon document handler"

    @api.model
    def _handlers(self):
        """Return {document type: model name of its handler}."""
        return {}

    @api.model
    def _note_failure(self, messages):
        """Show on the documents, where there are any, that these messages failed; nothing is known here."""
        return

    @api.model
    def _note_outcome(self, messages):
        """Show on the documents, where there are any, what became of these messages; nothing is known here."""
        return
