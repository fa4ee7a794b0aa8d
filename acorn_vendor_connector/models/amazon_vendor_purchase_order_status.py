from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_datetime
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

AMAZON_STATUSES = [("open", "Open"), ("closed", "Closed")]

CONFIRMATIONS = [
    ("accepted", "Accepted"),
    ("partially_accepted", "Partly accepted"),
    ("rejected", "Rejected"),
    ("unconfirmed", "Not confirmed"),
]

RECEIVE_STATUSES = [
    ("not_received", "Not received"),
    ("partially_received", "Partly received"),
    ("received", "Received"),
]

EVENTS = {
    "ordered": _lt("Amazon ordered"),
    "cancelled": _lt("Amazon cancelled"),
    "accepted": _lt("Confirmed as accepted"),
    "rejected": _lt("Confirmed as rejected"),
    "opening": _lt("Received before we looked"),
    "receipt": _lt("Amazon received"),
    "correction": _lt("Amazon took back"),
}


class AmazonVendorPurchaseOrder(models.Model):
    """Keep where Amazon says that the order stands."""

    _inherit = "amazon.vendor.purchase.order"

    amazon_status = fields.Selection(
        AMAZON_STATUSES, "Status at Amazon", readonly=True, help="Closed: Amazon expects nothing more of this order."
    )
    status_at = fields.Datetime("Status changed", readonly=True, help="When Amazon last moved the order's status.")
    status_read_at = fields.Datetime("Status read", readonly=True, help="When we asked for that status.")
    is_confirmed = fields.Boolean(
        "Confirmed at Amazon",
        readonly=True,
        help="Amazon shows an answer to every line it still orders, whoever gave it.",
    )

    # Whose status is asked for once a day, and whose never was.
    _status_open_idx = models.Index("(ordered_at) WHERE amazon_status IS DISTINCT FROM 'closed'")


class AmazonVendorPurchaseOrderLine(models.Model):
    """Keep what Amazon says it confirmed, cancelled and received of a line, all in pieces.

    The columns are written by the status handler only. What Amazon has not said is NULL there, and 0 here.
    """

    _inherit = "amazon.vendor.purchase.order.line"

    has_status = fields.Boolean("Status known", readonly=True, help="Amazon has told where this line stands.")
    confirmation = fields.Selection(CONFIRMATIONS, "Confirmation", readonly=True)
    amazon_accepted_pieces = fields.Integer(
        "Accepted by Amazon", readonly=True, help="Pieces that Amazon shows as confirmed, backordered ones included."
    )
    amazon_rejected_pieces = fields.Integer("Rejected at Amazon", readonly=True)
    amazon_cancelled_pieces = fields.Integer("Cancelled by Amazon", readonly=True)
    receive_status = fields.Selection(RECEIVE_STATUSES, "Receipt", readonly=True)
    received_pieces = fields.Integer("Received", readonly=True, help="Pieces that Amazon has received so far.")
    received_unit = fields.Char(readonly=True, help="What Amazon counts receipts of this line in.")
    received_unit_size = fields.Integer(readonly=True, aggregator=None)
    last_received_at = fields.Datetime("Last received", readonly=True)
    receipt_count = fields.Integer(readonly=True, aggregator=None)
    receipt_ids = fields.One2many("amazon.vendor.receipt", "line_id", "Receipts", readonly=True)
    status_history = fields.Json(
        readonly=True, prefetch=False, help="When Amazon ordered, cancelled and confirmed how many pieces, as it tells."
    )
    history_html = fields.Html("History at Amazon", compute="_compute_history_html", sanitize=False)

    @api.depends("status_history", "receipt_ids.pieces")
    @api.depends_context("lang", "tz")
    def _compute_history_html(self):
        """Tell what happened to the line at Amazon, the latest first."""
        row = Markup("<tr><td>%s</td><td>%s</td><td class='text-end'>%s</td></tr>")
        table = Markup("<table class='table table-sm mb-0'><tbody>%s</tbody></table>")
        for line in self:
            told = [(fields.Datetime.to_datetime(at), what, pieces) for at, what, pieces in line.status_history or ()]
            told += [(each.received_at, each.kind, abs(each.pieces)) for each in line.receipt_ids]
            told.sort(key=lambda event: (event[0] is not None, event[0]), reverse=True)
            rows = [
                row % (
                    format_datetime(self.env, at, dt_format="short") if at else "",
                    self.env._(EVENTS[what]),
                    "?" if pieces is None else pieces,
                )
                for at, what, pieces in told
            ]
            line.history_html = rows and table % Markup("").join(rows)
