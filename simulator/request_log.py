"""What was asked of the simulator, without any secret."""
import threading
from collections import Counter
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Entry:
    """One request that was answered, or left without an answer on purpose."""

    at: str
    method: str
    path: str
    query: dict
    region: str
    operation: str
    vendor_group: str
    status: int
    fault: str
    request_id: str
    user_agent: str
    seconds: float


class RequestLog:
    """Remember requests in their order; control requests and pages for people are left out."""

    def __init__(self):
        self._entries = []
        self._lock = threading.Lock()

    def add(self, entry):
        with self._lock:
            self._entries.append(entry)

    def clear(self):
        with self._lock:
            self._entries.clear()

    def __iter__(self):
        with self._lock:
            return iter(list(self._entries))

    def __len__(self):
        return len(self._entries)

    def __getitem__(self, position):
        return self._entries[position]

    def select(self, **wanted):
        """Return the entries whose fields have these values."""
        return [entry for entry in self if all(getattr(entry, name) == value for name, value in wanted.items())]

    def count(self, **wanted):
        return len(self.select(**wanted))

    def report(self, **wanted):
        entries = self.select(**wanted)
        return {
            "count": len(entries),
            "by_operation": Counter(entry.operation for entry in entries),
            "by_status": Counter(str(entry.status) for entry in entries),
            "by_fault": Counter(entry.fault for entry in entries if entry.fault),
            "requests": [asdict(entry) for entry in entries],
        }
