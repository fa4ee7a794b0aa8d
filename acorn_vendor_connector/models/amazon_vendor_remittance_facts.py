"""What a file says of a payment, as the engine wants it, and back into columns."""

from datetime import date
from decimal import Decimal

from ..engine.classify import LineFacts
from ..engine.remittances import Payment, Remittance

ZERO = Decimal(0)
TEXTS = ("number", "description", "type", "reference", "original_number", "purchase_order", "vendor_code", "currency")
# Field of a document, column of a line.
COLUMNS = {
    "number": "number", "description": "description", "type": "transaction_type", "reference": "reference",
    "original_number": "original_number", "vendor_code": "vendor_code", "purchase_order": "purchase_order",
}


def remittance_of(document):
    """Return the payment of a document and its lines."""
    payment = payment_of(document)
    currency = payment.lines_currency
    return Remittance(payment, tuple(line_of(line, currency) for line in document.get("lines", ())))


def payment_of(document):
    """Return the head of a payment as a document states it."""
    stated = document["payment"]
    return Payment(
        number=stated["number"],
        date=day_of(stated.get("date")),
        currency=stated.get("currency", ""),
        amount=amount_of(stated.get("amount")),
        invoice_currency=stated.get("invoice_currency", ""),
        invoice_amount=amount_of(stated.get("invoice_amount")),
        exchange_rate=amount_of(stated.get("exchange_rate")),
        type=stated.get("type", ""),
        status=stated.get("status", ""),
        void_reason=stated.get("void_reason", ""),
        has_hidden=bool(document.get("hidden")),
    )


def line_of(stated, currency=""):
    """Return one line; without a currency of its own it has that of the payment's lines."""
    texts = {name: str(stated[name]) for name in TEXTS if stated.get(name)}
    return LineFacts(
        id=0,
        **{"currency": currency, **texts},
        date=day_of(stated.get("date")),
        invoice_amount=amount_of(stated.get("invoice_amount")),
        withholding=amount_of(stated.get("withholding")) or ZERO,
        discount=amount_of(stated.get("discount")) or ZERO,
        paid=amount_of(stated.get("paid")) or ZERO,
        remaining=amount_of(stated.get("remaining")),
    )


def day_of(text):
    return date.fromisoformat(text) if text else None


def amount_of(number):
    return None if number is None else Decimal(number)
