"""Fetch Debian packages without root and without touching the system: apt with folders of its own."""

import os
import shutil
from pathlib import Path

from .building import only_one, with_retries
from .console import Failure
from .processes import CommandFailed, capture
from .settings import cache

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")


def fetch(packages, target, suite=None):
    """Download packages, verified by apt, and unpack them under target; suite is the machine's own unless named."""
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        raise Failure(
            "this machine has no apt-get.",
            advice="Use Debian 12 or later, or name an Odoo 19 folder: ACORN_ODOO=/path/to/odoo",
        )
    with only_one("apt"):
        folder = cache() / "apt" / (suite or "own")
        options = _own_folders(folder, _source_lines(suite))
        archives = folder / "downloads"
        archives.mkdir(exist_ok=True)
        _read_package_lists(options, suite)
        capture_in = {"cwd": archives, "env": _environment()}
        with_retries(lambda: capture(["apt-get", *options, "download", *packages], **capture_in), _may_pass)
        for package in packages:
            newest = max(archives.glob(f"{package}_*.deb"), key=lambda path: path.stat().st_mtime)
            capture(["dpkg-deb", "-x", newest, target])
            (target / f"{package}.version").write_text(capture(["dpkg-deb", "-f", newest, "Version"]).strip())
            newest.unlink()


def _own_folders(folder, sources):
    for name in ("lists/partial", "cache/archives/partial", "downloads"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "sources.list").write_text("".join(f"{line}\n" for line in sources))
    (folder / "status").touch()
    settings = {
        "Dir::State": folder,
        "Dir::State::lists": folder / "lists",
        "Dir::State::status": folder / "status",
        "Dir::Cache": folder / "cache",
        "Dir::Etc::SourceList": folder / "sources.list",
        "Dir::Etc::SourceParts": "/dev/null",
        "Dir::Etc::Preferences": "/dev/null",
        "Dir::Etc::PreferencesParts": "/dev/null",
        "Acquire::Languages": "none",
        "Acquire::Retries": 3,
        "APT::Get::List-Cleanup": "false",
        "APT::Update::Post-Invoke-Success::": "",
        "APT::Sandbox::User": "root" if os.geteuid() == 0 else "",
        "Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled": "false",
        "Debug::NoLocking": "true",
    }
    return ["-q", *(word for key, value in settings.items() for word in ("-o", f"{key}={value}"))]


def _may_pass(failure):
    """Tell a bad moment of the network from a package that is not there or not signed."""
    return not any(words in failure.output for words in ("Unable to locate", "no candidate", "NO_PUBKEY", "not signed"))


def _environment():
    return {**os.environ, "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}


def _source_lines(suite):
    """Write source lines from the mirrors that the machine itself is set up with."""
    lines = []
    for uri, release, component, signed_by in _configured_sources():
        if (
            component == "main"
            and not release.endswith(("-security", "-updates", "-backports"))
            and "security" not in uri
        ):
            key = signed_by or (str(KEYRING) if KEYRING.exists() else "")
            option = f"[signed-by={key}] " if key.startswith("/") else ""
            lines.append(f"deb {option}{uri} {suite or release} main")
    if not lines:
        raise Failure(
            "apt knows no Debian mirror on this machine.",
            tried="apt-get indextargets",
            advice="Add Debian's main archive to apt's sources, or name an Odoo 19 folder: ACORN_ODOO=/path/to/odoo",
        )
    return list(dict.fromkeys(lines))


def _configured_sources():
    listing = capture(
        [
            "apt-get",
            "indextargets",
            "--no-release-info",
            "--format",
            "$(REPO_URI)|$(RELEASE)|$(COMPONENT)|$(SIGNED_BY)",
        ],
        env=_environment(),
    )
    return sorted({tuple(line.split("|")) for line in listing.splitlines() if line.count("|") == 3})


def _read_package_lists(options, suite):
    try:
        with_retries(
            lambda: capture(["apt-get", *options, "--error-on=any", "update"], env=_environment()),
            _may_pass,
        )
    except CommandFailed as error:
        raise Failure(
            f"the package lists of Debian{' ' + suite if suite else ''} could not be read.",
            tried=error.tried,
            advice="Check the network and apt's mirror; or name an Odoo 19 folder: ACORN_ODOO=/path/to/odoo",
        ) from error
