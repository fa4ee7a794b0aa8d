"""Build things once: a folder is there completely or not at all, and two runs never build it at once."""

import fcntl
import shutil
import time
from contextlib import contextmanager

from .console import Failure, say
from .settings import cache

STAMP = ".acorn-complete"
_taken = []  # open lock files


@contextmanager
def only_one(name):
    """Hold the lock of one thing; say so when another run of the tool holds it."""
    with _lock_file(name) as handle:
        if not _locked(handle):
            say(f"  … waiting for another acorn that is busy with {name}")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def take(name):
    """Hold the lock of one thing until the tool ends; tell whether another run had it already."""
    handle = _lock_file(name)
    _taken.append(handle)
    return _locked(handle)


def _lock_file(name):
    folder = cache() / "locks"
    folder.mkdir(exist_ok=True)
    return open(folder / f"{name}.lock", "w")


def _locked(handle):
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def built(folder):
    return (folder / STAMP).is_file()


def build_once(folder, build):
    """Run build(folder) unless an earlier run finished it; a half-built folder is thrown away."""
    if built(folder):
        return folder
    with only_one(folder.name):
        if built(folder):
            return folder
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        build(folder)
        (folder / STAMP).touch()
    return folder


def with_retries(attempt, worth_it, times=4, pause=2.0):
    """Call attempt(), and again after a growing pause while worth_it(failure); the last failure is raised."""
    for number in range(times - 1):
        try:
            return attempt()
        except Failure as failure:
            if not worth_it(failure):
                raise
            say(f"  … {failure.problem} Trying again in {pause * 2**number:.0f} s")
            time.sleep(pause * 2**number)
    return attempt()
