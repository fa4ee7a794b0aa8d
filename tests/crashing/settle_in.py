"""Run in the host's environment: load the world, with scheduled actions switched off until servers are there.

Started as `python settle_in.py '{"config": …, "database": …, "place": …}'`.
"""

import json
import sys

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

from tests.crashing import world


def main(job):
    arguments = ["-c", job["config"], "-d", job["database"], "--no-http", "--log-level=warn"]
    config.parse_config(arguments, setup_logging=True)
    with Registry(job["database"]).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        world.load(env, job["place"])
        env["ir.cron"].search([]).active = False


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
