"""Run in the host's environment: let lanes make jobs, uninstall the glue addon, run the lanes; print what is left.

Started as `python uninstall.py '{"config": …, "database": …, "place": …}'`.
"""

import json
import sys
from contextlib import contextmanager

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

from tests.crashing import books, world
from tests.integration.queue_job.inside.runner import job_runner


def main(job):
    arguments = ["-c", job["config"], "-d", job["database"], "--no-http", "--log-level=warn"]
    config.parse_config(arguments, setup_logging=True)
    with committed(job) as env:
        world.load(env, job["place"])
        env["amazon.vendor.cursor"]._cron_pull()
    with job_runner(job["database"]), committed(job) as env:
        env["amazon.vendor.message"]._cron_receive_messages()
        given = env["queue.job"].search([]).mapped("state")
    with committed(job) as env:
        addon = env["ir.module.module"].search([("name", "=", "acorn_vendor_connector_queue_job")])
        addon.button_immediate_uninstall()
    with job_runner(job["database"]), committed(job) as env:
        env["amazon.vendor.message"]._cron_receive_messages()
        env["amazon.vendor.stock.task"]._cron_reserve_and_replenish()
        left = env["queue.job"].search([]).mapped("state")
        found = books.count(env.cr)
    sys.stdout.write(f"{json.dumps({'given': given, 'left': left, 'found': found})}\n")


@contextmanager
def committed(job):
    with Registry(job["database"]).cursor() as cr:
        yield api.Environment(cr, SUPERUSER_ID, {})


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
