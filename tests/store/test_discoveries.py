"""What was found out about peers: one each, the newest, and whose it is."""

from msgspec.structs import replace

from gateway.store.base import Store, TenantStore
from gateway.store.discovery import Discovery, RecordDiscovery
from gateway.store.writes import RecordActivity
from tests.store.values import activity

FOUND = Discovery(
    peer="acme",
    url="https://acme.example",
    card='{"name":"Acme"}',
    found_at="https://acme.example/agent-card",
    dialect="a2a-1.0",
    binding="jsonrpc",
    endpoint="https://acme.example/a2a",
    tenant="east",
    at=7,
)


async def test_what_was_found_is_found_again(tenant: TenantStore) -> None:
    await tenant.commit(RecordDiscovery(FOUND))
    assert await tenant.find_discovery("acme") == FOUND
    assert await tenant.find_discovery("other") is None


async def test_the_newest_stays(tenant: TenantStore) -> None:
    newer = replace(FOUND, dialect="tasks", at=9)
    await tenant.commit(RecordDiscovery(FOUND))
    await tenant.commit(RecordDiscovery(newer))
    assert await tenant.find_discovery("acme") == newer


async def test_each_tenant_finds_its_own(store: Store) -> None:
    await store.for_tenant("vendor").commit(RecordDiscovery(FOUND))
    assert await store.for_tenant("other").find_discovery("acme") is None


async def test_a_call_learns_its_task_and_dialect_and_does_not_forget_them(
    tenant: TenantStore,
) -> None:
    begun = replace(activity("a-1"), direction="outbound", status="pending")
    known = replace(begun, status="success", task_id="t-9", dialect="tasks")
    for row in (begun, known, replace(begun, status="error")):
        await tenant.commit(RecordActivity(row))
    assert await tenant.list_activity() == [replace(known, status="error")]
