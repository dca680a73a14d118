"""An outbox whose durable calls a courier carries, with a clock that the test moves."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from gateway.core.clock import Clock
from gateway.core.peer import Peer, PeerStatus
from gateway.net import Reach
from gateway.net.client import HttpClient
from gateway.observe.log import get_log
from gateway.outbox import (
    CALL,
    Ask,
    Bounds,
    Courier,
    Durability,
    Exchange,
    Health,
    Outbox,
    Outcome,
    Pins,
    Reception,
    by_kind,
)
from gateway.store.base import TenantStore
from gateway.store.outbox import Delivery, DeliveryQuery
from gateway.store.records import Activity
from gateway.store.writes import Unit
from tests.until import until_found

NETWORKS = ("127.0.0.0/8",)


@dataclass
class Received:
    """What was told of the calls, and what is said to that; ``expected_at`` is for a review."""

    told: list[tuple[str, Outcome, bool]] = field(default_factory=list)
    writes: Callable[[Outcome], Unit] = field(default=lambda _: ())
    expected_at: int = 0

    async def receive(self, row: Activity, outcome: Outcome, *, is_over: bool) -> Reception:
        self.told.append((row.id, outcome, is_over))
        return Reception(self.writes(outcome), self.expected_at)


@dataclass
class Post:
    """``at`` is the time; the peers are rows by name. ``received`` is told what came of calls."""

    tenant: TenantStore
    client: HttpClient
    at: int = 1_700_000_000_000
    peers: dict[str, Peer] = field(default_factory=dict)
    most_waiting: int = 100
    seconds: float = 60
    courier: Courier | None = None
    received: Received = field(default_factory=Received)

    def __post_init__(self) -> None:
        self.clock = Clock(now=lambda: self.at)
        self.open()

    def open(self) -> None:
        """What a start makes new."""
        log = get_log("test")
        exchange = Exchange(
            self.client,
            lambda _: "",
            lambda peer: Reach.of(peer.networks, plain_http=peer.plain_http),
            reply_bytes=100_000,
            stream_bytes=200_000,
            card_bytes=50_000,
        )
        self.health = Health(self.tenant, self.clock, log, random=lambda: 0.0)
        self.outbox = Outbox(
            self.tenant,
            exchange,
            self.peers.get,
            self.health,
            Pins(self.tenant, lambda _: "", self.clock, log),
            self.clock,
            log,
            seconds=lambda: self.seconds,
            random=lambda: 0.0,
            durability=Durability(self.most_waiting, 60, self.wake),
            results=self.received,
        )

    def wake(self) -> None:
        if self.courier is not None:
            self.courier.wake()

    def peer(self, url: str, name: str = "vendor", **row: Any) -> Peer:
        row = {"networks": NETWORKS, "plain_http": True, "dialect": "a2a-1.0", **row}
        peer = self.peers[name] = Peer(name, url, **{"endpoint": "/a2a", **row})
        return peer

    async def say(self, peer: Peer, *texts: str) -> list[str]:
        """The ids of a durable call for each text."""
        return [await self.outbox.queue(peer, Ask(text=text)) for text in texts]

    @asynccontextmanager
    async def deliver(self) -> AsyncIterator[Courier]:
        """A courier that runs while inside."""
        self.courier = Courier(
            self.tenant,
            by_kind(self.outbox.carriers),
            lambda: [p.name for p in self.peers.values() if p.status is PeerStatus.PAUSED],
            self.clock,
            get_log("test"),
            Bounds(in_all=8, per_peer=4, lease_ms=90_000),
            random=lambda: 0.0,
        )
        courier = self.courier
        self.health.on_back = lambda peer: courier.hasten(peer, CALL)
        running = asyncio.create_task(courier.run())
        try:
            yield courier
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running
            await courier.close(0)

    async def row(self, activity_id: str) -> Activity:
        found = await self.tenant.find_activity(activity_id)
        assert found is not None
        return found

    async def rows(self) -> list[Delivery]:
        """What is in the outbox, oldest first."""
        return list(reversed(await self.tenant.outbox.list_page(DeliveryQuery())))

    async def until(self, look: Callable[[], Awaitable[object]]) -> None:
        await until_found(look)

    async def until_status(self, activity_id: str, status: str) -> Activity:
        async def is_so() -> bool:
            return (await self.row(activity_id)).status == status

        await until_found(is_so)
        return await self.row(activity_id)

    async def until_tried(self, delivery_id: str, tries: int) -> Delivery:
        """The delivery once so many tries of it were made."""

        async def is_tried() -> bool:
            found = await self.tenant.outbox.find(delivery_id)
            return found is not None and found.tries >= tries and not found.lease

        await until_found(is_tried)
        found = await self.tenant.outbox.find(delivery_id)
        assert found is not None
        return found

    async def until_empty(self) -> None:
        async def is_empty() -> bool:
            return not await self.rows()

        await until_found(is_empty)

    async def let_time_pass(self, courier: Courier) -> None:
        """Go on to whatever is due next, until nothing is owed any more."""

        async def is_empty() -> bool:
            rows = await self.rows()
            self.at = max([self.at, *(row.next_at or 0 for row in rows)])
            courier.wake()
            return not rows

        await until_found(is_empty)
