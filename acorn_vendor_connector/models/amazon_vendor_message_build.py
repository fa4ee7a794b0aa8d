from odoo import api, fields, models
from odoo.tools import SQL

from ..spapi import wire

# What an earlier version may still be without harm when a newer one is built: it will never be sent any more.
UNSENT = ("built", "failed", "unknown")


class AmazonVendorMessage(models.Model):
    _inherit = "amazon.vendor.message"

    @api.model
    def _build(self, document_type, code, reference, document, **links):
        """Archive a document for Amazon, byte by byte as it will go out, and queue it; return its message.

        The same document as the current version is not built twice. A newer version takes the place of the one before:
        what has not been sent of that never will be. `links` are fields that say what the document is about.
        """
        digest = wire.digest(document)
        before = self._lock_current(document_type, code, reference)
        if before.digest == digest and before.state not in ("failed", "rejected"):
            return before
        before.sudo().write({"is_current": False})  # nobody may write messages: the system does
        before.filtered(lambda message: message.state in UNSENT)._set_state("superseded")
        before.flush_recordset()
        now = fields.Datetime.now()
        operation = self.env[self.env["amazon.vendor.handler"]._handlers()[document_type]]._submit_operation()
        page = self.env["amazon.vendor.page"]._keep_sent(code, operation, document)
        message = self.sudo().create({
            "page_id": page.id,
            "position": 0,
            "account_id": code.account_id.id,
            "code_id": code.id,
            "company_id": page.company_id.id,
            "environment": code.environment,
            "vendor_code": code.name,
            "document_type": document_type,
            "direction": "outbound",
            "reference": reference,
            "version": before.version + 1,
            "digest": digest,
            "is_current": True,
            "archived_at": now,
            "last_seen_at": now,
            "state": "built",
            **links,
        })
        self._trigger("submit")
        return message

    @api.model
    def _lock_current(self, document_type, code, reference):
        """Lock and return the current version of what we last said about this."""
        self.flush_model()
        rows = self.env.execute_query(SQL(
            """SELECT id FROM amazon_vendor_message
                WHERE environment = %s AND vendor_code = %s AND document_type = %s AND direction = 'outbound'
                  AND reference = %s AND is_current FOR NO KEY UPDATE""",
            code.environment, code.name, document_type, reference,
        ))
        return self.sudo().browse(message_id for [message_id] in rows)
