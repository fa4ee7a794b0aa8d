"""One purchase order as Amazon keeps it, and everything Amazon may do to it after placing it."""
import copy
import json
import math
from datetime import timedelta
from decimal import Decimal, InvalidOperation

from .clock import text

CORRECTION_TIME = timedelta(hours=48)


class Order:
    """A purchase order; details given as a function are made whenever they are read, until something changes them.

    So fifty thousand orders cost nothing, read or unread.
    """

    def __init__(self, number, group_id, vendor_code, placed_at, details, state="New", visible_at=None, tags=()):
        self.number = number
        self.group_id = group_id
        self.vendor_code = vendor_code
        self.placed_at = placed_at
        self.visible_at = visible_at or placed_at
        self.state = state
        self.state_changed_at = placed_at
        self.changed_at = None
        self.updated_at = placed_at
        self.tags = set(tags)
        self.changes = []
        self._make_details = details if callable(details) else None
        self._details = None if callable(details) else details
        self.answered = {}  # line -> {code: quantity}, as the vendor answered last
        self.costs_answered = {}  # line -> the net cost that the answer stated, where it stated one
        self.answers = []  # (at, answered) of every answer
        self.ordered_more = []  # (at, line, how much more) of every change of a quantity; less than 0 is cancelled
        self.receipts = []  # (at, {line: pieces}) of every arrival and every correction
        self._is_taken_as_accepted = state != "New"
        self._change_answered = None  # changed_at when the last answer came, and how many of `ordered_more` there were
        self._quantities_answered = 0
        self._quantities_before_cancellation = {}

    @property
    def details(self):
        return self._make_details() if self._details is None else self._details

    @property
    def lines(self):
        return self.details["items"]

    def line(self, sequence_number):
        for line in self.lines:
            if line["itemSequenceNumber"] == str(sequence_number):
                return line
        raise KeyError(f"order {self.number} has no line {sequence_number}")

    def line_like(self, item):
        """Return the line that an item means: by its number, else by what is ordered; None when there is none."""
        for name, same in (
            ("itemSequenceNumber", lambda line, text: line["itemSequenceNumber"].lstrip("0") == text.lstrip("0")),
            ("amazonProductIdentifier", lambda line, text: line.get("amazonProductIdentifier") == text),
            ("vendorProductIdentifier", lambda line, text: line.get("vendorProductIdentifier") == text),
        ):
            if item.get(name):
                return next((line for line in self.lines if same(line, item[name])), None)
        return None

    def confirmed(self, line):
        """Return {code: quantity} of what the vendor confirmed of a line, None when nothing is confirmed."""
        amount = line["orderedQuantity"].get("amount", 0)
        unanswered = {"Accepted": amount} if self._is_taken_as_accepted else {}
        codes = self.answered.get(line["itemSequenceNumber"], unanswered)
        return codes if sum(codes.values()) else None

    def is_settled(self, now):
        """Tell whether the quantities of an answer stand: two days after the order, unless Amazon changed it since."""
        is_changed = self.changed_at != self._change_answered
        return bool(self.answers) and not is_changed and now > self.placed_at + CORRECTION_TIME

    def rejected_for_good(self, line):
        """Return how much of a line stays rejected: what Amazon has cancelled since went off that first."""
        sequence_number = line["itemSequenceNumber"]
        since = self.ordered_more[self._quantities_answered :]
        cancelled = max(0, -sum(more for _at, name, more in since if name == sequence_number))
        return max(0, self.answered.get(sequence_number, {}).get("Rejected", 0) - cancelled)

    def expected(self, line):
        """Return the pieces that Amazon waits for, whether they have arrived or not."""
        codes = self.confirmed(line) or {}
        accepted = sum(codes.values()) - codes.get("Rejected", 0)
        return min(accepted, line["orderedQuantity"].get("amount", 0)) * pieces_of_unit(line)

    def received(self, sequence_number):
        """Return the pieces received of a line so far."""
        return sum(arrived.get(sequence_number, 0) for _at, arrived in self.receipts)

    def received_last(self, sequence_number):
        """Return when pieces of the line arrived last; corrections are no arrival."""
        return max((at for at, arrived in self.receipts if arrived.get(sequence_number, 0) > 0), default=None)

    def has_cancelled_line(self):
        return any(line["orderedQuantity"].get("amount") == 0 for line in self.lines)

    def document(self):
        """Return the order as `getPurchaseOrder` shows it."""
        dates = {"purchaseOrderDate": text(self.placed_at)}
        if self.changed_at:
            dates["purchaseOrderChangedDate"] = text(self.changed_at)
        dates["purchaseOrderStateChangedDate"] = text(self.state_changed_at)
        return {**self.heading(), "orderDetails": {**dates, **self.details}}

    def heading(self):
        """Return what a list without details shows."""
        return {"purchaseOrderNumber": self.number, "purchaseOrderState": self.state}

    def json(self):
        return json.dumps(self.document(), ensure_ascii=False, separators=(",", ":"))

    def summary(self):
        """Return what the truth tells about the order besides its document."""
        return {
            "number": self.number,
            "vendor_group": self.group_id,
            "vendor_code": self.vendor_code,
            "state": self.state,
            "ship_to": self.details.get("shipToParty", {}).get("partyId"),
            "placed_at": text(self.placed_at),
            "visible_at": text(self.visible_at),
            "changed_at": text(self.changed_at) if self.changed_at else None,
            "answered": copy.deepcopy(self.answered),
            "expected": {line["itemSequenceNumber"]: self.expected(line) for line in self.lines},
            "received": {name: self.received(name) for _at, arrived in self.receipts for name in arrived},
            "tags": sorted(self.tags),
            "changes": copy.deepcopy(self.changes),
        }

    def apply(self, verb, at, **arguments):
        """Do to the order what the verb says, dated `at`."""
        kept, before = self._details, self.details
        self._details = copy.deepcopy(before)
        try:
            getattr(self, "_" + verb)(at, **arguments)
        except (KeyError, TypeError, ValueError):
            self._details = kept  # nothing happens by halves
            raise
        self._note_quantities(at, before["items"])
        self.updated_at = at
        self.changes.append({"at": text(at), "verb": verb, **arguments})

    def _note_quantities(self, at, before):
        """Remember which quantities have changed; the first one of a line is known from its last and its changes."""
        amounts = {line["itemSequenceNumber"]: line["orderedQuantity"].get("amount", 0) for line in before}
        for line in self.lines:
            more = line["orderedQuantity"].get("amount", 0) - amounts.get(line["itemSequenceNumber"], 0)
            if more:
                self.ordered_more.append((at, line["itemSequenceNumber"], more))

    def _change(
        self, at, quantities=None, costs=None, ship_to=None, ship_window=None, delivery_window=None,
        add_lines=(), cancel_lines=(), details=None,
    ):
        for sequence_number, amount in (quantities or {}).items():
            self.line(sequence_number)["orderedQuantity"]["amount"] = amount
        for sequence_number, amount in (costs or {}).items():
            self.line(sequence_number)["netCost"]["amount"] = str(amount)
        for sequence_number in cancel_lines:
            self.line(sequence_number)["orderedQuantity"]["amount"] = 0
        for line in add_lines:
            self.lines.append({"itemSequenceNumber": str(len(self.lines) + 1), **line})
        if ship_to:
            self.details["shipToParty"] = ship_to
        for field, value in (("shipWindow", ship_window), ("deliveryWindow", delivery_window)):
            if value:
                self.details[field] = value
        self.details.update(details or {})
        self.changed_at = at

    def _cancel(self, at):
        for line in self.lines:
            quantity = line["orderedQuantity"]
            self._quantities_before_cancellation[line["itemSequenceNumber"]] = quantity.get("amount")
            quantity["amount"] = 0
        self.changed_at = at
        self._enter("Closed", at)

    def _uncancel(self, at):
        if not self._quantities_before_cancellation:
            raise ValueError(f"order {self.number} is not cancelled")
        for sequence_number, amount in self._quantities_before_cancellation.items():
            self.line(sequence_number)["orderedQuantity"]["amount"] = amount
        self._quantities_before_cancellation = {}
        self.changed_at = at
        self._enter("New", at)

    def _acknowledge(self, at, answers=None):
        """Let the vendor answer in Vendor Central: {line: {code: quantity}}; what is left out is accepted."""
        answers = answers or {}
        for sequence_number in answers:
            self.line(sequence_number)  # it must be there
        accepted = {
            line["itemSequenceNumber"]: {"Accepted": line["orderedQuantity"].get("amount", 0)} for line in self.lines
        }
        self._take(at, {**accepted, **answers}, {})

    def _answer(self, at, document):
        """Take the vendor's answer in place of the one before; a line that it leaves out is rejected."""
        items = {self.line_like(item)["itemSequenceNumber"]: item for item in document["items"]}
        answered = {line["itemSequenceNumber"]: rejection(line) for line in self.lines}
        said = {name: sums_by_code(item["itemAcknowledgements"]) for name, item in items.items()}
        costs = {name: amount_of(item.get("netCost")) for name, item in items.items()}
        self._take(at, {**answered, **said}, costs)

    def _take(self, at, answered, costs):
        self.answered = answered
        self.costs_answered = costs
        self.answers.append((at, dict(answered)))
        self._change_answered = self.changed_at
        self._quantities_answered = len(self.ordered_more)
        is_rejected = bool(answered) and all(set(codes) <= {"Rejected"} for codes in answered.values())
        self._enter("Closed" if is_rejected or self.state == "Closed" else "Acknowledged", at)

    def _receive(self, at, **what):
        """Receive goods, or correct what was received; the order is closed when all that is expected has arrived."""
        arrived = {name: pieces for name, pieces in self._arrivals(**what).items() if pieces}
        for name, pieces in arrived.items():
            self.line(name)  # it must be there
            if self.received(name) + pieces < 0:
                raise ValueError(f"line {name} of order {self.number} cannot lose {-pieces} pieces")
        if not arrived and not what.get("shares"):
            raise ValueError(f"order {self.number} expects nothing: was it acknowledged?")
        if arrived:
            self.receipts.append((at, arrived))
        if self.state != "Closed" and self._has_all_it_expects():
            self._enter("Closed", at)

    def _arrivals(self, quantities=None, pieces=None, shares=None):
        """Return {line: pieces}; without any argument everything that is still expected.

        `quantities` are in the unit of each line; less than 0 is a correction. `shares` are what has then arrived in
        all of what is expected: 0.9 is short, 1.1 is over.
        """
        if shares is None and quantities is None and pieces is None:
            names = [line["itemSequenceNumber"] for line in self.lines]
            missing = {name: self.expected(self.line(name)) - self.received(name) for name in names}
            return {name: count for name, count in missing.items() if count > 0}
        arrived = dict(pieces or {})
        for name, amount in (quantities or {}).items():
            arrived[name] = amount * pieces_of_unit(self.line(name))
        for name, share in (shares or {}).items():
            total = round(share * self.expected(self.line(name)), 6)
            arrived[name] = (math.ceil(total) if share > 1 else math.floor(total)) - self.received(name)
        return arrived

    def _has_all_it_expects(self):
        expected = {line["itemSequenceNumber"]: self.expected(line) for line in self.lines}
        return any(expected.values()) and all(self.received(name) >= count for name, count in expected.items())

    def _close(self, at):
        self._enter("Closed", at)

    def _enter(self, state, at):
        if state != self.state:
            self.state = state
            self.state_changed_at = at


def pieces_of_unit(line):
    """Return how many pieces one of the line's unit is."""
    quantity = line["orderedQuantity"]
    return quantity.get("unitSize") or 1 if quantity.get("unitOfMeasure") == "Cases" else 1


def sums_by_code(parts):
    """Add up the quantities of an answered line by their codes."""
    sums = {}
    for part in parts:
        code = part["acknowledgementCode"]
        sums[code] = sums.get(code, 0) + part["acknowledgedQuantity"].get("amount", 0)
    return sums


def rejection(line):
    """Return what an answer says that leaves the line out."""
    return {"Rejected": line["orderedQuantity"].get("amount", 0)}


def amount_of(money):
    """Return the amount of a Money as a number; None where none is stated, or none that can be read."""
    try:
        return Decimal(str((money or {}).get("amount")))
    except InvalidOperation:
        return None
