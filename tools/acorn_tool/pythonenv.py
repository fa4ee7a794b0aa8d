"""Make the Python environments: one folder per lock file, shared by all checkouts."""

import os
import sys
from pathlib import Path

from . import apt
from .building import build_once, built, with_retries
from .console import Failure, step
from .processes import CommandFailed, capture
from .settings import REQUIREMENTS, cache, digest, python_key

BUILD = REQUIREMENTS / "build.txt"
WHAT = {"host": "Odoo and its tests", "test": "the unit tests", "lint": "the linters"}


def folder(name):
    key = digest(BUILD, *_locks(name), python_key())[:10]
    return cache() / "env" / f"{name}-{python_key()}-{key}"


def _locks(name):
    return [REQUIREMENTS / f"{each}.txt" for each in (("host", "addons") if name == "host" else (name,))]


def addons():
    """Return the folder where pip puts addons of others."""
    return next(folder("host").glob("lib/python3*/site-packages")) / "odoo" / "addons"


def python(name):
    """Return the interpreter of an environment, which is built first if need be."""
    return build_once(folder(name), lambda path: _build(path, name)) / "bin" / "python"


def is_ready(name):
    return built(folder(name))


def _build(path, name):
    with step(f"Python packages for {WHAT[name]}"):
        pip = _make(path)
        _install(pip, path, BUILD)
        for lock in _locks(name):
            _install([path / "bin" / "python", "-m", "pip"], path, lock, "--no-build-isolation")


def _make(path):
    """Make the environment and return the command of a pip that installs into it."""
    python = path / "bin" / "python"
    try:
        capture([sys.executable, "-m", "venv", path])
        return [python, "-m", "pip"]
    except CommandFailed:
        # Debian keeps ensurepip in a package of its own; the same package's pip wheel runs without being installed.
        capture([sys.executable, "-m", "venv", "--clear", "--without-pip", path])
        return [python, _pip_wheel() / "pip"]


def _pip_wheel():
    target = build_once(cache() / "pip-wheel", lambda path: apt.fetch(["python3-pip-whl"], path))
    return next(iter(target.glob("usr/share/python-wheels/pip-*.whl")))


def _may_pass(failure):
    """Tell a bad moment of the network from a package that does not exist or is not what the lock file says."""
    return not any(words in failure.output for words in ("No matching distribution", "DO NOT MATCH THE HASHES"))


def _install(pip, path, lock, *options):
    command = [
        *pip,
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-input",
        "--no-deps",
        "--require-hashes",
        "--no-compile",
        *options,
        "-r",
        lock,
    ]
    environment = {**os.environ, "PIP_REQUIRE_VIRTUALENV": "0", "VIRTUAL_ENV": str(path)}
    environment.pop("PYTHONPATH", None)
    try:
        with_retries(lambda: capture(command, env=environment), _may_pass, times=3)
    except CommandFailed as error:
        raise Failure(
            f"the packages of {Path(lock).name} could not be installed.",
            tried=error.tried,
            advice="Check the network and pip's own settings (`pip config list`); what was downloaded is kept, "
            "so run the same command again.",
        ) from error
