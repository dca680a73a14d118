"""How peers were: one each, the newest, and whose they are."""

from msgspec.structs import replace

from gateway.store.base import Store, TenantStore
from gateway.store.health import HealthStatus, PeerHealth, SaveHealth

DOWN = PeerHealth(
    peer="acme",
    status=HealthStatus.DOWN,
    latency_ms=12,
    smooth_ms=15,
    seen_at=7,
    failures=3,
    next_at=90,
    is_asked=True,
    error="PEER_UNREACHABLE: nobody listens there",
)


async def test_it_is_read_as_it_was_saved(tenant: TenantStore) -> None:
    await tenant.commit(SaveHealth(PeerHealth("unseen")), SaveHealth(DOWN))
    assert await tenant.health.list_all() == [DOWN, PeerHealth("unseen")]


async def test_the_newest_stays(tenant: TenantStore) -> None:
    up = replace(DOWN, status=HealthStatus.UP, failures=0, next_at=0, is_asked=False, error="")
    await tenant.commit(SaveHealth(DOWN))
    await tenant.commit(SaveHealth(up))
    assert await tenant.health.list_all() == [up]


async def test_each_tenant_has_its_own(store: Store) -> None:
    await store.for_tenant("vendor").commit(SaveHealth(DOWN))
    assert await store.for_tenant("other").health.list_all() == []
