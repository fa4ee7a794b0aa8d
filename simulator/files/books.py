"""What stands in the vendor's books and in Amazon's: invoices, and payments with their lines."""
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal


def digits_of(currency):
    """Return how many decimals amounts of this currency have."""
    return 0 if currency == "JPY" else 2


def rounded(amount, currency):
    return amount.quantize(Decimal(1).scaleb(-digits_of(currency)), ROUND_HALF_UP)


@dataclass(slots=True)
class Invoice:
    """A customer invoice as the vendor's books hold it; the amount of a credit note is negative."""

    number: str
    date: date
    amount: Decimal
    currency: str
    purchase_order: str
    vendor_code: str
    company: str = ""


@dataclass(slots=True)
class Line:
    """A line of a payment, and the truth about it: what it is, and which invoice it is about."""

    number: str
    line_class: str
    case: str  # the story that made it
    date: date
    currency: str
    invoice_amount: Decimal
    paid: Decimal
    discount: Decimal
    withholding: Decimal
    remaining: Decimal
    invoices: tuple = ()  # of our books; several where one line pays them together
    is_reversal: bool = False
    description: str = ""
    type: str = ""
    reference: str = ""
    original_number: str = ""
    purchase_order: str = ""
    vendor_code: str = ""


@dataclass(slots=True)
class Payment:
    """One payment; its amount is the sum of all its lines, those that this login may not see among them."""

    number: str
    date: date
    currency: str
    amount: Decimal
    invoice_currency: str
    invoice_amount: Decimal
    lines: list = field(repr=False)
    hidden_lines: list = field(default_factory=list, repr=False)
    exchange_rate: Decimal = None
    type: str = "ACH"
    status: str = "Paid"
    void_reason: str = ""
    reissued_as: str = ""

    @property
    def hidden(self):
        """Return what the hidden lines come to, None where every line is to be seen."""
        return sum((line.paid for line in self.hidden_lines), Decimal(0)) if self.hidden_lines else None
