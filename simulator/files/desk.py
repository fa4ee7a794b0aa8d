"""Where payments are put together: lines in whole cents, sliced and spread over payments."""
from datetime import timedelta
from decimal import Decimal

from .books import Line, digits_of


class Desk:
    """Collect the lines of every payment; `places` are payments by their position."""

    def __init__(self, rng, days, currencies, discount, withholding, payee):
        self.rng = rng
        self.days = days  # the date of each payment
        self.currencies = currencies  # the currency of each payment's invoices
        self.lines = [[] for _day in days]
        self.payee = payee
        self._digits = [digits_of(currency) for currency in currencies]
        self._step = len(set(currencies))
        self._discount = Decimal(discount)
        self._withholding = Decimal(withholding)
        self._counts = {}

    def later(self, place):
        """Return the next payment in the same currency, or this one when it is the last."""
        return place + self._step if place + self._step < len(self.lines) else place

    def count(self, name):
        """Return the next number of a series of Amazon's."""
        self._counts[name] = self._counts.get(name, self.rng.randrange(1000, 5000)) + 1
        return self._counts[name]

    def money(self, cents, place):
        return Decimal(cents).scaleb(-self._digits[place])

    def cents(self, amount, place):
        return int(amount.scaleb(self._digits[place]))

    def draw(self, place, low, high):
        """Return an amount between two numbers of units, in cents."""
        factor = 150 if self.currencies[place] == "JPY" else 100
        return self.rng.randrange(low * factor, high * factor)

    def pay(self, place, invoice, case, gross=None, remaining=0, invoice_amount=None, **more):
        """Pay (a part of) an invoice: discount and withholding come off what it settles."""
        if gross is None:
            gross = self.cents(invoice.amount, place)
        discount = withheld = 0
        if self._discount and self._is_paid_early(invoice):
            discount = int(gross * self._discount)
        if self._withholding:
            withheld = int(gross * self._withholding)
        more.setdefault("number", invoice.number)
        more.setdefault("invoices", (invoice,))
        more.setdefault("type", "Invoice")
        more.setdefault("reference", invoice.purchase_order)
        self.lines[place].append(
            Line(
                line_class="invoice",
                case=case,
                date=invoice.date,
                currency=invoice.currency,
                invoice_amount=invoice.amount if invoice_amount is None else self.money(invoice_amount, place),
                paid=self.money(gross - discount - withheld, place),
                discount=self.money(discount, place),
                withholding=self.money(withheld, place),
                remaining=self.money(remaining, place),
                purchase_order=invoice.purchase_order,
                vendor_code=invoice.vendor_code,
                **more,
            )
        )

    @staticmethod
    def _is_paid_early(invoice):
        """Tell whether Amazon takes the quick-pay discount: of seven invoices in ten, and of all their parts."""
        return invoice.amount > 0 and invoice.amount.as_tuple().digits[-1] < 7

    def take(self, place, number, line_class, case, cents, total=None, remaining=0, invoice=None, **more):
        """Add a deduction, or with a positive amount what gives it back; `total` is that of all its slices."""
        more.setdefault("date", self.days[place] - timedelta(days=9))
        more.setdefault("original_number", invoice.number if invoice else "")
        more.setdefault("purchase_order", invoice.purchase_order if invoice else "")
        more.setdefault("vendor_code", invoice.vendor_code if invoice else "")
        self.lines[place].append(
            Line(
                number=number,
                line_class=line_class,
                case=case,
                currency=self.currencies[place],
                invoice_amount=self.money(cents if total is None else total, place),
                paid=self.money(cents, place),
                discount=self.money(0, place),
                withholding=self.money(0, place),
                remaining=self.money(remaining, place),
                invoices=(invoice,) if invoice else (),
                **more,
            )
        )
