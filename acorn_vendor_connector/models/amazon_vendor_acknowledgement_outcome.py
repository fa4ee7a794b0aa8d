import re

from odoo import api, fields, models
from odoo.tools import SQL, plaintext2html

REQUEST = re.compile(r"\brequest [\w-]+")

OUTCOMES = {
    "built": "sending",
    "sending": "sending",
    "submitted": "sending",
    "unknown": "sending",
    "accepted": "accepted",
    "rejected": "refused",
    "superseded": "replaced",
}


class AmazonVendorAcknowledgementHandler(models.AbstractModel):
    _inherit = "amazon.vendor.acknowledgement.handler"

    @api.model
    def _note_outcome(self, messages):
        """Let the answers know what became of the documents that carried them."""
        # sudo: a document's way is the system's, whoever pressed the button.
        self.env["amazon.vendor.acknowledgement"].sudo().search([("message_id", "in", messages.ids)])._hear()


class AmazonVendorAcknowledgement(models.Model):
    """Hear what became of an answer, and let the order and our books follow."""

    _inherit = "amazon.vendor.acknowledgement"

    trouble = fields.Text("What to do", readonly=True, help="What Amazon said, where a person has to do something.")

    def _hear(self):
        """Take over where the document of each answer stands; what changed for people is told on the orders."""
        news = self.filtered(lambda answer: answer.state != answer._outcome())
        for state, answers in news.grouped(lambda answer: answer._outcome()).items():
            if state == "accepted":
                answers._accept()
            else:
                answers.write({"state": state})
                if state in ("refused", "failed"):  # somebody has to answer again
                    answers.order_id._note_answers_due()
        for answer in self:
            if answer.message_id.state not in ("built", "sending"):  # the last trouble stays in sight until then
                answer._tell(answer._trouble())

    def _outcome(self):
        """Return where the document stands for people: what waits for one has not been sent, as far as we know."""
        return "failed" if self.message_id._waits_for_a_person() else OUTCOMES[self.message_id.state]

    def _trouble(self):
        """Return what a person has to do about this answer; False where it goes on by itself."""
        return self._outcome() in ("refused", "failed") and self.message_id.error_message

    def _tell(self, trouble):
        """Write what a person has to do on the purchase order and on our sale order, when it is news."""
        self.ensure_one()
        is_news = _without_request(trouble) != _without_request(self.trouble)
        self.trouble = trouble
        if trouble and is_news:
            body = plaintext2html(f"{self.display_name}: {trouble}")
            for record in (self.order_id, self.order_id.sale_order_id):
                if record:
                    record._message_log(body=body)

    # ------------------------------------------------------------------ accepted

    def _accept(self):
        """Note that Amazon has these answers: from now on they bind us, and our orders follow."""
        orders = self.order_id
        orders._lock_documents()
        self.write({"state": "accepted", "trouble": False})
        for answer in self.sorted("version"):
            if answer.version >= answer.order_id.given_acknowledgement_id.version:
                answer.order_id.given_acknowledgement_id = answer
        orders.given_acknowledgement_id._note_pieces()
        orders._note_answers_due()
        orders.filtered(lambda order: order._has_answer_to_follow())._receive_again()

    def _note_pieces(self):
        """Write beside every line of the orders what these answers say of it."""
        lines = self.order_id.line_ids
        self.env["amazon.vendor.acknowledgement.line"].flush_model(["acknowledgement_id", "line_id", "code", "pieces"])
        self.env.cr.execute(
            SQL(
                """UPDATE amazon_vendor_purchase_order_line AS line
                      SET is_answered = said.line_id IS NOT NULL,
                          acknowledged_pieces = coalesce(said.accepted, 0),
                          backordered_pieces = coalesce(said.backordered, 0),
                          rejected_pieces = coalesce(said.rejected, 0)
                     FROM amazon_vendor_purchase_order_line AS same
                LEFT JOIN (SELECT line_id,
                                  sum(pieces) FILTER (WHERE code = 'accepted') AS accepted,
                                  sum(pieces) FILTER (WHERE code = 'backordered') AS backordered,
                                  sum(pieces) FILTER (WHERE code = 'rejected') AS rejected
                             FROM amazon_vendor_acknowledgement_line
                            WHERE acknowledgement_id IN %s GROUP BY line_id) AS said ON said.line_id = same.id
                    WHERE line.id = same.id AND same.order_id IN %s""",
                tuple(self.ids),
                tuple(self.order_id.ids),
            )
        )
        changed = ["is_answered", "acknowledged_pieces", "backordered_pieces", "rejected_pieces"]
        lines.invalidate_recordset(changed, flush=False)
        lines.modified(changed)

    def _said(self):
        """Return what this answer says, as the engine reads it; None without one."""
        return self._answer() if self else None


def _without_request(text):
    """Leave out what differs each time: the number that Amazon gave to a request."""
    return REQUEST.sub("", text or "")
