"""Which tasks are listed, in which order, page by page, on every engine."""

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from gateway.core.clock import Clock
from gateway.core.message import Artifact, TextPart
from gateway.core.task import TaskState, TaskStatus
from gateway.store.base import Store, TenantStore
from gateway.store.memory_rules import is_asked_for
from gateway.store.records import TaskRecord
from gateway.store.task_query import PAGE_BYTES, TaskQuery
from gateway.store.writes import InsertTask, UpdateTask
from tests.store.values import newer, record


def task(
    task_id: str,
    *,
    at: int = 5,
    status_at: int | None = None,
    context: str = "c-1",
    state: TaskState = TaskState.COMPLETED,
    peer: str = "acme",
    skill: str = "echo",
) -> TaskRecord:
    stored = record(task_id, state)
    status = TaskStatus(state, at if status_at is None else status_at)
    inner = replace(stored.task, context_id=context, status=status)
    return replace(stored, task=inner, peer=peer, skill=skill, updated_at=at)


async def insert(tenant: TenantStore, *records: TaskRecord) -> None:
    await tenant.commit(*(InsertTask(item) for item in records))


async def ids(tenant: TenantStore, **query: object) -> list[str]:
    page = await tenant.list_tasks(TaskQuery(**query))  # type: ignore[arg-type]
    return [found.task.id for found in page.records]


async def test_the_newest_come_first_whosever_they_are(tenant: TenantStore) -> None:
    await insert(tenant, task("t-1", at=7), task("t-2", at=9, peer="b"), task("t-3", at=8))
    assert await ids(tenant) == ["t-2", "t-3", "t-1"]
    assert await ids(tenant, limit=2) == ["t-2", "t-3"]
    assert await ids(tenant, peer="acme") == ["t-3", "t-1"]


async def test_a_task_that_is_saved_again_comes_to_the_front(tenant: TenantStore) -> None:
    old = task("t-1", at=7, state=TaskState.WORKING)
    await insert(tenant, old, task("t-2", at=8))
    await tenant.commit(UpdateTask(newer(old)))
    [first, second] = (await tenant.list_tasks(TaskQuery())).records
    assert (first, second.task.id) == (newer(old), "t-2")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"context_id": "c-2"}, ["t-4", "t-3"]),
        ({"context_id": "c-2", "peer": "acme"}, ["t-3"]),
        ({"skill": "quote"}, ["t-2"]),
        ({"state": TaskState.WORKING}, ["t-4"]),
        ({"state": TaskState.COMPLETED, "limit": 2}, ["t-3", "t-2"]),
        ({"peer": "nobody"}, []),
        ({"context_id": "C-2"}, []),
        ({"peer": "acme' OR '1'='1"}, []),
    ],
)
async def test_what_is_asked_for_is_found(
    tenant: TenantStore, query: dict[str, object], found: list[str]
) -> None:
    await insert(
        tenant,
        task("t-1", at=1),
        task("t-2", at=2, skill="quote"),
        task("t-3", at=3, context="c-2"),
        task("t-4", at=4, context="c-2", peer="b", state=TaskState.WORKING),
    )
    assert await ids(tenant, **query) == found


async def test_status_since_is_about_the_status_and_not_the_last_save(tenant: TenantStore) -> None:
    await insert(tenant, task("t-1", at=5_000, status_at=10), task("t-2", at=5_000))
    assert await ids(tenant, status_since=10) == ["t-2", "t-1"]
    assert await ids(tenant, status_since=11) == ["t-2"]
    assert await ids(tenant, status_since=5_000) == ["t-2"]
    assert await ids(tenant, status_since=5_001) == []


async def test_each_tenant_lists_its_own(store: Store) -> None:
    await insert(store.for_tenant("vendor"), task("t-1"))
    assert await ids(store.for_tenant("other")) == []


