"""Which release an update starts from, and what counts as a loss on the way."""

import subprocess
from pathlib import Path

import pytest

TOOLS = Path(__file__).resolve().parents[3] / "tools"


class Repository:
    """A git repository in a folder, whose addon says its version in the manifest."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()
        self.git("init", "--quiet")

    def commit(self, version, *tags):
        """Set the manifest's version, and tag the commit that does it."""
        addon = self.folder / "acorn_vendor_connector"
        addon.mkdir(exist_ok=True)
        (addon / "__manifest__.py").write_text(f'{{"version": "{version}"}}\n')
        self.git("add", ".")
        identity = ("-c", "user.name=A", "-c", "user.email=a@example.com")
        self.git(*identity, "commit", "--quiet", "--allow-empty", "-m", version)
        for tag in tags:
            self.git("tag", tag)

    def migrate(self, version, text):
        folder = self.folder / "acorn_vendor_connector" / "migrations" / version
        folder.mkdir(parents=True)
        (folder / "post-0.py").write_text(text)

    def git(self, *words):
        subprocess.run(["git", "-C", str(self.folder), *words], check=True, capture_output=True)


@pytest.fixture
def tool(monkeypatch):
    monkeypatch.syspath_prepend(str(TOOLS))
    from acorn_tool import fingerprint, releases

    return {"releases": releases, "fingerprint": fingerprint}


@pytest.fixture
def releases(tool, monkeypatch, repository):
    """Look at another repository than this one."""
    _use(tool["releases"], monkeypatch, repository.folder)
    return tool["releases"]


def _use(releases, monkeypatch, folder):
    monkeypatch.setattr(releases, "CHECKOUT", folder)
    monkeypatch.setattr(releases, "ADDON", folder / "acorn_vendor_connector")


@pytest.fixture
def repository(tmp_path):
    return Repository(tmp_path / "repository")


def test_without_a_tag_there_is_no_earlier_release(releases, repository):
    repository.commit("19.0.1.0.0", "v18.0.1.0.0", "v19.0.rc1", "latest")
    assert releases.previous() == "no earlier release: there is no tag v19.0.* before this commit"


def test_the_release_that_is_checked_out_is_not_its_own_predecessor(releases, repository):
    repository.commit("19.0.1.0.0", "v19.0.1.0.0")
    assert releases.previous() == "no earlier release: there is no tag v19.0.* before this commit"


def test_after_a_release_the_next_one_starts_from_it(releases, repository):
    repository.commit("19.0.1.0.0", "v19.0.1.0.0")
    repository.commit("19.0.1.0.0")
    assert releases.previous().tag == "v19.0.1.0.0"


def test_versions_are_compared_as_numbers(releases, repository):
    repository.commit("19.0.1.9.0", "v19.0.1.9.0")
    repository.commit("19.0.1.10.0", "v19.0.1.10.0")
    repository.commit("19.0.1.11.0", "v19.0.1.11.0")
    assert releases.previous().tag == "v19.0.1.10.0"


def test_a_mended_old_series_does_not_start_from_a_newer_one(releases, repository):
    repository.commit("19.0.1.0.0", "v19.0.1.0.0")
    repository.commit("19.0.2.0.0", "v19.0.2.0.0")
    repository.git("checkout", "--quiet", "v19.0.1.0.0")
    repository.commit("19.0.1.0.1")
    assert releases.previous().tag == "v19.0.1.0.0"


def test_a_shallow_clone_asks_where_it_came_from(tool, monkeypatch, tmp_path, repository):
    repository.commit("19.0.1.0.0", "v19.0.1.0.0")
    repository.commit("19.0.1.1.0")
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", "--depth=1", f"file://{repository.folder}", clone], check=True)
    _use(tool["releases"], monkeypatch, clone)
    found = tool["releases"].previous()
    assert found.tag == "v19.0.1.0.0"
    tree = tool["releases"].take_out(found, tmp_path)
    assert (tree / "acorn_vendor_connector" / "__manifest__.py").read_text() == '{"version": "19.0.1.0.0"}\n'


def test_a_shallow_clone_that_gets_no_answer_does_not_say_that_there_is_no_release(
    tool, monkeypatch, tmp_path, repository
):
    repository.commit("19.0.1.0.0", "v19.0.1.0.0")
    repository.commit("19.0.1.1.0")
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", "--depth=1", f"file://{repository.folder}", clone], check=True)
    repository.folder.rename(tmp_path / "gone")
    _use(tool["releases"], monkeypatch, clone)
    assert tool["releases"].previous() == (
        "the earlier releases are unknown: this clone is shallow, and where it came from does not answer"
    )


def test_a_folder_without_git_says_so(tool, monkeypatch, tmp_path):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    _use(tool["releases"], monkeypatch, tmp_path)
    assert tool["releases"].previous() == "no earlier release: this is not a git repository"


def test_what_a_migration_changes_on_purpose_it_names(releases, repository):
    repository.commit("19.0.1.2.0")
    repository.migrate("19.0.1.1.0", 'CHANGES = ("amazon_vendor_store.name",)\n')
    repository.migrate("19.0.1.2.0", 'CHANGES = ("amazon_vendor_page", "amazon_vendor_store.region")\n')
    assert releases.changes_since("19.0.1.1.0") == {"amazon_vendor_page", "amazon_vendor_store.region"}


BEFORE = {"amazon_vendor_store": {"rows": 4, "columns": {"id": "1", "name": "2", "motto": "3"}}}


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (BEFORE, []),
        ({"amazon_vendor_store": {"rows": 4, "columns": {"id": "1", "name": "2", "saying": "9"}}}, []),
        (
            {"amazon_vendor_store": {"rows": 3, "columns": {"id": "1", "name": "2"}}},
            ["amazon_vendor_store: of 4 rows there are 3"],
        ),
        ({}, ["amazon_vendor_store: of 4 rows there are 0"]),
        (
            {"amazon_vendor_store": {"rows": 4, "columns": {"id": "1", "name": "5"}}},
            ["amazon_vendor_store.name: its contents are not the same"],
        ),
    ],
    ids=["same", "renamed column", "lost row", "lost table", "changed contents"],
)
def test_a_lost_row_and_a_changed_value_are_differences(tool, after, expected):
    assert tool["fingerprint"].differences(BEFORE, after) == expected


def test_a_change_on_purpose_is_no_difference(tool):
    after = {"amazon_vendor_store": {"rows": 4, "columns": {"id": "1", "name": "5"}}}
    assert tool["fingerprint"].differences(BEFORE, after, {"amazon_vendor_store.name"}) == []
