"""Find earlier releases among the repository's tags, and take their trees out of it."""

import ast
import re
import shutil
from dataclasses import dataclass

from .processes import CommandFailed, capture
from .settings import ADDON, CHECKOUT

TAG = re.compile(r"v(19\.0\.\d+\.\d+\.\d+)")
PATTERN = "v19.0.*"


@dataclass(frozen=True)
class Release:
    tag: str
    commit: str


def previous():
    """Return the newest release before what is checked out, or a sentence that says why there is none."""
    try:
        _git("rev-parse", "--git-dir")
    except (CommandFailed, FileNotFoundError):
        return "no earlier release: this is not a git repository"
    if _git("rev-parse", "--is-shallow-repository") == "true":
        try:
            _fetch_tags()
        except CommandFailed:
            return "the earlier releases are unknown: this clone is shallow, and where it came from does not answer"
    here, limit = _git("rev-parse", "HEAD"), _numbers(present_version())
    found = [
        (_numbers(match[1]), tag)
        for tag in _git("tag", "--list", PATTERN).split()
        if (match := TAG.fullmatch(tag)) and _numbers(match[1]) <= limit and _commit(tag) != here
    ]
    return named(max(found)[1]) if found else f"no earlier release: there is no tag {PATTERN} before this commit"


def named(revision):
    """Return what somebody calls by a tag or a commit."""
    return Release(revision, _commit(revision))


def take_out(release, folder):
    """Unpack the tree of a release into a folder and return that."""
    packed = folder / "release.zip"
    _git("archive", "--format=zip", f"--output={packed}", release.commit)
    tree = folder / "release"
    shutil.unpack_archive(packed, tree)
    packed.unlink()
    return tree


def present_version():
    return ast.literal_eval((ADDON / "__manifest__.py").read_text(encoding="utf-8"))["version"]


def changes_since(version):
    """Return the tables and columns whose contents migrations say that they change on purpose.

    A script says so by CHANGES = ("table.column", …); docs/developer.md tells more.
    """
    found = set()
    for script in (ADDON / "migrations").glob("*/*.py"):
        if _numbers(script.parent.name) > _numbers(version):
            for node in ast.parse(script.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", None) == "CHANGES":
                    found |= set(ast.literal_eval(node.value))
    return found


def _numbers(version):
    return tuple(map(int, version.split(".")))


def _commit(revision):
    return _git("rev-parse", "--verify", f"{revision}^{{commit}}")


def _fetch_tags():
    _git("fetch", "--quiet", "--depth=1", "--no-tags", "origin", f"+refs/tags/{PATTERN}:refs/tags/{PATTERN}")


def _git(*words):
    # In CI the clone often belongs to another user than the one who runs the tests.
    return capture(["git", "-c", "safe.directory=*", "-C", CHECKOUT, *words]).strip()
