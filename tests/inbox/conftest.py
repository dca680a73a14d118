"""An inbox on the memory store, with skills that the tests declare and a clock that they move."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from gateway.auth.secrets import Safe
from gateway.config import ApprovalSettings
from gateway.config.agent import CapabilitySettings
from gateway.core.call import GetTask, SendMessage, TaskReply
from gateway.core.card import AgentCard
from gateway.core.chain import Cause
from gateway.core.clock import Clock
from gateway.core.json import Json, JsonObject
from gateway.core.message import DataPart, Message, Role
from gateway.core.notice import NoticeType
from gateway.core.peer import AuthenticatedPeer, Peer
from gateway.core.routing import Route
from gateway.core.task import Task
from gateway.dialects.base import Flavour
from gateway.inbox.arrival import Arrival
from gateway.inbox.asked import Signpost
from gateway.inbox.backlog import Backlog, Bounds
from gateway.inbox.carry import Carrier
from gateway.inbox.consent import Consents
from gateway.inbox.fallback import Fallbacks
from gateway.inbox.follower import QueueBounds
from gateway.inbox.handle import Inbox
from gateway.inbox.hub import Hub, StreamBounds
from gateway.inbox.inner import InnerSkills
from gateway.inbox.notices import TaskNotices
from gateway.inbox.plan import Planner
from gateway.inbox.push import PushRules
from gateway.inbox.webhooks import Postbox
from gateway.inbox.works import Works
from gateway.net import Reach
from gateway.observe.log import get_log
from gateway.outbox import PushSafe, check_hook
from gateway.runner.run import SkillRunner
from gateway.runner.slots import Slots
from gateway.runner.threads import SkillThreads
from gateway.skillkit import Skill
from gateway.store import open_store
from gateway.store.base import Store, TenantStore

SAFE = PushSafe(Safe("k" * 32), "default")


@dataclass
class House:
    """One gateway's inside; ``skills`` may grow while it runs."""

    store: Store
    skills: dict[str, Skill] = field(default_factory=dict)
    threads: SkillThreads = field(default_factory=lambda: SkillThreads(4, get_log("test")))
    routes: list[Route] = field(default_factory=list)
    allowed: Callable[[Peer, Skill], None] = lambda _peer, _skill: None
    numbers: Any = field(default_factory=lambda: itertools.count(1))
    at: int = 1_700_000_000_000
    woken: list[int] = field(default_factory=list)
    causes: list[Cause] = field(default_factory=list)
    queue_bytes: int = 100_000_000
    awaited: set[NoticeType] = field(default_factory=set)
    rules: ApprovalSettings = field(default_factory=ApprovalSettings)
    promised: CapabilitySettings = field(default_factory=lambda: CapabilitySettings(streaming=True))

    def __post_init__(self) -> None:
        self.clock = Clock(now=lambda: self.at, new_id=lambda: f"id-{next(self.numbers):06d}")
        self.tenant: TenantStore = self.store.for_tenant("default")
        self.bounds = StreamBounds(per_peer=3, total=5, queue=QueueBounds(256, 1_000_000))
        self.open_hub()
        self.inbox = self.make_inbox()

    def open_hub(self) -> None:
        """What a start makes new, beside the inbox."""
        self.hub = Hub(self.bounds)
        postbox = Postbox(
            self.tenant,
            self.clock,
            lambda: self.woken.append(self.at),
            lambda name: Flavour(envelope=name == "enveloped"),
        )
        signpost = Signpost(self.tenant.errands, lambda: self.routes, lambda: "echo")
        notices = TaskNotices(lambda kind: kind in self.awaited)
        works = Works(self.tenant, self.clock, self.hub, postbox, notices)
        self.planner = Planner(works, self.skills, self.clock, signpost)

    def make_inbox(self, reply_wait: float = 5.0) -> Inbox:
        log = get_log("test")
        runner = SkillRunner(self.clock, log, self.threads, timeout=5.0, max_result_bytes=10_000)
        slots = Slots(per_peer=2, total=4)
        allowed = lambda p, s: self.allowed(p, s)  # noqa: E731
        fallbacks = Fallbacks(
            self.tenant,
            self.skills,
            lambda: self.routes,
            allowed,
            self.clock,
            log,
            lambda: self.woken.append(self.at),
        )
        inner = InnerSkills(
            self.skills, runner, allowed, lambda *_: None, (), self.tenant, self.clock, log
        )
        carrier = Carrier(
            self.clock,
            log,
            slots,
            runner,
            allowed,
            self.call_peer,
            fallbacks,
            inner,
            Consents(self.tenant.approvals, lambda: self.rules, self.clock),
        )
        rules = PushRules(self.check_url, SAFE, most=3)
        return Inbox(
            self.tenant,
            self.planner,
            carrier,
            Backlog(Bounds(at_once=2, waiting=3, bytes=self.queue_bytes)),
            card_for,
            self.clock,
            reply_wait,
            self.hub,
            100,
            rules,
            lambda: self.promised,
        )

    def check_url(self, peer: Peer, url: str) -> None:
        """As a gateway without a network of its own does."""
        check_hook(url, Reach.of(peer.networks, plain_http=peer.plain_http), ())

    def add(self, *skills: Skill) -> None:
        self.skills.update({skill.name: skill for skill in skills})

    async def call_peer(self, peer: str, skill: str, arguments: JsonObject, cause: Cause) -> Json:
        """Another company's answer: what was asked of whom, and what was stored by then."""
        self.causes.append(cause)
        stored = await self.tenant.list_unfinished()
        states = [record.task.state.value for record in stored]
        return {"peer": peer, "skill": skill, "arguments": arguments, "stored": states}

    async def send(self, call: SendMessage, peer: str = "acme", **row: Any) -> Task:
        """The task that the call is answered with."""
        reply = await self.inbox.handle(caller(peer, **row), call, self.arrival(call))
        assert isinstance(reply, TaskReply)
        return reply.task

    async def get(self, task_id: str, peer: str = "acme", **query: Any) -> Task:
        reply = await self.inbox.handle(caller(peer), GetTask(task_id, **query), self.arrival())
        assert isinstance(reply, TaskReply)
        return reply.task

    def arrival(self, body: Any = None) -> Arrival:
        return Arrival(request_id="request", dialect="a2a-1.0", at=self.at, body=body)


def card_for(peer: Peer) -> AgentCard:
    return AgentCard(f"for {peer.name}", "", "1", ())


def caller(name: str, **row: Any) -> AuthenticatedPeer:
    return AuthenticatedPeer(Peer(name=name, **row), "default", "token-1")


def asks(skill: str, arguments: Any = None, message_id: str = "msg-1", **more: Any) -> SendMessage:
    """A call for a skill by a data part; ``more`` are fields of the message or of the call."""
    part = DataPart({"skill": skill, "arguments": arguments or {}})
    message = Message(id=message_id, role=Role.USER, parts=(part,))
    of_message = {name: more.pop(name) for name in ("task_id", "context_id") if name in more}
    return SendMessage(replace(message, **of_message), **more)


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[House]:
    store = await open_store(url)
    house = House(store)
    yield house
    await house.inbox.close(0)
    house.threads.close()
    await store.close()


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with opened("memory:") as house:
        yield house


@pytest.fixture
async def durable(tmp_path: Path) -> AsyncIterator[House]:
    """A house whose store takes its time, as on a disk."""
    async with opened(f"sqlite:///{tmp_path}/gate.db") as house:
        yield house


@pytest.fixture
def gate() -> asyncio.Event:
    """What a test's skill waits for."""
    return asyncio.Event()
