"""A gateway that dies at any commit of a wait, a decision or an approved run, and starts again."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gateway.core.approval import ApprovalState
from gateway.core.errors import GatewayError, StoreError
from gateway.core.task import Task, TaskState
from gateway.store import open_store
from gateway.store.base import Store, TenantStore
from gateway.store.task_query import TaskQuery
from gateway.store.writes import Write
from tests.approvals.conftest import ADA, Company, declare
from tests.inbox.conftest import House, asks
from tests.until import until

NEVER = 1000
# More than any of the stories below commits.
MOST = 12


@dataclass
class Fate:
    """From the ``last`` commit on nothing is kept; that one is, if it ``keeps`` it, but who waits
    for it is not told."""

    last: int = NEVER
    keeps: bool = False

    @property
    def is_dead(self) -> bool:
        return self.last <= 0


class DyingTenant:
    def __init__(self, tenant: TenantStore, fate: Fate) -> None:
        self._tenant = tenant
        self._fate = fate

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tenant, name)

    async def commit(self, *unit: Write) -> None:
        fate = self._fate
        fate.last -= 1
        if fate.last > 0 or (fate.last == 0 and fate.keeps):
            await self._tenant.commit(*unit)
        if fate.is_dead:
            raise StoreError("the machine is off")


class DyingStore:
    def __init__(self, store: Store, fate: Fate) -> None:
        self._store = store
        self._fate = fate

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def for_tenant(self, tenant: str) -> Any:
        return DyingTenant(self._store.for_tenant(tenant), self._fate)


@asynccontextmanager
async def running(
    path: Path, runs: list[tuple[str, Any]], fate: Fate | None = None
) -> AsyncIterator[Company]:
    """A start of the gateway on the file; ``runs`` outlives it."""
    store = await open_store(f"sqlite:///{path}")
    house = House(DyingStore(store, fate or Fate()))
    company = Company(house, runs=runs)
    declare(company)
    try:
        await company.restart()
        yield company
    finally:
        await house.inbox.close(0)
        house.threads.close()
        await store.close()


async def go_through(company: Company, call: Any, fate: Fate) -> Task:
    """What a caller does that tries again, and an approver who approves what waits."""

    async def rest() -> None:
        await until(lambda: fate.is_dead or not company.house.inbox.is_busy)

    tasks = (await company.house.tenant.list_tasks(TaskQuery())).records
    task = tasks[0].task if tasks else await company.house.send(call)
    await rest()
    for asked in await company.house.tenant.approvals.list_of_task(task.id):
        if asked.state is ApprovalState.WAITING:
            await company.approvals.approve(asked.id, ADA)
    await rest()
    return await company.house.get(task.id)


@pytest.mark.parametrize("keeps", [False, True], ids=["lost", "kept"])
@pytest.mark.parametrize("last", range(1, MOST))
@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("order", {"qty": 50}),
        ("pay", {}),
        ("ship", {}),
        ("front", {"name": "pay", "given": {}}),
        ("front", {"name": "ship", "given": {}}),
    ],
    ids=["order", "pay", "ship", "front-pay", "front-ship"],
)
async def test_a_crash_at_any_commit_runs_nothing_unapproved_and_loses_nothing(
    tmp_path: Path, name: str, given: dict[str, Any], last: int, keeps: bool
) -> None:
    runs: list[tuple[str, Any]] = []
    call = asks(name, given, idempotency_key="k-1")
    fate = Fate(last, keeps)
    async with running(tmp_path / "gate.db", runs, fate) as company:
        with suppress(GatewayError):
            await go_through(company, call, fate)
    ran_before = len(runs)
    async with running(tmp_path / "gate.db", runs) as company:
        done = await go_through(company, call, Fate())
        decided = await company.house.tenant.approvals.list_of_task(done.id)
        [task] = (await company.house.tenant.list_tasks(TaskQuery())).records
    assert task.task == done
    is_once = "ship" in (name, given.get("name"))
    if done.state is TaskState.COMPLETED:
        assert [(one.state, len(one.decisions)) for one in decided] == [(ApprovalState.APPROVED, 1)]
        assert 1 <= len(runs) <= (1 if is_once else 2)
        return
    # It may have been done, and must not be done twice.
    assert (done.state, is_once) == (TaskState.FAILED, True)
    assert "before the gateway was restarted" in str(done) or "interrupted" in str(done)
    assert len(runs) == ran_before
    assert len(runs) <= 1
    assert all(one.state is ApprovalState.APPROVED for one in decided)


@pytest.mark.parametrize("decide", ["reject", "expire"])
@pytest.mark.parametrize("keeps", [False, True], ids=["lost", "kept"])
@pytest.mark.parametrize("last", range(1, 4))
async def test_a_crash_at_a_refusal_leaves_it_waiting_or_over(
    tmp_path: Path, decide: str, last: int, keeps: bool
) -> None:
    path, runs = tmp_path / "gate.db", list[tuple[str, Any]]()
    async with running(path, runs) as company:
        task = await company.ask()

    async def refuse(company: Company) -> None:
        if decide == "reject":
            await company.approvals.reject((await company.waiting(task)).id, ADA, "no")
        else:
            company.house.at += 100 * 3_600_000
            await company.approvals.expire_due()

    async with running(path, runs, Fate(last, keeps)) as company:
        with suppress(GatewayError):
            await refuse(company)
    async with running(path, runs) as company:
        found, asked = await company.house.get(task.id), await company.waiting(task)
        assert (found.state is TaskState.REJECTED) == (asked.state is not ApprovalState.WAITING)
        if asked.state is ApprovalState.WAITING:
            await refuse(company)
        states = [one.state for one in await states_of(company, task)]
        assert (await company.house.get(task.id)).state is TaskState.REJECTED
    assert states in ([ApprovalState.REJECTED], [ApprovalState.EXPIRED])
    assert runs == []


async def states_of(company: Company, task: Task) -> Sequence[Any]:
    return await company.house.tenant.approvals.list_of_task(task.id)


async def test_what_waits_waits_on_after_a_restart(tmp_path: Path) -> None:
    runs: list[tuple[str, Any]] = []
    async with running(tmp_path / "gate.db", runs) as company:
        task = await company.ask("ship")
        asked = await company.waiting(task)
    async with running(tmp_path / "gate.db", runs) as company:
        assert await company.waiting(task) == asked
        assert (await company.house.get(task.id)) == task
        assert runs == []
        assert (await company.approve(task)).state is TaskState.COMPLETED
    assert len(runs) == 1
