"""Who may call: the registered apps, the vendor groups that authorised them, and the tokens in between."""
import hashlib
import secrets
from dataclasses import asdict, dataclass, field
from datetime import timedelta

from . import clock as times

ACCESS_TOKEN_LIFE = timedelta(seconds=3600)
CODE_LIFE = timedelta(minutes=5)
SECRET_LIFE = timedelta(days=180)
# Amazon keeps the old secret alive for a while after a rotation.
SECRET_OVERLAP = timedelta(days=7)
ORDER_ROLES = ("Amazon Fulfillment", "Inventory and Order Tracking")
ALL_GRANTS = ("authorization_code", "refresh_token", "client_credentials")


@dataclass
class App:
    """A client of Login with Amazon."""

    client_id: str
    application_id: str
    name: str
    secrets: list = field(repr=False)  # [value, valid from, valid until]
    redirect_uris: tuple = ()  # empty: any https or loopback address
    draft: bool = False
    grants: tuple = ALL_GRANTS

    @property
    def secret(self):
        return self.secrets[-1][0]

    def accepts(self, secret, now):
        return any(
            secrets.compare_digest(value.encode(), secret.encode()) and since <= now < until
            for value, since, until in self.secrets
        )


@dataclass
class VendorGroup:
    """The vendor codes behind one Vendor Central login; `kind` may be seller, which the vendor API refuses."""

    id: str
    name: str
    region: str
    selling_partner_id: str
    vendor_codes: tuple
    kind: str = "vendor"
    roles: tuple = ORDER_ROLES


@dataclass
class Grant:
    """A refresh token and what it stands for."""

    refresh_token: str = field(repr=False)
    client_id: str = ""
    group_id: str = ""
    revoked: bool = False


@dataclass
class AccessToken:
    """A bearer token; without a grant it is good for grantless operations only."""

    value: str = field(repr=False)
    client_id: str
    expires_at: object
    grant: Grant = None
    scope: str = ""


@dataclass
class Code:
    """An authorisation code from the consent page."""

    client_id: str
    group_id: str
    redirect_uri: str
    expires_at: object


class Identities:
    """Keep apps, groups, grants and tokens; every value the scenario makes depends on the seed alone."""

    def __init__(self, clock, seed):
        self._clock = clock
        self._seed = seed
        self.apps = {}
        self.groups = {}
        self.grants = {}
        self._access_tokens = {}
        self._codes = {}
        self.on_change = None  # called when something changed that must outlive the process

    def now(self):
        return self._clock.now()

    def add_app(self, name, **options):
        now = self._clock.now()
        key = self._stable("app", name)
        app = App(
            client_id=f"amzn1.application-oa2-client.{key[:32]}",
            application_id=f"amzn1.sp.solution.{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:32]}",
            name=name,
            secrets=[[f"amzn1.oa2-cs.v1.{self._stable('secret', name)}", now - timedelta(days=1), now + SECRET_LIFE]],
            **options,
        )
        self.apps[app.client_id] = app
        return app

    def add_group(self, name, region, vendor_codes, **options):
        key = self._stable("group", name)
        group = VendorGroup(
            id=f"amzn1.vg.{int(key[:6], 16) % 9000000 + 1000000}",
            name=name,
            region=region,
            selling_partner_id="A" + key[:13].upper(),
            vendor_codes=tuple(vendor_codes),
            **options,
        )
        self.groups[group.id] = group
        return group

    def grant(self, app, group, stable=False):
        """Authorise the app for the group; earlier refresh tokens stay good, as at Amazon."""
        body = self._stable("refresh", app.client_id, group.id) * 5 if stable else secrets.token_urlsafe(240)
        grant = Grant("Atzr|" + body[:320], app.client_id, group.id)
        self.grants[grant.refresh_token] = grant
        self._tell()
        return grant

    def issue(self, client_id, grant=None, scope=""):
        token = AccessToken(
            value="Atza|" + secrets.token_urlsafe(270),
            client_id=client_id,
            expires_at=self._clock.now() + ACCESS_TOKEN_LIFE,
            grant=grant,
            scope=scope,
        )
        self._access_tokens[token.value] = token
        return token

    def access_token(self, value):
        return self._access_tokens.get(value)

    def expire_access_tokens(self, group_id=None):
        now = self._clock.now()
        for token in list(self._access_tokens.values()):
            if token.grant and group_id in (None, token.grant.group_id):
                token.expires_at = min(token.expires_at, now)

    def revoke(self, refresh_token=None, group_id=None):
        """End the matching authorisations together with the access tokens made from them."""
        for grant in self.grants.values():
            if refresh_token == grant.refresh_token or group_id == grant.group_id:
                grant.revoked = True
        self._tell()

    def new_code(self, app, group, redirect_uri):
        value = "RH" + secrets.token_hex(9)
        self._codes[value] = Code(app.client_id, group.id, redirect_uri, self._clock.now() + CODE_LIFE)
        return value

    def take_code(self, value):
        """Return the code's meaning once; None when unknown, used or older than five minutes."""
        code = self._codes.pop(value, None)
        return code if code and self._clock.now() < code.expires_at else None

    def rotate_secret(self, client_id):
        """Give the app a new secret; the one before lives on for seven days."""
        app = self.apps[client_id]
        now = self._clock.now()
        for entry in app.secrets:
            entry[2] = min(entry[2], now + SECRET_OVERLAP)
        app.secrets.append([f"amzn1.oa2-cs.v1.{secrets.token_hex(32)}", now, now + SECRET_LIFE])
        self._tell()
        return app.secret

    def dump(self):
        return {
            "secrets": {
                app.client_id: [[value, times.text(since), times.text(until)] for value, since, until in app.secrets]
                for app in self.apps.values()
            },
            "grants": [asdict(grant) for grant in self.grants.values()],
        }

    def load(self, dumped):
        for client_id, entries in dumped["secrets"].items():
            self.apps[client_id].secrets = [
                [value, times.parse(since), times.parse(until)] for value, since, until in entries
            ]
        self.grants = {entry["refresh_token"]: Grant(**entry) for entry in dumped["grants"]}

    def _tell(self):
        if self.on_change:
            self.on_change()

    def _stable(self, *parts):
        return hashlib.sha256("/".join([str(self._seed), *parts]).encode()).hexdigest()
