"""A whole gateway in this process, on every store, with peers, and a model that a test scripts."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from gateway.config import Settings, read
from gateway.http.app import make_app
from gateway.store.base import TenantStore
from gateway.wiring import Services, open_services
from tests.model_server import ModelServer

KEY = "sk-canary-key"
OUTBOUND = "canary-outbound-token"
ENVIRON = {"MODEL_KEY": KEY, "GLOBEX_TOKEN": OUTBOUND}

SKILLS = '''
from gateway.skillkit import SkillContext, skill

@skill(scope="internal")
def house_keys(ctx: SkillContext) -> str:
    """Open the canary vault."""
    return "the keys"

@skill(tags=("weather",))
def forecast(ctx: SkillContext) -> str:
    """Say how the weather will be."""
    return "rain"
'''


@dataclass
class Office:
    """A running gateway; ``ask`` is what a peer says to its chat endpoint."""

    services: Services
    client: TestClient[Any, Any]

    @property
    def store(self) -> TenantStore:
        return self.services.tenant

    async def post(
        self, body: Any, peer: str = "acme", path: str = "/a2a/chat", **headers: str
    ) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer token-of-{peer}", **headers}
        async with self.client.post(path, json=body, headers=headers) as response:
            return response.status, await response.json()

    async def ask(self, text: str, peer: str = "acme", **more: Any) -> Any:
        """The answer with 200 to a text."""
        status, answer = await self.post({"text": text, **more}, peer)
        assert status == 200, answer
        return answer


Opener = Callable[..., Any]


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    scripted = ModelServer()
    running = await scripted.serve()
    yield scripted
    await running.close()


@pytest.fixture(params=["memory:", "sqlite:///gate.db"])
def store_url(request: pytest.FixtureRequest) -> str:
    url: str = request.param
    return url


@pytest.fixture
async def open_office(tmp_path: Path, server: ModelServer) -> AsyncIterator[Opener]:
    """``await open_office(llm=True, …)``: a gateway that is closed with the test."""
    async with AsyncExitStack() as stack:

        async def open_one(**kinds: Any) -> Office:
            return await stack.enter_async_context(serve(tmp_path, server, **kinds))

        yield open_one


@asynccontextmanager
async def serve(
    folder: Path,
    server: ModelServer,
    *,
    llm: bool = True,
    more: str = "",
    agent: str = "",
    store: str = "memory:",
    skills: str = SKILLS,
    api_key: str = "env:MODEL_KEY",
) -> AsyncIterator[Office]:
    (folder / "skills").mkdir(exist_ok=True)
    (folder / "skills" / "own.py").write_text(skills)
    model = (
        f'[llm]\nbase_url = "{server.base_url}"\nmodel = "small-1"\napi_key = "{api_key}"\n{more}\n'
    )
    settings = make_settings(folder, model if llm else "", agent, store)
    async with open_services(settings, environ=ENVIRON) as services:
        test_server = TestServer(make_app(services))
        async with TestClient(test_server) as client:
            services.live.base_url = str(client.make_url(""))
            yield Office(services, client)


def make_settings(folder: Path, model: str, agent: str, store: str) -> Settings:
    peers = "".join(
        f'[[peers]]\nname = "{name}"\nskills = {skills}\noutbound_token = "env:GLOBEX_TOKEN"\n'
        f'tokens = [{{ id = "a", hash = "{sha256(f"token-of-{name}".encode()).hexdigest()}" }}]\n'
        for name, skills in (
            ("acme", '["*"]'),
            ("rival", '["*"]'),
            ("limited", '["chat", "echo"]'),
            ("mute", '["echo"]'),
        )
    )
    text = (
        f'[agent]\nname = "Nordic Parts"\ndescription = "Sells parts."\n{agent}\n'
        f'[store]\nurl = "{store}"\n[skills]\ndirs = ["skills"]\n{model}{peers}'
    )
    return read(text, folder / "peers.toml", environ={})
