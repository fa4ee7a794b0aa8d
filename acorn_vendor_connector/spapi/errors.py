"""Sort everything that can go wrong with Amazon into five kinds that people can act on."""
from __future__ import annotations

from .redact import redact_text

NETWORK, AUTHORISATION, THROTTLED, DATA, RULE = 'network', 'authorisation', 'throttled', 'data', 'rule'
KINDS = (NETWORK, AUTHORISATION, THROTTLED, DATA, RULE)


class SpapiError(Exception):
    """Say what went wrong; the text is already free of secrets.

    `code` is stable and for programs: Amazon's own word where there is one, else ours in snake_case.
    `sent` is True when Amazon may have taken the request: after a POST the outcome is then unknown.
    `retry_after` is in seconds and only a suggestion. `answer` holds the bytes of an answer that could not be used.
    """

    kind = DATA

    def __init__(self, code, message='', *, status=None, request_id=None, retry_after=None, sent=False, answer=None):
        self.code = str(code)
        self.message = redact_text(str(message))
        self.status = status
        self.request_id = request_id
        self.retry_after = retry_after
        self.sent = sent
        self.answer = answer
        super().__init__(self.message)

    def __str__(self):
        where = ', '.join(
            part for part in (
                self.status and f'HTTP {self.status}', self.request_id and f'request {self.request_id}',
            ) if part)
        text = f'{self.kind}: {self.code}'
        if self.message:
            text += f': {self.message}'
        return f'{text} ({where})' if where else text

    def __repr__(self):
        return f'{type(self).__name__}({str(self)!r})'


class NetworkError(SpapiError):
    """Nothing came back, or Amazon's servers are in trouble: time will help."""

    kind = NETWORK


class AuthorisationError(SpapiError):
    """Amazon does not let us in: a person must look at the app, the roles or the region."""

    kind = AUTHORISATION


class ThrottledError(SpapiError):
    """Too many calls: wait `retry_after` seconds."""

    kind = THROTTLED


class DataError(SpapiError):
    """Amazon refused what we asked, or answered what we cannot read."""

    kind = DATA


class RuleError(SpapiError):
    """A business rule says no."""

    kind = RULE


# Login with Amazon: OAuth error → (our error, what it means). Source: Login with Amazon documentation, "Access Token
# Errors". Amazon uses invalid_client also for a secret that has expired or was rotated.
LWA_ERRORS = {
    'invalid_request': (DataError, 'the token request lacks a parameter or repeats one'),
    'invalid_client': (AuthorisationError, 'the client id or client secret is wrong or has expired'),
    'invalid_grant': (AuthorisationError, 'the authorisation has expired, was revoked, or belongs to another app'),
    'unauthorized_client': (AuthorisationError, 'this app may not use this kind of authorisation'),
    'unsupported_grant_type': (DataError, 'Login with Amazon does not know this kind of token request'),
    'invalid_scope': (AuthorisationError, 'this app may not ask for this scope'),
    'access_denied': (AuthorisationError, 'the vendor did not consent'),
}
