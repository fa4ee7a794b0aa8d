"""Run in the host's environment: fill a database and print as JSON what each look-up costs in it."""

import json
import sys

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

from tests.scale.filling import Archive
from tests.scale.lookups import look_ups
from tests.scale.plans import explain


def main(job):
    arguments = ["-c", job["config"], "-d", job["database"], "--no-http", "--log-level=warn"]
    config.parse_config(arguments, setup_logging=True)
    with Registry(job["database"]).cursor() as cr:
        archive = Archive(api.Environment(cr, SUPERUSER_ID, {}), job["messages"])
        archive.fill()
        costs = {name: explain(archive.env, work) for name, work in look_ups(archive).items()}
        cr.rollback()
    sys.stdout.write(f"{json.dumps(costs)}\n")


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
