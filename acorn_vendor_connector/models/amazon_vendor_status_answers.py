from odoo import fields, models

from ..spapi.vendor_acknowledgements import document
from ..spapi.vendor_order_status import read_answered


class AmazonVendorStatusHandler(models.AbstractModel):
    _inherit = "amazon.vendor.status.handler"

    def _recognise_answers(self, statuses):
        """Accept those of our answers that Amazon shows line by line, though it has not said so.

        One that is on its way is recognised only by a status that we asked for after we had sent it.
        """
        shown = {status.order: status for status in statuses}
        answers = self.env["amazon.vendor.acknowledgement"].search([
            ("order_id", "in", [order.id for order in shown]), ("state", "in", ("sending", "given")),
        ])
        said = answers._answers()
        seen = answers.filtered(
            lambda answer: shown[answer.order_id].shown.confirmed == read_answered(document(said[answer]))
        )
        given = seen.filtered(lambda answer: answer.state == "given")
        if given:
            given._accept()
        # A document that another lane is settling right now needs no help.
        for sent in (seen - given).message_id.try_lock_for_update(allow_referencing=True):
            page = shown[sent.purchase_order_id].message.page_id
            if sent.state in ("submitted", "unknown") and page.requested_at > sent.sent_at:
                sent._set_state(
                    "accepted", is_inferred=True, answer_page_id=page.id, settled_at=fields.Datetime.now()
                )
