"""Let workers answer orders and die doing it; return what Amazon has and what we believe."""

import json
import subprocess
from pathlib import Path

from simulator import Simulator
from tests.crashing.run import CHECKOUT, environment, fresh_database

COURIER = Path(__file__).with_name("courier.py")


def send(name, orders, kills):
    """Return what became of an answer to each of `orders`, when the worker dies at each of `kills` once.

    A kill is "before" or "after" the request, or "lost": nobody dies, but Amazon's answer does not come through.
    """
    database = fresh_database(name)
    with Simulator(scenario="bulk", orders=orders, lines=2, rate_factor=None) as simulator:
        lost = {"times": kills.count("lost"), "after": kills.count("after")}
        simulator.faults.add("submitAcknowledgement", "cut_headers", **lost)
        job = {
            **database, "place": simulator.credentials[0], "url": simulator.url,
            "kills": [kill for kill in kills if kill != "lost"],
        }
        done = subprocess.run(
            [database["python"], str(COURIER), json.dumps(job)],
            check=False, stdout=subprocess.PIPE, text=True, cwd=CHECKOUT, env=environment(database),
        )
        if done.returncode:
            raise RuntimeError(f"sending ended with {done.returncode}")
        simulator.world.catch_up()
        heard = {
            order.number: [change["document"] for change in order.changes if change["verb"] == "answer"]
            for order in simulator.world.orders()
        }
    return {**json.loads(done.stdout.splitlines()[-1]), "heard": heard}
