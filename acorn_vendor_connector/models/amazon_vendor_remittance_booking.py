"""Show what posting a remittance would do, and put into words why something was decided."""

from collections import defaultdict
from decimal import Decimal

from markupsafe import Markup, escape

from odoo import api, models
from odoo.tools import SQL, LazyTranslate

from ..engine import booking
from ..engine.candidates import Invoice, Proposal
from ..engine.classify import Classified, LineFacts
from ..engine.reasons import Reason
from ..engine.remittances import Payment
from .amazon_vendor_wait import reason, render_reason

_lt = LazyTranslate(__name__)

ROLES = {
    "clearing": _lt("Amazon clearing"),
    "receivable": _lt("Customer invoices"),
    "claims": _lt("Amazon claims"),
    "provisions": _lt("Amazon provisions"),
    "suspense": _lt("Suspense"),
    "discount": _lt("Discount granted"),
    "withholding": _lt("Tax withheld"),
    "write_off": _lt("Written off"),
    "due_to": _lt("Due to another company"),
    "due_from": _lt("Due from another company"),
}


class AmazonVendorRemittance(models.Model):
    _inherit = "amazon.vendor.remittance"

    @api.depends("state", "matched_count", "needs_me_count", "total")
    def _compute_booking_html(self):
        for remittance in self:
            remittance.booking_html = remittance._booking_table(remittance._booking_entries())

    def _booking_entries(self):
        """Return the entries that posting would make, with the invoices of each company in one sum.

        Added up in the database: a remittance of 50,000 lines opens as quickly as one of five.
        """
        self.ensure_one()
        if self.is_history:
            return ()
        self.flush_recordset()
        self.env["amazon.vendor.remittance.line"].flush_model()
        # sudo-like by SQL: sums over invoices of all companies of the payee, no invoice is named.
        rows = self.env.execute_query(SQL(
            """WITH spread AS (  -- lump sums over invoices of several companies: few, so each is booked by itself
                    SELECT line_id FROM amazon_vendor_match WHERE remittance_id = %(id)s AND state != 'withdrawn'
                  GROUP BY line_id HAVING min(move_company_id) != max(move_company_id))
               SELECT line.line_class, line.needs_me, move.company_id, currency.name, sum(line.paid)::text,
                      coalesce(sum(line.discount), 0)::text, coalesce(sum(line.withholding), 0)::text,
                      coalesce(sum(line.write_off), 0)::text, spread.line_id
                 FROM amazon_vendor_remittance_line line
            LEFT JOIN account_move move ON move.id = line.move_id
            LEFT JOIN res_currency currency ON currency.id = line.currency_id
            LEFT JOIN spread ON spread.line_id = line.id
                WHERE line.remittance_id = %(id)s
             GROUP BY line.line_class, line.needs_me, move.company_id, currency.name, spread.line_id
             ORDER BY line.line_class, move.company_id, spread.line_id""",
            id=self.id,
        ))
        lines = self.env["amazon.vendor.remittance.line"]
        shares = lines.browse(line_id for *_row, line_id in rows if line_id)._shares()
        booked = [_booked(turn, *row, shares.get(line_id)) for turn, (*row, line_id) in enumerate(rows, 1)]
        payment = Payment(
            number=self.name,
            currency=self.currency_id.name or "",
            invoice_currency=self.invoice_currency_id.name or "",
            **self._stated_amounts(),
            void_reason=self.void_reason or ("void" if self.is_void else ""),
        )
        return booking.bookings(payment, booked, self.company_id.id)

    def _stated_amounts(self):
        """Return what Amazon states of this payment to the cent; None is not stated, which is another thing than 0."""
        [amounts] = self.env.execute_query(SQL(
            "SELECT amount::text, invoice_amount::text FROM amazon_vendor_remittance WHERE id = %s", self.id,
        ))
        amount, invoice_amount = (None if text is None else Decimal(text) for text in amounts)
        return {"amount": amount, "invoice_amount": invoice_amount}

    def _booking_table(self, entries):
        """Return the entries as a table, company by company; False where posting would do nothing."""
        if not entries:
            return False
        companies = self._booking_companies(entries)
        rows = Markup("").join(
            Markup("<tr><td>%s</td><td>%s</td><td class='text-end'>%s</td><td class='text-end'>%s</td></tr>") % (
                companies.get(entry.company_id, ""),
                self._booking_label(entry),
                self._booking_amount(entry) if entry.side == booking.DEBIT else "",
                self._booking_amount(entry) if entry.side == booking.CREDIT else "",
            )
            for entry in sorted(entries, key=lambda entry: (entry.company_id or 0, entry.side != booking.DEBIT))
        )
        return Markup(
            "<table class='table table-sm'><thead><tr><th>%s</th><th>%s</th><th class='text-end'>%s</th>"
            "<th class='text-end'>%s</th></tr></thead><tbody>%s</tbody></table>"
        ) % (self.env._("Company"), self.env._("Account for"), self.env._("Debit"), self.env._("Credit"), rows)

    def _booking_companies(self, entries):
        """Return {company id: name} of the books that these entries are in; sudo: as on the payment's invoices."""
        ids = {entry.company_id for entry in entries if entry.company_id}
        return {company.id: company.name for company in self.env["res.company"].sudo().browse(ids)}

    def _booking_label(self, entry):
        role = self.env._(ROLES[entry.role])
        labels = dict(self.env["amazon.vendor.remittance.line"]._fields["line_class"]._description_selection(self.env))
        detail = labels.get(entry.label)
        if not detail or entry.role in ("receivable", "discount", "withholding"):
            return escape(role)
        return Markup("%s <span class='text-muted'>(%s)</span>") % (role, detail)

    def _booking_amount(self, entry):
        known = (self.invoice_currency_id, self.currency_id)  # no entry is in another one
        currency = next((each for each in known if each.name == entry.currency), None)
        return currency.format(float(entry.amount)) if currency else f"{entry.amount} {entry.currency}"

    # ------------------------------------------------------------------ words

    @api.model
    def _evidence_in_words(self, evidence, currency=None):
        """Return, a sentence each, what tells what a line is and to which invoice it belongs."""
        if not evidence:
            return False
        match = evidence.get("match") or {}
        found = {"chain": "", "rule": "", "text": "", **evidence}
        reasons = []
        if found.get("source"):
            reasons.append(reason(f"evidence_{found['source']}", **found))
        if found.get("original"):
            reasons.append(reason("evidence_original", **found))
        if match.get("rule"):
            said = {**match, "invoices": ", ".join(match.get("invoices", ()))}
            reasons.append(reason(f"evidence_rule_{match['rule']}", **said))
        against = evidence.get("contradictions", ())
        reasons += [reason(f"against_{each['code']}", **_joined(each)) for each in against]
        return "\n".join(render_reason(self.env, each, currency=currency) for each in reasons)


