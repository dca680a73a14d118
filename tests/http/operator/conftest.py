"""A gateway in this process with an operator, two peers that call, and one that is called."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from argon2 import PasswordHasher
from yarl import URL

from gateway.config import read
from gateway.http.app import make_app
from gateway.store.base import TenantStore
from gateway.wiring import Services, open_services
from tests.http.server import Server
from tests.outbox.scripted import Script, script

OPERATOR = "pgop_canary_operator"
OUTBOUND = "canary-outbound"

SKILLS = '''
import asyncio
from gateway.skillkit import SkillContext, skill

@skill(scope="internal", trust="notify", timeout=3)
async def house_keys(ctx: SkillContext) -> str:
    """Hand out the keys."""
    return "the keys"

@skill()
async def endless(ctx: SkillContext) -> None:
    """Wait."""
    await asyncio.Event().wait()

@skill()
async def asking(ctx: SkillContext) -> str:
    """Ask."""
    await ctx.ask("Which colour?")

@skill()
async def sell(ctx: SkillContext) -> dict:
    """Sell, if somebody says so."""
    amount = ctx.arguments["amount"]
    await ctx.require_approval(
        f"Sell for {amount} SEK",
        amount=amount,
        currency="SEK",
        up_to=50,
        note="Our sales lead looks at it.",
        preliminary={"price_from": 90},
    )
    return {"sold_for": amount}
'''


@dataclass
class Office:
    """A running gateway; its answers are (status, JSON)."""

    services: Services
    client: TestClient[Any, Any]

    @property
    def tenant(self) -> TenantStore:
        return self.services.tenant

    @property
    def app(self) -> web.Application:
        return self.client.server.app

    async def get(self, path: str, token: str = OPERATOR) -> tuple[int, Any]:
        return await self.ask("GET", path, token=token)

    async def post(self, path: str, body: Any = None) -> tuple[int, Any]:
        return await self.ask("POST", path, body)

    async def ask(
        self, method: str, path: str, body: Any = None, token: str = OPERATOR
    ) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        url = URL(f"/operator/v1{path}", encoded=True)
        data = None if body is None else json.dumps(body)
        async with self.client.request(method, url, data=data, headers=headers) as response:
            return response.status, await response.json()

    async def call(
        self,
        skill: str,
        peer: str = "acme",
        *,
        arguments: Any = None,
        wait: bool = True,
        **more: Any,
    ) -> Any:
        """What a peer's call of a skill is answered with."""
        message = {
            "messageId": self.services.clock.new_id(),
            "role": "ROLE_USER",
            "parts": [{"data": {"skill": skill, "arguments": arguments or {"word": "hello"}}}],
            **more,
        }
        params = {"message": message, "configuration": {"returnImmediately": not wait}}
        call = {"jsonrpc": "2.0", "id": 1, "method": "SendMessage", "params": params}
        headers = {"Authorization": f"Bearer token-of-{peer}"}
        async with self.client.post("/a2a", json=call, headers=headers) as response:
            answer = await response.json()
        return answer["result"]["task"] if "result" in answer else answer["error"]

    @asynccontextmanager
    async def follow(self, query: str = "") -> AsyncIterator["Events"]:
        headers = {"Authorization": f"Bearer {OPERATOR}"}
        url = f"/operator/v1/activity/follow{query}"
        async with self.client.get(url, headers=headers) as response:
            assert response.status == 200
            assert response.content_type == "text/event-stream"
            yield Events(response)


@dataclass
class Events:
    """Server-sent events, as they come."""

    response: Any

    async def next(self) -> tuple[str, Any]:
        """The name and the data of the next event."""
        async with asyncio.timeout(60):
            while True:
                lines = await self.response.content.readuntil(b"\n\n")
                if lines.startswith(b"event: "):
                    name, data = lines.decode().strip().split("\n")
                    return name.removeprefix("event: "), json.loads(data.removeprefix("data: "))


@pytest.fixture(scope="session")
def token_hash() -> str:
    """A cheap one, for tests that ask for it on every route."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(OPERATOR)


@pytest.fixture
async def vendor() -> AsyncIterator[Script]:
    """The peer that is called; a test says what it answers."""
    async with script() as peer:
        yield peer


@pytest.fixture(params=["memory:", "sqlite:///gate.db"])
async def office(
    request: pytest.FixtureRequest, tmp_path: Path, token_hash: str, vendor: Script
) -> AsyncIterator[Office]:
    (tmp_path / "skills").mkdir()
    (tmp_path / "skills" / "own.py").write_text(SKILLS)
    callers = "".join(
        f'[[peers]]\nname = "{name}"\ntags = ["customer"]\nplain_http = true\n'
        f'tokens = [{{ id = "a", hash = "{sha256(f"token-of-{name}".encode()).hexdigest()}" }}]\n'
        for name in ("acme", "rival")
    )
    text = (
        f'[agent]\nname = "Office"\n[store]\nurl = "{request.param}"\n[skills]\ndirs = ["skills"]\n'
        f'[net]\nallow_networks = ["127.0.0.0/8"]\n[limits]\nshutdown_seconds = 0.1\n'
        f"[operator]\ntoken_hash = '{token_hash}'\n{callers}"
        f'[[peers]]\nname = "vendor"\nurl = "{vendor.url}"\nplain_http = true\n'
        f'outbound_token = "env:VENDOR"\n'
        f'[[peers]]\nname = "idle"\nstatus = "paused"\n'
    )
    settings = read(text, tmp_path / "peers.toml", environ={})
    async with (
        open_services(settings, environ={"VENDOR": OUTBOUND}) as services,
        TestClient(Server(make_app(services))) as client,
    ):
        services.live.base_url = str(client.make_url("")).rstrip("/")
        yield Office(services, client)
