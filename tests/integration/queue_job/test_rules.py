"""The rules of the glue addon, in a database that has it: this process runs in the ordinary one."""

import json
import subprocess
from pathlib import Path

from simulator import Simulator
from tests.crashing import books
from tests.crashing.run import CHECKOUT, environment, fresh_database
from tests.crashing.servers import MODULES

INSIDE = Path(__file__).with_name("inside")


def test_every_rule_holds_where_the_glue_addon_is_installed():
    database = fresh_database("queue_rules", MODULES)
    options = [f"--odoo-database={database['database']}", f"--odoo-config={database['config']}"]
    ended, said = run(database, "-m", "pytest", "-q", *options, INSIDE / "rules.py")
    assert ended == 0, said
    assert "16 passed" in said


def test_uninstalled_the_glue_addon_leaves_its_work_to_the_lanes():
    database = fresh_database("queue_rules", MODULES)
    with Simulator(scenario="bulk", seed=3, orders=20, lines=2, rate_factor=None) as amazon:
        job = json.dumps({**database, "place": amazon.credentials[0]})
        ended, said = run(database, INSIDE / "uninstall.py", job)
        assert ended == 0, said
        result = json.loads(said.splitlines()[-1])
        assert result["given"] == ["pending"] * 2  # orders, and what Amazon says of them
        assert result["left"] == ["cancelled"] * 2
        assert result["found"] == books.expected(amazon.world.orders())


def run(database, *words):
    """Run Python in the host's environment; return how it ended and what it printed."""
    done = subprocess.run(
        [database["python"], *map(str, words)],
        cwd=CHECKOUT, env=environment(database), check=False, stdout=subprocess.PIPE, text=True,
    )
    return done.returncode, done.stdout
