"""Stories that even a careful person could get wrong; a ledger tells them only where it is asked to.

`Ledger(stories={**USUAL, **AWKWARD})`. A matcher should ask about most of them; none of them may go to a wrong invoice
without a question.
"""
from decimal import Decimal

AWKWARD = {
    "paid_twice": 2, "twins_of_order": 2, "sum_of_two": 2, "number_cut": 2, "prefix_lost": 2, "suffix_twins": 2,
    "zero_twins": 1, "separator_twins": 1,
}


def paid_twice(desk, place, case, invoice):
    """Amazon pays the same invoice again with its next payment."""
    desk.pay(place, invoice, case)
    desk.pay(desk.later(place), invoice, case)


def twins_of_order(desk, place, case, invoice, twin):
    """Two invoices of one order have the same amount, and the line names but the order; it pays the first one."""
    order = invoice.purchase_order
    desk.pay(place, invoice, case, number=f"77{desk.count('own_number'):08d}", description=f"PO {order}")


def sum_of_two(desk, place, case, first, second, other):
    """A line pays two invoices of an order, whose sum is the amount of a third one."""
    total = desk.cents(first.amount, place) + desk.cents(second.amount, place)
    desk.pay(
        place, first, case, total, invoice_amount=total, invoices=(first, second),
        number=f"78{desk.count('own_number'):08d}", description=f"PO {first.purchase_order}",
    )


def number_cut(desk, place, case, invoice):
    """The last two letters of the number are lost, so that it may look like another one."""
    desk.pay(place, invoice, case, number=invoice.number[:-2])


def prefix_lost(desk, place, case, invoice):
    """What stands before the first separator is lost, or the first two letters where there is none."""
    _prefix, separator, rest = invoice.number.replace("-", "/").partition("/")
    desk.pay(place, invoice, case, number=invoice.number[-len(rest) :] if separator else invoice.number[2:])


def suffix_twins(desk, place, case, invoice, twin):
    """The number of a shortage claim on one invoice is that of another invoice."""
    desk.pay(place, invoice, case)
    claim = max(2, desk.cents(invoice.amount, place) // 20)
    desk.take(
        place, invoice.number + "SC", "shortage", case, -claim, invoice=invoice, type="Financial Debit Note Invoice",
        description="Quantity shortage",
    )


def zero_twins(desk, place, case, invoice, twin):
    """Two numbers differ in leading zeros only, and Amazon leaves them out; the line pays the one that has them."""
    desk.pay(place, invoice, case, number=twin.number)


def separator_twins(desk, place, case, invoice, twin):
    """Two numbers differ in separators only, and Amazon leaves them out; the line pays the first one."""
    desk.pay(place, invoice, case, number=invoice.number.replace("/", ""))


# -- what the invoices are like, before they are paid ------------------------------------------------------------


def _same_amount(first, twin):
    twin.amount = first.amount


def _one_is_the_sum(first, second, other):
    other.amount = first.amount + second.amount


def _one_has_a_suffix(first, twin):
    twin.number = first.number + "SC"


def _one_has_zeros(first, twin):
    digits = "".join(letter for letter in first.number if letter.isdecimal()).lstrip("0")[:9]
    first.number, twin.number = f"00{digits}9", f"{digits}9"
    first.amount += Decimal(1)


def _one_has_hyphens(first, twin):
    first.number, twin.number = f"SEP/{first.number}/1", f"SEP-{first.number}-1"


# How many invoices of one order a story needs, and what is done to them.
SHAPES = {
    "twins_of_order": (2, _same_amount),
    "sum_of_two": (3, _one_is_the_sum),
    "suffix_twins": (2, _one_has_a_suffix),
    "zero_twins": (2, _one_has_zeros),
    "separator_twins": (2, _one_has_hyphens),
}
STORIES = {
    "paid_twice": paid_twice, "twins_of_order": twins_of_order, "sum_of_two": sum_of_two, "number_cut": number_cut,
    "prefix_lost": prefix_lost, "suffix_twins": suffix_twins, "zero_twins": zero_twins,
    "separator_twins": separator_twins,
}
