"""Say of every line what it is, exactly once, with the evidence; where two of them disagree a person decides."""
from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from .classes import (
    CLAIMS_ON_INVOICES,
    CLASS_OF_CLAIM,
    HIDDEN,
    INVOICE,
    PROVISION,
    UNKNOWN,
    expected_sign,
)
from .numbers import REVERSED, Probe, base, canonical, probes

NUMBER, TYPE, DESCRIPTION = FIELDS = ('number', 'type', 'description')
ANY, NEGATIVE, POSITIVE = SIGNS = ('any', 'negative', 'positive')
# No rule reads further than this: a number or a type is shorter, and a pattern must stay cheap.
LONGEST_TEXT = 120
# How many texts are remembered: a file has few types, but may describe every line in other words.
_MOST_SEEN = 5000
ZERO = Decimal(0)

# What a row of Amazon's other lists says about its number; 'deduction' alone does not say which one.
_KINDS = ('shortage', 'price_claim', 'chargeback', 'return', 'agreement')
# Numbers of these forms say so much about a line that a type column against them is a contradiction.
_TELLING = frozenset({'shortage', 'price_claim', 'provision', 'chargeback', 'price_protection'})
_BLANKS = re.compile(r'\s+')
_DASHES = str.maketrans(dict.fromkeys('‐‑‒–—―−', '-'))


@dataclass(frozen=True, slots=True)
class LineFacts:
    """One line as Amazon states it, amounts signed as stated. `is_remainder`: not stated at all, but left over."""

    id: int
    number: str = ''
    date: date | None = None
    description: str = ''
    type: str = ''
    reference: str = ''
    original_number: str = ''
    purchase_order: str = ''
    vendor_code: str = ''
    currency: str = ''
    invoice_amount: Decimal | None = None
    withholding: Decimal = ZERO
    discount: Decimal = ZERO
    paid: Decimal = ZERO
    remaining: Decimal | None = None
    is_remainder: bool = False

    @property
    def gross(self) -> Decimal:
        """Return what an invoice is settled by: the money, the discount taken and the tax withheld."""
        return self.paid + self.discount + self.withholding

    @property
    def sign(self) -> int:
        amount = self.paid or self.gross or self.invoice_amount or ZERO
        return (amount > 0) - (amount < 0)


@dataclass(frozen=True)
class ClassRule:
    """One dated rule of an administrator: a text of this form means this class.

    The pattern must match the whole of `normal(text)`: the text as stated, in upper case, without blanks at its ends,
    runs of blanks as one and any dash as '-'; other separators stay. It counts for dates from `valid_from` to
    `valid_to`, both included, and only for amounts of its `sign`.
    """

    code: str
    line_class: str
    is_reversal: bool
    field: str
    pattern: str
    sign: str = ANY
    valid_from: date | None = None
    valid_to: date | None = None
    sequence: int = 10
    matcher: re.Pattern = field(init=False, repr=False, compare=False)

    def __post_init__(self):
        object.__setattr__(self, 'matcher', re.compile(self.pattern))

    def is_valid(self, on: date) -> bool:
        return (self.valid_from or on) <= on <= (self.valid_to or on)

    def takes(self, sign: int) -> bool:
        return self.sign == ANY or sign == (1 if self.sign == POSITIVE else -1)


class Rules:
    """All rules in their order, and what they said of texts seen before: a file has few different types."""

    def __init__(self, rules: Iterable[ClassRule]):
        ordered = sorted(rules, key=lambda rule: (rule.sequence, rule.code))
        self._by_field = {name: [rule for rule in ordered if rule.field == name] for name in FIELDS}
        self._seen: dict[tuple, ClassRule | None] = {}

    def first(self, name: str, text: str, sign: int, on: date) -> ClassRule | None:
        """Return the first rule for this field that takes the text."""
        if not text:
            return None
        if name == NUMBER:
            return self._search(name, text, sign, on)
        known = (name, text, sign, on)
        if known not in self._seen:
            if len(self._seen) >= _MOST_SEEN:
                self._seen.clear()
            self._seen[known] = self._search(name, text, sign, on)
        return self._seen[known]

    def _search(self, name: str, text: str, sign: int, on: date) -> ClassRule | None:
        text = normal(text)
        for rule in self._by_field[name]:
            if rule.matcher.fullmatch(text) and rule.takes(sign) and rule.is_valid(on):
                return rule
        return None


