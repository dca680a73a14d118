"""A unit is committed whole or not at all, on every engine."""

import asyncio

import pytest
from msgspec.structs import replace

from gateway.core.errors import StoreError
from gateway.core.message import Artifact, DataPart
from gateway.store.base import Store, TenantStore
from gateway.store.records import TaskRecord
from gateway.store.writes import (
    AlreadyClaimed,
    InsertTask,
    RecordActivity,
    StaleTask,
    TakeClaim,
    UpdateTask,
    Write,
)
from tests.store.values import activity, call, claim, newer, record


def unwritable(task_id: str) -> TaskRecord:
    """A task whose result JSON cannot say."""
    good = record(task_id)
    bad = Artifact("a-1", (DataPart(object()),))
    return replace(good, task=replace(good.task, artifacts=(bad,)))


async def test_a_unit_is_found_again(tenant: TenantStore) -> None:
    await tenant.commit(*call(1))
    assert await tenant.find_claim(claim("m-1").key) == claim("m-1")
    found = await tenant.find_task("t-1")
    assert found is not None
    assert InsertTask(found) == call(1)[1]
    assert await tenant.list_activity() == [activity("a-1")]


@pytest.mark.parametrize("count", [1, 15, 16, 55])
async def test_units_that_come_together_are_all_found(tenant: TenantStore, count: int) -> None:
    numbers = range(100, 100 + count)
    await asyncio.gather(*(tenant.commit(*call(number)) for number in numbers))
    for number in numbers:
        taken, inserted, _ = call(number)
        key = claim(f"m-{number}").key
        record = await tenant.find_task(f"t-{number}")
        assert record is not None
        assert (TakeClaim(await tenant.find_claim(key)), InsertTask(record)) == (taken, inserted)
    rows = [row.id for row in await tenant.list_activity(limit=100)]
    assert rows == [f"a-{number}" for number in reversed(numbers)]
    assert [peer.request_count for peer in await tenant.list_peer_states()] == [count]


async def test_an_empty_unit_is_fine(tenant: TenantStore) -> None:
    await tenant.commit()


async def test_what_is_absent_is_none(tenant: TenantStore) -> None:
    assert await tenant.find_task("t-1") is None
    assert await tenant.find_claim(claim().key) is None


async def test_a_taken_message_is_refused_with_its_claim(tenant: TenantStore) -> None:
    first = replace(claim(), answer='{"text":"first"}')
    await tenant.commit(TakeClaim(first))
    with pytest.raises(AlreadyClaimed) as refused:
        await tenant.commit(TakeClaim(claim(task_id="t-2")))
    assert refused.value.claim == first


@pytest.mark.parametrize(
    "last",
    [TakeClaim(claim("m-0")), InsertTask(record("t-0")), UpdateTask(newer(record("t-9")))],
    ids=["claim taken", "task there", "task absent"],
)
async def test_a_refused_unit_leaves_nothing_behind(
    tenant: TenantStore, last: TakeClaim | InsertTask | UpdateTask
) -> None:
    await tenant.commit(*call(0))
    with pytest.raises(StoreError):
        await tenant.commit(*call(1), last)
    assert await tenant.find_claim(claim("m-1").key) is None
    assert await tenant.find_task("t-1") is None
    assert await tenant.list_activity() == [activity("a-0")]
    assert [peer.request_count for peer in await tenant.list_peer_states()] == [1]


async def test_of_fifty_twins_at_once_one_wins(tenant: TenantStore) -> None:
    units = [(TakeClaim(claim(task_id=f"t-{n}")), InsertTask(record(f"t-{n}"))) for n in range(50)]
    results = await asyncio.gather(*(tenant.commit(*u) for u in units), return_exceptions=True)
    assert results.count(None) == 1
    winner = await tenant.find_claim(claim().key)
    refusals = [result.claim for result in results if isinstance(result, AlreadyClaimed)]
    assert refusals == [winner] * 49
    assert winner is not None
    assert [found.task.id for found in await tenant.list_unfinished()] == [winner.task_id]


