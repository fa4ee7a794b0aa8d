"""Run in the host's environment: load the world, then let workers live and die; print what is left as JSON.

Started as `python nursery.py '{"config": …, "database": …, "place": …, "kills": …, "seed": …}'`. Odoo is loaded once;
every life is a forked process with its own database connection, ended by SIGKILL.
"""

import json
import math
import os
import random
import signal
import sys
import time

from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry
from odoo.tools import config

from tests.crashing import books, world

# A life ends at a random statement, few or many; every other life a moment later, in the middle of whatever it does.
# Counted in statements, a life gets as far on a fast machine as on a slow one, and few lives finish a batch.
FEWEST_STATEMENTS, MOST_STATEMENTS = 5, 1000
LONGEST_MOMENT = 0.2
# What the scheduled actions do: pull what is due, receive what is ready, reserve and replenish.
LOOPS = (
    ("amazon.vendor.cursor", "_cron_pull"),
    ("amazon.vendor.message", "_cron_receive_messages"),
    ("amazon.vendor.stock.task", "_cron_reserve_and_replenish"),
)
# How long the last life waits for what was put off because the workers were in each other's way.
MOST_PATIENCE = 120


def main(job):
    arguments = ["-c", job["config"], "-d", job["database"], "--no-http", "--log-level=warn"]
    config.parse_config(arguments, setup_logging=True)
    registry = Registry(job["database"])
    with registry.cursor() as cr:
        world.load(api.Environment(cr, SUPERUSER_ID, {}), job["place"])
    chance = random.Random(job["seed"])
    lives = [_live_and_die(registry, chance, number, job["workers"]) for number in range(job["kills"])]
    started = time.monotonic()
    _work_to_the_end(registry, job["workers"])
    seconds = round(time.monotonic() - started, 1)
    with registry.cursor() as cr:
        result = {"lives": lives, "last_life_s": seconds, **books.count(cr)}
    sys.stdout.write(f"{json.dumps(result)}\n")


def _live_and_die(registry, chance, number, workers):
    """Let workers live side by side until each is killed, and say at which of their statements, and how long after."""
    ends_at = [
        (
            round(math.exp(chance.uniform(math.log(FEWEST_STATEMENTS), math.log(MOST_STATEMENTS)))),
            chance.uniform(0, LONGEST_MOMENT) if number % 2 else 0,
        )
        for _ in range(workers)
    ]
    ends = live(registry, ends_at)
    if set(ends) - {0, -signal.SIGKILL}:
        raise RuntimeError(f"a worker ended by itself: {ends}")
    return {"killed": ends.count(-signal.SIGKILL), "at": ends_at}


def live(registry, limits, loops=LOOPS):
    """Fork one worker per limit, the statement at which it dies and how long after, or None; return how they ended."""
    sql_db.close_all()
    children = []
    for limit in limits:
        child = os.fork()
        if not child:
            status = 1
            try:
                if limit is not None:
                    die_at(*limit)
                work(registry, loops)
                status = 0
            finally:
                os._exit(status)
        children.append(child)
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]


def die_at(statements, moment):
    """Have this process killed at its n-th statement, between any two lines that touch the database, or soon after."""
    execute, left = sql_db.Cursor.execute, [statements]

    def counted(cursor, *arguments, **options):
        left[0] -= 1
        if left[0] == 0:
            _kill_in(moment)
        return execute(cursor, *arguments, **options)

    sql_db.Cursor.execute = counted


def _kill_in(moment):
    """Kill this process now, or let a process of its own do so in a moment."""
    worker = os.getpid()
    if not moment:
        os.kill(worker, signal.SIGKILL)
    if not os.fork():
        time.sleep(moment)
        if os.getppid() == worker:  # it still lives
            os.kill(worker, signal.SIGKILL)
        os._exit(0)


def work(registry, loops=LOOPS):
    """Run each loop to its end."""
    for model, loop in loops:
        with registry.cursor() as cr:
            getattr(api.Environment(cr, SUPERUSER_ID, {})[model], loop)()


def _work_to_the_end(registry, workers):
    """Start the workers once more, as the service manager would, and pull once more when they are through."""
    ends = live(registry, [None] * workers)
    if set(ends) != {0}:
        raise RuntimeError(f"a worker ended by itself: {ends}")
    with registry.cursor() as cr:
        api.Environment(cr, SUPERUSER_ID, {})["amazon.vendor.cursor"].search([])._wake()
    work(registry)
    end = time.monotonic() + MOST_PATIENCE
    while _is_put_off(registry) and time.monotonic() < end:
        time.sleep(1)
        work(registry)


def _is_put_off(registry):
    """Tell whether something waits for a quieter moment of the database."""
    with registry.cursor() as cr:
        cr.execute("""SELECT EXISTS (SELECT FROM amazon_vendor_message WHERE state = 'archived')
                          OR EXISTS (SELECT FROM amazon_vendor_stock_task)""")
        return cr.fetchone()[0]


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
