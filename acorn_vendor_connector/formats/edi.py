"""Split EDI into segments, check its envelopes, and settle what its amounts mean: shared by X12 and EDIFACT.

Our own reader, because the one that PyPI has for EDIFACT drops whatever stands before the letters UNA inside a text,
lets IndexError out of it, and checks no count. Segments are read one after the other: a file of 64 MB never stands in
memory as objects.
"""
from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from . import limits
from .cells import plain
from .errors import Refused, shortened

_AMOUNT = re.compile(r'[+-]?(\d{1,15}([.,]\d{0,8})?|[.,]\d{1,8})', re.ASCII)
_BLANKS = re.compile(r'\s*')
_VENDOR_CODE = re.compile(r'[A-Z0-9]{5}', re.ASCII)


class Envelope(NamedTuple):
    """What one level is opened and closed by, and which element of the opening one is its reference.

    The closing segment has the count first and the reference second, in both standards.
    """

    opener: str
    closer: str
    reference: int


@dataclass(frozen=True, slots=True)
class Separators:
    """`release` takes the next character's meaning away; '' where there is none."""

    segment: str
    element: str
    component: str
    release: str = ''


class Segment(NamedTuple):
    """`row` is which segment of the file it is, for people; element 0 is the tag."""

    row: int
    elements: tuple[str, ...]
    separators: Separators

    @property
    def tag(self) -> str:
        return self.elements[0].strip()

    def get(self, element: int, component: int = 0) -> str:
        """Return the component without blanks around it; '' where the segment is shorter."""
        if element >= len(self.elements):
            return ''
        text, marks = self.elements[element], self.separators
        if marks.component not in text and not (marks.release and marks.release in text):
            return '' if component else text.strip()
        parts = _split(text, marks.component, marks.release)
        return _unreleased(parts[component], marks.release).strip() if component < len(parts) else ''

    def text(self, element: int) -> str:
        """Return a whole element of X12, where a component separator inside a text means nothing."""
        return self.elements[element].strip() if element < len(self.elements) else ''

    def amount(self, element: int, component: int = 0) -> Decimal | None:
        text = self.get(element, component)
        if not text:
            return None
        if not _AMOUNT.fullmatch(text):
            raise self._refuse('not_a_number', element, text)
        return plain(Decimal(text.replace(',', '.')))

    def date(self, text: str, element: int) -> str | None:
        """Return the day of CCYYMMDD, whatever time of day follows it."""
        if not text:
            return None
        try:
            if len(text) < 8 or not (text.isascii() and text.isdigit()):
                raise ValueError
            return date(int(text[:4]), int(text[4:6]), int(text[6:8])).isoformat()
        except ValueError:
            raise self._refuse('not_a_date', element, text) from None

    def missing(self, element: int) -> Refused:
        return Refused('broken', what=f'{self.tag}{element:02d}, {self.row}', row=self.row)

    def _refuse(self, code: str, element: int, text: str) -> Refused:
        return Refused(code, row=self.row, heading=f'{self.tag}{element:02d}', value=shortened(text))


class Source:
    """Hand out the segments of a text, interchange by interchange: each may have separators of its own."""

    def __init__(self, text: str):
        if '\x00' in text:
            raise Refused('broken', what='NUL')
        self.text = text
        self.position = 0
        self.row = 0

    def ahead(self, length: int) -> str:
        """Return the next characters behind blanks; '' at the end."""
        self.position = _BLANKS.match(self.text, self.position).end()
        return self.text[self.position:self.position + length]

    def segments(self, separators: Separators, last: str) -> Iterator[Segment]:
        """Return the segments until the one with the tag `last`; refuse what was cut off before a terminator."""
        mark, release = re.escape(separators.segment), re.escape(separators.release)
        pattern = re.compile(
            f'[^{release}{mark}]*(?:{release}.[^{release}{mark}]*)*' if release else f'[^{mark}]*', re.DOTALL)
        while self.ahead(1):
            end = pattern.match(self.text, self.position).end()
            if end - self.position > limits.CELL:
                raise Refused('too_large', what='characters', limit=limits.CELL)
            raw = self.text[self.position:end].strip()
            if raw:
                self.row += 1
            if self.text[end:end + 1] != separators.segment:
                raise Refused('broken', what=f'{shortened(raw[:3])}, {self.row}', row=self.row, value=shortened(raw))
            self.position = end + 1
            if not raw:
                continue
            segment = Segment(self.row, tuple(_split(raw, separators.element, separators.release)), separators)
            yield segment
            if segment.tag == last:
                return


