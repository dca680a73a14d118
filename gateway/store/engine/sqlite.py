"""The store in one SQLite file, and one tenant's part of it.

The ideas are in the files beside: opening it (``sqlite_open``), the connection and the lock
(``sqlite_file``), the thread that writes (``sqlite_writer``), the transaction (``sqlite_batch``),
reading (``sqlite_reader``).
"""

import asyncio
import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import partial
from typing import Final

from gateway.store.base import TenantStore
from gateway.store.catch_up import caught_up, may_lag
from gateway.store.discovery import Discovery
from gateway.store.engine.sqlite_batch import delete, transaction
from gateway.store.engine.sqlite_file import FileLock
from gateway.store.engine.sqlite_parts import SqliteParts
from gateway.store.engine.sqlite_reader import Reader
from gateway.store.engine.sqlite_taken import TakenClaims
from gateway.store.engine.sqlite_turns import with_turns
from gateway.store.engine.sqlite_writer import Writer
from gateway.store.records import Activity, Claim, ClaimKey, PeerState, TaskRecord
from gateway.store.signing import SigningKey
from gateway.store.sql.activity import FIND_ACTIVITY, list_activity, read_activity
from gateway.store.sql.claims import (
    FIND_CLAIM,
    FORGET_CLAIM,
    LIST_OLD_CLAIMS,
    TAKE_CLAIM,
    read_claim,
)
from gateway.store.sql.discoveries import FIND_DISCOVERY, read_discovery
from gateway.store.sql.seen import LIST_PEER_STATES, read_peer_state
from gateway.store.sql.signing import (
    FORGET_SIGNING_KEY,
    LIST_SIGNING_KEYS,
    read_signing_key,
)
from gateway.store.sql.tasks import (
    FIND_TASK,
    FIND_TASK_BY_SEQ,
    LIST_UNFINISHED,
    count_tasks,
    list_tasks,
    read_record,
)
from gateway.store.sql.text import Row
from gateway.store.sql.units import write_unit
from gateway.store.task_query import TaskPage, TaskQuery
from gateway.store.watch import Watch
from gateway.store.watchers import Watchers
from gateway.store.writes import Write

# Claims forgotten at a time, so that no unit waits long for the writer.
_CHUNK: Final = 500


class SqliteStore:
    def __init__(self, lock: FileLock, writer: Writer, reader: Reader, taken: TakenClaims) -> None:
        self._lock = lock
        self._writer = writer
        self._reader = reader
        self._taken = taken
        self._watchers: defaultdict[str, Watchers] = defaultdict(Watchers)

    def for_tenant(self, tenant: str) -> TenantStore:
        return _SqliteTenant(
            tenant, self._writer, self._reader, self._taken, self._watchers[tenant]
        )

    async def ping(self) -> None:
        self._reader.find("SELECT 1", ())
        await self._writer.probe()

    async def close(self) -> None:
        # The connection that is closed last empties the WAL: let that be the writer's thread.
        await asyncio.to_thread(self._reader.close)
        await self._writer.close()
        self._lock.release()


class _SqliteTenant(SqliteParts):
    def __init__(
        self,
        tenant: str,
        writer: Writer,
        reader: Reader,
        taken: TakenClaims,
        watchers: Watchers,
    ) -> None:
        super().__init__(tenant, writer, reader, watchers)
        self._taken = taken

    async def commit(self, *unit: Write) -> None:
        # Encoded here and not in the thread, so that each caller pays and fails for its own.
        steps = write_unit(self._tenant, unit)
        for text, row in steps:
            if text is TAKE_CLAIM:
                self._taken.add((row[0], row[1], row[2], row[3]))
        await self._writer.commit(steps)
        self._watchers.tell(unit)

    async def find_claim(self, key: ClaimKey) -> Claim | None:
        values = (self._tenant, key.peer, key.scope, key.id)
        if not self._taken.may_hold(values):
            return None
        row = self._reader.find(FIND_CLAIM, values)
        return read_claim(row) if row is not None else None

    async def find_task(self, task_id: str) -> TaskRecord | None:
        row = self._reader.find(FIND_TASK, (self._tenant, task_id), with_turns)
        return self._read_whole(row) if row is not None else None

    async def list_unfinished(self) -> list[TaskRecord]:
        rows = await self._reader.scan(LIST_UNFINISHED, (self._tenant,), with_turns)
        return [self._read_whole(row) for row in rows]

    async def list_tasks(self, query: TaskQuery) -> TaskPage:
        keys, values = list_tasks(self._tenant, query)
        rows, has_more = await self._reader.scan_page(
            keys, values, FIND_TASK_BY_SEQ, with_turns, query.limit
        )
        return TaskPage([self._read_whole(row) for row in rows], has_more)

    async def count_tasks(self, query: TaskQuery) -> int:
        [(count,)] = await self._reader.scan(*count_tasks(self._tenant, query))
        return int(count)

    async def find_activity(self, activity_id: str) -> Activity | None:
        row = self._reader.find(FIND_ACTIVITY, (self._tenant, activity_id))
        return read_activity(row) if row is not None else None

    async def list_activity(
        self, *, limit: int = 50, before: int | None = None, before_id: str = "", peer: str = ""
    ) -> list[Activity]:
        text, values = list_activity(self._tenant, limit, before, before_id, peer)
        return [read_activity(row) for row in await self._reader.scan(text, values)]

    def watch_activity(self) -> AbstractContextManager[Watch]:
        return self._watchers.watch()

    async def list_peer_states(self) -> list[PeerState]:
        return [read_peer_state(row) for row in await self._list(LIST_PEER_STATES)]

    async def forget_claims(self, before: int) -> int:
        keys = await self._list(LIST_OLD_CLAIMS, before)
        for start in range(0, len(keys), _CHUNK):
            await self._writer.run(partial(_forget, keys[start : start + _CHUNK]))
        return len(keys)

    async def find_discovery(self, peer: str) -> Discovery | None:
        row = self._reader.find(FIND_DISCOVERY, (self._tenant, peer))
        return read_discovery(row) if row is not None else None

    async def list_signing_keys(self) -> list[SigningKey]:
        return [read_signing_key(row) for row in await self._list(LIST_SIGNING_KEYS)]

    async def forget_signing_key(self, kid: str) -> int:
        return await self._delete(FORGET_SIGNING_KEY, kid)

    def _read_whole(self, row: Row) -> TaskRecord:
        record = read_record(row)
        if not may_lag(record):
            return record
        return caught_up(record, self._events.read_all(record.task.id, record.events))

    async def _list(self, text: str, *values: object) -> list[Row]:
        return await self._reader.scan(text, (self._tenant, *values))

    async def _delete(self, text: str, *values: object) -> int:
        count: int = await self._writer.run(partial(delete, text, (self._tenant, *values)))
        return count


def _forget(keys: Sequence[Row], connection: sqlite3.Connection) -> None:
    with transaction(connection):
        connection.executemany(FORGET_CLAIM, keys)
