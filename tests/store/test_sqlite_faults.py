"""What the store does while its disk fails: nothing is acknowledged, and it heals by itself."""

import asyncio
import resource
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from gateway.core.errors import StoreError
from gateway.store import open_store
from gateway.store.base import TenantStore
from gateway.store.engine.sqlite import SqliteStore
from gateway.store.engine.sqlite_file import WAL_LIMIT
from gateway.store.writes import InsertTask, TakeClaim
from tests.store.full import limit_pages
from tests.store.values import call, claim, record


@pytest.fixture
async def store(url: str) -> AsyncIterator[SqliteStore]:
    store = await open_store(url)
    assert isinstance(store, SqliteStore)
    yield store
    await store.close()


@pytest.fixture
def tenant(store: SqliteStore) -> TenantStore:
    return store.for_tenant("vendor")


@contextmanager
def files_no_longer_than(size: int) -> Iterator[None]:
    """Let every write beyond this size fail, as on a broken disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_a_full_disk_refuses_and_heals(store: SqliteStore, tenant: TenantStore) -> None:
    await tenant.commit(*call(1))
    await limit_pages(store, 0)
    large = replace(record("t-2"), contract="x" * 50_000)
    with pytest.raises(StoreError, match="the disk is full"):
        await tenant.commit(TakeClaim(claim("m-2")), InsertTask(large))
    assert await tenant.find_claim(claim("m-2").key) is None
    await limit_pages(store, 1000)
    await tenant.commit(TakeClaim(claim("m-2")), InsertTask(large))
    assert await tenant.find_task("t-2") == large


async def test_after_a_failed_write_nothing_is_acknowledged_until_a_probe_succeeds(
    store: SqliteStore, tenant: TenantStore, tmp_path: Path
) -> None:
    await tenant.commit(*call(1))
    with files_no_longer_than((tmp_path / "gate.db-wal").stat().st_size):
        with pytest.raises(StoreError, match="the disk"):
            await tenant.commit(*call(2))
        with pytest.raises(StoreError, match="the disk"):
            await store.ping()
        with pytest.raises(StoreError, match="the disk"):
            await tenant.commit()
        assert await tenant.find_task("t-1") is not None
    await store.ping()
    assert await tenant.find_task("t-2") is None
    await tenant.commit(*call(2))


async def test_a_store_that_is_not_pinged_heals_with_the_next_unit(
    tenant: TenantStore, tmp_path: Path
) -> None:
    await tenant.commit(*call(1))
    with (
        files_no_longer_than((tmp_path / "gate.db-wal").stat().st_size),
        pytest.raises(StoreError),
    ):
        await tenant.commit(*call(2))
    await tenant.commit(*call(2))


async def test_text_that_sqlite_cannot_hold_is_refused_alone(tenant: TenantStore) -> None:
    with pytest.raises(StoreError):
        await tenant.commit(TakeClaim(claim("\ud800")))
    with pytest.raises(StoreError):
        await tenant.find_task("\ud800")
    await tenant.commit(*call(1))


async def test_a_number_that_sqlite_cannot_hold_is_refused_alone(tenant: TenantStore) -> None:
    with pytest.raises(StoreError):
        await tenant.events.forget(-(2**70))
    await tenant.commit(*call(1))


async def test_the_wal_does_not_grow_for_ever(tenant: TenantStore, tmp_path: Path) -> None:
    large = replace(record(), contract="x" * (WAL_LIMIT // 8))
    for number in range(24):
        task = replace(large.task, id=f"t-{number}")
        await tenant.commit(InsertTask(replace(large, task=task)))
    assert (tmp_path / "gate.db-wal").stat().st_size < 2 * WAL_LIMIT


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
async def test_nobody_waits_for_a_writer_that_is_gone(
    store: SqliteStore, tenant: TenantStore
) -> None:
    def fail(_: sqlite3.Connection) -> None:
        raise ZeroDivisionError

    waiting = [store._writer.run(fail), tenant.commit(*call(1))]
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(result) for result in results] == [StoreError, StoreError]
    with pytest.raises(StoreError):
        await tenant.commit(*call(2))
