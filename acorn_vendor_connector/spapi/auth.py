"""Get access tokens from Login with Amazon (LWA) and keep them until they expire."""
from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

import requests
from oauthlib.oauth2 import BackendApplicationClient, OAuth2Error, WebApplicationClient
from requests_oauthlib import OAuth2Session

from .errors import LWA_ERRORS, AuthorisationError, DataError, NetworkError, SpapiError, ThrottledError
from .redact import BodyFilter, guard_logger
from .regions import check_endpoint, is_loopback
from .transport import LoopbackAdapter, harden, network_error

RENEW_BEFORE = timedelta(seconds=60)
DEFAULT_LIFE = 3600
TIMEOUT = (5, 20)

guard_logger('requests_oauthlib.oauth2_session', BodyFilter)


def utcnow() -> datetime:
    return datetime.now(timezone.utc)


@dataclass(frozen=True, repr=False)
class Token:
    access_token: str
    expires_at: datetime
    refresh_token: str | None = None
    scope: str | None = None

    def __repr__(self):
        return f'Token(expires_at={self.expires_at.isoformat()}, values hidden)'

    def fresh(self, now: datetime) -> bool:
        return now < self.expires_at - RENEW_BEFORE


class Lwa:
    """One app at Login with Amazon. Every method is one POST, never retried here, and raises SpapiError."""

    def __init__(self, client_id: str, client_secret: str, token_url: str, timeout=TIMEOUT,
                 now: Callable[[], datetime] = utcnow):
        self.client_id = client_id
        self.token_url = check_endpoint(token_url)
        self._client_secret = client_secret
        self._timeout = timeout
        self._now = now

    def __repr__(self):
        return f'Lwa({self.client_id!r}, {self.token_url!r})'

    def refresh(self, refresh_token: str) -> Token:
        """Trade the refresh token for an access token."""
        return self._fetch(WebApplicationClient, lambda session, url, common: session.refresh_token(
            url, refresh_token=refresh_token, client_id=self.client_id, **common))

    def exchange(self, code: str, redirect_uri: str | None = None) -> Token:
        """Trade the code of a consent for the first tokens: once, within five minutes, with the consent's address."""
        return self._fetch(WebApplicationClient, lambda session, url, common: session.fetch_token(
            url, code=code, include_client_id=True, **common), redirect_uri=redirect_uri)

    def client_credentials(self, scope: str) -> Token:
        """Get a token for grantless operations; there is no selling partner and no refresh token."""
        return self._fetch(BackendApplicationClient, lambda session, url, common: session.fetch_token(
            url, include_client_id=True, **common), scope=scope)

    def _fetch(self, client_class, ask, scope=None, redirect_uri=None) -> Token:
        client = client_class(self.client_id, scope=[scope] if scope else None)
        with harden(OAuth2Session(client=client, redirect_uri=redirect_uri), self.token_url) as session:
            for hook in ('access_token_response', 'refresh_token_response'):
                session.register_compliance_hook(hook, _check_answer)
            common = {'client_secret': self._client_secret, 'timeout': self._timeout}
            try:
                answer = ask(session, self._secure_url(session), common)
            except SpapiError:
                raise
            except requests.RequestException as error:
                raise network_error(error) from None
            # `from None` throughout: exceptions of oauthlib carry the token. A Warning is raised for a changed scope.
            except (OAuth2Error, ValueError, Warning) as error:
                raise DataError('bad_token_answer', f'Login with Amazon answered {type(error).__name__}') from None
        life = answer.get('expires_in') or DEFAULT_LIFE
        return Token(
            access_token=answer['access_token'], expires_at=self._now() + timedelta(seconds=int(life)),
            refresh_token=answer.get('refresh_token'), scope=scope)

    def _secure_url(self, session: requests.Session) -> str:
        """Return the token address in the https spelling that oauthlib insists on."""
        if self.token_url.startswith('https://') or not is_loopback(self.token_url):
            return self.token_url
        url = 'https' + self.token_url[len('http'):]
        session.mount(url, LoopbackAdapter())
        return url


def _check_answer(response: requests.Response) -> requests.Response:
    """Raise our error for everything that is not a token, before oauthlib reads it."""
    request_id = response.headers.get('x-amzn-RequestId')
    about = {'status': response.status_code, 'request_id': request_id}
    try:
        body = response.json()
    except ValueError:
        body = None
    error = body.get('error') if isinstance(body, dict) else None
    if error in LWA_ERRORS:
        kind, meaning = LWA_ERRORS[error]
        raise kind(error, meaning, **about)
    if response.status_code == 429:
        raise ThrottledError('QuotaExceeded', 'Login with Amazon asks us to wait', retry_after=60, **about)
    if response.status_code >= 500:
        raise NetworkError('lwa_unavailable', 'Login with Amazon is in trouble', retry_after=60, **about)
    if error or response.status_code >= 400:
        raise AuthorisationError('lwa_refused', f'Login with Amazon refused: {error or response.reason}', **about)
    if not isinstance(body, dict) or not isinstance(body.get('access_token'), str) or not body['access_token']:
        raise DataError('bad_token_answer', 'Login with Amazon answered without a token', **about)
    return response


class TokenCache:
    """Keep access tokens in this process. Threads that need the same token wait for one renewal and share it."""

    def __init__(self, now: Callable[[], datetime] = utcnow):
        self._now = now
        self._tokens: dict[tuple, Token] = {}
        self._locks: dict[tuple, threading.Lock] = {}
        self._lock = threading.Lock()

    @staticmethod
    def _key(lwa: Lwa, refresh_token: str) -> tuple:
        return lwa.token_url, lwa.client_id, hashlib.sha256(refresh_token.encode()).hexdigest()

    def get(self, lwa: Lwa, refresh_token: str, stale: str | None = None) -> str:
        """Return an access token; `stale` names one that Amazon has just refused and that must not come back."""
        key = self._key(lwa, refresh_token)
        with self._lock:
            renewal = self._locks.setdefault(key, threading.Lock())
        with renewal:
            token = self._tokens.get(key)
            if token is None or token.access_token == stale or not token.fresh(self._now()):
                token = self._tokens[key] = lwa.refresh(refresh_token)
            return token.access_token

    def forget(self, lwa: Lwa, refresh_token: str) -> None:
        """Drop the access token, for example when the account was authorised anew."""
        self._tokens.pop(self._key(lwa, refresh_token), None)

    def clear(self) -> None:
        """Drop every access token of this process."""
        self._tokens.clear()


TOKENS = TokenCache()


class AccessTokens:
    """Give a client the access tokens of one account: call it for the current one, `renew` after a refusal."""

    def __init__(self, lwa: Lwa, refresh_token: str, cache: TokenCache = TOKENS):
        self._lwa = lwa
        self._refresh_token = refresh_token
        self._cache = cache

    def __repr__(self):
        return f'AccessTokens({self._lwa!r})'

    def __call__(self) -> str:
        return self._cache.get(self._lwa, self._refresh_token)

    def renew(self, stale: str | None = None) -> str:
        """Return another access token than the refused one."""
        if stale is None:
            self.forget()
        return self._cache.get(self._lwa, self._refresh_token, stale=stale)

    def forget(self) -> None:
        self._cache.forget(self._lwa, self._refresh_token)
