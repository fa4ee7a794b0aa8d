"""Start programs and make sure that none of them outlives the tool."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from .console import Failure

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
_libc = ctypes.CDLL(None, use_errno=True)
_spared = set()  # process ids that live on when the tool ends (a PostgreSQL that other runs use)


def adopt_orphans():
    """Become the parent of everything started below us, so that stop_all() can find it."""
    _libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    signal.signal(signal.SIGTERM, _end_like_ctrl_c)
    signal.signal(signal.SIGHUP, _end_like_ctrl_c)


class Terminated(KeyboardInterrupt):
    """Somebody asked the tool alone to end."""


def _end_like_ctrl_c(signum, _frame):
    signal.signal(signum, signal.SIG_IGN)
    raise Terminated


def _die_with_parent():
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def capture(command, **options):
    """Run a short command and return what it printed; raise CommandFailed with its error text."""
    words = [str(part) for part in command]
    result = subprocess.run(words, capture_output=True, check=False, text=True, stdin=subprocess.DEVNULL, **options)
    if result.returncode:
        raise CommandFailed(command, result.returncode, result.stderr + result.stdout)
    return result.stdout


class CommandFailed(Failure):
    def __init__(self, command, code, output):
        self.output = output.strip()
        lines = self.output.splitlines()
        tail = "\n          ".join(lines[-25:])
        super().__init__(
            f"{Path(str(command[0])).name} ended with {code}: {lines[-1].strip() if lines else 'it said nothing'}",
            tried=" ".join(str(part) for part in command) + (f"\n          {tail}" if tail else ""),
        )


def foreground(command, env=None, cwd=None):
    """Run a command on this terminal and return its exit code; Ctrl-C ends it first, then us."""
    words = [str(part) for part in command]
    process = subprocess.Popen(words, env=env, cwd=cwd, preexec_fn=_die_with_parent)  # noqa: PLW1509
    try:
        return process.wait()
    except KeyboardInterrupt as interruption:
        if isinstance(interruption, Terminated) or not _is_on_terminal():
            process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
            process.wait(20)
        raise


def _is_on_terminal():
    """Tell whether Ctrl-C reaches what we start without our help; told twice, it would not clean up after itself."""
    try:
        return os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except (OSError, ValueError, AttributeError):
        return False


def background(command, log, env=None, cwd=None, stdout=None):
    """Start a server outside the terminal's reach, its words going to a log file."""
    with open(log, "ab") as sink:
        return subprocess.Popen(
            [str(part) for part in command],
            env=env,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=stdout or sink,
            stderr=sink,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509
        )


def stop(process):
    """End a server and wait until it has gone."""
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def spare(pid):
    _spared.add(pid)


def stop_all(patience=10.0):
    """End every process below us that is not spared: ask, wait, then kill."""
    deadline = time.monotonic() + patience
    asked = set()
    while living := _descendants():
        late = time.monotonic() > deadline
        for pid in living:
            if late or pid not in asked:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL if late else signal.SIGTERM)
                asked.add(pid)
        _bury()
        time.sleep(0.05)


def _descendants():
    pids = []
    for pid in _children(os.getpid()):
        if pid not in _spared:
            pids += [pid, *_all_below(pid)]
    return pids


def _all_below(pid):
    return [each for child in _children(pid) for each in (child, *_all_below(child))]


def _children(pid):
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += [int(word) for word in task.read_text().split()]
    return [each for each in found if not _is_dead(each)]


def _is_dead(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except OSError:
        return True


def _bury():
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
