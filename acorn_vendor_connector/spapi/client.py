"""Call Amazon: one seam for every request, with time-outs, throttle, few retries and honest errors."""
from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime

import requests

from .auth import utcnow
from .errors import AuthorisationError, DataError, NetworkError, SpapiError, ThrottledError
from .operations import (
    GET_PURCHASE_ORDER,
    GET_PURCHASE_ORDERS,
    GET_PURCHASE_ORDERS_STATUS,
    GET_TRANSACTION,
    Operation,
    query_text,
)
from .redact import redact
from .regions import check_endpoint
from .throttle import Throttle
from .transport import harden, network_error

TIMEOUT = (5, 30)
# A server that sends a byte now and then never runs into the read time-out: the whole body has its own.
BODY_SECONDS = 60
MAX_BODY = 32 * 1024 * 1024
RETRIES = 2
RETRY_WAITS = (0.25, 0.75)
RETRY_SECONDS = 2.0
THROTTLED_WAIT = 5


def user_agent(version: str, platform: str, python: str) -> str:
    """Name our app as Amazon asks: AppName/Version (Language=…; Platform=…), at most 500 characters."""
    return f'AcornVendorConnector/{version} (Language=Python/{python}; Platform={platform})'[:500]


@dataclass(frozen=True)
class Answer:
    """What came back, byte by byte. `query` is what was asked, without secrets; `rate_limit` may be missing."""

    status: int
    body: bytes = field(repr=False)
    request_id: str | None
    operation: str
    query: dict
    rate_limit: float | None
    received_at: datetime


class Client:
    """One account's door to Amazon. Raises SpapiError; safe to use from one thread at a time.

    `tokens` is called for an access token and has `renew(stale)` and `forget()`; `partner` is the key under which
    Amazon counts our calls. Reads are tried again at most twice and only within two seconds; anything longer is left to
    the caller by `retry_after`. Writes are sent once, and once more only where Amazon refused the access token: then it
    has taken nothing.
    """

    def __init__(self, endpoint: str, tokens, throttle: Throttle, *, partner=None, user_agent: str, timeout=TIMEOUT,
                 session: requests.Session | None = None, clock: Callable[[], float] = time.monotonic,
                 sleep: Callable[[float], None] = time.sleep, now: Callable[[], datetime] = utcnow,
                 jitter: Callable[[], float] = random.random):
        self.endpoint = check_endpoint(endpoint)
        self._tokens = tokens
        self._throttle = throttle
        self._partner = partner
        self._user_agent = user_agent
        self._timeout = timeout
        self._session = harden(session or requests.Session(), self.endpoint)
        self._clock, self._sleep, self._now, self._jitter = clock, sleep, now, jitter

    def __repr__(self):
        return f'Client({self.endpoint!r})'

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self.close()

    def close(self) -> None:
        self._session.close()

    # Amazon's operations

    def get_purchase_orders(self, **query) -> Answer:
        """Read one page of purchase orders; repeat the whole query with `nextToken` for the next one.

        Parameters have Amazon's names. Created and changed windows span at most 7 days of the last 6 months.
        """
        return self._request(GET_PURCHASE_ORDERS, query=query)

    def get_purchase_order(self, number: str) -> Answer:
        """Read one purchase order by its number."""
        return self._request(GET_PURCHASE_ORDER, {'purchaseOrderNumber': number})

    def submit(self, operation: Operation, document: bytes) -> Answer:
        """Send a document, byte by byte; an error with `sent` leaves open whether Amazon took it."""
        return self._request(operation, document=document)

    def get_transaction(self, transaction_id: str) -> Answer:
        """Read what became of a document."""
        return self._request(GET_TRANSACTION, {'transactionId': transaction_id})

    def get_purchase_orders_status(self, **query) -> Answer:
        """Read one page of Amazon's view of purchase orders: confirmed, rejected, cancelled and received quantities."""
        return self._request(GET_PURCHASE_ORDERS_STATUS, query=query)

    # The one seam

    def _request(self, operation: Operation, parts: dict | None = None, query: dict | None = None,
                 document: bytes | None = None) -> Answer:
        """Send one request and return the answer, or raise what it means."""
        url = self.endpoint + operation.url_path(**(parts or {}))
        params = query_text(operation, query or {})
        asked = redact({**(parts or {}), **params})
        patience = _Patience(self._clock, RETRIES if operation.reads else 0)
        renewed = False
        while True:
            self._wait_for_turn(operation, patience)
            token = self._token(self._tokens)
            try:
                return self._send(operation, url, params, document, token, asked)
            except AuthorisationError:
                # Expired, or no right at all: Amazon answers both alike. One new token tells them apart.
                if renewed:
                    self._tokens.forget()
                    raise
                renewed = True
                if self._token(self._tokens.renew, token) == token:
                    raise
            except (NetworkError, ThrottledError) as error:
                wait = self._retry_wait(error, patience)
                if not patience.allows(wait):
                    raise
                patience.spend()
                self._sleep(wait)

    def _token(self, ask: Callable[..., str], *refused: str) -> str:
        """Return an access token; whatever happens on the way to it, the request itself has not left."""
        try:
            return ask(*refused)
        except SpapiError as error:
            error.sent = False
            raise

    def _wait_for_turn(self, operation: Operation, patience: _Patience) -> None:
        while wait := self._throttle.acquire(self._partner, operation.name):
            if not patience.has_time_for(wait):
                raise ThrottledError('throttled_here', 'our own count of calls is used up', retry_after=wait)
            self._sleep(wait)

    def _retry_wait(self, error: SpapiError, patience: _Patience) -> float:
        """Return how long to wait before the next try: what Amazon says, else a little longer each time."""
        if error.retry_after is not None:
            return error.retry_after
        return RETRY_WAITS[patience.spent % RETRIES] * (0.75 + self._jitter() / 2)

    def _send(self, operation, url, params, document, token, asked) -> Answer:
        headers = {
            'x-amz-access-token': token,
            'x-amz-date': self._now().strftime('%Y%m%dT%H%M%SZ'),
            'User-Agent': self._user_agent,
            'Accept': 'application/json',
            **({'Content-Type': 'application/json'} if document else {}),
        }
        try:
            # Closed on the way out, so that a body left unread does not hold a connection.
            with self._session.request(
                operation.method, url, params=params, data=document, headers=headers, timeout=self._timeout,
                stream=True, allow_redirects=False,
            ) as response:
                body = self._read_body(response)
        except requests.RequestException as error:
            raise network_error(error) from None
        answer = Answer(
            status=response.status_code, body=body, request_id=response.headers.get('x-amzn-RequestId'),
            operation=operation.name, query=asked, rate_limit=_number(response.headers.get('x-amzn-RateLimit-Limit')),
            received_at=self._now())
        if answer.status != 429:
            self._throttle.learn(self._partner, operation.name, answer.rate_limit)
        self._check(operation, answer, response.headers)
        return answer

    def _read_body(self, response: requests.Response) -> bytes:
        about = {'status': response.status_code, 'request_id': response.headers.get('x-amzn-RequestId'), 'sent': True}
        end = self._clock() + BODY_SECONDS
        chunks, size = [], 0
        for chunk in response.iter_content(64 * 1024):
            chunks.append(chunk)
            size += len(chunk)
            if size > MAX_BODY:
                raise DataError('too_large', f'the answer is larger than {MAX_BODY // 1024 ** 2} MiB', **about)
            if self._clock() > end:
                raise NetworkError('timeout', 'the answer did not end within the time allowed', **about)
        return b''.join(chunks)

    def _check(self, operation: Operation, answer: Answer, headers) -> None:
        """Raise what the status means; return for a success that is JSON."""
        status = answer.status
        about = {'status': status, 'request_id': answer.request_id, 'answer': answer}
        document = _json(answer.body)
        if 200 <= status < 300:
            if not isinstance(document, dict):
                raise DataError('not_json', 'Amazon answered something that is not JSON', sent=True, **about)
            return
        code, message = _first_error(document)
        if status in (401, 403):
            raise AuthorisationError(code or 'Unauthorized', message or 'Amazon refused access', **about)
        if status == 429:
            refill = self._throttle.drain(self._partner, operation.name)
            raise ThrottledError(
                code or 'QuotaExceeded', message or 'too many calls', **about,
                retry_after=_retry_after(headers, self._now) or max(THROTTLED_WAIT, refill) * (1 + self._jitter()))
        if status >= 500:
            raise NetworkError(
                code or 'server_error', message or 'Amazon is in trouble', sent=True,
                retry_after=_retry_after(headers, self._now), **about)
        raise DataError(code or f'http_{status}', message or 'Amazon did not accept the request', **about)


