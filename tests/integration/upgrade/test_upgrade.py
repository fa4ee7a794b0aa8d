"""What a release left behind can be updated: nothing lost, nothing doubled, and work goes on."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[3]
ADDON = "acorn_vendor_connector"

MODEL = """
from odoo import fields, models


class Store(models.Model):
    _inherit = "amazon.vendor.store"

    {} = fields.Char(default="Goods on time")
"""
PRE = '''"""Call the motto of a store its saying."""


def migrate(cr, version):
    cr.execute("ALTER TABLE amazon_vendor_store RENAME COLUMN motto TO saying")
'''
POST = '''"""Give every store with a saying a day more."""

CHANGES = ("amazon_vendor_store.transit_days",)


def migrate(cr, version):
    cr.execute("UPDATE amazon_vendor_store SET transit_days = transit_days + 1 WHERE saying = 'Goods on time'")
    assert cr.rowcount == 4, "the stores of the demo have lost their sayings"
'''


def upgrade(checkout):
    """Return what `./acorn upgrade` prints."""
    done = subprocess.run([str(checkout / "acorn"), "upgrade"], check=False, stdout=subprocess.PIPE, text=True)
    assert done.stdout, f"./acorn upgrade ended with {done.returncode} and printed nothing"
    return json.loads(done.stdout.splitlines()[-1])


def test_what_the_previous_release_left_behind_is_updated():
    result = upgrade(CHECKOUT)
    if result["from"] is None:
        pytest.skip(result["why"])
    assert (result["changed"], result["warnings"], result["problems"]) == ([], [], [])
    assert result["right"]


def test_a_release_is_updated_by_its_migrations_to_the_one_that_follows(repository):
    """Make a release out of this checkout, whose stores have a motto; its successor calls that a saying."""
    version = _set_version(repository, "19.0.0.9.0")
    _write_model(repository, "motto")
    _commit(repository, tag="v19.0.0.9.0")
    _set_version(repository, version)
    _write_model(repository, "saying")
    scripts = repository / ADDON / "migrations" / version
    scripts.mkdir(parents=True, exist_ok=True)
    (scripts / "pre-0-rename-motto.py").write_text(PRE)
    (scripts / "post-0-add-a-day.py").write_text(POST)
    _commit(repository, tag=f"v{version}")

    result = upgrade(repository)

    assert (result["from"], result["version"], result["to"]) == ("v19.0.0.9.0", "19.0.0.9.0", version)
    assert [line for line in result["migrations"] if "-0-" in line] == [
        f"[>{version}] pre-0-rename-motto", f"[{version}>] post-0-add-a-day",
    ]
    assert (result["changed"], result["warnings"], result["problems"]) == ([], [], [])
    assert result["right"]
    assert result["rows"] > 1000


@pytest.fixture
def repository():
    """Make a repository of what is here, at the same place every time: its databases are named after that."""
    key = hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:8]
    folder = Path(tempfile.gettempdir()) / f"acorn-upgrade-{os.getuid()}-{key}"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(CHECKOUT, folder, ignore=shutil.ignore_patterns(".git", "docs", "__pycache__", ".*_cache"))
    _git(folder, "init", "--quiet")
    yield folder
    shutil.rmtree(folder)


def _set_version(repository, version):
    """Write the version into the manifest and return the one that was there."""
    manifest = repository / ADDON / "__manifest__.py"
    text = manifest.read_text()
    before = re.search(r'"version": "([\d.]+)"', text)[1]
    manifest.write_text(text.replace(f'"version": "{before}"', f'"version": "{version}"'))
    return before


def _write_model(repository, field):
    models = repository / ADDON / "models"
    (models / "rehearsal.py").write_text(MODEL.format(field))
    package = models / "__init__.py"
    if "rehearsal" not in package.read_text():
        package.write_text(package.read_text() + "from . import rehearsal\n")


def _commit(repository, tag):
    _git(repository, "add", "--all")
    _git(repository, "-c", "user.name=Acorn", "-c", "user.email=acorn@example.com", "commit", "--quiet", "-m", tag)
    _git(repository, "tag", tag)


def _git(repository, *words):
    subprocess.run(["git", "-C", str(repository), *words], check=True)
