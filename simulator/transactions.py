"""The transaction status API, v1: what becomes of every document that was posted."""
import itertools
import uuid
from dataclasses import asdict, dataclass, field
from datetime import timedelta

from .clock import parse, text
from .messages import Response, status_error
from .routes import Route

PROCESSING, SUCCESS, FAILURE = "Processing", "Success", "Failure"


@dataclass
class Transaction:
    """One document on its way: it is Processing until `settles_at` (None: for ever), then what `outcome` says.

    `numbers` are the orders that it is about; they say what the document said from `shows_at` on (None: never).
    """

    id: str
    group_id: str
    numbers: list
    outcome: str
    shows_at: str | None
    settles_at: str | None
    errors: list = field(default_factory=list)

    def status(self, now):
        settled = self.settles_at and parse(self.settles_at) <= now
        return self.outcome if settled else PROCESSING

    def document(self, now):
        status = self.status(now)
        shown = {"transactionId": self.id, "status": status}
        return {**shown, "errors": self.errors} if status == FAILURE else shown


@dataclass(frozen=True)
class Plan:
    """How a document ends otherwise than by the rules: Failure with these errors, or Processing for ever.

    A document that stays Processing is worked through all the same, as Amazon often does. `settles_after` and
    `shows_after` are seconds until its status and the order tell what became of it. `is_lost`: the order never tells,
    whatever the status says. `order` is the number of the only order that is meant.
    """

    outcome: str | None = None
    errors: tuple = ()
    settles_after: float | None = None
    shows_after: float | None = None
    is_lost: bool = False
    order: str | None = None

    def __post_init__(self):
        if self.outcome not in (None, PROCESSING, FAILURE):
            raise ValueError(f"a transaction can be planned to end as {PROCESSING} or {FAILURE}, not {self.outcome}")


class Transactions:
    """Every transaction by its id, and how the next ones end."""

    def __init__(self, clock):
        self._clock = clock
        self._known = {}
        self._numbers = itertools.count(1)
        self.settles_after = timedelta(seconds=30)
        self.plans = []  # what a test wants of the next documents, the oldest first

    def plan(self, outcome=None, times=1, **how):
        """Let the next documents end as `Plan` says."""
        self.plans += [Plan(outcome, **how)] * times

    def open(self, group_id, numbers, complaints):
        """Give a document about these orders its transaction; without complaints, and without a plan, it succeeds."""
        now, plan = self._clock.now(), self._take_plan(numbers)
        errors = list(plan.errors) or list(complaints)
        outcome = FAILURE if errors or plan.outcome == FAILURE else SUCCESS
        settles_at = self._after(now, plan.settles_after)
        shows_at = settles_at if plan.shows_after is None else self._after(now, plan.shows_after)
        made = Transaction(
            id=f"{now:%Y%m%d%H%M%S}-{uuid.uuid5(uuid.NAMESPACE_URL, f'{group_id}/{next(self._numbers)}')}",
            group_id=group_id,
            numbers=list(numbers),
            outcome=outcome,
            shows_at=None if plan.is_lost or outcome == FAILURE else shows_at,
            settles_at=None if plan.outcome == PROCESSING else settles_at,
            errors=errors,
        )
        self._known[made.id] = made
        return made

    def _after(self, now, seconds):
        return text(now + (self.settles_after if seconds is None else timedelta(seconds=seconds)))

    def _take_plan(self, numbers):
        """Return what was planned for a document about these orders, and for this one only."""
        fitting = (plan for plan in self.plans if plan.order is None or plan.order in numbers)
        found = next(fitting, Plan())
        if found in self.plans:
            self.plans.remove(found)
        return found

    def insert(self, **values):
        """Remember a transaction of an earlier life of the simulator."""
        known = self._known[values["id"]] = Transaction(**values)
        self._take_plan(known.numbers)  # the scenario has made its plans anew
        next(self._numbers)

    def get(self, transaction_id, group_id):
        found = self._known.get(transaction_id)
        if not found or found.group_id != group_id:
            raise status_error(404, f"Transaction {transaction_id} was not found.")
        return found

    def report(self):
        now = self._clock.now()
        return [{**asdict(known), "status": known.status(now)} for known in self._known.values()]


def get_transaction(world, request, transaction_id):
    """Show what became of a document of the caller's vendor group."""
    with world.lock:
        known = world.transactions.get(transaction_id, request.group_id)
        return Response.of_json(200, {"payload": {"transactionStatus": known.document(world.clock.now())}})


ROUTES = (
    Route(
        "getTransaction", "GET", "/vendor/transactions/v1/transactions/{transactionId}", get_transaction,
        rate=10, burst=20,
    ),
)
