import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine.proposing import propose
from ..engine.reasons import reason
from .amazon_vendor_acknowledgement_context import AcknowledgementContext
from .amazon_vendor_order_handler import BATCH_CONTEXT
from .amazon_vendor_stated import answer_values
from .amazon_vendor_time import aware
from .concurrency import CONCURRENCY_ERRORS, TRIES

_logger = logging.getLogger(__name__)

BATCH = 50
TO_PROPOSE = [("to_propose", "=", True)]
# Who is due first gets first, batch after batch, as within one.
QUEUE = "due_at, ordered_at, id"


class AmazonVendorPurchaseOrder(models.Model):
    """Propose answers, a batch of one company at a time."""

    _inherit = "amazon.vendor.purchase.order"

    # ------------------------------------------------------------------ verbs

    def _propose(self, now=None):
        """Propose an answer to each of these orders, all of one company; send those that nobody has to look at.

        Everything is looked up for all of them at once, and no piece is promised twice. A proposal that a person
        changed stays as long as it may be sent, one that says the same as before is kept. Never commits.
        """
        now = now or aware(fields.Datetime.now())
        orders = self._for_answers()
        orders._lock_for_answers()
        drafts = orders.acknowledgement_id.filtered(lambda answer: answer.state == "draft")
        said = (drafts | orders.given_acknowledgement_id)._answers(now)
        context = AcknowledgementContext(orders.env, orders, now)
        asked = [context.asked(order, said.get(order.given_acknowledgement_id)) for order in orders]
        orders.to_propose = False
        edited = drafts.filtered("edited_by_id")
        problems = edited._problems(now)
        kept = edited.filtered(lambda answer: answer not in problems).order_id
        asked = [each for each in asked if each.order.is_open and each.key not in kept.ids]
        proposals = propose(asked, context.ledger(asked), now)
        made = orders._keep_proposals(proposals, {answer.order_id.id: said[answer] for answer in drafts})
        made.filtered("is_automatic")._submit(now)
        return made

    def _for_answers(self):
        """Return the orders as the system sees them, in their company."""
        # sudo: a batch belongs to companies, not to a person.
        orders = self.sudo().with_company(self.company_id).with_context(**BATCH_CONTEXT)
        return orders.with_context(allowed_company_ids=self.company_id.ids)

    def _lock_for_answers(self):
        """Lock what we last said about these orders, then the orders: the order in which everybody locks."""
        for lock in self.ids and (
            """SELECT id FROM amazon_vendor_message WHERE purchase_order_id IN %s AND direction = 'outbound'
                  AND is_current ORDER BY id FOR NO KEY UPDATE""",
            "SELECT id FROM amazon_vendor_purchase_order WHERE id IN %s ORDER BY id FOR NO KEY UPDATE",
        ):
            self.env.cr.execute(SQL(lock, tuple(self.ids)), log_exceptions=False)

    def _keep_proposals(self, proposals, drafted):
        """Write the proposals down, all lines in one create; return the new answers.

        `drafted` are the answers that stood until now, by order id.
        """
        orders, new = {order.id: order for order in self}, []
        for proposal in proposals:
            order = orders[proposal.asked.key]
            looks = [{"code": why.code, "params": why.params} for why in (*proposal.looks, *order._own_looks())]
            draft = order.acknowledgement_id
            if drafted.get(order.id) != proposal.answer or draft.looks != (looks or False) or draft.edited_by_id:
                new.append((order, proposal, looks))
        self.browse([order.id for order, _proposal, _looks in new])._withdraw_proposals()
        self.env["amazon.vendor.acknowledgement"].flush_model(["state"])  # the database allows one draft
        made = self.env["amazon.vendor.acknowledgement"].create([
            {
                "order_id": order.id,
                "version": max(order.acknowledgement_ids.mapped("version"), default=0) + 1,
                "looks": looks or False,
                "is_automatic": not looks and order.code_id.answer_channel == "api",
            }
            for order, _proposal, looks in new
        ])
        self.env["amazon.vendor.acknowledgement.line"].create([
            {"acknowledgement_id": answer.id, **values}
            for answer, (order, proposal, _looks) in zip(made, new, strict=True)
            for values in answer_values(
                proposal.answer, {line.line_key: line for line in order.line_ids if not line.withdrawn}, order._zone()
            )
        ])
        for answer in made:
            answer.order_id.acknowledgement_id = answer
        return made

    def _own_looks(self):
        """Yield why a person should look that has nothing to do with goods and prices."""
        refused = self.acknowledgement_ids.filtered(lambda answer: answer.state in ("refused", "failed"))
        if max(refused.mapped("version"), default=0) > self.given_acknowledgement_id.version:
            yield reason("refused_before")
        if not self.answer_due:
            yield reason("answer_corrects")

    # ------------------------------------------------------------------ crons

    @api.model
    def _cron_propose_answers(self):
        """Propose an answer to every order that waits for one, a batch of one company at a time."""
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=self.search_count(TO_PROPOSE))
        while orders := self._next_to_propose():
            if not orders._propose_unit():
                # The database was busy; there is nobody to wait for it but a later run.
                self.env.ref("acorn_vendor_connector.cron_propose_answers")._trigger(
                    fields.Datetime.now() + timedelta(minutes=1)
                )
                cron._commit_progress(remaining=0)
                return
            if not cron._commit_progress(len(orders), remaining=self.search_count(TO_PROPOSE)):
                return

    @api.model
    def _next_to_propose(self):
        """Return the next batch: the order that is due first, and others of its company."""
        first = self.search(TO_PROPOSE, order=QUEUE, limit=1)
        return self.search([*TO_PROPOSE, ("company_id", "=", first.company_id.id)], order=QUEUE, limit=BATCH)

    def _propose_unit(self):
        """Propose answers to this batch and commit them; tell whether the database let us."""
        for _attempt in range(TRIES):
            try:
                self._propose_apart()
                self.env["ir.cron"]._commit_progress()
                return True
            except CONCURRENCY_ERRORS:  # a lane or a person came in between
                self.env.cr.rollback()
        return False

    def _propose_apart(self):
        """Propose answers to these orders; the poison fails alone."""
        try:
            with self.env.cr.savepoint():
                self._propose()
        except CONCURRENCY_ERRORS:
            raise
        except Exception as error:
            if len(self) > 1:
                middle = len(self) // 2
                self[:middle]._propose_apart()
                self[middle:]._propose_apart()
                return
            _logger.exception("No answer to purchase order %s can be proposed", self.name)
            self._for_answers().to_propose = False
            self.message_post(
                body=self.env._(
                    "No answer could be proposed: %(error)s. Mend the cause and propose again, or answer this order in "
                    "Vendor Central.",
                    error=error,
                )
            )
