"""Run in the host's environment: queue answers, let workers send them and die; print what we believe as JSON.

Started as `python courier.py '{"config": …, "database": …, "place": …, "url": …, "documents": […], "kills": […]}'`.
Every worker is a forked process, ended by SIGKILL before or after its request.
"""

import json
import os
import signal
import sys
from importlib import import_module
from urllib.request import Request, urlopen

from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry
from odoo.tools import config

from tests.crashing import world

# Longer than Amazon takes to show what it has, and than we wait before we ask.
A_WHILE = 40 * 60
ROUNDS = 6


def main(job):
    config.parse_config(
        ["-c", job["config"], "-d", job["database"], "--no-http", "--log-level=warn"], setup_logging=True
    )
    registry = Registry(job["database"])
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        world.load(env, job["place"])
        code = env["amazon.vendor.code"].search([("name", "=", job["documents"][0]["sellingParty"]["partyId"])])
        for document in job["documents"]:
            env["amazon.vendor.message"]._build("acknowledgement", code, document["purchaseOrderNumber"], document)
    deaths = [_work(registry, ("submit",), kill) for kill in job["kills"]]
    _work(registry, ("submit",))
    for _round in range(ROUNDS):
        _pass_time(registry, job["url"])
        _work(registry, ("settle", "submit"))
    with registry.cursor() as cr:
        cr.execute("SELECT reference, state, attempts, is_inferred FROM amazon_vendor_message ORDER BY id")
        messages = cr.dictfetchall()
    sys.stdout.write(f"{json.dumps({'deaths': deaths, 'messages': messages, 'idle': _idle(registry)})}\n")


def _work(registry, stages, kill=None):
    """Let a worker do what two lanes do, and tell how it ended."""
    sql_db.close_all()
    child = os.fork()
    if not child:
        status = 1
        try:
            _watch(registry, kill)
            for stage in stages:
                with registry.cursor() as cr:
                    getattr(api.Environment(cr, SUPERUSER_ID, {})["amazon.vendor.message"], f"_cron_{stage}_messages")()
            status = 0
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _watch(registry, kill):
    """Have this process killed before or after its request; note whether a transaction was open meanwhile."""
    door = import_module("odoo.addons.acorn_vendor_connector.spapi.client").Client
    request, worker = door._request, os.getpid()

    def watched(client, *arguments, **options):
        _note_transactions(registry)
        if kill == "before":
            os.kill(worker, signal.SIGKILL)
        answer = request(client, *arguments, **options)
        if kill == "after":
            os.kill(worker, signal.SIGKILL)
        return answer

    door._request = watched


def _note_transactions(registry):
    """Write down whether any session of this database sits in a transaction while Amazon is asked."""
    with registry.cursor() as cr:
        cr.execute(
            """CREATE TABLE IF NOT EXISTS seen_while_asking (open boolean);
               INSERT INTO seen_while_asking SELECT EXISTS (
                   SELECT 1 FROM pg_stat_activity WHERE datname = current_database()
                      AND pid != pg_backend_pid() AND state LIKE 'idle in transaction%')"""
        )


def _idle(registry):
    """Return how often Amazon was asked, and how often a transaction was open meanwhile."""
    with registry.cursor() as cr:
        cr.execute("SELECT count(*), count(*) FILTER (WHERE open) FROM seen_while_asking")
        return cr.fetchone()


def _pass_time(registry, url):
    """Let time pass, for Amazon and for us: what is written down lies that much further back."""
    body = json.dumps({"advance_seconds": A_WHILE}).encode()
    urlopen(Request(f"{url}/_simulator/clock", body)).close()
    with registry.cursor() as cr:
        cr.execute(
            """UPDATE amazon_vendor_message
                  SET sent_at = sent_at - %(passed)s * interval '1 second',
                      retry_at = retry_at - %(passed)s * interval '1 second'""",
            {"passed": A_WHILE},
        )


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
