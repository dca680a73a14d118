"""What can be wrong with a store at start, and what is said about it."""

import sqlite3
from pathlib import Path

import pytest

from gateway.core.errors import ConfigError, StoreBusy, StoreError
from gateway.store import open_store
from gateway.store.engine.sqlite_migrate import migrate
from gateway.store.sql.activity import list_activity
from gateway.store.sql.approvals import (
    COUNT_WAITING,
    LIST_APPROVALS_OF_TASK,
    LIST_DUE_APPROVALS,
    VOID_APPROVALS,
)
from gateway.store.sql.claims import FIND_CLAIM
from gateway.store.sql.tasks import FIND_TASK, LIST_UNFINISHED, list_tasks
from gateway.store.task_query import TaskQuery
from tests.store.values import call


@pytest.mark.parametrize(
    "url", ["", "gate.db", "mysql://host/db", "sqlite:gate.db", "sqlite:///", "memory:x"]
)
async def test_a_url_that_names_no_store_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match="memory:"):
        await open_store(url)


async def test_the_choices_are_named() -> None:
    with pytest.raises(ConfigError, match="sqlite:, memory:"):
        await open_store("mysql://host/db")


async def test_a_relative_path_starts_at_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    await (await open_store("sqlite:///gate.db")).close()
    assert (tmp_path / "gate.db").is_file()


async def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=rf"{tmp_path}/gone does not exist; create it"):
        await open_store(f"sqlite:///{tmp_path}/gone/gate.db")


async def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "gate.db").mkdir()
    with pytest.raises(StoreError, match=r"gate\.db cannot be written"):
        await open_store(f"sqlite:///{tmp_path}/gate.db")


async def test_a_file_that_is_no_database_is_refused(url: str, tmp_path: Path) -> None:
    (tmp_path / "gate.db").write_bytes(b"tenant,peer\n" * 1000)
    with pytest.raises(StoreError, match=r"gate\.db: the file is no SQLite database"):
        await open_store(url)
    (tmp_path / "gate.db").unlink()
    await (await open_store(url)).close()


async def test_a_database_that_another_program_holds_is_busy(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.store.engine.sqlite_file._BUSY_SECONDS", 0)
    other = sqlite3.connect(tmp_path / "gate.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreBusy, match="another program holds the database"):
        await open_store(url)
    other.close()


async def test_a_newer_database_is_refused(url: str, tmp_path: Path) -> None:
    await (await open_store(url)).close()
    other = sqlite3.connect(tmp_path / "gate.db")
    with other:
        other.execute("INSERT INTO migrations (name) VALUES ('9999_later')")
    other.close()
    with pytest.raises(StoreError, match=r"gate\.db: the database is newer.*9999_later"):
        await open_store(url)


@pytest.fixture
def migrations(tmp_path: Path) -> Path:
    """Two migrations, of which the second fails in its second statement."""
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "0001_start.sql").write_text("CREATE TABLE a (x);\nINSERT INTO a VALUES (';');\n")
    (folder / "0002_next.sql").write_text("ALTER TABLE a ADD y;\nINSERT INTO gone VALUES (1);\n")
    (folder / "0003_other.postgres.sql").write_text("not for us")
    return folder


def names(connection: sqlite3.Connection, select: str) -> list[str]:
    return [name for (name,) in connection.execute(select)]


def test_a_migration_that_fails_leaves_the_old_schema(migrations: Path) -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    with pytest.raises(sqlite3.OperationalError, match="gone"):
        migrate(connection, migrations)
    assert names(connection, "SELECT name FROM migrations") == ["0001_start"]
    assert names(connection, "SELECT name FROM pragma_table_info('a')") == ["x"]
    (migrations / "0002_next.sql").write_text("ALTER TABLE a ADD y; -- and no more")
    migrate(connection, migrations)
    migrate(connection, migrations)
    assert names(connection, "SELECT name FROM migrations") == ["0001_start", "0002_next"]
    assert names(connection, "SELECT name FROM pragma_table_info('a')") == ["x", "y"]
    connection.close()


def test_an_installation_without_migrations_is_refused(tmp_path: Path) -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    with pytest.raises(StoreError, match="incomplete"):
        migrate(connection, tmp_path)
    connection.close()


async def test_no_question_of_a_hot_path_scans_a_table(url: str, tmp_path: Path) -> None:
    store = await open_store(url)
    await store.for_tenant("vendor").commit(*call(1))
    await store.close()
    connection = sqlite3.connect(tmp_path / "gate.db")
    for text, index in (
        (FIND_CLAIM, "PRIMARY KEY"),
        (FIND_TASK, "sqlite_autoindex_tasks_1"),
        (LIST_UNFINISHED, "tasks_unfinished"),
        (LIST_UNFINISHED, "approvals_by_task (tenant=? AND task_id=?)"),
        (COUNT_WAITING, "approvals_of_peer (tenant=? AND peer=?)"),
        (VOID_APPROVALS, "approvals_by_task (tenant=? AND task_id=?)"),
        (LIST_APPROVALS_OF_TASK, "approvals_by_task (tenant=? AND task_id=?)"),
        (LIST_DUE_APPROVALS, "approvals_waiting (tenant=? AND expires_at<?)"),
        (list_activity("vendor", 50, 9, "a", "")[0], "activity_by_time"),
    ):
        marks = text.count("?")
        rows = connection.execute(f"EXPLAIN QUERY PLAN {text}", [""] * marks).fetchall()
        steps = [row[3] for row in rows]
        assert not [step for step in steps if step.startswith("SCAN")]
        assert [step for step in steps if step.startswith("SEARCH") and index in step]
    connection.close()


async def test_everyones_newest_tasks_are_found_in_the_index_of_their_peers(
    url: str, tmp_path: Path
) -> None:
    await (await open_store(url)).close()
    connection = sqlite3.connect(tmp_path / "gate.db")
    text, values = list_tasks("vendor", TaskQuery(before=9, before_id="a"))
    steps = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {text}", values)]
    assert not [step for step in steps if step.startswith("SCAN tasks")]
    assert "SEARCH tasks USING INDEX tasks_by_peer (tenant=? AND peer=? AND updated_at<?)" in steps
    connection.close()


def test_tasks_are_sorted_without_their_documents() -> None:
    text, _ = list_tasks("vendor", TaskQuery())
    assert "doc" not in text
