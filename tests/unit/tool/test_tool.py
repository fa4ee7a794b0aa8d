"""The developer's tool: what it promises about the machine it runs on."""

import ast
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]
TOOLS = REPOSITORY / "tools"
TOOL = TOOLS / "acorn_tool"


@pytest.fixture
def tool(monkeypatch, tmp_path):
    """Make the tool importable, with a cache of its own."""
    monkeypatch.syspath_prepend(str(TOOLS))
    monkeypatch.setenv("ACORN_CACHE", str(tmp_path / "cache"))
    for name in ("ACORN_ODOO", "ACORN_DATABASE_URL", "ACORN_PYTHON"):
        monkeypatch.delenv(name, raising=False)


def run(script, cache, **variables):
    """Run a few lines in a Python that has the tool and nothing else."""
    environment = {**os.environ, "PYTHONPATH": str(TOOLS), "ACORN_CACHE": str(cache), **variables}
    command = [sys.executable, "-c", script]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("path", sorted(TOOL.glob("*.py")), ids=lambda path: path.name)
def test_the_tool_needs_only_the_standard_library(path):
    imported = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            imported.add(node.module.split(".")[0])
    assert imported <= sys.stdlib_module_names


def test_what_was_built_once_is_not_built_again(tool, tmp_path):
    from acorn_tool.building import build_once

    builds = []
    folder = tmp_path / "thing"
    build_once(folder, builds.append)
    build_once(folder, builds.append)
    assert builds == [folder]


def test_a_half_built_folder_is_thrown_away(tool, tmp_path):
    from acorn_tool.building import build_once

    folder = tmp_path / "thing"

    def break_off(path):
        (path / "half").touch()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_once(folder, break_off)
    build_once(folder, lambda path: (path / "whole").touch())
    assert sorted(path.name for path in folder.iterdir()) == [".acorn-complete", "whole"]


def test_a_bad_moment_of_the_network_is_waited_out(tool):
    from acorn_tool.building import with_retries
    from acorn_tool.console import Failure

    answers = [Failure("no network."), Failure("no network."), "fetched"]

    def attempt():
        answer = answers.pop(0)
        if isinstance(answer, Failure):
            raise answer
        return answer

    assert with_retries(attempt, worth_it=lambda failure: True, pause=0) == "fetched"


def test_a_package_that_does_not_exist_is_not_asked_for_again(tool):
    from acorn_tool.building import with_retries
    from acorn_tool.console import Failure

    attempts = []

    def attempt():
        attempts.append(1)
        raise Failure("no such package.")

    with pytest.raises(Failure):
        with_retries(attempt, worth_it=lambda failure: False, pause=0)
    assert len(attempts) == 1


def test_any_build_of_odoo_19_0_can_be_named(tool, tmp_path, monkeypatch):
    from acorn_tool import host

    monkeypatch.setenv("ACORN_ODOO", str(_odoo_folder(tmp_path, "19.0+e-20261101")))
    found = host.find()
    assert found.version == "19.0+e-20261101"
    assert found.addons == [tmp_path / "checkout" / "addons"]


def test_another_release_of_odoo_is_refused(tool, tmp_path, monkeypatch):
    from acorn_tool import host
    from acorn_tool.console import Failure

    monkeypatch.setenv("ACORN_ODOO", str(_odoo_folder(tmp_path, "18.0")))
    with pytest.raises(Failure, match=r"ACORN_ODOO names Odoo 18\.0; the connector needs 19\.0"):
        host.find()


def _odoo_folder(tmp_path, version):
    checkout = tmp_path / "checkout"
    (checkout / "odoo").mkdir(parents=True)
    (checkout / "odoo" / "release.py").write_text(f"version = {version!r}\n")
    (checkout / "addons" / "web" / "static").mkdir(parents=True)
    return checkout


def test_a_named_postgresql_keeps_its_password_with_odd_characters(tool, monkeypatch):
    from acorn_tool import postgres

    monkeypatch.setenv("ACORN_DATABASE_URL", "postgresql://me:a%40b%20c@db.example:5544")
    assert postgres.get().arguments == {"host": "db.example", "port": 5544, "user": "me", "password": "a@b c"}


