"""The other exports tell the same story as the remittances: the same numbers, the same sums."""
import csv
import io
from collections import Counter
from decimal import Decimal

import pytest

from simulator import Simulator
from simulator.files import LAYOUTS, Ledger, write

from .conftest import NOW
from .files import amount, grids, section

LISTS = {
    # layout: (heading of the number, heading of the amount, classes that it is about)
    "deductions": ("Transaction number", "Invoice amount", ("chargeback", "return", "agreement")),
    "chargebacks_us": ("Charge Invoice #", "Financial charge", ("chargeback",)),
    "chargebacks_uk": ("Charge Invoice #", "Financial charge", ("chargeback",)),
    "chargebacks_au": ("Charge Invoice #", "Financial charge", ("chargeback",)),
    "agreements": ("Invoice number", "Billed amount", ("agreement",)),
    "returns_xls": ("Return ID", "Total cost", ("return",)),
}


@pytest.fixture(scope="module")
def ledger():
    return Ledger(invoices=200)


def taken(ledger, *classes):
    """Return {number: what the remittances take for it}."""
    sums = Counter()
    for line in ledger.lines:
        if line.line_class in classes and not line.is_reversal:
            sums[line.number] -= line.paid
    return dict(sums)


def segments(file, separator, element):
    return [part.strip().split(element) for part in file.body.decode().split(separator) if part.strip()]


@pytest.mark.parametrize("layout", LISTS)
def test_list_explains_every_number_of_the_remittances_and_its_amount(ledger, layout):
    number, heading, classes = LISTS[layout]
    rows = section(next(iter(grids(write(ledger, layout)).values())), number, heading)
    sums = Counter()
    for row in rows:
        sums[str(row[number])] += amount(row[heading])
    assert dict(sums) == taken(ledger, *classes)
    assert len(sums) > 1


@pytest.mark.parametrize("layout", [name for name in LAYOUTS if not LAYOUTS[name].is_edi])
@pytest.mark.parametrize("nasty", [(), "all"])
def test_every_layout_opens_in_every_container_with_a_row_for_each_truth(ledger, layout, nasty):
    for container in (*LAYOUTS[layout].containers, "zip"):
        file = write(ledger, layout, nasty=nasty, container=container)
        truths = file.truth.get("rows") or [line for payment in file.truth["payments"] for line in payment["lines"]]
        rows = sum(len(grid) for grid in grids(file).values())
        assert 0 < len(truths) < rows


@pytest.mark.parametrize(("layout", "text"), [
    ("chargebacks_us", "Feb 10, 2026"), ("chargebacks_uk", "10-Feb-2026"), ("chargebacks_au", "10/02/2026"),
])
def test_chargebacks_state_their_dates_as_in_their_place(ledger, layout, text):
    rows = section(grids(write(ledger, layout))[""], "Charge Invoice #")
    assert text in {row["Creation date"] for row in rows}


def test_deductions_of_the_last_payment_are_still_to_be_made(ledger):
    rows = section(grids(write(ledger, "deductions"))[""], "Transaction number")
    last = {line.number for line in ledger.payments[-1].lines}
    assert {row["Transaction number"] in last for row in rows} == {True, False}
    for row in rows:
        is_open = row["Transaction number"] in last
        assert amount(row["Deducted amount"]) == (0 if is_open else amount(row["Invoice amount"]))
        assert amount(row["Balance"]) == amount(row["Invoice amount"]) - amount(row["Deducted amount"])


def test_invoices_are_listed_with_what_was_paid_and_claimed(ledger):
    rows = section(grids(write(ledger, "invoices_v2"))[""], "Invoice Number")
    paid, claimed = Counter(), Counter()
    for line in ledger.lines:
        if len(line.invoices) == 1:
            (paid if line.line_class == "invoice" else claimed)[line.invoices[0].number] += line.paid
    assert [row["Invoice Number"] for row in rows] == [invoice.number for invoice in ledger.invoices]
    for row in rows:
        number = row["Invoice Number"]
        assert amount(row["Actual Paid Amount"]) == paid[number]
        assert amount(row["Quantity Variance Amount"]) + amount(row["Price Variance Amount"]) == -claimed[number]


def test_older_invoice_list_has_a_row_for_each_claim(ledger):
    rows = section(grids(write(ledger, "invoices_v1"))[""], "Invoice number")
    claims = [line.number for line in ledger.lines if line.line_class in ("shortage", "price_claim")]
    numbers = Counter(row["Invoice number"] for row in rows)
    assert numbers == Counter([invoice.number for invoice in ledger.invoices] + claims)


def test_disputes_name_our_invoice_and_the_amount(ledger):
    shortages = section(grids(write(ledger, "shortages"))["Shortages"], "Invoice number", "Decision")
    assert sum(amount(row["Shortage amount"]) for row in shortages) == sum(taken(ledger, "shortage").values())
    prices = section(grids(write(ledger, "price_disputes"))["Disputes"], "Invoice number", "Status")
    assert sum(amount(row["Disputed amount"]) for row in prices) == sum(taken(ledger, "price_claim").values())
    assert {row["Invoice number"] for row in (*shortages, *prices)} < set(ledger.by_number)


