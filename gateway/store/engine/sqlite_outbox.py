"""One tenant's outbox in a SQLite file, where it is not written by units."""

import sqlite3
from collections.abc import Collection, Sequence
from functools import partial

from gateway.store.engine.sqlite_batch import delete, transaction
from gateway.store.engine.sqlite_reader import Reader
from gateway.store.engine.sqlite_writer import Writer
from gateway.store.outbox import Claiming, Delivery, DeliveryQuery
from gateway.store.push import PushRecord
from gateway.store.sql.outbox import (
    CLAIM,
    COUNT_WAITING,
    DROP,
    FIND_DELIVERY,
    FIND_NEXT,
    FORGET_DEAD,
    HASTEN,
    PROMOTE,
    PULL_IN,
    RETRY,
    claim_row,
    list_deliveries,
    read_delivery,
    write_names,
)
from gateway.store.sql.push import LIST_PUSH_CONFIGS, read_push_config
from gateway.store.sql.text import Row


class SqliteOutbox:
    def __init__(self, tenant: str, writer: Writer, reader: Reader) -> None:
        self._tenant = tenant
        self._writer = writer
        self._reader = reader

    async def list_push_configs(self, task_id: str) -> Sequence[PushRecord]:
        rows = self._reader.read(LIST_PUSH_CONFIGS, (self._tenant, task_id))
        return [read_push_config(row) for row in rows]

    async def claim(self, claiming: Claiming) -> Sequence[Delivery]:
        rows = await self._writer.run(partial(_fetch, CLAIM, claim_row(self._tenant, claiming)))
        return [read_delivery(row) for row in rows]

    async def find_next(self, after: int, held: Collection[str] = ()) -> int | None:
        row = self._reader.find(FIND_NEXT, (self._tenant, write_names(held), after))
        return None if row is None else row[0]

    async def pull_in(self, now: int) -> None:
        await self._writer.run(partial(_fetch, PULL_IN, (self._tenant, now)))

    async def hasten(self, peer: str, kind: str, at: int) -> None:
        await self._writer.run(partial(_fetch, HASTEN, (self._tenant, peer, kind, at)))

    async def count_waiting(self, lane: str) -> int:
        row = self._reader.find(COUNT_WAITING, (self._tenant, lane))
        return 0 if row is None else int(row[0])

    async def find(self, delivery_id: str) -> Delivery | None:
        row = self._reader.find(FIND_DELIVERY, (self._tenant, delivery_id))
        return None if row is None else read_delivery(row)

    async def list_page(self, query: DeliveryQuery) -> Sequence[Delivery]:
        text, values = list_deliveries(self._tenant, query)
        return [read_delivery(row) for row in await self._reader.scan(text, values)]

    async def retry(self, delivery_id: str, now: int) -> bool:
        return await self._move(RETRY, delivery_id, now)

    async def drop(self, delivery_id: str, now: int) -> bool:
        return await self._move(DROP, delivery_id, now)

    async def forget_dead(self, before: int) -> int:
        count: int = await self._writer.run(partial(delete, FORGET_DEAD, (self._tenant, before)))
        return count

    async def _move(self, text: str, delivery_id: str, now: int) -> bool:
        moved: bool = await self._writer.run(partial(_move, text, self._tenant, delivery_id, now))
        return moved


def _fetch(text: str, values: Row, connection: sqlite3.Connection) -> list[Row]:
    with transaction(connection):
        return connection.execute(text, values).fetchall()


def _move(
    text: str, tenant: str, delivery_id: str, now: int, connection: sqlite3.Connection
) -> bool:
    """Carry out what may leave a lane without a first one."""
    with transaction(connection):
        lanes = connection.execute(text, (tenant, delivery_id, now)).fetchall()
        for (lane,) in lanes:
            connection.execute(PROMOTE, (tenant, lane, now))
    return bool(lanes)
