"""What Amazon takes, and gives back, that is about none of our invoices."""
from datetime import timedelta


def chargeback(desk, place, vendor_code):
    _take(desk, place, "chargeback", f"{desk.count('chargeback')}VCBSINV", vendor_code, (5, 90), "Chargeback")


def chargeback_twice(desk, place, vendor_code):
    """Two lines that differ in nothing."""
    number, amount = f"{desk.count('chargeback')}VCBSINV", -desk.draw(place, 5, 60)
    for _time in range(2):
        desk.take(
            place, number, "chargeback", "chargeback_twice", amount, vendor_code=vendor_code,
            type="Others", description="Chargeback",
        )


def product_return(desk, place, vendor_code):
    number = f"36594{desk.count('return'):010d}"
    _take(desk, place, "return", number, vendor_code, (20, 300), "Product returns")


def agreement(desk, place, vendor_code):
    number = f"{6200 + desk.rng.randrange(90)}-14938{desk.count('agreement'):05d}"
    _take(desk, place, "agreement", number, vendor_code, (30, 400), "COOP", "Financial Debit Note Invoice")


def price_protection(desk, place, vendor_code):
    number = f"IPAPUS{desk.count('price_protection'):07d}"
    _take(desk, place, "price_protection", number, vendor_code, (10, 120), "Price protection")


def allowance(desk, place, vendor_code):
    number = f"ALD{desk.count('allowance'):08d}"
    words = "Allowance – Discounts received"
    _take(desk, place, "agreement", number, vendor_code, (5, 50), words, case="allowance")


def discount(desk, place, vendor_code):
    """A discount as a line of its own, beside those that come off the invoices' lines."""
    _take(desk, place, "discount", f"QPD{desk.count('discount'):08d}", vendor_code, (5, 50), "Quick-pay discount")


def withholding(desk, place, vendor_code):
    number = f"TDS{desk.count('withholding'):08d}"
    _take(desk, place, "withholding", number, vendor_code, (2, 30), "Withholding tax")


def provision(desk, place, vendor_code):
    _provide(desk, place, "PROVISION_FOR_RECEIVABLES", "R", "Provision for to be billed receivable")


def aged_provision(desk, place, vendor_code):
    _provide(desk, place, "PROVISION_FOR_AGED_RECEIVABLE", "-R", "Provision for aged receivable")


def _provide(desk, place, name, release, words):
    """Hold an amount back, and release it with a later payment, or with the same one when that is the last."""
    day = desk.days[place] - timedelta(days=desk.rng.randrange(1, 6))
    number, amount = f"{day:%y%m%d}_{name}", desk.draw(place, 20, 500)
    more = {"date": day, "description": words}
    desk.take(place, number, "provision", "provision", -amount, type="Provision deduction", **more)
    desk.take(
        desk.later(place), number + release, "provision", "provision", amount, is_reversal=True,
        type="Provision reversal", **more,
    )


def _take(desk, place, line_class, number, vendor_code, bounds, words, kind="Others", case=""):
    desk.take(
        place, number, line_class, case or line_class, -desk.draw(place, *bounds), vendor_code=vendor_code, type=kind,
        description=words,
    )


CHARGES = (
    chargeback, product_return, agreement, provision, aged_provision, price_protection, discount, chargeback_twice,
    allowance,
)
