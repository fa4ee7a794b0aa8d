"""Show what is in a file that nobody has kept yet: payments, rows of other lists, purchase orders."""

from collections import Counter, defaultdict
from decimal import Decimal

from markupsafe import Markup

from odoo import fields, models
from odoo.tools import formatLang

from ..engine import remittances
from ..models.amazon_vendor_detail import DETAIL_KINDS
from ..models.amazon_vendor_wait import render_reason

SHOWN_PAYMENTS = 200


class AmazonVendorImport(models.TransientModel):
    _inherit = "amazon.vendor.import"

    def _show_payments(self, judgement):
        currencies = self._currencies(judgement)
        self.payment_ids = [
            fields.Command.clear(),
            *(
                fields.Command.create(self._payment(payment, currencies))
                for payment in judgement.payments[:SHOWN_PAYMENTS]
            ),
        ]

    def _currencies(self, judgement):
        heads = [payment.merge.payment for payment in judgement.payments]
        names = {head.currency for head in heads} | {head.lines_currency for head in heads}
        found = self.env["res.currency"].with_context(active_test=False).search([("name", "in", list(names))])
        return {currency.name: currency for currency in found}

    def _payment(self, payment, currencies):
        head = payment.merge.payment
        of_lines = currencies.get(head.lines_currency)
        return {
            "number": payment.incoming.payment.number,
            "date": head.date,
            "currency_id": currencies[head.currency].id if head.currency in currencies else False,
            "lines_currency_id": of_lines.id if of_lines else False,
            "amount": head.amount or 0,
            "line_count": len(payment.incoming.lines),
            "total": payment.total,
            "difference": payment.balance.difference,
            "verdict": payment.merge.verdict,
            "reason_text": payment.reason and render_reason(self.env, payment.reason),
        }

    # ------------------------------------------------------------------ summary

    def _summary(self, judgement):
        """Return a table of what the file is made of; False where nothing of it can be taken in."""
        if judgement.reasons or judgement.questions or not judgement.reading:
            return False
        kind = judgement.reading.kind
        if kind == "remittance":
            return self._summary_of_lines(judgement)
        return self._summary_of_orders(judgement) if kind == "purchase_orders" else self._summary_of_rows(judgement)

    def _summary_of_lines(self, judgement):
        """Return what the lines of the file are, and how many of their numbers are in our books."""
        counts, known = Counter(), Counter()
        for line_class, is_known in self._classes(judgement):
            counts[line_class] += 1
            known[line_class] += is_known
        labels = dict(
            self.env["amazon.vendor.remittance.line"]._fields["line_class"]._description_selection(self.env)
        )
        return self._as_table(
            (self.env._("What the lines are"), self.env._("Lines"), self.env._("Number in our books")),
            [(labels[name], counts[name], known[name]) for name in labels if counts[name]],
        )

    def _summary_of_rows(self, judgement):
        """Return how many rows of each kind a list has, and what they add up to in each currency."""
        counts, sums = Counter(), defaultdict(Counter)
        for document in judgement.reading.documents:
            for row in document["rows"]:
                counts[row["kind"]] += 1
                amount = next((row[name] for name in ("amount", "deducted", "balance", "paid") if name in row), None)
                if amount is not None:
                    sums[row["kind"]][row.get("currency", "")] += Decimal(amount)
        names = {name for of_kind in sums.values() for name in of_kind}
        found = self.env["res.currency"].with_context(active_test=False).search([("name", "in", list(names))])
        currencies = {currency.name: currency for currency in found}
        labels = dict(self.env["amazon.vendor.detail"]._fields["kind"]._description_selection(self.env))
        return self._as_table(
            (self.env._("What the rows are"), self.env._("Rows"), self.env._("Sum")),
            [
                (labels[kind], counts[kind], Markup("<br/>").join(
                    self._amount(total, currencies.get(name), name) for name, total in sorted(sums[kind].items())
                ))
                for kind, _label in DETAIL_KINDS if counts[kind]
            ],
        )

    def _amount(self, amount, currency, name):
        if currency:
            return formatLang(self.env, float(amount), currency_obj=currency)
        return f"{formatLang(self.env, float(amount))} {name}".strip()

    def _summary_of_orders(self, judgement):
        """Return how many orders and lines there are for each vendor code, and how many of them Amazon told us."""
        kind = self.env["amazon.vendor.page"]._order_kind()
        orders, lines, known = Counter(), Counter(), Counter()
        for position, document in enumerate(judgement.reading.documents):
            code = (kind.vendor_code(document) or "").strip().upper()
            orders[code] += 1
            lines[code] += len(document["orderDetails"].get("items", ()))
            known[code] += position in judgement.left_out
        heads = (self.env._("Vendor code"), self.env._("Orders"), self.env._("Lines"), self.env._("Left alone"))
        return self._as_table(heads, [(code, orders[code], lines[code], known[code]) for code in sorted(orders)])

    def _as_table(self, heads, rows):
        """Return a table whose first column has the names and the others numbers; False without rows."""
        if not rows:
            return False
        row = Markup("<tr><td>%s</td>{}</tr>").format(Markup("<td class='text-end ps-4'>%s</td>") * (len(heads) - 1))
        head = Markup("<tr><th>%s</th>{}</tr>").format(Markup("<th class='text-end ps-4'>%s</th>") * (len(heads) - 1))
        return Markup("<table class='table table-sm w-auto'><thead>%s</thead><tbody>%s</tbody></table>") % (
            head % heads, Markup("").join(row % each for each in rows)
        )

    def _classes(self, judgement):
        """Yield (class, whether its number is ours) of every line, by the rules and the register, without matching."""
        by_payee = {}
        for payment in judgement.payments:
            if payment.merge.verdict in (remittances.NEW, remittances.MORE):
                by_payee.setdefault(payment.payee, []).append(payment.incoming)
        for payee, incoming in by_payee.items():
            yield from self.env["amazon.vendor.remittance"]._preview_classes(payee, incoming)
