import logging
from datetime import timedelta

from odoo import api, fields, models

from ..engine import retry
from .amazon_vendor_order_handler import BATCH_CONTEXT
from .concurrency import CONCURRENCY_ERRORS, TRIES
from .fast_batch import KEY, FastBatch, collector_paused

_logger = logging.getLogger(__name__)


class AmazonVendorStockTask(models.Model):
    """Remember what a batch of orders still wants from the stock: goods to reserve, products to replenish.

    Written in the transaction that confirms the orders, gone in the one that does it. One worker at a time does so, in
    the order in which the orders came: quants and reordering rules are rows that all orders share.
    """

    _name = "amazon.vendor.stock.task"
    _description = "Amazon orders: goods to reserve and replenish"
    _order = "id"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    reserve_ids = fields.Json("Moves to reserve")
    forecast_ids = fields.Json("Moves that change forecasts")
    replenish_ids = fields.Json("Moves to replenish for")
    attempts = fields.Integer(default=0)
    retry_at = fields.Datetime()

    # ------------------------------------------------------------------ verbs

    @api.model
    def _note(self, company, batch):
        """Note what a batch put off, and have it done soon."""
        if not batch.to_forecast:  # every new move changes a forecast
            return
        self.sudo().create({  # no user has rights on what the system has to do
            "company_id": company.id,
            "reserve_ids": list(batch.to_reserve),
            "forecast_ids": list(batch.to_forecast),
            "replenish_ids": list(batch.to_replenish),
        })
        self._trigger()

    @api.model
    def _trigger(self, at=None):
        self.env.ref("acorn_vendor_connector.cron_stock_tasks").sudo()._trigger(at)  # crons belong to the system

    def _do(self):
        """Reserve and replenish as confirming the orders would have, then forget the task. Never commits.

        Should something break, each delivery is tried alone, and the one that broke it is given to a person.
        """
        self.ensure_one()
        reserve, replenish = self._moves(self.reserve_ids), self._moves(self.replenish_ids)
        with collector_paused():
            self._tell_rules(self._moves(self.forecast_ids))
            try:
                with self.env.cr.savepoint():
                    self._work(reserve, replenish)
            except CONCURRENCY_ERRORS:
                raise
            except Exception:
                _logger.exception("The goods of a batch could not be reserved together: each delivery is tried alone")
                for picking, moves in (reserve | replenish).grouped("picking_id").items():
                    self._work_alone(picking, moves & reserve, moves & replenish)
        self.unlink()

    def _work(self, reserve, replenish):
        # Flushed while nothing is tracked: the readiness of a transfer made a moment ago is no news.
        reserve._action_assign()
        reserve.env.flush_all()
        self._first_in_need(replenish)._trigger_scheduler()
        replenish.env.flush_all()

    def _work_alone(self, picking, reserve, replenish):
        try:
            with self.env.cr.savepoint():
                self._work(reserve, replenish)
        except CONCURRENCY_ERRORS:
            raise
        except Exception as error:
            document = picking or (reserve | replenish).product_id.product_tmpl_id
            _logger.exception("The goods of %s could not be reserved", document)
            document.activity_schedule(
                "mail.mail_activity_data_warning",
                user_id=(picking.sale_id.user_id or self.env.user).id,
                summary=self.env._("Goods not reserved"),
                note=self.env._(
                    "The goods could not be reserved: %(error)s. Correct that, then press Check Availability on the "
                    "transfer.",
                    error=error,
                ),
            )

    def _moves(self, ids):
        """Return the moves that are still there, in the task's company and as the batch that made them."""
        batch = self.with_company(self.company_id).with_context(
            allowed_company_ids=self.company_id.ids, **BATCH_CONTEXT, **{KEY: FastBatch.open(self.env, reserves=True)}
        )
        return batch.env["stock.move"].browse(ids or []).exists()

    def _tell_rules(self, moves):
        """Have the reordering rules look at the forecast again."""
        moves._update_orderpoints()
        moves.env["stock.warehouse.orderpoint"]._amazon_vendor_look_again(moves)

    def _first_in_need(self, moves):
        """Return the moves that start a replenishment: of each product, those of the first order.

        Confirming order by order, Odoo replenishes for all of them when it comes to the first, and names that one as
        the origin; for the others nothing is left to do.
        """
        rules = moves.env["stock.warehouse.orderpoint"].search([
            ("product_id", "in", moves.product_id.ids),
            ("company_id", "in", moves.company_id.ids),
            ("trigger", "=", "auto"),
        ])
        products, first = rules.product_id, {}
        return moves.filtered(
            lambda move: move.product_id in products
            and move.state not in ("draft", "cancel", "done")
            and first.setdefault((move.product_id, move.location_id), move.reference_ids) == move.reference_ids
        )

    def _put_off(self):
        """Leave this for a quieter moment: the database was busy."""
        at = retry.retry_at("busy", self.attempts + 1, fields.Datetime.now()).replace(microsecond=0)
        self.write({"attempts": self.attempts + 1, "retry_at": at + timedelta(seconds=1)})
        self._trigger(self.retry_at)

    # ------------------------------------------------------------------ crons

    @api.model
    def _cron_reserve_and_replenish(self):
        """Do the tasks, one after the other."""
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=self.search_count(self._ready_domain()))
        while task := self._claim():
            if not task._do_and_commit():
                return

    def _do_and_commit(self):
        """Do one task on as many fresh snapshots as it takes, at most three; return the seconds left."""
        cron = self.env["ir.cron"]
        task = self
        for _attempt in range(TRIES):
            try:
                task._do()
                return cron._commit_progress(1, remaining=self.search_count(self._ready_domain()))
            except CONCURRENCY_ERRORS as error:
                self.env.cr.rollback()
                _logger.info("Reserving for task %s met %s", self.id, type(error).__name__)
                task = self._claim(self.ids)
                if not task:
                    return cron._commit_progress()
        task._put_off()
        return cron._commit_progress(1, remaining=self.search_count(self._ready_domain()))

    @api.model
    def _claim(self, ids=None):
        """Lock and return the oldest task that is due, or the one given."""
        chosen = [("id", "in", ids)] if ids else []
        return self.search(chosen + self._ready_domain(), limit=1).try_lock_for_update()

    @api.model
    def _ready_domain(self):
        return ["|", ("retry_at", "=", False), ("retry_at", "<=", fields.Datetime.now())]
