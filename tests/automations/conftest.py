"""A store whose notices are dispatched, with a clock that stands still until it is set."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from gateway.core.clock import Clock
from gateway.core.json import JsonObject
from gateway.core.notice import Notice, NoticeType
from gateway.store import open_store
from gateway.store.base import TenantStore
from gateway.store.notice import RaiseNotice
from gateway.store.outbox import Delivery, DeliveryQuery

NOON = 1_800_000_000_000


@dataclass
class House:
    """``now`` is what its clock shows; ids are counted."""

    tenant: TenantStore
    now: int = NOON
    ids: int = 0
    clock: Clock = field(init=False)

    def __post_init__(self) -> None:
        self.clock = Clock(lambda: self.now, self._new_id)

    def _new_id(self) -> str:
        self.ids += 1
        return f"id-{self.ids:06}"

    async def notice(
        self,
        data: JsonObject | None = None,
        kind: NoticeType = NoticeType.SIGNAL_RECEIVED,
        subject: str = "s-1",
        peer: str = "",
    ) -> Notice:
        """Raise one; what it returns has its place."""
        notice_id = self._new_id()
        notice = Notice(notice_id, kind, self.now, subject, peer, data or {})
        await self.tenant.commit(RaiseNotice(notice))
        kept = await self.tenant.notices.find(notice_id)
        assert kept is not None
        return kept

    async def owed(self) -> list[Delivery]:
        """All that is in the outbox, the oldest first."""
        rows = await self.tenant.outbox.list_page(DeliveryQuery(limit=1000))
        return sorted(rows, key=lambda row: (row.created_at, row.id))


@pytest.fixture
async def house() -> AsyncIterator[House]:
    store = await open_store("memory:")
    yield House(store.for_tenant("vendor"))
    await store.close()
