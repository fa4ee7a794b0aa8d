"""Check the code: ruff for Python, pylint-odoo for what only Odoo developers get wrong."""

from . import pythonenv
from .processes import foreground
from .settings import ADDONS, CHECKOUT

# Said in this order, which a settings file cannot do. Pylint's own checks are ruff's business, and of pylint-odoo's
# these do not fit: the repository's README speaks for its addon, large models are spread over files by subject,
# compute methods return nothing, and a label is said even where it repeats the field's name.
CHECKS = (
    "--disable=all",
    "--enable=odoolint",
    "--disable=missing-readme,consider-merging-classes-inherited,missing-return,attribute-string-redundant",
)


def run(arguments):
    """Return 0 only if both linters are content; arguments are ruff's."""
    programs = pythonenv.python("lint").parent
    ruff = foreground([programs / "ruff", "check", *arguments], cwd=CHECKOUT)
    pylint = foreground([programs / "python", "-m", "pylint", *CHECKS, *ADDONS], cwd=CHECKOUT)
    return ruff or pylint
