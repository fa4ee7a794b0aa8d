import hashlib

from odoo import api, fields, models

from ..spapi import vendor_orders, wire
from ..spapi.operations import SUBMIT_ACKNOWLEDGEMENT
from ..spapi.redact import redact_body
from .amazon_vendor_page import PROOF

SENT, ANSWER = "sent", "sent_answer"
# Where the document stands in what goes out: one document per request, so that a failure has one owner.
ENVELOPES = {SUBMIT_ACKNOWLEDGEMENT.name: "acknowledgements"}


class AmazonVendorPage(models.Model):
    """Keep what we sent, and what Amazon answered to it, as carefully as what Amazon sent."""

    _inherit = "amazon.vendor.page"

    feed = fields.Selection(
        selection_add=[(SENT, "Sent by us"), (ANSWER, "Answer to what we sent")],
        ondelete={SENT: "cascade", ANSWER: "cascade"},
    )

    @api.model
    def _keep_sent(self, code, operation, document):
        """Archive a document of ours in its envelope, byte by byte as it goes out, for ten years."""
        body = wire.canonical({ENVELOPES[operation.name]: [document]})
        page = self._keep(code.account_id, code.company_id, SENT, operation.name, body, document_count=1)
        page._store_body(body, kept_as=PROOF)
        return page

    @api.model
    def _keep_answer(self, message, answer):
        """Archive what Amazon answered about a message of ours; errors lose what looks like a secret."""
        body = answer.body if answer.status < 300 else redact_body(answer.body)
        page = self._keep(
            message.account_id, message.company_id, ANSWER, answer.operation, body,
            environment=message.environment,
            query="\n".join(f"{name}={value}" for name, value in answer.query.items()),
            request_id=answer.request_id,
            status=answer.status,
        )
        page._store_body(body)
        return page

    @api.model
    def _keep(self, account, company, feed, operation, body, **values):
        return self.sudo().create({  # nobody may write pages: the system does
            "account_id": account.id,
            "company_id": company.id,
            "environment": account.environment,
            "feed": feed,
            "operation": operation,
            "requested_at": fields.Datetime.now(),
            "digest": hashlib.sha256(body).hexdigest(),
            "size": len(body),
            **values,
        })

    @api.model
    def _read(self, operation, body):
        if operation in ENVELOPES:
            return vendor_orders.OrdersPage(wire.read_json(body)[ENVELOPES[operation]])
        return super()._read(operation, body)
