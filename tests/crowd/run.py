"""Play one scene and return what was left in the books."""

import json
import subprocess
import time
from pathlib import Path

from simulator import Simulator
from tests.crashing.run import CHECKOUT, environment, fresh_database

STAGE = Path(__file__).with_name("stage.py")


def play(name, orders, lanes, seed=1):
    """Return what is left after so many lanes received `orders`, and changes of half of them, beside a person."""
    database = fresh_database(name)
    with Simulator(scenario="bulk", seed=seed, orders=orders, lines=2, rate_factor=None) as simulator:
        job = {**database, "place": simulator.credentials[0], "url": simulator.url, "lanes": lanes}
        started = time.monotonic()
        done = subprocess.run(
            [database["python"], str(STAGE), json.dumps(job)],
            check=False, stdout=subprocess.PIPE, text=True, cwd=CHECKOUT, env=environment(database),
        )
        if done.returncode:
            raise RuntimeError(f"the scene ended with {done.returncode}")
        ordered = {
            order.number: [line["orderedQuantity"]["amount"] for line in order.lines]
            for order in simulator.world.orders()
        }
    left = json.loads(done.stdout.splitlines()[-1])
    return {**left, "ordered": ordered, "seconds": round(time.monotonic() - started, 1)}