class AmazonVendorRemittanceLine(models.Model):
    _inherit = "amazon.vendor.remittance.line"

    def _booking_in_words(self):
        """Return what posting this line would do, a booking each, and in whose books where there are several."""
        self.ensure_one()
        payee_company = self.company_id.id
        move = self.sudo().move_id  # its company only: it may be another one of the payee's
        booked = _booked(
            1, self.line_class, self.needs_me, move.company_id.id, self.currency_id.name,
            str(self.paid), str(self.discount), str(self.withholding), str(self.write_off), self._shares().get(self.id),
        )
        entries = booking.bookings(Payment(number=""), [booked], payee_company)
        remittance = self.remittance_id
        sides = {booking.DEBIT: self.env._("Debit"), booking.CREDIT: self.env._("Credit")}
        companies = remittance._booking_companies(entries)
        books = {each: f"{name}: " if len(companies) > 1 else "" for each, name in companies.items()}
        return "\n".join(
            f"{books[entry.company_id]}{sides[entry.side]} {remittance.env._(ROLES[entry.role])} "
            f"{remittance._booking_amount(entry)}"
            for entry in entries
        )

    def _shares(self):
        """Return {line id: [(company id, amount)]}: how much of a line is for invoices of which company."""
        if not self.ids:
            return {}
        rows = self.env.execute_query(SQL(
            """SELECT line_id, move_company_id, sum(amount)::text FROM amazon_vendor_match
                WHERE line_id = ANY(%s) AND state != 'withdrawn'
             GROUP BY line_id, move_company_id ORDER BY line_id, abs(sum(coalesce(write_off, 0))), max(id)""", self.ids,
        ))
        shares = defaultdict(list)
        for line_id, company_id, amount in rows:
            shares[line_id].append((company_id, Decimal(amount)))
        return shares


def _joined(contradiction):
    """Return the values of what speaks against a class, lists in one."""
    values = {name: value for name, value in contradiction.items() if name != "code"}
    return {name: ", ".join(value) if isinstance(value, (list, tuple)) else value for name, value in values.items()}


def _booked(turn, line_class, needs_me, company_id, currency, paid, discount, withholding, write_off, shares=None):
    """Return lines of one kind as the engine books one: it only adds, so their sums stand for them."""
    paid, discount, withholding, write_off = (
        Decimal(text or 0) for text in (paid, discount, withholding, write_off)
    )
    facts = LineFacts(turn, currency=currency or "", paid=paid, discount=discount, withholding=withholding)
    gross = paid + discount + withholding
    shares = shares if shares and len(shares) > 1 else [(company_id, gross)] if company_id else ()
    invoices = tuple(
        Invoice(id=owner, key="", company_id=owner, currency=currency or "", total=amount) for owner, amount in shares
    )
    allocations = tuple(shares)
    question = Reason("open") if needs_me or not line_class or (line_class == "invoice" and not company_id) else None
    proposal = Proposal(turn, allocations=() if question else allocations, write_off=write_off, question=question)
    return booking.Booked(facts, Classified(line_class or "unknown"), proposal, () if question else invoices)
