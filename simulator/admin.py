"""Control over HTTP, under /_simulator: the state, the truth, faults, the clock, orders, files, the request log."""
from dataclasses import asdict
from datetime import timedelta

from .clock import text
from .files import serving
from .messages import Response

ROOT = "/_simulator/"


class BadRequest(Exception):
    """A control request that cannot be done, with the reason."""


class Admin:
    """Let another process do what a test does with the Python object."""

    def __init__(self, simulator):
        self._simulator = simulator
        self._actions = {
            ("GET", "state"): self._state,
            ("GET", "truth"): self._truth,
            ("GET", "requests"): self._requests,
            ("DELETE", "requests"): self._forget_requests,
            ("GET", "faults"): self._show_faults,
            ("POST", "faults"): self._add_fault,
            ("DELETE", "faults"): self._clear_faults,
            ("POST", "clock"): self._advance,
            ("POST", "orders"): self._add_order,
            ("GET", "transactions"): self._show_transactions,
            ("POST", "transactions"): self._plan_transactions,
            ("GET", "receiving"): self._show_receiving,
            ("POST", "receiving"): self._plan_receiving,
            ("POST", "secrets"): self._rotate_secret,
            ("POST", "revocations"): self._revoke,
            ("GET", "files"): self._files,
            ("POST", "files"): self._files,
        }

    def answer(self, request):
        """Return the response; errors are sentences in `error`."""
        name, *rest = request.path[len(ROOT) :].split("/")
        action = self._actions.get((request.method, name))
        try:
            if name == "orders" and len(rest) == 2 and request.method == "POST":
                return Response.of_json(200, self._order_verb(request, *rest))
            if not action:
                raise BadRequest("known are: " + ", ".join(f"{method} {ROOT}{name}" for method, name in self._actions))
            answer = action(request, *rest)
            return answer if isinstance(answer, Response) else Response.of_json(200, answer)
        except (BadRequest, KeyError, TypeError, ValueError) as error:
            return Response.of_json(400, {"error": str(error)})

    def _state(self, request):
        return self._simulator.state()

    def _truth(self, request):
        """Show orders; ?tag=, ?vendor_code= and ?vendor_group= narrow, ?documents=false shortens."""
        wanted = dict(request.query)
        orders = self._simulator.world.orders(
            group_id=wanted.get("vendor_group"), tag=wanted.get("tag"), vendor_code=wanted.get("vendor_code")
        )
        with_documents = wanted.get("documents", "true") == "true"
        return {
            "now": text(self._simulator.world.clock.now()),
            "count": len(orders),
            "orders": [
                {**order.summary(), **({"document": order.document()} if with_documents else {})} for order in orders
            ],
        }

    def _requests(self, request):
        return self._simulator.requests.report(**dict(request.query))

    def _forget_requests(self, request):
        self._simulator.requests.clear()
        return {"count": 0}

    def _show_faults(self, request):
        return {"faults": self._simulator.faults.report()}

    def _add_fault(self, request):
        fault = self._simulator.faults.add(**request.json())
        return {"id": fault.id}

    def _clear_faults(self, request, fault_id=None):
        self._simulator.faults.clear(int(fault_id) if fault_id else None)
        return self._show_faults(request)

    def _advance(self, request):
        self._simulator.advance(timedelta(seconds=request.json()["advance_seconds"]))
        return {"now": text(self._simulator.world.clock.now())}

    def _add_order(self, request):
        order = self._simulator.world.add_order(**request.json())
        return {**order.summary(), "document": order.document()}

    def _order_verb(self, request, number, verb):
        world = self._simulator.world
        names = ("change", "cancel", "uncancel", "acknowledge", "receive", "close")
        verbs = {name: getattr(world, name) for name in names}
        if verb not in verbs:
            raise BadRequest(f"an order can: {', '.join(verbs)}")
        order = verbs[verb](number, **request.json())
        return {**order.summary(), "document": order.document()}

    def _show_transactions(self, request):
        return {"transactions": self._simulator.world.transactions.report()}

    def _plan_transactions(self, request):
        """Say how the next documents end: {"outcome": "Failure", "errors": […], "times": 1, …}.

        {"settles_after": 30} alone says how long each takes from now on.
        """
        plan, transactions = request.json(), self._simulator.world.transactions
        if set(plan) == {"settles_after"}:
            transactions.settles_after = timedelta(seconds=plan["settles_after"])
        else:
            transactions.plan(**plan)
        return self._show_transactions(request)

    def _show_receiving(self, request):
        receiving = self._simulator.world.receiving
        return asdict(receiving) if receiving else {"after_days": None}

    def _plan_receiving(self, request):
        """Let goods arrive by themselves: {"after_days": 6, "stories": {"full": 8, "short": 1, "never": 1}}."""
        self._simulator.world.receive_by_itself(**request.json())
        return self._show_receiving(request)

    def _rotate_secret(self, request):
        return {"client_secret": self._simulator.world.identities.rotate_secret(request.json()["client_id"])}

    def _revoke(self, request):
        """Revoke by {"refresh_token": …} or {"group_id": …}."""
        self._simulator.world.identities.revoke(**request.json())
        return {"revoked": True}

    def _files(self, request, *path):
        """Write one of Vendor Central's files; see files/serving.py."""
        return serving.answer(request, path, self._simulator.world)