def _split(text: str, mark: str, release: str) -> list[str]:
    if not release or release not in text:
        return text.split(mark)
    parts, part = [], []
    characters = iter(text)
    for character in characters:
        if character == release:
            part.append(character + next(characters, ''))
        elif character == mark:
            parts.append(''.join(part))
            part = []
        else:
            part.append(character)
    return [*parts, ''.join(part)]


def _unreleased(text: str, release: str) -> str:
    return re.sub(re.escape(release) + '(.)', r'\1', text, flags=re.DOTALL) if release and release in text else text


def remittances(
    standard: str, segments: Iterable[Segment], message: Envelope, kind: int, wanted: str, new_payment,
) -> list[dict]:
    """Return the document of every message of the wanted kind; raise Refused where there is none.

    `kind` is which element of a message's opening segment names its kind. `new_payment()` returns an object that takes
    the segments of one message (`take`) and turns them, with the closing one, into its `document`.
    """
    found: list[dict] = []
    payment, other = None, ''
    for segment in segments:
        if segment.tag == message.opener:
            is_wanted = segment.get(kind) == wanted
            payment, other = (new_payment(), other) if is_wanted else (None, segment.get(kind))
        elif segment.tag == message.closer and payment:
            found.append(payment.document(segment))
            payment = None
        elif payment:
            payment.take(segment)
    if not found:
        raise Refused('not_recognised', format=shortened(f'{standard} {other}'))
    return found


def checked(segments: Iterable[Segment], levels: tuple[Envelope, ...]) -> Iterator[Segment]:
    """Return the segments as they come; raise Refused where a count or a reference of an envelope does not fit.

    A caller may use what it got only after the last segment.
    """
    openers = {level.opener: depth for depth, level in enumerate(levels)}
    closers = {level.closer: depth for depth, level in enumerate(levels)}
    opened: list[_Opened] = []
    for segment in segments:
        tag = segment.tag
        if tag in openers:
            _open(opened, segment, openers[tag], levels)
        elif tag in closers:
            _close(opened, segment, closers[tag], len(levels) - 1)
        elif not opened or opened[-1].depth != len(levels) - 1:
            raise _broken(segment)
        else:
            opened[-1].count += 1
        yield segment
    if opened:
        raise Refused('broken', what=levels[opened[-1].depth].closer)


@dataclass(slots=True)
class _Opened:
    depth: int
    reference: str
    count: int = 0


def _open(opened: list[_Opened], segment: Segment, depth: int, levels: tuple[Envelope, ...]) -> None:
    is_first = depth == 0
    if is_first != (not opened) or (opened and opened[-1].depth >= depth):
        raise _broken(segment)
    if opened:
        opened[-1].count += 1
    opened.append(_Opened(depth, segment.get(levels[depth].reference)))


def _close(opened: list[_Opened], segment: Segment, depth: int, innermost: int) -> None:
    if not opened or opened[-1].depth != depth:
        raise _broken(segment)
    level = opened.pop()
    # A message counts its segments with the opening and the closing one, what is around it counts what it holds.
    count = level.count + 2 if depth == innermost else level.count
    if _number(segment.get(1)) != str(count) or _number(segment.get(2)) != _number(level.reference):
        raise _broken(segment)


def _number(text: str) -> str:
    return text.lstrip('0') or '0'


def _broken(segment: Segment) -> Refused:
    value = shortened(segment.separators.element.join(segment.elements))
    return Refused('broken', what=f'{shortened(segment.tag[:3])}, {segment.row}', row=segment.row, value=value)


# What the amounts mean

@dataclass(slots=True)
class Adjustment:
    """One amount that a payment is changed by, signed as it is written."""

    amount: Decimal
    fields: dict


