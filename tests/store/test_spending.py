"""What models have used up: added up for each peer and day, and for no other."""

from gateway.store.base import Store, TenantStore
from gateway.store.spending import AddSpending, Spending

ONE = Spending(10, 5, 300)


async def test_nothing_is_spent_at_first(tenant: TenantStore) -> None:
    assert await tenant.spending.of("acme", 20_000) == Spending()


async def test_what_is_spent_adds_up(tenant: TenantStore) -> None:
    await tenant.commit(AddSpending("acme", 20_000, ONE))
    await tenant.commit(AddSpending("acme", 20_000, ONE), AddSpending("acme", 20_000, ONE))
    assert await tenant.spending.of("acme", 20_000) == Spending(30, 15, 900)


async def test_another_day_peer_and_tenant_are_others(tenant: TenantStore, store: Store) -> None:
    await tenant.commit(AddSpending("acme", 20_000, ONE))
    assert await tenant.spending.of("acme", 20_001) == Spending()
    assert await tenant.spending.of("rival", 20_000) == Spending()
    assert await store.for_tenant("elsewhere").spending.of("acme", 20_000) == Spending()


async def test_old_days_are_forgotten(tenant: TenantStore) -> None:
    await tenant.commit(AddSpending("acme", 1, ONE), AddSpending("acme", 2, ONE))
    assert await tenant.spending.forget(2) == 1
    assert await tenant.spending.of("acme", 1) == Spending()
    assert await tenant.spending.of("acme", 2) == ONE