def test_return_items_sum_to_their_return(ledger):
    sheets = grids(write(ledger, "returns_xls"))
    sums = Counter()
    for row in section(sheets["Return items"], "Return ID", "Total amount"):
        sums[row["Return ID"]] += amount(row["Total amount"])
    assert dict(sums) == taken(ledger, "return")


def test_backup_of_an_agreement_sums_to_its_invoice_and_ends_with_the_total(ledger):
    ((number, rows),) = grids(write(ledger, "agreement_backup", nasty="shuffled_rows")).items()
    *items, total = section(rows, "Rebate In Agreement Currency")
    assert total["Receive Date"] == "Total"
    assert sum(amount(row["Rebate In Agreement Currency"]) for row in items) == taken(ledger, "agreement")[number]
    assert amount(total["Rebate In Agreement Currency"]) == taken(ledger, "agreement")[number]


# -- EDI -------------------------------------------------------------------------------------------------------------


def test_x12_envelopes_count_what_they_hold(ledger):
    file = write(ledger, "x12_820")
    assert file.body[:3] == b"ISA"
    assert file.body[105:106] == b"~"  # the first segment has a fixed width
    found = segments(file, "~", "*")
    starts = [place for place, segment in enumerate(found) if segment[0] == "ST"]
    ends = [place for place, segment in enumerate(found) if segment[0] == "SE"]
    assert [found[end][1] for end in ends] == [
        str(end - start + 1) for start, end in zip(starts, ends, strict=True)
    ]
    assert [found[end][2] for end in ends] == [found[start][2] for start in starts] == ["0001", "0002", "0003"]
    assert found[-2:] == [["GE", "3", "1"], ["IEA", "1", "000000001"]]


def test_x12_remittance_sums_to_the_payment(ledger):
    found = segments(write(ledger, "x12_820"), "~", "*")
    totals = [Decimal(segment[2]) for segment in found if segment[0] == "BPR"]
    assert totals == [payment.amount for payment in ledger.payments]
    paid = [Decimal(segment[4] or 0) for segment in found if segment[0] == "RMR"]
    assert sum(paid) == sum(totals)
    assert [segment[2] for segment in found if segment[0] == "TRN"] == [payment.number for payment in ledger.payments]


def test_edifact_messages_count_what_they_hold_and_sum_to_the_payment():
    ledger = Ledger(invoices=60, currency="GBP", payment_currency="EUR", exchange_rate="1.1725")
    file = write(ledger, "edifact_remadv")
    assert file.body.startswith(b"UNA:+.? '")
    found = segments(file, "'", "+")[1:]
    starts = [place for place, segment in enumerate(found) if segment[0] == "UNH"]
    ends = [place for place, segment in enumerate(found) if segment[0] == "UNT"]
    for start, end, payment in zip(starts, ends, ledger.payments, strict=True):
        message = found[start : end + 1]
        assert message[-1][1] == str(len(message))
        assert message[-1][2] == message[0][1]
        assert message[1] == ["BGM", "481", payment.number, "9"]
        assert ["CUX", "2:GBP:4", "3:EUR:11", "1.1725"] in message
        *paid, total = [segment[1].split(":")[1] for segment in message if segment[1].startswith("12:")]
        assert sum(map(Decimal, paid)) == payment.invoice_amount
        assert Decimal(total) == payment.amount
    assert found[-1] == ["UNZ", "3", "1"]


# -- purchase orders -------------------------------------------------------------------------------------------------


def counted(line, in_pieces):
    """Return how many a line orders, and what one of them costs, in its own unit or in pieces."""
    quantity, cost = line["orderedQuantity"], Decimal(line["netCost"]["amount"])
    size = quantity["unitSize"] if quantity["unitOfMeasure"] == "Cases" else 1
    return (quantity["amount"] * size, cost) if in_pieces else (quantity["amount"], cost * size)


@pytest.mark.parametrize(("layout", "quantity", "cost"), [
    ("purchase_orders_v1", "Quantity Requested", "Case Cost"), ("purchase_orders_v2", "Requested quantity", "Cost"),
])
def test_purchase_orders_are_those_that_the_api_shows(ledger, layout, quantity, cost):
    """The older workbook counts in the unit of the order, the newer one in pieces."""
    with Simulator("demo", now=NOW) as sim:
        orders = sim.world.orders()
    (rows,) = grids(write(ledger, layout, orders=orders)).values()
    found = [
        (row["PO"], row[quantity], amount(row[cost]), amount(row["Total Cost" if "Case" in cost else "Total cost"]))
        for row in section(rows, "PO", quantity)
    ]
    expected = [
        (order.number, count, each, count * each)
        for order in orders for line in order.lines
        for count, each in [counted(line, in_pieces=layout.endswith("v2"))]
    ]
    assert found == expected
    assert len({order for order, _count, _cost, _total in found}) == 53


def test_orders_in_pieces_only_state_a_unit_cost(ledger):
    with Simulator("empty", now=NOW) as sim:
        sim.world.add_order("ACRN1", "PHX6", [{"sku": "AC-KET-17", "quantity": 5, "cost": "9.99"}], number="USORDER1")
        file = write(ledger, "purchase_orders_v1", orders=sim.world.orders(), container="csv")
    (headings, row) = csv.reader(io.StringIO(file.body.decode()))
    assert headings[-3:] == ["Unit Cost", "", "Total Cost"]
    assert row[-3:] == ["9.99", "USD", "49.95"]
