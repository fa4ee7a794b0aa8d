import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ..engine import retry, windows
from ..spapi import wire
from ..spapi.client import Answer, Client
from ..spapi.errors import DataError, SpapiError
from ..spapi.operations import GET_PURCHASE_ORDER, GET_PURCHASE_ORDERS, GET_PURCHASE_ORDERS_STATUS
from ..spapi.redact import redact_body
from .amazon_vendor_cursor import FEEDS
from .concurrency import CONCURRENCY_ERRORS, TRIES

_logger = logging.getLogger(__name__)

PAGE_SIZE = 100
# A window of seven days with more pages than this is no paging any more.
MAX_PAGES = 500
# What waiting does not cure is looked at again, seldom: the next answer may be another.
HOPELESS_MINUTES = 60


@dataclass(frozen=True)
class Request:
    """One page to ask for, and where the feed stood when it was decided."""

    operation: str
    asked_at: datetime
    query: dict
    window: windows.Window | None = None
    token: str | None = None


CALLS = {
    GET_PURCHASE_ORDERS.name: Client.get_purchase_orders,
    GET_PURCHASE_ORDERS_STATUS.name: Client.get_purchase_orders_status,
    GET_PURCHASE_ORDER.name: Client.get_purchase_order,
}


class AmazonVendorCursor(models.Model):
    _inherit = "amazon.vendor.cursor"

    # ------------------------------------------------------------------ verbs: one page

    def _pull_page(self):
        """Ask for the next page, archive the answer and move on.

        Never commits. Concurrency errors are raised; any other trouble is written on this feed.
        """
        self.ensure_one()
        request = self._next_request()
        if request is None:
            self._rest()
            return
        result = self._ask(request)
        try:
            with self.env.cr.savepoint():
                self._take_in(request, result)
        except CONCURRENCY_ERRORS:
            raise
        except Exception as error:  # one account's trouble is written on its feed, never raised
            _logger.exception("Feed %s could not take in a page", self.id)
            self._note_error(error)

    def _next_request(self):
        """Return what to ask for next, or None when everything has been read."""
        now = fields.Datetime.now()
        if self.feed == "order":
            return self._next_request_of_order(now)
        window = self._next_window(now)
        if window is None:
            return None
        query = {"limit": PAGE_SIZE, "sortOrder": "ASC", **self._feed_query(window)}
        if self.next_token:  # Amazon wants every argument repeated along with the token
            query["nextToken"] = self.next_token
        return Request(FEEDS[self.feed].operation.name, now, query, window, self.next_token or None)

    def _next_request_of_order(self, now):
        """Return what to ask about one order: first what it is, then where it stands."""
        if not self.page_number:
            return Request(GET_PURCHASE_ORDER.name, now, {"number": self.reference})
        return Request(GET_PURCHASE_ORDERS_STATUS.name, now, {"purchaseOrderNumber": self.reference})

    def _next_window(self, now):
        """Return the window that is open, else the next one."""
        if self.window_before:
            return windows.Window(self.window_after, self.window_before)
        return windows.next_window(
            self.position or self._start(now),
            now,
            until=self.until or None,
            overlap=timedelta(minutes=FEEDS[self.feed].overlap),
            # What Amazon lists late is caught by the overlap; holding back would only make a pull look idle.
            lag=timedelta(0),
        )

    def _start(self, now):
        """Return where a feed that was never read begins: orders from the account's date on, changes from now on."""
        if self.feed in ("orders_created", "order_status") and self.account_id.sync_from:
            return max(self.account_id.sync_from, windows.oldest(now))
        return now - timedelta(minutes=FEEDS[self.feed].interval)

    def _feed_query(self, window):
        """Return the arguments of the feed for a window; a back-fill is about the orders placed in it."""
        after, before = (moment.replace(tzinfo=timezone.utc) for moment in (window.after, window.before))
        dated = "created" if self.until else FEEDS[self.feed].dated
        return {f"{dated}After": after, f"{dated}Before": before}

    def _ask(self, request):
        """Return Amazon's answer, or the error that came instead. The only lock held meanwhile is this row's."""
        try:
            with self.account_id.sudo()._client() as client:  # the cron reads secrets that nobody else may
                return CALLS[request.operation](client, **request.query)
        except SpapiError as error:
            return error
        except CONCURRENCY_ERRORS:
            raise
        except Exception as error:  # one account's trouble is written on its feed, never raised
            _logger.exception("Feed %s could not ask Amazon", self.id)
            return error

    def _take_in(self, request, result):
        """Archive what came, then move on, all in the same transaction."""
        if not isinstance(result, Answer):
            answer = getattr(result, "answer", None)
            if isinstance(answer, Answer) and result.kind == "data":
                self._archive_page(request, answer, error=str(result))
            self._note_error(result)
            return
        page = self._archive_page(request, result)
        try:
            read = page._read(page.operation, result.body)
        except wire.WireError as error:
            page.error = str(error)
            self._note_error(DataError("not_json", str(error), request_id=result.request_id))
            return
        page.document_count = len(read.orders)
        self._take_documents(page, read.orders)
        if stuck := self._stuck(request, read):
            self._note_error(DataError("token_stuck", stuck))
            return
        self._note_success(len(read.orders))
        self._move_on(request, read)

    def _take_documents(self, page, documents):
        """Turn the documents of a page into messages."""
        if self.env["amazon.vendor.message"]._archive(page, documents):
            self.env["amazon.vendor.message"]._trigger("receive")

    def _archive_page(self, request, answer, error=None):
        """Keep the bytes of an answer; those of an error lose what looks like a secret."""
        body = redact_body(answer.body) if error else answer.body
        page = self.env["amazon.vendor.page"].sudo().create({  # nobody may write pages: the system does
            "account_id": self.account_id.id,
            "company_id": self.account_id.company_id.id,
            "environment": self.account_id.environment,
            "feed": self.feed,
            "operation": answer.operation,
            "query": "\n".join(f"{name}={value}" for name, value in answer.query.items()),
            "window_after": request.window.after if request.window else False,
            "window_before": request.window.before if request.window else False,
            "requested_at": request.asked_at,
            "request_id": answer.request_id,
            "status": answer.status,
            "digest": hashlib.sha256(body).hexdigest(),
            "size": len(body),
            "error": error,
        })
        page._store_body(body)
        return page

    # ------------------------------------------------------------------ verbs: where the feed stands

    def _move_on(self, request, read):
        """Remember the next page, the end of the window, or the end of all."""
        now = fields.Datetime.now()
        if request.operation == GET_PURCHASE_ORDER.name:
            self.write({"page_number": 1, "next_pull_at": now})
        elif request.window is None:
            self.write({"done_at": now, "result": self.env._("Read.")})
        elif not read.next_token:
            self._end_window(request.window, now)
        else:
            self.write({
                "origin": self.origin or request.window.after,
                "position": self.position or request.window.after,
                "window_after": request.window.after,
                "window_before": request.window.before,
                "next_token": read.next_token,
                "page_number": self.page_number + 1,
                "page_digest": wire.digest(read.orders),
                "next_pull_at": now,
            })

    def _stuck(self, request, read):
        """Say why following the page's token would never end, or nothing."""
        if not read.next_token:
            return None
        if read.next_token == request.token:
            return self.env._("Amazon gave the same page token twice: the pages of this window do not advance.")
        if read.orders and wire.digest(read.orders) == self.page_digest:
            return self.env._("Amazon gave the same page twice in a row: the pages of this window do not advance.")
        if self.page_number >= MAX_PAGES:
            return self.env._("Amazon's pages of this window do not end (%(count)s read).", count=self.page_number)
        return None

    def _end_window(self, window, now):
        """Close a window whose last page is in; what lies before its end has been read."""
        position = windows.position_after(window)
        self.write({
            "origin": self.origin or window.after,
            "position": position,
            "next_pull_at": now,
            **self._closed_window(),
        })
        if windows.is_finished(position, self.until or None):
            self.write({
                "done_at": now,
                "result": self.env._("Read %(count)s documents.", count=self.read_count),
            })
        elif position >= now - timedelta(minutes=1):
            self._rest()

    @api.model
    def _closed_window(self):
        return {
            "window_after": False, "window_before": False, "next_token": False, "page_number": 0, "page_digest": False,
        }

    def _rest(self):
        """Wait for the next turn of this feed."""
        self.write({"next_pull_at": fields.Datetime.now() + timedelta(minutes=max(self.interval_minutes, 1))})

    def _note_success(self, count):
        """Remember that Amazon answered well, and take away what reported trouble."""
        now = fields.Datetime.now()
        self.write({
            "last_success_at": now,
            "late_after": self._late_moment(now),
            "read_count": self.read_count + count,
            "attempts": 0,
            "retry_at": False,
            "error_kind": False,
            "error_message": False,
            "error_since": False,
        })
        if self.late_reported:
            self._clear_late()
        account = self.account_id
        if account.error_kind:
            account._clear_error()
            self._move_siblings(now)

    def _note_error(self, error):
        """Write the trouble on this feed and say when it is tried again; authorisation stops the whole account."""
        now = fields.Datetime.now()
        kind = error.kind if isinstance(error, SpapiError) else "internal"
        code, wish = getattr(error, "code", None), getattr(error, "retry_after", None)
        attempts = self.attempts + 1
        again = retry.retry_at(kind, attempts, now, retry_after=wish, code=code)
        is_over = again is None and self.feed == "order"
        again = (again or now + timedelta(minutes=max(self.interval_minutes, HOPELESS_MINUTES))).replace(microsecond=0)
        self.write({
            "attempts": attempts,
            "retry_at": False if is_over else again,
            "next_pull_at": again,
            "done_at": now if is_over else False,
            "error_kind": kind,
            "error_message": self._describe_error(error, kind),
            "error_since": self.error_since or now,
            # A token that Amazon refuses or that leads nowhere is thrown away: the window starts again.
            **(self._closed_window() if kind == "data" and code not in retry.TRANSIENT_CODES else {}),
        })
        if kind == "authorisation":
            self.account_id._note_error(error)
            self._move_siblings(again)
        if not is_over:
            self._trigger_pull(again)

    def _describe_error(self, error, kind):
        """Put an error into a sentence with a next step."""
        if kind == "internal":
            return self.env._(
                "An unexpected error (%(error)s). It is tried again by itself; the server's log has the details.",
                error=type(error).__name__,
            )
        if getattr(error, "code", None) == "token_stuck":
            return self.env._(
                "%(error)s The window is read again from its start; what was read is kept.", error=error.message
            )
        if self.feed == "order" and error.status == 404:
            return self.env._(
                "Amazon does not know order %(number)s. Check the number, and that this account may see it.",
                number=self.reference,
            )
        return self.account_id._describe_error(error)

    def _move_siblings(self, at):
        """Let the other feeds of the account have their next turn at a moment, except one being read right now."""
        self.env.cr.execute(SQL(
            """UPDATE amazon_vendor_cursor SET next_pull_at = %s WHERE id IN (
                   SELECT id FROM amazon_vendor_cursor WHERE account_id = %s AND id != %s AND done_at IS NULL
                    ORDER BY id FOR NO KEY UPDATE SKIP LOCKED)""",
            at, self.account_id.id, self.id,
        ))
        self.invalidate_model(["next_pull_at"])

    # ------------------------------------------------------------------ crons

    @api.model
    def _cron_pull(self):
        """Pull page after page, in turn over all feeds that are due; one account's trouble is its own."""
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=self._count_due())
        while cursor := self._claim_due():
            if not cursor._pull_and_commit():
                return
        # What is left, if anything, is being read by another worker.
        cron._commit_progress(remaining=0)

    def _pull_and_commit(self):
        """Pull one page and commit it with the moved watermark; return the seconds left."""
        cron = self.env["ir.cron"]
        for _attempt in range(TRIES):
            try:
                self._pull_page()
                return cron._commit_progress(1, remaining=self._count_due())
            except CONCURRENCY_ERRORS as error:
                self.env.cr.rollback()
                _logger.info("Feed %s met %s", self.id, type(error).__name__)
                if not self._claim_due(self.id):
                    return cron._commit_progress()
        self._put_off()
        return cron._commit_progress(1, remaining=self._count_due())

    def _put_off(self):
        """Come back in a moment: the database was busy three times in a row."""
        at = retry.retry_at("busy", self.attempts + 1, fields.Datetime.now()).replace(microsecond=0)
        self.write({
            "attempts": self.attempts + 1,
            "retry_at": at,
            "next_pull_at": at,
            "error_kind": "busy",
            "error_message": self.env._("The database was busy. This is tried again by itself."),
            "error_since": self.error_since or fields.Datetime.now(),
        })
        self._trigger_pull(at)

    @api.model
    def _claim_due(self, only=None):
        """Lock and return the feed that has waited longest, or the one given: the first statement of a transaction."""
        for _attempt in range(TRIES):
            try:
                rows = self.env.execute_query(SQL(
                    "SELECT feed.id %s %s ORDER BY feed.next_pull_at, feed.id LIMIT 1"
                    " FOR NO KEY UPDATE OF feed SKIP LOCKED",
                    self._due_sql(), SQL("AND feed.id = %s", only) if only else SQL(),
                ))
                feed = self.browse(feed_id for [feed_id] in rows)
                # What is written on the feed is read by the account's responsible person.
                return feed.with_context(lang=feed.account_id.responsible_id.lang)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                self.env.cr.rollback()
        return self.browse()

    @api.model
    def _count_due(self):
        return self.env.execute_query(SQL("SELECT count(*) %s", self._due_sql()))[0][0]

    @api.model
    def _due_sql(self):
        """Match feeds whose turn it is: switched on, not done, of a running account."""
        return SQL(
            """FROM amazon_vendor_cursor feed JOIN amazon_vendor_account account ON account.id = feed.account_id
              WHERE feed.enabled AND feed.done_at IS NULL AND feed.next_pull_at <= %s
                AND account.active AND account.state = 'running'""",
            fields.Datetime.now(),
        )
