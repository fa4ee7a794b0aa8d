"""The seeded ledger: our invoices, and the payments in which Amazon pays them; the same seed makes the same ones."""
import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from . import awkward
from . import charges as charging
from .books import Invoice, Payment, digits_of, rounded
from .desk import Desk
from .numbers import FORMS, USUAL_FORMS, credit_note_number, order_number
from .stories import INVOICES_OF_LUMP, STORIES, USUAL

ALL_STORIES = {**STORIES, **awkward.STORIES}


class Ledger:
    """Invoices and payments of one payee.

    `currency` may name several: the payments take turns. With `payment_currency` and `exchange_rate` Amazon pays in
    another currency than the invoices'. `hidden` and `voided` are how many payments have lines that this login may not
    see, and how many were voided and made again under another number. `charges` is how many lines about none of our
    invoices come with each invoice. `books` are invoices to pay in place of made-up ones, `purchase_orders` numbers to
    use for those. `same_numbers` lets the companies number their invoices alike. `stories` are weights of what becomes
    of invoices, such as {**stories.USUAL, **awkward.AWKWARD}.
    """

    def __init__(
        self, seed=1, invoices=500, payments=3, payee="ACRNU", currency="USD", vendor_codes=("ACRN1", "ACRN2"),
        companies=("us",), payment_currency=None, exchange_rate=None, start=date(2026, 1, 5), hidden=0, voided=0,
        discount="0.02", withholding=None, charges=0.08, stories=None, forms=None, books=None, purchase_orders=(),
        first_number=1, same_numbers=False,
    ):
        self.seed = seed
        self.payee = payee
        self.currencies = (currency,) if isinstance(currency, str) else tuple(currency)
        self.vendor_codes = tuple(vendor_codes)
        self.companies = tuple(companies)
        self._payment_currency = payment_currency
        self._exchange_rate = Decimal(str(exchange_rate)) if exchange_rate else None
        self._weights = {"stories": stories or USUAL, "forms": forms or USUAL_FORMS}
        self._orders = tuple(purchase_orders)
        self._first_number = first_number
        self._same_numbers = same_numbers
        rng = self._rng = random.Random(seed)
        self._counts = {}
        if withholding is None:
            withholding = "0.001" if "INR" in self.currencies else "0"
        self._days = [start + timedelta(days=45 + 7 * place) for place in range(payments)]
        currencies = [self.currencies[place % len(self.currencies)] for place in range(payments)]
        desk = Desk(rng, self._days, currencies, discount, withholding, payee)
        plan = self._plan(list(books)) if books is not None else self._made_up(invoices, currencies)
        self.invoices = tuple(invoice for _place, _case, paid in plan for invoice in paid)
        for place, case, paid in plan:
            ALL_STORIES[case](desk, place, case, *paid)
        if charges:
            self._charge(desk, charges)
        self.payments = self._payments(desk, hidden, voided)

    @cached_property
    def by_number(self):
        return {invoice.number: invoice for invoice in self.invoices}

    @property
    def lines(self):
        """Return the lines of all payments that were not voided, the hidden ones among them."""
        return [
            line for payment in self.payments if not payment.void_reason
            for line in (*payment.lines, *payment.hidden_lines)
        ]

    # -- invoices ----------------------------------------------------------------------------------------------

    def _deck(self, name):
        """Yield names as often as they weigh: each once at first, then hundred by hundred."""
        weights = self._weights[name]
        first = list(weights)
        self._rng.shuffle(first)
        yield from first
        cards = [card for card, weight in weights.items() for _time in range(weight)]
        while True:
            self._rng.shuffle(cards)
            yield from cards

    def _made_up(self, count, currencies):
        """Return [(place of the payment, story, its invoices)] with `count` invoices in all."""
        plan, made, orders = [], 0, 0
        stories, forms = self._deck("stories"), self._deck("forms")
        keeps_order = False
        while made < count:
            case = next(stories)
            size, shape = self._shape(case)
            if made + size > count:
                case, size, shape = "in_full", 1, None
            place = made * len(currencies) // count
            # Some orders have several invoices; those that only the order identifies have one of their own.
            is_alone = size > 1 or case == "only_by_order"
            if is_alone or not keeps_order or self._rng.random() > 0.2:
                orders += 1
            keeps_order = not is_alone
            made_now = tuple(self._invoice(case, place, currencies[place], forms, orders) for _time in range(size))
            if shape:
                shape(*made_now)
            plan.append((place, case, made_now))
            made += size
        return plan

    def _shape(self, case):
        """Return how many invoices of one order a story is about, and what makes them what it needs, if anything."""
        if case == "lump":
            return self._rng.choice(INVOICES_OF_LUMP), None
        return awkward.SHAPES.get(case, (1, None))

    def _invoice(self, case, place, currency, forms, order):
        rng = self._rng
        day = self._days[place] - timedelta(days=rng.randrange(30, 61))
        company = rng.choice(self.companies)
        factor = 150 if currency == "JPY" else 100
        cents = rng.randrange(40 * factor, 5000 * factor)
        if case == "credit_note":
            cents = -cents // 8
            number = credit_note_number(day.year, self._count(company, "credit_note"))
        else:
            form = next(forms)
            number = FORMS[form](day.year, self._count(company, form))
        orders = self._orders
        return Invoice(
            number=number,
            date=day,
            amount=Decimal(cents).scaleb(-digits_of(currency)),
            currency=currency,
            purchase_order=orders[order % len(orders)] if orders else order_number(self.seed * 1000003 + order),
            vendor_code=self.vendor_codes[order % len(self.vendor_codes)],
            company=company,
        )

    def _count(self, company, form):
        key = (company if self._same_numbers else "", form)
        self._counts[key] = self._counts.get(key, self._first_number - 1) + 1
        return self._counts[key]

    def _plan(self, books):
        """Return the plan of given invoices: credit notes are settled in full, orders with several may be lumped."""
        plan, stories, taken = [], self._deck("stories"), 0
        places = len(self._days)
        while taken < len(books):
            invoice, case = books[taken], next(stories)
            same = [other for other in books[taken : taken + 3] if other.purchase_order == invoice.purchase_order]
            if invoice.amount < 0 or case in ("credit_note", *awkward.SHAPES) or (case == "lump" and len(same) < 2):
                case = "in_full"
            paid = tuple(same) if case == "lump" else (invoice,)
            place = taken * places // len(books)
            places_of_currency = [
                near for near in range(places) if self.currencies[near % len(self.currencies)] == invoice.currency
            ] or [place]
            plan.append((min(places_of_currency, key=lambda near: abs(near - place)), case, paid))
            taken += len(paid)
        return plan

    # -- payments ----------------------------------------------------------------------------------------------

    def _charge(self, desk, share):
        """Add what Amazon takes besides: each kind once, then as many as belong to so many invoices."""
        count = max(len(charging.CHARGES), int(len(self.invoices) * share))
        for position in range(count):
            kind = charging.CHARGES[position % len(charging.CHARGES)]
            kind(desk, position * len(self._days) // count, desk.rng.choice(self.vendor_codes))
        if "INR" in self.currencies:
            charging.withholding(desk, self.currencies.index("INR"), desk.rng.choice(self.vendor_codes))

    def _payments(self, desk, hidden, voided):
        base = desk.rng.randrange(10**7, 9 * 10**7) * 10
        payments = [
            self._payment(str(base + 7 * place), day, desk.currencies[place], desk.lines[place])
            for place, day in enumerate(self._days)
        ]
        for payment in payments[len(payments) - hidden :] if hidden else ():
            payment.lines, payment.hidden_lines = hidden_from(payment.lines)
        for payment in payments[:voided]:
            again = replace(payment, number=str(int(payment.number) + 3), date=payment.date + timedelta(days=4))
            payment.status, payment.void_reason = "Voided", "Returned by the bank"
            payment.reissued_as = again.number
            payments.append(again)
        return tuple(payments)

    def _payment(self, number, day, currency, lines):
        total = sum((line.paid for line in lines), Decimal(0))
        paid_in = self._payment_currency or currency
        amount, rate = total, None
        if paid_in != currency:
            rate = self._exchange_rate or Decimal("1.0832")
            amount = rounded(total * rate, paid_in)
        kind = "ACH" if paid_in == "USD" else "EFT"
        return Payment(number, day, paid_in, amount, currency, total, lines, exchange_rate=rate, type=kind)


def hidden_from(lines):
    """Part lines into (shown, hidden): one vendor code's are hidden, or of a single code's the last tenth."""
    codes = sorted({line.vendor_code for line in lines if line.vendor_code})
    if len(codes) > 1:
        hidden = [line for line in lines if line.vendor_code == codes[-1]]
    else:
        hidden = lines[-max(1, len(lines) // 10) :]
    known = {id(line) for line in hidden}
    return [line for line in lines if id(line) not in known], hidden
