"""One tenant's events in the SQLite file."""

from functools import partial
from typing import Final

from gateway.core.task import TaskEvent
from gateway.store.engine.sqlite_batch import delete
from gateway.store.engine.sqlite_reader import Reader
from gateway.store.engine.sqlite_writer import Writer
from gateway.store.sql.events import FORGET_EVENTS, READ_EVENTS, read_events

_ALL: Final = -1
# Events forgotten at a time, so that no unit waits long for the writer.
_CHUNK: Final = 500


class SqliteEvents:
    def __init__(self, tenant: str, writer: Writer, reader: Reader) -> None:
        self._tenant = tenant
        self._writer = writer
        self._reader = reader

    async def read(self, task_id: str, after: int, limit: int) -> list[TaskEvent]:
        return self._read(task_id, after, limit)

    def read_all(self, task_id: str, after: int) -> list[TaskEvent]:
        """All that follow, read in place."""
        return self._read(task_id, after, _ALL)

    async def forget(self, before: int) -> int:
        values = (self._tenant, before, _CHUNK)
        forgotten, count = 0, _CHUNK
        while count == _CHUNK:
            count = await self._writer.run(partial(delete, FORGET_EVENTS, values))
            forgotten += count
        return forgotten

    def _read(self, task_id: str, after: int, limit: int) -> list[TaskEvent]:
        values = (self._tenant, task_id, after, limit)
        return read_events(self._reader.read(READ_EVENTS, values), after)
