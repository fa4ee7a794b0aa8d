"""Remember what we know of payments, and put what a file says of them together with it."""

from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine import classify, remittances
from ..engine.classify import LineFacts
from .amazon_vendor_match_candidates import MatchCandidates
from .amazon_vendor_remittance_facts import ZERO


def _decimal(text):
    return None if text is None else Decimal(text)


def _rate(text):
    """Return a rate with as many decimals as the file stated: the column adds zeros, as if it were that exact."""
    return Decimal(text).normalize() if text and Decimal(text) else None


def _payment(number, day, currency, amount, lines_currency, lines_amount, rate, *rest):
    *texts, hidden = rest
    kind, status, void = (text or "" for text in texts)
    return remittances.Payment(
        number=number, date=day, currency=currency or "", amount=_decimal(amount),
        invoice_currency=lines_currency or "", invoice_amount=_decimal(lines_amount),
        exchange_rate=_rate(rate), type=kind, status=status, void_reason=void, has_hidden=bool(hidden),
    )


class AmazonVendorRemittance(models.Model):
    _inherit = "amazon.vendor.remittance"

    @api.model
    def _known(self, payee, numbers, lock=False):
        """Return {payment number: (record, what we know of it)} of a payee, in two queries."""
        self.flush_model()
        self.env["amazon.vendor.remittance.line"].flush_model()
        heads = self.env.execute_query(SQL(
            """SELECT remittance.id, remittance.name, payment_date, currency.name, amount::text,
                      lines_currency.name, invoice_amount::text, exchange_rate::text, payment_type, payment_status,
                      void_reason, has_hidden
                 FROM amazon_vendor_remittance remittance
            LEFT JOIN res_currency currency ON currency.id = remittance.currency_id
            LEFT JOIN res_currency lines_currency ON lines_currency.id = remittance.invoice_currency_id
                WHERE payee_id = %s AND remittance.name = ANY(%s)
             ORDER BY remittance.id %s""",
            payee.id, list(numbers), SQL("FOR NO KEY UPDATE OF remittance") if lock else SQL(),
        ))
        lines = self._known_lines([head[0] for head in heads])
        known = {}
        for head_id, *head in heads:
            payment = _payment(*head)
            known[payment.number] = (self.browse(head_id), remittances.Remittance(payment, tuple(lines[head_id])))
        return known

    @api.model
    def _known_lines(self, ids):
        """Return {remittance id: lines}, with what tells lines apart; the remainder is none."""
        lines = defaultdict(list)
        if ids:
            rows = self.env.execute_query(SQL(
                """SELECT remittance_id, line.id, number, transaction_type, currency.name, withholding::text,
                          discount::text, paid::text
                     FROM amazon_vendor_remittance_line line LEFT JOIN res_currency currency
                       ON currency.id = line.currency_id
                    WHERE remittance_id = ANY(%s) AND is_remainder IS NOT TRUE ORDER BY remittance_id, sequence""", ids,
            ))
            for remittance_id, line_id, number, kind, currency, withholding, discount, paid in rows:
                lines[remittance_id].append(LineFacts(
                    id=line_id, number=number or "", type=kind or "", currency=currency or "",
                    withholding=_decimal(withholding) or ZERO, discount=_decimal(discount) or ZERO,
                    paid=_decimal(paid) or ZERO,
                ))
        return lines

    @api.model
    def _preview_classes(self, payee, incoming):
        """Yield (class, whether its number is ours) of every line of these payments, which nobody has kept yet."""
        candidates = MatchCandidates(self.new({"payee_id": payee.id, "company_id": payee.company_id.id}))
        widths = candidates.widths()
        lines = [(line, each.payment.date or fields.Date.today()) for each in incoming for line in each.lines]
        known = candidates.known(set().union(*(classify.keys(line, widths) for line, _day in lines)), widths)
        rules = classify.Rules(self.env["amazon.vendor.class.rule"].sudo()._for_company(payee.company_id))
        for line, day in lines:
            found = classify.classify(line, rules, known, day)
            yield found.line_class, found.base_key in known.register
