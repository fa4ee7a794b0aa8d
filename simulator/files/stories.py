"""What becomes of an invoice in Amazon's payments. Each story pays it, and may take some of it back."""

# How often each story is told among a hundred invoices.
USUAL = {
    "in_full": 54, "in_slices": 6, "in_several_lines": 3, "in_equal_halves": 2, "cents_differ": 3, "credit_note": 3,
    "only_by_order": 3, "lump": 2, "unpaid": 3, "shortage": 6, "shortage_reversed": 4, "shortage_chain": 2,
    "shortage_hyphen": 2, "shortage_in_slices": 2, "price_claim": 3, "price_claim_reversed": 2,
}
INVOICES_OF_LUMP = (2, 3)


def in_full(desk, place, case, invoice):
    desk.pay(place, invoice, case)


def unpaid(desk, place, case, invoice):
    """Amazon has not paid it yet."""


def in_slices(desk, place, case, invoice):
    """Pay it over two or three payments; Remaining Amount says what is to come."""
    _pay_parts(desk, place, case, invoice, desk.rng.choice((2, 3)), desk.later)


def in_several_lines(desk, place, case, invoice):
    """Pay it in several lines of one payment."""
    _pay_parts(desk, place, case, invoice, desk.rng.choice((2, 3)), lambda same: same)


def _pay_parts(desk, place, case, invoice, count, next_place):
    left = desk.cents(invoice.amount, place)
    for part in range(count, 0, -1):
        gross = left if part == 1 else left * desk.rng.randrange(30, 70) // 100
        left -= gross
        desk.pay(place, invoice, case, gross, remaining=left)
        place = next_place(place)


def in_equal_halves(desk, place, case, invoice):
    """Pay it in two lines that differ in nothing; an odd cent stays open."""
    gross, rest = divmod(desk.cents(invoice.amount, place), 2)
    for _half in range(2):
        desk.pay(place, invoice, case, gross, remaining=rest)


def cents_differ(desk, place, case, invoice):
    """Amazon reckons a cent or two more or less than our books."""
    amount = desk.cents(invoice.amount, place) + desk.rng.choice((-2, -1, 1, 2))
    desk.pay(place, invoice, case, amount, invoice_amount=amount)


def only_by_order(desk, place, case, invoice):
    """Amazon names a number of its own; only the purchase order and the amount tell what it pays."""
    order = invoice.purchase_order
    desk.pay(place, invoice, case, number=f"77{desk.count('own_number'):08d}", description=f"PO {order}")


def lump(desk, place, case, *invoices):
    """One line pays two or three invoices of one purchase order."""
    total = sum(desk.cents(invoice.amount, place) for invoice in invoices)
    order = invoices[0].purchase_order
    desk.pay(
        place, invoices[0], case, total, invoice_amount=total, invoices=invoices,
        number=f"78{desk.count('own_number'):08d}", description=f"PO {order}",
    )


CLAIM_WORDS = {
    "shortage": ("Financial Debit Note Invoice", "Quantity shortage"),
    "price_claim": ("Financial Debit Note Invoice", "Price variance"),
}
CHAIN = ("SC", "SCR", "SCRSC", "SCRSCR")


def _claims(desk, place, case, invoice, line_class, suffixes, low=2, high=15):
    """Pay the invoice and claim some of it; each further suffix comes one payment later, with the other sign."""
    desk.pay(place, invoice, case)
    amount = max(2, desk.cents(invoice.amount, place) * desk.rng.randrange(low, high) // 100)
    kind, words = CLAIM_WORDS[line_class]
    for position, suffix in enumerate(suffixes):
        is_reversal = suffix.endswith("R")
        if position == 2:
            amount = max(1, amount * 6 // 10)  # the claim comes back smaller
        desk.take(
            place, invoice.number + suffix, line_class, case, amount if is_reversal else -amount, invoice=invoice,
            is_reversal=is_reversal, type=kind, description=words + (" reversal" if is_reversal else ""),
        )
        place = desk.later(place)


def shortage(desk, place, case, invoice):
    _claims(desk, place, case, invoice, "shortage", CHAIN[:1])


def shortage_reversed(desk, place, case, invoice):
    _claims(desk, place, case, invoice, "shortage", CHAIN[:2])


def shortage_chain(desk, place, case, invoice):
    _claims(desk, place, case, invoice, "shortage", CHAIN)


def shortage_hyphen(desk, place, case, invoice):
    _claims(desk, place, case, invoice, "shortage", ("-SC", "-SCR"))


def price_claim(desk, place, case, invoice):
    _claims(desk, place, case, invoice, "price_claim", ("PC",), 1, 6)


def price_claim_reversed(desk, place, case, invoice):
    _claims(desk, place, case, invoice, "price_claim", ("PC", "PCR"), 1, 6)


def shortage_in_slices(desk, place, case, invoice):
    """Take one claim in two payments; Remaining Amount says what is to come."""
    desk.pay(place, invoice, case)
    amount = max(4, desk.cents(invoice.amount, place) // 10)
    first = amount * desk.rng.randrange(30, 70) // 100
    kind, words = CLAIM_WORDS["shortage"]
    for cents, remaining in ((first, amount - first), (amount - first, 0)):
        desk.take(
            place, invoice.number + "SC", "shortage", case, -cents, total=-amount, remaining=-remaining,
            invoice=invoice, type=kind, description=words,
        )
        place = desk.later(place)


STORIES = {
    "in_full": in_full, "in_slices": in_slices, "in_several_lines": in_several_lines,
    "in_equal_halves": in_equal_halves, "cents_differ": cents_differ, "credit_note": in_full,
    "only_by_order": only_by_order, "lump": lump, "unpaid": unpaid, "shortage": shortage,
    "shortage_reversed": shortage_reversed, "shortage_chain": shortage_chain, "shortage_hyphen": shortage_hyphen,
    "shortage_in_slices": shortage_in_slices, "price_claim": price_claim,
    "price_claim_reversed": price_claim_reversed,
}
