"""Read remittances from EDIFACT REMADV (D.96A and its neighbours), one per message.

Which amounts and signs Amazon uses nobody has published, so the directory's meaning is taken: DOC is a document, MOA 12
what was remitted for it, AJT with its MOA an adjustment. Whether credit notes carry a sign and whether adjustments are
part of what was remitted differs between senders and is told by the total (`edi.settle`).
"""
from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from . import content, limits
from .edi import (
    Adjustment,
    Envelope,
    Item,
    Meaning,
    Segment,
    Separators,
    Source,
    checked,
    put,
    remittances,
    settle,
)
from .errors import Refused, shortened
from .layouts import EdiLayout

LEVELS = (Envelope('UNB', 'UNZ', 5), Envelope('UNG', 'UNE', 5), Envelope('UNH', 'UNT', 1))
DEFAULT = Separators("'", '+', ':', '?')
CREDITS, DEBITS = frozenset({'credit'}), frozenset({'credit', 'debit'})
MEANINGS = tuple(
    Meaning(turned, factor) for turned in (frozenset(), CREDITS, DEBITS) for factor in (0, 1, -1))

FAMILIES = {'381': 'credit', '83': 'credit', '396': 'credit', '383': 'debit', '84': 'debit'}
TYPES = {
    '381': 'Credit note', '83': 'Credit note', '396': 'Credit note', '383': 'Debit note', '84': 'Debit note',
    '389': 'Self-billed invoice',
}
# The date of the payment: paid, value, execution; failing these the date of the advice.
PAYMENT_DATES = ('138', '209', '203', '137', '171')
INVOICE_DATES = ('3', '171', '137')
REMITTED, BILLED, DISCOUNT = ('12', '11', '9'), ('77', '39', '38', '9'), '52'
TOTALS = ('12', '11', '128', '9', '86', '39')
# Of the codes of a party, those given by the buyer, which is Amazon; 9 is a location number of GS1.
OWN_CODES = ('', '92', 'ZZZ')
REASONS = {
    '1': 'Agreed settlement', '2': 'Below specification goods', '3': 'Damaged goods', '4': 'Short delivery',
    '5': 'Price query', '6': 'Proof of delivery required', '7': 'Payment on account', '9': 'Invoice error',
    '11': 'Bank charges', '12': 'Agent commission', '13': 'Counter claim', '14': 'Wrong delivery',
    '17': 'Transport damage', '19': 'Trade discount', '20': 'Deduction for late delivery', '21': 'Advertising costs',
    '26': 'Taxes', '27': 'Reclaimed deduction', '29': 'Buyer refused to take delivery', '32': 'Goods not delivered',
    '33': 'Late delivery', '35': 'Goods returned',
}


_BEGINNING = re.compile(r'\s*(?:UNA[^A-Za-z0-9\s].{5}\s*UNB|UNB\+)', re.DOTALL)


def fits(text: str) -> bool:
    """Tell whether the text begins as an EDIFACT interchange does; `documents` says which message is none of ours."""
    return bool(_BEGINNING.match(text))


def documents(text: str, _context: object = None) -> list[dict]:
    """Return the remittances of one or several interchanges; raise Refused for anything else."""
    return remittances('EDIFACT', _segments(Source(text)), LEVELS[-1], 2, 'REMADV', _Payment)


def _segments(source: Source) -> Iterator[Segment]:
    while source.ahead(1):
        yield from checked(source.segments(_separators(source), 'UNZ'), LEVELS)


def _separators(source: Source) -> Separators:
    """Return the separators that UNA states, and go on behind it."""
    if source.ahead(3) != 'UNA':
        return DEFAULT
    marks = source.ahead(9)[3:]
    separators = Separators(marks[5:6], marks[1:2], marks[:1], marks[3:4].strip())
    used = [mark for mark in (separators.segment, separators.element, separators.component, separators.release) if mark]
    if len(marks) < 6 or len(set(used)) < len(used) or any(mark.isalnum() or mark == ' ' for mark in used):
        raise Refused('broken', what='UNA', value=shortened(marks))
    source.position += 9
    return separators


