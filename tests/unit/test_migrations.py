"""The convention for migrations, as docs/developer.md states it; what Odoo would pass over in silence is a mistake."""

import ast
import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
ADDONS = sorted(path.parent for path in CHECKOUT.glob("acorn_*/__manifest__.py"))
VERSION = re.compile(r"19\.0\.\d+\.\d+\.\d+")
SCRIPT = re.compile(r"(pre|post|end)-[a-z0-9-]+\.py")


def mistakes(addon):
    """Return a sentence for everything in the addon's migrations that breaks the convention."""
    limit = _numbers(ast.literal_eval((addon / "__manifest__.py").read_text(encoding="utf-8"))["version"])
    found = [f"{name}/ is another name for migrations/" for name in ("upgrades",) if (addon / name).exists()]
    for folder in sorted((addon / "migrations").glob("*")):
        if not folder.is_dir() or not VERSION.fullmatch(folder.name):
            found.append(f"{folder.name} is no version like 19.0.1.2.0")
        elif _numbers(folder.name) > limit:
            found.append(f"{folder.name} is above the manifest's version, and never runs")
        else:
            found += [sentence for script in _scripts(folder) for sentence in _mistakes_of(script)]
    return found


def _scripts(folder):
    return sorted(path for path in folder.iterdir() if path.name != "__pycache__")


def _mistakes_of(script):
    if not SCRIPT.fullmatch(script.name):
        yield f"{script.name} is not called pre-…, post-… or end-…, and never runs"
        return
    tree = ast.parse(script.read_text(encoding="utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    if ("migrate", "cr, version") not in [(function.name, ast.unparse(function.args)) for function in functions]:
        yield f"{script.name} has no function migrate(cr, version)"
    if not ast.get_docstring(tree):
        yield f"{script.name} does not say what it changes and why"


def _numbers(version):
    return tuple(map(int, version.split(".")))


@pytest.mark.parametrize("addon", ADDONS, ids=lambda addon: addon.name)
def test_migrations_keep_to_the_convention(addon):
    assert mistakes(addon) == []


def test_the_project_has_the_version_of_the_addon():
    manifest = ast.literal_eval((CHECKOUT / "acorn_vendor_connector" / "__manifest__.py").read_text(encoding="utf-8"))
    project = (CHECKOUT / "pyproject.toml").read_text(encoding="utf-8")
    assert re.search(r'^version = "(.+)"$', project, re.MULTILINE)[1] == manifest["version"]


GOOD = '"""Rename the motto."""\n\n\ndef migrate(cr, version):\n    pass\n'


@pytest.mark.parametrize(
    ("path", "text", "mistake"),
    [
        ("migrations/19.0.1.2.0/pre-rename-motto.py", GOOD, None),
        ("migrations/19.0.1.3.0/pre-x.py", GOOD, "19.0.1.3.0 is above the manifest's version, and never runs"),
        ("migrations/1.2.0/pre-x.py", GOOD, "1.2.0 is no version like 19.0.1.2.0"),
        ("migrations/0.0.0/pre-x.py", GOOD, "0.0.0 is no version like 19.0.1.2.0"),
        ("migrations/notes.txt", "", "notes.txt is no version like 19.0.1.2.0"),
        (
            "migrations/19.0.1.2.0/pre_x.py",
            GOOD,
            "pre_x.py is not called pre-…, post-… or end-…, and never runs",
        ),
        (
            "migrations/19.0.1.2.0/end-x.py",
            GOOD.replace("version", "installed"),
            "end-x.py has no function migrate(cr, version)",
        ),
        (
            "migrations/19.0.1.2.0/post-x.py",
            "def migrate(cr, version):\n    pass\n",
            "post-x.py does not say what it changes and why",
        ),
        ("upgrades/19.0.1.2.0/pre-x.py", GOOD, "upgrades/ is another name for migrations/"),
    ],
)
def test_what_breaks_the_convention_is_found(tmp_path, path, text, mistake):
    (tmp_path / "__manifest__.py").write_text('{"version": "19.0.1.2.0"}\n')
    script = tmp_path / path
    script.parent.mkdir(parents=True)
    script.write_text(text)
    assert mistakes(tmp_path) == ([mistake] if mistake else [])
