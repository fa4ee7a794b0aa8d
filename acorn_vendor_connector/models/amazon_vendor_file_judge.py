"""Say of a file, before anything of it is kept, whether it can be taken in, for whom, and what it brings."""

import hashlib
import logging
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from odoo import api, fields, models

from ..engine import numbers, remittances
from ..formats import recognise
from ..formats.errors import Refused
from ..formats.reading import Choices, Reading
from .amazon_vendor_remittance_facts import remittance_of
from .amazon_vendor_remittance_handler import stored
from .amazon_vendor_wait import reason

_logger = logging.getLogger(__name__)

QUESTION, READY, KNOWN, REFUSED = "question", "ready", "known", "refused"
# In the context of what a mail brings: nobody is signed in, and still not everything is allowed.
BY_MAIL = "amazon_vendor_by_mail"
# No line of a payment is as large as that in any currency.
TOO_LARGE = Decimal(10) ** 11
# So many invoice numbers that nobody of the payee's companies knows are no chance.
ENOUGH_NUMBERS = 10
# A payment may be dated in another time zone.
A_DAY = timedelta(days=1)


@dataclass
class Payment:
    """One payment of a file, and what it adds to what we know."""

    document: dict
    incoming: remittances.Remittance
    payee: Any
    merge: remittances.Merge
    balance: remittances.Balance
    reason: dict | None = None

    @property
    def total(self):
        return sum((line.paid for line in self.incoming.lines), Decimal(0))


@dataclass
class Judgement:
    """What is known of a file. `reasons` stand in the way; `questions` are a person's to answer."""

    body: bytes
    name: str
    choices: Choices
    byte_digest: str
    reading: Reading | None = None
    payee: Any = None
    company: Any = None
    environment: str = ""
    payments: list = field(default_factory=list)
    reasons: list = field(default_factory=list)
    questions: list = field(default_factory=list)
    warnings: list = field(default_factory=list)
    left_out: frozenset = frozenset()
    known_file: Any = None
    is_stale: bool = False

    @property
    def state(self):
        if self.known_file:
            return KNOWN
        if self.reasons:
            return REFUSED
        return QUESTION if self.questions else KNOWN if self.is_stale else READY

    def _said(self):
        """Return what it takes to read the file again and get the same."""
        choices = {name: value for name, value in asdict(self.choices).items() if value}
        kind = self.reading.kind if self.reading else ""
        return {"choices": choices, "payee": self.payee.name if self.payee else "", "kind": kind}

    def _values(self):
        """Return what a file's record says of it."""
        reading = self.reading
        values = {
            "name": self.name,
            "payee_id": self.payee.id if self.payee else False,
            "company_id": self.company.id,
            "environment": self.environment,
            "byte_digest": self.byte_digest,
            "size": len(self.body),
        }
        if reading:
            values |= {
                "kind": reading.kind or False,
                "layout": reading.layout,
                "digest": reading.digest,
                "notes": [*map(noted, reading.notes), *self.warnings],
                "unknown_headings": [{"text": each.text, "sample": each.sample} for each in reading.unknown_headings],
            }
        return values


