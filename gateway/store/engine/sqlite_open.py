"""Opening the SQLite file: under its lock, in its newest schema, with nothing in anyone's hand."""

import asyncio
import sqlite3
from pathlib import Path

from gateway.bundled import bundled
from gateway.core.errors import ConfigError, StoreError
from gateway.store.base import Store
from gateway.store.engine.sqlite import SqliteStore
from gateway.store.engine.sqlite_errors import explain
from gateway.store.engine.sqlite_file import FileLock, connect_writer
from gateway.store.engine.sqlite_migrate import migrate
from gateway.store.engine.sqlite_reader import Reader
from gateway.store.engine.sqlite_taken import TakenClaims
from gateway.store.engine.sqlite_writer import Writer
from gateway.store.records import Synchronous
from gateway.store.sql.outbox import DROP_LEASES


async def open_sqlite(rest: str, synchronous: Synchronous) -> Store:
    """Open ``///relative/path`` or ``////absolute/path``; raise ConfigError or StoreError."""
    if not rest.startswith("///") or rest.endswith("/") or rest == "///:memory:":
        raise ConfigError(
            "store.url must be sqlite:///relative/path, sqlite:////absolute/path or memory:"
        )
    # Two names of one file must meet in one lock.
    path = await asyncio.to_thread(Path(rest.removeprefix("///")).resolve)
    lock = await asyncio.to_thread(FileLock, path)
    try:
        connection, reader = await asyncio.to_thread(_connect, path, synchronous)
    except BaseException:
        lock.release()
        raise
    return SqliteStore(lock, Writer(connection, path), reader, TakenClaims(path))


def _connect(path: Path, synchronous: Synchronous) -> tuple[sqlite3.Connection, Reader]:
    try:
        connection = connect_writer(path, synchronous)
        try:
            migrate(connection, bundled("migrations"))
            # Whoever held one is gone: no second process may have the file.
            connection.execute(DROP_LEASES)
            return connection, Reader(path)
        except BaseException:
            connection.close()
            raise
    except sqlite3.Error as error:
        raise explain(error, path) from error
    except StoreError as error:
        raise StoreError(f"{path}: {error.detail}") from error
