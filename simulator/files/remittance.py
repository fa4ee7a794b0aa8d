"""Remittance exports: a section of payments, the title "Invoices", a section of lines."""
from decimal import Decimal

from .sheets import Row, Sheet, Table

PAYMENT_HEADINGS = (
    "Payment Number", "Payment Date", "Invoice Currency", "Amount in Invoice Currency", "Payment Currency",
    "Amount in Payment Currency", "Exchange Rate", "Payment Type", "Payment Status", "Payment Voided Reason",
)
FIRST_HEADINGS = ("Payment Number", "Invoice Number", "Invoice Date")
LAST_HEADINGS = (
    "Invoice Amount", "Invoice Currency", "Withholding Amount", "Terms Discount Taken", "Amount Paid",
    "Remaining Amount",
)
WORDS_HEADINGS = {
    "us": ("Description",),
    "eu": ("Description",),
    "types": ("Transaction type", "Transaction Description", "Reference Details", "Original Invoice Number"),
}
HIDDEN_WORDS = "Invoices of vendor codes that are not set up in this account are not shown for these payments."


def remittance(layout):
    """Return the function that builds the sheets of a layout: us, eu or types."""

    def build(view):
        shown = {payment.number: view.lines(payment) for payment in view.payments}
        payments = Table(list(PAYMENT_HEADINGS), [Row(_payment_cells(payment, view)) for payment in view.payments])
        has_codes = "several_vendor_codes" in view.nasty
        rows = [
            Row(_line_cells(view, payment, line, layout, has_codes), (payment.number, line_truth(view, line)))
            for payment in view.payments
            for line in shown[payment.number][0]
        ]
        warning = _warning([number for number, (_shown, hidden) in shown.items() if hidden])
        lines = Table(_headings(layout, has_codes), rows)
        before, after = ((), warning) if layout == "eu" else (warning, ())
        blocks = [payments, *before, Row([]), Row(["Invoices"]), lines, *after]
        return [Sheet("Remittance payments", blocks)]

    return build


def _headings(layout, has_codes):
    last = ["Net Amount Paid" if layout == "eu" and name == "Amount Paid" else name for name in LAST_HEADINGS]
    return [*FIRST_HEADINGS, *WORDS_HEADINGS[layout], *last, *(["Vendor Code"] if has_codes else [])]


def _payment_cells(payment, view):
    is_void = view.is_void(payment)
    return [
        payment.number, payment.date, payment.invoice_currency, payment.invoice_amount, payment.currency,
        payment.amount, payment.exchange_rate, payment.type, "Voided" if is_void else "Paid",
        payment.void_reason if is_void else None,
    ]


def _line_cells(view, payment, line, layout, has_codes):
    words = [_words(line)]
    if layout == "types":
        original = view.number(line.original_number) if line.original_number else None
        words = [line.type or None, line.description or "Payments", line.reference or None, original]
    return [
        payment.number, view.number_cell(line), line.date, *words, line.invoice_amount, line.currency,
        line.withholding, line.discount, line.paid, line.remaining, *([line.vendor_code] if has_codes else []),
    ]


def _words(line):
    """Return the short layouts' description: most lines have none."""
    is_telling = line.line_class in ("discount", "withholding") or line.case == "allowance"
    return line.description if is_telling or line.description.startswith("PO ") else None


def _warning(numbers):
    return [Row([HIDDEN_WORDS]), Row(["Payment Number", ", ".join(numbers)])] if numbers else []


def line_truth(view, line):
    """Return what the line really is; `invoice` is None where it is about none, or about several."""
    ours = [invoice.number for invoice in line.invoices]
    return {
        "number": view.number_of(line),
        "class": line.line_class,
        "is_reversal": line.is_reversal,
        "case": line.case,
        "invoice": ours[0] if len(ours) == 1 else None,
        "invoices": ours,
        "companies": [invoice.company for invoice in line.invoices],
        "invoice_amount": str(line.invoice_amount),
        "paid": str(line.paid),
        "discount": str(line.discount),
        "withholding": str(line.withholding),
        "remaining": str(line.remaining),
        "currency": line.currency,
        "purchase_order": line.purchase_order,
        "vendor_code": line.vendor_code,
    }


def payments_truth(view, rows):
    """Return the truth about each payment, its lines in the order of the file; `rows` are (payment number, truth)."""
    lines = {payment.number: [] for payment in view.payments}
    for number, truth in rows:
        lines[number].append(truth)
    return [
        {
            "number": payment.number,
            "date": payment.date.isoformat(),
            "currency": payment.currency,
            "amount": str(payment.amount),
            "invoice_currency": payment.invoice_currency,
            "invoice_amount": str(payment.invoice_amount),
            "exchange_rate": str(payment.exchange_rate) if payment.exchange_rate else None,
            "is_void": view.is_void(payment),
            "reissued_as": payment.reissued_as if view.is_void(payment) else "",
            "hidden": _hidden(view, payment),
            "difference": str(_difference(view, payment, lines[payment.number])),
            "lines": lines[payment.number],
        }
        for payment in view.payments
    ]


def _hidden(view, payment):
    hidden = view.lines(payment)[1]
    return str(sum(line.paid for line in hidden)) if hidden else None


def _difference(view, payment, lines):
    """Return by how much the payment is more than its lines, those that are hidden among them."""
    hidden = sum(line.paid for line in view.lines(payment)[1])
    return payment.invoice_amount - hidden - sum((Decimal(line["paid"]) for line in lines), Decimal(0))
