"""The developer's databases, on a PostgreSQL of the test's own."""

import atexit
import tempfile
import time
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import psycopg2
import pytest

# A vacuum of this table starts at once and takes minutes: after each page it rests.
SLOWLY_VACUUMED = """
    CREATE TABLE slow (number int) WITH (
        autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0,
        autovacuum_vacuum_cost_limit = 1, autovacuum_vacuum_cost_delay = 100
    );
    INSERT INTO slow SELECT generate_series(1, 100000);
    DELETE FROM slow;
"""
TOOLS = Path(__file__).resolve().parents[3] / "tools"
WORKERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND usesysid IS NULL"  # PostgreSQL's own


@pytest.fixture
def databases(monkeypatch):
    monkeypatch.syspath_prepend(str(TOOLS))
    from acorn_tool import databases, postgres

    programs = postgres._programs()  # before the cache is another one
    with tempfile.TemporaryDirectory(prefix="acorn-") as folder:
        Path(folder).chmod(0o755)  # PostgreSQL runs as another user, who has to get through
        monkeypatch.setenv("ACORN_CACHE", folder)
        monkeypatch.setattr(postgres, "_programs", lambda: programs)
        monkeypatch.setitem(postgres.SETTINGS, "autovacuum_naptime", "1s")
        monkeypatch.setitem(postgres.SETTINGS, "shared_buffers", "16MB")
        embedded = postgres._Embedded()
        try:
            odoo = SimpleNamespace(server=embedded.use(), data=Path(folder) / "data")
            yield databases.Databases(odoo)
        finally:
            embedded.leave()
            atexit.unregister(embedded.leave)


def test_a_database_is_dropped_while_postgresql_vacuums_it(databases):
    databases._sql('CREATE DATABASE "acorn_vacuumed"')
    with closing(_session(databases, "acorn_vacuumed")) as session, session.cursor() as cursor:
        cursor.execute(SLOWLY_VACUUMED)
        session.commit()
    _wait_for(lambda: databases._sql(WORKERS, "acorn_vacuumed") == [(1,)])
    databases.drop("acorn_vacuumed")
    assert databases._comment("acorn_vacuumed") is None


def test_a_database_is_dropped_while_a_session_of_ours_is_in_it(databases):
    databases._sql('CREATE DATABASE "acorn_used"')
    with closing(_session(databases, "acorn_used")):
        databases.drop("acorn_used")
    assert databases._comment("acorn_used") is None


def test_dropping_what_is_not_there_is_no_trouble(databases):
    databases.drop("acorn_never_made")
    assert databases._comment("acorn_never_made") is None


def _session(databases, name):
    return psycopg2.connect(dbname=name, **databases.odoo.server.arguments)


def _wait_for(condition):
    for _attempt in range(600):
        if condition():
            return
        time.sleep(0.1)
    pytest.fail("PostgreSQL did not come")
