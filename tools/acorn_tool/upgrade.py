"""Prove that the previous release can be updated: live with it, dump it, restore it, update it, and go on."""

import json
import re
import tempfile
import time
from pathlib import Path

from . import fingerprint, releases
from .console import Failure, say, step
from .databases import Databases
from .demo import Demo
from .odoo import Odoo
from .processes import CommandFailed, stop
from .settings import ADDON, state

TROUBLE = re.compile(r" (WARNING|ERROR|CRITICAL) ")
MIGRATION = re.compile(rf"module {ADDON.name}: Running migration (.*)")


def run(revision=None):
    """Update what a release left behind and return what came of it; `right` only if nothing was lost or doubled."""
    release = releases.named(revision) if revision else releases.previous()
    if isinstance(release, str):
        say(f"  {release[0].upper()}{release[1:]}.")
        return {"from": None, "why": release, "to": releases.present_version(), "right": True}
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        tree = releases.take_out(release, Path(folder))
        result = _Upgrade(release, tree, Path(folder)).run()
    return {**result, "seconds": round(time.monotonic() - started)}


class _Upgrade:
    def __init__(self, release, tree, folder):
        self.release, self.folder = release, folder
        self.then, self.now = Odoo(tree), Odoo()
        self.databases = Databases(self.now)
        self.old, self.new = self.databases.named("before_upgrade"), self.databases.named("after_upgrade")

    def run(self):
        self.databases.reserve(self.new)
        simulator, url = Demo(self.then).start_simulator("upgrade", "--rate-factor", 0)
        version = self._live(url)
        before = fingerprint.of(self.now.server, self.old)
        with step("A dump of it, restored"):
            self.databases.dump_and_restore(self.old, self.new, self.folder / "dump")
        log = self._update()
        after = fingerprint.of(self.now.server, self.new)
        changed = fingerprint.differences(before, after, releases.changes_since(version))
        with step("The next pull with what is here"):
            problems = self.now.take_step(self.new, "go_on", url)
        stop(simulator)
        warnings = [line for line in log if TROUBLE.search(line)]
        right = not (changed or warnings or problems)
        if right:
            for database in (self.old, self.new):
                self.databases.drop(database)
        else:
            say(f"  To look at: {self.old} as it was, {self.new} as it became.")
        return {
            "from": self.release.tag,
            "version": version,
            "to": releases.present_version(),
            "tables": len(before),
            "rows": sum(table["rows"] for table in before.values()),
            "migrations": [match[1].strip() for line in log if (match := MIGRATION.search(line))],
            "changed": changed,
            "warnings": warnings,
            "problems": problems,
            "right": right,
        }

    def _live(self, url):
        """Let the release make its demo with its own code, and return its version."""
        with step(f"The release {self.release.tag} in a database of its own"):
            self.databases.copy_host(self.old)
            self.then.install(self.old, [ADDON.name])
        with step("Its demo: companies, stores, and the orders it receives"):
            lived = self.then.take_step(self.old, "live", url)
        if not lived["right"]:
            raise Failure(f"the demo of {self.release.tag} does not end as it should.", tried=json.dumps(lived))
        return lived["version"]

    def _update(self):
        """Update the restored database and return the lines of its log: what warns, and which migrations ran."""
        log = state() / "logs" / "upgrade.log"
        log.unlink(missing_ok=True)
        with step("Its update to what is here"):
            try:
                options = ["--logfile", log, "--log-handler=odoo.modules.migration:INFO"]
                self.now.install(self.new, [ADDON.name], update=True, options=options)
            except CommandFailed as failure:
                tail = "\n          ".join(log.read_text(errors="replace").splitlines()[-25:])
                raise Failure(f"{self.release.tag} cannot be updated.", tried=f"{failure.tried}\n{tail}") from failure
        return log.read_text(errors="replace").splitlines()
