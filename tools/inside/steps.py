"""Take one step in an Odoo environment and print its result as one line of JSON.

steps.py CONFIG DATABASE assets                  compiles what browsers load, so that the first page comes at once
steps.py CONFIG DATABASE load SIMULATOR_URL      loads the demo, returns its logins
steps.py CONFIG DATABASE wait SECONDS            waits until the demo's story has ended as it should, or has
                                                     stood still for so long; returns its counts
steps.py CONFIG DATABASE live SIMULATOR_URL      makes the demo as a release of ours did; see upgrading.py
steps.py CONFIG DATABASE go_on SIMULATOR_URL     goes on after an update; returns what is wrong
"""

import importlib
import json
import sys
import time
from contextlib import contextmanager, suppress

import upgrading
from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api, tools
from odoo.modules.registry import Registry

SCRIPTS = ("web.assets_frontend_minimal", "web.assets_frontend_lazy", "web.assets_web", "web.assets_tests")
STYLES = ("web.assets_frontend", "web.assets_web", "web.assets_web_print")


def assets(registry):
    with _committed(registry) as env:
        for bundle in SCRIPTS:
            env["ir.qweb"]._get_asset_bundle(bundle, css=False, js=True).js()
        for bundle in STYLES:
            env["ir.qweb"]._get_asset_bundle(bundle, css=True, js=False).css()


def load(registry, simulator_url):
    loader = _loader()
    with _committed(registry) as env:
        loader.load(env, simulator_url)
    assets(registry)
    return loader.LOGINS


def wait(registry, seconds):
    loader, counts, patience = _loader(), None, 0
    while patience < float(seconds):
        # What a cron works on this moment is its own; a second later it is tried again.
        with suppress(SerializationFailure), _committed(registry) as env:
            loader.go_on(env)
        with _committed(registry) as env:
            if counts is None:
                env["ir.cron"]._notifydb()  # a new server's crons would look for work after a minute only
            before, counts = counts, loader.check(env)
        if counts["right"]:
            break
        patience = patience + 1 if counts == before else 0
        time.sleep(1)
    return counts


def live(registry, simulator_url):
    with _committed(registry) as env:
        return upgrading.live(env, simulator_url)


def go_on(registry, simulator_url):
    with _committed(registry) as env:
        return upgrading.go_on(env, simulator_url)


def _loader():
    return importlib.import_module("demo.load")


@contextmanager
def _committed(registry):
    with registry.cursor() as cursor:
        yield api.Environment(cursor, SUPERUSER_ID, {})
        cursor.commit()


if __name__ == "__main__":
    config, database, step, *arguments = sys.argv[1:]
    tools.config.parse_config(["-c", config, "-d", database, "--no-http", "--log-level=warn"], setup_logging=True)
    steps = {"assets": assets, "load": load, "wait": wait, "live": live, "go_on": go_on}
    result = steps[step](Registry(database), *arguments)
    print(json.dumps(result, default=str))
