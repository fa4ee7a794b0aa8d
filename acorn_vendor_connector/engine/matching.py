"""Link lines to invoices by ordered rules: the first that answers wins, and what is doubtful becomes a question.

Every rule looks at all lines that are still without an answer and at the invoices as the rules before it left them. So
neither the order of the lines nor that of the candidates matters.
"""
from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date as Date
from datetime import timedelta
from decimal import Decimal

from .classes import CLAIMS_ON_INVOICES, HIDDEN, INVOICE, UNKNOWN
from .classify import Classified, LineFacts, normal
from .combining import MOST_CANDIDATES, NONE, ONE, TOO_MANY, combine
from .reasons import Reason, reason

ZERO = Decimal(0)
ALIAS, EXACT, CHAIN, ORDER_AMOUNT, COMBINATION = CODES = ('alias', 'exact', 'chain', 'order_amount', 'combination')
POST, WRITE_OFF, PERSON = PERMISSIONS = ('post', 'write_off', 'person')
# Around the date of a lump sum, the invoices of a vendor code that may be part of it.
NEAR = timedelta(days=7)
# How many candidates a question names.
MOST_NAMED = 20

_WORDS = re.compile('[A-Z0-9]{4,24}')


@dataclass(frozen=True, slots=True)
class Invoice:
    """One of our posted invoices; a credit note has a negative total.

    `allocated` is what accepted lines gave it, `proposed` what lines of other remittances would give it that nobody has
    accepted yet. Neither counts claims on it.
    """

    id: int
    key: str
    company_id: int
    currency: str
    total: Decimal
    is_customer_ours: bool = True
    purchase_orders: frozenset[str] = frozenset()
    vendor_code: str = ''
    date: Date | None = None
    allocated: Decimal = ZERO
    proposed: Decimal = ZERO

    @property
    def open(self) -> Decimal:
        return self.total - self.allocated - self.proposed


