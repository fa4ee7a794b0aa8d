"""Run the tests with pytest."""

import argparse
import os
import shutil

from . import pythonenv
from .console import Failure, say, step
from .processes import CommandFailed, capture, foreground
from .settings import CHECKOUT

FOLDERS = {
    "unit": ("tests/unit",),
    "all": ("tests/unit", "tests/integration", "tests/tours"),
    "integration": ("tests/integration",),
    "tours": ("tests/tours",),
}
CHOOSING = {"-k", "-m", "-s", "--pdb"}  # a few tests are not worth more than one process, nor is one that is looked at
MOST_WORKERS = 4  # each of them is a whole Odoo
BROWSERS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")  # as Odoo looks for them


def unit(arguments):
    """Run the tests that need neither Odoo nor a database."""
    python = pythonenv.python("test")
    environment = {**os.environ, "PYTHONPATH": ""}
    return foreground([python, "-m", "pytest", *_targets(FOLDERS["unit"], arguments)], env=environment, cwd=CHECKOUT)


def in_odoo(runner, databases, database, kind, arguments):
    """Run tests through pytest-odoo: on a database, or whole files side by side on copies of it."""
    say(f"  Odoo {runner.host.version}, database {database}")
    if kind != "integration":
        runner.take_step(database, "assets")  # or the first tour's time would go into compiling them
    options = [f"--odoo-database={database}", f"--odoo-config={runner.config(database)}", "--odoo-http"]
    folders = [folder for folder in FOLDERS[kind] if (CHECKOUT / folder).is_dir()]
    workers, arguments = _workers(arguments)
    if workers > 1:
        options += [f"-n{workers}", "--dist=loadfile", "--no-loadscope-reorder", "--max-worker-restart=0"]
    with databases.copies(database, [f"gw{number}" for number in range(workers if workers > 1 else 0)]):
        return runner.run([runner.python, "-m", "pytest", *options, *_targets(folders, arguments)])


def _workers(arguments):
    """Return how many processes share the tests, and pytest's arguments without -n."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("-n", dest="workers", type=int)
    options, rest = parser.parse_known_args(arguments)
    if options.workers is None:
        is_choice = CHOOSING.intersection(rest) or _named(rest)
        options.workers = 1 if is_choice else min(len(os.sched_getaffinity(0)), MOST_WORKERS)
    return options.workers, rest


def _targets(folders, arguments):
    """Put the folders before pytest's arguments, unless these name files themselves."""
    return arguments if _named(arguments) else [*folders, *arguments]


def _named(arguments):
    """Return the files and folders among pytest's arguments."""
    return [word for word in arguments if not word.startswith("-") and (CHECKOUT / word.split("::")[0]).exists()]


def check_for_browser(kind):
    """Get the browser that the tours need; where that is impossible they are skipped, but never in CI."""
    if kind == "integration" or any(map(shutil.which, BROWSERS)):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _install_chromium()
    elif os.environ.get("CI"):
        raise Failure(
            "there is no browser, and without one the tours prove nothing.", advice="apt-get install chromium"
        )
    else:
        say("  There is no browser, so the tours are skipped. To run them: sudo apt-get install chromium")


def _install_chromium():
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    patience = ["-o", "DPkg::Lock::Timeout=300"]
    with step("Chromium for the tours"):
        try:
            capture(["apt-get", "-q", "update"], env=environment)
            install = ["apt-get", "-q", "-y", *patience, "install", "--no-install-recommends", "chromium"]
            capture(install, env=environment)
        except CommandFailed as failure:
            failure.advice = "Install a browser by hand, or run the tests without tours: ./acorn test integration"
            raise
