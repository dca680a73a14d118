"""A gateway whose skills peers carry out, and the gateways of those peers, all in this process."""

import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from gateway.config import Settings, read
from gateway.core.call import CancelTask, GetTask, SendMessage, TaskReply
from gateway.core.message import DataPart, Message, Part, Role, TextPart
from gateway.core.peer import AuthenticatedPeer, Peer
from gateway.core.task import Task
from gateway.inbox.arrival import Arrival
from gateway.store.records import Activity
from gateway.wiring import Services, open_services
from tests.delegate.shared import Shared, renew
from tests.outbox.conftest import CANARY
from tests.outbox.gateway import called_by, serve
from tests.outbox.post import NETWORKS

SKILLS = Path(__file__).with_name("skills")
ENVIRON = {"TOKEN": CANARY, "TICKETS": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}


def peer_row(name: str, url: str, more: str = "") -> str:
    return (
        f'[[peers]]\nname = "{name}"\nurl = "{url}"\noutbound_token = "env:TOKEN"\n'
        f'plain_http = true\nnetworks = ["{NETWORKS[0]}"]\n{more}\n'
    )


def skill_row(name: str, *handlers: str, more: str = "") -> str:
    named = ", ".join(f'"{handler}"' for handler in handlers)
    return f'[[skills.rows]]\nname = "{name}"\nhandlers = [{named}]\n{more}\n'


@dataclass
class Front:
    """The gateway that callers know; ``numbers`` make its messages' ids."""

    services: Services
    folder: Path
    numbers: Any = field(default_factory=lambda: itertools.count(1))

    async def handle(self, call: Any, caller: str = "buyer", **row: Any) -> Any:
        who = AuthenticatedPeer(Peer(caller, **row), "default", "token-1")
        arrival = Arrival("request", "a2a-1.0", self.services.clock.now())
        return await self.services.inbox.handle(who, call, arrival)

    async def send(self, *parts: Part, caller: str = "buyer", **more: Any) -> Task:
        names = ("task_id", "context_id")
        of_message = {name: more.pop(name) for name in names if name in more}
        message = Message(f"m-{next(self.numbers)}", Role.USER, parts, **of_message)
        reply = await self.handle(SendMessage(message, **more), caller)
        assert isinstance(reply, TaskReply), reply
        return reply.task

    async def call(self, skill: str, arguments: Any = None, *more: Part, **options: Any) -> Task:
        part = DataPart({"skill": skill, "arguments": arguments or {}})
        return await self.send(part, *more, **options)

    async def say(self, text: str, **options: Any) -> Task:
        return await self.send(TextPart(text), **options)

    async def get(self, task_id: str) -> Task:
        reply: TaskReply = await self.handle(GetTask(task_id))
        return reply.task

    async def cancel(self, task_id: str) -> Task:
        reply: TaskReply = await self.handle(CancelTask(task_id))
        return reply.task

    async def calls_out(self) -> list[Activity]:
        """What was asked of peers, oldest first."""
        rows = await self.services.tenant.list_activity(limit=100)
        return [row for row in reversed(rows) if row.direction == "outbound"]

    def reload(self, text: str) -> None:
        """As when the config file has changed."""
        self.services.adopt(settings_of(self.folder, text))


def settings_of(folder: Path, text: str, store: str = "memory:") -> Settings:
    head = f'[agent]\nname = "A"\n[store]\nurl = "{store}"\n[limits]\nshutdown_seconds = 0.05\n'
    return read(head + text, folder / "peers.toml", environ={})


@asynccontextmanager
async def open_services_of(folder: Path, text: str, store: str) -> AsyncIterator[Front]:
    """A front without a port: its callers are in this process."""
    settings = settings_of(folder, text, store)
    async with open_services(settings, environ=ENVIRON) as services:
        yield Front(services, folder)


@dataclass
class Street:
    """Gateways side by side, until the test is over."""

    folder: Path
    stack: AsyncExitStack

    async def vendor(self, peers: str = "") -> tuple[Services, str]:
        """A peer that lets the front call the skills of ``skills/vendor.py``."""
        rows = called_by("front") + peers
        opened: tuple[Services, str] = await self.stack.enter_async_context(
            serve(SKILLS, rows, ENVIRON)
        )
        return opened

    async def front(self, text: str, store: str = "memory:") -> Front:
        return await self.stack.enter_async_context(open_services_of(self.folder, text, store))


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    async with AsyncExitStack() as stack:
        yield Street(tmp_path, stack)


@pytest.fixture
def shared() -> Shared:
    return renew()


@pytest.fixture
async def vendor_url(street: Street, shared: Shared) -> str:
    _, url = await street.vendor()
    return url


@pytest.fixture
async def open_front(street: Street, vendor_url: str) -> Callable[..., Any]:
    """``await open_front(rows)`` is a front that knows the vendor."""

    async def open_it(rows: str, more: str = "") -> Front:
        return await street.front(peer_row("vendor", vendor_url, more) + rows)

    return open_it
