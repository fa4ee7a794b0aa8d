"""Run one pull whose worker is killed again and again, and compare with what Amazon holds."""

import json
import os
import subprocess
import time
from pathlib import Path

from simulator import Simulator

CHECKOUT = Path(__file__).resolve().parents[2]
NURSERY = Path(__file__).with_name("nursery.py")


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
        done = subprocess.run(
            [database["python"], str(NURSERY), json.dumps(job)],
            check=False, stdout=subprocess.PIPE, text=True, cwd=CHECKOUT,
            env=environment(database),
        )
        if done.returncode:
            raise RuntimeError(f"the crash run ended with {done.returncode}")
        found = json.loads(done.stdout.splitlines()[-1])
        placed = simulator.world.orders()
    lives = found.pop("lives")
    return {
        "seconds": round(time.monotonic() - started, 1),
        "last_life_s": found.pop("last_life_s"),
        "killed": sum(life["killed"] for life in lives),
        "lives": lives,
        "found": found,
        "expected": _expected(placed),
    }


def _expected(placed):
    orders, lines = len(placed), sum(len(order.lines) for order in placed)
    return {
        "purchase_orders": orders,
        "purchase_order_numbers": orders,
        "purchase_order_lines": lines,
        "sale_orders": orders,
        "confirmed": orders,
        "sale_order_references": orders,
        "all_sale_orders": orders,
        "sale_order_lines": lines,
        "deliveries": orders,
        "stock_tasks": 0,
        "pieces_neither_reserved_nor_missing": 0,
        "pieces_reserved_on_one_side_only": 0,
        "messages": orders,
        "applied": orders,
        "pages_without_bytes": 0,
        "feeds_in_trouble": 0,
    }


def environment(database):
    """Return the variables of the host's environment, with the checkout behind Odoo on the path."""
    variables = {**os.environ, **database["environment"]}
    path = os.pathsep.join(filter(None, (variables.get("PYTHONPATH"), str(CHECKOUT))))
    return {**variables, "PYTHONPATH": path}