@dataclass(frozen=True)
class Known:
    """What is known of the numbers of the lines, by canonical key: among all their probes, asked for in bulk.

    `register`: our posted invoices; `credit_notes`: those of them with a negative total. `aliases`: what a person said
    Amazon calls an invoice. `details`: the kinds of rows in Amazon's other lists. `widths`: see numbers.probes.
    """

    register: frozenset[str] = frozenset()
    credit_notes: frozenset[str] = frozenset()
    aliases: frozenset[str] = frozenset()
    details: Mapping[str, frozenset[str]] = field(default_factory=dict)
    widths: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Classified:
    """What a line is. `rule` is the code of the class rule, if one said it; `base_key` the number it is about.

    `chain` is what was done to that number, oldest first, this line last. `evidence` has 'source' and plain values; if
    not `is_sure`, also 'contradictions'.
    """

    line_class: str
    is_reversal: bool = False
    rule: str | None = None
    base_key: str = ''
    chain: tuple[str, ...] = ()
    evidence: dict = field(default_factory=dict)
    is_sure: bool = True

    def allocated(self, line: LineFacts) -> Decimal:
        """Return what the line moves: discounts and withheld tax settle invoices, too."""
        return line.gross if self.line_class == INVOICE else line.paid


def normal(text: str) -> str:
    """Return a text as rules see it."""
    if not text.isascii():
        text = unicodedata.normalize('NFKC', text).translate(_DASHES)
    return _BLANKS.sub(' ', text[:LONGEST_TEXT]).strip().upper()


def keys(line: LineFacts, widths: tuple[int, ...] = ()) -> set[str]:
    """Return every key to look up for a line: in our register, the aliases and Amazon's other lists."""
    return {probe.key for text in (line.number, line.original_number) for probe in probes(text, widths)}


def classify(line: LineFacts, rules: Rules, known: Known, on: date) -> Classified:
    """Say what a line is, by the first evidence there is.

    A person's alias, our own register, a claim on a number of ours, Amazon's other lists, its type columns, the form of
    the number, the description; a positive amount that nothing explains is for an invoice that we do not know.
    """
    if line.is_remainder:
        return Classified(HIDDEN, evidence={'source': 'remainder'})
    typed = _typed(line, rules, on)
    found = _ours(line, known)
    if found:
        return _checked(line, found, known, typed)
    formed = _by_rule('number', line, rules.first(NUMBER, line.number, line.sign, on))
    found = _listed(line, known, typed, formed) or typed or formed or _described(line, rules, on) or _left(line, known)
    return _checked(line, _about(line, found, known), known, typed, formed)


def _ours(line: LineFacts, known: Known) -> Classified | None:
    """Look a number up among the aliases and in our register, then without the letters of claims."""
    found = _find(line.number, known)
    if not found:
        return None
    (probe, source), *others = found
    is_claim, is_reversal = _stage(probe)
    evidence = {'source': 'chain' if is_claim else source, 'key': probe.key}
    if is_claim:
        evidence |= {'by': source, 'chain': ''.join(probe.chain)}
    rivals = [other.key for other, _source in others if _may_be(line, other, known)]
    # What a person said of this very number leaves no doubt.
    if rivals and (is_claim or source != 'alias'):
        evidence['contradictions'] = [{'code': 'several_numbers', 'keys': [probe.key, *rivals]}]
    line_class = CLASS_OF_CLAIM[probe.chain[0]] if is_claim else INVOICE
    return Classified(line_class, is_reversal, None, probe.key, probe.chain, evidence)


def _stage(probe: Probe) -> tuple[bool, bool]:
    """Tell whether a number is one of a claim, and of a reversed one."""
    return bool(probe.chain), probe.chain[-1:] == (REVERSED,)


def _may_be(line: LineFacts, probe: Probe, known: Known) -> bool:
    """Tell whether the sign of a line allows it to be about this number of ours as well."""
    is_claim, is_reversal = _stage(probe)
    is_negative = not is_reversal if is_claim else probe.key in known.credit_notes
    return line.sign in (0, -1 if is_negative else 1)


def _find(text: str, known: Known) -> list[tuple[Probe, str]]:
    """Return the probes that a person's alias or our register knows, the likeliest first."""
    return [
        (probe, 'alias' if probe.key in known.aliases else 'register') for probe in probes(text, known.widths)
        if probe.key in known.register or probe.key in known.aliases
    ]


