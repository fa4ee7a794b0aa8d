"""The simulator's memory: who may call, which orders exist, what has happened and what is still to come."""
import bisect
import copy
import heapq
import itertools
import random
import string
import threading
from dataclasses import asdict

from . import parties
from .catalogue import PRODUCTS
from .clock import parse, text
from .identities import Identities
from .lines import line as make_line
from .orders import Order
from .receiving import Receiving
from .transactions import Transactions
from .windows import window, window_for

CHANGE_WORDS = ("change", "cancel", "uncancel", "acknowledge", "answer", "receive", "close")
ANSWER_WORDS = ("acknowledge", "answer")


class World:
    """Amazon's side of the story; every public verb is safe from several threads at once."""

    def __init__(self, clock, seed=1):
        self.clock = clock
        self.seed = seed
        self.random = random.Random(seed)
        self.lock = threading.RLock()
        self.identities = Identities(clock, seed)
        self.transactions = Transactions(clock)
        self.products = {product.sku: product for product in PRODUCTS}
        self.receiving = None  # how goods arrive by themselves, see receive_by_itself()
        self.on_event = None  # called with each thing a person did, for the state file
        self.posted = []  # every document that could be read, whatever became of it
        self._orders = {}
        self._by_group = {}  # vendor group -> sorted [(placed at, number)]
        self._to_come = []
        self._after_answers = {}  # number -> [(delay, verb, arguments)]
        self._order_of_events = itertools.count()

    # -- what exists -------------------------------------------------------------------------------------------

    def order(self, number):
        with self.lock:
            self.catch_up()
            return self._orders[number]

    def orders(self, group_id=None, tag=None, vendor_code=None):
        """Return the orders visible by now, oldest first."""
        with self.lock:
            self.catch_up()
            now = self.clock.now()
            return sorted(
                (
                    order
                    for order in self._orders.values()
                    if order.visible_at <= now
                    and group_id in (None, order.group_id)
                    and vendor_code in (None, order.vendor_code)
                    and (tag is None or tag in order.tags)
                ),
                key=lambda order: (order.placed_at, order.number),
            )

    def placed_between(self, group_id, after, before):
        """Return the visible orders of a group placed in the open interval, oldest first; None leaves an end open."""
        with self.lock:
            index = self._by_group.get(group_id, [])
            first = bisect.bisect_right(index, (after, chr(0x10FFFF))) if after else 0
            last = bisect.bisect_left(index, (before, "")) if before else len(index)
            now = self.clock.now()
            found = (self._orders[number] for _placed_at, number in index[first:last])
            return [order for order in found if order.visible_at <= now]

    @property
    def truth(self):
        """Return the summary of every visible order by its number."""
        return {order.number: order.summary() for order in self.orders()}

    def tagged(self, tag):
        """Return the numbers of the orders carrying the tag, oldest first."""
        return [order.number for order in self.orders(tag=tag)]

    def group_of_code(self, vendor_code):
        for group in self.identities.groups.values():
            if vendor_code in group.vendor_codes:
                return group
        raise KeyError(f"no vendor group has the vendor code {vendor_code}")

    # -- what a person or a test does --------------------------------------------------------------------------

    def add_order(self, vendor_code, ship_to, lines, number=None, placed_at=None, state="New", tags=(), **details):
        """Place an order now, or at a moment that has passed, and return it.

        `lines` are Amazon's items, or short: {"sku": …, "quantity": 10, "unit": "Cases", "cost": "9.99"}.
        `details` are fields of Amazon's orderDetails by their own names; None leaves one out. Without a window the
        order gets one of five days, starting five days after its placing. Moments may be ISO-8601 text.
        """
        with self.lock:
            order = self.new_order(vendor_code, ship_to, lines, number, placed_at, state, tags, **details)
            self._tell("add_order", order.placed_at, order=self._frozen(order))
            return order

    def change(self, number, **what):
        """Change an order as Amazon does: quantities, costs, ship_to, windows, add_lines, cancel_lines, details."""
        return self._perform("change", number, **self._in_amazons_form(number, what))

    def cancel(self, number):
        return self._perform("cancel", number)

    def uncancel(self, number):
        return self._perform("uncancel", number)

    def acknowledge(self, number, answers=None):
        """Answer an order in Vendor Central: {line: {code: quantity}}; what is left out is accepted."""
        return self._perform("acknowledge", number, **self._in_amazons_form(number, {"answers": answers or {}}))

    def receive(self, number, **what):
        """Receive goods of an order now: quantities, pieces or shares by line, or everything that is expected."""
        return self._perform("receive", number, **self._in_amazons_form(number, what))

    def close(self, number):
        return self._perform("close", number)

    def receive_by_itself(self, **how):
        """Let the goods of every order that is answered from now on arrive as `Receiving(**how)` plans."""
        with self.lock:
            self.catch_up()
            at = self.clock.now().replace(microsecond=0)
            self._happen("receive_by_itself", None, at, how)
            self._tell("receive_by_itself", at, number=None, **how)

    def schedule(self, at, verb, number, **what):
        """Let something happen to an order when the clock gets there."""
        if verb not in CHANGE_WORDS:
            raise ValueError(f"{verb} is not one of {', '.join(CHANGE_WORDS)}")
        with self.lock:
            self._expect(at, verb, number, self._in_amazons_form(number, what))

    def when_answered(self, number, delay, verb, **what):
        """Let something happen to an order that much after the vendor's answer to it arrives."""
        with self.lock:
            self._after_answers.setdefault(number, []).append((delay, verb, self._in_amazons_form(number, what)))

    def open_transaction(self, group_id, numbers, complaints):
        """Give a posted document about these orders its transaction."""
        transaction = self.transactions.open(group_id, numbers, complaints)
        self._tell("open_transaction", self.clock.now(), **asdict(transaction))
        return transaction

    def answer(self, number, document, at):
        """Let the vendor's answer to an order count from a moment on."""
        self.schedule(at, "answer", number, document=document)
        self._tell("answer", at, number=number, document=document)

    def catch_up(self):
        """Let happen what was due by now."""
        with self.lock:
            while self._to_come and self._to_come[0][0] <= self.clock.now():
                at, _order, verb, number, arguments = heapq.heappop(self._to_come)
                self._happen(verb, number, at, arguments)

    # -- how scenarios and the state file fill it --------------------------------------------------------------

    def new_order(
        self, vendor_code, ship_to, lines, number=None, placed_at=None, state="New", tags=(), visible_at=None, **details
    ):
        """Place an order without telling the state file; scenarios make the same orders every time anyway."""
        placed_at = _moment(placed_at or self.clock.now())
        if not {"shipWindow", "deliveryWindow"} & set(details):
            details.update(window_for(vendor_code, placed_at))
        group = self.group_of_code(vendor_code)
        currency = parties.CURRENCY_OF_CODE.get(vendor_code, "USD")
        items = [
            {"itemSequenceNumber": str(position), **self._item(line, currency)}
            for position, line in enumerate(lines, 1)
        ]
        order_details = parties.details(vendor_code, ship_to, **details)
        order_details["items"] = items
        order = Order(
            number or self.new_number(), group.id, vendor_code, placed_at, order_details, state,
            _moment(visible_at or placed_at), tags,
        )
        self.insert(order)
        return order

    def insert(self, order):
        if order.number in self._orders:
            raise ValueError(f"order {order.number} exists already")
        self._orders[order.number] = order
        bisect.insort(self._by_group.setdefault(order.group_id, []), (order.placed_at, order.number))

    def new_number(self):
        """Return an unused number of eight characters; the same seed gives the same numbers."""
        while True:
            number = "".join(self.random.choices(string.digits + string.ascii_uppercase, k=8))
            if number not in self._orders:
                return number

    def replay(self, event):
        """Do again what the state file remembers."""
        arguments = dict(event["arguments"])
        if event["verb"] == "open_transaction":
            self.transactions.insert(**arguments)
            return
        if event["verb"] != "add_order":
            self._expect(parse(event["at"]), event["verb"], arguments.pop("number"), arguments)
            return
        frozen = arguments["order"]
        moments = {field: parse(frozen[field]) for field in ("placed_at", "visible_at")}
        self.insert(Order(**{**frozen, **moments}))

    # -- inside ------------------------------------------------------------------------------------------------

    def _perform(self, verb, number, **arguments):
        with self.lock:
            self.catch_up()
            at = self.clock.now().replace(microsecond=0)
            self._happen(verb, number, at, copy.deepcopy(arguments))
            self._tell(verb, at, number=number, **arguments)
            return self._orders[number]

    def _expect(self, at, verb, number, arguments):
        heapq.heappush(self._to_come, (at, next(self._order_of_events), verb, number, arguments))

    def _happen(self, verb, number, at, arguments):
        """Do what the verb says; goods that it makes arrive come by themselves, also after a restart."""
        if verb == "receive_by_itself":
            self.receiving = Receiving(**arguments)
            return
        order = self._orders[number]
        order.apply(verb, at, **arguments)
        if verb == "answer":
            for delay, next_verb, what in self._after_answers.pop(number, ()):
                self._expect(at + delay, next_verb, number, what)
        if verb in ANSWER_WORDS and self.receiving:
            for moment, shares in self.receiving.plan(order, at, self.seed):
                self._expect(moment, "receive", number, {"shares": shares})

    def _tell(self, verb, at, **arguments):
        if self.on_event:
            self.on_event({"verb": verb, "at": text(at), "arguments": arguments})

    def _frozen(self, order):
        return {
            "number": order.number,
            "group_id": order.group_id,
            "vendor_code": order.vendor_code,
            "placed_at": text(order.placed_at),
            "visible_at": text(order.visible_at),
            "state": order.state,
            "tags": sorted(order.tags),
            "details": copy.deepcopy(order.details),
        }

    def _in_amazons_form(self, number, what):
        """Turn a party code, a pair of moments or a short line into what the document holds."""
        order = self._orders[number]
        arguments = dict(what)
        if isinstance(arguments.get("ship_to"), str):
            arguments["ship_to"] = parties.party(arguments["ship_to"])
        for field in ("ship_window", "delivery_window"):
            if isinstance(arguments.get(field), (tuple, list)):
                arguments[field] = window(*arguments[field])
        if arguments.get("add_lines"):
            currency = parties.CURRENCY_OF_CODE.get(order.vendor_code, "USD")
            arguments["add_lines"] = [self._item(line, currency) for line in arguments["add_lines"]]
        for field in ("quantities", "costs", "pieces", "shares", "answers"):
            if arguments.get(field):
                arguments[field] = {str(key): value for key, value in arguments[field].items()}
        return arguments

    def _item(self, line, currency):
        if "sku" not in line:
            return copy.deepcopy(line)
        short = dict(line)
        return make_line(self.products[short.pop("sku")], short.pop("quantity"), currency, **short)


def _moment(value):
    """Return a moment in whole seconds, read from text where it is text."""
    return (parse(value) if isinstance(value, str) else value).replace(microsecond=0)
