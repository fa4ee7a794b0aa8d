from dataclasses import dataclass
from typing import Any

from odoo import api, models


@dataclass
class Outcome:
    """What became of one message: `state` is applied, waiting or failed.

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
    """Turn archived messages of one document type into documents, a batch at a time.

    A handler is a model with `_receive_batch(messages, payloads)`, which returns {message id: Outcome} for messages of
    one type and company; `payloads` are the documents as Amazon sent them, by message id. It decides for every message
    before it makes a record, may be called twice with the same message, never commits, and lets errors out: the batch
    runner finds out whose they are.
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
