"""Run in the host's environment: answer orders, let workers send the answers and die; print what we believe as JSON.

Started as `python courier.py '{"config": …, "database": …, "place": …, "url": …, "kills": […]}'`. Every worker is a
forked process, ended by SIGKILL before or after its request, or amid the work that lets our orders follow.
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
from tests.crashing.nursery import die_at

# Longer than Amazon takes to show what it has, and than we wait before we ask.
A_WHILE = 40 * 60
ROUNDS = 6
# At which statement a worker dies that lets our orders follow: early, amid, late.
DEATHS_FOLLOWING = (10, 80, 300)


def main(job):
    config.parse_config(
        ["-c", job["config"], "-d", job["database"], "--no-http", "--log-level=warn"], setup_logging=True
    )
    registry = Registry(job["database"])
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        world.load(env, job["place"])
        env.cr.commit()
        env["amazon.vendor.cursor"]._cron_pull()
        env["amazon.vendor.message"]._cron_receive_messages()
        env["amazon.vendor.purchase.order"]._cron_propose_answers()
        _answer(env)
    deaths = [_work(registry, ("submit",), kill) for kill in job["kills"]]
    _work(registry, ("submit",))
    for _round in range(ROUNDS):
        _pass_time(registry, job["url"])
        _work(registry, ("settle", "submit"))
    deaths_following = [_work(registry, ("receive",), statements=statements) for statements in DEATHS_FOLLOWING]
    _work(registry, ("receive",))
    with registry.cursor() as cr:
        told = {"deaths": deaths, "deaths_following": deaths_following, **_books(cr), "idle": _idle(registry)}
    sys.stdout.write(f"{json.dumps(told)}\n")


def _answer(env):
    """Reject one of the first line of every order, in whatever unit, and accept the rest."""
    for answer in env["amazon.vendor.acknowledgement"].search([("state", "=", "draft")]):
        for position, parts in enumerate(answer.line_ids.grouped("line_id").values()):
            parts[1:].unlink()
            ordered = parts[0].ordered
            parts[0].write({"code": "accepted", "quantity": ordered - (not position), "rejection_reason": False})
            if not position:
                parts.create({
                    "acknowledgement_id": answer.id, "line_id": parts[0].line_id.id, "code": "rejected",
                    "quantity": 1, "rejection_reason": "unavailable",
                })
        answer._send()


def _books(cr):
    """Return what we believe of our messages, and what our own orders say beside our answers."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    messages = env["amazon.vendor.message"].search([("document_type", "=", "acknowledgement")])
    payloads = messages.page_id._payloads(messages)
    orders = env["amazon.vendor.purchase.order"].search([])
    return {
        "said": {message.reference: payloads[message.id] for message in messages},
        "messages": messages.read(["reference", "state", "attempts", "is_inferred"]),
        "followed": {
            order.name: {
                "answers": order.acknowledgement_ids.mapped("state"),
                "accepted": order.acknowledgement_id.accepted_pieces,
                "rejected": order.acknowledgement_id.rejected_pieces,
                "to_ship": sum(
                    move.product_qty for move in order.sale_order_id.order_line.move_ids if move.state != "cancel"
                ),
                "changes": order.change_ids.mapped(lambda row: (row.field, row.verdict)),
            }
            for order in orders
        },
    }


def _work(registry, stages, kill=None, statements=None):
    """Let a worker do what lanes do, until it is killed at its request or at a statement, and tell how it ended."""
    sql_db.close_all()
    child = os.fork()
    if not child:
        status = 1
        try:
            _watch(registry, kill)
            if statements:
                die_at(statements, 0)
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
