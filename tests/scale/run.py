"""Fill a database of its own in a process of its own, and ask what the look-ups cost there."""

import json
import subprocess

from tests.crashing.run import CHECKOUT, environment

CHILD = CHECKOUT / "tests" / "scale" / "child.py"


def costs_of_look_ups(database, messages):
    """Return {look-up: [what each of its statements costs]} in an archive of so many messages."""
    job = json.dumps({**database, "messages": messages})
    printed = subprocess.run(
        [database["python"], str(CHILD), job], check=True, stdout=subprocess.PIPE, text=True, cwd=CHECKOUT,
        env=environment(database),
    ).stdout
    return json.loads(printed.splitlines()[-1])
