import json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .amazon_vendor_account import ENVIRONMENTS
from .amazon_vendor_cursor import ERROR_KINDS
from .notice import notice

DOCUMENT_TYPES = [
    ("purchase_order", "Purchase order"),
    ("acknowledgement", "Acknowledgement"),
    ("order_status", "Order status"),
    ("remittance", "Remittance"),
    ("details", "Amazon's list"),
]

# Of these a newer version replaces no older one: each may say what the others do not.
ADDING_UP = ("remittance",)

STATES = [
    ("archived", "Archived"),
    ("applied", "Applied"),
    ("waiting", "Waiting"),
    ("failed", "Failed"),
    ("superseded", "Superseded"),
    ("built", "To send"),
    ("sending", "Being sent"),
    ("submitted", "Sent"),
    ("unknown", "Arrival unknown"),
    ("accepted", "Accepted"),
    ("rejected", "Rejected"),
]

# To which state a message may go, from which. See the diagram above the field.
STATES_BEFORE = {
    "archived": {"applied", "waiting", "failed"},
    "applied": {"archived"},
    "waiting": {"archived"},
    "failed": {"archived", "built", "sending"},
    "superseded": {"archived", "waiting", "failed", "built", "unknown"},
    "built": {"failed", "sending", "unknown"},
    "sending": {"built"},
    "submitted": {"sending"},
    "unknown": {"sending"},
    "accepted": {"submitted", "unknown"},
    "rejected": {"submitted"},
}


