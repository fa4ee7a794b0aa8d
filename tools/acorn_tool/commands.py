"""The commands that need Odoo and a database; this runs in the host's environment."""

import json

from . import testing
from . import upgrade as upgrading
from .console import Failure, say
from .databases import Databases
from .demo import Demo
from .odoo import Odoo
from .settings import CHECKOUT

BENCHMARKS = CHECKOUT / "benchmarks"


def odoo(options, rest):
    """Run Odoo on the development database; a first word without a dash is one of Odoo's own commands."""
    runner, database = _at_work(options)
    words = rest[:1] if rest and not rest[0].startswith("-") else []
    return runner.run(runner.command(database, *rest[len(words) :], subcommand=words))


def shell(options, rest):
    """Open Odoo's shell on the development database."""
    runner, database = _at_work(options)
    return runner.run(runner.command(database, "--no-http", *rest, subcommand=["shell"]))


def database(options, rest):
    """Make a fresh database and print how to run Odoo on it: for programs that start and kill Odoo themselves."""
    runner = Odoo()
    print(json.dumps(_described(runner, Databases(runner).fresh(options.name, options.modules))))
    return 0


def test(options, rest):
    """Run tests in one run of pytest, so that its closing line counts all of them."""
    testing.check_for_browser(options.kind)
    runner = Odoo()
    databases = Databases(runner)
    name = databases.current(options.db) if options.db else databases.fresh("test")
    return testing.in_odoo(runner, databases, name, options.kind, rest)


def bench(options, rest):
    """Run one benchmark on a fresh database; its last line is its result as JSON."""
    script = BENCHMARKS / f"{options.name}.py"
    if not script.is_file():
        there = ", ".join(sorted(path.stem for path in BENCHMARKS.glob("[a-z]*.py"))) or "none"
        raise Failure(f"there is no benchmark {options.name}.", advice=f"These are there: {there}.")
    runner = Odoo()
    described = _described(runner, Databases(runner).fresh(f"bench_{options.name}"))
    say(f"  Odoo {runner.host.version}")
    return runner.run(
        [runner.python, script, *rest], PYTHONPATH=str(CHECKOUT), ACORN_ODOO_DATABASE=json.dumps(described)
    )


def _at_work(options):
    runner = Odoo()
    return runner, Databases(runner).current(options.db or "dev")


def _described(runner, name):
    return {
        "database": name,
        "config": str(runner.config(name)),
        "python": str(runner.python),
        "command": [str(word) for word in runner.command(name)],
        "environment": {key: runner.environment()[key] for key in ("PATH", "PYTHONPATH", "PYTHONUNBUFFERED")},
    }


def demo(options, rest):
    """Show the connector at work."""
    return Demo(Odoo()).check() if options.check else Demo(Odoo()).serve()


def upgrade(options, rest):
    """Prove that what the previous release left behind can be updated; 0 also where there is none."""
    result = upgrading.run(options.release)
    for sentence in (*result.get("changed", ()), *result.get("warnings", ()), *result.get("problems", ())):
        say(f"  ✗ {sentence}")
    print(json.dumps(result), flush=True)
    return 0 if result["right"] else 1