class _Patience:
    """Count the retries of one call and the seconds they may take together."""

    def __init__(self, clock: Callable[[], float], retries: int):
        self._clock = clock
        self._end = clock() + RETRY_SECONDS
        self._retries = retries
        self.spent = 0

    def has_time_for(self, wait: float) -> bool:
        return self._clock() + wait <= self._end

    def allows(self, wait: float) -> bool:
        return self.spent < self._retries and self.has_time_for(wait)

    def spend(self) -> None:
        self.spent += 1


def _json(body: bytes):
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _first_error(document) -> tuple[str | None, str | None]:
    """Return code and text of the first error of Amazon's envelope; `details` is often empty."""
    errors = document.get('errors') if isinstance(document, dict) else None
    if not isinstance(errors, list) or not errors or not isinstance(errors[0], dict):
        return None, None
    first = errors[0]
    text = ' — '.join(str(part) for part in (first.get('message'), first.get('details')) if part)
    return str(first.get('code') or '') or None, text or None


def _number(text: str | None) -> float | None:
    try:
        return float(text)
    except (TypeError, ValueError):
        return None


def _retry_after(headers, now: Callable[[], datetime]) -> float | None:
    """Read Retry-After, in seconds or as a date; None when it is missing or nonsense."""
    text = headers.get('Retry-After')
    seconds = _number(text)
    if seconds is None and text:
        try:
            moment = parsedate_to_datetime(text)
        except (TypeError, ValueError):
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=timezone.utc)
        seconds = (moment - now()).total_seconds()
    return seconds if seconds is not None and 0 < seconds < 86400 else None
