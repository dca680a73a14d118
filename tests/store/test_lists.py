"""What is listed, in which order, and what is counted and forgotten, on every engine."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from gateway.core.clock import Clock
from gateway.core.task import TaskState
from gateway.store.base import TenantStore
from gateway.store.records import ALIAS, Activity, PeerState, TaskRecord
from gateway.store.writes import InsertTask, RecordActivity, TakeClaim, UpdateTask
from tests.dialects.strategies import MAYBE_NAME, NAME, STATES, tasks
from tests.store.values import activity, claim, newer, record

TIMES = st.integers(0, 4_000_000_000_000)
RECORDS = st.builds(
    TaskRecord,
    tasks(STATES),
    NAME,
    NAME,
    *([MAYBE_NAME] * 4),
    st.integers(1, 1000),
    TIMES,
    TIMES,
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(drawn=RECORDS)
async def test_every_task_comes_back_as_it_went(tenant: TenantStore, drawn: TaskRecord) -> None:
    stored = replace(drawn, task=replace(drawn.task, id=Clock().new_id()))
    await tenant.commit(InsertTask(stored))
    assert await tenant.find_task(stored.task.id) == stored


@pytest.mark.parametrize("state", TaskState)
async def test_only_submitted_and_working_tasks_are_unfinished(
    tenant: TenantStore, state: TaskState
) -> None:
    await tenant.commit(InsertTask(record(state=state)))
    is_unfinished = state in (TaskState.SUBMITTED, TaskState.WORKING)
    assert await tenant.list_unfinished() == ([record(state=state)] if is_unfinished else [])


async def test_unfinished_tasks_come_oldest_first(tenant: TenantStore) -> None:
    for task_id in ("t-2", "t-3", "t-1"):
        await tenant.commit(InsertTask(record(task_id)))
    await tenant.commit(UpdateTask(newer(record("t-3"))))
    assert [found.task.id for found in await tenant.list_unfinished()] == ["t-2", "t-1"]


async def test_activity_is_listed_newest_first(tenant: TenantStore) -> None:
    for number, at in enumerate([7, 9, 8]):
        await tenant.commit(RecordActivity(activity(f"a-{number}", at=at)))
    assert [row.at for row in await tenant.list_activity()] == [9, 8, 7]
    assert [row.at for row in await tenant.list_activity(limit=2)] == [9, 8]
    assert [row.at for row in await tenant.list_activity(before=9)] == [8, 7]


async def test_no_row_is_lost_between_pages_of_one_millisecond(tenant: TenantStore) -> None:
    await tenant.commit(*(RecordActivity(activity(f"a-{n}")) for n in range(5)))
    seen: list[str] = []
    page = await tenant.list_activity(limit=2)
    while page:
        seen += [row.id for row in page]
        page = await tenant.list_activity(limit=2, before=page[-1].at, before_id=page[-1].id)
    assert seen == ["a-4", "a-3", "a-2", "a-1", "a-0"]


async def test_activity_of_one_peer(tenant: TenantStore) -> None:
    await tenant.commit(RecordActivity(activity("a-1")))
    await tenant.commit(RecordActivity(activity("a-2", peer="globex")))
    assert await tenant.list_activity(peer="globex") == [activity("a-2", peer="globex")]


async def test_a_recorded_call_is_brought_up_to_date(tenant: TenantStore) -> None:
    started = replace(activity(), status="pending", input='{"a":1}')
    ended = Activity(
        *("a-1", 99, "other", "outbound", "GetTask", "error"),
        duration_ms=8,
        error="TASK_NOT_FOUND",
        output="{}",
    )
    await tenant.commit(RecordActivity(started))
    await tenant.commit(RecordActivity(ended))
    assert await tenant.list_activity() == [
        replace(started, status="error", duration_ms=8, error="TASK_NOT_FOUND", output="{}")
    ]


async def test_a_call_counts_once_for_its_peer(tenant: TenantStore) -> None:
    pending = replace(activity("a-1", at=5), status="pending")
    await tenant.commit(RecordActivity(pending))
    rows = [activity("a-1", at=5), activity("a-2", at=9), activity("a-3", at=7)]
    await asyncio.gather(*(tenant.commit(RecordActivity(row)) for row in rows))
    await tenant.commit(RecordActivity(activity("a-4", at=6, peer="globex")))
    assert await tenant.list_peer_states() == [
        PeerState("acme", first_seen_at=5, last_seen_at=9, request_count=3),
        PeerState("globex", first_seen_at=6, last_seen_at=6, request_count=1),
    ]


async def test_our_own_calls_do_not_count_for_a_peer(tenant: TenantStore) -> None:
    await tenant.commit(RecordActivity(replace(activity(), direction="outbound")))
    assert await tenant.list_peer_states() == []


async def test_old_claims_are_forgotten_and_aliases_kept(tenant: TenantStore) -> None:
    alias = claim("job-1", scope=ALIAS, at=1)
    old = [TakeClaim(claim(f"m-{n}", at=1)) for n in range(1200)]
    await tenant.commit(*old, TakeClaim(claim("new", at=2)), TakeClaim(alias))
    assert await tenant.forget_claims(before=2) == 1200
    assert await tenant.find_claim(claim("m-7").key) is None
    assert await tenant.find_claim(claim("new").key) == claim("new", at=2)
    assert await tenant.find_claim(alias.key) == alias
    await tenant.commit(TakeClaim(claim("m-7")))
