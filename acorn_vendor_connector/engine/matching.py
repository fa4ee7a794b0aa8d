"""Link lines to invoices by ordered rules: the first that answers wins, and what is doubtful becomes a question.

Every rule looks at all lines that are still without an answer and at the invoices as the rules before it left them. So
neither the order of the lines nor that of the candidates matters.
"""
from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from .allocation import check
from .candidates import ALIAS, CODES, COMBINATION, ORDER_AMOUNT, PERSON, Candidates, Invoice, MatchRule, Proposal
from .classes import CLAIMS_ON_INVOICES, HIDDEN, INVOICE, UNKNOWN
from .classify import Classified, LineFacts
from .combining import MOST_CANDIDATES, NONE, ONE, TOO_MANY, Combined, combine
from .order_names import in_texts, stated
from .reasons import Reason, reason

ZERO = Decimal(0)
# How many candidates a question names.
MOST_NAMED = 20
# How likely some sum may be right by chance and still be posted without a person.
_MOST_CHANCE = Decimal('0.0005')
# How many invoices a lump sum looks at before it gives up, and how much all of them may cost: about two seconds.
_MOST_LOOKED_AT = 2 * MOST_CANDIDATES
_MOST_WORK = 2000 * MOST_CANDIDATES ** 2

Line = tuple[LineFacts, Classified]


