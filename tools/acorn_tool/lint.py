"""Check the code: ruff for Python, pylint-odoo for what only Odoo developers get wrong."""

from . import pythonenv
from .processes import foreground
from .settings import ADDON, CHECKOUT


def run(arguments):
    """Return 0 only if both linters are content."""
    programs = pythonenv.python("lint").parent
    ruff = foreground([programs / "ruff", "check", *(arguments or ["."])], cwd=CHECKOUT)
    pylint = foreground([programs / "python", "-m", "pylint", "--rcfile=pyproject.toml", ADDON.name], cwd=CHECKOUT)
    return ruff or pylint
