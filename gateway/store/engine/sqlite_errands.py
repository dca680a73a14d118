"""One tenant's errands in the SQLite file."""

from functools import partial

from gateway.store.engine.sqlite_batch import delete
from gateway.store.engine.sqlite_reader import Reader
from gateway.store.engine.sqlite_writer import Writer
from gateway.store.errand import Errand
from gateway.store.sql.errands import (
    FIND_ERRAND,
    FIND_HANDED,
    FIND_ROUTED,
    FORGET_ERRANDS,
    read_errand,
)


class SqliteErrands:
    def __init__(self, tenant: str, writer: Writer, reader: Reader) -> None:
        self._tenant = tenant
        self._writer = writer
        self._reader = reader

    async def find(self, task_id: str) -> Errand | None:
        return self._find(FIND_ERRAND, task_id)

    async def find_routed(self, caller: str, context_id: str) -> Errand | None:
        return self._find(FIND_ROUTED, caller, context_id)

    async def find_handed(self, caller: str, context_id: str, skill: str) -> Errand | None:
        return self._find(FIND_HANDED, caller, context_id, skill)

    async def forget(self, before: int) -> int:
        forgotten: int = await self._writer.run(
            partial(delete, FORGET_ERRANDS, (self._tenant, before))
        )
        return forgotten

    def _find(self, text: str, *values: str) -> Errand | None:
        row = self._reader.find(text, (self._tenant, *values))
        return None if row is None else read_errand(row)
