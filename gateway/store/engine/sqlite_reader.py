"""Reading, on connections that can do nothing else.

A look-up by primary key, of one row or a few, happens in place, on the loop's thread: warm it takes
about 10 µs, a hop to a thread and back about 60. What may read many rows goes to a thread of its
own. Neither waits for the writer (WAL), and both see all that was committed before they began.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeAlias, TypeVar

from gateway.store.engine.sqlite_errors import explain
from gateway.store.engine.sqlite_file import connect_reader
from gateway.store.sql.text import Row
from gateway.store.task_query import take_page

Fetched = TypeVar("Fetched")

Whole: TypeAlias = Callable[[sqlite3.Connection, Row], Row]
"""What makes a row whole by other rows, with the connection that it was read on."""


class Reader:
    def __init__(self, path: Path) -> None:
        self._near = connect_reader(path)
        self._far = connect_reader(path)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store-reader")

    def find(self, text: str, values: Row, whole: Whole | None = None) -> Row | None:
        """The one row of this key, read in place; raise StoreError."""
        try:
            row: Row | None = self._near.execute(text, values).fetchone()
            return row if whole is None or row is None else whole(self._near, row)
        except (sqlite3.Error, ValueError) as error:
            raise explain(error) from None

    def read(self, text: str, values: Row) -> list[Row]:
        """The few rows of a range of keys, read in place; raise StoreError."""
        try:
            return self._near.execute(text, values).fetchall()
        except (sqlite3.Error, ValueError) as error:
            raise explain(error) from None

    async def scan(self, text: str, values: Row, whole: Whole | None = None) -> list[Row]:
        """All rows, read in the thread; raise StoreError."""
        return await self._in_thread(partial(self._fetch, text, values, whole))

    async def scan_page(
        self, keys: str, values: Row, find: str, whole: Whole, limit: int
    ) -> tuple[list[Row], bool]:
        """A page of rows, read in the thread, and whether there are more; raise StoreError.

        The text ``keys`` gives their keys in their order, and ``find`` the row of a key.
        """
        return await self._in_thread(partial(self._fetch_page, keys, values, find, whole, limit))

    def close(self) -> None:
        """Blocks until a scan that is under way has ended."""
        self._thread.shutdown()
        self._near.close()
        self._far.close()

    async def _in_thread(self, fetch: Callable[[], Fetched]) -> Fetched:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, fetch)
        except (sqlite3.Error, ValueError) as error:
            raise explain(error) from None

    def _fetch(self, text: str, values: Row, whole: Whole | None) -> list[Row]:
        rows: list[Row] = self._far.execute(text, values).fetchall()
        return rows if whole is None else [whole(self._far, row) for row in rows]

    def _fetch_page(
        self, keys: str, values: Row, find: str, whole: Whole, limit: int
    ) -> tuple[list[Row], bool]:
        # All of it as it was at one moment.
        self._far.execute("BEGIN")
        try:
            found = self._far.execute(keys, values).fetchall()
            rows = (whole(self._far, self._far.execute(find, key).fetchone()) for key in found)
            return take_page(rows, limit, _count_bytes)
        finally:
            self._far.rollback()


def _count_bytes(row: Row) -> int:
    """Those of its values, of which one may be the rows that make it whole."""
    return sum(map(_count_value, row))


def _count_value(value: object) -> int:
    if isinstance(value, list):
        return sum(map(_count_bytes, value))
    return len(value) if isinstance(value, str | bytes) else 0
