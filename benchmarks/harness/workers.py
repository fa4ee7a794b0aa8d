"""Start the simulator and workers as processes of their own, and give each its turn."""

import json
import subprocess
import sys
import time
import urllib.request
from contextlib import AbstractContextManager
from pathlib import Path

from tests.crashing.run import environment, fresh_database

CHECKOUT = Path(__file__).resolve().parents[2]


class Amazon(AbstractContextManager):
    """The simulator with so many orders, in a process of its own: what it spends is not ours."""

    def __init__(self, orders, lines, seed=1, days=None, rate_factor=0):
        """`rate_factor` multiplies Amazon's rates; 0 lifts them."""
        words = ["--scenario", "bulk", "--rate-factor", str(rate_factor)]
        for name, value in (("orders", orders), ("lines", lines), ("seed", seed), ("days", days)):
            words += [f"--{name}", str(value)] if value is not None else []
        self._process = subprocess.Popen(
            [sys.executable, "-m", "simulator", *words],
            cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )
        started = json.loads(self._process.stdout.readline())
        self.url, self.place = started["url"], started["accounts"][0]

    def orders(self):
        """Return every order as Amazon's documents say it, in the order in which they were placed."""
        return [order["document"] for order in self.truth()]

    def truth(self):
        """Return every order with all that has happened to it, in the order in which they were placed."""
        return self.control("truth")["orders"]

    def control(self, action, method=None, **body):
        """Ask the simulator for something besides what Amazon knows, or have it do something."""
        data = json.dumps(body).encode() if body or method == "POST" else None
        request = urllib.request.Request(f"{self.url}/_simulator/{action}", data, method=method)
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def receive_everything(self):
        """Receive the goods of every order that was answered."""
        for order in self.truth():
            self.control(f"orders/{order['number']}/receive", method="POST")
        time.sleep(1)  # Amazon's windows end before the second in which they are asked for

    def __exit__(self, *_exception):
        self._process.terminate()
        self._process.wait()
        self._process.stdout.close()


class Worker(AbstractContextManager):
    """One process in Odoo on one database, which does nothing else than the jobs it is told."""

    def __init__(self, database):
        self._process = subprocess.Popen(
            [database["python"], "-m", "benchmarks.harness.inside", json.dumps(database)],
            cwd=CHECKOUT, env=environment(database),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        self.samples = []
        self.result = self.peak_memory_mb = None
        self._hear()

    def do(self, job, **arguments):
        """Do a job to its end and return its result."""
        self.begin(job, **arguments)
        return self.wait()

    def begin(self, job, **arguments):
        """Let a job start; with `held` it stops after each sample until it is let go on."""
        self.samples, self._done = [], False
        self._say({"job": job, **arguments})

    def wait(self):
        """Wait for the job to end; return its result."""
        while self.next_sample():
            self.go_on(hold=False)
        return self.result

    def next_sample(self):
        """Wait for the next sample of a held job, or its end; tell whether it goes on."""
        self._note(self._hear())
        return not self._done

    def go_on(self, hold=True):
        self._say({"hold": hold})

    def _note(self, words):
        if "sample" in words:
            self.samples.append(words["sample"])
            return
        done = words["done"]
        self._done = True
        self.samples, self.result, self.peak_memory_mb = done["samples"], done["result"], done["peak_memory_mb"]

    def _say(self, words):
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()

    def _hear(self):
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the worker ended with {self._process.wait()}; its last words are above")
        return json.loads(line)

    def __exit__(self, *_exception):
        self._process.stdin.close()
        self._process.stdout.close()
        if self._process.wait() and not _exception[0]:
            raise RuntimeError(f"the worker ended with {self._process.returncode}")


def prepared_database(name, job, modules=(), **arguments):
    """Return a fresh database in which a job has made the world, by a worker that ends with it."""
    database = fresh_database(name, modules)
    with Worker(database) as worker:
        worker.do(job, **arguments)
    return database


def take_turns(shares):
    """Let held workers go on in turn, always the one that is least far, until all are through.

    `shares` maps each worker to the number of documents it has before it.
    """
    going = [worker for worker in shares if worker.next_sample()]
    while going:
        worker = min(going, key=lambda worker: _done(worker) / shares[worker])
        worker.go_on()
        if not worker.next_sample():
            going.remove(worker)


def side_by_side(workers):
    """Let held workers go on at once until all are through; return the seconds since each had its first sample."""
    going = [worker for worker in workers if worker.next_sample()]
    started = time.perf_counter()
    for worker in going:
        worker.go_on(hold=False)
    for worker in going:
        worker.wait()
    return time.perf_counter() - started


def _done(worker):
    return sum(sample["documents"] for sample in worker.samples)
