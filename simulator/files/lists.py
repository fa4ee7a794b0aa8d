"""The other exports: what stands behind the numbers of a remittance, row by row and with the same sums."""
from datetime import timedelta
from decimal import Decimal

from ..catalogue import PRODUCTS
from .books import digits_of
from .sheets import Row, Sheet, Table

MARKETPLACES = {
    "us": "US", "uk": "UK", "de": "DE", "fr": "FR", "es": "ES", "it": "IT", "au": "AU", "in": "IN", "jp": "JP",
}
TYPES = {"chargeback": "Chargeback", "return": "Product Returns", "agreement": "Contra COGS"}
ISSUES = (
    ("PO On-Time Accuracy", "Overage PO Units", "overage"),
    ("ASN", "ASN Accuracy", "late"),
    ("Receive Process", "Carton Information Compliance", "no carton content"),
    ("Prep Issue", "Bagging", "bag missing"),
    ("In Full Delivery", "Not Filled", "not filled"),
)


def taken(view, *line_classes):
    """Return {number: (its lines, what was taken in all as an amount above zero)} of the payments."""
    lines = {}
    for payment in view.payments:
        if not view.is_void(payment):
            for line in payment.lines:
                if line.line_class in line_classes and not line.is_reversal:
                    lines.setdefault(line.number, []).append(line)
    return {number: (found, -sum(line.paid for line in found)) for number, found in lines.items()}


def shares(amount, count, currency):
    """Part an amount into equal shares; the last one takes the rest."""
    step = Decimal(1).scaleb(-digits_of(currency))
    share = (amount / count).quantize(step)
    return [*[share] * (count - 1), amount - share * (count - 1)]


def product(view, key):
    return view.random(key).choice(PRODUCTS)


def _sheet(name, headings, rows, *above):
    return [Sheet(name, [*(Row(list(cells)) for cells in above), Table(list(headings), rows)])]


def deductions(view):
    """Your payables, ready for deduction: some days old, so what the last payment took is still to be deducted."""
    headings = (
        "Vendor code", "Transaction number", "Transaction date", "Type", "Invoice amount", "Deducted amount",
        "Balance", "",
    )
    last, rows = {line.number for line in view.payments[-1].lines}, []
    for number, (lines, amount) in taken(view, *TYPES).items():
        deducted = amount - amount if number in last else amount
        line = lines[0]
        cells = [
            line.vendor_code, number, line.date, TYPES[line.line_class], amount, deducted, amount - deducted, None,
        ]
        rows.append(Row(cells, _truth(line, number, amount, deducted=str(deducted), balance=str(amount - deducted))))
    return _sheet("Deductions", headings, rows, ["Your payables - ready for deduction"], [])


def _truth(line, number, amount, item="", **more):
    return {
        "kind": line.line_class, "number": number, "item": item, "amount": str(amount), "date": line.date.isoformat(),
        "currency": line.currency, "vendor_code": line.vendor_code, **more,
    }


# -- invoices --------------------------------------------------------------------------------------------------------


def _invoice_facts(view):
    """Return {invoice number: [paid, discount, shortages, price claims]} over all payments."""
    facts = {}
    for payment in view.payments:
        if view.is_void(payment):
            continue
        for line in payment.lines:
            if len(line.invoices) == 1:
                fact = facts.setdefault(line.invoices[0].number, [Decimal(0)] * 4)
                place = {"invoice": 0, "shortage": 2, "price_claim": 3}[line.line_class]
                fact[place] += line.paid
                fact[1] += line.discount
    return facts


def _status(paid, amount):
    if not paid:
        return "Approved for Payment"
    return "Paid" if paid >= amount else "Partially paid"


def invoices_v1(view):
    """The older export: each claim on an invoice is a row of its own, a child document."""
    headings = (
        "Marketplace", "Invoice Date", "Payment Due date", "Status", "Actual Paid Amount", "Payee", "Creation Date",
        "Invoice number", "Price", "Any Deductions",
    )
    place, payee, facts = MARKETPLACES[view.locale], view.ledger.payee, _invoice_facts(view)
    children = taken_back(view)
    rows = []
    for invoice in view.ledger.invoices:
        paid, discount, shortages, claims = facts.get(invoice.number, [Decimal(0)] * 4)
        status, number = _status(paid + discount, invoice.amount), view.number(invoice.number)
        cells = [
            place, invoice.date, invoice.date + timedelta(days=60), status, paid, payee,
            invoice.date + timedelta(days=1), number, invoice.amount, "Yes" if shortages or claims else "No",
        ]
        rows.append(Row(cells, _invoice_truth(invoice, number, status, paid)))
        for line in children.get(invoice.number, ()):
            number = view.number_of(line)
            child = [place, line.date, line.date, "Paid", line.paid, payee, line.date, number, line.paid, "No"]
            rows.append(Row(child, _truth(line, number, line.paid, status="Paid", paid=str(line.paid))))
    return _sheet("advancedSearchExportAll", headings, rows)


