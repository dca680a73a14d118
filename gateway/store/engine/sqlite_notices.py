"""One tenant's notices in the SQLite file."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import partial

from gateway.core.notice import Notice
from gateway.store.engine.sqlite_batch import delete
from gateway.store.engine.sqlite_reader import Reader
from gateway.store.engine.sqlite_writer import Writer
from gateway.store.notice import NoticeQuery
from gateway.store.sql.notices import (
    FIND_CURSOR,
    FIND_NOTICE,
    FORGET_NOTICES,
    LIST_NOTICES_AFTER,
    NEWEST_NOTICE,
    list_notices,
    read_notice,
)
from gateway.store.watch import Watch
from gateway.store.watchers import Watchers


class SqliteNotices:
    def __init__(self, tenant: str, writer: Writer, reader: Reader, watchers: Watchers) -> None:
        self._tenant = tenant
        self._writer = writer
        self._reader = reader
        self._watchers = watchers

    async def list_after(self, seq: int, limit: int) -> Sequence[Notice]:
        rows = await self._reader.scan(LIST_NOTICES_AFTER, (self._tenant, seq, limit))
        return [read_notice(row) for row in rows]

    async def list_page(self, query: NoticeQuery) -> Sequence[Notice]:
        return [
            read_notice(row) for row in await self._reader.scan(*list_notices(self._tenant, query))
        ]

    async def find(self, notice_id: str) -> Notice | None:
        row = self._reader.find(FIND_NOTICE, (self._tenant, notice_id))
        return None if row is None else read_notice(row)

    async def find_cursor(self, reader: str) -> int | None:
        row = self._reader.find(FIND_CURSOR, (self._tenant, reader))
        return None if row is None else int(row[0])

    async def newest(self) -> int:
        row = self._reader.find(NEWEST_NOTICE, (self._tenant,))
        assert row is not None
        return int(row[0])

    async def forget(self, before: int) -> int:
        forgotten: int = await self._writer.run(
            partial(delete, FORGET_NOTICES, (self._tenant, before))
        )
        return forgotten

    def watch(self) -> AbstractContextManager[Watch]:
        return self._watchers.watch_notices()