async def test_a_refused_unit_spares_those_that_came_with_it(tenant: TenantStore) -> None:
    await tenant.commit(TakeClaim(claim("m-3")))
    units = [tenant.commit(*call(n)) for n in range(1, 21)]
    stale = tenant.commit(UpdateTask(newer(record("t-99"))))
    results = await asyncio.gather(*units, stale, return_exceptions=True)
    refused = {number: type(result) for number, result in enumerate(results, 1) if result}
    assert refused == {3: AlreadyClaimed, 21: StaleTask}
    found = [n for n in range(1, 21) if await tenant.find_task(f"t-{n}") is not None]
    assert found == [*range(1, 3), *range(4, 21)]
    assert [peer.request_count for peer in await tenant.list_peer_states()] == [19]


async def test_a_task_that_json_cannot_say_is_refused_alone(tenant: TenantStore) -> None:
    results = await asyncio.gather(
        tenant.commit(*call(1)),
        tenant.commit(TakeClaim(claim("m-2")), InsertTask(unwritable("t-2"))),
        tenant.commit(*call(3)),
        return_exceptions=True,
    )
    assert [type(result) for result in results] == [type(None), StoreError, type(None)]
    assert await tenant.find_claim(claim("m-2").key) is None


async def test_a_cancelled_committer_does_not_harm_the_others(tenant: TenantStore) -> None:
    commits = [asyncio.ensure_future(tenant.commit(*call(n))) for n in range(3)]
    await asyncio.sleep(0)
    commits[1].cancel()
    async with asyncio.timeout(60):
        await asyncio.gather(commits[0], commits[2])
    for number in (0, 2):
        assert await tenant.find_task(f"t-{number}") is not None
    whole = await tenant.find_task("t-1"), await tenant.find_claim(claim("m-1").key)
    assert whole == (None, None) or None not in whole


async def test_a_newer_version_replaces_the_task(tenant: TenantStore) -> None:
    await tenant.commit(InsertTask(record()))
    second = replace(newer(record()), contract='{"total":"number"}', activity_id="a-2")
    await tenant.commit(UpdateTask(second))
    assert await tenant.find_task("t-1") == second


async def test_saves_in_one_batch_keep_their_order(tenant: TenantStore) -> None:
    first, second = record(), newer(record())
    third = newer(second)
    writes: list[Write] = [InsertTask(first), UpdateTask(second), UpdateTask(third)]
    await asyncio.gather(*(tenant.commit(write) for write in writes))
    assert await tenant.find_task("t-1") == third


async def test_a_stale_version_is_refused(tenant: TenantStore) -> None:
    second = newer(record())
    await tenant.commit(InsertTask(record()), UpdateTask(second))
    with pytest.raises(StaleTask, match="t-1"):
        await tenant.commit(RecordActivity(activity()), UpdateTask(newer(record())))
    assert await tenant.find_task("t-1") == second
    assert await tenant.list_activity() == []


async def test_of_two_savers_of_one_version_one_wins(tenant: TenantStore) -> None:
    await tenant.commit(InsertTask(record()))
    saves = [tenant.commit(UpdateTask(newer(record()))) for _ in range(2)]
    results = await asyncio.gather(*saves, return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "StaleTask"]


async def test_tenants_do_not_see_each_other(store: Store) -> None:
    ours, theirs = store.for_tenant("vendor"), store.for_tenant("rival")
    await ours.commit(*call(1), InsertTask(record("t-2")))
    assert await theirs.find_task("t-1") is None
    assert await theirs.find_claim(claim("m-1").key) is None
    assert await theirs.list_unfinished() == []
    assert await theirs.list_activity() == []
    assert await theirs.list_peer_states() == []
    assert await theirs.forget_claims(before=100) == 0
    with pytest.raises(StaleTask):
        await theirs.commit(UpdateTask(newer(record("t-2"))))
    await theirs.commit(*call(1))


async def test_a_closed_store_takes_nothing(store: Store) -> None:
    tenant = store.for_tenant("vendor")
    await store.ping()
    await store.close()
    with pytest.raises(StoreError):
        await tenant.commit(*call(1))
    with pytest.raises(StoreError):
        await store.ping()
