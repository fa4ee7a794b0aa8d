"""Run the tests with pytest."""

import os
import shutil

from . import pythonenv
from .console import Failure, say
from .processes import foreground
from .settings import CHECKOUT

FOLDERS = {"all": ("tests/unit", "tests/integration", "tests/tours"), "integration": ("tests/integration",), "tours": ("tests/tours",)}
BROWSERS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")  # as Odoo looks for them


def unit(arguments):
    """Run the tests that need neither Odoo nor a database."""
    python = pythonenv.python("test")
    environment = {**os.environ, "PYTHONPATH": ""}
    return foreground([python, "-m", "pytest", *_targets(("tests/unit",), arguments)], env=environment, cwd=CHECKOUT)


def in_odoo(runner, database, kind, arguments):
    """Run tests against a database through pytest-odoo."""
    options = [f"--odoo-database={database}", f"--odoo-config={runner.config(database)}", "--odoo-http"]
    folders = [folder for folder in FOLDERS[kind] if (CHECKOUT / folder).is_dir()]
    return runner.run([runner.python, "-m", "pytest", *options, *_targets(folders, arguments)])


def _targets(folders, arguments):
    """Put the folders before pytest's arguments, unless these name files themselves."""
    named = [word for word in arguments if not word.startswith("-") and (CHECKOUT / word.split("::")[0]).exists()]
    return [*arguments] if named else [*folders, *arguments]
