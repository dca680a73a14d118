"""One tenant's notices in memory."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from msgspec.structs import replace

from gateway.core.notice import Notice
from gateway.store.notice import MoveCursor, NoticeQuery, RaiseNotice
from gateway.store.watch import Watch
from gateway.store.watchers import Watchers


@dataclass(slots=True)
class KeptNotices:
    """``last`` is the newest ``seq`` that was given."""

    by_id: dict[str, Notice] = field(default_factory=dict)
    cursors: dict[str, int] = field(default_factory=dict)
    last: int = 0

    def write(self, write: RaiseNotice | MoveCursor) -> None:
        match write:
            case MoveCursor(reader, seq):
                self.cursors[reader] = seq
            case RaiseNotice(notice) if notice.id not in self.by_id:
                self.last += 1
                self.by_id[notice.id] = replace(notice, seq=self.last)


class MemoryNotices:
    def __init__(self, kept: KeptNotices, watchers: Watchers) -> None:
        self._kept = kept
        self._watchers = watchers

    async def list_after(self, seq: int, limit: int) -> Sequence[Notice]:
        return [notice for notice in self._kept.by_id.values() if notice.seq > seq][:limit]

    async def list_page(self, query: NoticeQuery) -> Sequence[Notice]:
        found = [
            notice
            for notice in reversed(self._kept.by_id.values())
            if (not query.types or notice.type in query.types)
            and query.subject in ("", notice.subject)
            and query.peer in ("", notice.peer)
            and (query.before is None or notice.seq < query.before)
        ]
        return found[: query.limit]

    async def find(self, notice_id: str) -> Notice | None:
        return self._kept.by_id.get(notice_id)

    async def find_cursor(self, reader: str) -> int | None:
        return self._kept.cursors.get(reader)

    async def newest(self) -> int:
        return max((notice.seq for notice in self._kept.by_id.values()), default=0)

    async def forget(self, before: int) -> int:
        old = [notice.id for notice in self._kept.by_id.values() if notice.at < before]
        for notice_id in old:
            del self._kept.by_id[notice_id]
        return len(old)

    def watch(self) -> AbstractContextManager[Watch]:
        return self._watchers.watch_notices()
