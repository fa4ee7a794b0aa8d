"""Match remittances: the engine decides, this reads what it needs and writes what it says."""

import logging
from datetime import date, timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine import allocation, classify, matching, order_names
from ..engine.numbers import canonical
from .amazon_vendor_match_candidates import MatchCandidates
from .amazon_vendor_match_store import MatchStore
from .concurrency import CONCURRENCY_ERRORS
from .notice import notice

_logger = logging.getLogger(__name__)

RETRY_MINUTES = 30
# Classes of which a line names an invoice of ours, its own or the one that is claimed on.
ON_INVOICES = ("invoice", "shortage", "price_claim")


class AmazonVendorPayee(models.Model):
    _inherit = "amazon.vendor.payee"

    matched_at = fields.Datetime("Matched last", readonly=True, copy=False)


class AmazonVendorRemittance(models.Model):
    _inherit = "amazon.vendor.remittance"

    match_retry_at = fields.Datetime(readonly=True, help="Matching failed; it is tried again then.")
    match_error = fields.Text(readonly=True)

    _needs_match_idx = models.Index("(id) WHERE needs_match IS TRUE")

    # ------------------------------------------------------------------ actions

    def action_match(self):
        """Match these remittances again: what people decided stays."""
        self.check_access("write")
        before = sum(self.mapped("needs_me_count"))
        self._match()
        left = sum(self.mapped("needs_me_count"))
        return notice(
            self.env._("Matched again: %(left)s line(s) need you, %(before)s before.", left=left, before=before)
        )

    def action_accept_all(self):
        """Accept every proposal of these remittances that waits for a person."""
        proposed = self.env["amazon.vendor.remittance.line"].search(
            [("remittance_id", "in", self.ids), ("match_state", "=", "proposed"), ("needs_me", "=", True)]
        )
        return proposed.action_accept()

    # ------------------------------------------------------------------ verbs

    def _match(self):
        """Say of every undecided line what it is and which invoice it names; never commits.

        What a person decided stays as it is, and what Amazon took back means no invoice. Earlier payments come first,
        so that several payments of one invoice are counted in the order in which Amazon made them, whichever way they
        came here.
        """
        void = self.filtered("is_void")
        void.filtered("needs_match").write({"needs_match": False})
        for remittance in (self - void).sorted(_paid_when):
            remittance._match_one()

    def _match_one(self, lines=None):
        """Match one remittance, or only some lines of it, with a number of queries that does not grow with its lines.

        sudo: invoices of other companies of the payee, whom the person who matches may not work for. Only numbers of
        invoices are shown of them.
        """
        self.ensure_one()
        self._take_turn()
        restored = self._restore_accepted()
        candidates = MatchCandidates(self, None if lines is None else lines.ids)
        rules = self.env["amazon.vendor.match.rule"]._for_company(self.company_id)
        store = MatchStore(self, {code: rule.id for code, rule in rules.items()})
        store.touched.update(restored)
        store.keep(self._decide(candidates, rules))
        if lines is None:
            self.write({"needs_match": False, "match_error": False, "match_retry_at": False})
        self._refresh_counts()
        self._wake_later(self.env["account.move"].browse(store.touched))

    def _take_turn(self):
        """Let one transaction at a time match payments of some invoices: two would not see what the other proposes.

        Those of a payee, and of every other payee in its companies. Who comes second fails and is tried again on a
        fresh snapshot, as every request and the cron are.
        """
        self.env.cr.execute(
            SQL(
                """UPDATE amazon_vendor_payee SET matched_at = now() AT TIME ZONE 'UTC'
                    WHERE id IN (SELECT id FROM amazon_vendor_payee
                                  WHERE id = %(own)s OR company_id = ANY(%(companies)s)
                               ORDER BY id FOR NO KEY UPDATE)""",
                own=self.sudo().payee_id.id,  # sudo: whoever may match a payment, whatever he may do to payees
                companies=self.sudo().payee_id._companies().ids,
            ),
            log_exceptions=False,
        )

    def _decide(self, candidates, rules):
        """Return [(line id, key, Classified, Proposal)] for all lines that rules may decide."""
        rows = candidates.lines()
        widths = candidates.widths()
        keys = set().union(*(classify.keys(facts, widths) for facts, _person in rows))
        known = candidates.known(keys, widths)
        class_rules = classify.Rules(self.env["amazon.vendor.class.rule"]._for_company(self.company_id))
        on = self.payment_date or fields.Date.context_today(self)
        lines = [
            (facts, _as_said(person, classify.classify(facts, class_rules, known, on))) for facts, person in rows
        ]
        invoices = candidates.candidates(keys, _orders(lines, known))
        settings = self._match_settings(rules, on)
        proposals = matching.match(lines, invoices, settings)
        return [
            (facts.id, canonical(facts.number), found, proposal)
            for (facts, found), proposal in zip(lines, proposals, strict=True)
        ]

    def _match_settings(self, rules, day):
        """Return what each rule may do, its limit in the currency of the invoices that are paid."""
        currency = self.invoice_currency_id or self.currency_id
        return {code: rule._setting(currency, day) for code, rule in rules.items() if rule.active}

    def _refresh_counts(self):
        """Count what needs a person and what is matched, and say how far these remittances are."""
        if not self.ids:
            return
        self.env["amazon.vendor.remittance.line"].flush_model()
        self.env["amazon.vendor.match"].flush_model()
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                """UPDATE amazon_vendor_remittance remittance
                      SET needs_me_count = counted.needs_me, matched_count = counted.matched,
                          state = CASE WHEN is_void THEN 'void'
                                       WHEN state = 'parked' THEN 'parked'
                                       WHEN counted.needs_me = 0 AND balance_state IN ('balanced', 'hidden')
                                       THEN 'clean'
                                       ELSE 'to_check' END
                     FROM (SELECT id, coalesce(needs_me, 0) AS needs_me, coalesce(matched, 0) AS matched
                             FROM unnest(%(ids)s) AS asked (id)
                        LEFT JOIN (SELECT remittance_id, count(*) FILTER (WHERE needs_me) AS needs_me,
                                          count(*) FILTER (WHERE match_state IN ('proposed', 'accepted')) AS matched
                                     FROM amazon_vendor_remittance_line WHERE remittance_id = ANY(%(ids)s)
                                 GROUP BY remittance_id) lines ON lines.remittance_id = asked.id) counted
                    WHERE remittance.id = counted.id""",
                ids=list(self.ids),
            )
        )
        self._check_given()
        self.invalidate_recordset()
        self.env["amazon.vendor.remittance.line"].invalidate_model()
        self.env["amazon.vendor.match"].invalidate_model()

    def _check_given(self):
        """Assert that every matched line gives to invoices what it moves, whoever matched it; raise Imbalance.

        The engine asserts the same of what it proposes. This holds for what is kept, so that no error of ours stays.
        """
        wrong = self.env.execute_query(
            SQL(
                """SELECT line.number, given.amount::text
                     FROM (SELECT line_id, sum(amount) AS amount FROM amazon_vendor_match
                            WHERE remittance_id = ANY(%s) AND state != 'withdrawn' GROUP BY line_id) given
                     JOIN amazon_vendor_remittance_line line ON line.id = given.line_id
                LEFT JOIN res_currency currency ON currency.id = line.currency_id
                    WHERE abs(given.amount - line.paid - CASE WHEN line_class = 'invoice' THEN
                              coalesce(discount, 0) + coalesce(withholding, 0) ELSE 0 END)
                          >= coalesce(currency.rounding, 0.01)
                    LIMIT 5""",
                list(self.ids),
            )
        )
        if wrong:
            raise allocation.Imbalance(f"lines give to invoices what they do not move: {wrong}")

    # ------------------------------------------------------------------ crons

    @api.model
    def _match_domain(self):
        """Match what has to be matched now."""
        due = Domain("match_retry_at", "=", False) | Domain("match_retry_at", "<=", fields.Datetime.now())
        return Domain("needs_match", "=", True) & due

    @api.model
    def _cron_match_remittances(self):
        """Match one remittance after the other, the earliest payment first, until none waits or the time is up."""
        cron = self.env["ir.cron"]
        domain = self._match_domain()
        self._wake_missed_guarded()
        cron._commit_progress(remaining=self.search_count(domain))
        skipped = self.browse()
        while waiting := self.search(domain & Domain("id", "not in", skipped.ids), order="payment_date, id", limit=1):
            remittance = waiting._lock_still(domain)
            if not remittance:
                skipped |= waiting
                continue
            remittance._match_guarded()
            if not cron._commit_progress(1):
                return
        cron._commit_progress(remaining=0)

    def _lock_still(self, domain):
        """Lock and return this remittance if it still has to be matched; another worker may have been here."""
        try:
            return self.try_lock_for_update().filtered_domain(domain)
        except CONCURRENCY_ERRORS:
            self.env.cr.rollback()
            return self.browse()

    @api.model
    def _wake_missed_guarded(self):
        """Mend what was missed; where somebody is at it this moment, the next run does."""
        try:
            with self.env.cr.savepoint():
                self._wake_missed()
        except CONCURRENCY_ERRORS:
            self.env.cr.rollback()

    def _match_guarded(self):
        """Match one remittance; an error is written on it, and it is tried again later."""
        try:
            with self.env.cr.savepoint():
                self._match()
        except CONCURRENCY_ERRORS:
            self.env.cr.rollback()
            # Whoever has it now may be in the way of the note, too.
            self.try_lock_for_update()._put_off(self.env._("The database was busy."), 1)
        except Exception as error:
            _logger.exception("Remittance %s could not be matched", self.name)
            self._put_off(str(error), RETRY_MINUTES)

    def _put_off(self, text, minutes):
        """Leave this remittance for later, and say on it why."""
        at = fields.Datetime.now() + timedelta(minutes=minutes)
        self.write({"match_error": text, "match_retry_at": at})
        self._trigger_match(at)


def _paid_when(remittance):
    """Return what payments are ordered by, as `earlier` does: their day, a payment without one last, and number."""
    return remittance.payment_date or date.max, len(remittance.name), remittance.name, remittance.id


def _orders(lines, known):
    """Return the purchase orders by which to look for the invoices of lines whose number is not known."""
    numbers = known.register | known.aliases
    return {
        order
        for facts, found in lines
        if found.line_class == "invoice" and found.base_key not in numbers
        for order in order_names.named(facts)
    }


def _as_said(person, found):
    """Return what a line is: what a person said, else what was found."""
    if person is None:
        return found
    line_class, is_reversal = person
    keeps_key = line_class in ON_INVOICES or found.line_class == line_class
    return classify.Classified(
        line_class,
        is_reversal,
        None,
        found.base_key if keeps_key else "",
        found.chain if keeps_key else (),
        {"source": "person"},
    )