@dataclass(slots=True)
class Item:
    """One document of a remittance, signed as it is written. `family` is 'credit' or 'debit' if its name says so."""

    fields: dict
    paid: Decimal
    family: str = ''
    adjustments: list[Adjustment] = field(default_factory=list)

    @property
    def adjusted(self) -> Decimal:
        return sum((adjustment.amount for adjustment in self.adjustments), Decimal(0))

    def turned(self, families: frozenset[str]) -> int:
        """Return −1 for an amount that reduces the payment though it is written without a sign."""
        return -1 if self.family in families and self.paid > 0 else 1


class Meaning(NamedTuple):
    """One way to read a payment: whose amounts are to be turned, and how adjustments count beside what is paid.

    `factor` 0: they are part of it and only explain it; 1: they change the payment by what is written; −1: by the
    opposite.
    """

    turned: frozenset[str]
    factor: int


def settle(
    items: list[Item], loose: list[Adjustment], amount: Decimal | None, meanings: tuple[Meaning, ...],
) -> list[dict]:
    """Return the lines of a payment, adjustments as lines of their own.

    Which of several usages a sender follows is told by the total: the first meaning by which the lines sum to it holds.
    If none does, everything is taken as it is written and the payment does not balance, which a person will see.
    """
    written = Meaning(frozenset(), 1)
    meaning = next((meaning for meaning in meanings if _total(items, loose, meaning) == amount), written)
    lines = [line for item in items for line in _lines(item, meaning)]
    sign = -1 if meaning.factor < 0 else 1
    return lines + [{**adjustment.fields, 'paid': plain(sign * adjustment.amount)} for adjustment in loose]


def _total(items: list[Item], loose: list[Adjustment], meaning: Meaning) -> Decimal:
    paid = (item.paid * item.turned(meaning.turned) + item.adjusted * meaning.factor for item in items)
    sign = -1 if meaning.factor < 0 else 1
    return sum(paid, Decimal(0)) + sign * sum((adjustment.amount for adjustment in loose), Decimal(0))


def _lines(item: Item, meaning: Meaning) -> Iterator[dict]:
    turn = item.turned(meaning.turned)
    line = {**item.fields, 'paid': plain(turn * item.paid)}
    for name in ('invoice_amount', 'discount'):
        if name in line:
            line[name] = plain(turn * line[name])
    sign = meaning.factor or _included(item)
    if not item.adjustments or not sign:
        # Part of what was paid, but nobody can say with which sign: they stay beside the line, for people.
        extra = {f'Adjustment {index}': _words(found) for index, found in enumerate(item.adjustments, 1)}
        yield {**line, 'extra': {**line.get('extra', {}), **extra}} if extra else line
        return
    if not meaning.factor:
        line['paid'] = plain(turn * (item.paid - sign * item.adjusted))
    yield line
    shared = {name: line[name] for name in ('number', 'currency', 'vendor_code', 'purchase_order') if name in line}
    for found in item.adjustments:
        own = {'original_number': line['number']} if 'number' in line and found.fields.get('number') else {}
        yield {**shared, **own, **found.fields, 'paid': plain(turn * sign * found.amount)}


def _included(item: Item) -> int:
    """Return the sign by which the adjustments lead from the invoice's amount to what was paid; 0 if neither does."""
    billed = item.fields.get('invoice_amount')
    if billed is None:
        return 0
    payable = billed - item.fields.get('discount', Decimal(0))
    return next((sign for sign in (1, -1) if payable + sign * item.adjusted == item.paid), 0)


def _words(adjustment: Adjustment) -> str:
    return ' '.join(filter(None, (adjustment.fields.get('type'), f'{adjustment.amount:f}')))


def is_vendor_code(text: str) -> bool:
    return bool(_VENDOR_CODE.fullmatch(text))


def put(fields: dict, name: str, value: str | Decimal | None, replaces: bool = True) -> None:
    """Write the field unless there is nothing to write: what is absent is not said."""
    if value not in (None, '') and (replaces or name not in fields):
        fields[name] = value
