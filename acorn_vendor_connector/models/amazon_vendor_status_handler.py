import json
from collections import defaultdict
from typing import Any, NamedTuple

from odoo import api, models
from odoo.tools import SQL, groupby

from ..engine import changes, receipts
from ..spapi.vendor_order_status import CONFIRMATIONS, RECEIVE_STATUSES, STATUSES, OrderStatus, parse_status
from ..spapi.wire import WireError
from .amazon_vendor_handler import Outcome
from .amazon_vendor_time import aware, naive

# What Amazon tells about a line, with the type of its column. They are read and written by SQL, as one statement each:
# hundreds of lines change in a batch, and only SQL tells "nothing said" from zero.
COLUMNS = {
    "has_status": "bool",
    "confirmation": "varchar",
    "amazon_accepted_pieces": "int4",
    "amazon_rejected_pieces": "int4",
    "amazon_cancelled_pieces": "int4",
    "receive_status": "varchar",
    "received_pieces": "int4",
    "received_unit": "varchar",
    "received_unit_size": "int4",
    "last_received_at": "timestamp",
    "receipt_count": "int4",
    "status_history": "jsonb",
}


class KnownLine(NamedTuple):
    """One of our lines: what `changes.match_lines` looks at, and what Amazon told about it before."""

    id: int
    order_id: int
    line_key: str
    asin: str | None
    vendor_sku: str | None
    told: dict


class Status(NamedTuple):
    """One status of the batch, and the order it is about."""

    message: Any
    shown: OrderStatus
    order: Any


class AmazonVendorHandler(models.AbstractModel):
    _inherit = "amazon.vendor.handler"

    @api.model
    def _handlers(self):
        return {**super()._handlers(), "order_status": "amazon.vendor.status.handler"}