def match(
    lines: Iterable[Line], candidates: Candidates, settings: Mapping[str, MatchRule],
) -> tuple[Proposal, ...]:
    """Return one proposal per line, in the order of the lines; a rule that is not in the settings is switched off."""
    lines = tuple(lines)
    matching = _Matching(lines, candidates, settings)
    proposals = matching.run()
    check(lines, proposals, matching.invoices)
    return proposals


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
        # Invoices that a line with a question may be about: nothing but their number can win them.
        self.contested: set[int] = set()
        self.by_open: dict[str, dict[Decimal, list[Invoice]]] = {}

    def run(self) -> tuple[Proposal, ...]:
        waiting = []
        for index, (line, classified) in enumerate(self.lines):
            proposal = self._settled(line, classified)
            if proposal:
                self._take(index, proposal)
            else:
                waiting.append(index)
        for rule in sorted(self.settings.values(), key=lambda rule: (rule.sequence, CODES.index(rule.code))):
            waiting = self._apply(rule, waiting)
        for index in waiting:
            self.found[index] = self._unanswered(*self.lines[index])
        for invoice_id in self.given:
            self._close(self.invoices[invoice_id])
        return tuple(self.found[index] for index in range(len(self.lines)))

    def _settled(self, line: LineFacts, classified: Classified) -> Proposal | None:
        """Answer for lines that no rule has to look at."""
        if not classified.is_sure:
            named = [*self.candidates.by_alias.get(classified.base_key, ()),
                     *self.candidates.by_key.get(classified.base_key, ())]
            return _ask(line, reason('class_unsure'), named)
        if classified.line_class == HIDDEN and classified.evidence.get('source') == 'person':
            return Proposal(line.id)  # nobody can see these lines: they stay in suspense
        if classified.line_class in (HIDDEN, UNKNOWN):
            return _ask(line, reason('hidden_lines' if classified.line_class == HIDDEN else 'unknown_line'))
        if classified.line_class != INVOICE and not classified.base_key:
            return Proposal(line.id)
        return None

    def _apply(self, rule: MatchRule, waiting: list[int]) -> list[int]:
        """Let one rule answer; what it gives away counts for the rules after it, not for its other lines."""
        if rule.code == ALIAS and not self.candidates.by_alias:
            return waiting
        self.by_open.clear()
        by_amount = rule.code in (ORDER_AMOUNT, COMBINATION)
        self.most_candidates = self._affordable(waiting) if by_amount else MOST_CANDIDATES
        answer = getattr(self, f'_by_{rule.code}')
        answers = {index: proposal for index in waiting if (proposal := answer(rule, *self.lines[index]))}
        if by_amount:
            answers = self._without_rivals(answers)
        for index, proposal in answers.items():
            self._take(index, proposal)
        return [index for index in waiting if index not in answers]

    def _take(self, index: int, proposal: Proposal) -> None:
        self.found[index] = proposal
        if self.lines[index][1].line_class == INVOICE:
            for invoice_id, amount in proposal.allocations:
                self.given[invoice_id] += amount
                self.takers[invoice_id].append(index)
            if proposal.question:
                self.contested.update(proposal.candidates)

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
        objection = _objection(line, classified, invoice)
        if objection:
            return _ask(line, objection, named, rule)
        question = _difference(rule, line, invoice) if classified.line_class == INVOICE else None
        return self._propose(rule, line, classified, invoice, question)

    def _by_order_amount(self, rule: MatchRule, line: LineFacts, classified: Classified) -> Proposal | None:
        if classified.line_class != INVOICE or not line.gross:
            return None
        orders = self._orders(line)
        fitting = {
            each.id: each for order in orders for each in self._opens(order).get(line.gross, ())
            if self._usable(line, each) and line.invoice_amount in (None, each.total)
        }
        if not fitting:
            return None
        order = ', '.join(orders)
        if len(fitting) > 1:
            return _ask(line, reason('only_by_amount', order=order), fitting.values(), rule)
        [invoice] = fitting.values()
        combined = self._sum_of_others(line, orders, invoice)
        if combined.state != NONE:
            others = [each for each in self._parts(orders) if each.id in combined.ids]
            return _ask(line, _several(combined), [invoice, *others], rule)
        return self._propose(rule, line, classified, invoice, None, order=order)

    def _sum_of_others(self, line: LineFacts, orders: list[str], invoice: Invoice) -> Combined:
        """Return what else of these orders adds up to the line, which then may pay that instead of the invoice."""
        if not _is_whole(line):
            return Combined(NONE)
        others = [each for each in self._parts(orders) if each.id != invoice.id and self._usable(line, each)]
        return combine(
            line.gross, [(each.id, self._open(each)) for each in others], most_candidates=self.most_candidates)

    def _by_combination(self, rule: MatchRule, line: LineFacts, classified: Classified) -> Proposal | None:
        if classified.line_class != INVOICE or not _is_whole(line):
            return None
        orders = self._orders(line)
        usable = [each for each in self._parts(orders) if self._usable(line, each)]
        combined = combine(
            line.gross, [(each.id, self._open(each)) for each in usable], rule.write_off,
            most_candidates=self.most_candidates)
        if combined.state == NONE:
            return None
        parts = [each for each in usable if each.id in combined.ids]
        if combined.state != ONE:
            return _ask(line, _several(combined), parts, rule)
        if len(parts) == 1:
            return _ask(line, reason('only_by_amount', order=', '.join(orders)), parts, rule)
        evidence = {'order': ', '.join(orders), 'chance': f'{combined.chance:.6f}'}
        return self._propose_parts(rule, line, parts, combined.chance > _MOST_CHANCE, evidence)

    # What the rules ask.

    def _open(self, invoice: Invoice) -> Decimal:
        return invoice.open - self.given.get(invoice.id, ZERO)

    def _orders(self, line: LineFacts) -> list[str]:
        """Return the orders of ours that a line names: in its own column, or else in its texts."""
        by_order, orders = self.candidates.by_order, []
        for words in (stated, in_texts):
            orders = orders or sorted({word for word in words(line) if word in by_order})
        return orders

    def _opens(self, order: str) -> dict[Decimal, list[Invoice]]:
        """Return the invoices of an order by what was open of them when the rule began."""
        if order not in self.by_open:
            opens = self.by_open[order] = defaultdict(list)
            for each in self.candidates.by_order[order]:
                opens[self._open(each)].append(each)
        return self.by_open[order]

    def _parts(self, orders: list[str]) -> list[Invoice]:
        """Return what a lump sum of these orders may be made of; of more than can be looked at, just so many."""
        found: dict[int, Invoice] = {}
        for order in orders:
            for amount, invoices in self._opens(order).items():
                if amount:
                    found.update((each.id, each) for each in invoices)
                if len(found) > _MOST_LOOKED_AT:
                    return list(found.values())
        return sorted(found.values(), key=_id)

    def _affordable(self, waiting: list[int]) -> int:
        """Return how many candidates a lump sum may have so that all searches together stay within bounds."""
        sizes = Counter(
            min(len(self._parts(self._orders(line))), MOST_CANDIDATES)
            for line, classified in (self.lines[index] for index in waiting)
            if classified.line_class == INVOICE and _is_whole(line))
        work = 0
        for size in sorted(sizes):
            work += sizes[size] * size * size
            if work > _MOST_WORK:
                return size - 1
        return MOST_CANDIDATES

    def _usable(self, line: LineFacts, invoice: Invoice) -> bool:
        same_code = not (line.vendor_code and invoice.vendor_code) or line.vendor_code == invoice.vendor_code
        return (same_code and invoice.is_customer_ours and invoice.currency == line.currency
                and self._open(invoice) * invoice.total > 0 and invoice.id not in self.contested)

    # What comes of it.

    def _propose(self, rule, line, classified, invoice, question=None, **evidence) -> Proposal:
        self.invoices[invoice.id] = invoice
        permission = PERSON if question or not line.currency else rule.permission(ZERO)
        return Proposal(
            line.id, rule.code, ((invoice.id, classified.allocated(line)),), permission, ZERO, question, (invoice.id,),
            {'rule': rule.code, 'invoice': invoice.key, 'total': f'{invoice.total:f}', **evidence})

    def _propose_parts(self, rule, line, parts, is_doubtful, evidence) -> Proposal:
        """Give every part what is open of it; the largest one gets what is left, and the write-off."""
        amounts = {each.id: self._open(each) for each in parts}
        self.invoices.update((each.id, each) for each in parts)
        write_off = sum(amounts.values(), ZERO) - line.gross
        if write_off * line.gross < 0:
            return _ask(line, reason('amount_differs', line=f'{line.gross:f}', invoice=f'{line.gross + write_off:f}'),
                        parts, rule)
        # Bookings write off on the last allocation.
        last = max(parts, key=lambda each: (abs(amounts[each.id]), each.id)).id
        amounts[last] = amounts.pop(last) - write_off
        permission = PERSON if is_doubtful or not line.currency else rule.permission(write_off)
        return Proposal(
            line.id, rule.code, tuple(amounts.items()), permission, write_off, None, tuple(sorted(amounts)),
            {'rule': rule.code, 'invoices': [each.key for each in parts], **evidence})

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

    def _close(self, invoice: Invoice) -> None:
        """Look at all that an invoice gets: a difference of cents is a write-off, too much is a question."""
        rest, takers = self._open(invoice), self.takers[invoice.id]
        if rest and not self._write_off(invoice, takers, rest) and rest * (1 if invoice.total >= 0 else -1) < 0:
            for index in takers:
                self._flag(index, invoice, abs(rest))

    def _flag(self, index: int, invoice: Invoice, over: Decimal) -> None:
        """Ask about one of the lines that pay an invoice beyond its total, whichever came first."""
        proposal = self.found[index]
        if not proposal.question:
            question = reason('paid_too_much', invoice.id, total=f'{invoice.total:f}', over=f'{over:f}')
            self.found[index] = replace(proposal, question=question, permission=PERSON, write_off=ZERO)

    def _write_off(self, invoice: Invoice, takers: list[int], rest: Decimal) -> bool:
        """Let one line write off the rest of an invoice that is settled for Amazon, if its rule's limit allows it.

        Too much is a rest as well, but only as far as Amazon says that the invoice itself is that much higher.
        """
        if any(self.found[index].question or self.found[index].write_off for index in takers):
            return False
        lines = [self.lines[index][0] for index in takers]
        higher = max(abs(line.invoice_amount or ZERO) for line in lines) - abs(invoice.total)
        is_too_much = rest * invoice.total <= 0
        if not (abs(rest) <= higher if is_too_much else _is_settled(lines, invoice)):
            return False
        index = max(takers, key=lambda each: self.lines[each][0].id)
        proposal = self.found[index]
        rule = self.settings[proposal.rule]
        if abs(rest) > rule.write_off or len(proposal.allocations) > 1:
            return False
        permission = PERSON if proposal.permission == PERSON else rule.permission(rest)
        self.found[index] = replace(proposal, write_off=rest, permission=permission)
        return True