def taken_back(view):
    """Return {invoice number: lines of claims on it, and of what was given back}."""
    lines = {}
    for payment in view.payments:
        if not view.is_void(payment):
            for line in payment.lines:
                if line.line_class in ("shortage", "price_claim"):
                    lines.setdefault(line.invoices[0].number, []).append(line)
    return lines


def _invoice_truth(invoice, number, status, paid):
    return {
        "kind": "invoice", "number": number, "item": "", "amount": str(invoice.amount), "paid": str(paid),
        "date": invoice.date.isoformat(), "currency": invoice.currency, "vendor_code": invoice.vendor_code,
        "status": status, "invoice": invoice.number,
    }


def invoices_v2(view):
    """The export since 2024: one row for each invoice."""
    headings = (
        "Marketplace", "Invoice Number", "Invoice Date", "Payment Due Date", "Invoice Status", "Invoice Amount",
        "Actual Paid Amount", "Payee Code", "Invoice Creation Date", "Quantity Variance Amount",
        "Price Variance Amount", "Quick Pay Discount Amount", "Currency",
    )
    facts, rows = _invoice_facts(view), []
    for invoice in view.ledger.invoices:
        paid, discount, shortages, claims = facts.get(invoice.number, [Decimal(0)] * 4)
        status, number = _status(paid + discount, invoice.amount), view.number(invoice.number)
        cells = [
            MARKETPLACES[view.locale], number, invoice.date, invoice.date + timedelta(days=60), status, invoice.amount,
            paid, view.ledger.payee, invoice.date + timedelta(days=1), -shortages, -claims, discount,
            invoice.currency,
        ]
        rows.append(Row(cells, _invoice_truth(invoice, number, status, paid)))
    return _sheet("Headers", headings, rows)


# -- chargebacks, claims ---------------------------------------------------------------------------------------------


def chargebacks(centre):
    """Return the builder of Operational Performance's export; `centre` is how the place spells its last heading."""
    headings = (
        "Issue ID", "Financial charge", "Quantity", "Vendor code", "Issue type", "Creation date", "Dispute By",
        "Charge Invoice #", "Status", "Purchase order #", "Sub-type of the non-compliance", "ASIN", centre,
    )

    def build(view):
        rows = []
        for number, (lines, amount) in taken(view, "chargeback").items():
            line, rng = lines[0], view.random(number)
            for position, share in enumerate(shares(amount, rng.choice((1, 2, 3)), line.currency), 1):
                issue, subtype, _words = rng.choice(ISSUES)
                issue_id = f"{number.removesuffix('VCBSINV')}{position:03d}"
                order = view.order_number(number)
                cells = [
                    issue_id, share, rng.randrange(1, 40), line.vendor_code, issue, line.date,
                    line.date + timedelta(days=30), number, "Charged", order, subtype, product(view, issue_id).asin,
                    rng.choice(("PHX6", "ONT8", "MDT1")),
                ]
                rows.append(Row(cells, _truth(line, number, share, item=issue_id, purchase_order=order)))
        return _sheet("Chargebacks", headings, rows)

    return build


SHORTAGE_HEADINGS = (
    "Invoice number", "Dispute ID", "Marketplace", "Payee code", "Invoice date", "Due date", "Purchase order",
    "External ID", "ASIN", "Title", "Currency", "Unit price", "Invoiced quantity", "Received quantity",
    "Shortage quantity", "Shortage amount", "Disputed quantity", "Disputed amount", "Approved amount",
    "Approved quantity", "Decision",
)


def shortages(view):
    """Dispute Management's detail: one row for each product of a shortage claim."""
    rows, reversals = [], _reversals(view)
    for number, (lines, amount) in taken(view, "shortage").items():
        line = lines[0]
        invoice, article = line.invoices[0], product(view, number)
        quantity = view.random(number).randrange(2, 40)
        is_won = number + "R" in reversals
        approved = quantity if is_won else 0
        cells = [
            view.number(invoice.number), f"DSP{abs(int(amount * 100)):09d}", MARKETPLACES[view.locale],
            view.ledger.payee, invoice.date, invoice.date + timedelta(days=60), invoice.purchase_order,
            article.gtin13, article.asin, article.name, line.currency, _unit(amount, quantity, line.currency),
            quantity * 10, quantity * 9, quantity, amount, quantity, amount, amount if is_won else amount - amount,
            approved, "Approved" if is_won else "Denied",
        ]
        truth = _truth(line, view.number(invoice.number), amount, item=article.asin, quantity=quantity)
        truth |= {"claim": number, "invoice": invoice.number, "purchase_order": invoice.purchase_order}
        rows.append(Row(cells, truth))
    return _sheet("Shortages", SHORTAGE_HEADINGS, rows)


def _reversals(view):
    return {line.number for payment in view.payments for line in payment.lines if line.is_reversal}


def _unit(amount, quantity, currency):
    return (amount / quantity).quantize(Decimal(1).scaleb(-digits_of(currency)))


