"""Run in the host's environment: let workers die while they take in files and match payments; print the books as JSON.

Started as `python money.py '{"config": …, "database": …}'`. Odoo is loaded once; every life is a forked process, ended
by SIGKILL at a statement or beside a commit. What would be there had nobody died is the same work in a transaction
that is rolled back.
"""

import json
import os
import signal
import sys
from dataclasses import replace
from datetime import timedelta
from functools import partial
from importlib import import_module

from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry
from odoo.tools import config

from tests.crashing import money_books, money_world
from tests.crashing.nursery import die_at

# At which of its statements a worker dies, as a part of all; then right before it commits, and right after.
PARTS_IMPORTING = (0.1, 0.4, 0.75)
PARTS_WORKING = (0.1, 0.2, 0.3)
BEFORE, AFTER = "before", "after"
# So far the clock of the server is fast that archives the first half of a payment.
FAST = timedelta(minutes=5)
# Units so small that a worker dies between two of them.
UNIT = 2

RECEIVE = ("amazon.vendor.message", "_cron_receive_messages")
MATCH = ("amazon.vendor.remittance", "_cron_match_remittances")


def main(job):
    arguments = ["-c", job["config"], "-d", job["database"], "--no-http", "--log-level=warn"]
    config.parse_config(arguments, setup_logging=True)
    registry = Registry(job["database"])
    # Importable only now that the configuration has said where addons are.
    stages = import_module("odoo.addons.acorn_vendor_connector.models.amazon_vendor_message_lanes").STAGES
    stages["receive"] = replace(stages["receive"], size=UNIT)
    first, second = money_world.Download(5, 1), money_world.Download(6, 1000)
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        money_world.load(env)
        money_world.post(env, *first.invoices, *second.invoices)
    told = {"paid": {**first.paid, **second.paid}}
    told["imported"] = _import(registry, first)
    told["received"] = _receive(registry, second)
    with registry.cursor() as cr:
        told["found_paid"] = money_books.paid(cr)
    sys.stdout.write(f"{json.dumps(told)}\n")


# -------------------------------------------------------------------------------- what is done


def _import(registry, download):
    """Import file after file as the accountant, each by workers that die and then by one that lives."""
    bodies = [*download.files, download.chargebacks, *download.halves]
    steps = [partial(_take_in, f"{number}", body) for number, body in enumerate(bodies, 1)]
    expected, counts = _at_once(registry, [*steps, _match_all])
    deaths, last = [], []
    for step, count in zip(steps, counts, strict=False):
        deaths += [_live(registry, step, _statement(count, part)) for part in PARTS_IMPORTING]
        deaths += [_live(registry, step, moment) for moment in (BEFORE, AFTER)]
        last.append(_live(registry, step))
    last.append(_live(registry, partial(_loop, MATCH)))
    return {"deaths": deaths, "last": last, "expected": expected, "found": _books(registry)}


def _receive(registry, download):
    """Archive files as those are that are too large for a request; let lanes and cron take them in, and die."""
    steps = [_receive_all, _match_all]
    for number, body in enumerate([*download.halves, *download.files], 11):
        with registry.cursor() as cr:
            page = _archive(f"{number}", body, api.Environment(cr, SUPERUSER_ID, {}))
            if body == download.halves[0]:
                page.requested_at += FAST
    expected, (receiving, matching) = _at_once(registry, steps)
    deaths, last = [], []
    for loop, count in ((RECEIVE, receiving), (MATCH, matching)):
        work = partial(_loop, loop)
        # What is left to do gets less with every unit that was committed, so each life is that part of the rest.
        deaths += [_live(registry, work, _statement(count, part)) for part in PARTS_WORKING]
        deaths += [_live(registry, work, moment) for moment in (BEFORE, AFTER)]
        last.append(_live(registry, work))
    return {"deaths": deaths, "last": last, "expected": expected, "found": _books(registry)}


def _take_in(name, body, env):
    accountant = env["res.users"].search([("login", "=", money_world.ACCOUNTANT)])
    payee = env["amazon.vendor.payee"].search([("name", "=", money_world.PAYEE)])
    env["amazon.vendor.file"].with_user(accountant)._take_in(body, name, payee)


def _archive(name, body, env):
    """Do what `_keep` does with a file of more lines than a request takes in."""
    files = env["amazon.vendor.file"]
    judgement = files._judge(body, name, env["amazon.vendor.payee"].search([("name", "=", money_world.PAYEE)]))
    file = files._archive(judgement, None)
    file.page_id.message_ids._trigger("receive")
    file._link_payments(judgement)
    return file.page_id


def _loop(loop, env):
    model, method = loop
    getattr(env[model], method)()


def _receive_all(env):
    for message in env["amazon.vendor.message"].search([("state", "=", "archived")], order="id"):
        message._receive()


def _match_all(env):
    payments = env["amazon.vendor.remittance"]
    while waiting := payments.search([("needs_match", "=", True)], order="payment_date, id", limit=1):
        waiting._match()


# -------------------------------------------------------------------------------- who lives, and who dies


def _at_once(registry, steps):
    """Return the books after these steps had nobody died, and how many statements each of them takes."""
    counts = []
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        for step in steps:
            before = cr.sql_log_count
            step(env)
            cr.flush()
            counts.append(cr.sql_log_count - before)
        found = money_books.rows(cr)
        cr.rollback()
    return found, counts


def _statement(count, part):
    return max(1, round(count * part))


def _live(registry, step, dies=None):
    """Let a worker do a step, until it is killed at a statement or beside a commit, if at all; return how it ended."""
    sql_db.close_all()
    child = os.fork()
    if not child:
        status = 1
        try:
            if dies in (BEFORE, AFTER):
                _die_beside_commit(dies)
            elif dies:
                die_at(dies, 0)
            with registry.cursor() as cr:
                step(api.Environment(cr, SUPERUSER_ID, {}))
            status = 0
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _die_beside_commit(moment):
    """Have this process killed when it commits something that it has written, before that or after."""
    commit = sql_db.Cursor.commit

    def last(cursor):
        cursor.flush()
        cursor.execute("SELECT pg_current_xact_id_if_assigned()")
        [written] = cursor.fetchone()
        if moment == AFTER or not written:
            commit(cursor)
        if written:
            os.kill(os.getpid(), signal.SIGKILL)

    sql_db.Cursor.commit = last


def _books(registry):
    with registry.cursor() as cr:
        return money_books.rows(cr)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
