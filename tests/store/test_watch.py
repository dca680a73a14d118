"""Who watches the audit rows is told of each that is committed, and of no other."""

import asyncio

import pytest
from msgspec.structs import replace

from gateway.core.errors import StoreError
from gateway.store.base import Store, TenantStore
from gateway.store.watch import MOST, Watch
from gateway.store.writes import InsertTask, RecordActivity
from tests.store.values import activity, call, record


async def test_a_committed_row_is_told_and_can_be_found(tenant: TenantStore) -> None:
    with tenant.watch_activity() as watch:
        await tenant.commit(*call(1))
        await tenant.commit(InsertTask(record("t-9")), RecordActivity(activity("a-2")))
        assert await watch.take() == (["a-1", "a-2"], 0)
    assert await tenant.find_activity("a-2") == activity("a-2")
    assert await tenant.find_activity("a-3") is None


async def test_a_watch_waits_for_what_comes(tenant: TenantStore) -> None:
    with tenant.watch_activity() as watch:
        taking = asyncio.create_task(watch.take())
        await asyncio.sleep(0)
        assert not taking.done()
        await tenant.commit(RecordActivity(activity("a-1")))
        assert (await taking).ids == ["a-1"]


async def test_a_row_that_changes_before_it_is_taken_is_told_once(tenant: TenantStore) -> None:
    with tenant.watch_activity() as watch:
        pending = replace(activity("a-1"), status="pending")
        for row in (pending, activity("a-2"), activity("a-1")):
            await tenant.commit(RecordActivity(row))
        assert (await watch.take()).ids == ["a-1", "a-2"]


async def test_a_refused_unit_is_not_told(tenant: TenantStore) -> None:
    await tenant.commit(*call(1))
    with tenant.watch_activity() as watch:
        with pytest.raises(StoreError):
            await tenant.commit(RecordActivity(activity("a-2")), InsertTask(record("t-1")))
        await tenant.commit(RecordActivity(activity("a-3")))
        assert (await watch.take()).ids == ["a-3"]


async def test_only_this_tenants_rows_are_told(store: Store) -> None:
    vendor, other = store.for_tenant("vendor"), store.for_tenant("other")
    with store.for_tenant("vendor").watch_activity() as watch:
        await other.commit(RecordActivity(activity("a-1")))
        await vendor.commit(RecordActivity(activity("a-2")))
        assert (await watch.take()).ids == ["a-2"]


async def test_every_watch_is_told_while_it_is_open(tenant: TenantStore) -> None:
    with tenant.watch_activity() as first:
        with tenant.watch_activity() as second:
            await tenant.commit(RecordActivity(activity("a-1")))
            assert (await second.take()).ids == ["a-1"]
        await tenant.commit(RecordActivity(activity("a-2")))
        assert (await first.take()).ids == ["a-1", "a-2"]
        closed = asyncio.create_task(second.take())
        await asyncio.sleep(0)
        assert not closed.done()
        closed.cancel()


async def test_a_reader_that_does_not_come_loses_the_oldest_and_is_told_how_many() -> None:
    watch = Watch()
    for number in range(MOST + 3):
        watch.tell(f"a-{number}")
    ids, lost = await watch.take()
    assert (len(ids), ids[0], lost) == (MOST, "a-3", 3)