@dataclass(frozen=True)
class Candidates:
    """The invoices that may be meant, fetched in bulk: by canonical key, by a person's alias, by purchase order.

    `by_vendor_code` are the open ones near the dates of lump sums; it may be left empty.
    """

    by_key: Mapping[str, tuple[Invoice, ...]] = field(default_factory=dict)
    by_order: Mapping[str, tuple[Invoice, ...]] = field(default_factory=dict)
    by_alias: Mapping[str, tuple[Invoice, ...]] = field(default_factory=dict)
    by_vendor_code: Mapping[str, tuple[Invoice, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class MatchRule:
    """What one rule may do: post by itself, write off up to an amount in the invoice's currency, or only propose."""

    code: str
    sequence: int
    may_post: bool = True
    write_off: Decimal = ZERO
    needs_person: bool = False

    def permission(self, write_off: Decimal) -> str:
        if self.needs_person or not self.may_post:
            return PERSON
        return WRITE_OFF if write_off else POST


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a line is linked to. `rule` is None where no rule answered, or none has to.

    With a question, `allocations` are what the line would give if a person says yes; () where that is not known.
    `write_off` has the sign of the invoice and comes on top of the allocations.
    """

    line_id: int
    rule: str | None = None
    allocations: tuple[tuple[int, Decimal], ...] = ()
    permission: str = POST
    write_off: Decimal = ZERO
    question: Reason | None = None
    candidates: tuple[int, ...] = ()
    evidence: dict = field(default_factory=dict)


Line = tuple[LineFacts, Classified]


def orders_named(line: LineFacts) -> tuple[str, ...]:
    """Return what may be a purchase order in a line: its own column if it has one, else words of the other texts."""
    stated = normal(line.purchase_order)
    if stated:
        return (stated,)
    words = _WORDS.findall(f'{normal(line.reference)} {normal(line.description)}')
    return tuple(dict.fromkeys(word for word in words if any(letter.isdigit() for letter in word)))


def match(
    lines: Iterable[Line], candidates: Candidates, settings: Mapping[str, MatchRule],
) -> tuple[Proposal, ...]:
    """Return one proposal per line, in the order of the lines; a rule that is not in the settings is switched off."""
    return _Matching(tuple(lines), candidates, settings).run()


class _Matching:
    """One run over all lines of some remittances of one payee."""

    def __init__(self, lines: tuple[Line, ...], candidates: Candidates, settings: Mapping[str, MatchRule]):
        self.lines = lines
        self.candidates = candidates
        self.settings = settings
        self.found: dict[int, Proposal] = {}
        self.given: dict[int, Decimal] = defaultdict(Decimal)
        self.takers: dict[int, list[int]] = defaultdict(list)
        self.invoices: dict[int, Invoice] = {}
        self.dated: dict[str, list[Invoice]] = {}

    def run(self) -> tuple[Proposal, ...]:
        waiting = []
        for index, (line, classified) in enumerate(self.lines):
            proposal = self._settled(line, classified)
            if proposal:
                self.found[index] = proposal
            else:
                waiting.append(index)
        for rule in sorted(self.settings.values(), key=lambda rule: (rule.sequence, CODES.index(rule.code))):
            waiting = self._apply(rule, waiting)
        for index in waiting:
            self.found[index] = self._unanswered(*self.lines[index])
        self._flag_paid_too_much()
        return tuple(self.found[index] for index in range(len(self.lines)))

    def _settled(self, line: LineFacts, classified: Classified) -> Proposal | None:
        """Answer for lines that no rule has to look at."""
        if not classified.is_sure:
            named = [*self.candidates.by_alias.get(classified.base_key, ()),
                     *self.candidates.by_key.get(classified.base_key, ())]
            return _ask(line, reason('class_unsure'), named)
        if classified.line_class in (HIDDEN, UNKNOWN):
            return _ask(line, reason('hidden_lines' if classified.line_class == HIDDEN else 'unknown_line'))
        if classified.line_class != INVOICE and not classified.base_key:
            return Proposal(line.id)
        return None

    def _apply(self, rule: MatchRule, waiting: list[int]) -> list[int]:
        """Let one rule answer; what it gives away counts for the rules after it, not for its other lines."""
        answer = getattr(self, f'_by_{rule.code}')
        answers = {index: proposal for index in waiting if (proposal := answer(rule, *self.lines[index]))}
        if rule.code in (ORDER_AMOUNT, COMBINATION):
            answers = self._without_rivals(answers)
        for index, proposal in answers.items():
            self.found[index] = proposal
            if self.lines[index][1].line_class == INVOICE:
                for invoice_id, amount in proposal.allocations:
                    self.given[invoice_id] += amount
                    self.takers[invoice_id].append(index)
        return [index for index in waiting if index not in answers]

    # The rules: a proposal, or None where the next rule may try.

    def _by_alias(self, rule: MatchRule, line: LineFacts, classified: Classified) -> Proposal | None:
        return self._by_number(rule, line, classified, self.candidates.by_alias.get(classified.base_key))

    def _by_exact(self, rule: MatchRule, line: LineFacts, classified: Classified) -> Proposal | None:
        if classified.line_class != INVOICE:
            return None
        return self._by_number(rule, line, classified, self.candidates.by_key.get(classified.base_key))

    def _by_chain(self, rule: MatchRule, line: LineFacts, classified: Classified) -> Proposal | None:
        if classified.line_class == INVOICE:
            return None
        return self._by_number(rule, line, classified, self.candidates.by_key.get(classified.base_key))

    def _by_number(self, rule, line, classified, named) -> Proposal | None:
        if not named:
            return None
        if len(named) > 1:
            return _ask(line, reason('two_invoices', number=line.number), named, rule)
        invoice = named[0]
        question = self._objection(line, classified, invoice)
        write_off = ZERO
        if not question and classified.line_class == INVOICE:
            write_off, question = _difference(rule, line, invoice)
        return self._propose(rule, line, classified, invoice, question, write_off)

    def _by_order_amount(self, rule: MatchRule, line: LineFacts, classified: Classified) -> Proposal | None:
        if classified.line_class != INVOICE or not line.gross:
            return None
        order, invoices = self._of_order(line)
        fitting = [each for each in invoices if self._fits(line, each)]
        if not fitting:
            return None
        if len(fitting) > 1:
            return _ask(line, reason('only_by_amount', order=order), fitting, rule)
        return self._propose(rule, line, classified, fitting[0], None, order=order)

    def _by_combination(self, rule: MatchRule, line: LineFacts, classified: Classified) -> Proposal | None:
        if classified.line_class != INVOICE or not line.gross:
            return None
        order, invoices = self._of_order(line)
        evidence = {'order': order}
        if not invoices:
            invoices, evidence = self._of_vendor_code(line), {'vendor_code': line.vendor_code}
        usable = [each for each in invoices if self._usable(line, each)]
        combined = combine(line.gross, [(each.id, self._open(each)) for each in usable], rule.write_off)
        if combined.state == NONE:
            return None
        parts = [each for each in usable if each.id in combined.ids]
        if combined.state != ONE:
            code = 'several_combinations'
            return _ask(line, reason(code, too_many=combined.state == TOO_MANY, most=MOST_CANDIDATES), parts, rule)
        if len(parts) == 1:
            return _ask(line, reason('only_by_amount', order=order), parts, rule)
        return self._propose_parts(rule, line, parts, evidence)

    # What the rules ask.

    def _open(self, invoice: Invoice) -> Decimal:
        return invoice.open - self.given.get(invoice.id, ZERO)

    def _of_order(self, line: LineFacts) -> tuple[str, list[Invoice]]:
        found, orders = {}, []
        for order in orders_named(line):
            invoices = self.candidates.by_order.get(order)
            if invoices:
                orders.append(order)
                found.update((each.id, each) for each in invoices)
        return ', '.join(orders), sorted(found.values(), key=_id)

    def _of_vendor_code(self, line: LineFacts) -> list[Invoice]:
        """Return the invoices of the line's vendor code near its date, if they are few enough to look at."""
        invoices = self.candidates.by_vendor_code.get(line.vendor_code)
        if not (invoices and line.date):
            return []
        if line.vendor_code not in self.dated:
            self.dated[line.vendor_code] = sorted(
                (each for each in invoices if each.date), key=lambda each: (each.date, each.id))
        dated = self.dated[line.vendor_code]
        first = bisect_left(dated, line.date - NEAR, key=_date)
        last = bisect_right(dated, line.date + NEAR, key=_date)
        return dated[first:last]

    def _usable(self, line: LineFacts, invoice: Invoice) -> bool:
        same_code = not (line.vendor_code and invoice.vendor_code) or line.vendor_code == invoice.vendor_code
        return (same_code and invoice.is_customer_ours and invoice.currency == line.currency
                and self._open(invoice) * invoice.total > 0)

    def _fits(self, line: LineFacts, invoice: Invoice) -> bool:
        stated = line.invoice_amount
        return (self._usable(line, invoice) and self._open(invoice) == line.gross
                and (stated is None or stated == invoice.total))

    def _objection(self, line: LineFacts, classified: Classified, invoice: Invoice) -> Reason | None:
        if line.currency and line.currency != invoice.currency:
            return reason('other_currency', line=line.currency, invoice=invoice.currency)
        if not invoice.is_customer_ours:
            return reason('other_customer')
        if classified.line_class in CLAIMS_ON_INVOICES and abs(line.paid) > abs(invoice.total):
            return reason('amount_differs', line=str(line.paid), invoice=str(invoice.total))
        return None

    # What comes of it.

    def _propose(self, rule, line, classified, invoice, question=None, write_off=ZERO, **evidence) -> Proposal:
        self.invoices[invoice.id] = invoice
        return Proposal(
            line.id, rule.code, ((invoice.id, classified.allocated(line)),),
            PERSON if question or not line.currency else rule.permission(write_off), write_off, question, (invoice.id,),
            {'rule': rule.code, 'total': str(invoice.total), **evidence})

    def _propose_parts(self, rule: MatchRule, line: LineFacts, parts: list[Invoice], evidence: dict) -> Proposal:
        """Give every part what is open of it; the last one gets what is left, and the write-off."""
        amounts = {each.id: self._open(each) for each in parts}
        self.invoices.update((each.id, each) for each in parts)
        write_off = sum(amounts.values(), ZERO) - line.gross
        amounts[parts[-1].id] -= write_off
        question = reason('paid_too_much') if write_off * line.gross < 0 else None
        return Proposal(
            line.id, rule.code, tuple(amounts.items()), PERSON if question else rule.permission(write_off),
            ZERO if question else write_off, question, tuple(amounts), {'rule': rule.code, **evidence})

    def _without_rivals(self, answers: dict[int, Proposal]) -> dict[int, Proposal]:
        """Ask about every line that wants the same invoice as another line by the same rule."""
        wanted = defaultdict(int)
        for proposal in answers.values():
            for invoice_id, _amount in proposal.allocations:
                wanted[invoice_id] += 1
        return {
            index: _rival(proposal) if any(wanted[each] > 1 for each, _amount in proposal.allocations) else proposal
            for index, proposal in answers.items()
        }

    def _unanswered(self, line: LineFacts, classified: Classified) -> Proposal:
        if classified.line_class == INVOICE:
            return _ask(line, reason('not_found', number=line.number))
        if classified.line_class in CLAIMS_ON_INVOICES:
            return _ask(line, reason('no_base_invoice', number=classified.base_key))
        return Proposal(line.id)

    def _flag_paid_too_much(self) -> None:
        """Ask about all lines of an invoice that would be paid beyond its total, whichever came first."""
        for invoice_id, given in self.given.items():
            invoice = self.invoices[invoice_id]
            over = invoice.allocated + invoice.proposed + given - invoice.total
            if over * (1 if invoice.total >= 0 else -1) > 0:
                for index in self.takers[invoice_id]:
                    self._flag(index, invoice, over)

    def _flag(self, index: int, invoice: Invoice, over: Decimal) -> None:
        proposal = self.found[index]
        if not proposal.question:
            question = reason('paid_too_much', invoice.id, total=str(invoice.total), over=str(over))
            self.found[index] = replace(proposal, question=question, permission=PERSON, write_off=ZERO)


def paid_too_much(proposals: Iterable[Proposal]) -> Iterator[int]:
    """Yield the invoices that are paid too much: their lines in other remittances are to be matched again."""
    for proposal in proposals:
        if proposal.question and proposal.question.code == 'paid_too_much':
            yield from proposal.candidates


def _difference(rule: MatchRule, line: LineFacts, invoice: Invoice) -> tuple[Decimal, Reason | None]:
    """Compare what Amazon says the invoice is with what it is; within the limit the rest is written off."""
    stated = line.invoice_amount
    if line.discount * line.paid < 0 or line.withholding * line.paid < 0:
        return ZERO, reason('amount_differs', line=str(line.gross), invoice=str(invoice.total))
    if stated is None or abs(stated) == abs(invoice.total):
        return ZERO, None
    difference = invoice.total - stated
    if abs(difference) > rule.write_off or difference * invoice.total < 0:
        return ZERO, reason('amount_differs', line=str(stated), invoice=str(invoice.total))
    return difference, None


def _ask(line: LineFacts, question: Reason, named: Iterable[Invoice] = (), rule: MatchRule | None = None) -> Proposal:
    ids = tuple(sorted({each.id for each in named}))[:MOST_NAMED]
    return Proposal(line.id, rule and rule.code, (), PERSON, ZERO, question, ids)


def _rival(proposal: Proposal) -> Proposal:
    code = 'only_by_amount' if proposal.rule == ORDER_AMOUNT else 'several_combinations'
    return replace(proposal, allocations=(), permission=PERSON, write_off=ZERO, question=reason(code))


def _id(invoice: Invoice) -> int:
    return invoice.id


def _date(invoice: Invoice) -> Date:
    return invoice.date
