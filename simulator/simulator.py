"""The simulator as one object: start it, point a client at its url, look at what it remembers."""
import random
import sys
import threading
import time

from . import consent, scenarios
from .admin import ROOT as ADMIN_ROOT
from .admin import Admin
from .clock import Clock, text
from .faults import Faults
from .gateway import Gateway
from .request_log import Entry, RequestLog
from .server import Server, not_found
from .state import StateFile
from .throttle import Throttle
from .world import World


class Simulator:
    """A stand-in for Amazon on a loopback address; use it with `with`, or `start()` and `stop()`.

    `now` makes the clock stand still there until `advance()`. `rate_factor` multiplies Amazon's request rates; None
    lifts them, and `monotonic` tells the seconds in which they refill. `state` names a file that keeps what happened
    over restarts. `options` belong to the scenario.
    """

    def __init__(
        self, scenario="demo", seed=1, now=None, host="127.0.0.1", port=0, rate_factor=1.0, state=None, verbose=False,
        monotonic=time.monotonic, **options,
    ):
        self.scenario = scenario
        self.seed = seed
        self.faults = Faults()
        self.requests = RequestLog()
        self._verbose = verbose
        self._state_file = StateFile(state, scenario, seed, options) if state else None
        clock = Clock(now, self._state_file.offset) if self._state_file else Clock(now)
        self.world = World(clock, seed)
        base = self._state_file.base(clock.now()) if self._state_file else clock.now()
        scenarios.build(scenario, self.world, random.Random(seed), base.replace(microsecond=0), **options)
        if self._state_file:
            self._state_file.attach(self.world)
        self._throttle = Throttle(rate_factor, monotonic)
        self._gateway = Gateway(self.world, self._throttle, self.faults)
        self._admin = Admin(self)
        self._server = Server(host, port, self._answer, self._note)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    @property
    def url(self):
        """Return the base address that serves every region; add /na, /eu or /fe for one."""
        return self._server.url

    @property
    def credentials(self):
        """Return what an account needs, for each authorisation that is in force."""
        identities = self.world.identities
        return [
            {
                "name": group.name,
                "vendor_group": group.id,
                "selling_partner_id": group.selling_partner_id,
                "region": group.region,
                "kind": group.kind,
                "vendor_codes": list(group.vendor_codes),
                "app": app.name,
                "client_id": app.client_id,
                "client_secret": app.secret,
                "application_id": app.application_id,
                "refresh_token": grant.refresh_token,
                "endpoint": f"{self.url}/{group.region}",
                "token_url": f"{self.url}/auth/o2/token",
                "consent_url": f"{self.url}/{group.region}{consent.PATH}",
            }
            for grant in identities.grants.values()
            if not grant.revoked
            for group, app in [(identities.groups[grant.group_id], identities.apps[grant.client_id])]
        ]

    def start(self):
        self._thread.start()
        return self

    def stop(self):
        self._server.stop()
        self._thread.join(timeout=5)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_exception):
        self.stop()

    def advance(self, delta):
        """Move the clock on; what was scheduled for the time between happens."""
        self.world.clock.advance(delta)
        self.world.catch_up()
        if self._state_file:
            self._state_file.save()

    def state(self):
        orders = self.world.orders()
        codes = {order.vendor_code for order in orders}
        return {
            "url": self.url,
            "scenario": self.scenario,
            "seed": self.seed,
            "now": text(self.world.clock.now()),
            "rate_factor": self._throttle.factor,
            "accounts": self.credentials,
            "orders": {code: sum(order.vendor_code == code for order in orders) for code in sorted(codes)},
            "requests": len(self.requests),
        }

    def _answer(self, request):
        if request.path.startswith(ADMIN_ROOT):
            return self._admin.answer(request)
        if request.path == consent.PATH:
            return consent.consent_page(self.world, request)
        return self._gateway.answer(request) or not_found()

    def _note(self, request, response, seconds):
        if not (request.operation or request.path.startswith("/vendor/")):
            return
        entry = Entry(
            at=text(self.world.clock.now()),
            method=request.method,
            path=request.path,
            query=dict(request.query),
            region=request.region,
            operation=request.operation,
            vendor_group=request.group_id,
            status=response.status,
            fault=response.fault,
            request_id=request.request_id,
            user_agent=request.headers.get("User-Agent", ""),
            seconds=round(seconds, 4),
        )
        self.requests.add(entry)
        if self._verbose:
            trouble = f" [{entry.fault}]" if entry.fault else ""
            print(f"{entry.at} {entry.operation or entry.path} {entry.status}{trouble}", file=sys.stderr, flush=True)
