"""The commands that need Odoo and a database; this runs in the host's environment."""

from . import testing
from .databases import Databases
from .odoo import Odoo


def odoo(options, rest):
    """Run Odoo on the development database."""
    runner = Odoo()
    database = Databases(runner).current(options.db or "dev")
    if rest and not rest[0].startswith("-"):
        subcommand, rest = rest[:1], rest[1:]
        return runner.run(runner.command(database, *rest, subcommand=subcommand))
    return runner.run(runner.command(database, *rest))


def shell(options, rest):
    """Open Odoo's shell on the development database."""
    runner = Odoo()
    database = Databases(runner).current(options.db or "dev")
    return runner.run(runner.command(database, "--no-http", *rest, subcommand=["shell"]))


def test(options, rest):
    """Run tests in one process, so that pytest's closing line counts all of them."""
    runner = Odoo()
    databases = Databases(runner)
    database = databases.current(options.db) if options.db else databases.fresh("test")
    return testing.in_odoo(runner, database, options.kind, rest)
