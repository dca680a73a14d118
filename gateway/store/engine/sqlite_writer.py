"""The one thread that writes, fed once per turn of the event loop.

All that is handed in during a turn wakes the thread once, and all that waits while it commits
goes into the next commit: one fsync serves as many units as there are callers. After an error of
the disk nothing is acknowledged until a probe was written and synced.
"""

import asyncio
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from time import monotonic
from typing import Any, Final, NamedTuple, TypeAlias

from gateway.core.errors import StoreError
from gateway.observe.log import get_log
from gateway.store.engine.sqlite_batch import commit_units, transaction
from gateway.store.engine.sqlite_errors import explain
from gateway.store.engine.sqlite_file import WAL_LIMIT
from gateway.store.sql.text import Steps

Chore: TypeAlias = Callable[[sqlite3.Connection], Any]
"""What the thread runs between two commits; its value is the caller's."""

_LOG_SECONDS: Final = 60.0
_WAL_IS_LONG: Final = 2 * WAL_LIMIT
# An update that changes nothing would write nothing; a replaced row gets a new rowid.
_PROBE: Final = "REPLACE INTO migrations SELECT * FROM migrations LIMIT 1"


class _Unit(NamedTuple):
    steps: Steps
    future: "asyncio.Future[Any]"


class _Errand(NamedTuple):
    chore: Chore
    future: "asyncio.Future[Any]"


class _Outcome(NamedTuple):
    future: "asyncio.Future[Any]"
    value: Any
    error: Exception | None


_Batch: TypeAlias = list[_Unit | _Errand]
_STOP: Final[_Batch] = []


class Writer:
    """Owns the writing connection until it is closed. Used from the loop it was made on."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._wal = path.with_name(path.name + "-wal")
        self._loop = asyncio.get_running_loop()
        self._pending: _Batch = []
        self._queue: SimpleQueue[_Batch] = SimpleQueue()
        self._log = get_log("store")
        self._silent_until = 0.0
        self._is_suspect = False
        self._is_closed = False
        self._thread = Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    async def commit(self, steps: Steps) -> None:
        """Return when the unit is durable; raise AlreadyClaimed, StaleTask or StoreError."""
        future = self._loop.create_future()
        self._submit(_Unit(steps, future))
        await future

    async def run(self, chore: Chore) -> Any:
        """Carry out the chore in the thread, between two commits; raise StoreError."""
        future = self._loop.create_future()
        self._submit(_Errand(chore, future))
        return await future

    async def probe(self) -> None:
        """Return when the thread has answered, having written if the disk is under suspicion."""
        await self.run(self._prove)

    async def close(self) -> None:
        """Return when all that was handed in is durable and the connection closed."""
        if not self._is_closed:
            self._flush()
            self._is_closed = True
            self._queue.put(_STOP)
        await asyncio.to_thread(self._thread.join)

    def _submit(self, entry: _Unit | _Errand) -> None:
        if self._is_closed:
            raise StoreError("it is closed")
        if not self._pending:
            self._loop.call_soon(self._flush)
        self._pending.append(entry)

    def _flush(self) -> None:
        if self._pending:
            self._queue.put(self._pending)
            self._pending = []

    def _run(self) -> None:
        batch: _Batch = []
        try:
            while batch := self._take():
                self._settle(self._carry_out(batch))
                self._checkpoint()
        except BaseException:
            self._is_closed = True
            # Nobody may wait for a thread that is gone.
            while not self._queue.empty():
                batch = batch + self._queue.get()
            lost = StoreError("the writer has stopped; restart the gateway")
            self._settle([_Outcome(entry.future, None, lost) for entry in batch])
            raise
        finally:
            self._connection.close()

    def _take(self) -> _Batch:
        """All that waits, at least one; nothing when the writer is to stop."""
        batch = self._queue.get()
        while batch and not self._queue.empty():
            more = self._queue.get()
            if not more:
                self._queue.put(_STOP)
                break
            batch = batch + more
        return batch

    def _carry_out(self, batch: _Batch) -> list[_Outcome]:
        outcomes: list[_Outcome] = []
        if units := [entry for entry in batch if isinstance(entry, _Unit)]:
            outcomes += self._commit(units)
        outcomes += [self._run_chore(entry) for entry in batch if isinstance(entry, _Errand)]
        return outcomes

    def _commit(self, units: list[_Unit]) -> list[_Outcome]:
        try:
            self._prove(self._connection)
            errors = commit_units(self._connection, [unit.steps for unit in units])
        except sqlite3.Error as error:
            self._suspect(error)
            return [_Outcome(unit.future, None, explain(error)) for unit in units]
        pairs = zip(units, errors, strict=True)
        return [_Outcome(unit.future, None, error) for unit, error in pairs]

    def _run_chore(self, errand: _Errand) -> _Outcome:
        try:
            return _Outcome(errand.future, errand.chore(self._connection), None)
        except (ValueError, OverflowError) as error:
            # A value that SQLite cannot hold says nothing of the store.
            return _Outcome(errand.future, None, explain(error))
        except sqlite3.Error as error:
            self._suspect(error)
            return _Outcome(errand.future, None, explain(error))

    def _prove(self, connection: sqlite3.Connection) -> None:
        if self._is_suspect:
            with transaction(connection):
                connection.execute(_PROBE)
            self._is_suspect = False

    def _suspect(self, error: Exception) -> None:
        self._is_suspect = True
        # Small units may still find room between large ones, so this can come and go fast.
        if monotonic() >= self._silent_until:
            self._silent_until = monotonic() + _LOG_SECONDS
            self._log.error("store_failed", problem=explain(error).detail)

    def _checkpoint(self) -> None:
        try:
            # SQLite cuts the file to the limit when it starts over, so its length tells.
            length = os.stat(self._wal).st_size
            if length > (WAL_LIMIT if self._queue.empty() else _WAL_IS_LONG):
                self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        except (OSError, sqlite3.Error) as error:
            # Nothing is lost, it is all in the WAL; the next unit finds out more.
            self._suspect(error)

    def _settle(self, outcomes: list[_Outcome]) -> None:
        self._loop.call_soon_threadsafe(_resolve, outcomes)


def _resolve(outcomes: list[_Outcome]) -> None:
    for future, value, error in outcomes:
        if future.done():  # its caller was cancelled
            continue
        if error is None:
            future.set_result(value)
        else:
            future.set_exception(error)
