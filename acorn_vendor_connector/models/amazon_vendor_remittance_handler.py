"""Take payments in: heads by the ORM, lines by one statement, whatever their number."""

import json
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from odoo import api, models
from odoo.tools import SQL, groupby

from ..engine import remittances
from ..engine.allocation import Imbalance
from ..engine.numbers import canonical
from .amazon_vendor_handler import Outcome
from .amazon_vendor_remittance_facts import COLUMNS, ZERO, remittance_of
from .amazon_vendor_wait import reason, render_reason

PARSER_VERSION = 1
REMAINDER = "remainder"
INSERTED_AT_ONCE = 5000
LINE_COLUMNS = (
    "remittance_id", "payee_id", "company_id", "payment_date", "sequence", "number", "number_key", "invoice_date",
    "description", "transaction_type", "reference", "original_number", "vendor_code", "purchase_order", "currency_id",
    "invoice_amount", "withholding", "discount", "paid", "remaining", "identity", "is_remainder", "extra",
    "match_state", "create_uid", "write_uid",
)


@dataclass
class Taken:
    """One payment of the batch: the message, what the file says of it, what it adds, and our record of it."""

    message: Any
    document: dict
    incoming: remittances.Remittance
    merge: remittances.Merge
    record: Any
    payee: Any


class AmazonVendorHandler(models.AbstractModel):
    _inherit = "amazon.vendor.handler"

    @api.model
    def _handlers(self):
        return {**super()._handlers(), "remittance": "amazon.vendor.remittance.handler"}