class AmazonVendorFile(models.Model):
    _inherit = "amazon.vendor.file"

    @api.model
    def _judge(self, body, name, payee=None, choices=None, going_on=None):
        """Read a file and say what would become of it; nothing is kept.

        `payee` is whom a person chose or whose mail address it came to; `choices` a mapping of what a person said about
        this file; `going_on` a parked file whose bytes these are.
        """
        payee = payee.sudo() if payee else None  # one of another company is refused by name
        judgement = Judgement(body, name, self._choices(choices or {}), hashlib.sha256(body).hexdigest())
        self._judge_bytes(judgement, payee, going_on)
        if judgement.known_file:
            return judgement
        try:
            judgement.reading = recognise.read(body, judgement.choices)
        except Refused as refusal:
            judgement.reasons.append(reason(refusal.code, **_storable(refusal.params)))
            return judgement
        except Exception as error:
            # Whatever a stranger's bytes do to a reader, they must not stop the mails after them.
            _logger.exception("The file %s could not be read", name)
            judgement.reasons.append(reason("unexpected", error=type(error).__name__))
            return judgement
        judgement.questions += [
            reason(f"ask_{question.code}", **_shown(question)) for question in judgement.reading.questions
        ]
        if not judgement.questions:
            self._judge_content(judgement, payee, going_on)
        return judgement

    @api.model
    def _choices(self, said):
        """Return what a person said about this file, and besides it what was ever said about headings."""
        of_kind = self.env["amazon.vendor.heading"]._known()
        answered = said.get("headings", {})
        return Choices(**{
            **said,
            "headings": {**of_kind.pop(""), **answered},
            "headings_of_kind": {
                kind: {key: field for key, field in known.items() if key not in answered}
                for kind, known in of_kind.items()
            },
        })

    def _works_for(self, company):
        """Tell whether a file for this company may come in here; a mail is for the companies it was sent to only."""
        is_system = self.env.su and not self.env.context.get(BY_MAIL)
        return is_system or company in self.env.companies

    # ------------------------------------------------------------------ the same again

    def _judge_bytes(self, judgement, payee, going_on):
        """Recognise bytes that came before."""
        self._recognise(judgement, [("byte_digest", "=", judgement.byte_digest)], payee and payee.environment, going_on)

    def _recognise(self, judgement, domain, environment, going_on):
        # sudo: it may have been imported for a company that this person does not work for.
        same = self.sudo().search([
            *domain, ("state", "!=", "dismissed"), ("id", "not in", (going_on or self).ids),
            *([("environment", "=", environment)] if environment else []),
        ]).sorted(lambda file: file.state != "imported")[:1]
        if not same:
            return
        judgement.known_file = same
        code = "file_known" if same.state == "imported" else "file_known_parked"
        if not self._works_for(same.company_id):
            code = "file_known_elsewhere"
        judgement.reasons.append(reason(code, file=same.name, date=fields.Date.to_string(same.create_date)))

    # ------------------------------------------------------------------ what it says

    def _judge_content(self, judgement, payee, going_on):
        kind = judgement.reading.kind
        if kind == "remittance":
            self._judge_payees(judgement, payee)
        elif kind == "purchase_orders":
            self._judge_orders(judgement)
        else:
            self._judge_list(judgement, payee)
        if judgement.reasons or judgement.questions:
            return
        if judgement.company and not self._works_for(judgement.company):
            judgement.reasons.append(reason("company_not_yours", company=judgement.company.sudo().name))
            return
        self._recognise(
            judgement, [("digest", "=", judgement.reading.digest)], judgement.environment, going_on
        )
        if kind == "remittance" and not judgement.known_file:
            self._judge_payments(judgement)
            self._judge_register(judgement)

    # ------------------------------------------------------------------ payments

    def _judge_payments(self, judgement):
        """Compare every payment with what we know of it, and look for what cannot be right."""
        currencies = self._currency_states()
        codes = {code for code in (document.get("payee") for document in judgement.reading.documents) if code}
        payees = self.env["amazon.vendor.payee"].sudo()._by_code(
            judgement.environment, {code.upper() for code in codes}
        )
        by_payee = {}
        for document in judgement.reading.documents:
            payee = payees.get(document.get("payee", "").upper()) or judgement.payee
            by_payee.setdefault(payee, []).append((document, remittance_of(document)))
        for payee, stated in by_payee.items():
            known = self.env["amazon.vendor.remittance"].sudo()._known(
                payee, [incoming.payment.number for _document, incoming in stated]
            )
            for document, incoming in stated:
                _record, before = known.get(incoming.payment.number, (None, None))
                merge = remittances.merge(before, incoming)
                payment = Payment(
                    document, incoming, payee, merge, remittances.balance(merge.payment, merge.lines)
                )
                self._judge_payment(judgement, payment, currencies)
                judgement.payments.append(payment)
        judgement.is_stale = not judgement.reasons and all(
            payment.merge.verdict == remittances.SAME for payment in judgement.payments
        )
        if judgement.is_stale:
            judgement.warnings.append(reason("nothing_new"))

    def _judge_payment(self, judgement, payment, currencies):
        found = None
        if payment.merge.verdict == remittances.CONFLICT:
            found = stored(payment.merge.reason, payment.incoming.payment)
        found = found or self._impossible(payment.incoming, currencies)
        if found:
            payment.reason = found
            judgement.reasons.append(found)
        elif payment.balance.reason:
            payment.reason = stored(payment.balance.reason, payment.merge.payment)

    def _impossible(self, incoming, currencies):
        """Return why a payment cannot be right, if so."""
        head = incoming.payment
        named = {head.currency, head.invoice_currency, *(line.currency for line in incoming.lines)} - {""}
        for name in sorted(named):
            if name not in currencies:
                return reason("payment_currency_unknown", number=head.number, currency=name)
            if not currencies[name]:
                return reason("payment_currency_inactive", number=head.number, currency=name)
        if head.date and head.date > fields.Date.context_today(self) + A_DAY:
            return reason("future_date", number=head.number, date=str(head.date))
        largest, currency = max(_amounts(incoming), key=lambda each: abs(each[0]))
        if abs(largest) >= TOO_LARGE:
            return reason("amount_too_large", number=head.number, amount=f"{largest:f}", currency=currency)
        return None

    def _currency_states(self):
        """Return {name of a currency: whether it is active}."""
        currencies = self.env["res.currency"].with_context(active_test=False)._read_group([], ["name", "active"])
        return dict(currencies)

    # ------------------------------------------------------------------ whose books

    def _judge_register(self, judgement):
        """Look for the numbers of a file in our books: those of another payee betray a wrong file."""
        if judgement.reasons or len({payment.payee for payment in judgement.payments}) != 1:
            return
        payee = judgement.payments[0].payee
        lines = [line for payment in judgement.payments for line in payment.incoming.lines if line.paid > 0]
        keys = {line.number: numbers.probes(line.number) for line in lines if line.number}
        if len(keys) < ENOUGH_NUMBERS:
            return
        companies_of = self._companies_knowing({probe.key for probes in keys.values() for probe in probes})
        own = set(payee._companies().ids)
        if own & companies_of.keys():
            return
        others = self.env["amazon.vendor.payee"].sudo().search([  # to say whose numbers they are
            ("environment", "=", judgement.environment), ("id", "!=", payee.id),
        ])
        for other in others:
            found = sum(companies_of.get(company, 0) for company in other._companies().ids)
            if found:
                judgement.reasons.append(reason(
                    "numbers_of_other_payee", count=len(keys), payee=payee.name, other=other.name, found=found
                ))
                return
        judgement.warnings.append(reason("note_numbers_unknown", count=len(keys), payee=payee.name))

    def _companies_knowing(self, keys):
        """Return {company id: how many of these keys are numbers of its posted invoices}."""
        # sudo: to tell whose numbers they are; nothing of the invoices is shown.
        groups = self.env["account.move"].sudo()._read_group(
            [("amazon_vendor_number_key", "in", list(keys))], ["company_id"], ["__count"]
        )
        return {company.id: count for company, count in groups}


def noted(note):
    """Return the storable form of a remark of a reader."""
    return reason(f"note_{note.code}", **_storable(note.params))


def _storable(params):
    """Return values of a reader as a sentence shows them: lists in one, of a place in the file what stands there."""
    return {name: _shown_value(value) for name, value in params.items()}


def _shown_value(value):
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return f"{value.get('value', '?')} ({value.get('heading', '?')}, {value.get('row', '?')})"
    return value


def _amounts(incoming):
    """Yield every amount of a payment with the name of its currency."""
    head = incoming.payment
    yield head.amount or Decimal(0), head.currency
    yield head.invoice_amount or Decimal(0), head.lines_currency
    for line in incoming.lines:
        for amount in (line.paid, line.discount, line.withholding, line.invoice_amount, line.remaining):
            yield amount or Decimal(0), line.currency


def _shown(question):
    params = {name: value for name, value in question.params.items() if isinstance(value, str)}
    if "missing" in question.params:
        params["missing"] = ", ".join(question.params["missing"])
    return params
