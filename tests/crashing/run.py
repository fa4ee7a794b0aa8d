"""Run one pull whose worker is killed again and again, and compare with what Amazon holds."""

import json
import os
import subprocess
import time
from pathlib import Path

from simulator import Simulator
from tests.crashing import books

CHECKOUT = Path(__file__).resolve().parents[2]
NURSERY, ANSWERING = (Path(__file__).with_name(name) for name in ("nursery.py", "answering.py"))


def fresh_database(name, modules=()):
    """Return a new database as `./acorn database` describes it, with further modules in it."""
    further = ["--with", ",".join(modules)] if modules else []
    command = [str(CHECKOUT / "acorn"), "database", name, *further]
    printed = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(printed.splitlines()[-1])


def crash(database, orders, kills, seed, workers=1, lines=2):
    """Return the counts after one pull of `orders`, and those that are right."""
    with Simulator(scenario="bulk", seed=seed, orders=orders, lines=lines, rate_factor=None) as simulator:
        job = {**database, "place": simulator.credentials[0], "kills": kills, "seed": seed, "workers": workers}
        started = time.monotonic()
        found = _told_by(NURSERY, database, job)
        placed = simulator.world.orders()
    lives = found.pop("lives")
    return {
        "seconds": round(time.monotonic() - started, 1),
        "last_life_s": found.pop("last_life_s"),
        "killed": sum(life["killed"] for life in lives),
        "lives": lives,
        "found": found,
        "expected": books.expected(placed),
    }


def answer(database, orders, lines=3):
    """Let workers die while they propose answers and take in the status; return the books and what they should be."""
    with Simulator(scenario="bulk", orders=orders, lines=lines, rate_factor=None) as simulator:
        return _told_by(ANSWERING, database, {**database, "place": simulator.credentials[0], "url": simulator.url})


def _told_by(script, database, job):
    """Run a script in the host's environment; return what it prints last."""
    done = subprocess.run(
        [database["python"], str(script), json.dumps(job)],
        check=False, stdout=subprocess.PIPE, text=True, cwd=CHECKOUT, env=environment(database),
    )
    if done.returncode:
        raise RuntimeError(f"{script.name} ended with {done.returncode}")
    return json.loads(done.stdout.splitlines()[-1])


def environment(database):
    """Return the variables of the host's environment, with the checkout behind Odoo on the path."""
    variables = {**os.environ, **database["environment"]}
    path = os.pathsep.join(filter(None, (variables.get("PYTHONPATH"), str(CHECKOUT))))
    return {**variables, "PYTHONPATH": path}
