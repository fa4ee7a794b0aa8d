"""Keep secrets out of logs, error texts and stored queries."""
from __future__ import annotations

import json
import logging
import re
from urllib.parse import quote, unquote_plus

MASK = '***'
SECRET_KEYS = frozenset((
    'access_token', 'refresh_token', 'client_secret', 'code', 'spapi_oauth_code', 'mws_auth_token', 'authorization',
    'x-amz-access-token', 'restricteddatatoken', 'new_client_secret', 'newclientsecret', 'password', 'state',
))
# "code" is also Amazon's word for an error or a carrier, and "state" everybody's: they are masked only where they
# are OAuth's: in the query of a URL, in a form, and in a dictionary that also has one of OAuth's own keys.
_AMBIGUOUS = frozenset(('code', 'state'))
_OAUTH_KEYS = frozenset(('grant_type', 'client_id', 'redirect_uri', 'selling_partner_id', 'spapi_oauth_code'))
_KEYS = '|'.join(re.escape(key) for key in sorted(SECRET_KEYS - _AMBIGUOUS))

_PATTERNS = (
    # Amazon's own shapes: access, refresh and restricted tokens, new client secrets, authorisation codes.
    (re.compile(r'(?:Atza|Atzr|Atz\.sprdt|Atn(?:a|r))(?:\||%7C)[^\s"\'&,;<>\\]+', re.I), MASK),
    (re.compile(r'amzn1\.oa2-cs\.[^\s"\'&,;<>\\]+', re.I), MASK),
    (re.compile(r'\bBearer\s+[^\s"\'&,;<>\\]+', re.I), f'Bearer {MASK}'),
    # JSON, Python reprs of dictionaries and header lists: "key": "value" and ('key', 'value')
    (re.compile(rf'''(["'](?:{_KEYS})["']\s*[:,=]\s*b?)(["'])(?:\\.|(?!\2).)*\2''', re.I | re.S), rf'\1\2{MASK}\2'),
    # the same inside an escaped JSON string
    (re.compile(rf'(\\"(?:{_KEYS})\\"\s*:\s*)\\".*?\\"', re.I | re.S), rf'\1\\"{MASK}\\"'),
    # forms and URLs
    (re.compile(rf'''((?:^|[?&\s"'(\[{{,;])(?:{_KEYS})=)[^&\s"'<>)\]}}]+''', re.I), rf'\1{MASK}'),
    (re.compile(r'''((?:^|[?&])(?:code|state)=)[^&\s"'<>)\]}]+''', re.I), rf'\1{MASK}'),
    # header lines
    (re.compile(rf'(\b(?:{_KEYS}):\s*)(?!["\'\s])[^\s"\',;]+', re.I), rf'\1{MASK}'),
)


def redact_text(text: str, *secrets: str) -> str:
    """Return the text with everything masked that looks like a secret, and the named secrets wherever they occur."""
    for secret in secrets:
        for shape in {secret, quote(secret, safe=''), unquote_plus(secret)} if secret else ():
            text = text.replace(shape, MASK)
    for pattern, mask in _PATTERNS:
        text = pattern.sub(mask, text)
    return text


def redact_url(url: str) -> str:
    """Return the URL with its secret parameters masked."""
    return redact_text(url)


def redact(value):
    """Return a copy of a JSON-like value with secret fields masked at every depth."""
    if isinstance(value, dict):
        keys = SECRET_KEYS if _OAUTH_KEYS & set(value) else SECRET_KEYS - _AMBIGUOUS
        return {key: MASK if str(key).lower() in keys and item else redact(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(redact(item) for item in value)
    if isinstance(value, bytes):
        return redact_body(value)
    if isinstance(value, str):
        return redact_text(value)
    return value


def redact_body(body: bytes) -> bytes:
    """Return the bytes of a body with its secrets masked; a body without secrets comes back unchanged, byte by byte."""
    text = body.decode('utf-8', 'surrogateescape')
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        clean = redact_text(text)
    else:
        masked = redact(document)
        if masked == document:
            return body
        clean = json.dumps(masked, ensure_ascii=False)
    return body if clean == text else clean.encode('utf-8', 'surrogateescape')


class SecretFilter(logging.Filter):
    """Mask secrets in log records, also in their arguments and exceptions."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        clean = redact_text(text)
        if clean != text:
            record.msg, record.args = clean, ()
        if record.exc_info and not record.exc_text:
            record.exc_text = redact_text(logging.Formatter().formatException(record.exc_info))
        return True


class BodyFilter(logging.Filter):
    """Drop a library's DEBUG records: requests_oauthlib writes whole token requests and answers there."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno > logging.DEBUG


def guard_logger(name: str, log_filter: type[logging.Filter] = SecretFilter) -> None:
    """Put the filter on a logger, once. Python applies it to this very logger only, not to those below it."""
    logger = logging.getLogger(name)
    if not any(isinstance(existing, log_filter) for existing in logger.filters):
        logger.addFilter(log_filter())