class AmazonVendorStatusHandler(models.AbstractModel):
    """Bring our mirrors of purchase orders in line with what Amazon says it confirmed, cancelled and received."""

    _name = "amazon.vendor.status.handler"
    _description = "Amazon order status handler"
    _inherit = ["amazon.vendor.handler"]

    @api.model
    def _receive_batch(self, messages, payloads):
        """Return {message id: Outcome}; see `amazon.vendor.handler` for the contract."""
        handler = self.sudo()  # the batch runner is the system: the orders are of whichever company
        shown, outcomes = handler._parse(messages, payloads)
        statuses = handler._find_orders(shown)
        known = handler._known_lines(statuses)
        for status in statuses:
            outcomes[status.message.id] = Outcome(
                "applied", notes=status.shown.notes, purchase_order=status.order, company=status.order.company_id
            )
        handler._write_lines(statuses, known)
        handler._write_orders(statuses)
        handler._recognise_answers(statuses)
        outcomes.update(handler._keep_for_later({
            message: status for message, status in shown.items() if message.id not in outcomes
        }))
        return outcomes

    # ------------------------------------------------------------------ read

    def _parse(self, messages, payloads):
        """Return the statuses that can be understood by message, and the outcomes of the others."""
        shown, outcomes = {}, {}
        for message in messages:
            try:
                shown[message] = parse_status(payloads[message.id])
            except WireError as error:
                outcomes[message.id] = Outcome(
                    "failed",
                    error_kind="data",
                    path=error.path,
                    message=self.env._(
                        "The status of %(number)s cannot be read: %(path)s (%(problem)s). The next status of this "
                        "order takes its place.",
                        number=message.reference, path=error.path, problem=error.message,
                    ),
                )
        return shown, outcomes

    def _find_orders(self, shown):
        """Return the statuses whose order we know, with the orders locked against other lanes."""
        orders = self.env["amazon.vendor.purchase.order"].search([
            ("environment", "in", list({message.environment for message in shown})),
            ("name", "in", [status.number for status in shown.values()]),
        ], order="id")
        if orders:
            self.env.cr.execute(SQL(
                "SELECT id FROM amazon_vendor_purchase_order WHERE id IN %s ORDER BY id FOR NO KEY UPDATE",
                tuple(orders.ids),
            ), log_exceptions=False)
        amazon_name = self.env["amazon.vendor.code"]._amazon_name
        by_key = {(order.environment, order.code_id.name, order.name): order for order in orders}
        found = [
            Status(message, status, by_key.get(
                (message.environment, amazon_name(message.vendor_code), status.number)))
            for message, status in shown.items()
        ]
        return [status for status in found if status.order]

    def _known_lines(self, statuses):
        """Return {order id: lines} of the batch, in one query."""
        known = defaultdict(list)
        if not statuses:
            return known
        self.env["amazon.vendor.purchase.order.line"].flush_model()
        rows = self.env.execute_query(SQL(
            """SELECT id, order_id, line_key, asin, vendor_sku, %s FROM amazon_vendor_purchase_order_line
                WHERE order_id IN %s ORDER BY order_id, position, id""",
            SQL(", ").join(map(SQL.identifier, COLUMNS)), tuple(status.order.id for status in statuses),
        ))
        for line_id, order_id, line_key, asin, vendor_sku, *told in rows:
            line = KnownLine(line_id, order_id, line_key, asin, vendor_sku, dict(zip(COLUMNS, told, strict=True)))
            known[order_id].append(line)
        return known

    # ------------------------------------------------------------------ lines and receipts

    def _write_lines(self, statuses, known):
        """Write what Amazon tells anew about lines, and the receipts that follow from it."""
        changed, received = [], []
        for status in statuses:
            for line, shown in changes.match_lines(tuple(known[status.order.id]), status.shown.lines):
                if line is None or shown is None:
                    continue
                told, receipt = self._read_line(status, line, shown)
                if receipt:
                    received.append({"line_id": line.id, "message_id": status.message.id, **receipt})
                if told != line.told:
                    changed.append((line.id, told))
        self._update_lines(changed)
        self.env["amazon.vendor.receipt"].create(received)

    def _read_line(self, status, line, shown):
        """Return what Amazon tells about a line now, and the values of the receipt that it makes."""
        before, order = line.told, status.order
        requested_at = aware(status.message.page_id.requested_at)
        ledger = receipts.Ledger(is_watched=bool(before["has_status"]))
        if before["received_pieces"] is not None:
            ledger = receipts.Ledger(
                receipts.Reading(
                    before["received_pieces"], aware(order.status_read_at), aware(order.status_at),
                    unit=before["received_unit"], unit_size=before["received_unit_size"],
                ),
                before["receipt_count"] or 0,
                is_watched=True,
            )
        after, receipt = receipts.book(ledger, receipts.reading_of(shown, status.shown, requested_at))
        reading = after.reading
        told = {
            "has_status": True,
            "confirmation": _code(shown.confirmation, CONFIRMATIONS),
            "amazon_accepted_pieces": shown.accepted_pieces,
            "amazon_rejected_pieces": shown.rejected_pieces,
            "amazon_cancelled_pieces": shown.cancelled_pieces,
            "receive_status": _code(shown.receive_status, RECEIVE_STATUSES),
            "received_pieces": reading and reading.pieces,
            "received_unit": reading and reading.unit,
            "received_unit_size": reading and reading.unit_size,
            "last_received_at": naive(shown.last_received_at) or None,
            "receipt_count": after.receipts,
            "status_history": [
                [naive(moment) and naive(moment).isoformat(" ", "seconds"), what, pieces]
                for moment, what, pieces in shown.history
            ],
        }
        return told, receipt and {
            "number": receipt.number,
            "kind": receipt.kind,
            "pieces": receipt.pieces,
            "total": receipt.total,
            "received_at": naive(receipt.received_at),
            "unit_changed": receipt.unit_changed,
        }

    def _update_lines(self, changed):
        """Write the columns of these lines in one statement."""
        if not changed:
            return
        rows = [
            SQL("(%s)", SQL(", ").join(
                SQL("%s", json.dumps(value) if name == "status_history" else value)
                for name, value in (("id", line_id), *told.items())
            ))
            for line_id, told in changed
        ]
        self.env.cr.execute(SQL(
            """UPDATE amazon_vendor_purchase_order_line line SET %s FROM (VALUES %s) AS told(id, %s)
                WHERE line.id = told.id""",
            SQL(", ").join(
                SQL("%s = told.%s::%s", *map(SQL.identifier, (name, name, kind)))
                for name, kind in COLUMNS.items()
            ),
            SQL(", ").join(rows),
            SQL(", ").join(map(SQL.identifier, COLUMNS)),
        ))
        lines = self.env["amazon.vendor.purchase.order.line"].browse(line_id for line_id, _told in changed)
        lines.invalidate_recordset(list(COLUMNS))

    # ------------------------------------------------------------------ orders

    def _write_orders(self, statuses):
        """Write where the orders stand, and only what differs."""
        for message, shown, order in statuses:
            values = {
                "amazon_status": _code(shown.status, STATUSES) or False,
                "status_at": naive(shown.updated_at),
                "status_read_at": message.page_id.requested_at,
                "is_confirmed": _is_confirmed(shown),
            }
            self.env["amazon.vendor.order.handler"]._write_changed(order, values)

    # ------------------------------------------------------------------ orders we do not know

    def _keep_for_later(self, shown):
        """Return the outcomes of statuses without an order; the order's handler takes them in when it makes one.

        Orders that should have been here by now are read by their number.
        """
        for account, messages in groupby(shown, key=lambda message: message.account_id):
            feed = account.cursor_ids.filtered(lambda feed: feed.feed == "orders_created" and not feed.until)
            numbers = [shown[message].number for message in messages if _was_read(feed, shown[message])]
            missing = set(numbers) - feed._known_numbers(account.environment, numbers)
            if missing:
                feed._create_reread(account, sorted(missing))
        note = self.env._("The order is not known here yet. Its status is kept until it is.")
        coming = self._being_received(shown)
        return {
            message.id: Outcome("archived") if message in coming else
            Outcome("applied", notes=(*status.notes, note)) for message, status in shown.items()
        }

    def _being_received(self, shown):
        """Return the statuses whose order is in the queue: a lane that is at it now may not see them, nor we its order.

        Orders that come into the queue later find the status there.
        """
        queued = self.env["amazon.vendor.message"].search([
            ("document_type", "=", "purchase_order"),
            ("is_current", "=", True),
            ("state", "=", "archived"),
            ("reference", "in", [status.number for status in shown.values()]),
        ])
        keys = {(order.environment, order.vendor_code, order.reference) for order in queued}
        return [message for message in shown if (message.environment, message.vendor_code, message.reference) in keys]


