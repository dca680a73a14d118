"""An outbox with its courier, a store of its own, and a clock that the test moves."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from gateway.auth.secrets import Safe
from gateway.core.clock import Clock
from gateway.core.peer import Peer, PeerStatus
from gateway.core.push import PushConfig
from gateway.net import Identity, Reach
from gateway.net.client import HttpClient
from gateway.observe.log import get_log
from gateway.outbox.deliver import Bounds, Carry, Courier
from gateway.outbox.hook import check_hook
from gateway.outbox.push import PUSH, PushCarrier
from gateway.outbox.push_safe import PushSafe
from gateway.store.base import TenantStore
from gateway.store.outbox import AddDelivery, Delivery, DeliveryQuery
from gateway.store.push import SavePushConfig, push_lane


def reach_of(peer: Peer) -> Reach:
    identity = Identity(peer.client_cert, peer.client_key) if peer.client_cert else None
    return Reach.of(peer.networks, plain_http=peer.plain_http, identity=identity)


SAFE = PushSafe(Safe("k" * 32), "vendor")


@dataclass
class Mail:
    """``at`` is the time; the peers are rows by name, which allow the loopback."""

    store: TenantStore
    client: HttpClient
    at: int = 1_700_000_000_000
    peers: dict[str, Peer] = field(default_factory=dict)
    bounds: Bounds = field(default_factory=lambda: Bounds(in_all=8, per_peer=4, lease_ms=60_000))
    ours: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        numbers = itertools.count(1)
        self.clock = Clock(now=lambda: self.at, new_id=lambda: f"d-{next(numbers):04d}")
        self.carrier = PushCarrier(
            self.store,
            SAFE,
            self.client,
            lambda name: self.peers.get(name),
            reach_of,
            lambda peer, url: check_hook(url, reach_of(peer), self.ours),
            self.clock,
            seconds=60,
        )
        self.add_peer("acme")

    def add_peer(self, name: str, status: PeerStatus = PeerStatus.ACTIVE) -> None:
        self.peers[name] = Peer(name, status=status, networks=("127.0.0.0/8",), plain_http=True)

    async def configure(self, url: str, config_id: str = "p-1", **more: str) -> None:
        config = PushConfig("t-1", config_id, url, **more)
        record = SAFE.seal(config, peer="acme", dialect="a2a-1.0", at=self.at)
        await self.store.commit(SavePushConfig(record))

    async def post(
        self, *bodies: str, config_id: str = "p-1", peer: str = "acme", task_id: str = "t-1"
    ) -> list[str]:
        """The ids of a delivery for each body."""
        added = []
        for body in bodies:
            delivery = Delivery(
                id=self.clock.new_id(),
                kind=PUSH,
                lane=push_lane(task_id, config_id),
                peer=peer,
                task_id=task_id,
                target=config_id,
                body=body,
                media_type="application/a2a+json",
                created_at=self.at,
            )
            await self.store.commit(AddDelivery(delivery))
            added.append(delivery.id)
        return added

    @asynccontextmanager
    async def courier(self, carry: Carry | None = None) -> AsyncIterator[Courier]:
        """One that runs while inside; without ``carry`` it makes the tries over HTTP."""
        courier = Courier(
            self.store,
            carry or self.carrier.carry,
            lambda: [p.name for p in self.peers.values() if p.status is PeerStatus.PAUSED],
            self.clock,
            get_log("test"),
            self.bounds,
            random=lambda: 0.0,
        )
        running = asyncio.create_task(courier.run())
        try:
            yield courier
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running
            await courier.close(0)

    async def rows(self, **query: Any) -> list[Delivery]:
        """What is in the outbox, oldest first."""
        return list(reversed(await self.store.outbox.list_page(DeliveryQuery(**query))))

    async def wait_for(self, look: Callable[[list[Delivery]], bool]) -> list[Delivery]:
        """The outbox once it looks so."""
        async with asyncio.timeout(60):
            while not look(rows := await self.rows()):  # noqa: ASYNC110
                await asyncio.sleep(0.001)
        return rows

    async def wait_until_empty(self) -> None:
        await self.wait_for(lambda rows: not rows)

    async def wait_until_settled(self) -> list[Delivery]:
        """The outbox once nothing is in hand and nothing is due."""

        def is_settled(rows: list[Delivery]) -> bool:
            return not any(
                row.lease or (row.next_at is not None and row.next_at <= self.at) for row in rows
            )

        return await self.wait_for(is_settled)
