"""A job runner as a database knows it."""

from contextlib import contextmanager

from odoo.addons.queue_job.jobrunner.runner import PG_ADVISORY_LOCK_ID
from odoo.sql_db import db_connect


@contextmanager
def job_runner(database):
    """Hold the lock by which a job runner is known, as the runner of a server does."""
    with db_connect(database).cursor() as cr:
        cr.execute("SELECT pg_advisory_lock(%s)", (PG_ADVISORY_LOCK_ID,))
        try:
            yield
        finally:
            cr.execute("SELECT pg_advisory_unlock(%s)", (PG_ADVISORY_LOCK_ID,))
