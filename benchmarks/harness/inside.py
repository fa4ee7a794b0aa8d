"""Run in the host's environment: do one job after the other on one database, told and answered in lines of JSON.

Started as `python -m benchmarks.harness.inside '{"config": …, "database": …}'`. A command names a function of
`benchmarks.jobs` and its arguments: `{"job": "orders.pull", …}`. While a job runs, each sample may be handed over and
answered by `{"go": true}`: so another process has its turn in between, and the machine's moods hit both.
"""

import cProfile
import gc
import importlib
import json
import os
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry
from odoo.tools import config

STATUS = Path("/proc/self/status")


def main(start):
    channel = Channel()
    arguments = ["-c", start["config"], "-d", start["database"], "--no-http", "--log-level=warn"]
    config.parse_config(arguments, setup_logging=True)
    work = Work(Registry(start["database"]), channel)
    channel.say({"ready": True})
    for command in channel:
        module, function = command.pop("job").rsplit(".", 1)
        job = getattr(importlib.import_module(f"benchmarks.jobs.{module}"), function)
        channel.say({"done": work.do(job, **command)})


class Channel:
    """Speak with the benchmark over what was the standard output; whatever else is printed goes to the errors."""

    def __init__(self):
        self._out = os.fdopen(os.dup(1), "w", encoding="utf-8")
        os.dup2(2, 1)

    def __iter__(self):
        return (json.loads(line) for line in sys.stdin)

    def say(self, words):
        print(json.dumps(words), file=self._out, flush=True)

    def ask(self, words):
        self.say(words)
        answer = sys.stdin.readline()
        if not answer:
            sys.exit("the benchmark is gone")
        return json.loads(answer)


class Work:
    """Give a job its database, and measure what it takes."""

    def __init__(self, registry, channel):
        self.registry = registry
        self._channel = channel
        self._meter = Meter()
        self._held = False
        self.samples = []

    @contextmanager
    def environment(self):
        with self.registry.cursor() as cr:
            self._meter.watch(cr)
            yield api.Environment(cr, SUPERUSER_ID, {})

    def do(self, job, held=False, profile=None, **arguments):
        self._held, self.samples = held, []
        gc.collect()
        profiler = cProfile.Profile() if profile else None
        self._meter.restart()
        try:
            result = profiler.runcall(job, self, **arguments) if profiler else job(self, **arguments)
        finally:
            if profiler:
                profiler.dump_stats(profile)
        return {"result": result, "samples": self.samples, "peak_memory_mb": megabytes("VmHWM")}

    def one_unit(self, model, method):
        """Let one of the addon's loops do a unit of work, as if its time were up then; return what it counted."""
        done = []
        with self.environment() as env, self._told_of_work(done.append):
            getattr(env[model], method)()
        return sum(done)

    def whole_loop(self, model, method):
        """Let one of the addon's loops run to its end, in one environment; each unit of work is a sample."""
        with self.environment() as env, self._told_of_work(self._count_on):
            getattr(env[model], method)()

    def as_cron_worker(self):
        """Do what one of Odoo's cron workers does when it wakes up; each unit of work is a sample."""
        with self._told_of_work(self._count_on):
            self.registry["ir.cron"]._process_jobs(self.registry.db_name)

    def _count_on(self, processed):
        self.note(processed)
        return False

    @contextmanager
    def _told_of_work(self, tell):
        """Call `tell` with the count of each unit of work that a loop commits; the loop ends where it says so."""
        crons = self.registry["ir.cron"]
        commit = crons._commit_progress

        def told(records, processed=0, **options):
            left = commit(records, processed, **options)
            return 0 if processed and tell(processed) is not False else left

        crons._commit_progress = told
        try:
            yield
        finally:
            del crons._commit_progress

    def note(self, documents):
        """Take a sample of what was spent since the last one."""
        sample = {"documents": documents, **self._meter.spent(), "memory_mb": megabytes("VmRSS")}
        self.samples.append(sample)
        if self._held:
            self._held = self._channel.ask({"sample": sample})["hold"]
        self._meter.restart()


class Meter:
    """Count what this process and its connections to the database spend."""

    def __init__(self):
        self._backends = set()
        self.restart()

    def watch(self, cr):
        self._backends.add(Path(f"/proc/{cr._cnx.info.backend_pid}/schedstat"))

    def restart(self):
        self._start = self._read()

    def spent(self):
        now = self._read()
        return {
            name: None if value is None else round(value - self._start[name], 6) for name, value in now.items()
        }

    def _read(self):
        return {
            "wall": time.perf_counter(),
            "cpu": time.process_time(),
            "database": self._database_seconds(),
            "queries": sql_db.sql_counter,
        }

    def _database_seconds(self):
        """Return the processor time of what serves our connections; None where it is not on this machine."""
        try:
            return sum(int(backend.read_text().split()[0]) for backend in self._backends) / 1e9
        except OSError:
            return None


def megabytes(name):
    """Return a figure of Linux about this process's memory; None elsewhere."""
    if not STATUS.exists():
        return None
    [line] = [line for line in STATUS.read_text().splitlines() if line.startswith(f"{name}:")]
    return round(int(line.split()[1]) / 1024, 1)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
