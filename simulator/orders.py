"""One purchase order as Amazon keeps it, and everything Amazon may do to it after placing it."""
import copy
import json

from .clock import text


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
        self.tags = set(tags)
        self.changes = []
        self._make_details = details if callable(details) else None
        self._details = None if callable(details) else details
        self.answered = {}  # line -> {code: quantity}, as the vendor answered last
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
            "tags": sorted(self.tags),
            "changes": copy.deepcopy(self.changes),
        }

    def apply(self, verb, at, **arguments):
        """Do to the order what the verb says, dated `at`."""
        before = self._details
        self._details = copy.deepcopy(self.details)
        try:
            getattr(self, "_" + verb)(at, **arguments)
        except (KeyError, TypeError):
            self._details = before  # nothing happens by halves
            raise
        self.changes.append({"at": text(at), "verb": verb, **arguments})

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
        for sequence_number, amount in self._quantities_before_cancellation.items():
            self.line(sequence_number)["orderedQuantity"]["amount"] = amount
        self.changed_at = at
        self._enter("New", at)

    def _acknowledge(self, at):
        self._enter("Acknowledged", at)

    def _answer(self, at, document):
        """Take the vendor's answer in place of the one before; a line that it leaves out is rejected."""
        said = {
            self.line_like(item)["itemSequenceNumber"]: sums_by_code(item["itemAcknowledgements"])
            for item in document["items"]
        }
        for line in self.lines:
            left_out = {"Rejected": line["orderedQuantity"].get("amount", 0)}
            self.answered[line["itemSequenceNumber"]] = said.get(line["itemSequenceNumber"], left_out)
        rejected = all(set(codes) <= {"Rejected"} for codes in self.answered.values())
        self._enter("Closed" if rejected else "Acknowledged", at)

    def _close(self, at):
        self._enter("Closed", at)

    def _enter(self, state, at):
        self.state = state
        self.state_changed_at = at


def sums_by_code(parts):
    """Add up the quantities of an answered line by their codes."""
    sums = {}
    for part in parts:
        code = part["acknowledgementCode"]
        sums[code] = sums.get(code, 0) + part["acknowledgedQuantity"].get("amount", 0)
    return sums