class AmazonVendorRemittanceHandler(models.AbstractModel):
    """Turn archived payments into remittances, and add to them what a later file knows."""

    _name = "amazon.vendor.remittance.handler"
    _description = "Amazon remittance handler"
    _inherit = ["amazon.vendor.handler"]

    @api.model
    def _receive_batch(self, messages, payloads):
        """Return {message id: Outcome}; see `amazon.vendor.handler` for the contract."""
        # sudo: the batch runner is the system; what it makes belongs to the payee's company.
        handler, outcomes = self.sudo(), {}
        for turn in _in_turn(messages.sudo()):
            outcomes |= handler._receive_turn(turn, payloads)
        return outcomes

    def _receive_turn(self, messages, payloads):
        """Return {message id: Outcome} of messages that are about different payments."""
        taken, outcomes = self._merge(messages, payloads)
        self._write_heads([each for each in taken if each.merge.verdict != remittances.SAME])
        for each in taken:
            if each.merge.verdict != remittances.SAME:
                self._insert_lines(each)
                self._balance(each)
                self._void(each)
            self._link(each)
            outcomes[each.message.id] = Outcome("applied", company=each.payee.company_id)
        if taken:
            self.env["amazon.vendor.remittance"]._trigger_match()
        return outcomes

    # ------------------------------------------------------------------ decide

    def _merge(self, messages, payloads):
        """Put payments together with what we know of them; return what to take in, and the outcomes of the others."""
        payees = self.env["amazon.vendor.payee"].with_context(active_test=False).search([
            ("environment", "in", list(set(messages.mapped("environment")))),
            ("name", "in", list(set(messages.mapped("vendor_code")))),
        ])
        by_key = {(payee.environment, payee.name): payee for payee in payees}
        taken, outcomes = [], {}
        for key, group in groupby(messages, key=lambda message: (message.environment, message.vendor_code)):
            payee = by_key.get(key)
            if not payee:
                outcomes.update({message.id: self._refuse(reason("payee_unknown", payee=key[1])) for message in group})
                continue
            known = self.env["amazon.vendor.remittance"]._known(
                payee, [message.reference for message in group], lock=True
            )
            for message in group:
                incoming = remittance_of(payloads[message.id])
                record, before = known.get(message.reference, (self.env["amazon.vendor.remittance"], None))
                merge = remittances.merge(before, incoming)
                if merge.verdict == remittances.CONFLICT:
                    outcomes[message.id] = self._refuse(stored(merge.reason, incoming.payment))
                else:
                    taken.append(Taken(message, payloads[message.id], incoming, merge, record, payee))
        return taken, outcomes

    def _refuse(self, stored):
        return Outcome("waiting", error_kind="rule", message=render_reason(self.env, stored))

    # ------------------------------------------------------------------ heads

    def _write_heads(self, taken):
        """Make the payments that are new, in one go, and bring the others up to date."""
        currencies = self._currencies(taken)
        new = [each for each in taken if not each.record]
        made = self.env["amazon.vendor.remittance"].create([
            {
                **self._head(each, currencies),
                "name": each.incoming.payment.number,
                "payee_id": each.payee.id,
                "company_id": each.payee.company_id.id,
                "responsible_id": each.payee.responsible_id.id,
            }
            for each in new
        ])
        for each, record in zip(new, made, strict=True):
            each.record = record
        for each in taken:
            if each not in new:
                each.record.write({**self._head(each, currencies), "version": each.record.version + 1})
                each.record.message_post(body=self._news(each))

    def _head(self, each, currencies):
        payment = each.merge.payment
        # What is not stated stays empty in the database: nothing is another thing than 0.
        amounts = {
            "amount": payment.amount, "invoice_amount": payment.invoice_amount, "exchange_rate": payment.exchange_rate,
        }
        return {
            **{name: amount for name, amount in amounts.items() if amount is not None},
            "payment_date": payment.date,
            "currency_id": currencies.get(payment.currency),
            "invoice_currency_id": currencies.get(payment.lines_currency),
            "payment_type": payment.type,
            "payment_status": payment.status,
            "void_reason": payment.void_reason,
            "is_void": payment.is_void,
            "has_hidden": payment.has_hidden,
            "page_id": each.message.page_id.id,
            "message_id": each.message.id,
            "needs_match": not payment.is_void,
        }

    def _news(self, each):
        file = each.message.page_id.file_name
        if each.merge.added:
            return self.env._("%(file)s brought %(count)s line(s) more.", file=file, count=len(each.merge.added))
        if each.merge.verdict == remittances.MORE:
            return self.env._("%(file)s states what was not known of this payment before.", file=file)
        return self.env._(
            "%(file)s brought a new status: %(status)s %(reason)s", file=file,
            status=each.merge.payment.status, reason=each.merge.payment.void_reason,
        )

    def _currencies(self, taken):
        """Return {name of a currency: its id}, also for those nobody uses any more."""
        lines = [line for each in taken for line in each.incoming.lines]
        heads = [each.merge.payment for each in taken]
        names = {line.currency for line in lines} | {head.currency for head in heads}
        names |= {head.lines_currency for head in heads}
        currencies = self.env["res.currency"].with_context(active_test=False).search([("name", "in", list(names))])
        return {currency.name: currency.id for currency in currencies}

    # ------------------------------------------------------------------ lines

    def _insert_lines(self, each):
        """Insert the lines that are new, some thousands by one statement."""
        # By number, so that a claim stands below its invoice whatever the order of the file.
        added = sorted(each.merge.added, key=lambda index: canonical(each.incoming.lines[index].number))
        if not added:
            return
        currencies = self._currencies([each])
        identities = remittances.identities(each.payee.name, each.incoming.payment.number, each.incoming.lines)
        first = len(each.merge.lines) - len(added)
        stated = each.document["lines"]
        self._insert([
            self._row(
                each, first + turn, each.incoming.lines[index], currencies, identities[index],
                stated[index].get("extra"),
            )
            for turn, index in enumerate(added, 1)
        ])

    def _row(self, each, sequence, line, currencies, identity, extra=None):
        texts = {column: getattr(line, field) or None for field, column in COLUMNS.items()}
        values = {
            **texts,
            "remittance_id": each.record.id,
            "payee_id": each.payee.id,
            "company_id": each.payee.company_id.id,
            "payment_date": each.merge.payment.date,
            "sequence": sequence,
            "number_key": canonical(line.number) or None,
            "invoice_date": line.date,
            "currency_id": currencies.get(line.currency),
            "invoice_amount": line.invoice_amount,
            "withholding": line.withholding,
            "discount": line.discount,
            "paid": line.paid,
            "remaining": line.remaining,
            "identity": identity,
            "is_remainder": line.is_remainder,
            "extra": json.dumps(extra, ensure_ascii=False) if extra else None,
            "match_state": "open",
            "create_uid": self.env.uid,
            "write_uid": self.env.uid,
        }
        return tuple(values[name] for name in LINE_COLUMNS)

    def _insert(self, rows):
        # An ORM record per line would take minutes for a payment of thousands of lines.
        columns = ", ".join(LINE_COLUMNS)
        holes = ", ".join("%s::jsonb" if name == "extra" else "%s" for name in LINE_COLUMNS)
        # pylint: disable=sql-injection
        self.env.cr.execute_values(  # only names of our own columns are put in
            f"INSERT INTO amazon_vendor_remittance_line ({columns}, create_date, write_date) VALUES %s",  # noqa: S608
            rows,
            template=f"({holes}, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC')",
            page_size=INSERTED_AT_ONCE,
        )
        self.env["amazon.vendor.remittance.line"].invalidate_model()
        self.env["amazon.vendor.remittance"].invalidate_model(["line_ids", "needs_me_line_ids"])

    # ------------------------------------------------------------------ balance

    def _balance(self, each):
        """Compare the payment with its lines, keep what is hidden as a line, and park what does not add up."""
        payment, lines = each.merge.payment, each.merge.lines
        total = sum((line.paid for line in lines), ZERO)
        self._check_kept(each.record, len(lines), total)
        found = remittances.balance(payment, lines)
        self._keep_remainder(each, remittances.remainder(payment, lines))
        why = found.reason and stored(found.reason, payment)
        is_parked = not payment.is_void and (
            found.state == remittances.DIFFERS or (found.state == remittances.UNKNOWN and payment.amount is None)
        )
        each.record.write({
            "line_count": len(lines) + (found.state == remittances.HIDDEN),
            "total": total,
            "difference": found.difference,
            "balance_state": found.state,
            "difference_reason": why or False,
            "parked_reason": why if is_parked else False,
            "state": "void" if payment.is_void else "parked" if is_parked else "to_match",
        })

    def _check_kept(self, record, count, total):
        """Assert that the lines in the database are those that were put together; raise Imbalance."""
        [[kept, paid]] = self.env.execute_query(SQL(
            """SELECT count(*), coalesce(sum(paid), 0)::text FROM amazon_vendor_remittance_line
                WHERE remittance_id = %s AND is_remainder IS NOT TRUE""", record.id,
        ))
        if (kept, Decimal(paid)) != (count, total):
            raise Imbalance(f"payment {record.name} has {count} lines of {total}, but {kept} of {paid} are kept")

    def _keep_remainder(self, each, remainder):
        """Let one line stand for what Amazon hides; a later file that shows more makes it smaller, or go."""
        self.env["amazon.vendor.remittance.line"].flush_model()
        self.env.cr.execute(SQL(
            """DELETE FROM amazon_vendor_remittance_line
                WHERE remittance_id = %s AND is_remainder AND paid IS DISTINCT FROM %s""",
            each.record.id, remainder and remainder.paid,
        ))
        if self.env.cr.rowcount:
            self.env.invalidate_all()
        is_kept = self.env["amazon.vendor.remittance.line"].search_count(  # with what a person decided about it
            [("remittance_id", "=", each.record.id), ("is_remainder", "=", True)], limit=1)
        if remainder and not is_kept:
            row = self._row(each, len(each.merge.lines) + 1, remainder, self._currencies([each]), REMAINDER)
            self._insert([row])

    def _void(self, each):
        """Let go of what a payment named that Amazon took back: it moves nothing any more."""
        if not each.merge.payment.is_void:
            return
        self.env.flush_all()
        self.env.cr.execute(SQL(
            """UPDATE amazon_vendor_match SET state = 'withdrawn'
                WHERE remittance_id = %s AND state != 'withdrawn' RETURNING move_id""", each.record.id,
        ))
        move_ids = [move_id for [move_id] in self.env.cr.fetchall()]
        self.env.cr.execute(SQL(
            """UPDATE amazon_vendor_remittance_line
                  SET match_state = 'none', needs_me = FALSE, question = NULL, move_id = NULL
                WHERE remittance_id = %s""", each.record.id,
        ))
        self.env.invalidate_all()
        each.record._refresh_counts()
        each.record._wake_later(self.env["account.move"].browse(move_ids))

    # ------------------------------------------------------------------ files

    def _link(self, each):
        """Note from which file a payment is."""
        file = self.env["amazon.vendor.file"].search([("page_id", "=", each.message.page_id.id)])
        if file and file not in each.record.file_ids:
            each.record.file_ids |= file


def stored(found, payment):
    """Return the storable form of what the engine says about a payment."""
    # Of a line the same code is a question, with other words.
    code = "payment_hidden_lines" if found.code == "hidden_lines" else found.code
    currencies = {"currency": payment.currency, "lines_currency": payment.lines_currency}
    return reason(code, number=payment.number, **currencies, **_plain(found.params))


def _plain(params):
    return {name: ", ".join(value) if isinstance(value, (list, tuple)) else value for name, value in params.items()}


def _in_turn(messages):
    """Yield messages of different payments: what the first file says of a payment is known when its second comes."""
    same = messages.sorted("id").grouped(lambda message: (message.environment, message.vendor_code, message.reference))
    for turn in zip_longest(*same.values(), fillvalue=messages.browse()):
        yield messages.browse().union(*turn)