class _Payment:
    """One message while its segments come by."""

    def __init__(self):
        self.payment: dict = {}
        self.payee = ''
        self.dates: dict[str, str] = {}
        self.totals: dict[str, tuple[Decimal, str]] = {}
        self.drafts: list[_Draft] = []
        self.draft: _Draft | None = None

    def take(self, segment: Segment) -> None:
        take = getattr(self, f'_take_{segment.tag.lower()}', None) if segment.tag.isalnum() else None
        if take:
            take(segment)
        elif self.draft:
            self.draft.keep(segment.tag, segment)

    def document(self, end: Segment) -> dict:
        """Return the remittance; without its number nobody could tell it from another one."""
        if 'number' not in self.payment:
            raise Refused('no_payment_number', row=end.row)
        put(self.payment, 'date', _first(self.dates, PAYMENT_DATES))
        amount, currency = _first(self.totals, TOTALS) or (None, '')
        put(self.payment, 'amount', amount)
        put(self.payment, 'currency', currency, replaces=False)
        shared = self.payment.get('invoice_currency') or self.payment.get('currency') or ''
        lines = content.ordered(settle([draft.item(shared) for draft in self.drafts], [], amount, MEANINGS))
        return {
            'type': 'remittance', **({'payee': self.payee} if self.payee else {}), 'payment': self.payment,
            'lines': lines,
        }

    # The payment

    def _take_bgm(self, segment: Segment) -> None:
        put(self.payment, 'number', segment.get(2))

    def _take_nad(self, segment: Segment) -> None:
        if self.draft:
            self.draft.keep(f'NAD {segment.get(1)}', segment)
        elif segment.get(1) == 'PE' and segment.get(2, 2) in OWN_CODES:
            self.payee = segment.get(2)

    def _take_cux(self, segment: Segment) -> None:
        """Read which currency is invoiced (4) and which is paid (11), and the rate between them."""
        if self.draft:
            put(self.draft.fields, 'currency', segment.get(1, 1))
            return
        for element in (1, 2):
            code = segment.get(element, 1)
            put(self.payment, 'invoice_currency' if segment.get(element, 2) == '4' else 'currency', code, element == 1)
        put(self.payment, 'exchange_rate', segment.amount(3))

    def _take_dtm(self, segment: Segment) -> None:
        qualifier, date = segment.get(1), segment.date(segment.get(1, 1), 1)
        if date:
            (self.draft.dates if self.draft else self.dates)[qualifier] = date

    def _take_uns(self, segment: Segment) -> None:
        self.draft = None

    # Its lines

    def _take_doc(self, segment: Segment) -> None:
        if len(self.drafts) >= limits.ROWS:
            raise Refused('too_many_rows', limit=limits.ROWS)
        self.draft = _Draft(segment)
        self.drafts.append(self.draft)

    def _take_moa(self, segment: Segment) -> None:
        amount = segment.amount(1, 1)
        if amount is None:
            raise segment.missing(1)
        qualifier, currency = segment.get(1), segment.get(1, 2)
        if self.draft:
            self.draft.take_amount(qualifier, amount, currency)
        else:
            self.totals[qualifier] = (amount, currency)

    def _take_ajt(self, segment: Segment) -> None:
        if self.draft:
            self.draft.start_adjustment(segment.get(1))

    def _take_rff(self, segment: Segment) -> None:
        if self.draft:
            self.draft.take_reference(segment)

    def _take_ftx(self, segment: Segment) -> None:
        if self.draft:
            text = ' '.join(filter(None, (segment.get(4, part) for part in range(5))))
            put(self.draft.current, 'description', text, replaces=False)


class _Draft:
    """One DOC and what belongs to it."""

    def __init__(self, segment: Segment):
        self.row = segment
        self.kind = segment.get(1)
        self.fields: dict = {}
        self.dates: dict[str, str] = {}
        self.amounts: dict[str, Decimal] = {}
        self.adjustments: list[Adjustment] = []
        self.reason: dict | None = None
        put(self.fields, 'number', segment.get(2))
        put(self.fields, 'type', TYPES.get(self.kind))

    @property
    def current(self) -> dict:
        return self.fields if self.reason is None else self.reason

    def take_amount(self, qualifier: str, amount: Decimal, currency: str) -> None:
        put(self.fields, 'currency', currency)
        if self.reason is not None:
            self.adjustments.append(Adjustment(amount, self.reason))
        else:
            self.amounts[qualifier] = amount

    def start_adjustment(self, code: str) -> None:
        self.reason = {'type': f'Adjustment {code}'.strip()}
        put(self.reason, 'description', REASONS.get(code))

    def take_reference(self, segment: Segment) -> None:
        name = {'ON': 'purchase_order', 'IV': 'original_number'}.get(segment.get(1))
        if self.reason is not None and name != 'purchase_order':
            name = 'number'
        if name:
            put(self.current, name, segment.get(1, 1), replaces=False)
        else:
            self.keep(f'RFF {segment.get(1)}', segment, segment.get(1, 1))

    def keep(self, name: str, segment: Segment, text: str = '') -> None:
        """Keep beside the line what nobody asked for: people may know what it means."""
        words = text or ' '.join(filter(None, segment.elements[1:]))
        extra = self.fields.setdefault('extra', {})
        extra[name] = f'{extra[name]}, {words}' if name in extra else words

    def item(self, currency: str) -> Item:
        paid = _first(self.amounts, REMITTED)
        if paid is None:
            raise Refused('broken', what=f'MOA, {self.row.row}', row=self.row.row, value=shortened(self.row.get(2)))
        put(self.fields, 'currency', currency, replaces=False)
        put(self.fields, 'date', _first(self.dates, INVOICE_DATES))
        put(self.fields, 'invoice_amount', _first(self.amounts, BILLED))
        put(self.fields, 'discount', self.amounts.get(DISCOUNT))
        for qualifier in sorted(self.amounts.keys() - {*REMITTED, *BILLED, DISCOUNT}):
            self.fields.setdefault('extra', {})[f'MOA {qualifier}'] = f'{self.amounts[qualifier]:f}'
        return Item(self.fields, paid, FAMILIES.get(self.kind, ''), self.adjustments)


def _first(found: dict, names: tuple[str, ...]):
    return next((found[name] for name in names if name in found), None)


LAYOUTS = (EdiLayout('remittance', 'remadv', 'edifact', fits, documents),)
