"""Run Odoo with our addon, on one database."""

import json
import os
import secrets

from . import host, postgres, pythonenv
from .console import Failure
from .processes import background, capture, foreground
from .settings import CHECKOUT, INSIDE, cache, state

RUN_ODOO = INSIDE / "run_odoo.py"


class Odoo:
    """The host, a PostgreSQL and an environment: what every Odoo command needs.

    `checkout` is the tree whose addon, demo and simulator are run: this one, or that of an earlier release.
    """

    def __init__(self, checkout=CHECKOUT):
        self.checkout = checkout
        self.python = pythonenv.python("host")
        self.host = host.find()
        self.server = postgres.get()
        self.data = cache() / "data" / self.server.key  # file stores and sessions, by database name
        self.data.mkdir(parents=True, exist_ok=True)
        self.addons = (*self.host.addons, pythonenv.addons(), self.checkout)

    def config(self, database, **options):
        """Write the settings for one database and return the file's path."""
        settings = {
            "addons_path": ",".join(map(str, self.addons)),
            "data_dir": self.data,
            "db_name": database,
            "dbfilter": f"^{database}$",
            "list_db": False,
            "admin_passwd": self._master_password(),
            "http_interface": "127.0.0.1",
            "workers": 0,
            "db_host": self.server.host,
            "db_port": self.server.port,
            "db_user": self.server.user,
            "db_maxconn": 32,
            "limit_time_cpu": 3600,
            "limit_time_real": 3600,
            "limit_memory_soft": 0,
            "limit_memory_hard": 0,
            **({"db_password": self.server.password} if self.server.password else {}),
            **options,
        }
        path = state() / f"{database}.conf"
        path.touch(mode=0o600)
        path.write_text("[options]\n" + "".join(f"{key} = {value}\n" for key, value in settings.items()))
        return path

    def environment(self, PYTHONPATH="", **more):  # noqa: N803 (as the variable is called)
        """Return the environment variables of a process that imports Odoo, and PYTHONPATH after it."""
        kept = {key: value for key, value in os.environ.items() if not _may_mislead(key)}
        path = os.pathsep.join(filter(None, (str(self.host.folder), PYTHONPATH)))
        programs = f"{self.python.parent}{os.pathsep}{kept.get('PATH', '')}"
        return {**kept, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1", "PATH": programs, **more}

    def command(self, database, *arguments, subcommand=(), **options):
        return [self.python, RUN_ODOO, *subcommand, "-c", self.config(database, **options), "-d", database, *arguments]

    def install(self, database, modules, update=False, options=()):
        """Install or update modules; a missing database is made."""
        for name in modules:
            if not any((folder / name / "__manifest__.py").is_file() for folder in self.addons):
                raise Failure(f"there is no module {name}.", tried=" ".join(map(str, self.addons)))
        words = [
            "-u" if update else "-i",
            ",".join(modules),
            "--stop-after-init",
            "--no-http",
            "--max-cron-threads=0",
            "--log-level=warn",
            *options,
        ]
        return capture(self.command(database, *words), env=self.environment(), cwd=self.checkout)

    def take_step(self, database, name, *arguments):
        """Run one step of steps.py on a database and return its result."""
        command = [self.python, INSIDE / "steps.py", self.config(database), database, name, *arguments]
        printed = capture(command, env=self.environment(PYTHONPATH=str(self.checkout)), cwd=self.checkout)
        return json.loads(printed.splitlines()[-1])

    def run(self, command, **variables):
        return foreground(command, env=self.environment(**variables), cwd=self.checkout)

    def serve(self, command, log, stdout=None, **variables):
        return background(command, log, stdout=stdout, env=self.environment(**variables), cwd=self.checkout)

    def _master_password(self):
        """Keep a password nobody needs: the database manager is switched off."""
        path = state() / "master-password"
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(18))
        return path.read_text()


def _may_mislead(variable):
    """Tell the variables by which another Odoo or PostgreSQL of the person would get into ours."""
    return variable in ("PYTHONPATH", "PYTHONHOME", "ODOO_RC", "OPENERP_SERVER") or variable.startswith("PG")
