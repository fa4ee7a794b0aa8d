"""What the glue addon promises; run by `test_rules.py` in a database that has it."""

from datetime import timedelta
from unittest.mock import patch

from psycopg2 import errors

from odoo import fields
from odoo.addons.acorn_vendor_connector.models.amazon_vendor_message_lanes import STAGES
from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.job import Job
from odoo.tests import TransactionCase, get_db_name, tagged

from tests.integration.queue_job.inside.runner import job_runner
from tests.integration.submit.common import SUBMIT, SubmitCase
from tests.integration.sync.test_receive import ReceiveCase
from tests.integration.test_translations import Translated


@tagged("standard", "post_install", "-at_install")
class TestWords(Translated, TransactionCase):
    module = "acorn_vendor_connector_queue_job"


class Jobs:
    """What tests do with jobs."""

    @property
    def jobs(self):
        return self.env["queue.job"].search([("model_name", "=", "amazon.vendor.message")])

    def perform(self, job):
        """Do a job as the server does that a runner asks for it."""
        with job_runner(get_db_name()), self.committing() as env:
            Job.load(env, job.uuid).perform()
        self.env.invalidate_all()


class QueueCase(Jobs, ReceiveCase):
    def distribute(self):
        """Run a lane while a job runner looks after the database."""
        with job_runner(get_db_name()):
            self.receive()
        return self.jobs

    def busy(self):
        """Have another transaction always come in between."""
        handler = self.registry[self.env["amazon.vendor.handler"]._handlers()["purchase_order"]]
        return patch.object(handler, "_receive_batch", side_effect=errors.SerializationFailure("could not serialize"))


class TestLanesDistribute(QueueCase):
    def test_a_lane_makes_one_job_of_a_batch_and_leaves_the_work_to_it(self):
        job = self.distribute()
        self.assertEqual((len(job), job.state, job.channel), (1, "pending", "root.amazon_vendor"))
        self.assertEqual(job.records, self.messages)
        self.assertEqual(job.company_id, self.company_us)
        first, last = self.messages[0].reference, self.messages[-1].reference
        self.assertEqual(job.name, f"Amazon Vendor: receive 12 documents, {first} to {last}")
        self.assertEqual(self.messages.queue_job_id, job)
        self.assertEqual(set(self.messages.mapped("state")), {"archived"})
        self.assertFalse(self.sales)

    def test_what_a_job_has_gets_no_second_one(self):
        job = self.distribute()
        self.assertEqual(self.distribute(), job)
        job.state = "started"
        self.assertEqual(self.distribute(), job)

    def test_what_a_cancelled_job_had_gets_a_new_one(self):
        cancelled = self.distribute()
        cancelled.button_cancelled()
        self.assertEqual(len(self.distribute() - cancelled), 1)

    def test_without_a_job_runner_the_lane_does_the_work_itself_even_what_a_job_has(self):
        job = self.distribute()
        self.receive()
        self.assertEqual(len(self.sales), 12)
        self.assertEqual(self.jobs, job)

    def test_a_setting_returns_to_the_lanes(self):
        job = self.distribute()
        self.env["res.config.settings"].create({"amazon_vendor_lanes_only": True}).execute()
        self.assertEqual(self.distribute(), job)
        self.assertEqual(len(self.sales), 12)

    def test_the_settings_tell_whether_jobs_are_done(self):
        self.distribute()
        settings = self.env["res.config.settings"]
        with job_runner(get_db_name()):
            there = settings.create({})
            self.assertEqual((there.amazon_vendor_job_runner, there.amazon_vendor_jobs_waiting), (True, 1))
        gone = settings.create({})
        self.assertEqual((gone.amazon_vendor_job_runner, gone.amazon_vendor_jobs_waiting), (False, 1))

    def test_every_stage_has_its_place_in_the_channel_and_commits_for_itself(self):
        functions = self.env["queue.job.function"].search([("model_id.model", "=", "amazon.vendor.message")])
        self.assertGreaterEqual(set(functions.mapped("method")), {stage.method for stage in STAGES.values()})
        self.assertEqual(set(functions.mapped("channel")), {"root.amazon_vendor"})
        self.assertEqual(set(functions.mapped("allow_commit")), {True})
        for stage in STAGES.values():
            self.assertIn(" 12 documents", self.messages._job_name(stage.method))


class TestJobs(QueueCase):
    def test_a_job_books_every_order_and_done_again_ends_quietly(self):
        job = self.distribute()
        self.perform(job)
        self.assertEqual(set(self.messages.mapped("state")), {"applied"})
        self.assertEqual(len(self.sales), 12)
        self.perform(job)
        self.assertEqual(len(self.sales), 12)

    def test_a_job_whose_documents_a_lane_has_done_ends_quietly(self):
        job = self.distribute()
        self.receive()
        self.perform(job)
        self.assertEqual(len(self.sales), 12)

    def test_a_busy_database_is_nobodys_fault_in_a_job_too(self):
        job = self.distribute()
        with self.busy():
            self.perform(job)
        self.assertEqual(set(self.messages.mapped("state")), {"archived"})
        self.assertEqual(set(self.messages.mapped("error_kind")), {"busy"})
        self.assertTrue(all(self.messages.mapped("retry_at")))

    def test_a_job_comes_again_when_the_database_is_too_busy_to_put_its_documents_off(self):
        job = self.distribute()
        unwritable = patch.object(
            self.registry["amazon.vendor.message"], "_put_off", side_effect=errors.LockNotAvailable("lock")
        )
        with self.busy(), unwritable, self.assertRaises(RetryableJobError):
            self.perform(job)
        self.assertEqual(set(self.messages.mapped("state")), {"archived"})
        self.assertEqual(set(self.messages.mapped("error_kind")), {False})
        self.perform(job)
        self.assertEqual(len(self.sales), 12)

    def test_the_documents_of_a_job_that_failed_for_good_are_put_off_and_get_a_new_job(self):
        job = self.distribute()
        failed = Job.load(self.env, job.uuid)
        failed.set_failed(exc_name="MemoryError", exc_info="Traceback")
        failed.store()
        with self.capture_triggers("acorn_vendor_connector.cron_receive_messages_1") as triggers:
            failed.on_fail({"exc_name": "MemoryError"})
        self.assertEqual(set(self.messages.mapped("error_kind")), {"busy"})
        self.assertEqual(len(triggers.records), 1)
        self.assertEqual(self.distribute(), job)
        self.messages.sudo().retry_at = fields.Datetime.now() - timedelta(seconds=1)
        again = self.distribute() - job
        self.perform(again)
        self.assertEqual(len(self.sales), 12)


class TestAnswers(Jobs, SubmitCase):
    def test_jobs_send_an_answer_once_and_find_out_what_became_of_it(self):
        message = self.build()
        with job_runner(get_db_name()):
            self.submit()
        sending = self.jobs
        self.assertEqual((message.state, message.queue_job_id, self.asked(SUBMIT)), ("built", sending, 0))
        self.perform(sending)
        self.perform(sending)
        self.assertEqual((message.state, self.asked(SUBMIT)), ("submitted", 1))
        sending.button_done()
        with job_runner(get_db_name()):
            self.settle(minutes=1)
        self.assertEqual(message.state, "submitted")
        self.perform(self.jobs - sending)
        self.assertEqual((message.state, self.at_amazon()), ("accepted", [self.answer()]))
