"""Set up the demo: the simulator, a loaded database, and Odoo with its web server and crons."""

import http
import http.client
import json
import socket
import time

from .building import take
from .console import Failure, say, step
from .databases import Databases
from .processes import stop
from .settings import CHECKOUT, checkout_key, digest, state

STANDSTILL = 90  # seconds without any progress after which the story is taken to be over


class Demo:
    def __init__(self, runner):
        self.runner = runner
        self.databases = Databases(runner)
        self.logs = state() / "logs"
        self.logs.mkdir(exist_ok=True)

    def serve(self):
        """Serve the demo until Ctrl-C."""
        started = time.monotonic()
        say(f"  Odoo {self.runner.host.version}")
        if not take(f"demo-{checkout_key()}"):
            raise Failure("the demo of this checkout is running already.", advice="Use it, or end it by Ctrl-C first.")
        database = self.databases.current("demo")
        simulator, url = self.start_simulator("demo")
        memory, loaded = state() / "demo.json", self._loaded(database, url)
        known = json.loads(memory.read_text()) if memory.exists() else {}
        is_new = known.get("loaded") != loaded
        logins = self._load(database, url) if is_new else known["logins"]
        memory.write_text(json.dumps({"loaded": loaded, "logins": logins}))
        server, address = self._start_odoo(database, "demo")
        say(f"\n  The demo is served after {time.monotonic() - started:.0f} s.\n\n    {address}\n")
        for person in logins:
            say(f"    {person['who']:<16} {person['login']:<12} password {person['password']}")
        say(f"\n    Simulator of Amazon: {url}\n    Logs: {self.logs}\n")
        if is_new:
            self._watch_story(database)
        say("  Ctrl-C stops everything.")
        return self._wait(odoo=server, simulator=simulator)

    def check(self):
        """Run the whole story once in a database of its own; print its counts and return 0 only if they are right."""
        say(f"  Odoo {self.runner.host.version}")
        database = self.databases.fresh("check")
        _, url = self.start_simulator("check")
        self._load(database, url)
        server, address = self._start_odoo(database, "check")
        counts = self._watch_story(database)
        stop(server)
        print(json.dumps({"odoo": self.runner.host.version, "address": address, **counts}), flush=True)
        return 0 if counts["right"] else 1

    def start_simulator(self, name, *options):
        """Start the stand-in for Amazon and return it with the address that it prints when it is ready."""
        log, out = self.logs / f"simulator-{name}.log", self.logs / f"simulator-{name}.out"
        port = self._port(f"simulator-{name}", 8200)
        command = [self.runner.python, "-m", "simulator", "--port", port, "--scenario", "demo", *options]
        with step("The simulator of Amazon"), out.open("w") as sink:
            process = self.runner.serve(command, log, stdout=sink, PYTHONPATH=str(self.runner.checkout))
            _await(lambda: "\n" in out.read_text(), process, "The simulator", log)
        return process, json.loads(out.read_text().splitlines()[0])["url"]

    def _loaded(self, database, url):
        """Return what tells one loaded demo from another: the database itself, the loader, the simulator's address."""
        return digest(self.databases.identity(database), CHECKOUT / "demo", url)

    def _load(self, database, url):
        with step("The demo's companies, stores and products"):
            return self.runner.take_step(database, "load", url)

    def _start_odoo(self, database, name):
        port, log = self._port(f"odoo-{name}", 8069), self.logs / f"odoo-{name}.log"
        with step("Odoo's web server and crons"):
            server = self.runner.serve(self.runner.command(database, "--max-cron-threads=2", http_port=port), log)
            _await(lambda: _serves_login(port), server, "Odoo", log)
        return server, f"http://localhost:{port}"

    def _watch_story(self, database):
        """Wait until the first pull and what follows from it has ended as it should; return the last counts."""
        with step("Amazon's purchase orders become sale orders"):
            return self.runner.take_step(database, "wait", STANDSTILL)

    def _wait(self, **servers):
        while True:
            for name, process in servers.items():
                if process.poll() is not None:
                    raise _died(name, self.logs / f"{name}-demo.log")
            time.sleep(0.5)

    def _port(self, name, preferred):
        """Return a free port, the same at every run where possible."""
        memory = state() / f"{name}.port"
        wishes = [int(memory.read_text()), preferred] if memory.exists() else [preferred]
        port = next((wish for wish in wishes if _is_free(wish)), None) or _any_free()
        memory.write_text(str(port))
        return port


def _await(ready, process, who, log, seconds=120):
    deadline = time.monotonic() + seconds
    while not ready():
        if process.poll() is not None or time.monotonic() > deadline:
            raise _died(who, log)
        time.sleep(0.1)


def _died(who, log):
    tail = "\n          ".join(log.read_text(errors="replace").splitlines()[-15:])
    return Failure(f"{who} does not run.", tried=f"its log {log} ends with\n          {tail}")


def _serves_login(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", "/web/login")
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


def _is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _any_free():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