def paid_too_much(proposals: Iterable[Proposal]) -> Iterator[int]:
    """Yield the invoices that would be paid too much: match all their lines again, those of other remittances, too."""
    for proposal in proposals:
        if proposal.question and proposal.question.code == 'paid_too_much':
            yield from proposal.candidates


def _is_whole(line: LineFacts) -> bool:
    """Tell whether a line may be a lump sum: money for something, not a slice of it."""
    return bool(line.gross) and line.invoice_amount in (None, line.gross)


def _several(combined: Combined) -> Reason:
    return reason('several_combinations', too_many=combined.state == TOO_MANY, most=MOST_CANDIDATES)


def _is_settled(lines: list[LineFacts], invoice: Invoice) -> bool:
    """Tell whether Amazon owes nothing more: it says so, or it reckons the invoice another amount than we do."""
    return any(
        line.remaining == 0 or abs(line.invoice_amount or invoice.total) != abs(invoice.total) for line in lines)


def _objection(line: LineFacts, classified: Classified, invoice: Invoice) -> Reason | None:
    """Say why a line cannot be about an invoice at all, although the number is the same."""
    if line.currency and line.currency != invoice.currency:
        return reason('other_currency', line=line.currency, invoice=invoice.currency)
    if not invoice.is_customer_ours:
        return reason('other_customer')
    is_invoice = classified.line_class == INVOICE
    is_opposite = is_invoice and line.gross * invoice.total < 0
    is_beyond = classified.line_class in CLAIMS_ON_INVOICES and abs(line.paid) > abs(invoice.total)
    if is_opposite or is_beyond:
        amount = line.gross if is_invoice else line.paid
        return reason('amount_differs', line=f'{amount:f}', invoice=f'{invoice.total:f}')
    return None


def _difference(rule: MatchRule, line: LineFacts, invoice: Invoice) -> Reason | None:
    """Compare what Amazon says the invoice is with what it is; a difference within the limit may be written off."""
    if line.discount * line.paid < 0 or line.withholding * line.paid < 0:
        return reason('amount_differs', line=f'{line.gross:f}', invoice=f'{invoice.total:f}')
    stated, total = line.invoice_amount, abs(invoice.total)
    if stated is None or abs(total - abs(stated)) <= rule.write_off:
        return None
    return reason('amount_differs', line=f'{stated:f}', invoice=f'{invoice.total:f}')


def _ask(line: LineFacts, question: Reason, named: Iterable[Invoice] = (), rule: MatchRule | None = None) -> Proposal:
    ids = tuple(sorted({each.id for each in named}))[:MOST_NAMED]
    return Proposal(line.id, rule and rule.code, (), PERSON, ZERO, question, ids)


def _rival(proposal: Proposal) -> Proposal:
    code = 'only_by_amount' if proposal.rule == ORDER_AMOUNT else 'several_combinations'
    return replace(proposal, allocations=(), permission=PERSON, write_off=ZERO, question=reason(code))


def _id(invoice: Invoice) -> int:
    return invoice.id
