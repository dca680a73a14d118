"""One tenant's sealed values in the SQLite file."""

import sqlite3
from collections.abc import Sequence
from functools import partial

from gateway.store.engine.sqlite_batch import transaction
from gateway.store.engine.sqlite_reader import Reader
from gateway.store.engine.sqlite_writer import Writer
from gateway.store.sealed import Resealed, SealedValue
from gateway.store.sql.sealed import LIST_OTHERS, LIST_SEALS, write_resealed
from gateway.store.sql.text import Steps


class SqliteSealed:
    def __init__(self, tenant: str, writer: Writer, reader: Reader) -> None:
        self._tenant = tenant
        self._writer = writer
        self._reader = reader

    async def list_seals(self) -> list[bytes]:
        return [seal for (seal,) in await self._reader.scan(LIST_SEALS, (self._tenant,))]

    async def list_others(self, seal: bytes, limit: int) -> list[SealedValue]:
        found: list[SealedValue] = []
        for table, text in LIST_OTHERS.items():
            rows = await self._reader.scan(text, (self._tenant, seal, limit - len(found)))
            found += [SealedValue((table, *names), sealed) for *names, sealed in rows]
        return found

    async def replace(self, values: Sequence[Resealed]) -> None:
        steps = [write_resealed(self._tenant, value) for value in values]
        await self._writer.run(partial(_carry_out, steps))


def _carry_out(steps: Steps, connection: sqlite3.Connection) -> None:
    with transaction(connection):
        for text, row in steps:
            connection.execute(text, row)
