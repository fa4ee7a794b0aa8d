"""Run the tests with pytest."""

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
BROWSERS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")  # as Odoo looks for them


def unit(arguments):
    """Run the tests that need neither Odoo nor a database."""
    python = pythonenv.python("test")
    environment = {**os.environ, "PYTHONPATH": ""}
    return foreground([python, "-m", "pytest", *_targets(FOLDERS["unit"], arguments)], env=environment, cwd=CHECKOUT)


def in_odoo(runner, database, kind, arguments):
    """Run tests against a database through pytest-odoo."""
    say(f"  Odoo {runner.host.version}, database {database}")
    if kind != "integration":
        runner.take_step(database, "assets")  # or the first tour's time would go into compiling them
    options = [f"--odoo-database={database}", f"--odoo-config={runner.config(database)}", "--odoo-http"]
    folders = [folder for folder in FOLDERS[kind] if (CHECKOUT / folder).is_dir()]
    return runner.run([runner.python, "-m", "pytest", *options, *_targets(folders, arguments)])


def _targets(folders, arguments):
    """Put the folders before pytest's arguments, unless these name files themselves."""
    named = [word for word in arguments if not word.startswith("-") and (CHECKOUT / word.split("::")[0]).exists()]
    return arguments if named else [*folders, *arguments]


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
