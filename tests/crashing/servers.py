"""Real Odoo servers with OCA's job runner, on a database of their own; they can be killed like one that loses power."""

import json
import os
import signal
import socket
import subprocess
import time
from configparser import ConfigParser
from contextlib import closing, contextmanager, suppress

from tests.crashing.run import CHECKOUT, environment

MODULES = ("queue_job", "acorn_vendor_connector_queue_job")
CHANNELS = "root:4,root.amazon_vendor:2"
SETTLE_IN = CHECKOUT / "tests" / "crashing" / "settle_in.py"

RUNNER_IS_THERE = """
    SELECT EXISTS (SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = database
                    WHERE datname = current_database() AND locktype = 'advisory' AND granted)"""


class Server:
    """One server as in production: two web workers that do the jobs, a cron worker, and a job runner."""

    def __init__(self, database):
        http, gevent = _free_ports(2)
        arguments = ["--load=base,web,queue_job", "--workers=2", "--max-cron-threads=1", "--log-level=warn"]
        self.process = subprocess.Popen(
            [*database["command"], *arguments, f"--http-port={http}", f"--gevent-port={gevent}"],
            cwd=CHECKOUT,
            env={**environment(database), "ODOO_QUEUE_JOB_CHANNELS": CHANNELS},
            start_new_session=True,
        )

    def has(self, pid):
        with suppress(ProcessLookupError):
            return os.getpgid(pid) == self.process.pid
        return False

    def kill(self):
        """End it with everything it started, without a word of warning."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def _free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


class Servers:
    """The servers on one database: they end with the `with` block."""

    def __init__(self, database):
        self.database, self._servers = database, []
        settings = ConfigParser(interpolation=None)
        settings.read(database["config"])
        names = {"host": "db_host", "port": "db_port", "user": "db_user", "password": "db_password"}
        options = settings["options"]
        self._access = {word: options[name] for word, name in names.items() if name in options}

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        for server in self._servers:
            if server.process.poll() is None:
                server.kill()

    # ------------------------------------------------------------------ what is done to them

    def settle_in(self, place):
        """Load a company that can book every order; its feeds are due, and all scheduled actions switched off."""
        job = json.dumps({**self.database, "place": place})
        command = [self.database["python"], str(SETTLE_IN), job]
        subprocess.run(command, check=True, cwd=CHECKOUT, env=environment(self.database))

    def start(self):
        self._servers.append(Server(self.database))

    def wait_for_runner(self):
        self.wait_for(RUNNER_IS_THERE)

    def go(self):
        """Switch our scheduled actions on, due now; Odoo's own are not what is looked at."""
        self.change(
            """UPDATE ir_cron SET active = true, nextcall = now() AT TIME ZONE 'utc'
                 FROM ir_act_server AS action JOIN ir_model ON ir_model.id = action.model_id
                WHERE action.id = ir_actions_server_id AND ir_model.model LIKE 'amazon.vendor.%%'"""
        )

    def kill_who_works(self):
        """Kill the servers whose workers do jobs right now; return how many jobs were begun."""
        at_work = self.ask("SELECT worker_pid FROM queue_job WHERE state = 'started'")
        for server in self._servers:
            if any(server.has(pid) for [pid] in at_work):
                server.kill()
        return len(at_work)

    # ------------------------------------------------------------------ what is looked at

    def ask(self, question, *parameters):
        """Return the rows that answer a question."""
        with self.cursor() as cr:
            cr.execute(question, parameters)
            return cr.fetchall()

    def value(self, question, *parameters):
        return self.ask(question, *parameters)[0][0]

    def change(self, statement, *parameters):
        with self.cursor() as cr:
            cr.execute(statement, parameters)

    def wait_for(self, question, *parameters, patience=60):
        """Wait until a question is answered with yes."""
        end = time.monotonic() + patience
        while not self.value(question, *parameters):
            if time.monotonic() > end:
                raise TimeoutError(question)
            self._nudge()
            time.sleep(0.2)

    def _nudge(self):
        """Have the servers look for due actions and dead jobs at once, as they do by themselves every minute."""
        with self.cursor("postgres") as cr:
            cr.execute("SELECT pg_notify('cron_trigger', %s)", (self.database["database"],))
        self.change("NOTIFY queue_job, 'nobody'")

    @contextmanager
    def cursor(self, name=None):
        """Give a cursor that commits each statement."""
        import psycopg2  # only there in the host's environment, where this runs

        with closing(psycopg2.connect(dbname=name or self.database["database"], **self._access)) as connection:
            connection.autocommit = True
            yield connection.cursor()