class AmazonVendorMessage(models.Model):
    """Remember one version of one document that Amazon sent or that we sent, and what became of it.

    Rows are never edited or deleted by a person: nobody has more than the right to read, code writes as the system.
    """

    _name = "amazon.vendor.message"
    _description = "Amazon message"
    _order = "id desc"
    _rec_name = "reference"
    _log_access = False

    page_id = fields.Many2one("amazon.vendor.page", required=True, readonly=True, index=True, ondelete="restrict")
    position = fields.Integer(readonly=True, aggregator=None, help="Place among the documents of the page.")
    # No index on these three: few values in millions of rows, and each step of a message writes into every index.
    account_id = fields.Many2one("amazon.vendor.account", readonly=True, ondelete="set null")
    code_id = fields.Many2one("amazon.vendor.code", readonly=True, ondelete="set null")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        help="The account's owner until the document is routed, then the store's company.",
    )
    # The key of a document: what Amazon calls it, not which record of ours heard it.
    environment = fields.Selection(ENVIRONMENTS, required=True, readonly=True)
    vendor_code = fields.Char(required=True, readonly=True)
    document_type = fields.Selection(DOCUMENT_TYPES, required=True, readonly=True)
    direction = fields.Selection([("inbound", "From Amazon"), ("outbound", "To Amazon")], required=True, readonly=True)
    reference = fields.Char(required=True, readonly=True, index=True)
    version = fields.Integer(required=True, readonly=True, aggregator=None)

    digest = fields.Char(required=True, readonly=True)
    is_current = fields.Boolean(readonly=True)
    changed_at = fields.Datetime("Changed by Amazon", readonly=True)
    archived_at = fields.Datetime(required=True, readonly=True)
    last_seen_at = fields.Datetime("Last seen", readonly=True)

    # inbound   archived ──receive──► applied ──the rules changed (go-live, linking undone)──► archived
    #                    ├──receive──► waiting   a person must map or decide; resumes by itself ──► archived
    #                    └──receive──► failed ──retry──► archived
    # outbound  built ──submit──► sending   committed before a byte leaves
    #                             sending ──taken──► submitted ──settle──► accepted | rejected
    #                             ├──not taken, time heals──► built   ├──not taken, else──► failed ──retry──► built
    #                             └──no answer, or killed──► unknown ──settle──► accepted (inferred) | built | a person
    #           submitted ──Processing for too long, but Amazon shows what we sent──► accepted (inferred)
    # archived | waiting | failed | built | unknown ──newer version──► superseded   (not of those that add up)
    #
    # `retry_at` keeps an archived or built message out of the way for a while. While sent it says when to look next;
    # an unknown message without it waits for a person.
    state = fields.Selection(STATES, required=True, readonly=True)
    error_kind = fields.Selection(ERROR_KINDS, readonly=True)
    error_message = fields.Text("What to do", readonly=True)
    error_path = fields.Char("Field", readonly=True, help="Where in Amazon's document the trouble is.")
    notes = fields.Text(readonly=True, help="What was read leniently: unknown values, missing optional fields.")
    attempts = fields.Integer(readonly=True, aggregator=None)
    retry_at = fields.Datetime("Tries again", readonly=True)
    parser_version = fields.Integer(readonly=True, aggregator=None)
    received_at = fields.Datetime("Handled", readonly=True)
    sent_at = fields.Datetime("Sent", readonly=True)
    settled_at = fields.Datetime("Settled", readonly=True)
    transaction_id = fields.Char("Amazon's transaction", readonly=True)
    is_inferred = fields.Boolean("Inferred", readonly=True, help="Amazon never said so, but shows what we sent.")
    answer_page_id = fields.Many2one(
        "amazon.vendor.page", "Amazon's answer", readonly=True, index="btree_not_null", ondelete="set null"
    )
    purchase_order_id = fields.Many2one(
        "amazon.vendor.purchase.order", readonly=True, index="btree_not_null", ondelete="set null"
    )
    payload = fields.Text("As it was sent", compute="_compute_payload")

    _current_uniq = models.UniqueIndex(
        "(environment, vendor_code, document_type, direction, reference) WHERE is_current"
    )
    _version_uniq = models.UniqueIndex(
        "(environment, vendor_code, document_type, direction, reference, version)"
    )
    # What is still to be done is little, however much is done: each look-up of it has an index of its own. The lanes
    # ask for the first message that is ready, then for those like it.
    _ready_idx = models.Index("(id) WHERE state = 'archived'")
    _ready_alike_idx = models.Index("(document_type, company_id, id) WHERE state = 'archived'")
    _built_idx = models.Index("(id) WHERE state = 'built'")
    _appointment_idx = models.Index("(retry_at) WHERE state IN ('sending', 'submitted', 'unknown')")
    _attention_idx = models.Index("(id) WHERE state IN ('waiting', 'failed', 'rejected', 'unknown')")

    # ------------------------------------------------------------------ compute

    @api.depends("reference", "version")
    def _compute_display_name(self):
        for message in self:
            message.display_name = self.env._(
                "%(reference)s, version %(version)s", reference=message.reference, version=message.version
            )

    @api.depends("digest")
    def _compute_payload(self):
        messages = self.sudo()  # who may read a message may read what it says
        documents = messages.page_id._payloads(messages)
        for message in self:
            message.payload = message.id in documents and json.dumps(
                documents[message.id], indent=2, ensure_ascii=False, default=str
            )

    # ------------------------------------------------------------------ actions

    def action_retry(self):
        """Put waiting and failed messages back in the queue and return at once."""
        self._check_may_retry()
        again = self.filtered(
            lambda message: (message.is_current or message.document_type in ADDING_UP)
            and message._waits_for_a_person()
        )
        if not again:
            raise UserError(self.env._(
                "Nothing to retry: only the current version of a waiting or failed document can be tried again."
            ))
        inbound = again.filtered(lambda message: message.direction == "inbound")
        for messages, state, stage in ((inbound, "archived", "receive"), (again - inbound, "built", "submit")):
            if messages:
                messages._set_state(state)
                self._trigger(stage)
        return notice(self.env._("%(count)s documents will be tried again in a moment.", count=len(again)))

    def _waits_for_a_person(self):
        self.ensure_one()
        return self.state in ("waiting", "failed") or (self.state == "unknown" and not self.retry_at)

    def _check_may_retry(self):
        """Let managers retry, and users who work off the orders."""
        self.check_access("read")
        if not self.env.su and not self.env.user.has_groups(
            "acorn_vendor_connector.group_user,acorn_vendor_connector.group_manager"
        ):
            raise AccessError(self.env._("Only users and managers of Amazon Vendor may retry documents."))

    def action_open_document(self):
        """Open what this message became."""
        self.ensure_one()
        order = self.purchase_order_id or self._remittance()
        if not order:
            raise UserError(self.env._(
                "There is no document yet. Read what is written under 'What to do', then press Retry."
            ))
        return {
            "type": "ir.actions.act_window",
            "res_model": order._name,
            "res_id": order.id,
            "views": [(False, "form")],
        }

    def _remittance(self):
        """Return the payment that this message is about, if it is about one."""
        if self.document_type != "remittance":
            return self.env["amazon.vendor.remittance"]
        return self.env["amazon.vendor.remittance"].search([
            ("environment", "=", self.environment), ("payee_id.name", "=", self.vendor_code),
            ("name", "=", self.reference),
        ])

    # ------------------------------------------------------------------ verbs

    def _set_state(self, state, **details):
        """Move these messages to a state; the only door.

        `details` are fields to write along. The error of an earlier attempt is cleared by the next outcome.
        """
        wrong = self.filtered(lambda message: message.state not in STATES_BEFORE[state])
        if wrong:
            raise ValueError(f"a message cannot go from {wrong[0].state} to {state}")
        if state not in ("archived", "built", "sending"):  # the last error stays in sight until the next attempt
            details = {"error_kind": False, "error_message": False, "error_path": False, **details}
        self.sudo().write({"state": state, "retry_at": False, **details})  # nobody may write messages: the system does
        self._note_outcome()

    def _note_outcome(self):
        """Let what we sent hear what became of it, each document type at once."""
        sent = self.filtered(lambda message: message.direction == "outbound")
        handlers = self.env["amazon.vendor.handler"]._handlers()
        for document_type, messages in sent.grouped("document_type").items():
            self.env[handlers[document_type]]._note_outcome(messages)
