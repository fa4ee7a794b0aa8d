import zlib

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..spapi import vendor_order_status, vendor_orders
from ..spapi.operations import GET_PURCHASE_ORDER, GET_PURCHASE_ORDERS_STATUS
from .amazon_vendor_account import ENVIRONMENTS
from .amazon_vendor_cursor import FEEDS

# How long bytes are kept, and why: an answer can be asked for again, what we sent or were paid by must be shown.
ANSWER, PROOF = "answer", "proof"
MONTHS_KEPT = {ANSWER: 24, PROOF: 120}
# A document in one of these states needs its bytes no more.
SETTLED_STATES = ("applied", "superseded", "accepted", "rejected")
ANSWER_PARAMETER = "acorn_vendor_connector.page_months"
FORGOTTEN_AT_ONCE = 1000
SHOWN_CHARACTERS = 200_000


class AmazonVendorPage(models.Model):
    """Keep one answer of Amazon, byte by byte, with how we asked for it.

    Written before anything is done with it and never edited: nobody has more than the right to read.
    """

    _name = "amazon.vendor.page"
    _description = "Amazon page"
    _order = "id desc"

    account_id = fields.Many2one("amazon.vendor.account", readonly=True, index=True, ondelete="set null")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, help="The account's owner: a page may hold several."
    )
    environment = fields.Selection(ENVIRONMENTS, required=True, readonly=True)
    feed = fields.Selection([(name, feed.label) for name, feed in FEEDS.items()], required=True, readonly=True)
    operation = fields.Char(required=True, readonly=True)
    query = fields.Text(readonly=True)
    window_after = fields.Datetime("From", readonly=True)
    window_before = fields.Datetime("Until", readonly=True)
    requested_at = fields.Datetime(required=True, readonly=True, index=True)
    request_id = fields.Char("Amazon's request id", readonly=True)
    status = fields.Integer("HTTP status", readonly=True, aggregator=None)
    digest = fields.Char(readonly=True)
    size = fields.Integer("Bytes", readonly=True)
    document_count = fields.Integer("Documents", readonly=True)
    error = fields.Text(readonly=True, help="Why this answer could not be read. Its bytes are kept all the same.")
    message_ids = fields.One2many("amazon.vendor.message", "page_id", "Messages", readonly=True)
    content = fields.Text("As received", compute="_compute_content")

    @api.depends("feed", "requested_at")
    def _compute_display_name(self):
        labels = dict(self._fields["feed"]._description_selection(self.env))
        for page in self:
            moment = fields.Datetime.context_timestamp(page, page.requested_at) if page.requested_at else None
            page.display_name = f"{labels.get(page.feed, '')} {moment:%Y-%m-%d %H:%M:%S}" if moment else ""

    @api.depends("digest")
    def _compute_content(self):
        bodies = self._bodies()
        for page in self:
            body = bodies.get(page.id)
            page.content = body.decode(errors="replace")[:SHOWN_CHARACTERS] if body is not None else False

    # ------------------------------------------------------------------ bytes

    def _store_body(self, body, kept_as=ANSWER):
        """Keep the bytes of this page, compressed, in their own table.

        A page is compressed as a whole: a hundred orders repeat each other and take a third of what each would alone.
        Harder compression gains a tenth for three times the work.
        """
        self.ensure_one()
        # Straight SQL: a binary field would store the bytes as base64, a third larger.
        self.env.cr.execute(SQL(
            "INSERT INTO amazon_vendor_page_body (page_id, kept_as, requested_at, data) VALUES (%s, %s, %s, %s)",
            self.id, kept_as, self.requested_at, zlib.compress(body),
        ))

    def _bodies(self):
        """Return the bytes of each page that still has them, by page id."""
        if not self.ids:
            return {}
        rows = self.env.execute_query(SQL(
            "SELECT page_id, data FROM amazon_vendor_page_body WHERE page_id IN %s", tuple(self.ids)
        ))
        return {page_id: zlib.decompress(bytes(data)) for page_id, data in rows}

    def _payloads(self, messages):
        """Return {message id: document as Amazon sent it}; messages whose bytes are gone are left out."""
        pages = messages.page_id
        bodies = pages._bodies()
        documents = {page.id: page._documents(bodies[page.id]) for page in pages if page.id in bodies}
        return {
            message.id: documents[message.page_id.id][message.position]
            for message in messages
            if message.page_id.id in documents
        }

    def _documents(self, body):
        """Return the documents of this page, in the order in which they were archived."""
        self.ensure_one()
        return self._read(self.operation, body).orders

    def _document_kind(self):
        """Return what the documents of this page are; False where its operation tells."""
        return False

    @api.model
    def _read(self, operation, body):
        """Split an answer into its documents; raises WireError when it cannot be read."""
        if operation == GET_PURCHASE_ORDER.name:
            return vendor_orders.read_single(body)
        if operation == GET_PURCHASE_ORDERS_STATUS.name:
            return vendor_order_status.read_page(body)
        return vendor_orders.read_page(body)

    @api.autovacuum
    def _gc_bodies(self):
        """Forget the bytes of old pages, a bounded step at a time; row and digest stay.

        A page keeps its bytes while one of its documents is not settled.
        """
        chosen = self.env["ir.config_parameter"].sudo().get_param(ANSWER_PARAMETER, MONTHS_KEPT[ANSWER])
        kept = {**MONTHS_KEPT, ANSWER: int(chosen)}
        steps = [self._forget_bodies(kept_as, months) for kept_as, months in kept.items()]
        return sum(steps), FORGOTTEN_AT_ONCE in steps

    @api.model
    def _forget_bodies(self, kept_as, months):
        """Delete what is older than so many months, at most one step of it; return how many; 0 months keep for ever."""
        if months <= 0:
            return 0
        # Oldest first, along the index, asking page by page: what is kept or was forgotten before costs nothing.
        self.env.cr.execute(SQL(
            """DELETE FROM amazon_vendor_page_body WHERE id = ANY (ARRAY(
                   SELECT body.id FROM amazon_vendor_page_body body
                    WHERE body.kept_as = %s AND body.requested_at < %s
                      AND (SELECT count(*) FROM amazon_vendor_message message
                            WHERE message.page_id = body.page_id AND message.state NOT IN %s) = 0
                    ORDER BY body.requested_at LIMIT %s))""",
            kept_as, fields.Datetime.now() - relativedelta(months=months), SETTLED_STATES, FORGOTTEN_AT_ONCE,
        ))
        return self.env.cr.rowcount


class AmazonVendorPageBody(models.Model):
    """Hold the compressed bytes of pages, apart from the rows that lists read."""

    _name = "amazon.vendor.page.body"
    _description = "Amazon page: bytes"
    _log_access = False

    page_id = fields.Many2one("amazon.vendor.page", required=True, ondelete="cascade")
    kept_as = fields.Selection([(ANSWER, "Answer"), (PROOF, "Proof")], required=True, default=ANSWER)
    requested_at = fields.Datetime(related="page_id.requested_at", store=True)  # here, for retention's index
    data = fields.Binary(required=True, attachment=False)

    _page_uniq = models.UniqueIndex("(page_id)")
    _kept_idx = models.Index("(kept_as, requested_at)")
