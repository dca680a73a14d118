"""Events of tasks: numbered without a gap, read with the task, forgotten when old."""

import pytest

from gateway.core.message import Artifact, DataPart, Message, RawPart, Role, TextPart, UrlPart
from gateway.core.task import (
    ArtifactUpdate,
    StatusUpdate,
    TaskEvent,
    TaskState,
    TaskStatus,
    apply,
)
from gateway.store.base import Store, TenantStore
from gateway.store.events import AddEvents
from gateway.store.task_query import TaskQuery
from gateway.store.writes import InsertTask, StaleTask, UpdateTask
from tests.store.values import newer, record

MESSAGE = Message("m-9", Role.AGENT, (TextPart("half way"),), "c-1", "t-1")
EVENTS: list[TaskEvent] = [
    StatusUpdate(TaskStatus(TaskState.WORKING, 6, MESSAGE)),
    ArtifactUpdate(Artifact("a-2", (TextPart("one"), RawPart(b"\0\xff", "image/png", "p.png")))),
    ArtifactUpdate(
        Artifact("a-2", (UrlPart("https://x.example/y"), DataPart([5, 5.0, None]))),
        append=True,
        last_chunk=True,
        metadata={"k": 1},
    ),
    StatusUpdate(TaskStatus(TaskState.WORKING, 8), metadata={"k": 2}),
]


async def add(tenant: TenantStore, first: int, *events: TaskEvent, at: int = 6) -> None:
    await tenant.commit(AddEvents("t-1", first, events, at))


@pytest.fixture
async def working(tenant: TenantStore) -> TenantStore:
    """A tenant with one task in work."""
    await tenant.commit(InsertTask(record("t-1")))
    return tenant


async def test_events_come_back_as_they_were(working: TenantStore) -> None:
    await add(working, 1, *EVENTS[:3])
    await add(working, 4, EVENTS[3])
    assert await working.events.read("t-1", 0, 10) == EVENTS


async def test_the_rest_is_read_from_anywhere_and_in_pages(working: TenantStore) -> None:
    await add(working, 1, *EVENTS)
    assert await working.events.read("t-1", 2, 10) == EVENTS[2:]
    assert await working.events.read("t-1", 1, 2) == EVENTS[1:3]
    assert await working.events.read("t-1", 4, 10) == []
    assert await working.events.read("t-2", 0, 10) == []


async def test_what_follows_a_gap_is_not_read(working: TenantStore) -> None:
    await add(working, 3, *EVENTS)
    assert await working.events.read("t-1", 1, 10) == []
    assert await working.events.read("t-1", 2, 10) == EVENTS
    await add(working, 8, EVENTS[0])
    assert await working.events.read("t-1", 2, 10) == EVENTS


async def test_a_number_is_taken_once(working: TenantStore) -> None:
    await add(working, 1, *EVENTS[:2])
    with pytest.raises(StaleTask):
        await add(working, 2, *EVENTS[2:])
    assert await working.events.read("t-1", 0, 10) == EVENTS[:2]


async def test_a_unit_that_is_refused_leaves_no_event(working: TenantStore) -> None:
    stale = newer(newer(record("t-1")))
    with pytest.raises(StaleTask):
        await working.commit(AddEvents("t-1", 1, EVENTS, 6), UpdateTask(stale))
    assert await working.events.read("t-1", 0, 10) == []


async def test_a_task_in_work_is_read_with_its_newest_events(working: TenantStore) -> None:
    await add(working, 1, *EVENTS)
    whole = apply(record("t-1").task, *EVENTS)
    found = await working.find_task("t-1")
    assert found is not None
    assert (found.task, found.events, found.version) == (whole, 4, 1)
    assert await working.list_unfinished() == [found]
    assert (await working.list_tasks(TaskQuery())).records == [found]


async def test_a_document_that_holds_them_is_read_as_it_is(working: TenantStore) -> None:
    await add(working, 1, *EVENTS[:2])
    found = await working.find_task("t-1")
    assert found is not None
    await working.commit(UpdateTask(newer(found)))
    assert await working.find_task("t-1") == newer(found)


async def test_each_tenant_has_its_own(store: Store) -> None:
    for name in ("vendor", "other"):
        await store.for_tenant(name).commit(InsertTask(record("t-1")))
    await add(store.for_tenant("vendor"), 1, *EVENTS)
    assert await store.for_tenant("other").events.read("t-1", 0, 10) == []
    assert await store.for_tenant("other").events.forget(100) == 0


async def test_old_events_are_forgotten_but_for_those_in_no_document(
    working: TenantStore,
) -> None:
    await add(working, 1, *EVENTS[:3], at=6)
    found = await working.find_task("t-1")
    assert found is not None
    assert await working.events.forget(100) == 0
    await working.commit(UpdateTask(newer(found, TaskState.WORKING)))
    await add(working, 4, EVENTS[3], at=8)
    assert await working.events.forget(6) == 0
    assert await working.events.forget(100) == 3
    assert await working.events.read("t-1", 0, 10) == []
    assert await working.events.read("t-1", 3, 10) == EVENTS[3:]


async def test_many_are_forgotten_at_once(working: TenantStore) -> None:
    await add(working, 1, *EVENTS[1:2] * 1200)
    found = await working.find_task("t-1")
    assert found is not None
    await working.commit(UpdateTask(newer(found)))
    assert await working.events.forget(100) == 1200
