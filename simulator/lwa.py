"""Login with Amazon: the token end point, its three grants and its OAuth errors."""
from urllib.parse import parse_qsl

from .messages import Response

STATUSES = {"invalid_client": 401}  # every other refusal is a 400
GRANTLESS_SCOPES = (
    "sellingpartnerapi::notifications",
    "sellingpartnerapi::client_credential:rotation",
    "sellingpartnerapi::migration",
)
FORM = "application/x-www-form-urlencoded"


class Refused(Exception):
    """A token request that is answered with an OAuth error."""

    def __init__(self, error, description):
        super().__init__(description)
        self.error = error
        self.description = description


def refusal(error, description, request):
    """Return an OAuth error: not the envelope of the Selling Partner API."""
    body = {"error": error, "error_description": description, "error_index": request.request_id}
    return Response.of_json(STATUSES.get(error, 400), body)


def token_end_point(identities, request):
    """Exchange a code, a refresh token or the client's own credentials for an access token."""
    try:
        form = _form(request)
        grant = GRANTS.get(form["grant_type"])
        if not grant:
            raise Refused("unsupported_grant_type", "The authorization grant type is not supported.")
        app = _app(identities, form)
        if form["grant_type"] not in app.grants:
            raise Refused("unauthorized_client", "The client is not authorized to use this grant type.")
        answer = grant(identities, app, form)
    except Refused as refused:
        return refusal(refused.error, refused.description, request)
    return Response.of_json(
        200,
        {**answer, "token_type": "bearer", "expires_in": 3600},
        headers={"Cache-Control": "no-store", "Pragma": "no-cache"},
    )


def _form(request):
    if request.method != "POST":
        raise Refused("invalid_request", "The request method must be POST.")
    if request.headers.get_content_type() != FORM:
        raise Refused("invalid_request", f"The content type must be {FORM}.")
    try:
        pairs = parse_qsl(request.body.decode(), keep_blank_values=True)
    except UnicodeDecodeError:
        raise Refused("invalid_request", "The request is not readable.") from None
    form = dict(pairs)
    if len(form) != len(pairs):
        raise Refused("invalid_request", "The request has a duplicated parameter.")
    _needed(form, "grant_type")
    return form


def _needed(form, *names):
    for name in names:
        if not form.get(name):
            raise Refused("invalid_request", f"The request is missing a required parameter : {name}")


def _app(identities, form):
    _needed(form, "client_id", "client_secret")
    app = identities.apps.get(form["client_id"])
    if not app or not app.accepts(form["client_secret"], identities.now()):
        raise Refused("invalid_client", "Client authentication failed")
    return app


def _by_code(identities, app, form):
    _needed(form, "code")
    code = identities.take_code(form["code"])
    if not code or code.client_id != app.client_id:
        raise Refused("invalid_grant", "The request has an invalid grant parameter : code")
    if code.redirect_uri and code.redirect_uri != form.get("redirect_uri", ""):
        raise Refused("invalid_grant", "The redirect_uri is not the one of the authorization request.")
    grant = identities.grant(app, identities.groups[code.group_id])
    return _tokens(identities, grant)


def _by_refresh_token(identities, app, form):
    _needed(form, "refresh_token")
    grant = identities.grants.get(form["refresh_token"])
    if not grant or grant.revoked or grant.client_id != app.client_id:
        raise Refused("invalid_grant", "The request has an invalid grant parameter : refresh_token")
    return _tokens(identities, grant)


def _tokens(identities, grant):
    token = identities.issue(grant.client_id, grant)
    return {"access_token": token.value, "refresh_token": grant.refresh_token}


def _by_credentials(identities, app, form):
    _needed(form, "scope")
    if form["scope"] not in GRANTLESS_SCOPES:
        raise Refused("invalid_scope", "The request has an invalid parameter : scope")
    token = identities.issue(app.client_id, scope=form["scope"])
    return {"access_token": token.value, "scope": form["scope"]}


GRANTS = {
    "authorization_code": _by_code,
    "refresh_token": _by_refresh_token,
    "client_credentials": _by_credentials,
}
