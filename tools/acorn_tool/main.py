"""Understand the command line and run the command in the environment that it needs."""

import argparse
import os
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from . import commands, host, lint, processes, pythonenv, testing
from .console import Failure, say
from .settings import CHECKOUT


def main(words):
    options, rest = _parse(words)
    processes.adopt_orphans()
    try:
        return _run(options, rest, words)
    except Failure as failure:
        say(str(failure))
        return 1
    except KeyboardInterrupt:
        say("\nacorn: stopped.")
        return 130
    finally:
        processes.stop_all()


def _run(options, rest, words):
    _use_named_python(words)
    if options.command == "simulator":
        return _simulator(rest)
    if options.command == "lint":
        return lint.run(rest)
    if options.command == "test" and options.kind == "unit":
        return testing.unit(rest)
    _enter_environment(words)
    return getattr(commands, options.command)(options, rest)


def _parse(words):
    parser = argparse.ArgumentParser(
        prog="acorn", description="The developer's tool of the Amazon Vendor connector.", epilog="README.md tells more."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    for name, words_about in (
        ("demo", "set up everything, load the demo and serve it"),
        ("test", "run the tests: [unit|integration|tours] [pytest's arguments]"),
        ("simulator", "run the stand-in for Amazon [its arguments]"),
        ("bench", "run a benchmark: NAME [its arguments]"),
        ("odoo", "run Odoo on a development database: -- [its arguments]"),
        ("shell", "open Odoo's shell on a development database"),
        ("lint", "check the code"),
        ("upgrade", "update what the previous release left behind, and check that nothing is lost or doubled"),
        ("database", "make a fresh database of this NAME and print how to run Odoo on it"),
    ):
        command = commands.add_parser(
            name,
            help=words_about,
            add_help=name not in ("test", "simulator", "bench", "odoo", "lint"),
            allow_abbrev=False,
        )
        if name == "demo":
            command.add_argument(
                "--check", action="store_true", help="run the story once without a person and print one JSON object"
            )
        if name == "upgrade":
            command.add_argument("--from", dest="release", metavar="TAG", help="this release, or any commit")
        if name in ("bench", "database"):
            command.add_argument("name")
        if name == "database":
            command.add_argument(
                "--with",
                dest="modules",
                metavar="MODULE,MODULE",
                type=lambda names: names.split(","),
                default=(),
                help="install these as well: Odoo's modules, ours, or those of requirements/addons.in",
            )
        if name in ("test", "odoo", "shell"):
            command.add_argument("--db", metavar="NAME", help="keep a database of this name and bring it up to date")
    separator = words.index("--") if "--" in words else len(words)
    options, rest = parser.parse_known_args(words[:separator])
    # Only the first word names a part of the tests: in `test -k unit` it is pytest's.
    options.kind = rest.pop(0) if options.command == "test" and rest and rest[0] in testing.FOLDERS else "all"
    return options, [*rest, *words[separator + 1 :]]


def _use_named_python(words):
    named = os.environ.pop("ACORN_PYTHON", None)
    if named and not _is_inside():
        program = shutil.which(named)
        if not program:
            raise Failure(
                f"ACORN_PYTHON names {named}, which is not a program.", advice="Name a Python between 3.10 and 3.13."
            )
        os.execv(program, [program, str(CHECKOUT / "acorn"), *words])
    if sys.version_info >= (3, 14):
        raise Failure(
            f"Odoo 19 does not run on Python {sys.version.split()[0]}.",
            advice="Name a Python between 3.10 and 3.13: ACORN_PYTHON=/usr/bin/python3.11",
        )


def _is_inside():
    return Path(sys.prefix) == pythonenv.folder("host")


def _enter_environment(words):
    """Get the host and its environment side by side, then go on in that environment."""
    if _is_inside():
        return
    with ThreadPoolExecutor(2) as pool:
        for work in [pool.submit(pythonenv.python, "host"), pool.submit(host.find)]:
            work.result()
    python = str(pythonenv.python("host"))
    os.execv(python, [python, str(CHECKOUT / "acorn"), *words])


def _simulator(arguments):
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    python = pythonenv.python("host" if pythonenv.is_ready("host") else "test")
    return processes.foreground([python, "-m", "simulator", *arguments], env=environment, cwd=CHECKOUT)
