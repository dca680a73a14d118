"""Where peers tell us of their tasks: found by an id, ended once, forgotten with age."""

from msgspec.structs import replace

from gateway.store.base import Store, TenantStore
from gateway.store.subscription import RecordSubscription, Subscription

ONE = Subscription("sub-1", "vendor", "task-1", "activity-1", "ab" * 32, at=5)


async def keep(tenant: TenantStore, *subscriptions: Subscription) -> None:
    await tenant.commit(*map(RecordSubscription, subscriptions))


async def test_it_is_read_as_it_was_kept(tenant: TenantStore, store: Store) -> None:
    await keep(tenant, ONE)
    assert await tenant.subscriptions.find("sub-1") == ONE
    assert await tenant.subscriptions.find("sub-2") is None
    assert await store.for_tenant("elsewhere").subscriptions.find("sub-1") is None


async def test_the_newest_of_an_id_stays(tenant: TenantStore) -> None:
    ended = replace(ONE, ended_at=9)
    await keep(tenant, ONE)
    await keep(tenant, ended)
    assert await tenant.subscriptions.find("sub-1") == ended


async def test_one_is_dropped(tenant: TenantStore) -> None:
    await keep(tenant, ONE, replace(ONE, id="sub-2"))
    assert await tenant.subscriptions.drop("sub-1") == 1
    assert await tenant.subscriptions.drop("sub-1") == 0
    assert await tenant.subscriptions.find("sub-1") is None
    assert await tenant.subscriptions.find("sub-2") is not None


async def test_the_old_ones_are_forgotten(tenant: TenantStore) -> None:
    await keep(tenant, ONE, replace(ONE, id="sub-2", at=6))
    assert await tenant.subscriptions.forget(6) == 1
    assert await tenant.subscriptions.find("sub-1") is None
    assert await tenant.subscriptions.find("sub-2") is not None


def test_its_secret_is_in_no_log() -> None:
    assert ONE.token_hash not in repr(ONE)
