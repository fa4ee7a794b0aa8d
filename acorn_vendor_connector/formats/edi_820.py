"""Read remittances from X12 820, one per transaction set.

Amazon's guide names ISA, GS, BPR, TRN, DTM, N1 and ENT and says little about what is in them, so the standard's own
meaning (4010) is taken: RMR is a document, what follows belongs to it. Whether RMR04 has the adjustments of ADX in it
differs between senders and is told by the total (`edi.settle`).
"""
from __future__ import annotations

import re
from collections.abc import Iterator

from . import content, limits
from .cells import plain
from .edi import (
    Adjustment,
    Envelope,
    Item,
    Meaning,
    Segment,
    Separators,
    Source,
    checked,
    is_vendor_code,
    put,
    remittances,
    settle,
)
from .errors import Refused, shortened
from .layouts import EdiLayout

LEVELS = (Envelope('ISA', 'IEA', 13), Envelope('GS', 'GE', 6), Envelope('ST', 'SE', 2))
MEANINGS = (Meaning(frozenset(), 0), Meaning(frozenset(), 1))
# Who gave a code its meaning: 92 the buyer, which is Amazon; ZZ agreed. Others are DUNS, GLN and the like.
OWN_CODES = ('', '92', 'ZZ')
DOCUMENTS = {
    'CM': "Buyer's credit memo", 'DB': "Buyer's debit memo", 'CL': "Seller's credit memo", 'DL': "Seller's debit memo",
}
REASONS = {
    '01': 'Pricing error', '03': 'Extension error', '04': 'Item not accepted, damaged',
    '05': 'Item not accepted, quality', '06': 'Quantity contested', '07': 'Incorrect product', '11': 'Returns, damage',
    '12': 'Returns, quality', '13': 'Returns, dating', '14': 'Returns, promotion', '15': 'Returns, recall',
    '19': 'Duplicate billing', '52': 'Credit for previous overpayment', '53': 'Remittance for previous underpayment',
    '54': 'Freight deducted', '55': 'Tax deducted', '56': 'Volume discount', '57': 'Promotional allowance',
    '59': 'Item not received',
}
_BEGINNING = re.compile(r'\s*ISA[^A-Za-z0-9\s]')


def fits(text: str) -> bool:
    """Tell whether the text begins as an X12 interchange does; `documents` says which message is none of ours."""
    return bool(_BEGINNING.match(text))


def documents(text: str, _context: object = None) -> list[dict]:
    """Return the remittances of one or several interchanges; raise Refused for anything else."""
    return remittances('X12', _segments(Source(text)), LEVELS[-1], 1, '820', _Payment)


def _segments(source: Source) -> Iterator[Segment]:
    while source.ahead(1):
        yield from checked(source.segments(_separators(source.ahead(400)), 'IEA'), LEVELS)


def _separators(text: str) -> Separators:
    """Read the separators where ISA has them: behind its tag, in its 16th element, and behind that."""
    element = text[3:4]
    parts = text.split(element, 16) if text.startswith('ISA') and element else ()
    if len(parts) < 17 or len(parts[16]) < 2:
        raise Refused('broken', what='ISA', value=shortened(text))
    separators = Separators(parts[16][1], element, parts[16][0])
    marks = (separators.segment, separators.element, separators.component)
    if len(set(marks)) < 3 or any(mark.isalnum() or mark == ' ' for mark in marks):
        raise Refused('broken', what='ISA', value=shortened(''.join(marks)))
    return separators


