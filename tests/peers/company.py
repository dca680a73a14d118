"""Whole gateways in this process, which speak with each other over the loopback."""

import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from aiohttp.test_utils import TestClient

from gateway.auth.signing import Algorithm, Signer
from gateway.config import PeerRow, read, read_peer
from gateway.core.clock import Clock
from gateway.dialects.card import write_canonical
from gateway.http.app import make_app
from gateway.outbox import Ask
from gateway.peers import InviteFile
from gateway.wiring import Services, open_services
from gateway.wiring.partners import Partners
from tests.http.server import Server

NETWORKS = ["127.0.0.0/8"]
MINUTE_MS = 60_000
DAY_MS = 86_400_000


@dataclass
class Time:
    """The time, which a test moves on."""

    ahead: int = 0

    def now(self) -> int:
        return time.time_ns() // 1_000_000 + self.ahead


@dataclass
class Company:
    """One side; ``client`` calls it from outside."""

    services: Services
    client: TestClient[Any, Any]
    time: Time = field(default_factory=Time)

    @property
    def partners(self) -> Partners:
        return self.services.partners

    @property
    def url(self) -> str:
        return self.services.live.base_url

    def row(self, name: str) -> PeerRow:
        """The row of a peer that counts."""
        return next(row for row in self.services.live.settings.peers if row.name == name)

    @property
    def names(self) -> list[str]:
        return [row.name for row in self.services.live.settings.peers]

    async def invite(self, name: str, days: float = 1, **row: Any) -> InviteFile:
        expires = self.time.now() + round(days * DAY_MS)
        return await self.partners.invitations.give(template(name, **row), expires)

    async def accept(self, invite: InviteFile, name: str = "acme", **row: Any) -> PeerRow:
        added, _ = await self.partners.acceptances.accept(invite, template(name, **row))
        return added

    async def call(self, name: str) -> Any:
        """What a peer's echo answers, or why there is no answer."""
        peer = self.services.outbox.get_peer(name)
        outcome = await self.services.outbox.ask(peer, Ask("echo", {"n": 1}), seconds=60)
        return outcome.value if outcome.error is None else outcome.error

    async def post(
        self, path: str, body: Any, token: str = "", media_type: str = "application/json"
    ) -> tuple[int, bytes]:
        headers = {"Content-Type": media_type}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        async with self.client.post(path, data=BytesIO(data), headers=headers) as response:
            return response.status, await response.read()

    async def use(self, invite: InviteFile, body: Any) -> tuple[int, bytes]:
        """What a stranger is answered who accepts with this body."""
        return await self.post(path_of(invite), body)


def path_of(invite: InviteFile) -> str:
    return "/a2a/invitations/" + invite.invitation_url.rpartition("/")[2]


def template(name: str, **row: Any) -> PeerRow:
    return read_peer({"name": name, "plain_http": True, "networks": NETWORKS, **row})


@dataclass
class Stranger:
    """Other software that introduces itself, rightly or not."""

    signer: Signer = field(default_factory=lambda: Signer.new(Algorithm.EDDSA))
    url: str = "http://127.0.0.1:9"

    def card(self, **members: Any) -> dict[str, Any]:
        way = {"url": f"{self.url}/rpc", "protocolBinding": "JSONRPC", "protocolVersion": "1.0"}
        card = {"name": "Stranger", "supportedInterfaces": [way], **members}
        return {**card, "signatures": [self.signer.sign(form) for form in write_canonical(card)]}

    def introduction(self, **members: Any) -> dict[str, Any]:
        return {
            "peergate_invite": 1,
            "card_url": f"{self.url}/.well-known/agent-card.json",
            "card": self.card(),
            "key": dict(self.signer.public),
            "token": "canary-token-of-a-stranger",
            "tokens_url": f"{self.url}/tokens",
            **members,
        }


@asynccontextmanager
async def company(folder: Path, agent: str, peers: str = "") -> AsyncIterator[Company]:
    text = f'[agent]\nname = "{agent}"\n[store]\nurl = "memory:"\n{peers}'
    settings = read(text, folder / "peers.toml", environ={})
    time = Time()
    async with (
        open_services(settings, clock=Clock(time.now)) as services,
        TestClient(Server(make_app(services))) as client,
    ):
        services.live.base_url = str(client.make_url("")).rstrip("/")
        yield Company(services, client, time)


@asynccontextmanager
async def two(folder: Path) -> AsyncIterator[tuple[Company, Company]]:
    async with company(folder, "Acme Sales") as acme, company(folder, "Globex") as globex:
        yield acme, globex
