"""What the lists of the vendor orders API have in common: their arguments, windows of time, and pages."""
import bisect
import itertools
from dataclasses import dataclass
from datetime import timedelta

from .clock import parse, six_months_before
from .clock import text as moment_text
from .messages import ApiError, Response
from .paging import Token, digest_of

LONGEST_WINDOW = timedelta(days=7)
PAGE_SIZE = 100


@dataclass(frozen=True)
class ListOperation:
    """One operation that lists: the parameters it knows and what they may be.

    `enums` are parameters with their words, `others` take any text, `windows` are pairs such as createdAfter and
    createdBefore. With one of `singles` no window is needed. `six_months`: older ends of a window are refused.
    """

    name: str
    enums: dict
    others: tuple
    windows: tuple
    singles: tuple = ()
    six_months: bool = False

    def read(self, request, now):
        """Return what is asked for; raise ApiError for what Amazon would not understand."""
        query = self._checked_query(request)
        token = _token(query, request)
        return Listing(request, query, _limit(query), token, self._windows(query, now, token))

    def _checked_query(self, request):
        """Return the arguments by name; the simulator is stricter than Amazon with names nobody defined."""
        ends = [kind + end for kind in self.windows for end in ("After", "Before")]
        known = {"limit", "sortOrder", "nextToken", *self.enums, *self.others, *ends}
        enums = {"sortOrder": ("ASC", "DESC"), **self.enums}
        query = {}
        for name, value in request.query:
            if name not in known:
                raise invalid(f"{name} is not a parameter of {self.name}")
            if name in query:
                raise invalid(f"{name} is given twice")
            if name in enums and value not in enums[name]:
                raise invalid(f"{name} must be one of {', '.join(enums[name])}")
            query[name] = value
        return query

    def _windows(self, query, now, token):
        """Return {created: (after, before), …}; a token keeps the ends the first page resolved."""
        if token and token.window:
            return {kind: (parse(after), parse(before)) for kind, after, before in token.window}
        windows = {kind: self._window(query, kind, now) for kind in self.windows}
        windows = {kind: ends for kind, ends in windows.items() if ends}
        if windows or set(self.singles) & set(query):
            return windows
        return {"created": (now - LONGEST_WINDOW, _just_after(now))}

    def _window(self, query, kind, now):
        after, before = (_moment(query, kind + end) for end in ("After", "Before"))
        if not after and not before:
            return None
        after = after or before - LONGEST_WINDOW
        until = before or now
        if after >= until:
            raise invalid(f"{kind}After must be before {kind}Before")
        if until - after > LONGEST_WINDOW:
            raise invalid(f"the range from {kind}After to {kind}Before must not exceed 7 days")
        if self.six_months and after < six_months_before(now):
            raise invalid(f"{kind}After must lie within the past 6 months")
        return after, before or _just_after(now)


@dataclass(frozen=True)
class Listing:
    """One request for a list; both ends of a window are exclusive."""

    request: object
    query: dict
    limit: int
    token: Token
    windows: dict

    def page(self, world, tests):
        """Return the caller's orders that pass every test, from the token on, and the token of what follows."""
        orders = world.placed_between(self.request.group_id, *self.windows.get("created", (None, None)))
        descending = self.query.get("sortOrder") == "DESC"
        if self.token and self.token.number:
            last_seen = (parse(self.token.placed_at), self.token.number)
            find = bisect.bisect_left if descending else bisect.bisect_right
            place = find(orders, last_seen, key=lambda order: (order.placed_at, order.number))
            orders = orders[:place] if descending else orders[place:]
        tests, in_order = list(tests), reversed(orders) if descending else orders
        fitting = (order for order in in_order if all(fits(order) for fits in tests))
        found = list(itertools.islice(fitting, self.limit + 1))
        page = found[: self.limit]
        return page, self._token_after(page[-1]) if len(found) > self.limit else None

    def _token_after(self, order):
        frozen = tuple((kind, after.isoformat(), before.isoformat()) for kind, (after, before) in self.windows.items())
        return Token(digest_of(self.request.query), moment_text(order.placed_at), order.number, frozen).text()


def listed(name, texts, next_token):
    """Return the answer: the documents, already JSON, under the name of the list."""
    pagination = f'"pagination":{{"nextToken":"{next_token}"}},' if next_token else ""
    return Response(200, f'{{"payload":{{{pagination}"{name}":[{",".join(texts)}]}}}}'.encode())


def invalid(details):
    return ApiError(400, "InvalidRequest", "Request is missing or has invalid parameters", details)


def _limit(query):
    text = query.get("limit", str(PAGE_SIZE))
    if not text.isdecimal() or not 1 <= int(text) <= PAGE_SIZE:
        raise invalid(f"limit must be a number from 1 to {PAGE_SIZE}")
    return int(text)


def _token(query, request):
    if "nextToken" not in query:
        return None
    try:
        token = Token.read(query["nextToken"])
    except ValueError:
        raise invalid("nextToken is invalid") from None
    if token.arguments != digest_of(request.query):
        raise invalid("nextToken must be sent with the arguments of the first request")
    return token


def _moment(query, name):
    if name not in query:
        return None
    try:
        return parse(query[name])
    except ValueError:
        raise invalid(f"{name} must be in ISO-8601 date/time format") from None


def _just_after(now):
    """Return an open end that includes what was placed this very moment."""
    return now + timedelta(seconds=1)
