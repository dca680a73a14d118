"""A store of each kind with a deal in it, an outbox whose letters stay there, and who decides."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from gateway.core.clock import Clock
from gateway.core.deal import Deal, DealState, Offer
from gateway.core.json import decode
from gateway.core.peer import Peer, PeerStatus
from gateway.deals.decide import Decided, Decider, Decision, Desk
from gateway.deals.letters import Letters
from gateway.net import Reach, make_tls
from gateway.net.client import HttpClient
from gateway.observe.log import get_log
from gateway.outbox import Exchange, Health, Outbox, Pins
from gateway.store import open_store
from gateway.store.base import TenantStore
from gateway.store.deal import OpenDeal, SaveOffer
from gateway.store.outbox import DeliveryQuery
from gateway.store.records import Activity
from gateway.store.writes import RecordActivity
from tests.deals.story import DEADLINE, OPENED, WIRE, asked, at

DEAL = Deal("deal-1", "PR-2027-0847", DealState.OPEN, WIRE, OPENED, DEADLINE)


@dataclass
class Room:
    """``now`` is what the clock shows; ``woken`` how often the courier was told to look."""

    tenant: TenantStore
    exchange: Exchange
    peers: dict[str, Peer] = field(default_factory=dict)
    now: int = at(9)
    woken: int = 0
    ids: int = 0

    def __post_init__(self) -> None:
        self.clock = Clock(lambda: self.now, self._new_id)
        log = get_log("test")
        health = Health(self.tenant, self.clock, log)
        pins = Pins(self.tenant, lambda _: "", self.clock, log)
        self.outbox = Outbox(
            self.tenant,
            self.exchange,
            self.peers.get,
            health,
            pins,
            self.clock,
            log,
            seconds=lambda: 1,
        )

    async def open(self, *offers: Offer, deal: Deal = DEAL) -> None:
        """The deal with what each peer answered, each in a conversation of its own."""
        for offer in offers:
            self.peers[offer.peer] = Peer(offer.peer, "https://supplier.example")
            await self.tenant.commit(RecordActivity(call_of(offer)))
        first = tuple(asked(offer.peer) for offer in offers)
        await self.tenant.commit(OpenDeal(deal, first))
        for offer, was in zip(offers, first, strict=True):
            if offer != was:
                await self.tenant.commit(SaveOffer(offer))

    @property
    def decider(self) -> Decider:
        desk = Desk(self.tenant, Letters(self.tenant, self.outbox), self.clock)
        return Decider(desk, self._get_deal, self._wake)

    async def decide(self, decision: Decision) -> Decided:
        return await self.decider.decide(DEAL.ref, decision)

    async def deal(self) -> Deal:
        return await self._get_deal(DEAL.ref)

    async def letters(self) -> dict[str, Any]:
        """What is owed to each peer, as JSON."""
        owed = await self.tenant.outbox.list_page(DeliveryQuery(limit=100))
        return {delivery.peer: decode(delivery.body.encode()) for delivery in owed}

    def pause(self, peer: str) -> None:
        self.peers[peer] = replace(self.peers[peer], status=PeerStatus.PAUSED)

    async def _get_deal(self, name: str) -> Deal:
        deal = await self.tenant.deals.find_by_ref(name)
        assert deal is not None
        return deal

    def _wake(self) -> None:
        self.woken += 1

    def _new_id(self) -> str:
        self.ids += 1
        return f"id-{self.ids:04}"


def call_of(offer: Offer) -> Activity:
    """The audit row of the call that asked for it, with the conversation in its answer."""
    return Activity(
        offer.activity_id,
        offer.asked_at,
        offer.peer,
        "outbound",
        "SendMessage",
        "success",
        output=f'{{"id": "t", "contextId": "context-of-{offer.peer}"}}',
    )


@pytest.fixture(params=["memory:", "sqlite:///{folder}/gate.db"], ids=["memory", "sqlite"])
async def room(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Room]:
    store = await open_store(request.param.format(folder=tmp_path))
    async with HttpClient(make_tls(), connect_seconds=60) as client:
        exchange = Exchange(
            client,
            resolve=lambda _: "",
            reach=lambda peer: Reach.of(peer.networks, plain_http=peer.plain_http),
            reply_bytes=100_000,
            stream_bytes=200_000,
            card_bytes=50_000,
        )
        room = Room(store.for_tenant("buyer"), exchange)
        yield room
        await room.outbox.close(0)
    await store.close()