async def read_pages(tenant: TenantStore, query: TaskQuery) -> list[TaskRecord]:
    seen: list[TaskRecord] = []
    while True:
        page = await tenant.list_tasks(query)
        seen += page.records
        if not page.has_more:
            return seen
        last = page.records[-1]
        query = replace(query, before=last.updated_at, before_id=last.task.id)


async def test_no_task_is_lost_between_pages_of_one_millisecond(tenant: TenantStore) -> None:
    await insert(tenant, *(task(f"t-{n}", peer=f"p-{n % 2}") for n in range(7)))
    seen = await read_pages(tenant, TaskQuery(limit=2))
    assert [found.task.id for found in seen] == [f"t-{n}" for n in range(6, -1, -1)]


async def test_a_page_of_large_tasks_ends_early_and_none_is_lost(tenant: TenantStore) -> None:
    parts = (TextPart("x" * (PAGE_BYTES // 4)),)
    large = [
        replace(item, task=replace(item.task, artifacts=(Artifact("a-1", parts),)))
        for item in (task(f"t-{n}") for n in range(7))
    ]
    await insert(tenant, *large)
    page = await tenant.list_tasks(TaskQuery())
    assert (len(page.records), page.has_more) == (3, True)
    seen = await read_pages(tenant, TaskQuery())
    assert [found.task.id for found in seen] == [f"t-{n}" for n in range(6, -1, -1)]


async def test_a_task_that_is_larger_than_a_page_has_one_of_its_own(tenant: TenantStore) -> None:
    large, small = task("t-2"), task("t-1")
    parts = (TextPart("x" * PAGE_BYTES),)
    large = replace(large, task=replace(large.task, artifacts=(Artifact("a-1", parts),)))
    await insert(tenant, large, small)
    page = await tenant.list_tasks(TaskQuery())
    assert (page.records, page.has_more) == ([large], True)


TASKS = st.builds(
    task,
    st.just(""),
    at=st.integers(10, 14),
    status_at=st.sampled_from([9, 10]),
    context=st.sampled_from(["c-1", "c-2"]),
    state=st.sampled_from([TaskState.WORKING, TaskState.COMPLETED]),
    peer=st.sampled_from(["a", "b", "c"]),
    skill=st.sampled_from(["echo", "quote"]),
)
QUERIES = st.builds(
    TaskQuery,
    st.sampled_from(["", "a", "b"]),
    st.sampled_from(["", "c-1"]),
    st.sampled_from(["", "echo"]),
    st.sampled_from([None, TaskState.WORKING]),
    st.sampled_from([None, 10]),
    limit=st.integers(1, 4),
)
_tenants = itertools.count()


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(drawn=st.lists(TASKS, max_size=12), query=QUERIES)
async def test_the_pages_together_are_all_that_is_asked_for(
    store: Store, drawn: list[TaskRecord], query: TaskQuery
) -> None:
    tenant = store.for_tenant(f"vendor-{next(_tenants)}")
    new_id = Clock().new_id
    stored = [replace(item, task=replace(item.task, id=new_id())) for item in drawn]
    await insert(tenant, *stored)
    wanted = [item for item in stored if is_asked_for(item, query)]
    wanted.sort(key=lambda item: (item.updated_at, item.task.id), reverse=True)
    assert await read_pages(tenant, query) == wanted


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(drawn=st.lists(TASKS, max_size=12), query=QUERIES)
async def test_the_count_is_of_all_pages(
    store: Store, drawn: list[TaskRecord], query: TaskQuery
) -> None:
    tenant = store.for_tenant(f"vendor-{next(_tenants)}")
    new_id = Clock().new_id
    await insert(tenant, *(replace(item, task=replace(item.task, id=new_id())) for item in drawn))
    pages = await read_pages(tenant, query)
    assert await tenant.count_tasks(query) == len(pages)
    if pages:
        after_first = replace(query, before=pages[0].updated_at, before_id=pages[0].task.id)
        assert await tenant.count_tasks(after_first) == len(pages)