def _listed(
    line: LineFacts, known: Known, typed: Classified | None, formed: Classified | None,
) -> Classified | None:
    """Look a number up in Amazon's other lists; several kinds under one number say nothing.

    Lists of claims name the invoices that they are about, too: without SC or PC a number on them tells only of what
    Amazon took.
    """
    key = canonical(line.number)
    kinds = sorted(set(known.details.get(key, ())).intersection(_KINDS))
    if line.sign > 0 and not base(line.number).chain:
        kinds = [kind for kind in kinds if kind not in CLAIMS_ON_INVOICES]
    if not kinds:
        return None
    evidence = {'source': 'details', 'key': key}
    if len(kinds) > 1:
        return Classified(UNKNOWN, evidence={**evidence, 'contradictions': [{'code': 'several_lists', 'kinds': kinds}]})
    is_reversal = any(other and other.is_reversal and other.line_class == kinds[0] for other in (typed, formed))
    return Classified(kinds[0], is_reversal, evidence=evidence)


def _typed(line: LineFacts, rules: Rules, on: date) -> Classified | None:
    """Read the two type columns of the newer layout; where they disagree the first one counts and nothing is sure."""
    if not line.type:
        return None
    first = _by_rule('type', line, rules.first(TYPE, line.type, line.sign, on))
    second = _by_rule('type', line, rules.first(DESCRIPTION, line.description, line.sign, on))
    if not (first and second):
        return first or second
    if first.line_class != second.line_class:
        conflict = {'code': 'type_columns', 'type': line.type, 'description': line.description}
        return replace(first, evidence={**first.evidence, 'contradictions': [conflict]})
    return replace(first, is_reversal=first.is_reversal or second.is_reversal)


def _described(line: LineFacts, rules: Rules, on: date) -> Classified | None:
    return _by_rule('description', line, rules.first(DESCRIPTION, line.description, line.sign, on))


def _left(line: LineFacts, known: Known) -> Classified:
    """Say what nothing explains: Amazon pays for an invoice, or we do not know."""
    key = canonical(line.number)
    is_listed = 'invoice' in known.details.get(key, ())
    if key and (is_listed or line.sign > 0):
        return Classified(INVOICE, evidence={'source': 'details' if is_listed else 'positive', 'key': key})
    return Classified(UNKNOWN, evidence={'source': 'nothing'})


def _by_rule(source: str, line: LineFacts, rule: ClassRule | None) -> Classified | None:
    if rule is None:
        return None
    text = getattr(line, rule.field)
    return Classified(
        rule.line_class, rule.is_reversal, rule.code,
        evidence={'source': source, 'rule': rule.code, 'text': text[:LONGEST_TEXT]})


def _about(line: LineFacts, found: Classified, known: Known) -> Classified:
    """Add the number that a line is about: the original one that it states, else what its own number builds upon."""
    ours = _find(line.original_number, known) if line.original_number else []
    evidence = found.evidence
    if ours:
        evidence = {**evidence, 'original': line.original_number, 'by': ours[0][1]}
        if found.line_class == INVOICE and evidence['source'] != 'type':
            # Nothing says that money for another number pays this invoice.
            evidence['contradictions'] = [{'code': 'original', 'text': line.original_number}]
    if ours or line.original_number or found.line_class in CLAIMS_ON_INVOICES:
        probe = ours[0][0] if ours else base(line.original_number or line.number)
        return replace(found, base_key=probe.key, chain=probe.chain, evidence=evidence)
    key = canonical(line.number)
    if found.line_class == PROVISION and found.is_reversal:
        # Amazon appends R to the provision that it releases.
        key = key.removesuffix(REVERSED)
    return replace(found, base_key=key)


def _checked(
    line: LineFacts, found: Classified, known: Known, typed: Classified | None, formed: Classified | None = None,
) -> Classified:
    """Keep what was found, but not as sure, where the type columns, the number's form or the sign speak against it."""
    conflicts = list(found.evidence.get('contradictions', ()))
    if typed and typed.rule != found.rule:
        conflicts += _disagreement('type', found, typed)
    if formed and formed.line_class in _TELLING and formed.rule != found.rule:
        conflicts += _disagreement('number', found, formed)
    expected = expected_sign(found.line_class, found.is_reversal)
    if found.line_class == INVOICE and found.base_key in known.credit_notes:
        expected = -1
    if line.sign and expected and line.sign != expected:
        conflicts.append({'code': 'sign', 'amount': f'{line.paid or line.gross or line.invoice_amount:f}'})
    if not conflicts:
        return found
    return replace(found, evidence={**found.evidence, 'contradictions': conflicts}, is_sure=False)


def _disagreement(source: str, found: Classified, other: Classified) -> list[dict]:
    if (found.line_class, found.is_reversal) == (other.line_class, other.is_reversal):
        return []
    text = other.evidence['text']
    return [{'code': source, 'text': text, 'class': other.line_class, 'is_reversal': other.is_reversal}]
