"""Notices as they are kept: a log in the order of their commits, and how far its readers came.

A reader that carries a notice out writes its place in the same unit, so that a restart neither
loses one nor carries it out twice.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from msgspec import Struct

from gateway.core.notice import Notice, NoticeType
from gateway.store.watch import Watch


class RaiseNotice(Struct, frozen=True):
    """Keep a notice; one whose id is kept already is the same one."""

    notice: Notice


class MoveCursor(Struct, frozen=True):
    """The reader of that name has done with all notices up to this ``seq``; one that goes by the
    clock, with all up to this time in milliseconds."""

    reader: str
    seq: int


class NoticeQuery(Struct, frozen=True):
    """What is left out restricts nothing; of several ``types`` any will do. Newest first; the page
    after a notice begins with its ``seq`` as ``before``."""

    types: tuple[NoticeType, ...] = ()
    subject: str = ""
    peer: str = ""
    before: int | None = None
    limit: int = 50


class NoticeStore(Protocol):
    """One tenant's notices, where they are not written by units."""

    async def list_after(self, seq: int, limit: int) -> Sequence[Notice]:
        """Those after that place, oldest first."""

    async def list_page(self, query: NoticeQuery) -> Sequence[Notice]: ...

    async def find(self, notice_id: str) -> Notice | None: ...

    async def find_cursor(self, reader: str) -> int | None:
        """How far the reader came; None for one that never read."""

    async def newest(self) -> int:
        """The ``seq`` of the newest notice, 0 while there is none."""

    async def forget(self, before: int) -> int:
        """Forget those raised before this time; return how many they were."""

    def watch(self) -> AbstractContextManager[Watch]:
        """Be told, while inside, the ids of the notices that this process commits."""
