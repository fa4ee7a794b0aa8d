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
    schedule_ids = fields.Json("Reordering rules with a new deadline")
    attempts = fields.Integer(default=0)
    retry_at = fields.Datetime()

    # ------------------------------------------------------------------ verbs

    @api.model
    def _note(self, company, batch):
        """Note what a batch put off, and have it done soon."""
        noted = {
            "reserve_ids": list(batch.to_reserve),
            "forecast_ids": list(batch.to_forecast),
            "replenish_ids": list(batch.to_replenish),
            "schedule_ids": list(batch.to_schedule),
        }
        if any(noted.values()):
            self.sudo().create({"company_id": company.id, **noted})  # no user has rights on what the system has to do
            self._trigger()

    @api.model
    def _trigger(self, at=None):
        self.env.ref("acorn_vendor_connector.cron_stock_tasks").sudo()._trigger(at)  # crons belong to the system

    def _do(self):
        """Reserve and replenish as confirming the orders would have, then forget the task. Never commits.

        Should something break, each delivery is tried alone, and the one that broke it is given to a person.
        """
        self.ensure_one()
        env = self._batch_env()
        lists = (self.forecast_ids, self.reserve_ids, self.replenish_ids)
        forecast, reserve, replenish = (env["stock.move"].browse(ids or []).exists() for ids in lists)
        rules = env["stock.warehouse.orderpoint"]
        env.add_to_compute(rules._fields["deadline_date"], rules.browse(self.schedule_ids or []).exists())
        with collector_paused():
            try:
                with self.env.cr.savepoint():
                    self._work(forecast, reserve, replenish)
            except CONCURRENCY_ERRORS:
                raise
            except Exception:
                _logger.exception("The goods of a batch could not be reserved together: each delivery is tried alone")
                for picking, moves in (forecast | reserve | replenish).grouped("picking_id").items():
                    self._work_alone(picking, moves & forecast, moves & reserve, moves & replenish)
        self.unlink()

    def _batch_env(self):
        """Return the environment of a batch, as it was when the orders were made."""
        batch = FastBatch.open(self.env, reserves=True)
        return self.with_company(self.company_id).with_context(
            allowed_company_ids=self.company_id.ids, **BATCH_CONTEXT, **{KEY: batch}
        ).env

    def _work(self, forecast, reserve, replenish):
        """Have the reordering rules look again, then reserve, then replenish.

        Flushed while nothing is tracked: the readiness of a transfer made a moment ago is no news.
        """
        forecast._update_orderpoints()
        reserve._action_assign()
        reserve.env.flush_all()
        self._first_in_need(replenish)._trigger_scheduler()
        replenish.env.flush_all()

    def _work_alone(self, picking, *moves):
        try:
            with self.env.cr.savepoint():
                self._work(*moves)
        except CONCURRENCY_ERRORS:
            raise
        except Exception as error:
            document = picking or moves[0].union(*moves).product_id.product_tmpl_id
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
        for _attempt in range(TRIES):
            try:
                return self.search(chosen + self._ready_domain(), limit=1).try_lock_for_update()
            except CONCURRENCY_ERRORS:  # another worker has done it since the snapshot
                self.env.cr.rollback()
        return self.browse()

    @api.model
    def _ready_domain(self):
        return ["|", ("retry_at", "=", False), ("retry_at", "<=", fields.Datetime.now())]
