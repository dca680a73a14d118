"""Outboxes with a real client that may reach the loopback, in memory or on each engine."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from gateway.core.clock import Clock
from gateway.core.peer import Peer
from gateway.net import Reach, make_tls
from gateway.net.client import HttpClient
from gateway.observe.log import get_log
from gateway.outbox import Ask, Exchange, Health, Outbox, Outcome, Pins
from gateway.store import open_store
from gateway.store.base import Store, TenantStore
from gateway.store.discovery import Discovery
from gateway.store.records import Activity
from tests.outbox.mail import Mail
from tests.outbox.post import NETWORKS, Post

CANARY = "pg_canary_Zm9vYmFyYmF6"
GET_QUOTE = Ask("get_quote", {"product": "flashlight", "qty": 1000})


@dataclass
class Office:
    """``peers`` are the rows by name."""

    tenant: TenantStore
    exchange: Exchange
    peers: dict[str, Peer] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.health = Health(self.tenant, Clock(), get_log("test"), random=lambda: 0.0)
        self.pins = Pins(self.tenant, lambda _: "", Clock(), get_log("test"))
        self.exchange = replace(self.exchange, may_send=self.pins.may_send_token)
        self.outbox = self.make_outbox()

    def make_outbox(self, *, seconds: float = 60) -> Outbox:
        """A further one on the same store, as after a restart."""
        return Outbox(
            self.tenant,
            self.exchange,
            self.peers.get,
            self.health,
            self.pins,
            Clock(),
            get_log("test"),
            seconds=lambda: seconds,
            random=lambda: 1.0,
        )

    def peer(self, url: str, **row: Any) -> Peer:
        row = {"networks": NETWORKS, "plain_http": True, "outbound_token": "env:TOKEN", **row}
        peer = self.peers["vendor"] = Peer("vendor", url, **row)
        return peer

    async def ask(
        self,
        peer: Peer,
        ask: Ask = GET_QUOTE,
        *,
        seconds: float = 60,
        wait: bool = True,
        insists: bool = True,
    ) -> Outcome:
        """As the operator asks, who need not wait for the end of a backoff."""
        return await self.outbox.ask(peer, ask, seconds=seconds, wait=wait, insists=insists)

    async def activity(self) -> Activity:
        """The audit row of the newest call."""
        return (await self.tenant.list_activity(limit=1))[0]

    async def found(self) -> Discovery:
        discovery = await self.tenant.find_discovery("vendor")
        assert discovery is not None
        return discovery


@pytest.fixture
async def client() -> AsyncIterator[HttpClient]:
    async with HttpClient(make_tls(), connect_seconds=60) as client:
        yield client


@pytest.fixture
async def office(client: HttpClient) -> AsyncIterator[Office]:
    store = await open_store("memory:")
    exchange = Exchange(
        client,
        resolve=lambda _: CANARY,
        reach=lambda peer: Reach.of(peer.networks, plain_http=peer.plain_http),
        reply_bytes=100_000,
        stream_bytes=200_000,
        card_bytes=50_000,
    )
    office = Office(store.for_tenant("default"), exchange)
    yield office
    await office.outbox.close(0)
    await store.close()


@pytest.fixture(params=["memory:", "sqlite:///{folder}/gate.db"], ids=["memory", "sqlite"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    store = await open_store(request.param.format(folder=tmp_path))
    yield store
    await store.close()


@pytest.fixture
def mail(store: Store, client: HttpClient) -> Mail:
    return Mail(store.for_tenant("vendor"), client)


@pytest.fixture
async def post(store: Store, client: HttpClient) -> AsyncIterator[Post]:
    post = Post(store.for_tenant("default"), client)
    yield post
    await post.outbox.close(0)
