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
    """One document on its way: it is Processing until `settles_at` (None: for ever), then what `outcome` says."""

    id: str
    group_id: str
    outcome: str
    worked_at: str  # when the order, for one, says what the document said
    settles_at: str | None
    errors: list = field(default_factory=list)

    def status(self, now):
        settled = self.settles_at and parse(self.settles_at) <= now
        return self.outcome if settled else PROCESSING

    def document(self, now):
        status = self.status(now)
        shown = {"transactionId": self.id, "status": status}
        return {**shown, "errors": self.errors} if status == FAILURE else shown


class Transactions:
    """Every transaction by its id, and how the next ones end."""

    def __init__(self, clock):
        self._clock = clock
        self._known = {}
        self._numbers = itertools.count(1)
        self.settles_after = timedelta(seconds=30)
        self.plans = []  # what a test wants of the next documents, the oldest first

    def plan(self, outcome=None, times=1, errors=()):
        """Let the next documents end otherwise than by the rules: Failure with these errors, or Processing for ever.

        A document that stays Processing is worked through all the same, as Amazon often does.
        """
        if outcome not in (PROCESSING, FAILURE):
            raise ValueError(f"a transaction can be planned to end as {PROCESSING} or {FAILURE}, not {outcome}")
        self.plans += [(outcome, list(errors))] * times

    def open(self, group_id, complaints):
        """Give a document its transaction; without complaints, and without a plan against it, it succeeds."""
        now, number = self._clock.now(), next(self._numbers)
        wanted, errors = self.plans.pop(0) if self.plans else (None, complaints)
        worked_at = text(now + self.settles_after)
        made = Transaction(
            id=f"{now:%Y%m%d%H%M%S}-{uuid.uuid5(uuid.NAMESPACE_URL, f'{group_id}/{number}')}",
            group_id=group_id,
            outcome=FAILURE if errors or wanted == FAILURE else SUCCESS,
            worked_at=worked_at,
            settles_at=None if wanted == PROCESSING else worked_at,
            errors=errors,
        )
        self._known[made.id] = made
        return made

    def insert(self, **values):
        """Remember a transaction of an earlier life of the simulator."""
        self._known[values["id"]] = Transaction(**values)
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
