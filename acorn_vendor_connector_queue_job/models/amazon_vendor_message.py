"""Hand the units of work to OCA's job queue instead of doing them in the lanes."""
from odoo import api, fields, models
from odoo.addons.acorn_vendor_connector.models.amazon_vendor_message_lanes import STAGES
from odoo.addons.acorn_vendor_connector.models.concurrency import CONCURRENCY_ERRORS
from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.job import ENQUEUED, PENDING, STARTED, WAIT_DEPENDENCIES, identity_exact
from odoo.addons.queue_job.jobrunner.runner import PG_ADVISORY_LOCK_ID
from odoo.addons.queue_job.utils import must_run_without_delay
from odoo.tools import SQL

LANES_ONLY_PARAMETER = "acorn_vendor_connector_queue_job.lanes_only"

WAITING = (WAIT_DEPENDENCIES, PENDING, ENQUEUED)
ALIVE = (*WAITING, STARTED)

# The runner in charge of a database holds a lock on it. It goes when the runner dies, however that happens.
RUNNER_IS_THERE = SQL(
    """EXISTS (
        SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
         WHERE datname = current_database() AND locktype = 'advisory' AND objsubid = 1 AND granted
           AND classid::bigint = %s AND objid::bigint = %s)""",
    PG_ADVISORY_LOCK_ID >> 32, PG_ADVISORY_LOCK_ID & 0xFFFFFFFF,
)


class AmazonVendorMessage(models.Model):
    _inherit = "amazon.vendor.message"

    queue_job_id = fields.Many2one(
        "queue.job", "Job", readonly=True, index="btree_not_null", ondelete="set null",
        help="The last job that had this message.",
    )

    # ------------------------------------------------------------------ the seam

    @api.model
    def _dispatch(self, messages, method):
        """Make a job of a unit, in the lane's transaction; without a job runner the lane does it itself."""
        if self._does_without_jobs() or not self._has_job_runner():
            return super()._dispatch(messages, method)
        delayed = messages.with_context(company_id=messages.company_id[:1].id).with_delay(
            identity_key=identity_exact, description=messages._job_name(method)
        )
        messages.sudo().queue_job_id = getattr(delayed, method)().db_record()  # nobody may write messages
        return None

    @api.model
    def _ready_sql(self, stage):
        """Leave out what another job has, or will have when its turn comes."""
        ready = super()._ready_sql(stage)
        if self._does_without_jobs():
            return ready
        return SQL(
            """%s AND NOT (%s AND EXISTS (
                SELECT FROM queue_job
                 WHERE queue_job.id = amazon_vendor_message.queue_job_id
                   AND queue_job.state IN %s AND queue_job.uuid != %s))""",
            ready, RUNNER_IS_THERE, ALIVE, self.env.context.get("job_uuid", ""),
        )

    def _on_fresh_snapshots(self, stage, work, still=None):
        """Let a job come again where the database was too busy even to put its messages off."""
        try:
            return super()._on_fresh_snapshots(stage, work, still)
        except CONCURRENCY_ERRORS as error:
            if "job_uuid" not in self.env.context:
                raise
            raise RetryableJobError(str(error)) from error

    def _put_off_failed_job(self, **_failure):
        """Leave the messages of a job that failed for later, and for a new job: no document is to blame."""
        job = self.sudo().queue_job_id[:1]  # who reads messages need not read jobs
        [stage] = (name for name, stage in STAGES.items() if stage.method == job.method_name)
        self.try_lock_for_update().filtered_domain([("state", "in", STAGES[stage].states)])._put_off(stage)

    # ------------------------------------------------------------------ the queue

    @api.model
    def _does_without_jobs(self):
        """Tell whether somebody wants no jobs: a setting, or whoever runs this process."""
        parameters = self.env["ir.config_parameter"].sudo()  # whoever works may know how
        return parameters.get_param(LANES_ONLY_PARAMETER) == "True" or must_run_without_delay(self.env)

    @api.model
    def _has_job_runner(self):
        """Tell whether the job runner of some server looks after this database right now."""
        return self.env.execute_query(SQL("SELECT %s", RUNNER_IS_THERE))[0][0]

    @api.model
    def _waiting_jobs(self):
        """Return our jobs that have not begun."""
        return self.env["queue.job"].sudo().search([("model_name", "=", self._name), ("state", "in", WAITING)])

    def _job_name(self, method):
        """Say what a job does, for the list of jobs."""
        words = {"count": len(self), "first": self[:1].reference, "last": self[-1:].reference}
        return {
            "_receive_unit": self.env._("Amazon Vendor: receive %(count)s documents, %(first)s to %(last)s", **words),
            "_submit_unit": self.env._("Amazon Vendor: submit %(count)s documents, %(first)s to %(last)s", **words),
            "_settle_unit": self.env._("Amazon Vendor: settle %(count)s documents, %(first)s to %(last)s", **words),
        }[method]
