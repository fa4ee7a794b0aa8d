"""Where things are: the checkout, the cache outside it, and what the person named by environment variables."""

import hashlib
import os
import platform
import sys
from pathlib import Path

from .console import Failure

CHECKOUT = Path(__file__).resolve().parents[2]
ADDON = CHECKOUT / "acorn_vendor_connector"
ADDONS = sorted(path.parent.name for path in CHECKOUT.glob("*/__manifest__.py"))  # with those that glue it to others
REQUIREMENTS = CHECKOUT / "requirements"
INSIDE = CHECKOUT / "tools" / "inside"  # scripts that run in the environment, not in the tool

# What the connector works with, installed once for all databases; two countries, for two kinds of books.
TEMPLATE_MODULES = ("sale_management", "sale_stock", "stock_account", "account_debit_note", "l10n_us", "l10n_de")


def cache():
    """Name the folder for everything that can be downloaded or built again."""
    return _folder(os.environ.get("ACORN_CACHE") or _default_cache())


def _default_cache():
    if os.environ.get("XDG_CACHE_HOME"):
        return Path(os.environ["XDG_CACHE_HOME"]) / "acorn"
    if os.geteuid() == 0:
        # PostgreSQL refuses to run as root, and no other user may enter root's home.
        return Path("/var/cache/acorn")
    return Path.home() / ".cache" / "acorn"


def state():
    """Name the folder of this checkout's own databases' settings, logs and ports."""
    return _folder(cache() / "checkouts" / checkout_key())


def checkout_key():
    return digest(str(CHECKOUT))[:8]


def digest(*parts):
    """Hash texts and the contents of files and folders into one key."""
    total = hashlib.sha256()
    for part in parts:
        for chunk in _chunks(part):
            total.update(len(chunk).to_bytes(8, "big") + chunk)
    return total.hexdigest()


def _chunks(part):
    if not isinstance(part, Path):
        yield str(part).encode()
    elif part.is_dir():
        for path in sorted(part.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield str(path.relative_to(part)).encode()
                yield path.read_bytes()
    else:
        yield part.read_bytes()


def python_key():
    return f"py{sys.version_info[0]}{sys.version_info[1]}-{platform.machine()}"


def named_odoo():
    """Return the folder that ACORN_ODOO names, if any."""
    return _named_folder(
        "ACORN_ODOO", "a folder with Odoo 19: a source checkout, or the dist-packages folder of an installed one"
    )


def _named_folder(variable, what):
    value = os.environ.get(variable)
    if not value:
        return None
    path = Path(value).expanduser()
    if not path.is_dir():
        raise Failure(f"{variable} names {path}, which is not a folder.", advice=f"Name {what}, or unset {variable}.")
    return path.resolve()


def _folder(path):
    path = Path(path).expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Failure(
            f"cannot make the folder {path}: {error.strerror}.",
            advice="Name another one: ACORN_CACHE=/path/to/a/folder",
        ) from error
    return path
