"""Trouble on demand: which request gets which fault, and how often."""
import itertools
import random
import threading
from dataclasses import asdict, dataclass, field

from .spoil import SPOILERS

HTTP_STATUSES = (400, 401, 403, 404, 413, 415, 429, 500, 503)
LWA_ERRORS = (
    "invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type",
    "invalid_scope",
)
# These need a list of orders in the answer, those an order or a vendor group's token.
LIST_KINDS = ("repeat_orders", "missing_orders", "empty_page", "token_stuck", "token_never_ends")
LIST_OPERATIONS = ("getPurchaseOrders", "getPurchaseOrdersStatus")
ORDER_KINDS = ("unknown_enum", "missing_field", "expired_token", "revoked_token")
# What happens instead of the work, after the work, to the token, or to the answer.
KINDS = (
    *(f"http_{status}" for status in HTTP_STATUSES),
    *LWA_ERRORS,
    "html_200", "html_400", "html_503", "canned",
    "timeout_before", "timeout_after", "slow",
    "cut_before", "cut_headers", "cut_body",
    "expired_token", "revoked_token",
    *SPOILERS,
)


@dataclass
class Fault:
    """One rule: the first that fits a request spoils it.

    `times` None means for ever; the first `after` fitting requests pass unharmed; `probability` is drawn with `seed`.
    `match` names query parameters and their values; `options` belong to the kind: seconds, orders, field, value.
    """

    operation: str
    kind: str
    times: int = 1
    probability: float = 1.0
    after: int = 0
    seed: int = 0
    vendor_group: str = ""
    match: dict = field(default_factory=dict)
    options: dict = field(default_factory=dict)
    id: int = 0
    seen: int = 0
    hits: int = 0

    def __post_init__(self):
        if self.kind not in KINDS:
            raise ValueError(f"unknown fault {self.kind}; known are: {', '.join(KINDS)}")
        if self.operation != "*" and not self._suits(self.operation):
            raise ValueError(f"the fault {self.kind} makes no sense for the operation {self.operation}")
        self._random = random.Random(self.seed)

    def fits(self, request):
        if self.operation not in ("*", request.operation) or not self._suits(request.operation):
            return False
        if self.vendor_group and self.vendor_group != request.group_id:
            return False
        query = dict(request.query)
        return all(query.get(name) == str(value) for name, value in self.match.items())

    def _suits(self, operation):
        if self.kind in LWA_ERRORS:
            return operation == "lwa"
        if self.kind in LIST_KINDS:
            return operation in LIST_OPERATIONS
        return operation != "lwa" or self.kind not in ORDER_KINDS

    def strikes(self):
        """Say whether this fitting request is hit, and count it."""
        if self.times is not None and self.hits >= self.times:
            return False
        self.seen += 1
        if self.seen <= self.after or self._random.random() >= self.probability:
            return False
        self.hits += 1
        return True


class Faults:
    """The rules in the order they were added."""

    def __init__(self):
        self._faults = []
        self._ids = itertools.count(1)
        self._lock = threading.Lock()

    def add(self, operation, kind, **settings):
        """Add a fault; settings that are not the rule's own are options of the kind, such as seconds."""
        own = {name: settings.pop(name) for name in list(settings) if name in Fault.__dataclass_fields__}
        own.setdefault("options", {}).update(settings)
        fault = Fault(operation, kind, **own)
        with self._lock:
            fault.id = next(self._ids)
            self._faults.append(fault)
        return fault

    def clear(self, fault_id=None):
        with self._lock:
            self._faults = [fault for fault in self._faults if fault_id not in (None, fault.id)]

    def __iter__(self):
        with self._lock:
            return iter(list(self._faults))

    def pick(self, request):
        """Return the fault that hits this request, if any."""
        with self._lock:
            for fault in self._faults:
                if fault.fits(request) and fault.strikes():
                    return fault
        return None

    def report(self):
        return [asdict(fault) for fault in self]
