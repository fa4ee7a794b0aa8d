"""When several processes share the tests, each has a database of its own and the longest files come first."""

import gc
import os
from pathlib import Path

import pytest

# From half a minute up; a file stays in one process. The order of all others is as good as any.
LONGEST = (
    "integration/upgrade/test_upgrade.py",
    "integration/queue_job/test_rules.py",
    "integration/scale/test_million.py",
    "integration/queue_job/test_servers.py",
    "integration/equivalence/test_other_modules.py",
    "integration/equivalence/test_equivalence.py",
    "tours/test_pull.py",
    "integration/benchmarks/test_remittance.py",
    "integration/benchmarks/test_orders.py",
    "integration/crash/test_crash.py",
    "integration/faults/test_faults.py",
    "integration/crash/test_money.py",
    "integration/money/test_two_workers.py",
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
        places = {Path(__file__).parent / name: place for place, name in enumerate(LONGEST)}
        items.sort(key=lambda item: places.get(item.path, len(places)))


def pytest_sessionfinish():
    """Spare pytest its search for lost errors among all objects of Odoo: on a busy machine xdist does not wait."""
    gc.freeze()


def _worker(config):
    """Return the name of the worker that this process is, if it is one."""
    return getattr(config, "workerinput", {}).get("workerid")
