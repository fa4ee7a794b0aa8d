"""Remittance workbooks and CSV: one row per payment, then the lines of all payments."""
from __future__ import annotations

import re

from . import content, headings
from .errors import Refused
from .layouts import Context, Layout
from .reading import Note
from .remittance_headings import LINES, PAYEE, PAYMENT_NUMBER, PAYMENTS

_PAYMENT_KEYS = frozenset(map(headings.key, PAYMENT_NUMBER))
_PAYEE_KEYS = frozenset(map(headings.key, PAYEE))
_SEPARATORS = re.compile(r'[,;\s:|]+')
_IN_PAYMENT = {
    'payment_number': 'number', 'payment_date': 'date', 'payment_currency': 'currency', 'payment_amount': 'amount',
    'invoice_currency': 'invoice_currency', 'amount_in_invoice_currency': 'invoice_amount',
    'exchange_rate': 'exchange_rate', 'payment_type': 'type', 'payment_status': 'status', 'void_reason': 'void_reason',
}
_IN_LINE = {
    'invoice_number': 'number', 'invoice_date': 'date', 'description': 'description', 'transaction_type': 'type',
    'reference': 'reference', 'original_number': 'original_number', 'vendor_code': 'vendor_code',
    'purchase_order': 'purchase_order', 'invoice_currency': 'currency', 'invoice_amount': 'invoice_amount',
    'withholding': 'withholding', 'discount': 'discount', 'paid': 'paid', 'remaining': 'remaining', 'extra': 'extra',
}


class _Remittances:
    """Put payments, their lines and what Amazon hides of them together by the number of the payment."""

    def __init__(self):
        self.payments: dict[str, dict] = {}
        self.lines: dict[str, list[dict]] = {}
        self.payees: dict[str, str] = {}
        self.hidden: set[str] = set()
        self._places: dict[str, dict] = {}

    def add_payment(self, where, values: dict, payee: str):
        number = values.get('payment_number')
        if number is None:
            raise Refused('no_payment_number', sheet=where.sheet, row=where.row)
        payment = {name: values[field] for field, name in _IN_PAYMENT.items() if field in values}
        self._note_payee(where, number, values.get('payee') or payee)
        if self.payments.setdefault(number, payment) != payment:
            raise Refused(
                'contradicting_payments', number=number, first=self._places[number], second=where.params(number))
        self._places.setdefault(number, where.params(number))

    def add_line(self, where, values: dict, payee: str):
        number = values.get('payment_number') or (next(iter(self.payments)) if len(self.payments) == 1 else None)
        if number is None:
            raise Refused('no_payment_number', sheet=where.sheet, row=where.row)
        self._note_payee(where, number, values.get('payee') or payee)
        line = {_IN_LINE[field]: values[field] for field in values if field in _IN_LINE}
        self.lines.setdefault(number, []).append(line)

    def _note_payee(self, where, number: str, payee: str):
        if payee and self.payees.setdefault(number, payee) != payee:
            raise Refused('contradicting_payees', number=number, sheet=where.sheet, row=where.row)

    def documents(self) -> list[dict]:
        numbers = dict.fromkeys((*self.payments, *self.lines, *sorted(self.hidden)))
        return [self._document(number) for number in numbers]

    def _document(self, number: str) -> dict:
        document = {'type': 'remittance', 'payment': self.payments.get(number, {'number': number})}
        if number in self.payees:
            document['payee'] = self.payees[number]
        if number in self.hidden:
            document['hidden'] = True
        document['lines'] = content.ordered(self.lines.pop(number, ()))
        return document


def _documents(tables, context: Context) -> list[dict]:
    found = _Remittances()
    titles = _payee_titles(context)
    for section, add in (('payments', found.add_payment), ('lines', found.add_line)):
        for table in tables:
            if table.section.name == section:
                payee = _payee_above(table, titles)
                for where, values in table.records(context):
                    add(where, values, payee)
    found.hidden = _hidden(context, set(found.payments) | set(found.lines))
    if found.hidden:
        context.notes.append(Note('hidden_lines', {'payments': sorted(found.hidden)[:20]}))
    return found.documents()


def _payee_titles(context: Context) -> list:
    """Return the rows around the lists that say who is paid: 'Payee: ACRNU', or the two in cells of their own."""
    titles = []
    for row in context.loose:
        label, _, rest = row.texts[0].partition(':')
        payee = rest.strip() or (row.texts[1] if len(row.texts) > 1 else '')
        if headings.key(label) in _PAYEE_KEYS and payee:
            titles.append((row, payee))
            context.use(row)
    return titles


def _payee_above(table, titles) -> str:
    """Return the payee of the last title above a list; else of the first sheet that names one."""
    above = [payee for row, payee in titles if row.sheet == table.sheet and row.row < table.row]
    return above[-1] if above else next((payee for row, payee in titles if row.sheet != table.sheet), '')


def _hidden(context: Context, known: set[str]) -> set[str]:
    """Return the payments some of whose lines this login may not see.

    Amazon says so in a row that begins with the label 'Payment Number' and lists them, there or in the next row.
    """
    hidden: set[str] = set()
    follows = False
    for row in context.loose:
        label, rest = _label(row.texts)
        listed = [each for each in _SEPARATORS.split(' '.join(rest)) if any(map(str.isdigit, each))]
        is_list = bool(listed) and (label or follows or known.issuperset(listed))
        if is_list:
            hidden.update(listed)
        if is_list or label:
            context.use(row)
        follows = label and not listed
    return hidden


def _label(texts) -> tuple[bool, list[str]]:
    """Tell whether a row speaks of payment numbers, and return the rest of it."""
    for index, text in enumerate(texts):
        start, _, rest = text.partition(':')
        if headings.key(start).removesuffix('s').strip() in _PAYMENT_KEYS:
            return True, [rest, *texts[index + 1:]]
    return False, list(texts)


def _name(tables) -> str:
    """Return the version of the list: newer ones state a type, those of Europe a net amount."""
    lines = [table for table in tables if table.section.name == 'lines']
    if any(table.has('transaction_type') for table in lines):
        return 'transaction_types'
    paid = (column for table in lines for column in table.columns if column.field and column.field.name == 'paid')
    return 'eu' if any('net' in column.key for column in paid) else 'us'


LAYOUTS = (Layout('remittance', _name, (PAYMENTS, LINES), _documents, needs=('lines',)),)
