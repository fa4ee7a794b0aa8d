"""Take one step of the demo in an Odoo environment and print its result as one line of JSON.

demo_steps.py CONFIG DATABASE load SIMULATOR_URL    loads the demo, returns its logins
demo_steps.py CONFIG DATABASE wait SECONDS          waits for the end of the story, returns its counts
"""

import json
import sys
import time

import demo.load

from odoo import SUPERUSER_ID, api, tools
from odoo.modules.registry import Registry


def load(registry, simulator_url):
    with registry.cursor() as cursor:
        env = api.Environment(cursor, SUPERUSER_ID, {})
        demo.load.load(env, simulator_url)
        cursor.commit()
        # Compiled now, so that the first page a person opens comes at once.
        env["ir.qweb"]._pregenerate_assets_bundles()
    return demo.load.LOGINS


def wait(registry, seconds):
    deadline = time.monotonic() + float(seconds)
    while True:
        with registry.cursor() as cursor:
            counts = demo.load.check(api.Environment(cursor, SUPERUSER_ID, {}))
        if counts["right"] or time.monotonic() > deadline:
            return counts
        time.sleep(1)


if __name__ == "__main__":
    config, database, step, argument = sys.argv[1:]
    tools.config.parse_config(["-c", config, "-d", database, "--no-http", "--log-level=warn"], setup_logging=True)
    print(json.dumps({"load": load, "wait": wait}[step](Registry(database), argument), default=str))
