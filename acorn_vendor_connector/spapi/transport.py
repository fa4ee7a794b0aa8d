"""Set up HTTP sessions that do only what we ask: no redirects, no .netrc, no proxy to this machine."""
from __future__ import annotations

import ssl

import requests
from requests import exceptions
from requests.adapters import HTTPAdapter
from urllib3.exceptions import NewConnectionError

from .errors import NetworkError
from .regions import is_loopback


class LoopbackAdapter(HTTPAdapter):
    """Speak plain HTTP to this machine for a URL that is written https.

    oauthlib refuses http:// unless a variable of the whole process says otherwise. Mounted for one loopback address on
    one session, this lets the simulator be reached and nothing else.
    """

    def send(self, request, *args, **kwargs):
        request.url = 'http' + request.url[len('https'):]
        return super().send(request, *args, **kwargs)


def harden(session: requests.Session, base_url: str) -> requests.Session:
    """Make the session safe for secrets sent to the address.

    A redirect would carry them to another host; .netrc would add a foreign Authorization header. Proxies and CA bundles
    of the environment stay in force for Amazon, but calls to this machine never leave it.
    """
    session.get_redirect_target = lambda response: None
    session.auth = _no_auth
    session.trust_env = not is_loopback(base_url)
    return session


def _no_auth(request):
    return request


def network_error(error: exceptions.RequestException) -> NetworkError:
    """Translate an exception of requests; its own text holds addresses and is not taken over."""
    if isinstance(error, exceptions.ConnectTimeout):
        return NetworkError('connect_timeout', 'no connection within the time allowed', sent=False)
    if isinstance(error, exceptions.Timeout):
        return NetworkError('timeout', 'no answer within the time allowed', sent=True)
    reason = getattr(_first_argument(error), 'reason', None)
    if isinstance(error, exceptions.SSLError):
        refused = isinstance(_first_argument(reason), ssl.SSLCertVerificationError)
        return NetworkError('tls', 'the secure connection could not be made', sent=not refused)
    if isinstance(error, exceptions.ProxyError) or isinstance(reason, NewConnectionError):
        return NetworkError('unreachable', 'the server cannot be reached', sent=False)
    return NetworkError('connection_lost', 'the connection broke before the answer was complete', sent=True)


def _first_argument(error):
    return error.args[0] if getattr(error, 'args', None) else None
