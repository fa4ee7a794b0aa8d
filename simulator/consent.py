"""Vendor Central's consent page: a person signs in, authorises the app, and is sent back with a code."""
import html
import ipaddress
from urllib.parse import parse_qs, urlencode, urlsplit

from .messages import Response

PATH = "/apps/authorize/consent"
PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Vendor Central (simulator)</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>
body{{font-family:sans-serif;background:#f3f3f3;color:#111}}main{{max-width:34rem;margin:4rem auto;padding:2rem;
background:#fff;border:1px solid #ccc;border-radius:.5rem}}select,button{{font-size:1rem;padding:.5rem 1rem}}
button{{background:#ffd814;border:1px solid #c7a500;border-radius:1rem}}.note{{color:#555}}</style></head>
<body><main>{content}</main></body></html>"""
FORM = """<h1>Authorise {app}</h1>
<p class="note">This is the simulator's stand-in for Vendor Central. No data leaves this machine.</p>
<form method="post"><p><label for="vendor_group">Signed in as</label><br>
<select id="vendor_group" name="vendor_group">{groups}</select></p>
<p>{app} asks to read purchase orders of <b>every vendor code</b> of this account and to answer them.</p>
{hidden}<button id="authorise" type="submit">Authorise</button></form>"""


class NotAllowed(Exception):
    """A consent request that Vendor Central answers with an error page."""


def consent_page(world, request):
    """Show the page, or on POST send the browser back to the app with state, selling_partner_id and a code."""
    arguments = {name: values[-1] for name, values in parse_qs(request.query_string).items()}
    if request.method == "POST":
        arguments.update({name: values[-1] for name, values in parse_qs(request.body.decode()).items()})
    try:
        app = _app(world, arguments)
        redirect_uri = _redirect_uri(app, arguments)
        if request.method != "POST":
            return _page(200, _form(world, app, arguments, request.region))
        group = world.identities.groups.get(arguments.get("vendor_group"))
        if not group:
            raise NotAllowed("Choose the account to sign in with.")
    except NotAllowed as refused:
        return _page(400, f"<h1>Error MD1000</h1><p>{html.escape(str(refused))}</p>")
    code = world.identities.new_code(app, group, arguments.get("redirect_uri", ""))
    answer = {"selling_partner_id": group.selling_partner_id, "spapi_oauth_code": code}
    if "state" in arguments:
        answer = {"state": arguments["state"], **answer}
    separator = "&" if urlsplit(redirect_uri).query else "?"
    return Response(302, b"", headers={"Location": f"{redirect_uri}{separator}{urlencode(answer)}"})


def _app(world, arguments):
    wanted = arguments.get("application_id")
    for app in world.identities.apps.values():
        if app.application_id == wanted:
            if app.draft and arguments.get("version") != "beta":
                raise NotAllowed("The application is in Draft: the address needs version=beta.")
            return app
    raise NotAllowed("The application_id is unknown.")


def _redirect_uri(app, arguments):
    """Return where the browser goes; Amazon wants https and a registered address, loopback is ours to test with."""
    redirect_uri = arguments.get("redirect_uri") or next(iter(app.redirect_uris), "")
    parts = urlsplit(redirect_uri)
    if not (parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname))):
        raise NotAllowed("The redirect_uri is missing or not https.")
    if app.redirect_uris and redirect_uri not in app.redirect_uris:
        raise NotAllowed("The redirect_uri is not registered for the application.")
    return redirect_uri


def _is_loopback(host):
    try:
        return host == "localhost" or ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def _form(world, app, arguments, region):
    groups = [group for group in world.identities.groups.values() if region in ("", group.region)]
    options = "".join(
        f'<option value="{group.id}">{html.escape(group.name)} ({group.region.upper()}: '
        f"{', '.join(group.vendor_codes) or 'seller'})</option>"
        for group in groups
    )
    hidden = "".join(
        f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
        for name, value in arguments.items()
    )
    return FORM.format(app=html.escape(app.name), groups=options, hidden=hidden)


def _page(status, content):
    headers = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
    return Response.of_html(status, PAGE.format(content=content), headers=headers)
