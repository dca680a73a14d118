"""Bringing a database to the schema of this code: the files of ``migrations/``, in their order.

Each file is applied in one transaction together with the row that remembers it, so that a start
that is killed halfway leaves the old schema. Python's ``executescript`` would commit first; the
statements are therefore run one by one.
"""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from gateway.core.errors import StoreError
from gateway.store.engine.sqlite_batch import transaction

_OTHER_ENGINE: Final = ".postgres.sql"


def migrate(connection: sqlite3.Connection, folder: Path) -> None:
    """Apply what is new; raise StoreError for a database that is newer than the code."""
    connection.execute(
        "CREATE TABLE IF NOT EXISTS migrations"
        " (name TEXT PRIMARY KEY, applied_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP)"
    )
    applied = {name for (name,) in connection.execute("SELECT name FROM migrations")}
    files = {
        path.name.partition(".")[0]: path
        for path in sorted(folder.glob("[0-9]*.sql"))
        if not path.name.endswith(_OTHER_ENGINE)
    }
    if not files:
        raise StoreError(f"no migrations in {folder}; the installation is incomplete")
    unknown = sorted(applied - files.keys())
    if unknown:
        raise StoreError(
            f"the database is newer than this program (it has {unknown[-1]}); start the newer"
            " version, or restore a backup of before the upgrade"
        )
    for name, path in files.items():
        if name not in applied:
            _apply(connection, name, path.read_text(encoding="utf-8"))


def _apply(connection: sqlite3.Connection, name: str, script: str) -> None:
    with transaction(connection):
        for statement in _statements(script):
            connection.execute(statement)
        connection.execute("INSERT INTO migrations (name) VALUES (?)", (name,))


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    # What is left is white space, or a statement without its end, which SQLite names.
    if statement.strip():
        yield statement
