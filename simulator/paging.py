"""The `nextToken` of the vendor operations: opaque to the caller, good only with the same arguments."""
import base64
import hashlib
import json
from dataclasses import asdict, dataclass, replace


def digest_of(query):
    """Return a short digest of the arguments that must be repeated with the token."""
    arguments = sorted((name, value) for name, value in query if name != "nextToken")
    return hashlib.sha256(json.dumps(arguments).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Token:
    """Where the next page starts: after the order (placed at, number); the window's ends as first resolved."""

    arguments: str
    placed_at: str = ""
    number: str = ""
    window: tuple = ()
    turn: int = 0

    def text(self):
        return base64.urlsafe_b64encode(json.dumps(asdict(self), separators=(",", ":")).encode()).decode()

    def once_more(self):
        """Return another token for the same place."""
        return replace(self, turn=self.turn + 1).text()

    @classmethod
    def read(cls, text):
        """Raise ValueError when it is no token of ours."""
        try:
            token = cls(**json.loads(base64.urlsafe_b64decode(text.encode())))
        except (TypeError, UnicodeDecodeError) as error:
            raise ValueError("not a token") from error
        return token

    @classmethod
    def of_request(cls, request):
        """Return the token the request carried, or that of its first page."""
        sent = dict(request.query).get("nextToken")
        return cls.read(sent) if sent else cls(digest_of(request.query))
