"""A gateway's inside whose skills need a human, and the desk at which humans decide."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from gateway.approvals import Approvals, Resume
from gateway.core.approval import Approval
from gateway.core.message import DataPart
from gateway.core.notice import Notice, NoticeType
from gateway.core.peer import Peer
from gateway.core.task import Task
from gateway.inbox.recover import recover
from gateway.skillkit import SkillContext, skill
from gateway.store import ENGINES, open_store
from gateway.store.notice import NoticeQuery
from tests.inbox.conftest import House, asks, gate
from tests.until import until

__all__ = ["gate"]

ADA, BOB = "ada", "bob"
HOUR = 3_600_000


@dataclass
class Company:
    """``peers`` are the rows; ``runs`` notes what ran, ``seen`` what each run could see."""

    house: House
    peers: dict[str, Peer] = field(default_factory=lambda: {"acme": Peer("acme")})
    runs: list[tuple[str, Any]] = field(default_factory=list)
    seen: list[SkillContext] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.open()

    def open(self) -> None:
        house = self.house
        resume = Resume(house.tenant, house.planner, self.find_peer, house.inbox.start)
        self.approvals = Approvals(house.tenant, resume, house.clock)

    def find_peer(self, name: str) -> Peer | None:
        return self.peers.get(name)

    async def restart(self) -> None:
        """Stop, and start anew from what is stored."""
        house = self.house
        await house.inbox.close(0)
        house.open_hub()
        house.inbox = house.make_inbox()
        self.open()
        await recover(house.tenant, house.inbox, house.planner, self.find_peer, house.clock)

    async def ask(self, skill: str = "order", qty: int = 50, **more: Any) -> Task:
        """The task that waits."""
        task = await self.house.send(asks(skill, {"sku": "X-1", "qty": qty}, **more))
        assert task.review is not None
        return task

    async def waiting(self, task: Task) -> Approval:
        """The newest approval of the task."""
        return (await self.house.tenant.approvals.list_of_task(task.id))[-1]

    async def settled(self, task: Task) -> Task:
        await until(lambda: not self.house.inbox.is_busy)
        return await self.house.get(task.id)

    async def approve(self, task: Task, by: str = ADA) -> Task:
        """Approve what the task waits for; the task as it is then, when nothing runs."""
        await self.approvals.approve((await self.waiting(task)).id, by)
        return await self.settled(task)

    async def noticed(self, kind: NoticeType) -> list[Notice]:
        page = await self.house.tenant.notices.list_page(NoticeQuery((kind,)))
        return list(page)

    def note(self, ctx: SkillContext) -> None:
        self.runs.append((ctx.skill, dict(ctx.arguments)))
        self.seen.append(ctx)


def result(task: Task) -> Any:
    """The data of the last artifact."""
    part = task.artifacts[-1].parts[0]
    assert isinstance(part, DataPart)
    return part.data


@pytest.fixture(params=ENGINES)
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[House]:
    """On each engine: only where a commit takes its time can others come between."""
    store = await open_store(
        "memory:" if request.param == "memory" else f"sqlite:///{tmp_path}/gate.db"
    )
    house = House(store)
    yield house
    await house.inbox.close(0)
    house.threads.close()
    await store.close()


@pytest.fixture
def company(house: House) -> Company:
    company = Company(house)
    declare(company)
    return company


def declare(company: Company) -> None:
    """Skills that need a human, and note their runs."""

    @skill()
    async def order(ctx: SkillContext) -> Any:
        """Order something; more than ten pieces need a human."""
        await ctx.require_approval(
            "a large order",
            amount=100 * ctx.arguments["qty"],
            currency="SEK",
            up_to=1000,
            note="A buyer looks at it.",
            preliminary={"price": "about 5000"},
        )
        company.note(ctx)
        return {"ordered": ctx.arguments["qty"]}

    @skill(trust="approve")
    async def pay(ctx: SkillContext) -> Any:
        """Pay, never without a human."""
        company.note(ctx)
        return {"paid": True}

    @skill(trust="approve", effect="at_most_once")
    async def ship(ctx: SkillContext) -> Any:
        """Ship, never without a human, and never twice."""
        company.note(ctx)
        return {"shipped": True}

    @skill()
    async def front(ctx: SkillContext) -> Any:
        """Have another skill run."""
        return await ctx.call_skill(ctx.arguments["name"], ctx.arguments["given"])

    company.house.add(order, pay, ship, front)
