"""Make databases quickly: the host's modules are installed once, our addon once per version, then copied."""

import os
import re
import shutil
from contextlib import closing, contextmanager, suppress
from functools import partial

from .building import only_one, take
from .console import Failure, step
from .processes import capture
from .settings import ADDON, ADDONS, CHECKOUT, REQUIREMENTS, TEMPLATE_MODULES, checkout_key, digest

KEPT_VERSIONS = 2  # installed versions of our addon that stay, per checkout and further modules


class Databases:
    def __init__(self, odoo):
        self.odoo = odoo

    def named(self, name):
        """Return a database's full name: two checkouts on one server never meet."""
        if not re.fullmatch(r"\w{1,30}", name, re.ASCII):
            raise Failure(
                f"{name!r} is no name for a database.", advice="Use up to 30 letters, digits and underscores."
            )
        return f"acorn_{name}_{checkout_key()}"

    def fresh(self, name, modules=()):
        """Make a new database with the addon as it is now, and further modules, in place of an earlier one."""
        database, version = self.named(name), self._addon_template(sorted(modules))
        self.reserve(database)
        self._copy(version, database)
        self._remember(database, version)
        return database

    def current(self, name):
        """Keep a database and what is in it, and bring the addon in it up to date."""
        database, version = self.named(name), self._addon_version()
        known = self._comment(database)
        if known is None:
            return self.fresh(name)
        if known != version:
            with step(f"The addon's changes into the database {database}"):
                self.odoo.install(database, [ADDON.name], update=True)
                self._remember(database, version)
        return database

    def reserve(self, database):
        """Keep a database for this run, so that no other run makes it anew meanwhile."""
        if not take(f"use-{database}"):
            raise Failure(
                f"another acorn uses the database {database}.",
                advice="Wait for it, or name a database of your own: --db NAME",
            )

    @contextmanager
    def copies(self, database, endings):
        """Lend copies of a database, each with its settings, under its name and an ending."""
        names = [f"{database}_{ending}" for ending in endings]
        try:
            for name in names:
                self._copy(database, name)
                self.odoo.config(name)
            yield
        finally:
            for name in names:
                self.drop(name)

    def copy_host(self, database):
        """Make a database with the host's modules and without our addon."""
        self._copy(self._host_template(), database)

    def dump_and_restore(self, source, target, folder):
        """Write a database out as an administrator's dump does, and make another one from that."""
        self.drop(target)
        server = self.odoo.server
        place = ["--host", server.host, "--port", server.port, "--username", server.user]
        password = {"PGPASSWORD": server.password} if server.password else {}

        def program(name, *words):
            capture([server.programs / name, *place, *words], env={**os.environ, **password})

        program("pg_dump", "--format=directory", "--compress=none", "--file", folder, source)
        self._sql(f'CREATE DATABASE "{target}" TEMPLATE template0 {self._strategy()}')
        program("pg_restore", "--no-owner", "--exit-on-error", "--jobs=2", "--dbname", target, folder)
        self._copy_files(source, target)

    def identity(self, database):
        """Return a number that a database made anew under the same name does not have."""
        return self._sql("SELECT oid FROM pg_database WHERE datname = %s", database)[0][0]

    def _host_name(self, modules=()):
        name = "acorn_host_" + digest(self.odoo.host.key, *TEMPLATE_MODULES, REQUIREMENTS / "host.txt")[:8]
        return f"{name}_{digest(*modules, REQUIREMENTS / 'addons.txt')[:8]}" if modules else name

    def _host_template(self, modules=()):
        """Return the name of the database with the host's modules, and others', built first if need be."""
        name = self._host_name(modules)
        if modules:
            source = self._host_template()
            self._build(name, f"A database with {', '.join(modules)}", partial(self._extend, source, modules))
        else:
            what = f"A database with Odoo {self.odoo.host.version} and its sales, stock and accounting"
            self._build(name, what, self._install_host)
        return name

    def _install_host(self, building):
        self.odoo.install(building, ["base", *TEMPLATE_MODULES])
        self.odoo.take_step(building, "assets")

    def _addon_version(self, modules=()):
        ours, others = _by_maker(modules)
        family = f"acorn_addon_{checkout_key()}" + (f"_{digest(*modules)[:8]}" if modules else "")
        return f"{family}_{digest(self._host_name(others), *(CHECKOUT / module for module in ours))[:8]}"

    def _addon_template(self, modules=()):
        """Return the name of the database with the addon and other modules, built first if need be."""
        name, (ours, others) = self._addon_version(modules), _by_maker(modules)
        what, source = "The addon into a database", self._host_template(others)
        if self._build(name, what, partial(self._extend, source, ours)):
            self._drop_old_versions(name)
        return name

    def _extend(self, source, modules, building):
        self._copy(source, building)
        self.odoo.install(building, modules)

    def _build(self, name, what, build):
        """Build a database under another name and rename it when it is whole; tell whether that was needed."""
        if self._comment(name):
            return False
        with only_one(name):
            if self._comment(name):
                return False
            building = f"{name}_building"
            self.drop(building)
            with step(what), self._dropped_on_failure(building):
                build(building)
                self._rename(building, name)
                self._remember(name, "ready")
        return True

    @contextmanager
    def _dropped_on_failure(self, database):
        try:
            yield
        except BaseException:
            with suppress(Failure):
                self.drop(database)
            raise

    def _copy(self, source, target):
        self.drop(target)
        self._sql(f'CREATE DATABASE "{target}" TEMPLATE "{source}" {self._strategy()}')
        self._copy_files(source, target)

    def _copy_files(self, source, target):
        shutil.rmtree(self._files(target), ignore_errors=True)
        if self._files(source).exists():
            shutil.copytree(self._files(source), self._files(target), copy_function=os.link)

    def _strategy(self):
        """Copy files, as PostgreSQL always did before version 15; since then it would write every block to its log."""
        [(version,)] = self._sql("SELECT current_setting('server_version_num')::int")
        return "STRATEGY FILE_COPY" if version >= 150000 else ""

    def _rename(self, old, new):
        self._sql(f'ALTER DATABASE "{old}" RENAME TO "{new}"')
        shutil.rmtree(self._files(new), ignore_errors=True)
        if self._files(old).exists():
            self._files(old).rename(self._files(new))

    def drop(self, name):
        """End the sessions in a database that we may end, and drop it.

        PostgreSQL itself ends its autovacuum workers and waits for the sessions that are leaving; asked to do it
        by force, it would refuse as long as such a worker is there, because that is no session of ours.
        """
        self._sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND pg_has_role(usesysid, 'USAGE')",
            name,
        )
        self._sql(f'DROP DATABASE IF EXISTS "{name}"')
        shutil.rmtree(self._files(name), ignore_errors=True)

    def _files(self, name):
        return self.odoo.data / "filestore" / name

    def _drop_old_versions(self, newest):
        rows = self._sql(
            "SELECT datname FROM pg_database WHERE datname ~ %s AND datname != %s ORDER BY oid DESC",
            f"^{newest.rpartition('_')[0]}_[0-9a-f]+$",
            newest,
        )
        for (name,) in rows[KEPT_VERSIONS - 1 :]:
            with suppress(Failure):
                self.drop(name)

    def _remember(self, name, text):
        self._sql(f"COMMENT ON DATABASE \"{name}\" IS '{text}'")

    def _comment(self, name):
        """Return what was remembered about a database; None when there is no such database."""
        rows = self._sql(
            "SELECT COALESCE(shobj_description(oid, 'pg_database'), '') FROM pg_database WHERE datname = %s", name
        )
        return rows[0][0] if rows else None

    def _sql(self, statement, *parameters):
        import psycopg2  # only there in the host's environment, where this runs

        try:
            with closing(
                psycopg2.connect(dbname="postgres", connect_timeout=10, **self.odoo.server.arguments)
            ) as connection:
                connection.autocommit = True
                with connection.cursor() as cursor:
                    cursor.execute(statement, parameters or None)
                    return cursor.fetchall() if cursor.description else []
        except psycopg2.Error as error:
            raise Failure(
                f"PostgreSQL at {self.odoo.server.host} refuses: {str(error).strip()}",
                tried=statement,
                advice="The server of ACORN_DATABASE_URL has to run, and its user needs the right to make databases.",
            ) from error


def _by_maker(modules):
    """Return our modules, the addon first, and those of others."""
    ours = [module for module in modules if module in ADDONS]
    return [ADDON.name, *ours], [module for module in modules if module not in ours]
