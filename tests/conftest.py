"""When several processes share the tests, each has a database of its own and the longest files come first."""

import os
from pathlib import Path

import pytest

# From half a minute up; a file stays in one process. The order of all others is as good as any.
LONGEST = (
    "upgrade/test_upgrade.py",
    "queue_job/test_rules.py",
    "scale/test_million.py",
    "queue_job/test_servers.py",
    "equivalence/test_other_modules.py",
    "equivalence/test_equivalence.py",
    "benchmarks/test_orders.py",
    "crash/test_crash.py",
)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_cmdline_main(config):
    """Say which database is the worker's, before pytest-odoo opens it; `./acorn test` has made it."""
    if worker := _worker(config):
        # By this pytest-odoo would make a copy itself, without its settings, and so would a pytest that a test starts.
        del os.environ["PYTEST_XDIST_WORKER"]
        settings = Path(config.option.odoo_config)
        config.option.odoo_config = str(settings.with_stem(f"{settings.stem}_{worker}"))
        config.option.odoo_database += f"_{worker}"
    return (yield)


def pytest_collection_modifyitems(config, items):
    if _worker(config):
        places = {Path(__file__).parent / "integration" / name: place for place, name in enumerate(LONGEST)}
        items.sort(key=lambda item: places.get(item.path, len(places)))


def _worker(config):
    """Return the name of the worker that this process is, if it is one."""
    return getattr(config, "workerinput", {}).get("workerid")
