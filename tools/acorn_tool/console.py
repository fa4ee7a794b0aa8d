"""Tell the person at the terminal what is going on, on standard error; standard output belongs to results."""

import sys
import threading
import time
from contextlib import contextmanager

HEARTBEAT = 15  # seconds between two signs of life where there is no terminal to redraw
_lock = threading.Lock()


class Failure(Exception):
    """What went wrong, what was tried, and what the person can do about it."""

    def __init__(self, problem, tried="", advice=""):
        super().__init__(problem)
        self.problem, self.tried, self.advice = problem, tried, advice

    def __str__(self):
        parts = [f"acorn: {self.problem}"]
        if self.tried:
            parts.append(f"  Tried:  {self.tried}")
        if self.advice:
            parts.append(f"  To do:  {self.advice}")
        return "\n".join(parts)


def say(text):
    with _lock:
        print(text, file=sys.stderr, flush=True)


@contextmanager
def step(text):
    """Announce a piece of work, show that it is alive, and say how long it took."""
    started, finished = time.monotonic(), threading.Event()
    say(f"  … {text}")
    ticker = threading.Thread(target=_show_life, args=(text, started, finished), daemon=True)
    ticker.start()
    try:
        yield
    except BaseException:
        finished.set()
        say(f"  ✗ {text} ({_elapsed(started)})")
        raise
    finished.set()
    say(f"  ✓ {text} ({_elapsed(started)})")


def _show_life(text, started, finished):
    while not finished.wait(HEARTBEAT):
        say(f"  … {text} ({_elapsed(started)})")


def _elapsed(started):
    seconds = time.monotonic() - started
    return f"{seconds:.1f} s" if seconds < 60 else f"{int(seconds // 60)} min {int(seconds % 60):02d} s"