class _Payment:
    """One transaction set while its segments come by."""

    def __init__(self):
        self.payment: dict = {}
        self.payee = ''
        self.party = ''
        self.entity = ''
        self.currency = ''
        self.items: list[Item] = []
        self.loose: list[Adjustment] = []
        self.item: Item | None = None
        self.adjustment: Adjustment | None = None

    def take(self, segment: Segment) -> None:
        take = getattr(self, f'_take_{segment.tag.lower()}', None) if segment.tag.isalnum() else None
        if take:
            take(segment)
        elif self.item:
            self._keep(segment.tag, segment)

    def document(self, end: Segment) -> dict:
        """Return the remittance; without its number nobody could tell it from another one."""
        if 'number' not in self.payment:
            raise Refused('no_payment_number', row=end.row)
        if self.currency:
            self.payment['currency'] = self.currency
            for entry in (*self.items, *self.loose):
                entry.fields.setdefault('currency', self.currency)
        lines = content.ordered(settle(self.items, self.loose, self.payment.get('amount'), MEANINGS))
        return {
            'type': 'remittance', **({'payee': self.payee} if self.payee else {}), 'payment': self.payment,
            'lines': lines,
        }

    # The payment

    def _take_bpr(self, segment: Segment) -> None:
        amount = segment.amount(2)
        if amount is None:
            raise segment.missing(2)
        # D: the payee is debited, so money flows back to Amazon.
        self.payment['amount'] = plain(-amount) if segment.get(3) == 'D' and amount > 0 else amount
        put(self.payment, 'type', segment.get(4))
        put(self.payment, 'date', segment.date(segment.get(16), 16))

    def _take_trn(self, segment: Segment) -> None:
        if not self.item:
            put(self.payment, 'number', segment.text(2))

    def _take_cur(self, segment: Segment) -> None:
        if not self.item:
            self.currency = segment.get(2)

    def _take_n1(self, segment: Segment) -> None:
        self.party = segment.get(1)
        if self.party == 'PE' and segment.get(3) in OWN_CODES and segment.text(4):
            self.payee = segment.text(4)

    def _take_ent(self, segment: Segment) -> None:
        code = segment.text(4)
        self.item = self.adjustment = None
        self.party = 'ENT'
        self.entity = code if is_vendor_code(code) and code != self.payee else ''

    # Its lines

    def _take_rmr(self, segment: Segment) -> None:
        paid = segment.amount(4)
        if paid is None:
            raise segment.missing(4)
        if len(self.items) >= limits.ROWS:
            raise Refused('too_many_rows', limit=limits.ROWS)
        fields: dict = {}
        put(fields, 'number', segment.text(2))
        put(fields, 'type', DOCUMENTS.get(segment.get(1)))
        put(fields, 'vendor_code', self.entity)
        put(fields, 'invoice_amount', segment.amount(5))
        put(fields, 'discount', segment.amount(6))
        if segment.get(1) not in ('', 'IV', *DOCUMENTS):
            fields['extra'] = {'RMR01': segment.get(1)}
        self.adjustment = None
        self.item = Item(fields, paid)
        self.items.append(self.item)
        amount = segment.amount(8)
        if amount:
            self.item.adjustments.append(Adjustment(amount, self._reason(segment.get(7))))

    def _take_adx(self, segment: Segment) -> None:
        amount = segment.amount(1)
        if amount is None:
            raise segment.missing(1)
        fields = self._reason(segment.get(2))
        put(fields, 'number', segment.text(4))
        self.adjustment = Adjustment(amount, fields)
        if self.item:
            self.item.adjustments.append(self.adjustment)
        else:
            put(fields, 'vendor_code', self.entity)
            self.loose.append(self.adjustment)

    def _take_ref(self, segment: Segment) -> None:
        fields = self._current()
        if fields is None:
            if self.party == 'PE' and segment.get(1) == 'VR' and not self.payee:
                self.payee = segment.text(2)
            return
        put(fields, 'description', segment.text(3), replaces=False)
        name = {'PO': 'purchase_order', 'IV': 'original_number', 'OI': 'original_number'}.get(segment.get(1))
        if self.adjustment and segment.get(1) in ('IV', 'CM', 'DL', 'ZZ') and 'number' not in fields:
            name = 'number'
        if name:
            put(fields, name, segment.text(2))
        else:
            self._keep(f'REF {segment.get(1)}', segment, segment.text(2))

    def _take_dtm(self, segment: Segment) -> None:
        date = segment.date(segment.get(2), 2)
        fields = self._current()
        if fields is None:
            put(self.payment, 'date', date, replaces=False)
        elif date:
            put(fields, 'date', date, replaces=segment.get(1) == '003')

    def _take_nte(self, segment: Segment) -> None:
        fields = self._current()
        if fields is not None:
            put(fields, 'description', segment.text(2), replaces=False)

    def _current(self) -> dict | None:
        entry = self.adjustment or self.item
        return entry.fields if entry else None

    def _keep(self, name: str, segment: Segment, text: str = '') -> None:
        """Keep beside the line what nobody asked for: people may know what it means."""
        words = text or ' '.join(filter(None, segment.elements[1:]))
        extra = self._current().setdefault('extra', {})
        extra[name] = f'{extra[name]}, {words}' if name in extra else words

    @staticmethod
    def _reason(code: str) -> dict:
        fields = {'type': f'Adjustment {code}'.strip()}
        if code in REASONS:
            fields['description'] = REASONS[code]
        return fields


LAYOUTS = (EdiLayout('remittance', 'x12_820', 'x12', fits, documents),)
