"""A disk that is full as far as SQLite can tell: it refuses every page beyond a number."""

import sqlite3

from gateway.store.engine.sqlite import SqliteStore


async def limit_pages(store: SqliteStore, more: int) -> None:
    """Let the file grow by so many pages and no further."""

    def limit(connection: sqlite3.Connection) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + more}")

    await store._writer.run(limit)
