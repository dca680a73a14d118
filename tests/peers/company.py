"""Whole gateways in this process, which speak with each other over the loopback."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp.test_utils import TestClient

from gateway.config import PeerRow, read, read_peer
from gateway.core.clock import Clock
from gateway.http.app import make_app
from gateway.outbox import Ask
from gateway.peers import InviteFile
from gateway.wiring import Services, open_services
from gateway.wiring.partners import Partners
from tests.http.server import Server

NETWORKS = ["127.0.0.0/8"]
DAY_MS = 86_400_000


@dataclass
class Company:
    """One side; ``client`` calls it from outside."""

    services: Services
    client: TestClient[Any, Any]

    @property
    def partners(self) -> Partners:
        return self.services.partners

    @property
    def url(self) -> str:
        return self.services.live.base_url

    def row(self, name: str) -> PeerRow:
        """The row of a peer that counts."""
        return next(row for row in self.services.live.settings.peers if row.name == name)

    async def invite(self, name: str, **row: Any) -> InviteFile:
        expires = self.services.clock.now() + DAY_MS
        return await self.partners.invitations.give(template(name, **row), expires)

    async def accept(self, invite: InviteFile, name: str, **row: Any) -> PeerRow:
        added, _ = await self.partners.acceptances.accept(invite, template(name, **row))
        return added

    async def call(self, name: str) -> Any:
        """What a peer's echo answers, or why there is no answer."""
        peer = self.services.outbox.get_peer(name)
        outcome = await self.services.outbox.ask(peer, Ask("echo", {"n": 1}), seconds=5)
        return outcome.value if outcome.error is None else outcome.error

    async def post(self, path: str, body: Any, token: str = "") -> tuple[int, Any]:
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        async with self.client.post(path, data=data, headers=headers) as response:
            return response.status, await response.json()


def template(name: str, **row: Any) -> PeerRow:
    return read_peer({"name": name, "plain_http": True, "networks": NETWORKS, **row})


@asynccontextmanager
async def company(
    folder: Path, agent: str, peers: str = "", clock: Clock | None = None
) -> AsyncIterator[Company]:
    text = f'[agent]\nname = "{agent}"\n[store]\nurl = "memory:"\n{peers}'
    settings = read(text, folder / "peers.toml", environ={})
    async with (
        open_services(settings, clock=clock) as services,
        TestClient(Server(make_app(services))) as client,
    ):
        services.live.base_url = str(client.make_url("")).rstrip("/")
        yield Company(services, client)