def price_disputes(view):
    """Dispute Management's list of price claims."""
    headings = (
        "Dispute ID", "Dispute type", "Reason", "Invoice number", "Purchase order", "Creation date", "Status",
        "Disputed amount", "Approved amount", "Currency",
    )
    rows, reversals = [], _reversals(view)
    for number, (lines, amount) in taken(view, "price_claim").items():
        line = lines[0]
        is_won = number + "R" in reversals
        dispute = f"PPV{view.random(number).randrange(10**9):09d}"
        cells = [
            dispute, "Price claim", "Price of the invoice is above the price of the order",
            view.number(line.invoices[0].number), line.purchase_order, line.date + timedelta(days=2),
            "Resolved" if is_won else "Pending Amazon action", amount, amount if is_won else amount - amount,
            line.currency,
        ]
        truth = _truth(line, view.number(line.invoices[0].number), amount, item=dispute)
        truth["date"] = (line.date + timedelta(days=2)).isoformat()
        rows.append(Row(cells, {**truth, "claim": number, "invoice": line.invoices[0].number}))
    return _sheet("Disputes", headings, rows)


# -- returns, agreements ---------------------------------------------------------------------------------------------


def returns(view):
    """Returns of goods in two sheets: one row for each return, one for each product in it."""
    summary = (
        "Return ID", "Return date", "Warehouse", "Vendor code", "Invoice number", "Return quantity", "Marketplace",
        "Total cost", "Currency code", "Shipment request ID",
    )
    items = (
        "Return ID", "Purchase order", "Distributor shipment ID", "Product", "Product line", "ASIN", "EAN", "UPC",
        "Reason", "Carton", "Carrier", "Tracking number", "Quantity", "Cost per unit", "Total amount",
        "Currency code",
    )
    returned, returned_items = [], []
    for number, (lines, amount) in taken(view, "return").items():
        line, rng = lines[0], view.random(number)
        costs = shares(amount, rng.choice((1, 2)), line.currency)
        returned.append(
            Row([
                number, line.date, "PHX6", line.vendor_code, number, len(costs), MARKETPLACES[view.locale], amount,
                line.currency, f"SR{rng.randrange(10**8):08d}",
            ])
        )
        for position, cost in enumerate(costs, 1):
            article = product(view, f"{number}/{position}")
            cells = [
                number, view.order_number(number), f"DS{position:05d}", article.name, article.category, article.asin,
                article.gtin13, None, "Defective", position, "UPS", f"1Z{rng.randrange(10**12)}", 1, cost, cost,
                line.currency,
            ]
            returned_items.append(Row(cells, _truth(line, number, cost, item=article.asin)))
    return [
        Sheet("Return summary", [Table(list(summary), returned)]),
        Sheet("Return items", [Table(list(items), returned_items)]),
    ]


def agreements(view):
    """The co-op list: one row for each invoice of Amazon's under an agreement."""
    headings = (
        "Invoice number", "Invoice date", "Agreement", "Agreement title", "Funding type", "Billed amount",
        "Currency",
    )
    rows = []
    for number, (lines, amount) in taken(view, "agreement").items():
        line = lines[0]
        agreement, kind = number.split("-")[0], view.random(number).choice(("Volume incentive", "Damage allowance"))
        cells = [number, line.date, agreement, f"{kind} 2026", kind, amount, line.currency]
        rows.append(Row(cells, _truth(line, number, amount, subject=agreement)))
    return _sheet("Co-op", headings, rows)


BACKUP_HEADINGS = (
    "Receive Date", "Order Date", "Ship Date", "Return Date", "Cost Date", "Transaction Type", "Quantity", "Net Sales",
    "Net Sales Currency", "List Price", "Rebate In Agreement Currency", "Agreement Currency", "Purchase Order", "Asin",
    "UPC", "EAN", "Manufacturer", "Distributor", "Product Group", "Category", "Subcategory", "Title",
    "Product Description",
)


def agreement_backup(view):
    """The backup report of the first agreement's invoice, which the sheet is named after; its last row is a total."""
    found = {number: what for number, what in taken(view, "agreement").items() if what[0][0].case == "agreement"}
    if not found:
        raise ValueError("none of these payments has a line of an agreement")
    number, (lines, amount) = next(iter(found.items()))
    line, rows = lines[0], []
    rebates = shares(amount, 8, line.currency)
    for position, rebate in enumerate(rebates, 1):
        article = product(view, f"{number}/{position}")
        day = line.date - timedelta(days=40 - position)
        cells = [
            day + timedelta(days=3), day, day + timedelta(days=1), None, day, "SALE", position, rebate * 20,
            line.currency, article.cost_in(line.currency), rebate, line.currency, view.order_number(number),
            article.asin, None, article.gtin13, "Acorn", "Acorn", article.category, article.category, None,
            article.name, article.name,
        ]
        rows.append(Row(cells, _truth(line, number, rebate, item=article.asin, quantity=position)))
    total = [None] * len(BACKUP_HEADINGS)
    total[0], total[6], total[7], total[10] = "Total", sum(range(1, len(rebates) + 1)), amount * 20, amount
    return [Sheet(number, [Table(list(BACKUP_HEADINGS), rows, [Row(total)])])]