class AmazonVendorOrderHandler(models.AbstractModel):
    _inherit = "amazon.vendor.order.handler"

    def _lock_statuses(self, messages):
        """Lock and return what Amazon last told about the orders of a batch: messages are locked before orders."""
        rows = self.env.execute_query(SQL(
            """SELECT id FROM amazon_vendor_message
                WHERE document_type = 'order_status' AND is_current AND environment IN %s AND reference IN %s
                ORDER BY id FOR NO KEY UPDATE""",
            tuple(set(messages.mapped("environment"))), tuple(messages.mapped("reference")),
        ))
        return messages.browse(message_id for [message_id] in rows)

    def _receive_statuses(self, statuses, plans):
        """Put the status of orders that are new, or have new lines, back in the queue.

        Each message is written, whatever its state: a lane that began before these lines were there must not pass.
        """
        grown = {(plan.code.environment, plan.code.name, plan.order.number): plan.mirror for plan in plans if plan.grew}
        amazon_name = self.env["amazon.vendor.code"]._amazon_name
        for message in statuses if grown else ():
            key = message.environment, amazon_name(message.vendor_code), message.reference
            if order := grown.get(key):
                message.write({"purchase_order_id": order.id, "retry_at": False})
                if message.state == "applied":
                    message._set_state("archived")
                message._trigger("receive")


def _code(word, known):
    """Return our code of one of Amazon's words; None for one that it has invented since."""
    return word.lower() if word in known else None


def _was_read(feed, shown):
    """Tell whether the feed of new orders has been where this order should have shown up."""
    placed_at = naive(shown.ordered_at)
    return bool(placed_at and feed.origin and feed.origin <= placed_at < feed.position)


def _is_confirmed(shown):
    """Tell whether Amazon shows an answer to every line that it still orders."""
    wanted = [line for line in shown.lines if line.ordered_pieces != 0]
    return bool(wanted) and all(line.is_confirmed for line in wanted)
