"""Find Odoo 19, or fetch it: the host that the addon is installed in."""

import json
import runpy
from dataclasses import dataclass
from pathlib import Path

from . import apt
from .building import build_once
from .console import Failure, step
from .settings import cache, digest, named_odoo

SUITE = "sid"  # the only Debian suite with Odoo 19
PACKAGE = "odoo-19"
# Odoo's package points at fonts and scripts in these. Its style sheets are written for Font Awesome 4.7, which the
# machine's own suite has and the suite of Odoo no longer.
FROM_SUITE = (
    PACKAGE,
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-inconsolata",
    "fonts-ocr-b",
)
FROM_OWN = ("fonts-font-awesome",)
# Left out by Debian, yet listed in the web client's bundle, which fails without it. All it does is blur the background
# of video calls.
LEFT_OUT = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
RECIPE = digest(SUITE, *FROM_SUITE, *FROM_OWN, LEFT_OUT)[:8]


@dataclass(frozen=True)
class Host:
    folder: Path  # what has to be on PYTHONPATH
    version: str

    @property
    def addons(self):
        return [
            path
            for path in (self.folder / "addons", self.folder / "odoo" / "addons")
            if (path / "web" / "static").is_dir()
        ]

    @property
    def key(self):
        return digest(str(self.folder), self.version)[:8]


def find():
    """Return the host that the person named, or the one in the cache, which is fetched first if need be."""
    if folder := named_odoo():
        return _named(folder)
    fetched = build_once(cache() / "host" / f"odoo-{RECIPE}", _fetch)
    return Host(fetched / "usr/lib/python3/dist-packages", json.loads((fetched / "host.json").read_text())["version"])


def _named(folder):
    for place in (folder, folder / "usr/lib/python3/dist-packages", folder.parent):
        release = place / "odoo" / "release.py"
        if release.is_file():
            version = runpy.run_path(str(release))["version"]
            if not version.startswith("19.0"):
                raise Failure(f"ACORN_ODOO names Odoo {version}; the connector needs 19.0.", tried=str(release))
            return Host(place, version)
    raise Failure(
        f"ACORN_ODOO names {folder}, where there is no Odoo.",
        tried=f"{folder}/odoo/release.py",
        advice="Name a source checkout of Odoo 19, or the dist-packages folder of an installed one.",
    )


def _fetch(target):
    with step("Odoo 19 from Debian (about 125 MB)"):
        try:
            apt.fetch(FROM_SUITE, target, SUITE)
            apt.fetch(FROM_OWN, target)
        except Failure as failure:
            failure.advice = failure.advice or (
                f"Debian {SUITE} moves: the package {PACKAGE} may have been replaced or removed. "
                "Get Odoo 19.0 from its makers and name its folder: ACORN_ODOO=/path/to/odoo"
            )
            raise
    version = (target / f"{PACKAGE}.version").read_text()
    missing = target / "usr/lib/python3/dist-packages/odoo/addons" / LEFT_OUT
    if not missing.exists():
        missing.parent.mkdir(parents=True, exist_ok=True)
        missing.write_text("/* Not part of this build of Odoo: the background of video calls is not blurred. */\n")
    (target / "host.json").write_text(json.dumps({"version": version}))