def test_a_failure_says_what_was_tried_and_what_to_do(tmp_path):
    answer = run(
        "import sys; from acorn_tool.main import main; sys.exit(main(['shell']))",
        tmp_path,
        ACORN_ODOO=str(tmp_path / "nowhere"),
        ACORN_PYTHON=str(tmp_path / "no-python"),
    )
    assert answer.returncode == 1
    assert "ACORN_PYTHON names" in answer.stderr
    assert "To do:  Name a Python between 3.10 and 3.13." in answer.stderr


@pytest.fixture
def no_browser(tool, monkeypatch, tmp_path):
    """Be an ordinary user on a machine without a browser."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)


def test_ci_fails_where_there_is_no_browser(no_browser, monkeypatch):
    from acorn_tool import testing
    from acorn_tool.console import Failure

    monkeypatch.setenv("CI", "true")
    with pytest.raises(Failure, match="there is no browser"):
        testing.check_for_browser("all")


def test_a_person_without_root_is_told_what_to_install_for_the_tours(no_browser, monkeypatch, capsys):
    from acorn_tool import testing

    monkeypatch.delenv("CI", raising=False)
    testing.check_for_browser("all")
    assert "sudo apt-get install chromium" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "kind", "rest"),
    [
        (["test"], "all", []),
        (["test", "unit", "-k", "money"], "unit", ["-k", "money"]),
        (["test", "-k", "unit"], "all", ["-k", "unit"]),
        (["test", "--db", "me", "tours", "-x"], "tours", ["-x"]),
        (["test", "tests/unit/tool", "-q"], "all", ["tests/unit/tool", "-q"]),
    ],
)
def test_what_is_not_the_tools_goes_to_pytest(tool, words, kind, rest):
    from acorn_tool import main

    options, others = main._parse(words)
    assert (options.kind, others) == (kind, rest)


@pytest.mark.parametrize(
    ("words", "modules"),
    [(["database", "me"], []), (["database", "me", "--with", "sale_mrp,queue_job"], ["sale_mrp", "queue_job"])],
)
def test_a_database_may_have_further_modules(tool, words, modules):
    from acorn_tool import main

    options, _others = main._parse(words)
    assert list(options.modules) == modules


def test_our_modules_are_installed_with_the_addon_and_others_before_it(tool):
    from acorn_tool.databases import _by_maker

    ours, others = _by_maker(["acorn_vendor_connector_queue_job", "sale_mrp"])
    assert ours == ["acorn_vendor_connector", "acorn_vendor_connector_queue_job"]
    assert others == ["sale_mrp"]


@pytest.mark.parametrize(
    ("arguments", "workers"),
    [
        ([], 2),
        (["--durations=20", "-v"], 2),
        (["-k", "deadline"], 1),
        (["tests/unit/test_wire.py::test_canonical_documents_read_back_the_same"], 1),
        (["-s"], 1),
        (["-n", "1"], 1),
        (["-n3", "-k", "deadline"], 3),
    ],
)
def test_whole_folders_are_shared_by_all_cores_and_a_choice_runs_in_one_process(tool, monkeypatch, arguments, workers):
    from acorn_tool import testing

    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1})
    count, rest = testing._workers(arguments)
    assert count == workers
    assert rest == [word for word in arguments if word not in ("-n", "1", "-n3")]


ENDS_ITS_OWN = """
import subprocess
from acorn_tool import processes
processes.adopt_orphans()
command = ["sh", "-c", "sleep 300 & echo $!; exec sleep 301"]
shell = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
grandchild = int(shell.stdout.readline())
print(shell.pid, grandchild, flush=True)
processes.stop_all()
"""


def test_everything_started_is_stopped_and_nothing_else(tmp_path):
    foreign = subprocess.Popen(["sleep", "300"])
    try:
        answer = run(ENDS_ITS_OWN, tmp_path)
        started = [int(word) for word in answer.stdout.split()]
        assert len(started) == 2
        assert [pid for pid in started if _lives(pid)] == []
        assert foreign.poll() is None
    finally:
        foreign.kill()
        foreign.wait()


DIES_WITHOUT_GOODBYE = """
import os, signal
from pathlib import Path
from acorn_tool import processes
server = processes.background(["sleep", "300"], Path(os.environ["ACORN_CACHE"]) / "log")
print(server.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_servers_end_even_when_the_tool_is_killed(tmp_path):
    answer = run(DIES_WITHOUT_GOODBYE, tmp_path)
    assert answer.returncode == -9
    server, deadline = int(answer.stdout), time.monotonic() + 10
    while _lives(server) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _lives(server)


def _lives(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False
